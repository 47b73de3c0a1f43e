"""What was approved is handed to the disclosure office for its files (备案), and the office says that it has it."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.models.disclosures import OUT, Disclosure, Status
from core.models import Reminder, Sealed, SealedQuerySet

APPROVED = (Status.APPROVED, Status.MERGED, *OUT)


class FilingQuerySet(SealedQuerySet):
    def standing(self) -> "FilingQuerySet":
        """Those of what is approved now; what was taken back after its approval is filed once it is approved anew."""
        return self.filter(disclosure__status__in=APPROVED, round=F("disclosure__round"))

    def waiting(self) -> "FilingQuerySet":
        """Those that the department has not handed in."""
        return self.standing().filter(sent_on__isnull=True)


class Filing(Sealed):
    """One approval that is to be filed with the disclosure office by a day (H-200).

    The day counts from the approval; whether it is late follows from it and the day on which it was handed in.
    """

    disclosure = models.ForeignKey(
        Disclosure, models.PROTECT, related_name="filings", verbose_name=_("disclosure")
    )
    round = models.PositiveSmallIntegerField(_("round"))
    approved_on = models.DateField(_("approved on"))
    due_on = models.DateField(_("to be filed by"), db_index=True)
    sent_on = models.DateField(_("handed in on"), null=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("handed in by")
    )
    received_on = models.DateField(_("filed on"), null=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("filed by")
    )
    number = models.CharField(_("filing number"), max_length=60, blank=True)

    objects: ClassVar = FilingQuerySet.as_manager()

    class Meta(Sealed.Meta):
        ordering = ["due_on", "pk"]
        verbose_name = _("filing with the disclosure office")
        verbose_name_plural = _("filings with the disclosure office")
        constraints = [
            models.UniqueConstraint(fields=["disclosure", "round"], name="an_approval_is_filed_once"),
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="filing_number_once"),
            models.CheckConstraint(
                condition=Q(sent_on__isnull=True, sent_by__isnull=True)
                | Q(sent_on__gte=F("approved_on"), sent_by__isnull=False),
                name="filing_handed_in_has_day_and_person",
            ),
            models.CheckConstraint(
                condition=Q(received_on__isnull=True, received_by__isnull=True, number="")
                | Q(received_on__gte=F("sent_on"), received_by__isnull=False) & ~Q(number=""),
                name="filing_received_was_handed_in_and_has_a_number",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("approved_on")), name="filing_due_after_approval"
            ),
        ]

    def __str__(self) -> str:
        return self.number or str(self.disclosure)

    @property
    def agency_id(self) -> int:
        return self.disclosure.agency_id

    @property
    def department(self):
        return self.disclosure.department

    def is_late_on(self, day: date) -> bool:
        """Whether it was handed in after its day, or is not handed in and its day has passed."""
        return (self.sent_on or day) > self.due_on


class FilingReminder(Reminder):
    """A rung told for the day by which an approval is to be filed."""

    class Kind(models.TextChoices):
        FILE = "file", _("File by")

    case = models.ForeignKey(Filing, models.CASCADE, related_name="reminders", verbose_name=_("filing"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)

    class Meta(Reminder.Meta):
        verbose_name = _("reminder of a filing")
        verbose_name_plural = _("reminders of filings")
        constraints = [
            models.UniqueConstraint(fields=["case", "kind", "due_on", "rung"], name="filing_told_once")
        ]
