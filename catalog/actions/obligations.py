"""Obligations appear by themselves, or when an event is recorded; they can be excused, never deleted."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog import rules
from catalog.models import DisclosureItem, Obligation, Occurrence, State
from catalog.models.disclosures import OUT
from catalog.models.obligations import OPEN
from catalog.obligations import periods
from catalog.obligations.cadences import Expected, kind_of, on_event
from core.deadlines import calendars
from core.models import Agency, RegimeVersion, User
from core.permissions import may
from core.scheduler import schedule
from core.transitions import Refused
from core.workdays import FIRST_YEAR, Calendar


def open_obligations(*, now: datetime, agencies: Iterable[Agency] | None = None) -> int:
    """Open everything that is owed by now and not yet opened. Returns how many were opened.

    However often, late or doubled it runs, an item owes each period once: the database sees to it.
    """
    today = timezone.localdate(now)
    chosen = Agency.objects.standing().select_related("regime", "adopted") if agencies is None else agencies
    return schedule.each(chosen, lambda agency: _open_for(agency, today, now))


def _open_for(agency: Agency, today: date, now: datetime) -> int:
    items = list(agency.items.filter(active_from__lte=today, blocked=""))
    known = set(Obligation.objects.filter(item__agency=agency).values_list("item_id", "key"))
    table = calendars.of(agency)
    missing = [
        _obligation(one.item, one.version, one.expected, table, now)
        for one in periods.owed(agency, items, until=today, today=today)
        if (one.item.pk, one.expected.key) not in known
    ]
    Obligation.objects.bulk_create(missing, ignore_conflicts=True, batch_size=2000)
    return len(missing)


@transaction.atomic
def record_occurrence(
    item: DisclosureItem, *, title: str, happened_on: date, by: User | None, now: datetime
) -> Occurrence:
    """Write down an event and open what it makes due. ``happened_on`` is the later of formed and changed (B-077).

    Raises ``Refused`` when the item's cadence needs no event, the day lies ahead, or the person may not.
    """
    today = timezone.localdate(now)
    item = DisclosureItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    cadence = item.cadence_on(happened_on)
    reasons = []
    if by is not None and not may(by, rules.PROPOSE, item, on=today):
        reasons.append(_("Only the responsible department records events of this item."))
    if item.blocked:
        reasons.append(_("This item may not be disclosed: %(reason)s") % {"reason": item.blocked})
    if not kind_of(cadence).happens:
        reasons.append(_("This item is owed by its calendar, it needs no event."))
    if happened_on > today + kind_of(cadence).ahead:
        reasons.append(_("An event cannot be recorded before it has happened."))
    if happened_on.year < FIRST_YEAR:
        reasons.append(_("An event before %(year)s cannot be counted.") % {"year": FIRST_YEAR})
    if item.occurrences.filter(happened_on=happened_on, title=title).exists():
        reasons.append(_("This event is already recorded."))
    if reasons:
        raise Refused(*reasons)
    occurrence = Occurrence.objects.create(
        item=item, title=title, happened_on=happened_on, recorded_by=by, recorded_at=now
    )
    for obligation in made_due(occurrence, now=now):
        obligation.save(force_insert=True)
    return occurrence


def made_due(occurrence: Occurrence, *, now: datetime, title_en: str = "") -> list[Obligation]:
    """What ``occurrence`` makes due by the rules of its day, not yet kept. ``title_en`` is its title in English."""
    item, day, title = occurrence.item, occurrence.happened_on, occurrence.title
    version = item.agency.regime.version_on(day)
    counting = calendars.counting(item.agency, version.rules)
    found = []
    for expected in on_event(item.cadence_on(day), counting, event=occurrence.pk, title=title, day=day):
        obligation = _obligation(item, version, expected, counting.calendar, now)
        obligation.occurrence = occurrence
        if title_en:
            obligation.label_en = obligation.label_en.replace(title, title_en)[:160]
        found.append(obligation)
    return found


@transaction.atomic
def excuse(obligation: Obligation, *, reason: str, until: date | None, by: User, now: datetime) -> Obligation:
    """Excuse ``obligation`` in public, with the reason and, when it is only put off, until when."""
    obligation.refresh_from_db(from_queryset=Obligation.objects.select_for_update(of=("self",)))
    today = timezone.localdate(now)
    reasons = []
    if not may(by, rules.EXCUSE, obligation, on=today):
        reasons.append(_("Only the disclosure office or the leader in charge excuses."))
    state = Obligation.objects.with_state(today).get(pk=obligation.pk).state
    if state == State.EXCUSED:
        reasons.append(_("It is already excused."))
    elif state not in OPEN:
        reasons.append(_("It is already published."))
    if not reason.strip():
        reasons.append(_("An excuse needs a reason that the public can read."))
    if until and until <= today:
        reasons.append(_("The day until which it is excused must lie ahead."))
    if reasons:
        raise Refused(*reasons)
    obligation.excused_on, obligation.excused_by = today, by
    obligation.excuse, obligation.excused_until = reason.strip(), until
    obligation.save(update_fields=["excused_on", "excused_by", "excuse", "excused_until"])
    return obligation


def call_for(obligation: Obligation, *, on: date) -> None:
    """Somebody who may has called for it in writing: a text is owed now, that there is nothing fulfils it no more, also
    where that was said and published before. Called by the room of supervision, which knows who may."""
    asked = Obligation.objects.filter(pk=obligation.pk)
    asked.filter(called_for_on__isnull=True).update(called_for_on=on)
    asked.filter(disclosures__status__in=OUT, disclosures__is_nil=True).update(has_come=False)
    obligation.refresh_from_db(fields=["called_for_on", "has_come"])


def _obligation(
    item: DisclosureItem, version: RegimeVersion, expected: Expected, days: Calendar, now: datetime
) -> Obligation:
    last = max(day for day in (expected.propose_by, expected.publish_by) if day)
    return Obligation(
        item=item,
        version=version,
        key=expected.key,
        owed_for=expected.owed_for,
        period_from=expected.period_from,
        phase=expected.phase,
        label=expected.label[:120],
        label_en=expected.label_en[:160],
        base_on=expected.base_on,
        propose_by=expected.propose_by,
        publish_from=expected.publish_from,
        publish_by=expected.publish_by,
        provisional=days.is_provisional(last),
        opened_at=now,
    )
