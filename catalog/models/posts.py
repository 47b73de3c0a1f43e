"""Posts of a department: what is done there and by whom, for its page, its board, badges and desk plates."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.database.guards import Within
from core.models import Agency, Department, Sealed


class Post(Sealed):
    """岗位: a post with its duties and who holds it (A-021, D-110, D-123, F-163: one sheet for each).

    It is a directory, not a permission: what somebody may do in the portal comes from roles.
    """

    class Leads(models.TextChoices):
        NOBODY = "", pgettext_lazy("what a post leads", "Nothing")
        DEPARTMENT = "department", pgettext_lazy("what a post leads", "The department")
        AGENCY = "agency", pgettext_lazy("what a post leads", "The agency: answers first for disclosure")

    agency = models.ForeignKey(
        Agency, models.CASCADE, related_name="posts", verbose_name=_("agency"), editable=False
    )
    department = models.ForeignKey(
        Department, models.CASCADE, related_name="posts", verbose_name=_("department")
    )
    name = models.CharField(pgettext_lazy("in a department", "post"), max_length=80)
    holder = models.CharField(_("holder"), max_length=60, blank=True, help_text=_("Empty while vacant."))
    duties = models.TextField(_("duties"), max_length=600, blank=True)
    phone = models.CharField(_("office telephone"), max_length=40, blank=True)
    leads = models.CharField(_("leads"), max_length=12, choices=Leads, default=Leads.NOBODY, blank=True)
    is_key = models.BooleanField(_("key post"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    guards = [Within("department.agency")]

    class Meta:
        ordering = ["department", "position", "pk"]
        verbose_name = pgettext_lazy("in a department", "post")
        verbose_name_plural = pgettext_lazy("in a department", "posts")
        constraints = [
            models.UniqueConstraint(
                fields=["department"],
                condition=Q(leads="department"),
                name="one_post_leads_a_department",
                violation_error_message=_("Another post leads this department already."),
            ),
            models.UniqueConstraint(
                fields=["agency"],
                condition=Q(leads="agency"),
                name="one_post_leads_an_agency",
                violation_error_message=_("Another post leads this agency already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.holder}".strip()

    def save(self, *args, **kwargs) -> None:
        """The agency is that of the department."""
        self.agency_id = self.department.agency_id
        super().save(*args, **kwargs)
