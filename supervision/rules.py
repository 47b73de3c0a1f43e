"""Who watches, and who answers for what was found."""

from core.permissions import permission
from core.roles import Role

WATCH = permission(
    "supervision.watch",
    Role.SUPERVISOR,
    Role.INVITED_SUPERVISOR,
    Role.SUPERIOR_OFFICE,
    Role.SUPERIOR_LEADER,
    Role.HEAD,
    Role.DISCLOSURE_OFFICE,
    Role.OBSERVER,
)
ORDER = permission("supervision.order", Role.SUPERVISOR)
REPORT_CORRECTED = permission(
    "supervision.report_corrected", Role.PROPOSER, Role.DEPARTMENT_HEAD, Role.DISCLOSURE_OFFICE
)
# Who complained is protected (F-172): only those who look into complaints read them.
HANDLE_COMPLAINTS = permission("supervision.handle_complaints", Role.SUPERVISOR, Role.DISCLOSURE_OFFICE)
# The department to which a complaint was given looks into it and drafts the answer; it does not learn who complained.
DRAFT_COMPLAINT = permission("supervision.draft_complaint", Role.PROPOSER, Role.DEPARTMENT_HEAD)
