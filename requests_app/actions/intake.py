"""From the receipt to the point where the officer can work: receipt, registration, correction."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core.bodies import opening
from core.guests import query_codes
from core.mail import letters
from core.models import Agency, Department, User
from core.permissions import may
from core.regimes.applications import Starts
from core.serials import next_number
from core.transitions import Refused, take
from core.workdays import Calendar
from requests_app import report_rows, rules
from requests_app.actions import case_files, clocks, notices, receipt
from requests_app.actions.clocks import ANSWER, CORRECTION, FEE, Act
from requests_app.identity import applicant_key
from requests_app.models import Application, CaseFile, CaseKind, Rectification, Way

WAITS_FOR_CORRECTION = gettext_noop("Waiting for the applicant’s correction")
CORRECTED = gettext_noop("The correction was received")
# The series of numbers and the word in them, by the kind of case.
SERIES = {
    CaseKind.DISCLOSURE: ("application", "依申请"),
    CaseKind.RECTIFICATION: ("rectification", "更正申请"),
}


@case_files.lays_papers
@transaction.atomic
def receive(
    *,
    agency: Agency,
    now: datetime,
    way: str = Way.WEB,
    arrived_on: date | None = None,
    confirmed_on: date | None = None,
    signed_for: bool = True,
    assisted_by: User | None = None,
    entered_by: User | None = None,
    note: str = "",
    rectified: dict[str, str] | None = None,
    papers: Iterable[case_files.Paper] = (),
    **fields,
) -> tuple[Application, str]:
    """Take an application in: number, query code, clock, receipt, and a letter when there is a mail address.

    ``arrived_on`` is the day on which it came, in the time zone of the portal, today without it; ``confirmed_on`` the
    day on which both sides confirmed it; ``signed_for`` is False for an ordinary letter. The day of receipt follows
    from them by the regime's rule for its way (art. 31). ``fields`` are those of the form. The query code is returned
    once; only its keyed hash is kept. ``entered_by`` typed it in, with a ``note``. With ``rectified``, what the record
    says, what it should say and what proves it, it is a request to correct records (art. 41), with numbers, a clock and
    outcomes of its own. ``papers`` came with it. Raises ``Refused``.
    """
    kind = CaseKind.DISCLOSURE if rectified is None else CaseKind.RECTIFICATION
    today = timezone.localdate(now)
    arrived_on = arrived_on or today
    if way == Way.WEB:
        confirmed_on = arrived_on  # the receipt given at once is the confirmation of both sides
    on_arrival = Application(kind=kind, version=agency.regime.version_on(arrived_on), received_on=arrived_on)
    waits = _waits_for_confirmation(on_arrival.rules.starts, way, signed_for)
    received_on = confirmed_on if waits and confirmed_on else arrived_on
    same_day = received_on == arrived_on
    application = Application(
        kind=kind,
        agency=agency,
        department=first_department(agency),
        version=on_arrival.version if same_day else agency.regime.version_on(received_on),
        way=way,
        arrived_on=arrived_on,
        confirmed_on=confirmed_on,
        received_on=received_on,
        received_at=now,
        assisted_by=assisted_by,
        **{name: value.strip() for name, value in fields.items()},
    )
    if same_day:
        application.rules = on_arrival.rules  # parsed once
    reasons = (
        opening.shut(agency) if way == Way.WEB else []
    )  # what came on paper is registered whatever it is
    reasons += [*_receipt_faults(application, today, waits), *_rectification_faults(application, rectified)]
    if reasons:
        raise Refused(*reasons)
    return application, _take_in(application, rectified, papers, assisted_by or entered_by, note, now)


def _take_in(
    application: Application,
    rectified: dict[str, str] | None,
    papers: Iterable[case_files.Paper],
    by: User | None,
    note: str,
    now: datetime,
) -> str:
    """Number ``application``, keep it with what came with it, start its clock, send its receipt. Returns its code."""
    _know(application)
    code = _give_number(application)
    application.save(force_insert=True)
    if rectified is not None:
        said = {name: value.strip() for name, value in rectified.items()}
        Rectification.objects.create(application=application, **said)
    application.events.create(
        action="receive", previous="", current=application.status, actor=by, note=note, at=now
    )
    for paper in papers:
        if paper.purpose == CaseFile.Purpose.IDENTITY and not application.wants_proof:
            continue
        case_files.keep_paper(application, paper, by=by, now=now)
    _start(application, now)
    if application.rules.registered_at_once is not None:  # J3:013, on a day off too
        take(application, "register_at_once", by=None, now=now, registered_on=timezone.localdate(now))
    notices.issue_receipt(application, now=now)
    receipt.send(application, code, now=now)
    return code


def _know(application: Application) -> None:
    """Keep what tells applicants apart; an identity number only where a proof is asked for."""
    if not application.wants_proof:
        application.identity_number = ""
    application.applicant_key = applicant_key(application)


def _give_number(application: Application) -> str:
    """Give ``application`` the next number of its agency and year. Returns its query code, whose hash it keeps."""
    year = application.received_on.year
    name, word = SERIES[application.kind]
    serial = next_number(application.agency, name, year)
    application.number = f"{application.agency.code}-{word}〔{year}〕{serial:04d}"
    code = query_codes.new_code()
    application.code_hash = query_codes.code_hash(application.number, code)
    return code


def first_department(agency: Agency) -> Department | None:
    """The department that an application is with until it is assigned: the disclosure office."""
    return agency.departments.filter(is_disclosure_office=True).first()


def _waits_for_confirmation(starts: Starts | None, way: str, signed_for: bool) -> bool:
    """Whether what came this way is received only when both sides have confirmed it, as a letter nobody signed for."""
    rule = starts.by.get(way) if starts else None
    return rule == "confirmed" or (rule == "signed" and not signed_for)


def _receipt_faults(application: Application, today: date, waits: bool) -> Iterator[str]:
    if application.way not in (*application.rules.channels, Way.FORWARDED):
        yield _("This body does not take applications this way: %(way)s.") % {
            "way": application.get_way_display()
        }
    if application.received_on > today:
        yield _("The day of receipt cannot lie ahead.")
    if waits and not application.confirmed_on:
        yield _("Name the day on which it was confirmed with the applicant: %(article)s") % {
            "article": application.rules.starts.article
        }
    if application.confirmed_on and application.confirmed_on < application.arrived_on:
        yield _("It cannot be confirmed before it arrived.")
    if application.way == Way.WEB and application.received_on != today:
        yield _("An application by the web form is received on the day it is filed.")
    if application.way == Way.ORAL and application.assisted_by is None:
        yield _("An oral application needs the officer who wrote it down.")
    if not (application.phone or application.email or application.address):
        yield _("Give at least one of phone, mail address and postal address.")
    for field in ("applicant_name", "subject", "description"):
        if not getattr(application, field):
            yield _("This is missing: %(field)s.") % {
                "field": application._meta.get_field(field).verbose_name
            }


def _rectification_faults(application: Application, rectified: dict[str, str] | None) -> Iterator[str]:
    if rectified is None:
        return
    if not application.rules.outcomes:
        yield _("The rules of this body name no such request.")
    for field in ("wrong", "right", "proof"):
        if not rectified.get(field, "").strip():
            yield _("This is missing: %(field)s.") % {
                "field": Rectification._meta.get_field(field).verbose_name
            }


def _start(application: Application, now: datetime) -> None:
    """Start the clock of the answer."""
    start, reason = clocks.beginning(application)
    clocks.add(application, ANSWER, Act.START, on=start, now=now, reason=reason)
    clocks.set_answer_day(application)


def report_row(application: Application, row: int) -> int | None:
    """The ``row`` of the annual report, which counts applications for disclosure alone."""
    return row if application.kind == CaseKind.DISCLOSURE else None


def register(application: Application, *, by: User, now: datetime) -> Application:
    """Enter a received application in the register (J3-273). Raises ``Refused``."""
    return take(application, "register", by=by, now=now, registered_on=timezone.localdate(now))


def may_ask_correction(application: Application) -> bool:
    """Whether the regime lets the body ask for a correction, or for another one."""
    times = application.rules.correction.times
    entries = application.clock_entries.all()
    asked = [it for it in entries if it.clock == CORRECTION and it.act in (Act.START, Act.RESTART)]
    return times is None or len(asked) < times


def last_receipt(application: Application) -> date:
    """The day on which the application came, or came again with its last correction."""
    again = [it.on for it in application.clock_entries.all() if it.clock == ANSWER and it.act == Act.RESTART]
    return again[-1] if again else application.received_on


def against_a_correction(
    application: Application, today: date, *, days: Calendar | None = None
) -> Iterator[str]:
    """Why no correction can be asked for on ``today``, whatever is typed; ``days`` is the calendar of the body."""
    rule = application.rules.correction
    if not may_ask_correction(application):
        yield _("A correction may be asked for only once: %(article)s") % {"article": rule.article}
    last = clocks.end_of(application, rule.ask_within, start=last_receipt(application), days=days)
    if today > last:
        yield _("The time in which a correction may be asked for ended on %(day)s: %(article)s") % {
            "day": last.isoformat(),
            "article": rule.article,
        }


@transaction.atomic
def ask_correction(
    application: Application, *, missing: str, by: User, now: datetime, days: int | None = None
) -> Application:
    """Ask the applicant to correct or complete; meanwhile the clock stands still (art. 30, J3-281).

    ``days`` is the reasonable time for it in working days. Raises ``Refused`` when the regime lets nobody ask again,
    or when the days in which the body may ask have passed.
    """
    today = timezone.localdate(now)
    missing = missing.strip()

    def blockers(locked: Application) -> Iterator[str]:
        if not missing:
            yield _("Say what must be corrected.")
        yield from against_a_correction(locked, today)

    take(
        application,
        "ask_correction",
        by=by,
        now=now,
        note=missing,
        blockers=blockers,
        correction_text=missing,
    )
    clocks.add(application, ANSWER, Act.PAUSE, on=today, now=now, by=by, reason=WAITS_FOR_CORRECTION)
    act = Act.RESTART if clocks.runs(application, CORRECTION) else Act.START
    clocks.add(application, CORRECTION, act, on=today, now=now, by=by, days=days)
    clocks.set_answer_day(application)
    notices.issue_correction(application, by=by, now=now)
    _write_to(application, "application_correction", now)
    return application


@transaction.atomic
def correct(application: Application, *, text: str, now: datetime) -> Application:
    """Take the applicant's correction; the clock starts again or goes on, as the regime says.

    It may come until the end of the day that was named. Raises ``Refused``.
    """
    today = timezone.localdate(now)
    text = text.strip()
    if not text:
        raise Refused(_("The correction is empty."))

    def blockers(locked: Application) -> Iterator[str]:
        last = clocks.correct_by(locked)
        if last is not None and today > last:
            yield _("The time for the correction ended on %(day)s. Please apply anew.") % {
                "day": last.isoformat()
            }

    take(application, "correct", by=None, now=now, note=text, blockers=blockers)
    act = Act.RESTART if application.rules.correction.then == "restart" else Act.RESUME
    clocks.add(application, ANSWER, act, on=today, now=now, reason=CORRECTED)
    clocks.set_answer_day(application)
    return application


def against_giving_up(application: Application, today: date) -> Iterator[str]:
    """Why it cannot be closed on ``today`` because no correction came."""
    last = clocks.correct_by(application)
    if last is None and clocks.awaits_delivery(application, CORRECTION):
        yield _("The notice is not known to be delivered; the time for the correction has not begun.")
    elif last is None:
        yield _("No day was named until which the correction had to come.")
    elif today <= last:
        yield _("The applicant has time until %(day)s. After that day it can be closed as given up.") % {
            "day": date_format(last)
        }


@transaction.atomic
def lapse(application: Application, *, by: User, now: datetime) -> Application:
    """Close an application whose correction never came: it counts as given up (art. 30). Raises ``Refused``."""
    today = timezone.localdate(now)

    def blockers(locked: Application) -> Iterator[str]:
        return against_giving_up(locked, today)

    take(
        application,
        "lapse",
        by=by,
        now=now,
        blockers=blockers,
        report_row=report_row(application, report_rows.NOT_CORRECTED),
    )
    return _lapsed(application, by, now)


@transaction.atomic
def lapse_by_clock(application: Application, *, now: datetime) -> Application:
    """Close by the clock what was not corrected by the day that was named (art. 30). Raises ``Refused``."""
    today = timezone.localdate(now)

    def blockers(locked: Application) -> Iterator[str]:
        if not clocks.is_over(locked, clocks.correct_by(locked), today):
            yield _("The time for the correction is not over.")

    row = report_row(application, report_rows.NOT_CORRECTED)
    take(application, "lapse_by_clock", by=None, now=now, blockers=blockers, report_row=row)
    return _lapsed(application, None, now)


def _lapsed(application: Application, by: User | None, now: datetime) -> Application:
    clocks.add(application, ANSWER, Act.LAPSE, on=timezone.localdate(now), now=now, by=by)
    notices.issue("lapse_correction", application, by=by, now=now)
    _write_to(application, "application_closed", now)
    return application


@transaction.atomic
def withdraw(application: Application, *, now: datetime) -> Application:
    """Let the applicant take the application back; nobody is waited for any more."""
    take(application, "withdraw", by=None, now=now, report_row=report_row(application, report_rows.OTHER))
    return end_withdrawn(application, now=now)


def end_withdrawn(application: Application, *, now: datetime, by: User | None = None) -> Application:
    """End the clocks of what was just withdrawn, and confirm it. Call it inside the transaction of the step."""
    for name in (ANSWER, *clocks.third_parties(application), FEE, clocks.REASONS):
        if clocks.runs(application, name):
            clocks.add(application, name, Act.STOP, on=timezone.localdate(now), now=now, by=by)
    notices.issue("withdrawn", application, by=by, now=now)
    return application


@transaction.atomic
def see_identity(application: Application, *, reason: str, by: User, now: datetime) -> str:
    """The applicant's identity number, unmasked; who looked, and why, is written down first. Raises ``Refused``."""
    reason = reason.strip()
    if not may(by, rules.SEE_IDENTITY, application, on=timezone.localdate(now)):
        raise Refused(_("Only the application officer may see identity numbers."))
    if not reason:
        raise Refused(_("Say why you look at the identity number."))
    current = application.status
    application.events.create(
        action="see_identity", previous=current, current=current, actor=by, note=reason, at=now
    )
    return application.identity_number


def _write_to(application: Application, letter: str, now: datetime) -> None:
    if application.email:
        context = {"application": application, "correct_by": clocks.correct_by(application)}
        letters.owe(letter, to=application.email, context=context, now=now)
