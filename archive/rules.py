"""Who seals and who reads archive files."""

from core.permissions import permission
from core.roles import Role

READ_ARCHIVE = permission(
    "archive.read",
    Role.ARCHIVIST,
    Role.DISCLOSURE_OFFICE,
    Role.SUPERVISOR,
    Role.INVITED_SUPERVISOR,
    Role.SUPERIOR_OFFICE,
    Role.HEAD,
)
