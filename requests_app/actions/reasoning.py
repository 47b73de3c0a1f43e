"""Who applies for clearly too much or too often is asked why (art. 35): asked once, answered or not, judged.

What the clock of the answer does meanwhile the regime says: it stands still where its clock ``reasons`` stops the
answer, else it goes on. Reasons that are not reasonable, or none, let the application end as not handled; with good
ones it is answered, by a later day where that many cannot be answered in time.
"""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core.mail import letters
from core.models import User
from core.regimes.parsed import Outcome
from core.transitions import Refused, take
from core.workdays import Span
from requests_app.actions import clocks, notices
from requests_app.actions.clocks import ANSWER, REASONS, Act
from requests_app.desk import rule_words
from requests_app.models import Application, ClockEntry, Posting, Reasoning

WAITS = gettext_noop("Waiting for the applicant’s reasons")
GIVEN = gettext_noop("The applicant gave reasons")
SILENT = gettext_noop("The time to give reasons is over")
DELAYED = gettext_noop("So many applications cannot be answered in time")
TOO_MANY = 19  # the row of the annual report for applications in too great a number without good reason


def of(application: Application) -> Reasoning | None:
    """What was asked of this applicant, if anything."""
    return Reasoning.objects.filter(application=application).first()


def may_ask(application: Application) -> bool:
    """Whether the regime lets the body ask, and nothing was asked yet."""
    return REASONS in application.rules.clocks and of(application) is None


def is_waited_for(asked: Reasoning, today: date) -> bool:
    """Whether the applicant still has time and has said nothing; on paper it begins with the delivery."""
    waits = today <= asked.until or clocks.awaits_delivery(asked.application, REASONS)
    return waits and not asked.is_given and not asked.verdict


def _stops(application: Application) -> bool:
    return application.rules.clocks[REASONS].stops == ANSWER


def against_asking(application: Application, today: date) -> Iterator[str]:
    """Why reasons cannot be asked for on ``today``, whatever is typed."""
    if application.answer_by and today > application.answer_by:
        yield _("The day of answer has passed; reasons can no longer be asked for.")
    if application.owes_fee or clocks.open_third_parties(application):
        yield _("Somebody else is waited for; ask for reasons before or after that.")


@transaction.atomic
def ask_reasons(
    application: Application, *, why: str, by: User, now: datetime, days: int | None = None
) -> Application:
    """Ask for the reasons by a numbered notice; ``days`` are working days, without it those of the regime.

    Raises ``Refused``.
    """
    today, why = timezone.localdate(now), why.strip()

    def blockers(locked: Application) -> Iterator[str]:
        if not may_ask(locked):
            yield _("Reasons were asked for already, or these rules know no such question.")
        if not why:
            yield _("Say in what number or frequency go beyond what is reasonable.")
        yield from against_asking(locked, today)

    take(application, "ask_reasons", by=by, now=now, note=why, blockers=blockers)
    clocks.add(application, REASONS, Act.START, on=today, now=now, by=by, days=days)
    until = ends_on(application, start=today)
    Reasoning.objects.create(application=application, why=why, asked_on=today, until=until)
    if _stops(application):
        clocks.add(application, ANSWER, Act.PAUSE, on=today, now=now, by=by, reason=WAITS)
    clocks.set_answer_day(application)
    with translation.override(notices.OFFICIAL):
        within = "" if application.email else rule_words.length_in_words(_length(application))
    said = {"reasons": why, "until": "" if within else until, "within": within}
    said["meanwhile"] = _meanwhile(application)
    notices.issue("reasons", application, by=by, now=now, said=said, clock=REASONS)
    _write_to(application, now, until=until)
    return application


def ends_on(application: Application, *, start: date) -> date:
    """The last day for the reasons when their time begins on ``start``."""
    return clocks.end_of(application, _length(application), start=start)


def _length(application: Application) -> Span:
    """The working days that were named when the reasons were asked for, else those of the regime."""
    named = application.clock_entries.filter(clock=REASONS, act=Act.START).last()
    return Span(named.days, working=True) if named.days else clocks.length_of(application, REASONS)


def _meanwhile(application: Application) -> str:
    if _stops(application):
        return "说明理由期间，答复期限中止计算。"
    return "说明理由期间，答复期限继续计算。"


@transaction.atomic
def give_reasons(application: Application, *, text: str, now: datetime) -> Application:
    """Take the applicant's reasons, until the end of the day that was named. Raises ``Refused``."""
    today, text = timezone.localdate(now), text.strip()

    def blockers(locked: Application) -> Iterator[str]:
        asked = of(locked)
        if asked is None or asked.is_given or asked.verdict:
            yield _("No reasons are asked for.")
        elif not is_waited_for(asked, today):
            yield _("The time to give reasons ended on %(day)s.") % {"day": asked.until.isoformat()}
        if not text:
            yield _("Write your reasons.")

    take(application, "give_reasons", by=None, now=now, blockers=blockers)
    Reasoning.objects.filter(application=application).update(text=text, given_on=today)
    end(application, Act.STOP, on=today, reason=GIVEN, by=None, now=now)
    return application


def end(application: Application, act: str, *, on: date, reason: str, by: User | None, now: datetime) -> None:
    """End the time for the reasons; where the answer stood still it goes on."""
    if not clocks.runs(application, REASONS):
        return
    clocks.add(application, REASONS, act, on=on, now=now, by=by, reason=reason)
    if _stops(application):
        clocks.add(application, ANSWER, Act.RESUME, on=on, now=now, by=by, reason=reason)
    clocks.set_answer_day(application)


@transaction.atomic
def judge_reasons(
    application: Application,
    *,
    verdict: str,
    words: str,
    by: User,
    now: datetime,
    delayed_to: date | None = None,
) -> Application:
    """Enter whether the reasons are reasonable, and why; silence to the end of the time may be judged too.

    With good reasons ``delayed_to`` names a later day of answer, which the applicant is told. Raises ``Refused``.
    """
    today, words = timezone.localdate(now), words.strip()
    asked = of(application)

    def blockers(locked: Application) -> Iterator[str]:
        if asked is None or asked.verdict:
            yield _("Nothing waits for a verdict.")
            return
        if is_waited_for(asked, today):
            yield _("The applicant has time until %(day)s.") % {"day": asked.until.isoformat()}
        if not words:
            yield _("Say why.")
        if verdict not in Reasoning.Verdict:
            yield _("Choose whether the reasons are reasonable.")
        if verdict == Reasoning.Verdict.REASONABLE and not asked.is_given:
            yield _("No reasons were given that could be reasonable.")
        if delayed_to:
            yield from _delay_faults(locked, verdict, delayed_to, today)

    take(application, "judge_reasons", by=by, now=now, note=words, blockers=blockers)
    end(application, Act.LAPSE, on=asked.until, reason=SILENT, by=by, now=now)
    Reasoning.objects.filter(pk=asked.pk).update(
        verdict=verdict, words=words, judged_on=today, judged_by=by, delayed_to=delayed_to
    )
    if delayed_to:
        _delay(application, delayed_to, words, by, now)
    return application


def _delay_faults(application: Application, verdict: str, to: date, today: date) -> Iterator[str]:
    due = clocks.answer_due(application)
    if verdict != Reasoning.Verdict.REASONABLE:
        yield _("Only an application with good reasons is answered later.")
    if due.day is None or today > due.day:
        yield _("The day of answer has passed; it can no longer be put off.")
    elif clocks.days_between(application, due.day, to) < 1:
        yield _("The later day lies after the day of answer: %(day)s.") % {"day": due.day.isoformat()}
    elif (to - due.day).days > 366:
        yield _("A reasonable day lies within a year.")


def _delay(application: Application, to: date, words: str, by: User, now: datetime) -> None:
    days = clocks.days_between(application, clocks.answer_due(application).day, to)
    today = timezone.localdate(now)
    clocks.add(application, ANSWER, Act.DELAY, on=today, now=now, by=by, days=days, reason=DELAYED)
    clocks.set_answer_day(application)
    said = {"reasons": words, "until": application.answer_by}
    notices.issue("delay", application, by=by, now=now, said=said)
    _write_to(application, now, until=None)


def faults(application: Application, chosen: Outcome, kind: str) -> Iterator[str]:
    """Why ``application`` cannot be decided with ``chosen`` yet: reasons are waited for, or were never judged."""
    if REASONS not in application.rules.clocks:
        return
    asked = of(application)
    if chosen.row_of(kind) == TOO_MANY and (asked is None or asked.verdict != Reasoning.Verdict.UNREASONABLE):
        yield _(
            "Ask for the reasons first and judge them: only then is it not handled (Regulation, article 35)."
        )
    elif asked is not None and not asked.verdict:
        yield _("Reasons were asked for: judge them, or their absence, before the draft.")


def go_on_without(*, now: datetime) -> int:
    """Let every answer go on, from the last day, whose applicant gave no reasons in time. Returns how many."""
    return sum(_go_on_without(asked.application, asked.until, now) for asked in list(_silent(now)))


def count_silent(*, now: datetime) -> int:
    """How many answers would go on now."""
    return _silent(now).count()


def _silent(now: datetime) -> QuerySet[Reasoning]:
    waiting = Reasoning.objects.filter(given_on=None, verdict="", until__lt=timezone.localdate(now))
    ended = ClockEntry.objects.filter(application=OuterRef("application"), clock=REASONS, act=Act.LAPSE)
    unbegun = Posting.objects.filter(
        notice__application=OuterRef("application"),
        notice__replaced_by=None,
        clock=REASONS,
        delivered_on=None,
    )
    waiting = waiting.filter(
        ~Exists(ended), ~Exists(unbegun), application__status=Application.Status.REGISTERED
    )
    return waiting.select_related("application__agency", "application__version").order_by("pk")


@transaction.atomic
def _go_on_without(application: Application, last: date, now: datetime) -> bool:
    try:
        take(application, "reasons_silent", by=None, now=now)
    except Refused:  # somebody else was faster
        return False
    end(application, Act.LAPSE, on=last, reason=SILENT, by=None, now=now)
    return True


def _write_to(application: Application, now: datetime, *, until: date | None) -> None:
    if application.email:
        name = "application_reasons" if until else "application_extended"
        letters.owe(name, to=application.email, context={"application": application, "until": until}, now=now)
