"""Who may do what between proposal and publication, and with opinions."""

from core.permissions import permission
from core.roles import Role

ANSWER_OPINION = permission(
    "review.answer_opinion",
    Role.PROPOSER,
    Role.DEPARTMENT_HEAD,
    Role.FEEDBACK_COLLECTOR,
    Role.DISCLOSURE_OFFICE,
)
