"""One rule says who may do what, for one thing and for many.

A permission names the roles that have it. A person's *reach* for it is the set of agencies and department
sub-trees in which they hold one of those roles. ``Reach.covers`` answers for one object and ``Reach.q`` for a
queryset, from the same two sets; a test walks the whole cast through both.

Roles are held from a day to a day. Which day it is, is said by who asks (``on``); nothing here looks at a clock
(ADR 22). A role, or what makes somebody an administrator, counts only as the portal wrote it: what was put in or
changed past it has no effect and is told at once (ADR 39).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Q
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from core import outcry
from core.models import Department, RoleAssignment, User, standing
from core.roles import Role


@dataclass(frozen=True)
class Permission:
    """A thing that may be done, and the roles that may do it.

    ``administers``: it keeps the machine and decides nothing, so that a system administrator does it without a role.
    """

    code: str
    roles: frozenset[Role]
    administers: bool = False

    def __str__(self) -> str:
        return self.code


def permission(code: str, *roles: Role, administers: bool = False) -> Permission:
    """Shorthand that reads as a line of a policy."""
    return Permission(code, frozenset(roles), administers)


# People and their roles, agencies, regimes, days of the calendar, the jobs of the clock: no matter of any body.
ADMINISTER = permission("core.administer", administers=True)
# Who was given which role by whom is known to those who answer for a body and who watch over it.
READ_ROLES = permission(
    "core.read_roles",
    Role.HEAD,
    Role.LEADING_GROUP,
    Role.LEADER_IN_CHARGE,
    Role.DISCLOSURE_OFFICE,
    Role.SUPERVISOR,
    administers=True,
)
# That a body faces the public is decided by the body itself, never by who sets it up (ADR 22, 35).
OPEN_BODY = permission("core.open_body", Role.HEAD, Role.DISCLOSURE_OFFICE)
# What a body is called was decided elsewhere: whoever keeps its data enters it.
RENAME_BODY = permission("core.rename_body", Role.HEAD, Role.DISCLOSURE_OFFICE, administers=True)


@dataclass(frozen=True)
class Reach:
    """Where somebody may do something: whole agencies, and department sub-trees by their path."""

    everywhere: bool = False
    agencies: frozenset[int] = frozenset()
    paths: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.agencies) or bool(self.paths)

    @property
    def whole(self) -> "Reach":
        """The same over each whole body in which it holds anything: for what all staff of a body may know."""
        bodies = self.agencies | {int(path.split("/")[1]) for path in self.paths}
        return Reach(everywhere=self.everywhere, agencies=frozenset(bodies))

    def covers(self, thing) -> bool:
        """Whether ``thing`` (it has ``agency_id`` and ``department``) lies inside."""
        if self.everywhere or thing.agency_id in self.agencies:
            return True
        department = thing.department
        return department is not None and department.path.startswith(self.paths)

    def q(self, agency: str = "agency_id", department: str = "department") -> Q:
        """The same answer for a queryset whose fields lead to the agency's id and the department."""
        if self.everywhere:
            return Q()
        return self._inside(f"{agency}__in", f"{department}__path__startswith")

    def departments_q(self) -> Q:
        """The same answer for a queryset of departments themselves."""
        return Q() if self.everywhere else self._inside("agency_id__in", "path__startswith")

    def _inside(self, agency: str, path: str) -> Q:
        inside = Q(**{agency: self.agencies})
        for one in self.paths:
            inside |= Q(**{path: one})
        return inside


def reach(user: User, wanted: Permission, *, on: date) -> Reach:
    """Where ``user`` may do ``wanted`` on a day. Nobody reaches anything by default."""
    return reaches(user, wanted, on=on)[0]


def reaches(user: User, *wanted: Permission, on: date) -> list[Reach]:
    """``reach`` for each of ``wanted``, by one query: for pages and queues that ask for many.

    A system administrator reaches what keeps the machine; for all else they need a role like everybody (ADR 22).
    """
    if not user.is_authenticated or not user.is_active:
        return [Reach() for _permission in wanted]
    is_keeper = any(one.administers for one in wanted) and administers(user)
    keeps = [one.administers and is_keeper for one in wanted]
    rows = [] if all(keeps) else _held(user, on)
    return [
        Reach(everywhere=True) if kept else _gathered(place for role, *place in rows if role in one.roles)
        for one, kept in zip(wanted, keeps, strict=True)
    ]


def remember_roles(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: the roles of who asks are read once in a request, and not at all where nothing asks for them.

    A role that is given or taken while the request runs counts from the next one on.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        who = request.user

        def remembering() -> User | AnonymousUser:
            who.remembers_roles = True  # opens the lazy user of the session; set on the user itself
            return who

        request.user = SimpleLazyObject(remembering)
        return get_response(request)

    return middleware


def _held(user: User, day: date) -> list[tuple[str, int, str | None]]:
    """The roles that ``user`` holds on ``day``, each with its agency and, where it is narrower, its department's path.

    They are remembered for the day they were asked for, and for no other: a request may run over midnight.
    """
    known = getattr(user, "held_roles", {})
    if day in known:
        return known[day]
    in_force = RoleAssignment.objects.in_force(day).filter(user=user)
    rows = list(in_force.order_by().select_related("department"))
    held = [
        (one.role, one.agency_id, one.department.path if one.department else None)
        for one in standing_roles(rows, user)
    ]
    if getattr(user, "remembers_roles", False):
        user.held_roles = known | {day: held}
    return held


def standing_roles(rows: list[RoleAssignment], *people: User) -> list[RoleAssignment]:
    """Those of ``rows``, read just now with their departments, that count: role, department and person are as the
    portal wrote them. ``people`` are those whose roles they are; one question, none when there are no rows."""
    if not rows:
        return []
    places = {one.department_id: one.department for one in rows if one.department_id}
    fallen = _unfit([*people, *rows, *places.values()])
    return [
        one
        for one in rows
        if not {(RoleAssignment, one.pk), (User, one.user_id), (Department, one.department_id)} & fallen
    ]


def alarmed_roles(rows: list[RoleAssignment], *people: User) -> list[RoleAssignment]:
    """Those of ``rows`` whose people are told of an alarm: the ``standing_roles``, and all of a body that has none of
    them left (somebody changed the seals of all): an alarm that reaches nobody would be what a forger wants."""
    genuine = standing_roles(rows, *people)
    covered = {one.agency_id for one in genuine}
    return [*genuine, *(one for one in rows if one.agency_id not in covered)]


def is_genuine(user: User) -> bool:
    """Whether the row of ``user`` is as the portal wrote it: whether they may sign in, to what, by which password."""
    if (known := getattr(user, "row_is_genuine", None)) is None:
        known = not _unfit([user])
        if getattr(user, "remembers_roles", False):
            user.row_is_genuine = known
    return known


def administers(user: User) -> bool:
    """Whether ``user`` is a system administrator, made one through the portal or its commands."""
    return user.is_superuser and user.is_active and is_genuine(user)


def administrators() -> list[User]:
    """All system administrators that are active."""
    found = list(User.objects.filter(is_superuser=True, is_active=True).order_by("pk"))
    fallen = _unfit(found)
    return [one for one in found if (User, one.pk) not in fallen]


def genuine(rows: list[Model]) -> list[Model]:
    """Those of ``rows``, read just now, that are as the portal wrote them; one question. The others are told at once:
    for what gives somebody a right beside their roles."""
    fallen = _unfit(rows)
    return [one for one in rows if (one.__class__, one.pk) not in fallen]


def _unfit(rows: Iterable[Model]) -> set[tuple[type[Model], int]]:
    """Model and key of those of ``rows`` that do not count. They are told at once."""
    found = {(one.__class__, one.pk) for one in standing.unfit(rows)}
    for model, key in found:
        outcry.met(model, [key])
    return found


def _gathered(places: Iterable[tuple[int, str | None]]) -> Reach:
    agencies, paths = set(), set()
    for agency, path in places:
        if path is None:
            agencies.add(agency)
        else:
            paths.add(path)
    return Reach(agencies=frozenset(agencies), paths=tuple(sorted(paths)))


def may(user: User, wanted: Permission, thing, *, on: date) -> bool:
    """Whether ``user`` may do ``wanted`` to ``thing`` on a day."""
    return reach(user, wanted, on=on).covers(thing)


def holders(role: Role, *, agency, on: date, department=None):
    """The people who hold ``role`` on a day, for the whole ``agency`` or for ``department`` or one above it."""
    places = Q(department__isnull=True)
    if department is not None:
        places |= Q(department__path__in=department.paths_to_root())
    held = RoleAssignment.objects.in_force(on).filter(places, agency=agency, role=role, user__is_active=True)
    rows = list(held.order_by().select_related("department", "user"))
    people = {one.user_id: one.user for one in rows}
    found = {one.user_id for one in standing_roles(rows, *people.values())}
    return User.objects.filter(pk__in=found).order_by("pk")
