"""The one gate through which every status changes, for people, admin, clock and import alike."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core import outcry
from core.models import SealedQuerySet, User, resting, standing
from core.models.seals import AT_ONCE
from core.permissions import Permission, may, reach, reaches
from core.refusals import Forged, Refused


@dataclass(frozen=True)
class Step:
    """One way from one of ``sources`` to ``target``, or without a target a step that leaves it where it stands.

    Without a permission only the portal itself takes it.
    """

    sources: frozenset[str]
    target: str | None
    permission: Permission | None
    label: str


def step(*sources: str, to: str | None, by: Permission | None, label: str) -> Step:
    """Shorthand that reads as a row of the table of steps."""
    return Step(frozenset(sources), to, by, label)


Blockers = Callable[[models.Model], Iterable[str]]


def must_stand(record: models.Model, *, also: Iterable[str] = ()) -> None:
    """Refuse to act on a matter of which anything was changed, put in or deleted past the portal (ADR 39).

    ``record`` was read just now, under its lock. What was met is told at once to those who watch. Raises ``Forged``.
    """
    if fallen := resting.fallen_under(record, also=also):
        for model, keys in fallen.items():
            outcry.met(model, keys)
        raise Forged(_not_ours(record, fallen))


def must_count(record: models.Model, model: type[models.Model], *, there: int, told: int) -> None:
    """Refuse to act on a matter on which not as many rows of ``model`` hang as it says: a row that was deleted together
    with all its seals leaves no other trace before the next round of the checks. Raises ``Forged``."""
    if there != told:
        outcry.miscounted(model, record)
        raise Forged(_not_ours(record, {model: set()}))


def _not_ours(record: models.Model, fallen: resting.Rows) -> str:
    names = sorted({str(model._meta.verbose_name) for model in fallen})
    return _(
        "%(thing)s was changed outside the portal (%(what)s). Nothing is done with it until that was looked at; the"
        " disclosure office, the supervisors and the archivists of the body have been told."
    ) % {"thing": record, "what": ", ".join(names)}


@transaction.atomic
def take(
    record: models.Model,
    action: str,
    *,
    by: User | None,
    now: datetime,
    note: str = "",
    blockers: Blockers | None = None,
    also: Iterable[str] = (),
    **changes,
):
    """Lock ``record``, take it through ``action``, save ``changes`` with the new status, write the event.

    ``by`` is the person, or None for the portal itself; each step belongs to one of the two. ``blockers`` is asked
    under the lock. All that the step rests on must be as the portal wrote it; ``also`` names foreign keys that lead to
    more of it. Raises ``Refused`` with all reasons and changes nothing.
    """
    wanted: Step = record.STEPS[action]
    record.refresh_from_db(from_queryset=type(record)._base_manager.select_for_update())
    must_stand(record, also=also)
    if record.status not in wanted.sources:
        raise Refused(_already_elsewhere(record))
    if not _is_theirs(by, wanted, record, on=timezone.localdate(now)):
        raise Refused(_("This step belongs to somebody else: %(step)s.") % {"step": wanted.label})
    if blockers and (reasons := list(blockers(record))):
        raise Refused(*reasons)
    previous, record.status = record.status, wanted.target or record.status
    for field, value in changes.items():
        setattr(record, field, value)
    record.save(update_fields=["status", *changes])
    record.events.create(action=action, previous=previous, current=record.status, actor=by, note=note, at=now)
    return record


@transaction.atomic
def take_all(
    rows: models.QuerySet,
    action: str,
    *,
    by: User,
    now: datetime,
    note: str = "",
    places: tuple[str, str] = ("agency_id", "department"),
) -> int:
    """Take all of ``rows`` that stand before ``action``, and are ``by``'s to take, through it. Returns how many.

    For thousands of like rows, in few statements; ``places`` leads from a row to its agency's id and department. Steps
    that have blockers are taken one by one. What was changed past the portal is left out and told; where nothing else
    is left, ``Forged``.
    """
    wanted: Step = rows.model.STEPS[action]
    if wanted.permission is None:
        raise Refused(_("This step belongs to somebody else: %(step)s.") % {"step": wanted.label})
    mine = rows.filter(
        reach(by, wanted.permission, on=timezone.localdate(now)).q(*places), status__in=wanted.sources
    )
    bare = mine.select_related(None).only("pk", "status")
    locked = _standing_alone(list(bare.select_for_update(of=("self",)).order_by("pk")))
    link = rows.model._meta.get_field("events")
    for start in range(0, len(locked), AT_ONCE):
        part = locked[start : start + AT_ONCE]
        if wanted.target:
            rows.model._default_manager.filter(pk__in=[row.pk for row in part]).update(status=wanted.target)
        link.related_model.objects.bulk_create(
            link.related_model(
                **{link.field.name: row},
                action=action,
                previous=row.status,
                current=wanted.target or row.status,
                actor=by,
                note=note,
                at=now,
            )
            for row in part
        )
    return len(locked)


def _standing_alone(rows: list[models.Model]) -> list[models.Model]:
    """Those of ``rows`` that are as the portal wrote them."""
    model = type(rows[0]) if rows else None
    fallen = standing.fallen(model, [row.pk for row in rows]) if rows else set()
    if fallen:
        outcry.met(model, fallen)
    left = [row for row in rows if row.pk not in fallen]
    if fallen and not left:
        raise Forged(_not_ours(rows[0], {model: fallen}))
    return left


def open_steps(record: models.Model, user: User, *, on: date) -> list[str]:
    """The names of the steps that ``user`` could take with ``record`` on a day, blockers aside; one query for all."""
    here = {
        name: candidate.permission
        for name, candidate in record.STEPS.items()
        if record.status in candidate.sources and candidate.permission
    }
    places = reaches(user, *here.values(), on=on)
    return [name for name, place in zip(here, places, strict=True) if place.covers(record)]


class SteppedQuerySet(SealedQuerySet):
    """Queues are queries: what waits for a step is what stands in one of its sources."""

    def ready_for(self, action: str):
        """What stands before ``action``."""
        return self.filter(status__in=self.model.STEPS[action].sources)

    def open_to(self, user: User, action: str, *, on: date):
        """What stands before ``action`` where ``user`` may take it on a day."""
        wanted: Step = self.model.STEPS[action]
        if wanted.permission is None:
            return self.none()
        return self.ready_for(action).filter(reach(user, wanted.permission, on=on).q())


def _is_theirs(by: User | None, wanted: Step, record: models.Model, *, on: date) -> bool:
    if wanted.permission is None:
        return by is None
    return by is not None and may(by, wanted.permission, record, on=on)


def _already_elsewhere(record: models.Model) -> str:
    last = record.events.select_related("actor").last()
    status = record.get_status_display()
    if last is None or last.actor is None:
        return _("%(thing)s is already “%(status)s”.") % {"thing": record, "status": status}
    return faster(record, last.actor, last.at)


def faster(record: models.Model, who: object, at: datetime) -> str:
    """What somebody is told who came too late: what ``record`` is by now, through whom and since when."""
    return _("%(thing)s is already “%(status)s”: %(who)s was faster (%(when)s).") % {
        "thing": record,
        "status": record.get_status_display(),
        "who": who,
        "when": date_format(timezone.localtime(at), "DATETIME_FORMAT"),
    }
