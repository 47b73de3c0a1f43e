"""Who was given which role by whom: a table that only grows."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.database.guards import OnlyGrows
from core.models.people import Agency, Department
from core.models.seals import Sealed
from core.roles import Role

ADMINISTRATOR = "administrator"


class RoleChange(Sealed):
    """A role was given, changed or taken; somebody became administrator of the system, or another changed how they
    sign in, once for each body where they hold a role.

    ``thing`` names what changed ("role-7", "administrator-3", "password-3"), ``state`` how it stands since then, so
    that the portal finds what was changed by another way than its own pages. ``by`` is empty where that is so, and
    for the roles that were there before this table was.
    """

    class Kind(models.TextChoices):
        GIVEN = "given", pgettext_lazy("change of a role", "given")
        CHANGED = "changed", pgettext_lazy("change of a role", "changed")
        TAKEN = "taken", pgettext_lazy("change of a role", "taken")
        FOUND = "found", pgettext_lazy("change of a role", "there before the record")
        PASSWORD = "password", pgettext_lazy("change of a role", "password set by another")
        ADDRESS = "address", pgettext_lazy("change of a role", "mail address changed by another")
        NAME = "username", pgettext_lazy("change of a role", "user name changed by another")
        CLOSED = "closed", pgettext_lazy("change of a role", "account closed by another")
        OPENED = "opened", pgettext_lazy("change of a role", "account opened by another")

    kind = models.CharField(pgettext_lazy("role", "what happened"), max_length=10, choices=Kind)
    thing = models.CharField(max_length=40, editable=False, db_index=True)
    state = models.CharField(max_length=120, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person")
    )
    role = models.CharField(
        _("role"),
        max_length=24,
        choices=[*Role.choices, (ADMINISTRATOR, _("System administrator"))],
        blank=True,
    )
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+", verbose_name=_("agency"))
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, related_name="+", verbose_name=_("department")
    )
    since = models.DateField(_("since"), null=True)
    until = models.DateField(_("until"), null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))

    guards = [OnlyGrows()]

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("change of a role")
        verbose_name_plural = _("changes of roles")

    def __str__(self) -> str:
        return f"{self.person} · {self.get_role_display()} · {self.get_kind_display()}"
