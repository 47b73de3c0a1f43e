"""What is owed: one expected disclosure of an item, for a period or an event."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Case, F, FilteredRelation, Q, Value, When
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.models.items import Audience, DisclosureItem, known_to
from core.database.guards import Within
from core.models import RegimeVersion, Sealed, SealedQuerySet, User
from core.models.people import of_public_bodies
from core.statuses import Tone, Toned


class OccurrenceQuerySet(SealedQuerySet):
    def known_to(self, user: User, *, on: date) -> "OccurrenceQuerySet":
        """Those of which ``user`` may know, as of their duties."""
        return self.filter(known_to(user, "item__", on=on))


class Occurrence(Sealed):
    """Something happened that makes a disclosure due: it was formed or changed, a batch came, a power was exercised."""

    item = models.ForeignKey(
        DisclosureItem, models.PROTECT, related_name="occurrences", verbose_name=_("item")
    )
    happened_on = models.DateField(
        _("formed, changed or happened on"),
        help_text=_("The later of the two days when it was formed and changed."),
    )
    title = models.CharField(pgettext_lazy("event that makes something due", "what happened"), max_length=200)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    by_proposal = models.BooleanField(
        _("opened by the proposal of its text"),
        default=False,
        editable=False,
        help_text=_("Its day is the one on which the text was formed, and follows it."),
    )

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_on", "-pk"]
        verbose_name = _("event that makes a disclosure due")
        verbose_name_plural = _("events that make a disclosure due")
        constraints = [
            models.UniqueConstraint(fields=["item", "happened_on", "title"], name="occurrence_recorded_once")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def agency_id(self) -> int:
        return self.item.agency_id

    @property
    def department(self):
        return self.item.department

    def is_known_to(self, user: User, *, on: date) -> bool:
        """Whether ``user`` may know of it, as of its duty."""
        return self.item.is_known_to(user, on=on)


LIVE = ["draft", "in_review", "returned", "approved", "published", "feedback", "archived"]


class State(Toned):
    """How the public sees an obligation. Derived from rows and the day, never stored."""

    DUE = "due", Tone.WARN, _("Due")
    IN_PREPARATION = "in_preparation", Tone.INFO, _("In preparation")
    PUBLISHED = "published", Tone.GOOD, _("Published")
    NIL = "nil", _("Nothing to report")
    EXCUSED = "excused", _("Excused")
    LATE = "late", Tone.BAD, _("Late")


class Owed(models.TextChoices):
    """For what something is owed."""

    PERIOD = "period", pgettext_lazy("what something is owed for", "A period or window")
    REVIEW = "review", pgettext_lazy("what something is owed for", "The review of what stands")
    FIRST = "first", pgettext_lazy("what something is owed for", "The first display")
    MILESTONE = "milestone", pgettext_lazy("what something is owed for", "A milestone of a campaign")
    EVENT = "event", pgettext_lazy("what something is owed for", "An event, or a phase of a decision")


# Of what is owed once nobody can say that there is nothing to report; that exists for periods that come again, and for
# reviews of what stands.
RECURRING = (Owed.PERIOD, Owed.REVIEW)
RECURS = Q(owed_for__in=RECURRING, called_for_on__isnull=True)
OPEN = [State.DUE.value, State.IN_PREPARATION.value, State.LATE.value]


class ObligationQuerySet(SealedQuerySet):
    def with_state(self, today: date) -> "ObligationQuerySet":
        """Add ``state``, and ``fulfilled_on`` (the day of publication, of a draft that of its consultation, or None).

        Also ``proposal_late``: put forward after its day, or not yet though its day is past; and ``lifted``: the rules
        themselves let it go, because its item was blocked or ended before the period was over (shown as excused).
        """
        # At most one disclosure of an obligation is live (a constraint says so), so the join doubles nothing.
        live = FilteredRelation("disclosures", condition=Q(disclosures__status__in=LIVE))
        # What only staff may read does not fulfil what is owed to everybody.
        out = Q(live__status__in=["published", "feedback", "archived"]) & (
            Q(live__audience=Audience.PUBLIC) | ~Q(item__audience=Audience.PUBLIC)
        )
        # That there is nothing to report fulfils no duty that does not come again, whoever said so.
        out &= Q(live__is_nil=False) | RECURS
        # The draft of a decision comes when it is put out for opinions (F-169, G-173).
        drafted = Q(draft__isnull=False)
        has_come = out | drafted
        # An excuse that puts off until a day ends with that day.
        excused = Q(excused_on__isnull=False) & (Q(excused_until__isnull=True) | Q(excused_until__gte=today))
        # A regime may limit only the proposal (X1: document B names no day of publication).
        unproposed = Q(live__isnull=True) | Q(live__status__in=["draft", "returned"])
        # What a later version of the regime blocks or ends before its period was over is owed no more.
        lifted = ~Q(item__blocked="") | Q(item__active_to__lt=F("base_on"))
        # The two days are two duties (C-097): a proposal can be late while publication is not yet due.
        proposed_on = TruncDate("live__proposed_at")
        unexcused = ~lifted & ~excused
        proposed_late = Q(unproposed & unexcused, propose_by__lt=today) & ~has_come | ~unproposed & Q(
            propose_by__lt=proposed_on
        )
        return self.annotate(
            live=live,
            fulfilled_on=Case(
                When(drafted, then=F("draft__opens_on")),
                When(out, then=F("live__published_on")),
                default=None,
            ),
            state=Case(
                When(drafted, then=Value(State.PUBLISHED.value)),
                When(out, live__is_nil=True, then=Value(State.NIL.value)),
                When(out, then=Value(State.PUBLISHED.value)),
                When(excused | lifted, then=Value(State.EXCUSED.value)),
                When(publish_by__lt=today, then=Value(State.LATE.value)),
                When(unproposed, publish_by__isnull=True, propose_by__lt=today, then=Value(State.LATE.value)),
                When(live__isnull=False, then=Value(State.IN_PREPARATION.value)),
                default=Value(State.DUE.value),
                output_field=models.CharField(),
            ),
            proposal_late=Case(When(proposed_late, then=True), default=False),
            lifted=Case(When(lifted, then=True), default=False),
        )

    def known_to(self, user: User, *, on: date) -> "ObligationQuerySet":
        """Those of which ``user`` may know, as of their duties."""
        return self.filter(known_to(user, "item__", on=on))

    def public(self) -> "ObligationQuerySet":
        """Obligations that the public may watch."""
        return self.filter(of_public_bodies("item__agency__"), item__audience=Audience.PUBLIC)

    def open(self, today: date) -> "ObligationQuerySet":
        """Those, with their state, that are neither fulfilled nor excused on that day."""
        return self.with_state(today).filter(has_come=False, state__in=OPEN)


class Obligation(Sealed):
    """One expected disclosure (应公开任务), with the day it must be proposed and the day or window of publication.

    It keeps the version of the regime under which it was opened. ``key`` names the period or event, so that an item
    owes each of them exactly once however often the scheduler runs; nothing is read out of it. What it is owed for, the
    first day of its period and the phase of a decision stand beside it.
    """

    item = models.ForeignKey(
        DisclosureItem, models.PROTECT, related_name="obligations", verbose_name=_("item")
    )
    version = models.ForeignKey(
        RegimeVersion, models.PROTECT, related_name="+", verbose_name=_("version of the regime")
    )
    key = models.CharField(_("period or event"), max_length=60)
    owed_for = models.CharField(
        _("owed for"), max_length=10, choices=Owed, default=Owed.PERIOD, editable=False
    )
    period_from = models.DateField(_("first day of the period"), null=True, editable=False)
    phase = models.CharField(_("phase of the decision"), max_length=40, blank=True, editable=False)
    label = models.CharField(_("name"), max_length=120)
    label_en = models.CharField(_("English name"), max_length=160, blank=True)
    occurrence = models.ForeignKey(
        Occurrence, models.PROTECT, null=True, blank=True, related_name="obligations", verbose_name=_("event")
    )
    draft = models.ForeignKey(
        "catalog.Consultation",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("draft put out for consultation"),
        help_text=_("It fulfils the phase before its decision, on the day on which it was put out."),
    )
    base_on = models.DateField(
        _("counted from"), help_text=_("The end of the period, or the day of the event.")
    )
    propose_by = models.DateField(_("propose by"), null=True, blank=True)
    publish_from = models.DateField(_("publish from"), null=True, blank=True)
    publish_by = models.DateField(_("publish by"), null=True, blank=True, db_index=True)
    provisional = models.BooleanField(_("provisional"), default=False)
    opened_at = models.DateTimeField(pgettext_lazy("obligation", "opened at"))
    excused_on = models.DateField(_("excused on"), null=True, blank=True)
    excused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("excused by"),
    )
    excuse = models.CharField(_("reason of the excuse"), max_length=300, blank=True)
    excused_until = models.DateField(_("excused until"), null=True, blank=True)

    called_for_on = models.DateField(
        _("called for by the supervision on"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("An order demands it: that there is nothing to report does not fulfil it any more."),
    )

    has_come = models.BooleanField(
        _("a disclosure for everybody fulfils it"),
        default=False,
        editable=False,
        help_text=_("Kept by publication and withdrawal, so that what is still open is found by an index."),
    )

    objects = ObligationQuerySet.as_manager()

    guards = [Within("draft.agency", own="item.agency")]

    class Meta:
        ordering = ["publish_by", "propose_by", "pk"]
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")
        constraints = [
            models.UniqueConstraint(fields=["item", "key"], name="owed_once_for_a_period_or_event"),
            models.CheckConstraint(
                condition=Q(period_from__isnull=True)
                | Q(owed_for__in=["period", "review"], period_from__lte=F("base_on")),
                name="only_periods_have_a_first_day",
            ),
            models.CheckConstraint(
                condition=Q(phase="") | Q(owed_for="event"), name="only_a_decision_has_phases"
            ),
            models.CheckConstraint(
                condition=Q(propose_by__isnull=False) | Q(publish_by__isnull=False),
                name="obligation_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(publish_from__isnull=True) | Q(publish_by__gte=F("publish_from")),
                name="window_opens_before_it_closes",
            ),
            models.CheckConstraint(
                condition=Q(excused_on__isnull=True, excused_by__isnull=True, excuse="")
                | (Q(excused_on__isnull=False, excused_by__isnull=False) & ~Q(excuse="")),
                name="excuse_has_day_person_and_reason",
            ),
        ]
        indexes = [
            # What may still be open: few rows, however long the past grows.
            models.Index(
                fields=["item", "publish_by"], condition=Q(has_come=False), name="obligation_not_come"
            ),
            # The history of an item, newest day first.
            models.Index(
                F("item"),
                Coalesce("publish_by", "propose_by").desc(),
                F("id").desc(),
                name="obligation_history_of_item",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} · {self.label}"

    @property
    def agency_id(self) -> int:
        return self.item.agency_id

    @property
    def department(self):
        return self.item.department

    @property
    def recurs(self) -> bool:
        """Whether it is a period that comes again, which nobody has called for: only of those there can be nothing to
        report (A-043)."""
        return self.owed_for in RECURRING and self.called_for_on is None

    def is_known_to(self, user: User, *, on: date) -> bool:
        """Whether ``user`` may know of it, as of its duty."""
        return self.item.is_known_to(user, on=on)
