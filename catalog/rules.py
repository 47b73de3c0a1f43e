"""Who may do what in the catalogue."""

from core.permissions import permission
from core.roles import Role

STAFF = (
    Role.HEAD,
    Role.LEADING_GROUP,
    Role.DISCLOSURE_OFFICE,
    Role.LEADER_IN_CHARGE,
    Role.PARTY_GROUP,
    Role.PROPOSER,
    Role.DEPARTMENT_HEAD,
    Role.CHANNEL_KEEPER,
    Role.FEEDBACK_COLLECTOR,
    Role.INTAKE_OFFICER,
    Role.ARCHIVIST,
    Role.COMPILING_DIVISION,
)
WATCHERS = (
    Role.SUPERVISOR,
    Role.INVITED_SUPERVISOR,
    Role.SUPERIOR_OFFICE,
    Role.SUPERIOR_LEADER,
    Role.OBSERVER,
)
REVIEWERS = (
    Role.DEPARTMENT_HEAD,
    Role.LEADER_IN_CHARGE,
    Role.COMPILING_DIVISION,
    Role.DISCLOSURE_OFFICE,
    Role.LEADING_GROUP,
    Role.PARTY_GROUP,
    Role.HEAD,
    Role.SUPERIOR_OFFICE,
    Role.SUPERIOR_LEADER,
)
LEADERSHIP = (Role.HEAD, Role.LEADING_GROUP, Role.LEADER_IN_CHARGE, Role.PARTY_GROUP)

PROPOSE = permission("catalog.propose", Role.PROPOSER, Role.DEPARTMENT_HEAD, Role.DISCLOSURE_OFFICE)
REVIEW = permission("catalog.review", *REVIEWERS)
WITHDRAW = permission("catalog.withdraw", Role.DISCLOSURE_OFFICE, Role.LEADER_IN_CHARGE, Role.HEAD)
# The feedback stage: who names the collector, who may be one, and the leading group that handles what was said (B:022).
NAME_COLLECTOR = permission("catalog.name_collector", Role.DEPARTMENT_HEAD, Role.DISCLOSURE_OFFICE)
COLLECT = permission(
    "catalog.collect_feedback",
    Role.PROPOSER,
    Role.DEPARTMENT_HEAD,
    Role.FEEDBACK_COLLECTOR,
    Role.DISCLOSURE_OFFICE,
)
HANDLE_FEEDBACK = permission("catalog.handle_feedback", Role.LEADING_GROUP)
# Who lets those concerned read what is for them (I-230).
ADMIT = permission("catalog.admit_concerned", Role.PROPOSER, Role.DEPARTMENT_HEAD, Role.DISCLOSURE_OFFICE)
EXCUSE = permission("catalog.excuse", Role.DISCLOSURE_OFFICE, Role.LEADER_IN_CHARGE)
KEEP_CHANNEL = permission("catalog.keep_channel", Role.CHANNEL_KEEPER, Role.DISCLOSURE_OFFICE, Role.PROPOSER)
# What only the leadership reads is hung up for them by the keeper of the channel alone.
KEEP_NARROW_CHANNEL = permission("catalog.keep_narrow_channel", Role.CHANNEL_KEEPER)
KEEP_CATALOGUE = permission("catalog.keep_catalogue", Role.DISCLOSURE_OFFICE)
ARCHIVE = permission("catalog.archive", Role.ARCHIVIST, Role.DISCLOSURE_OFFICE)
READ_UNPUBLISHED = permission("catalog.read_unpublished", *STAFF, *WATCHERS)
READ_INTERNAL = permission("catalog.read_internal", *STAFF, *WATCHERS)
READ_LEADERSHIP = permission("catalog.read_leadership", *LEADERSHIP, Role.SUPERVISOR, Role.ARCHIVIST)
# Who prepares and reviews a matter reads it, whomever it will be for.
WORK_ON_LEADERSHIP = permission(
    "catalog.work_on_leadership", *READ_LEADERSHIP.roles, *PROPOSE.roles, *REVIEW.roles
)
# A draft is put out by those who may propose it, and let out by somebody else (F-169).
CONSULT = PROPOSE
RELEASE_CONSULTATION = permission(
    "catalog.release_consultation",
    Role.DEPARTMENT_HEAD,
    Role.LEADER_IN_CHARGE,
    Role.DISCLOSURE_OFFICE,
    Role.HEAD,
)
ANSWER_CONSULTATION = permission("catalog.answer_consultation", *PROPOSE.roles, Role.FEEDBACK_COLLECTOR)
# No role has it: the working days of a country are kept by the administrators of the portal.
CALENDAR = permission("catalog.calendar", administers=True)
# Findings of a scan are overruled, and the secrecy review is signed, by reviewers; a regime may name one role for it.
OVERRULE = permission("catalog.overrule", *REVIEWERS)
SIGN_SECRECY = permission(
    "catalog.sign_secrecy", Role.DISCLOSURE_OFFICE, Role.LEADER_IN_CHARGE, Role.HEAD, Role.DEPARTMENT_HEAD
)
# Whom the regime lets publish at once; the action asks for the one role that it names.
EMERGENCY = permission("catalog.emergency", *REVIEWERS)
REVIEW_EMERGENCY = permission("catalog.review_emergency", *WITHDRAW.roles)
# What is kept back is read by those who prepare, review, watch and file it; records for applicants also by who hands
# them out.
READ_WITHHELD = permission(
    "catalog.read_withheld", *PROPOSE.roles, *REVIEWERS, Role.SUPERVISOR, Role.ARCHIVIST
)
READ_ON_APPLICATION = permission("catalog.read_on_application", *READ_WITHHELD.roles, Role.INTAKE_OFFICER)
