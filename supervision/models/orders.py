"""Written orders to correct (限期整改通知书), with a deadline."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.models import Obligation
from core.database.guards import Within
from core.models import AbstractClockEntry, Agency, Department, Event, Sealed
from core.statuses import Tone, Toned
from core.transitions import SteppedQuerySet, step
from supervision import rules


class CorrectionOrderQuerySet(SteppedQuerySet):
    def overdue(self, today: date) -> "CorrectionOrderQuerySet":
        """Orders to correct whose day has passed and that nobody has reported on."""
        return self.filter(
            kind=CorrectionOrder.Kind.CORRECTION, status=CorrectionOrder.Status.ISSUED, due_on__lt=today
        )

    def to_criticise(self, today: date) -> "CorrectionOrderQuerySet":
        """Overdue orders on which the rules want a circular criticism that was not issued yet (J2-263)."""
        return self.overdue(today).filter(criticise_by__isnull=False, criticised_on__isnull=True)


class CorrectionOrder(Sealed):
    """The supervision group orders a department in writing to put something right by a day (J2-263).

    Or to explain something, such as a change of its list of powers (I-227): the same steps, with a clock of its own.
    The values of ``Kind`` are the purposes of the regime's clocks.
    """

    class Kind(models.TextChoices):
        CORRECTION = "correction_order", pgettext_lazy("kind of order", "Correction")
        EXPLANATION = "explanation", pgettext_lazy("kind of order", "Explanation")

    class Status(Toned):
        ISSUED = "issued", Tone.BAD, pgettext_lazy("correction order status", "Issued")
        REPORTED = "reported", Tone.INFO, pgettext_lazy("correction order status", "Reported as corrected")
        CLOSED = "closed", Tone.INFO, pgettext_lazy("correction order status", "Closed")

    STEPS = {
        "criticise": step(
            Status.ISSUED, to=Status.ISSUED, by=rules.ORDER, label=_("criticise in a circular")
        ),
        "extend": step(Status.ISSUED, to=Status.ISSUED, by=rules.ORDER, label=_("put it off")),
        "set_day": step(Status.ISSUED, to=Status.ISSUED, by=rules.ORDER, label=_("set another day")),
        "report": step(
            Status.ISSUED, to=Status.REPORTED, by=rules.REPORT_CORRECTED, label=_("report as corrected")
        ),
        "reopen": step(Status.REPORTED, to=Status.ISSUED, by=rules.ORDER, label=_("not accepted")),
        "close": step(Status.REPORTED, to=Status.CLOSED, by=rules.ORDER, label=_("close")),
    }

    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="correction_orders", verbose_name=_("agency")
    )
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="correction_orders", verbose_name=_("department")
    )
    obligation = models.ForeignKey(
        Obligation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="correction_orders",
        verbose_name=_("obligation"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.CORRECTION)
    status = models.CharField(
        _("status"), max_length=20, choices=Status, default=Status.ISSUED, editable=False
    )
    number = models.CharField(_("number"), max_length=60, unique=True, editable=False)
    finding = models.TextField(_("what was found"), max_length=2000)
    demand = models.TextField(_("what must be done"), max_length=2000)
    issued_on = models.DateField(_("issued on"))
    due_on = models.DateField(_("correct by"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("issued by")
    )
    report = models.TextField(_("report of the department"), blank=True)
    criticise_by = models.DateField(
        _("circular criticism by"), null=True, blank=True, editable=False, db_index=True
    )
    criticism = models.TextField(_("circular criticism"), max_length=2000, blank=True, editable=False)
    criticised_on = models.DateField(_("criticised on"), null=True, blank=True, editable=False)
    criticised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("criticised by"),
        editable=False,
    )

    objects = CorrectionOrderQuerySet.as_manager()

    guards = [Within("department.agency"), Within("obligation.item.agency")]

    class Meta:
        ordering = ["-issued_on", "-pk"]
        verbose_name = _("correction order")
        verbose_name_plural = _("correction orders")
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gte=models.F("issued_on")), name="order_due_after_it_is_issued"
            ),
            models.CheckConstraint(
                condition=Q(status="issued") | ~Q(report=""), name="reported_order_has_its_report"
            ),
            models.CheckConstraint(
                condition=Q(criticised_on__isnull=True, criticised_by__isnull=True, criticism="")
                | Q(criticised_on__gt=models.F("due_on"), criticised_by__isnull=False) & ~Q(criticism=""),
                name="criticism_has_person_words_and_a_missed_day",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("supervision:order", args=[self.pk])


class CorrectionOrderEvent(Event):
    """A step of a correction order."""

    order = models.ForeignKey(CorrectionOrder, models.PROTECT, related_name="events")


class OrderClockEntry(AbstractClockEntry):
    """What happened to the clock of an order, append-only: the last day is a pure function of all entries.

    ``set`` is a day that a supervisor gave by hand; only it has a ``day``.
    """

    class Act(models.TextChoices):
        START = "start", _("Started")
        SET = "set", _("Day set by hand")
        PAUSE = "pause", _("Stopped for a while")
        RESUME = "resume", _("Went on")
        EXTEND = "extend", _("Extended")
        STOP = "stop", _("Ended")

    order = models.ForeignKey(CorrectionOrder, models.PROTECT, related_name="clock_entries")
    act = models.CharField(pgettext_lazy("clock", "what happened"), max_length=10, choices=Act)
    day = models.DateField(_("day set by hand"), null=True, blank=True)

    class Meta(AbstractClockEntry.Meta):
        verbose_name = _("entry of an order's clock")
        verbose_name_plural = _("entries of orders' clocks")
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(act="start"), name="clock_of_an_order_starts_once"
            ),
            models.CheckConstraint(
                condition=Q(act="set", day__isnull=False) | (~Q(act="set") & Q(day__isnull=True)),
                name="day_set_by_hand_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(act="extend") | (Q(days__isnull=False) & ~Q(reason="")),
                name="extension_of_an_order_has_days_and_words",
            ),
        ]
