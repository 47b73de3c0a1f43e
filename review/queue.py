"""What waits for whom. The queue is a query: it cannot drift from the state of the matters."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
    When,
)
from django.utils.translation import gettext_lazy as _

from catalog.models import ConsultationOpinion, Disclosure, Editor, Relation
from catalog.models.disclosures import ON_DISPLAY
from catalog.models.reading import IN_WORK, in_work
from catalog.rules import ANSWER_CONSULTATION, PROPOSE, REVIEW
from core.deadlines import calendars
from core.models import Agency, User
from core.permissions import Reach, reach, reaches
from core.regimes.ladders import SOON
from core.regimes.parsed import Chain, Regime
from core.scheduler import reminding
from core.statuses import Tone, Toned
from core.workdays import Calendar
from requests_app.models import Application
from requests_app.rules import DECIDE
from review import feedback_window, holder, rules
from review.acting_for import Hand, hands_and_reaches
from review.chains import Terms
from review.models import Opinion

KINDS = frozenset({"single", "external", "report", "collective"})
MEETINGS = frozenset({"collective"})
URGENT = (F("obligation__publish_by").asc(nulls_last=True), "proposed_at", "pk")


class View(TextChoices):
    """The three parts of the queue."""

    MINE = "mine", _("For me")
    GROUP = "group", _("For my group")
    OTHERS = "others", _("Waiting for others")


class Queue:
    """What is in review, seen by one person on one day. The questions about their roles are asked once."""

    def __init__(self, user: User, *, on: date) -> None:
        self.user, self.day = user, on
        self.hands, wanted = hands_and_reaches(user, *IN_WORK, REVIEW, DECIDE, on=on)
        *read, self.reviews, self.decides = wanted
        self.reads, self.legible = read[0], in_work(*read)
        own = Editor.objects.filter(person=user).values("disclosure")
        self.own = Q(pk__in=own)
        self.agencies = _agencies(self.hands, self.reads)
        self.terms = Terms(self.agencies)
        self.handed = holder.within(self.agencies, on=on)

    def part(self, view: str) -> Q:
        """What belongs to one part of the queue.

        Mine are the steps of one person or body outside, my group's those of a meeting. What waits for others is what
        they may read and not take, their own among it. Nobody finds in the first two what they drafted or changed.
        """
        if view == View.OTHERS:
            return self.reads.q() & (~self._open_to(KINDS) | self.own)
        return self._open_to(MEETINGS if view == View.GROUP else KINDS - MEETINGS) & ~self.own

    def counts(self, matters: QuerySet[Disclosure]) -> dict[str, int]:
        """How many of ``matters``, a part of what is readable, each part has.

        One look at each: what is neither mine nor my group's, and may be read, waits for others.
        """
        where = [When(self.part(view), then=Value(view.value)) for view in (View.MINE, View.GROUP)]
        others = Value(View.OTHERS.value)
        if not self.reads.everywhere:
            where.append(When(self.reads.q(), then=others))
            others = Value("")
        parts = matters.order_by().annotate(part=Case(*where, default=others, output_field=CharField()))
        found = dict(parts.values_list("part").annotate(Count("pk")))
        return {view: found.get(view, 0) for view in View.values}

    def gone(self, picked: Iterable[int]) -> QuerySet[Disclosure]:
        """Those of ``picked`` that left review meanwhile and that this person may read."""
        readable = Disclosure.objects.readable_by(self.user, on=self.day)
        readable = readable.filter(self.reads.q(), agency__in=self.agencies)
        return readable.filter(pk__in=picked).exclude(status=Disclosure.Status.IN_REVIEW)

    def readable(self) -> QuerySet[Disclosure]:
        """All that is in review and that this person may read or judge, the most urgent first."""
        waiting = Disclosure.objects.filter(self.legible, agency__in=self.agencies)
        waiting = waiting.filter(status=Disclosure.Status.IN_REVIEW)
        listed = waiting.select_related(
            "agency__regime", "department", "item__agency", "obligation", "proposed_by"
        )
        return listed.order_by(*URGENT)

    def shown(self, found: QuerySet[Disclosure]) -> list[Disclosure]:
        """``found``, a part of what is readable, for a list. Rows are chosen by key before their columns are read.

        The agencies are known already: with them PostgreSQL would join more tables than it looks for an order of.
        """
        rows = Disclosure.objects.filter(pk__in=found.values("pk")).defer("summary", "body", "elements")
        listed = list(
            rows.select_related("department", "item", "obligation", "proposed_by").order_by(*URGENT)
        )
        known = {agency.pk: agency for agency in self.agencies}
        for one in listed:
            one.agency = one.item.agency = known[one.agency_id]
        return listed

    def open(self) -> QuerySet[Disclosure]:
        """All that this person may take now."""
        return self.readable().filter(self._open_to(KINDS) & ~self.own)

    def decisions(self) -> QuerySet[Application]:
        """The drafted decisions on applications that they may sign, the most urgent first, without who applied."""
        drafted = Application.objects.ready_for("decide").filter(self.decides.q())
        listed = drafted.exclude(drafted_by=self.user.pk)
        listed = listed.defer("applicant_name", "identity_number", "phone", "email", "address")
        return listed.select_related("agency", "department", "drafted_by").order_by(
            F("answer_by").asc(nulls_last=True), "received_at", "pk"
        )

    def _open_to(self, kinds: frozenset[str]) -> Q:
        """What stands before a step of these kinds whose role reaches it: by term of a regime, place and chain."""
        found = Q(pk__in=[])
        for agency in self.agencies:
            for term in self.terms.of_agency.get(agency.pk, ()):
                when = Q(agency=agency.pk)
                if term.begins:
                    when &= Q(proposed_at__gte=term.begins)
                if term.ends:
                    when &= Q(proposed_at__lt=term.ends)
                for role, before in _steps(term.version.rules, kinds).items():
                    if (theirs := self._held(role, agency)) is not None:
                        found |= when & before & theirs
        return found

    def _held(self, role: str, agency: Agency) -> Q | None:
        """Where in ``agency`` this person takes steps of ``role``, by their own or another's hand; None for nowhere."""
        found = None
        for hand in self.hands:
            held = hand.held.get(role)
            if not held or not _touches(held, agency):
                continue
            # Not an empty Q for the whole agency: an empty one joined to another by "or" is only the other.
            whole = held.everywhere or agency.pk in held.agencies
            place = Q(agency=agency.pk) if whole else held.q()
            person = (hand.giver or self.user).pk
            if gone := [matter for matter, handed in self.handed.items() if person not in handed.people]:
                place &= ~Q(pk__in=gone)
            if hand.giver:
                edited = Editor.objects.filter(person=hand.giver).values("disclosure")
                place = place & self.reviews.q() & ~Q(pk__in=edited)
            found = place if found is None else found | place
        return found


def _steps(rules: Regime, kinds: frozenset[str]) -> dict[str, Q]:
    """What stands before a step of these kinds, by the role that takes it.

    Chains with the same step at the same place are asked for together: the fewer words, the sooner it is answered.
    """
    alike: dict[tuple[str, str, int, bool | None], list[str]] = defaultdict(list)
    for code, marked, chain in _chains(rules):
        for place, step in enumerate(chain.steps):
            if step.kind in kinds:
                here = "steps_done__gte" if place == len(chain.steps) - 1 else "steps_done"
                alike[step.role, here, place, marked].append(code)
    found: dict[str, Q] = {}
    for (role, here, place, marked), codes in alike.items():
        before = Q(item__chain__in=codes, **{here: place})
        if marked is not None:
            before &= Q(is_sensitive=marked)
        found[role] = found[role] | before if role in found else before
    return found


def _chains(rules: Regime) -> Iterator[tuple[str, bool | None, Chain]]:
    """The chains of a regime by their codes: sensitive matters may go through another (None: all through this one)."""
    for code, chain in rules.chains.items():
        stricter = rules.chain_for(code, is_sensitive=True)
        if stricter is chain:
            yield code, None, chain
        else:
            yield code, False, chain
            yield code, True, stricter


def opinions_for(user: User, *, on: date) -> QuerySet[Opinion]:
    """The opinions that ``user`` may answer, by the day of answer."""
    mine = reach(user, rules.ANSWER_OPINION, on=on).q("disclosure__agency_id", "disclosure__department")
    waiting = Opinion.objects.filter(mine, status=Opinion.Status.WAITING)
    return waiting.select_related("disclosure__agency", "disclosure__department").order_by("answer_by", "pk")


def held_for(user: User, *, on: date) -> tuple[QuerySet[Opinion], QuerySet[ConsultationOpinion]]:
    """The opinions on disclosures and on drafts that are held back where ``user`` answers."""
    here, on_drafts = reaches(user, rules.ANSWER_OPINION, ANSWER_CONSULTATION, on=on)
    opinions = Opinion.objects.filter(
        here.q("disclosure__agency_id", "disclosure__department"), status=Opinion.Status.HELD
    )
    drafts = ConsultationOpinion.objects.filter(
        on_drafts.q("consultation__agency_id", "consultation__department"),
        status=ConsultationOpinion.Status.HELD,
    )
    return opinions.order_by("received_at", "pk"), drafts.order_by("received_at", "pk")


def held_count(user: User, *, on: date) -> int:
    """How many opinions are held back where ``user`` answers, by one query."""
    opinions, drafts = (found.order_by().values("pk") for found in held_for(user, on=on))
    return opinions.union(drafts, all=True).count()


def handlings_for(user: User, *, on: date) -> QuerySet[Disclosure]:
    """Disclosures of ``user`` with answered opinions whose handling is still to be published again (B-082).

    Only where the regime asks for it; a draft that was begun after the last answer is enough to take it off the list.
    Key matters whose feedback stage is over are told of even when no opinion came (E-129).
    """
    mine = reach(user, PROPOSE, on=on)
    agencies = list(_agencies([], mine))
    asking = [agency.pk for agency in agencies if _republishes(agency, on=on)]
    any_told = Relation.objects.filter(kind=Relation.Kind.HANDLES, earlier=OuterRef("pk"))
    any_told = any_told.exclude(later__status=Disclosure.Status.WITHDRAWN)
    tells = Relation.objects.filter(kind=Relation.Kind.HANDLES, later=OuterRef("pk"))
    silent = feedback_window.heard(agencies, on) & Q(status__in=ON_DISPLAY)
    silent &= ~Exists(any_told) & ~Exists(tells)
    answered = Opinion.objects.public().filter(disclosure=OuterRef("pk")).order_by("-answered_at")
    told = Relation.objects.filter(
        kind=Relation.Kind.HANDLES, earlier=OuterRef("pk"), later__created_at__gte=OuterRef("last_answer")
    ).exclude(later__status=Disclosure.Status.WITHDRAWN)
    found = Disclosure.objects.public().filter(mine.q())
    found = found.annotate(last_answer=Subquery(answered.values("answered_at")[:1]))
    answered_here = Q(agency__in=asking, last_answer__isnull=False) & ~Exists(told)
    found = found.filter(answered_here | silent).select_related("agency", "department")
    return found.order_by("last_answer", "pk")


def _republishes(agency: Agency, *, on: date) -> bool:
    return (agency.adopted or agency.regime.version_on(on)).rules.feedback.republish


def narrowed(
    found: QuerySet[Disclosure], wanted: dict, *, today: date, agencies: list[Agency]
) -> QuerySet[Disclosure]:
    """Only what is asked for: ``agency``, ``department``, ``urgency``, ``kind`` and words ``q``, each if given.

    ``agencies`` are those from which ``found`` comes.
    """
    if wanted.get("agency"):
        found = found.filter(agency=wanted["agency"])
    if wanted.get("department"):
        found = found.filter(department__path__startswith=wanted["department"].path)
    kinds = {
        MatterKind.NEW: Q(corrects=None, is_nil=False),
        MatterKind.CORRECTION: Q(corrects__isnull=False),
        MatterKind.NIL: Q(is_nil=True),
    }
    if wanted.get("urgency"):
        found = found.filter(_urgency(wanted["urgency"], today, agencies))
    if wanted.get("kind"):
        found = found.filter(kinds[MatterKind(wanted["kind"])])
    if wanted.get("q"):
        found = found.filter(Q(title__icontains=wanted["q"]) | Q(index_number__icontains=wanted["q"]))
    return found


def _urgency(light: str, today: date, agencies: list[Agency]) -> Q:
    """What has this light, as ``light`` tells it for one."""
    if Light(light) == Light.LATE:
        return Q(obligation__publish_by__lt=today)
    days, near = calendars.several(agency.calendar for agency in agencies), Q(pk__in=[])
    alike: dict[tuple[str, int], list[int]] = defaultdict(list)
    for agency in agencies:
        alike[agency.calendar, reminding.soon_in(agency, today)].append(agency.pk)
    for (code, soon), bodies in alike.items():
        last = days[code].add(today, soon)
        near |= Q(agency__in=bodies, obligation__publish_by__lte=last)
    running = Q(obligation__publish_by__gte=today)
    return running & near if Light(light) == Light.SOON else running & ~near | Q(obligation__publish_by=None)


class MatterKind(TextChoices):
    """What a matter in review is."""

    NEW = "new", _("New disclosure")
    CORRECTION = "correction", _("Correction")
    NIL = "nil", _("Nothing to report")


class Light(Toned):
    """How near a day is."""

    LATE = "late", Tone.BAD, _("Late")
    SOON = "soon", Tone.WARN, _("Due soon")
    FINE = "fine", Tone.GOOD, _("In time")


def light(due: date | None, *, today: date, calendar: Calendar, soon: int = SOON) -> Light | None:
    """Late once the day has passed, soon in its last ``soon`` working days, else in time; None without a day."""
    if due is None:
        return None
    if due < today:
        return Light.LATE
    return Light.SOON if calendar.between(today, due) <= soon else Light.FINE


def _touches(held: Reach, agency: Agency) -> bool:
    """Whether a reach has anything in ``agency``."""
    inside = f"/{agency.pk}/"
    return (
        held.everywhere or agency.pk in held.agencies or any(path.startswith(inside) for path in held.paths)
    )


def _agencies(hands: list[Hand], reads: Reach) -> list[Agency]:
    """The agencies in which anything of these reaches lies."""
    found = [reads, *(held for hand in hands for held in hand.held.values())]
    if any(one.everywhere for one in found):
        return list(Agency.objects.select_related("regime", "adopted"))
    whole = {agency for one in found for agency in one.agencies}
    parts = {int(path.split("/")[1]) for one in found for path in one.paths}
    return list(Agency.objects.filter(pk__in=whole | parts).select_related("regime", "adopted"))
