"""What comes on paper, by mail, by telephone or at the counter in an open case: an officer enters it for the person.

What counts is the day on which it came, not the day on which somebody found time to enter it: of a letter the postmark
(a paper that was posted before the end of its term is in time: 行政诉讼法 and its interpretation, article 48). So what
came in time is taken in time, also when the clock went on or closed the case meanwhile; the clock begins again with the
day on which it came.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core.models import User
from core.permissions import may
from core.transitions import Refused, take
from requests_app import report_rows, rules
from requests_app.actions import (
    case_files,
    clocks,
    consulting,
    intake,
    mailbox,
    notices,
    objecting,
    reasoning,
)
from requests_app.actions.case_files import Paper
from requests_app.actions.clocks import ANSWER, CORRECTION, Act
from requests_app.models import Application, Arrival, ArrivedMail, Reasoning, Status
from requests_app.models.choices import OPEN

What, Channel = Arrival.What, Arrival.Channel
IN_TIME = gettext_noop("The correction had come in time")
LAPSES = ("lapse", "lapse_by_clock")


def expected(application: Application) -> list[What]:
    """What may be entered for ``application`` as it stands, most awaited first."""
    found = []
    if application.status == Status.CORRECTING or _lapsed_uncorrected(application):
        found.append(What.CORRECTION)
    if application.status == Status.REGISTERED and _waits_for_reasons(
        getattr(application, "reasoning", None)
    ):
        found.append(What.REASONS)
    if application.status == Status.REGISTERED and unanswered(application):
        found.append(What.OPINION)
    if application.status in (*OPEN, Status.DECIDED, Status.CLOSED) and application.purged_on is None:
        found.append(What.OBJECTION)
    if application.status in OPEN:
        found.append(What.WITHDRAWAL)
    return found


def unanswered(application: Application) -> dict[str, str]:
    """The clocks of those who were asked for an opinion and did not give one, also when their time is over."""
    asked = clocks.third_parties(application)
    if not asked:
        return {}
    entries = application.clock_entries.all()
    given = {
        entry.clock for entry in entries if entry.act == Act.STOP and entry.reason == consulting.ANSWERED
    }
    late = application.arrivals.filter(event__action="enter_late_opinion").values_list(
        "event__note", flat=True
    )
    told = [note.partition(":")[0] for note in late]
    return {name: who for name, who in asked.items() if name not in given and who not in told}


def _lapsed_uncorrected(application: Application) -> bool:
    """Whether the case was closed because no correction had come."""
    last = application.events.order_by("pk").last() if application.status == Status.LAPSED else None
    ends = application.events.filter(action__in=LAPSES) if last else application.events.none()
    return ends.exists() and application.purged_on is None


def _waits_for_reasons(asked: Reasoning | None) -> bool:
    return asked is not None and not asked.is_given and not asked.verdict


def enter_arrival(
    application: Application,
    *,
    what: str,
    channel: str,
    arrived_on: date,
    text: str,
    by: User,
    now: datetime,
    posted_on: date | None = None,
    party: str = "",
    papers: Iterable[Paper] = (),
    mail: ArrivedMail | None = None,
    objector: str = "",
    answer_by: date | None = None,
) -> Arrival:
    """Enter what came: the step that it makes, its day and way, and its scans, in one transaction.

    ``party`` is the clock of the third party that answered, the only one without it; ``objector`` who objects where it
    is not the applicant, ``answer_by`` until when that is to be answered where no rule says so. ``mail`` is the mail
    that it came as: it is set aside with the number of the case, and kept with it. Raises ``Refused`` with all reasons,
    and as ``mailbox.original_of``.
    """
    said = {"what": what, "channel": channel, "arrived_on": arrived_on, "text": text, "posted_on": posted_on}
    with case_files.laid(mailbox.with_original(papers, mail)) as laid:
        more = {"party": party, "objector": objector, "answer_by": answer_by}
        return _entered(application, **said, **more, by=by, now=now, papers=laid, mail=mail)


@transaction.atomic
def _entered(
    application: Application,
    *,
    what: str,
    channel: str,
    arrived_on: date,
    text: str,
    by: User,
    now: datetime,
    posted_on: date | None,
    party: str,
    objector: str,
    answer_by: date | None,
    papers: list[Paper],
    mail: ArrivedMail | None,
) -> Arrival:
    today, text = timezone.localdate(now), text.strip()
    Application.objects.select_for_update().only("pk").get(pk=application.pk)
    application.refresh_from_db()
    if not may(by, rules.HANDLE, application, on=today):
        raise Refused(_("Only the application officers enter what came in."))
    reasons = list(_faults(application, what, channel, arrived_on, posted_on, text, today))
    if reasons:
        raise Refused(*reasons)
    if mail is not None:
        _take_from(mail, application, by, now)
    sent_on = posted_on or arrived_on
    STEPS[what](application, arrived_on=arrived_on, sent_on=sent_on, text=text, party=party, by=by, now=now)
    event = application.events.filter(action__in=ENTERED).latest("pk")
    if what == What.OBJECTION:
        objecting.open_objection(
            application, event, raised_on=arrived_on, who=objector, chosen=answer_by, owner=by, now=now
        )
    made = Arrival.objects.create(
        application=application,
        event=event,
        what=what,
        channel=channel,
        arrived_on=arrived_on,
        posted_on=posted_on,
        entered_by=by,
        entered_at=now,
    )
    made.papers.set(case_files.keep_paper(application, paper, by=by, now=now) for paper in papers)
    return made


def _take_from(mail: ArrivedMail, application: Application, by: User, now: datetime) -> None:
    """The mail waits no longer."""
    if mail.agency_id != application.agency_id:
        raise Refused(_("This mail went to another body."))
    mailbox.set_mail_aside(
        mail, why=_("Entered for %(number)s") % {"number": application.number}, by=by, now=now
    )


def _faults(
    application: Application,
    what: str,
    channel: str,
    arrived_on: date,
    posted_on: date | None,
    text: str,
    today: date,
) -> Iterator[str]:
    if what not in expected(application):
        yield _("This is not waited for in this case now.")
    if not text:
        yield _("Write what it says, as it will stand in the case.")
    if arrived_on > today:
        yield _("The day on which it came cannot lie ahead.")
    if arrived_on < application.received_on:
        yield _("It cannot have come before the application, on %(day)s.") % {
            "day": application.received_on.isoformat()
        }
    if posted_on and channel != Channel.LETTER:
        yield _("Only a letter has a postmark.")
    if posted_on and posted_on > arrived_on:
        yield _("A letter cannot come before it was posted.")


def _correction(
    application: Application,
    *,
    arrived_on: date,
    sent_on: date,
    text: str,
    party: str,
    by: User,
    now: datetime,
) -> None:
    """The applicant's correction; a case that the clock closed meanwhile is taken up again."""
    was_lapsed = application.status == Status.LAPSED

    def blockers(locked: Application) -> Iterator[str]:
        asked = locked.clock_entries.filter(clock=CORRECTION, act__in=(Act.START, Act.RESTART))
        asked_on = asked.last().on
        if arrived_on < asked_on:
            yield _("It was asked for on %(day)s; it cannot have come before.") % {
                "day": asked_on.isoformat()
            }
        last = clocks.correct_by(locked)
        if last is not None and sent_on > last:
            yield _("The time for the correction ended on %(day)s. What came later is too late.") % {
                "day": last.isoformat()
            }

    changes = {"report_row": None} if was_lapsed else {}
    take(application, "enter_correction", by=by, now=now, note=text, blockers=blockers, **changes)
    if was_lapsed:
        clocks.add(application, ANSWER, Act.REVIVE, on=arrived_on, now=now, by=by, reason=IN_TIME)
    act = Act.RESTART if application.rules.correction.then == "restart" else Act.RESUME
    clocks.add(application, ANSWER, act, on=arrived_on, now=now, by=by, reason=intake.CORRECTED)
    clocks.set_answer_day(application)
    if was_lapsed:
        notices.issue_revived(application, arrived_on=arrived_on, by=by, now=now)


def _reasons(
    application: Application,
    *,
    arrived_on: date,
    sent_on: date,
    text: str,
    party: str,
    by: User,
    now: datetime,
) -> None:
    """The applicant's reasons, until the verdict: in time they count also when the answer went on without them."""
    asked = reasoning.of(application)

    def blockers(locked: Application) -> Iterator[str]:
        if arrived_on < asked.asked_on:
            yield _("It was asked for on %(day)s; it cannot have come before.") % {
                "day": asked.asked_on.isoformat()
            }
        if sent_on > asked.until and not clocks.awaits_delivery(locked, clocks.REASONS):
            yield _("The time to give reasons ended on %(day)s.") % {"day": asked.until.isoformat()}

    take(application, "enter_reasons", by=by, now=now, blockers=blockers)
    Reasoning.objects.filter(pk=asked.pk).update(text=text, given_on=arrived_on)
    on = min(arrived_on, asked.until)
    reasoning.end(application, Act.STOP, on=on, reason=reasoning.GIVEN, by=by, now=now)


def _opinion(
    application: Application,
    *,
    arrived_on: date,
    sent_on: date,
    text: str,
    party: str,
    by: User,
    now: datetime,
) -> None:
    """The answer of a third party or an agency: its clock ends, or it is kept that it had come in time after all."""
    waits = unanswered(application)
    name = party or next(iter(waits))
    if name not in waits:
        raise Refused(_("Nobody is waited for."))
    if clocks.runs(application, name):
        said = {"on": arrived_on, "opinion": text, "party": name}
        consulting.third_party_answered(application, by=by, now=now, **said)
        return

    def blockers(locked: Application) -> Iterator[str]:
        last = clocks.due_of(locked, name).day
        if sent_on > last:
            yield _("The time of “%(who)s” ended on %(day)s.") % {"who": waits[name], "day": last.isoformat()}

    note = f"{waits[name]}: {text}"
    take(application, "enter_late_opinion", by=by, now=now, note=note, blockers=blockers)


def _objection(application: Application, *, text: str, by: User, now: datetime, **_unused) -> None:
    """An objection stands in the case for whoever drafts and decides; it moves no clock, and has a day of its own."""
    take(application, "enter_objection", by=by, now=now, note=text)


def _withdrawal(application: Application, *, text: str, by: User, now: datetime, **_unused) -> None:
    row = intake.report_row(application, report_rows.OTHER)
    take(application, "enter_withdrawal", by=by, now=now, note=text, report_row=row)
    intake.end_withdrawn(application, now=now, by=by)


STEPS = {
    What.CORRECTION: _correction,
    What.REASONS: _reasons,
    What.OPINION: _opinion,
    What.OBJECTION: _objection,
    What.WITHDRAWAL: _withdrawal,
}
ENTERED = (
    "enter_correction", "enter_reasons", "third_party_answered", "agency_answered", "enter_late_opinion",
    "enter_objection", "enter_withdrawal",
)  # fmt: skip
