"""Who has a matter whose open step was handed on. When none of them can take it any more, it is open as before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F

from catalog.models import Disclosure, Editor
from core.models import Agency, RoleAssignment
from review.models import Referral
from review.models.referrals import ReferralQuerySet


@dataclass(frozen=True)
class Handed:
    """A referral that holds, and the keys of the people who can take the step by it."""

    referral: Referral
    people: frozenset[int]


def of(disclosure: Disclosure, *, on: date) -> Handed | None:
    """To whom the open step of ``disclosure`` was handed on; None when to nobody who can take it."""
    return among([disclosure], on=on).get(disclosure.pk)


def among(matters: Iterable[Disclosure], *, on: date) -> dict[int, Handed]:
    """The same for several, by their keys: one query when none was handed on, three otherwise."""
    return _holding(Referral.objects.filter(disclosure__in=[one.pk for one in matters]), on=on)


def within(agencies: Iterable[Agency], *, on: date) -> dict[int, Handed]:
    """The same for all that is in review in ``agencies``."""
    return _holding(Referral.objects.filter(disclosure__agency__in=[one.pk for one in agencies]), on=on)


def _holding(found: ReferralQuerySet, *, on: date) -> dict[int, Handed]:
    standing = found.standing().select_related("by", "to_person", "to_unit")
    rows = list(standing.annotate(body=F("disclosure__agency"), path=F("disclosure__department__path")))
    if not rows:
        return {}
    held = RoleAssignment.objects.in_force(on).filter(
        agency__in={row.body for row in rows},
        role__in={row.role for row in rows},
        user__is_active=True,
    )
    places: dict[tuple[int, str], list[tuple]] = {}
    for agency, role, *place in held.values_list(
        "agency_id", "role", "user_id", "department_id", "department__path"
    ):
        places.setdefault((agency, role), []).append(tuple(place))
    edited = set(
        Editor.objects.filter(disclosure__in=[row.disclosure_id for row in rows]).values_list(
            "disclosure", "person"
        )
    )
    handed = {}
    for row in rows:
        people = frozenset(
            person
            for person, unit, path in places.get((row.body, row.role), ())
            if (person == row.to_person_id or (unit is not None and unit == row.to_unit_id))
            and (path is None or row.path.startswith(path))
            and (row.disclosure_id, person) not in edited
        )
        if people:
            handed[row.disclosure_id] = Handed(row, people)
    return handed
