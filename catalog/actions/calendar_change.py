"""What a change of the working days does to the obligations that stand open."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from catalog.models import CalendarChange, DueChange, Obligation
from catalog.obligations.cadences import kind_of
from core.mail import letters
from core.models import RegimeVersion, User
from core.permissions import holders
from core.regimes.parsed import Regime
from core.roles import Role
from core.workdays import Calendar, Counting

CHUNK = 5000


@dataclass(frozen=True)
class Moved:
    """A day of an obligation that moves: ``field`` is propose_by or publish_by."""

    pk: int
    field: str
    before: date
    after: date


def moved(code: str, before: Calendar, after: Calendar, *, since: date, today: date) -> list[Moved]:
    """The open days of agencies on calendar ``code`` that move when ``after`` takes the place of ``before``.

    ``since`` is the first day that differs: a day before it cannot move. What is fulfilled, reported nil or excused
    stays, and so does a proposal that was made. A day that was not computed from ``before`` is left alone.
    """
    rows = Obligation.objects.open(today).filter(item__agency__calendar=code)
    rows = rows.filter(Q(propose_by__gte=since) | Q(publish_by__gte=since)).order_by("pk")
    own_fields = ("pk", "owed_for", "phase", "base_on", "propose_by", "publish_by", "version_id")
    fields = (*own_fields, "item__code", "item__cadence", "live__status")
    versions = RegimeVersion.objects.in_bulk(set(rows.order_by().values_list("version_id", flat=True)))
    known: dict[tuple, tuple[date | None, date | None]] = {}
    found = []
    for (
        pk,
        owed_for,
        phase,
        base_on,
        propose_by,
        publish_by,
        version,
        item,
        cadence,
        live,
    ) in rows.values_list(*fields).iterator(CHUNK):
        rules = versions[version].rules
        own = rules.items[item].cadence if item in rules.items else cadence
        if own not in rules.cadences:
            continue
        spans = kind_of(rules.cadences[own]).spans(rules.cadences[own], owed_for, phase)
        days = [("publish_by", publish_by, spans[1])]
        if live in (None, "draft", "returned"):
            days.insert(0, ("propose_by", propose_by, spans[0]))
        for field, stands, span in days:
            if stands is None or span is None or stands < since:
                continue
            case = (version, span, base_on)
            if case not in known:
                known[case] = tuple(_counting(rules, days_).after(base_on, span) for days_ in (before, after))
            was, becomes = known[case]
            if was == stands and becomes != stands:
                found.append(Moved(pk, field, stands, becomes))
    return found


def move(change: CalendarChange, moves: Iterable[Moved], after: Calendar, *, now: datetime) -> None:
    """Move the days, write down each, and owe letters to the proposers. Call it inside the transaction."""
    moves = list(moves)
    for (field, before, becomes), pks in _grouped(moves).items():
        for start in range(0, len(pks), CHUNK):
            rows = Obligation.objects.filter(pk__in=pks[start : start + CHUNK], **{field: before})
            rows.update(**{field: becomes})
    DueChange.objects.bulk_create(
        [
            DueChange(
                obligation_id=one.pk,
                change=change,
                field=one.field,
                before=one.before,
                after=one.after,
                at=now,
            )
            for one in moves
        ],
        batch_size=500,
    )
    _mark_provisional(change.calendar, after)
    _tell_proposers(change, moves, now)


def _counting(rules: Regime, days: Calendar) -> Counting:
    return Counting(days, rules.counting.first_day_counts, rules.counting.last_day_moves)


def _grouped(moves: Iterable[Moved]) -> dict[tuple[str, date, date], list[int]]:
    groups = defaultdict(list)
    for one in moves:
        groups[one.field, one.before, one.after].append(one.pk)
    return groups


def _mark_provisional(code: str, after: Calendar) -> None:
    """What a notice now covers is provisional no more, and what moved beyond it is."""
    last = after.published_to
    beyond = Q(propose_by__gt=last) | Q(publish_by__gt=last)
    rows = Obligation.objects.filter(item__agency__calendar=code)
    rows.filter(beyond, provisional=False).update(provisional=True)
    covered = (Q(propose_by__isnull=True) | Q(propose_by__lte=last)) & (
        Q(publish_by__isnull=True) | Q(publish_by__lte=last)
    )
    rows.filter(covered, provisional=True).update(provisional=False)


def _tell_proposers(change: CalendarChange, moves: list[Moved], now: datetime) -> None:
    """One letter to each proposer, with every day of their departments that moved."""
    today = timezone.localdate(now)
    lines = defaultdict(list)
    people: dict[int, list[User]] = {}
    for start in range(0, len(moves), CHUNK):
        part = moves[start : start + CHUNK]
        obligations = Obligation.objects.select_related("item__agency", "item__department").in_bulk(
            {one.pk for one in part}
        )
        for one in part:
            obligation = obligations[one.pk]
            item = obligation.item
            if item.department_id not in people:
                held = holders(Role.PROPOSER, agency=item.agency, department=item.department, on=today)
                people[item.department_id] = list(held.exclude(email=""))
            for person in people[item.department_id]:
                lines[person].append((obligation, one))
    for person, own in lines.items():
        context = {"person": person, "change": change, "lines": own, "day": today}
        letters.owe("obligations_moved", to=person.email, context=context, now=now)
