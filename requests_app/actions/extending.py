"""An officer asks for an extension; who may approve is told and finds it in the queue, both are warned in time.

The regime names the role that approves. A request that nobody has answered is spoken of on the working day before the
day of answer, once for that day: after it nothing can be put off any more (art. 33).
"""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core.deadlines import calendars, lengths
from core.mail import letters
from core.models import User
from core.permissions import holders, reach
from core.roles import Role
from core.transitions import take
from core.workdays import Span
from requests_app import rules
from requests_app.actions import deciding
from requests_app.desk import rule_words
from requests_app.models import Application, AskedExtension, Status


def asked_for(application: Application) -> AskedExtension | None:
    """The extension that is asked for and not answered yet."""
    return next((one for one in application.asked_extensions.all() if one.answered_at is None), None)


def may_ask(application: Application, *, on: date) -> bool:
    """Whether an extension can still be asked for."""
    is_open = application.status == Status.REGISTERED and application.answer_by is not None
    if not is_open or on > application.answer_by:
        return False
    return deciding.days_left_to_extend(application) > 0 and asked_for(application) is None


@transaction.atomic
def ask_extension(
    application: Application, *, days: int, reason: str, by: User, now: datetime
) -> Application:
    """Ask that the answer be put off by ``days``; those who may approve are written to. Raises ``Refused``."""
    today, reason = timezone.localdate(now), reason.strip()

    def blockers(locked: Application) -> Iterator[str]:
        if asked_for(locked) is not None:
            yield _("An extension is asked for already.")
        left, rule = deciding.days_left_to_extend(locked), locked.rules.extension
        if not 0 < days <= left:
            yield _("It may be put off by at most %(days)s more: %(article)s") % {
                "days": rule_words.length_in_words(Span(max(left, 0), rule.at_most.working)),
                "article": rule.article,
            }
        yield from deciding.against_putting_off(locked, today)
        if not reason:
            yield _("An extension needs a reason, which the applicant is told.")

    take(application, "ask_extension", by=by, now=now, note=reason, blockers=blockers)
    made = AskedExtension.objects.create(
        application=application, days=days, reason=reason, asked_by=by, asked_at=now
    )
    _write("extension_asked", made, approvers(application, today), now)
    return application


@transaction.atomic
def refuse_extension(application: Application, *, answer: str, by: User, now: datetime) -> Application:
    """Refuse the extension that is asked for, with a reason for the officer. Raises ``Refused``."""
    today, answer = timezone.localdate(now), answer.strip()

    def blockers(locked: Application) -> Iterator[str]:
        if not deciding.may_extend(locked, by, on=today):
            yield _("Only this role may extend here: %(role)s.") % {"role": approver_of(locked).label}
        if asked_for(locked) is None:
            yield _("No extension is asked for.")
        if not answer:
            yield _("Say why.")

    take(application, "refuse_extension", by=by, now=now, note=answer, blockers=blockers)
    asked = asked_for(application)
    asked.answered_by, asked.answered_at, asked.answer = by, now, answer
    asked.save(update_fields=["answered_by", "answered_at", "answer"])
    _write("extension_refused", asked, [asked.asked_by], now)
    return application


def approver_of(application: Application) -> Role:
    """The role that the regime lets put an answer off."""
    return Role(application.rules.extension.approver)


def approvers(application: Application, today: date) -> QuerySet[User]:
    """Those who may grant it today."""
    place = {"agency": application.agency, "department": application.department}
    return holders(approver_of(application), on=today, **place)


def waiting() -> QuerySet[AskedExtension]:
    """The requests that nobody has answered, of cases that can still be put off, the most urgent first."""
    rows = AskedExtension.objects.filter(
        answered_at=None, application__status=Status.REGISTERED, application__answer_by__isnull=False
    )
    related = ("application__agency", "application__version", "application__department", "asked_by")
    return rows.select_related(*related).order_by("application__answer_by", "pk")


def waiting_for(user: User, *, on: date) -> list[AskedExtension]:
    """Those of them that ``user`` may grant or refuse."""
    found = reach(user, rules.EXTEND, on=on)
    if not found:
        return []
    inside = waiting().filter(found.q("application__agency_id", "application__department"))
    return [one for one in inside if deciding.may_extend(one.application, user, on=on)]


def warn(*, now: datetime) -> int:
    """Warn who asked and who may approve, from the working day before the day of answer. Returns how many requests.

    Asks "reached and not yet warned for that day": a clock that slept catches up, two clocks warn once.
    """
    return sum(_warn(one, now) for one in list(_near(timezone.localdate(now))))


def count_near(*, now: datetime) -> int:
    """How many requests would be warned of now."""
    return sum(1 for _one in _near(timezone.localdate(now)))


def _near(today: date) -> Iterator[AskedExtension]:
    unwarned = Q(warned_for=None) | ~Q(warned_for=F("application__answer_by"))
    for one in waiting().filter(unwarned, application__answer_by__gte=today):
        if today >= calendars.of(one.application.agency).add(one.application.answer_by, -1):
            yield one


@transaction.atomic
def _warn(one: AskedExtension, now: datetime) -> bool:
    last = one.application.answer_by
    unwarned = AskedExtension.objects.filter(Q(warned_for=None) | ~Q(warned_for=last), pk=one.pk)
    if not unwarned.filter(answered_at=None).update(warned_for=last):
        return False  # somebody else was faster
    people = [one.asked_by, *approvers(one.application, timezone.localdate(now))]
    _write("extension_near", one, people, now)
    return True


def length_of(asked: AskedExtension) -> Promise:
    """By how much the answer is to be put off, in words of the kind of days that the rules count."""
    working = asked.application.rules.extension.at_most.working
    return lengths.in_words_later(Span(asked.days, working))


def _write(letter: str, asked: AskedExtension, people, now: datetime) -> None:
    context = {"application": asked.application, "asked": asked, "length": length_of(asked)}
    for to in dict.fromkeys(person.email for person in people if person.email):
        letters.owe(letter, to=to, context=context, now=now)
