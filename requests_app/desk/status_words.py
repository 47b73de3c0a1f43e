"""How an application stands: its light for the desk, its story for the applicant. Derived, never stored."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.regimes.ladders import SOON
from core.regimes.parsed import Applications
from core.statuses import Tone, standing
from core.workdays import Calendar
from requests_app.models import Application, CaseKind, Status, Way

WAITING = (Status.RECEIVED, Status.REGISTERED, Status.DRAFTED)
TOLD = {
    "message": gettext_lazy("The body wrote to you"),
    "reply": gettext_lazy("You wrote to the body"),
    "receive": gettext_lazy("Your application was received"),
    "register": gettext_lazy("It was registered and is being reviewed"),
    "register_at_once": gettext_lazy("It was registered as it came and is being reviewed"),
    "forward": gettext_lazy("It was forwarded to the body that is responsible, which has opened a case"),
    "ask_correction": gettext_lazy("You were asked for a correction; the clock stands still"),
    "correct": gettext_lazy("Your correction was received"),
    "check_identity": gettext_lazy("It was made sure that the records are about you"),
    "consult_third_party": gettext_lazy("A third party was asked; the clock stands still"),
    "third_party_answered": gettext_lazy(
        "A third party answered; the clock goes on when nobody is waited for"
    ),
    "third_party_silent": gettext_lazy(
        "A third party’s time is over; the clock goes on when nobody is waited for"
    ),
    "consult_agency": gettext_lazy("Another agency was asked; the clock stands still"),
    "agency_answered": gettext_lazy("The agency answered; the clock goes on when nobody is waited for"),
    "agency_silent": gettext_lazy("The agency’s time is over; the clock goes on when nobody is waited for"),
    "lapse_by_clock": gettext_lazy("It was closed because the correction did not come"),
    "lapse_fee_by_clock": gettext_lazy("It was closed because the fee was not paid in time"),
    "ask_reasons": gettext_lazy("You were asked for the reasons of your application"),
    "give_reasons": gettext_lazy("Your reasons were received"),
    "reasons_silent": gettext_lazy("The time to give reasons is over"),
    "judge_reasons": gettext_lazy("The body weighed your reasons"),
    "quote_fee": gettext_lazy("A fee was asked for; the clock stands still until it is paid"),
    "pay_fee": gettext_lazy("The fee was paid; the days are counted anew"),
    "lapse_fee": gettext_lazy("It was closed because the fee was not paid in time"),
    "revive_fee": gettext_lazy("The fee had been paid in time: it is handled again"),
    "extend": gettext_lazy("The day of answer was put off"),
    "calendar": gettext_lazy("The day of answer moved with the calendar"),
    "calendar_third_party": gettext_lazy("The third party’s last day moved with the calendar"),
    "identity_paper": gettext_lazy("Your identity paper was received"),
    "new_code": gettext_lazy("You got a new query code; the old one ended"),
    "follow": gettext_lazy(
        "It is handled together with others that ask for the same; you get an answer of your own"
    ),
    "decide_with": gettext_lazy("It was decided; the notice can be read here"),
    "decide": gettext_lazy("It was decided; the notice can be read here"),
    "open_answer": gettext_lazy("You opened the answer here for the first time"),
    "deliver": gettext_lazy("The answer was delivered"),
    "reopen": gettext_lazy("It was reopened after a review or a court decision and will be answered anew"),
    "withdraw": gettext_lazy("You withdrew it"),
    "enter_correction": gettext_lazy("Your correction came and was entered"),
    "enter_reasons": gettext_lazy("Your reasons came and were entered"),
    "enter_withdrawal": gettext_lazy("Your withdrawal came and was entered"),
    "enter_objection": gettext_lazy("An objection came and was entered"),
    "object": gettext_lazy("You objected; you get an answer of its own"),
    "answer_objection": gettext_lazy("An objection was answered"),
    "lapse": gettext_lazy("It was closed because the correction did not come"),
}
SAID = ("message", "reply")  # between the body and the applicant: both see the words
DONE = {
    "note": gettext_lazy("Note"),
    "advice": gettext_lazy("Advice of the superior office"),
    "assign": gettext_lazy("Department asked"),
    "search": gettext_lazy("Searched"),
    "link": gettext_lazy("Linked with another application"),
    "redact": gettext_lazy("Redaction of a file begun"),
    "redacted": gettext_lazy("Redacted copy made and proved"),
    "hand_over": gettext_lazy("File marked for the applicant"),
    "keep_back": gettext_lazy("File no longer for the applicant"),
    "see_original": gettext_lazy("Opened the restricted original"),
    "contribute": gettext_lazy("Part of a department"),
    "message": gettext_lazy("Message to the applicant"),
    "reply": gettext_lazy("Message of the applicant"),
    "import": gettext_lazy("Taken over from the old ledger"),
    "receive": gettext_lazy("Application received"),
    "register": gettext_lazy("Entered in the register"),
    "register_at_once": gettext_lazy("Entered in the register as it came"),
    "forward": gettext_lazy("Forwarded: a case was opened there"),
    "ask_correction": gettext_lazy("Asked for a correction"),
    "correct": gettext_lazy("Corrected by the applicant"),
    "check_identity": gettext_lazy("Identity checked"),
    "lapse": gettext_lazy("Closed as given up"),
    "consult_third_party": gettext_lazy("Third party asked"),
    "third_party_answered": gettext_lazy("Opinion of the third party"),
    "third_party_silent": gettext_lazy("Third party silent to the end of its time"),
    "consult_agency": gettext_lazy("Co-producing agency asked"),
    "agency_answered": gettext_lazy("Opinion of the agency"),
    "agency_silent": gettext_lazy("Agency silent to the end of its time: it consents"),
    "lapse_by_clock": gettext_lazy("Closed by the clock: not corrected in time"),
    "lapse_fee_by_clock": gettext_lazy("Closed by the clock: fee not paid in time"),
    "ask_reasons": gettext_lazy("Reasons asked for"),
    "give_reasons": gettext_lazy("Reasons given by the applicant"),
    "reasons_silent": gettext_lazy("No reasons given in time"),
    "judge_reasons": gettext_lazy("Reasons judged"),
    "quote_fee": gettext_lazy("Fee asked for"),
    "fee_told": gettext_lazy("The notice of the fee came to the applicant"),
    "pay_fee": gettext_lazy("Fee paid"),
    "lapse_fee": gettext_lazy("Closed because the fee was not paid"),
    "revive_fee": gettext_lazy("Taken up again: the fee had been paid in time"),
    "extend": gettext_lazy("Answer put off"),
    "draft": gettext_lazy("Decision drafted"),
    "send_back": gettext_lazy("Draft returned"),
    "follow": gettext_lazy("Decided together with another case"),
    "part": gettext_lazy("Taken out: decided by itself again"),
    "lead": gettext_lazy("Decides another case too"),
    "lead_no_more": gettext_lazy("No longer decides the other case"),
    "decide_with": gettext_lazy("Decided with the leading case"),
    "decide": gettext_lazy("Decision signed"),
    "deliver": gettext_lazy("Delivered"),
    "reopen": gettext_lazy("Reopened by a review or a court"),
    "withdraw": gettext_lazy("Withdrawn by the applicant"),
    "enter_correction": gettext_lazy("Correction entered that came by another way"),
    "enter_reasons": gettext_lazy("Reasons entered that came by another way"),
    "enter_late_opinion": gettext_lazy("Opinion entered that had come in time"),
    "enter_withdrawal": gettext_lazy("Withdrawal entered that came by another way"),
    "enter_objection": gettext_lazy("Objection entered"),
    "object": gettext_lazy("Objection of the applicant"),
    "answer_objection": gettext_lazy("Objection answered"),
    "archive": gettext_lazy("File archived"),
    "ask_extension": gettext_lazy("Extension asked for"),
    "refuse_extension": gettext_lazy("Extension refused"),
    "posted": gettext_lazy("Notice posted or handed over"),
    "notice_delivered": gettext_lazy("Notice delivered"),
    "notice_came_back": gettext_lazy("Notice came back undelivered"),
    "announced": gettext_lazy("Notice announced publicly"),
    "fee_told_by_clock": gettext_lazy("The notice of the fee counts as delivered"),
    "remind": gettext_lazy("The officers were reminded"),
    "calendar": gettext_lazy("The day of answer moved with the calendar"),
    "calendar_third_party": gettext_lazy("The third party’s last day moved with the calendar"),
    "report_upward": gettext_lazy("Reported to the superior office"),
    "see_identity": gettext_lazy("Looked at the identity number"),
    "identity_paper": gettext_lazy("Identity paper added"),
    "new_code": gettext_lazy("New query code given"),
    "see_identity_paper": gettext_lazy("Opened an identity paper"),
    "open_answer": gettext_lazy("The applicant opened the answer on the portal for the first time"),
}


COMPARED = gettext_lazy(
    "It is registered; the body makes sure who you are and compares its records with your proof."
)


def plain(application: Application) -> str:
    """Where an application stands, in a sentence for the applicant."""
    reviewed = application.status in (Status.REGISTERED, Status.DRAFTED)
    if reviewed and application.kind == CaseKind.RECTIFICATION:
        return str(COMPARED)
    return str(standing(application).sentence)


@dataclass(frozen=True)
class Light:
    """How urgent something is: a colour, and always a word."""

    tone: Tone
    word: str


def is_late(application: Application, today: date) -> bool:
    """Whether the answer is late: the day has passed, and it is not the applicant whom one waits for."""
    return (
        application.status in WAITING and application.answer_by is not None and application.answer_by < today
    )


def light(application: Application, *, today: date, calendar: Calendar, soon: int = SOON) -> Light:
    """The light of ``application`` on the desk."""
    if application.status == Status.CORRECTING:
        return Light(Tone.QUIET, _("Waiting for the applicant"))
    if application.status == Status.DECIDED:
        if application.deliver_by and application.deliver_by < today:
            return Light(Tone.BAD, _("Delivery is late"))
        return Light(Tone.INFO, _("To be delivered"))
    if application.owes_fee:
        return Light(Tone.QUIET, _("Waiting for the fee"))
    if application.status in WAITING and application.answer_by is None:
        return Light(Tone.QUIET, _("Waiting for a third party"))
    if application.status not in WAITING:
        return Light(Tone.QUIET, _("Nothing to do"))
    return urgency(application.answer_by, today=today, calendar=calendar, soon=soon)


def urgency(
    answer_by: date, *, today: date, calendar: Calendar, soon: int = SOON, working: bool = True
) -> Light:
    """The light of something that waits for an answer until ``answer_by``; amber in its last ``soon`` days.

    The days are those in which its time runs: working days, or without ``working`` days of the calendar.
    """
    left = calendar.between(today, answer_by) if working else (answer_by - today).days
    if answer_by < today:
        return Light("bad", _late(max(-left, 1), working=working))
    if left == 0:
        return Light(Tone.WARN, _("Due today"))
    return Light(Tone.WARN if left <= soon else Tone.GOOD, _left(left, working=working))


def _late(days: int, *, working: bool) -> str:
    if working:
        return ngettext("%(days)s working day late", "%(days)s working days late", days) % {"days": days}
    return ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days}


def _left(days: int, *, working: bool) -> str:
    if working:
        return ngettext("%(days)s working day left", "%(days)s working days left", days) % {"days": days}
    return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}


@dataclass(frozen=True)
class Told:
    """A line of the story; on the desk with who did it and the note."""

    at: datetime
    words: str
    who: str = ""
    note: str = ""
    action: str = ""


def story(application: Application) -> list[Told]:
    """What happened, in plain words, oldest first, for the applicant: what is internal to the body is not told."""
    return [
        Told(event.at, TOLD[event.action], note=event.note if event.action in SAID else "")
        for event in application.events.all()
        if event.action in TOLD
    ]


def full_story(application: Application) -> list[Told]:
    """What happened, for those who handle it: everything, with names and notes."""
    events = application.events.select_related("actor")
    return [
        Told(event.at, DONE[event.action], str(event.actor or ""), event.note, event.action)
        for event in events
    ]


def steps(application: Application) -> list[dict]:
    """The way of an application as the stepper shows it."""
    names = [Status.RECEIVED.label, Status.REGISTERED.label, Status.DECIDED.label, _("Delivered")]
    reached = {
        Status.RECEIVED: 0,
        Status.REGISTERED: 1,
        Status.CORRECTING: 1,
        Status.DRAFTED: 1,
        Status.DECIDED: 2,
        Status.CLOSED: 4,
        Status.ARCHIVED: 4,
    }.get(application.status, 0)
    states = ["done" if place < reached else "now" if place == reached else "" for place in range(len(names))]
    return [{"name": name, "state": state} for name, state in zip(names, states, strict=True)]


def ways(rules: Applications) -> list[str]:
    """The names of the ways in which a body takes applications."""
    return [str(Way(way).label) for way in rules.channels]
