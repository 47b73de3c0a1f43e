"""Who may do what with an application."""

from core.permissions import permission
from core.roles import Role

HANDLE = permission("requests_app.handle", Role.INTAKE_OFFICER, Role.DISCLOSURE_OFFICE)
DRAFT = permission("requests_app.draft", Role.INTAKE_OFFICER, Role.DISCLOSURE_OFFICE)
DECIDE = permission("requests_app.decide", Role.LEADER_IN_CHARGE, Role.HEAD)
EXTEND = permission(
    "requests_app.extend", Role.DISCLOSURE_OFFICE, Role.LEADER_IN_CHARGE, Role.HEAD, Role.SUPERIOR_LEADER
)
ARCHIVE = permission("requests_app.archive", Role.ARCHIVIST, Role.DISCLOSURE_OFFICE)
READ = permission(
    "requests_app.read",
    Role.INTAKE_OFFICER,
    Role.DISCLOSURE_OFFICE,
    Role.LEADER_IN_CHARGE,
    Role.HEAD,
    Role.ARCHIVIST,
    Role.SUPERVISOR,
    Role.SUPERIOR_LEADER,
)
SEE_IDENTITY = permission("requests_app.see_identity", Role.INTAKE_OFFICER)
CONTRIBUTE = permission("requests_app.contribute", Role.DEPARTMENT_HEAD, Role.PROPOSER)
OVERSEE = permission("requests_app.oversee", Role.SUPERVISOR, Role.DISCLOSURE_OFFICE)
HOLD = permission("requests_app.hold", Role.DISCLOSURE_OFFICE, Role.INTAKE_OFFICER)
# The unredacted original of what was disclosed in part: who works on the answer and who signs it, nobody else.
SEE_ORIGINAL = permission(
    "requests_app.see_original",
    Role.INTAKE_OFFICER,
    Role.DISCLOSURE_OFFICE,
    Role.LEADER_IN_CHARGE,
    Role.HEAD,
)
# Proposals to publish what was applied for are weighed by the disclosure office (art. 44).
WEIGH = permission("requests_app.weigh", Role.DISCLOSURE_OFFICE)
# An answer goes into the disclosure log after a second pair of eyes.
RELEASE_ANSWER = permission(
    "requests_app.release_answer", Role.DISCLOSURE_OFFICE, Role.LEADER_IN_CHARGE, Role.HEAD
)
