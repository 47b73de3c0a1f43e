"""Each gift of a role is on record and told to the head of the body, whatever hand gave it.

What stands in the tables of people and roles is compared with what the record says last. Pages of the admin do it in
the transaction of the change, with the name of who made it; the clock does it for what came by another way.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core.mail import letters
from core.models import Agency, RoleAssignment, RoleChange, User
from core.models.role_changes import ADMINISTRATOR
from core.roles import Role

Kind = RoleChange.Kind
# Whom the body's head is: the first of these that somebody else than those concerned holds for the whole body.
TOLD = (Role.HEAD, Role.LEADING_GROUP, Role.LEADER_IN_CHARGE, Role.PARTY_GROUP, Role.SUPERVISOR)
GONE = "-"
SIGNS_IN = {"password": Kind.PASSWORD, "email": Kind.ADDRESS, "username": Kind.NAME}
OF_ACCOUNTS = (*SIGNS_IN.values(), Kind.CLOSED, Kind.OPENED)


@transaction.atomic
def write_down(*, now: datetime, by: User | None = None, of: User | None = None, tell: bool = True) -> int:
    """Write down every change of a role that is not on record yet, and owe the letters about it. Returns how many.

    ``by`` made them (None: by another way than the portal's pages); ``of`` narrows to one person. Without ``tell`` no
    letter is owed: for those who are there from the beginning.
    """
    known = _on_record(of)
    made = [*_differences(known, of)]
    for change in made:
        change.by, change.at = by, now
    made = RoleChange.objects.bulk_create(made)
    if tell:
        _tell(made, now)
    return len(made)


@transaction.atomic
def account_changed(person: User, *, before: User, by: User, now: datetime) -> None:
    """Put on record what ``by`` changed of how ``person`` signs in, who looked as ``before``: it is a way into each of
    their roles. The person is told at the old address and the new one, and so is the head of each of their bodies.

    Raises nothing: who runs the machine may do it; those who are told find out.
    """
    kinds = [kind for name, kind in SIGNS_IN.items() if getattr(before, name) != getattr(person, name)]
    if before.is_active != person.is_active:
        kinds.append(Kind.OPENED if person.is_active else Kind.CLOSED)
    if not kinds or by == person:
        return
    held = RoleAssignment.objects.in_force(timezone.localdate(now)).filter(user=person)
    places = held.order_by("agency").values_list("agency", flat=True).distinct()
    made = RoleChange.objects.bulk_create(
        RoleChange(
            kind=kind, thing=f"{kind}-{person.pk}", state="", person=person, agency_id=place, by=by, at=now
        )
        for place in list(places) or [None]
        for kind in kinds
    )
    for to in {before.email, person.email} - {""}:
        context = {"person": person, "by": by, "kinds": [kind.label for kind in kinds]}
        letters.owe("account_changed", to=to, context=context, now=now)
    _tell(made, now)


def _on_record(of: User | None) -> dict[str, RoleChange]:
    """The last entry about each role and each administrator."""
    entries = RoleChange.objects.exclude(kind__in=OF_ACCOUNTS).order_by("pk")
    if of is not None:
        entries = entries.filter(person=of)
    return {one.thing: one for one in entries}


def _differences(known: dict[str, RoleChange], of: User | None) -> Iterator[RoleChange]:
    """An entry for each role and administrator that stands otherwise than on record; what is gone last."""
    whose = Q() if of is None else Q(user=of)
    there = [_entry_of_role(one) for one in RoleAssignment.objects.filter(whose).order_by("pk")]
    people = User.objects.filter(is_superuser=True, is_active=True).order_by("pk")
    there += [_entry_of_administrator(one) for one in (people if of is None else people.filter(pk=of.pk))]
    for entry in there:
        before = known.get(entry.thing)
        if before is None or before.state != entry.state:
            entry.kind = Kind.CHANGED if before and before.state != GONE else Kind.GIVEN
            yield entry
    for thing in known.keys() - {entry.thing for entry in there}:
        before = known[thing]
        if before.state != GONE:
            places = {"agency_id": before.agency_id, "department_id": before.department_id}
            yield RoleChange(
                kind=Kind.TAKEN,
                thing=thing,
                state=GONE,
                person_id=before.person_id,
                role=before.role,
                **places,
            )


def _entry_of_role(one: RoleAssignment) -> RoleChange:
    state = f"{one.user_id} {one.role} {one.agency_id} {one.department_id} {one.since} {one.until}"
    return RoleChange(
        thing=f"role-{one.pk}",
        state=state,
        person_id=one.user_id,
        role=one.role,
        agency_id=one.agency_id,
        department_id=one.department_id,
        since=one.since,
        until=one.until,
    )


def _entry_of_administrator(one: User) -> RoleChange:
    return RoleChange(
        thing=f"administrator-{one.pk}", state="administrator", person_id=one.pk, role=ADMINISTRATOR
    )


def _tell(made: Iterable[RoleChange], now: datetime) -> None:
    """One letter for each body and reader, with all that changed there."""
    by_place: dict[int | None, list[int]] = {}
    for one in made:
        by_place.setdefault(one.agency_id, []).append(one.pk)
    agencies = Agency.objects.in_bulk([pk for pk in by_place if pk])
    for place, entries in by_place.items():
        changes = list(
            RoleChange.objects.filter(pk__in=entries)
            .select_related("person", "department", "by")
            .order_by("pk")
        )
        agency = agencies.get(place)
        for reader in _readers(agency, changes, now):
            context = {"reader": reader, "agency": agency, "changes": changes}
            letters.owe("roles_changed", to=reader.email, context=context, now=now)


def _readers(agency: Agency | None, changes: list[RoleChange], now: datetime) -> list[User]:
    """Who is told: the head of the body, or who stands next to them where they are concerned themselves.

    Of administrators the other administrators are told.
    """
    concerned = {one.person_id for one in changes} | {one.by_id for one in changes}
    people = User.objects.filter(is_active=True).exclude(email="").exclude(pk__in=concerned - {None})
    if agency is None:
        return list(people.filter(is_superuser=True).order_by("pk"))
    held = RoleAssignment.objects.in_force(timezone.localdate(now)).filter(agency=agency, department=None)
    for role in TOLD:
        found = people.filter(pk__in=held.filter(role=role).values("user"))
        if found.exists():
            return list(found.order_by("pk"))
    return []
