"""In whose name somebody may take a step: their own roles, and those of people who are away and named them deputy."""

from dataclasses import dataclass
from datetime import date

from catalog.rules import REVIEW, REVIEWERS
from core.models import RoleAssignment, User
from core.permissions import Permission, Reach, genuine, permission, reach, reaches, standing_roles
from core.roles import Role
from review import holder
from review.models import Delegation


@dataclass(frozen=True)
class Hand:
    """Where which role is held. ``giver`` is the person who is away, None for one's own roles."""

    giver: User | None
    held: dict[str, Reach]


def to_take(role: str) -> Permission:
    """The permission to give the verdict of a step: only the role that the regime names for the step has it."""
    return permission(f"review.step.{role}", Role(role))


def hands(user: User, *, on: date) -> list[Hand]:
    """Their own hand first, then one for each person whom ``user`` stands in for on a day."""
    return hands_and_reaches(user, on=on)[0]


def hands_and_reaches(user: User, *wanted: Permission, on: date) -> tuple[list[Hand], list[Reach]]:
    """The hands of ``user``, and their reach for each of ``wanted``, by one question about their roles."""
    asked = reaches(user, *map(to_take, REVIEWERS), *wanted, on=on)
    own = Hand(None, dict(zip(REVIEWERS, asked, strict=False)))
    return [own, *_lent(user, on=on)], asked[len(REVIEWERS) :]


def _lent(user: User, *, on: date) -> list[Hand]:
    """The hands of those whom ``user`` stands in for on a day."""
    found = []
    given = list(
        Delegation.objects.in_force(on).filter(deputy=user, giver__is_active=True).select_related("giver")
    )
    if not given or not user.is_active:
        return found
    given = genuine(given)
    roles = RoleAssignment.objects.in_force(on).filter(
        user__in=[one.giver for one in given], role__in=REVIEWERS
    )
    rows = standing_roles(list(roles.order_by().select_related("department")), *(one.giver for one in given))
    for one in given:
        places: dict[str, list[str | None]] = {}
        for role in rows:
            if (role.user_id, role.agency_id) == (one.giver_id, one.agency_id):
                places.setdefault(role.role, []).append(role.department.path if role.department else None)
        found.append(Hand(one.giver, {role: _reach(one.agency_id, paths) for role, paths in places.items()}))
    return found


def hand_for(
    user: User, role: str, thing, handed: dict[int, holder.Handed] | None = None, *, on: date
) -> Hand | None:
    """The hand with which ``user`` may take a step of ``role`` with ``thing``; their own before anybody else's.

    A deputy works only where they review themselves; nobody stands in for who changed or proposed the matter. What was
    handed on is taken only by those to whom it was, or by their deputies. ``handed`` is what ``referred.among`` says.
    """
    handed = (holder.among([thing], on=on) if handed is None else handed).get(thing.pk)
    for hand in hands(user, on=on):
        held = hand.held.get(role)
        if held is None or not held.covers(thing):
            continue
        if handed and (hand.giver or user).pk not in handed.people:
            continue
        if hand.giver is None:
            return hand
        if reach(user, REVIEW, on=on).covers(thing) and not thing.editors.filter(person=hand.giver).exists():
            return hand
    return None


def _reach(agency: int, paths: list[str | None]) -> Reach:
    if None in paths:
        return Reach(agencies=frozenset({agency}))
    return Reach(paths=tuple(sorted(paths)))
