"""The feedback stage: opened with a collector and a last day, handed to the leading group, handled, ended."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog import rules
from catalog.models import Disclosure
from catalog.screening import masking
from core import reminders
from core.deadlines import calendars
from core.mail import letters
from core.models import User
from core.permissions import holders, may
from core.roles import Role
from core.scheduler import schedule
from core.transitions import take
from review import feedback_stage
from review.models import FeedbackReminder, FeedbackStage

LONGEST = 366  # days


def may_collect(person: User, disclosure: Disclosure, *, on: date) -> bool:
    """Whether ``person`` can be named as collector: active, and one of those who collect there."""
    return person.is_active and may(person, rules.COLLECT, disclosure, on=on)


def collectors(disclosure: Disclosure, *, on: date) -> list[User]:
    """Who can be named, the collectors by role first."""
    place = {"agency": disclosure.agency, "department": disclosure.department}
    order = (Role.FEEDBACK_COLLECTOR, Role.PROPOSER, Role.DEPARTMENT_HEAD, Role.DISCLOSURE_OFFICE)
    found: dict[int, User] = {}
    for role in order:
        for person in holders(role, **place, on=on):
            found.setdefault(person.pk, person)
    return list(found.values())


@transaction.atomic
def open_stage(
    disclosure: Disclosure, *, collector: User, until: date, by: User, now: datetime
) -> FeedbackStage:
    """Open the feedback stage of a published disclosure: by name who collects, and until which day. Raises ``Refused``.

    The handling is due the days of an answer to an opinion after the last day, by the rules in force.
    """
    today = timezone.localdate(now)

    def blockers(locked: Any) -> Iterator[str]:
        if not feedback_stage.fits(locked):
            yield _(
                "Nobody is asked for feedback on this: it says nothing to many, or tells of feedback itself."
            )
        if not may_collect(collector, locked, on=today):
            yield _("Name somebody who collects opinions for the department.")
        if until < today:
            yield _("The last day lies in the past.")
        elif (until - today).days > LONGEST:
            yield _("Feedback is collected for a year at most.")

    take(disclosure, "open_feedback", by=by, now=now, note=str(collector), blockers=blockers)
    rules_of_day = disclosure.agency.regime.version_on(today).rules
    counting = calendars.counting(disclosure.agency, rules_of_day)
    stage = FeedbackStage.objects.create(
        disclosure=disclosure,
        collector=collector,
        opened_by=by,
        opened_on=today,
        until=until,
        handle_by=counting.after(until, rules_of_day.feedback.answer) or until,
    )
    if collector.email:
        context = {"stage": stage, "person": collector, "site": settings.SITE_URL}
        letters.owe("feedback_opened", to=collector.email, context=context, now=now)
    return stage


@transaction.atomic
def name_collector(
    stage: FeedbackStage, *, collector: User, reason: str, by: User, now: datetime
) -> FeedbackStage:
    """Name another collector while nothing is handed over, with a reason. Raises ``Refused``."""
    today, reason = timezone.localdate(now), reason.strip()

    def blockers(locked: Any) -> Iterator[str]:
        if not may_collect(collector, locked, on=today):
            yield _("Name somebody who collects opinions for the department.")
        if not reason:
            yield _("Say why somebody else collects.")
        if FeedbackStage.objects.filter(pk=stage.pk, handed_over_on__isnull=False).exists():
            yield _("It is handed to the leading group already.")

    note = f"{collector}: {reason}"
    take(stage.disclosure, "name_collector", by=by, now=now, note=note, blockers=blockers)
    return _write(stage, collector=collector)


@transaction.atomic
def hand_over(stage: FeedbackStage, *, summary: str, by: User, now: datetime) -> FeedbackStage:
    """The collector sums up what was said and hands it to the leading group, whose members get a letter.

    Once, by the named collector alone; also before the last day, for 「及时反馈」. It names nobody. Raises ``Refused``.
    """
    disclosure, summary, today = stage.disclosure, summary.strip(), timezone.localdate(now)

    def blockers(locked: Any) -> Iterator[str]:
        now_is = FeedbackStage.objects.get(pk=stage.pk)
        if now_is.collector_id != by.pk:
            yield _("The named collector hands it over: %(name)s.") % {"name": now_is.collector}
        if now_is.handed_over_on:
            yield _("It is handed to the leading group already.")
        if not feedback_stage.said(locked).exists():
            yield _("Nobody has said anything yet: there is nothing to hand over.")
        if not summary:
            yield _("Sum up what was said.")
        yield from masking.faults(summary, agency=locked.agency, names=[])

    take(disclosure, "hand_over", by=by, now=now, blockers=blockers)
    _write(stage, summary=summary, handed_over_on=today)
    for person in holders(
        Role.LEADING_GROUP, agency=disclosure.agency, department=disclosure.department, on=today
    ):
        if person.email:
            context = {"stage": stage, "person": person, "site": settings.SITE_URL}
            letters.owe("feedback_to_group", to=person.email, context=context, now=now)
    return stage


@transaction.atomic
def handle(stage: FeedbackStage, *, handling: str, by: User, now: datetime) -> FeedbackStage:
    """The leading group says how what was said is handled; the collector gets a letter. Raises ``Refused``.

    Where the rules want it published again (B, C), the department then puts it forward beside the original.
    """
    disclosure, handling = stage.disclosure, handling.strip()

    def blockers(locked: Any) -> Iterator[str]:
        now_is = FeedbackStage.objects.get(pk=stage.pk)
        if now_is.handed_over_on is None:
            yield _("It is not handed over yet.")
        if now_is.handled_on:
            yield _("It is handled already.")
        if now_is.collector_id == by.pk:
            yield _("Who collected the feedback does not handle it.")
        if not handling:
            yield _("Say how it is handled.")
        yield from masking.faults(handling, agency=locked.agency, names=[])

    take(disclosure, "handle_feedback", by=by, now=now, blockers=blockers)
    _write(stage, handling=handling, handled_by=by, handled_on=timezone.localdate(now))
    if stage.collector.email:
        context = {"stage": stage, "person": stage.collector, "site": settings.SITE_URL}
        letters.owe("feedback_handled", to=stage.collector.email, context=context, now=now)
    return stage


@transaction.atomic
def end_early(stage: FeedbackStage, *, reason: str, by: User, now: datetime) -> FeedbackStage:
    """End the collecting before its last day, with a reason. Raises ``Refused``."""
    reason = reason.strip()

    def blockers(_locked: Any) -> Iterator[str]:
        if FeedbackStage.objects.filter(pk=stage.pk, ended_on__isnull=False).exists():
            yield _("The collecting has ended already.")
        if not reason:
            yield _("Say why it should end early.")

    take(stage.disclosure, "end_feedback", by=by, now=now, note=reason, blockers=blockers)
    return _write(stage, ended_on=timezone.localdate(now))


def end_due(*, now: datetime) -> int:
    """End the collecting of every stage whose last day is over. Returns how many."""
    over = FeedbackStage.objects.filter(
        until__lt=timezone.localdate(now),
        ended_on__isnull=True,
        disclosure__status=Disclosure.Status.FEEDBACK,
    )
    return schedule.each(over.select_related("disclosure"), lambda stage: bool(_end(stage, now=now)))


@transaction.atomic
def _end(stage: FeedbackStage, *, now: datetime) -> FeedbackStage:
    take(stage.disclosure, "feedback_over", by=None, now=now)
    return _write(stage, ended_on=timezone.localdate(now))


def _write(stage: FeedbackStage, **changes: object) -> FeedbackStage:
    for field, value in changes.items():
        setattr(stage, field, value)
    stage.save(update_fields=list(changes))
    return stage


def unhandled() -> QuerySet[FeedbackStage]:
    """The stages whose feedback was not handled: something was said, and the disclosure is still in its stage."""
    spoken = feedback_stage.spoken()
    waits = FeedbackStage.objects.filter(
        spoken, handled_on__isnull=True, disclosure__status=Disclosure.Status.FEEDBACK
    )
    return waits.select_related("disclosure")


def remind(*, now: datetime) -> int:
    """Tell those whom a rung of the ladder names of feedback that is to be handled. Returns how many letters."""
    return reminders.remind(MATTER, now=now)


def _read(person: User, found: dict[int, Model], today: date) -> QuerySet:
    readable = Disclosure.objects.readable_by(person, on=today).values("pk")
    return FeedbackStage.objects.filter(pk__in=found, disclosure__in=readable).values_list("pk", flat=True)


KIND = FeedbackReminder.Kind.HANDLE.value
MATTER = reminders.Matter(
    letter="feedback_near",
    ladders={KIND: "feedback"},
    reminder=FeedbackReminder,
    agency="disclosure__agency",
    rows=unhandled,
    cases=reminders.of_one_day(KIND, "handle_by", "disclosure__department__path"),
    told_of=_read,
)
