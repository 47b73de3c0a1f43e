"""Telling each rung of a ladder once, however many clocks strike at once: it is claimed by inserting its row."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from django.db.models import QuerySet
from django.utils import timezone

from core.models import Agency, Regime, RoleAssignment, User
from core.permissions import standing_roles
from core.regimes.ladders import MATTERS, Reminders, Rung
from core.workdays import Calendar

NATIONAL = "national-2019"  # where a body's own rules are silent, this regime's hold


@dataclass(frozen=True)
class Case:
    """Something that is owed by a day: which row, which of its days, and the path of the department, if it has one."""

    pk: int
    kind: str
    due_on: date
    path: str | None


def ladders_of(agency: Agency, today: date) -> Reminders | None:
    """The ladders that hold for ``agency`` today: its own, and the national ones where its regime is silent.

    None when that regime is silent and the national one is not loaded.
    """
    own = (agency.adopted or agency.regime.version_on(today)).rules.reminders
    if own and all(map(own.ladder, MATTERS)):
        return own
    national = Regime.objects.filter(code=NATIONAL).first()
    common = national.version_on(today).rules.reminders if national else None
    return own.filled_from(common) if own and common else own or common


def soon_in(agency: Agency, today: date) -> int:
    """So many working days before a day its light turns amber in ``agency``."""
    return (agency.adopted or agency.regime.version_on(today)).rules.soon


def soon_of(agencies: Iterable[int], today: date) -> dict[int, int]:
    """``soon_in`` for many agencies, by their keys. One query where their catalogues follow a version."""
    found = Agency.objects.filter(pk__in=set(agencies)).select_related("regime", "adopted")
    return {agency.pk: soon_in(agency, today) for agency in found}


class Holders:
    """Who held which role where in an agency on a day, read by one query. Whoever has no mail address is left out."""

    def __init__(self, agency: Agency, roles: Iterable[str], today: date) -> None:
        held = RoleAssignment.objects.in_force(today).filter(agency=agency, role__in=set(roles))
        held = held.filter(user__is_active=True).exclude(user__email="").select_related("user", "department")
        self._places: dict[str, list[tuple[str | None, User]]] = defaultdict(list)
        rows = list(held.order_by("user_id"))
        for one in standing_roles(rows, *{row.user_id: row.user for row in rows}.values()):
            self._places[one.role].append((one.department.path if one.department else None, one.user))

    def places(self) -> dict[User, set[str | None]]:
        """Where each person holds any of the roles: paths of departments, None for the whole agency."""
        found: dict[User, set[str | None]] = defaultdict(set)
        for held in self._places.values():
            for place, user in held:
                found[user].add(place)
        return found

    def of(self, roles: Iterable[str], path: str | None) -> set[User]:
        """Those who hold one of ``roles`` for the whole agency, or for the department at ``path`` or one above it."""
        return {user for role in roles for place, user in self._places[role] if inside(path, {place})}


def inside(path: str | None, places: set[str | None]) -> bool:
    """Whether the department at ``path`` lies at or under one of ``places``; None is the whole agency."""
    return any(place is None or (path is not None and path.startswith(place)) for place in places)


def claim(
    cases: list[Case],
    *,
    told: QuerySet,
    reminders: Reminders,
    matters: dict[str, str],
    agency: Agency,
    calendar: Calendar,
    now: datetime,
) -> dict[User, list[Case]]:
    """Claim every rung that ``cases`` have reached and that was not told yet; return whom to tell of what.

    ``told`` are the rows of what was told in this agency; ``matters`` says which ladder holds for each kind of case.
    Call it inside the transaction that owes the letters. Another clock that does the same waits at the unique
    constraint until this one has committed, and then finds nothing left. After a pause all missed rungs are claimed,
    and each person is told once. A rung whose roles nobody holds stays open until somebody does.
    """
    today = timezone.localdate(now)
    roles = {role for matter in matters.values() for rung in reminders.ladder(matter) for role in rung.to}
    people = Holders(agency, roles, today)

    @cache
    def reached(kind: str, due_on: date) -> tuple[Rung, ...]:
        return reminders.reached(matters[kind], due_on, today=today, calendar=calendar)

    known = set(told.values_list("case_id", "kind", "due_on", "rung"))
    whom, wanted, run = cache(people.of), {}, uuid.uuid4()
    for case in sorted(cases, key=lambda one: (one.pk, one.kind)):
        for rung in reached(case.kind, case.due_on):
            key = (case.pk, case.kind, case.due_on, rung.days)
            if key not in known and whom(rung.to, case.path):
                wanted[key] = (case, rung)
    rows = [
        told.model(case_id=pk, kind=kind, due_on=due_on, rung=days, told_at=now, run=run)
        for pk, kind, due_on, days in wanted
    ]
    told.model.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    mine = told.model.objects.filter(run=run).order_by("due_on", "case_id", "rung")
    letters: dict[User, dict[Case, None]] = defaultdict(dict)
    for key in mine.values_list("case_id", "kind", "due_on", "rung"):
        case, rung = wanted[key]
        for person in whom(rung.to, case.path):
            letters[person][case] = None
    return {person: list(their) for person, their in letters.items()}
