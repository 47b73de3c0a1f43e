"""The names that bodies and departments had, and the names under which something was published."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.database.guards import OnlyGrows, Within
from core.models.people import Agency, Department, in_language
from core.models.seals import Sealed

# The columns of ``Called``: for whoever reads rows as dictionaries and says the names themselves (``in_language``).
AGENCY_CALLED = ("agency_called", "agency_called_en")
DEPARTMENT_CALLED = ("department_called", "department_called_en")
CALLED = (*AGENCY_CALLED, *DEPARTMENT_CALLED)


class FormerName(Sealed):
    """A name that a body, or one of its departments, had until it was given another. Rows are only added.

    ``valid_to`` is the last day of the name, as the decision about it says; ``until`` is the moment from which the
    portal says the new one.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="former_names", verbose_name=_("agency"))
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, related_name="former_names", verbose_name=_("department")
    )
    name = models.CharField(_("former name"), max_length=120)
    name_en = models.CharField(_("former English name"), max_length=160, blank=True)
    valid_from = models.DateField(_("first day of the name"), null=True)
    valid_to = models.DateField(_("last day of the name"))
    until = models.DateTimeField(_("shown until"))
    reason = models.TextField(_("why it was renamed"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("renamed by")
    )

    guards = [OnlyGrows(), Within("department.agency")]

    class Meta(Sealed.Meta):
        ordering = ["until", "pk"]
        verbose_name = _("former name")
        verbose_name_plural = _("former names")
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(reason=""), name="former_name_says_why"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="former_name_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)


class Called(Sealed):
    """What is published under the names that its body and department have on that day; they stay with it for good."""

    agency_called = models.CharField(_("name of the agency then"), max_length=120, blank=True, editable=False)
    agency_called_en = models.CharField(
        _("English name of the agency then"), max_length=160, blank=True, editable=False
    )
    department_called = models.CharField(
        _("name of the department then"), max_length=80, blank=True, editable=False
    )
    department_called_en = models.CharField(
        _("English name of the department then"), max_length=120, blank=True, editable=False
    )

    class Meta(Sealed.Meta):
        abstract = True

    @property
    def agency_then(self) -> str:
        """The name of its body when it was published; before that, the name of today."""
        return in_language(self.agency_called, self.agency_called_en) or str(self.agency)

    @property
    def department_then(self) -> str:
        """The same for its department."""
        return in_language(self.department_called, self.department_called_en) or str(self.department or "")


def names_of(thing: Called) -> dict[str, str]:
    """The names of today of the body and department of ``thing``, for its columns: taken when it is published."""
    agency, department = thing.agency, thing.department
    return {
        "agency_called": agency.name,
        "agency_called_en": agency.name_en,
        "department_called": department.name if department else "",
        "department_called_en": department.name_en if department else "",
    }
