"""Who seals and who reads archive files."""

from core.permissions import permission
from core.roles import Role

# Who may say, and who may agree, that a display ends before its time: two people, never one.
END_DISPLAY = permission(
    "archive.end_display", Role.ARCHIVIST, Role.DISCLOSURE_OFFICE, Role.LEADER_IN_CHARGE, Role.HEAD
)

READ_ARCHIVE = permission(
    "archive.read",
    Role.ARCHIVIST,
    Role.DISCLOSURE_OFFICE,
    Role.SUPERVISOR,
    Role.INVITED_SUPERVISOR,
    Role.SUPERIOR_OFFICE,
    Role.HEAD,
)
