"""The clocks of an application: entries are added, days are computed from all of them."""

from datetime import date, datetime

from django.utils.translation import gettext_noop

from core.deadlines import calendars, count, lookup
from core.guests import query_codes
from core.models import User
from core.transitions import Refused
from core.workdays import Calendar, Span
from requests_app.models import Application, ClockEntry, Posting

ANSWER, DELIVER, CORRECTION, THIRD_PARTY = "answer", "deliver", "correction", "third_party"
FEE, AGENCIES, REASONS = "fee", "agencies", "reasons"
ASKED = (
    THIRD_PARTY,
    AGENCIES,
)  # whose opinion the answer waits for; each that is asked has a clock of its own
Act = ClockEntry.Act
ENDS = (Act.STOP, Act.LAPSE)
REGISTERED = gettext_noop("Registered")
BEGINS = (Act.START, Act.RESTART, Act.RENEW, Act.REVIVE, Act.REOPEN)


def add(
    application: Application,
    name: str,
    act: str,
    *,
    on: date,
    now: datetime,
    by: User | None = None,
    days: int | None = None,
    reason: str = "",
) -> ClockEntry:
    """Write down what happened to the clock ``name`` on the day ``on``, under the lock of the application.

    What happens to an answer before its clock began, on a day off, counts as of the first day. The story with the new
    entry is told first: when a rule refuses it, nothing is written and ``Refused`` names the rule. Call it inside the
    transaction of the step.
    """
    Application.objects.select_for_update().only("pk").get(pk=application.pk)
    told = list(application.clock_entries.filter(clock=name))
    if name == ANSWER and told:
        on = max(on, max(entry.on for entry in told if entry.act in BEGINS))
    entry = ClockEntry(
        application=application, clock=name, act=act, on=on, days=days, reason=reason, by=by, at=now
    )
    try:
        count.read([*told, entry], limits(application, name))
    except count.Impossible as impossible:
        raise Refused(str(impossible)) from impossible
    entry.save(force_insert=True)
    return entry


def limits(application: Application, name: str) -> count.Limits | None:
    """What the regime lets happen to the clock ``name``; None for a clock that the regime does not name."""
    promised = application.rules.clocks.get(rule_of(name))
    return promised and lookup.limits(application.version.rules, application.rules, promised)


def set_answer_day(application: Application) -> None:
    """Keep the day of answer that the entries give, for lists and reminders: a copy, never the source."""
    due = answer_due(application)
    application.answer_by, application.provisional = due.day, due.provisional
    application.save(update_fields=["answer_by", "provisional"])


def answer_due(application: Application) -> count.Due | None:
    """The day of answer with its explanation, from all entries; None before the clock was started."""
    return due_of(application, ANSWER)


def rule_of(name: str) -> str:
    """The clock of the regime that the clock ``name`` follows: each third party has a clock of its own."""
    return name.partition(":")[0]


def length_of(application: Application, name: str) -> Span:
    """The days that the regime gives to the clock ``name``."""
    return application.rules.clocks[rule_of(name)].length


def third_parties(application: Application) -> dict[str, str]:
    """The clocks of all third parties and agencies that were asked, in their order, each with who was asked."""
    entries = application.clock_entries.all()
    return {
        entry.clock: entry.reason
        for entry in entries
        if rule_of(entry.clock) in ASKED and entry.act == Act.START
    }


def answer_code(application: Application, name: str) -> str:
    """The code of the third party of the clock ``name`` on the portal; it stands in the letter that asks it."""
    return query_codes.code_for(f"asked:{application.number}:{name}")


def open_third_parties(application: Application) -> dict[str, str]:
    """Those third parties that are still waited for."""
    return {name: who for name, who in third_parties(application).items() if runs(application, name)}


def due_of(application: Application, name: str, days: Calendar | None = None) -> count.Due | None:
    """The last day of the clock ``name`` with its explanation; None when it was not started.

    It is counted over ``days``, the calendar of the body as it stands when none is given.
    """
    entries = [entry for entry in application.clock_entries.all() if entry.clock == name]
    return _due(application, entries, length_of(application, name), days) if entries else None


def beginning(application: Application) -> tuple[date, str]:
    """From which day the answer counts, and why: where it counts from registration, the day that is due (J3-273)."""
    promised = application.rules.clocks
    if promised[ANSWER].start != "registered":
        return application.received_on, ""
    if application.rules.registered_at_once is not None:  # on the day on which it came, a day off included
        return application.received_on, REGISTERED
    return end_of(application, promised["register"].length, start=application.received_on), REGISTERED


def end_of(application: Application, length: Span, *, start: date, days: Calendar | None = None) -> date:
    """The day on which a period of ``length`` that begins on ``start`` ends, by the counting rule of the body."""
    return _due(application, [ClockEntry(act=Act.START, on=start)], length, days).day


def _due(
    application: Application, entries: list[ClockEntry], length: Span, days: Calendar | None = None
) -> count.Due:
    counting = application.version.rules.counting
    return count.due(
        entries,
        calendar=days or calendars.of(application.agency),
        length=length,
        count_first=counting.first_day_counts,
        last_day_moves=counting.last_day_moves,
    )


def due_of_entries(application: Application, name: str, entries: list[ClockEntry]) -> count.Due:
    """The last day that ``entries``, not kept yet, give the clock ``name``. Raises ``deadlines.Impossible``."""
    count.read(entries, limits(application, name))
    return _due(application, entries, length_of(application, name))


def days_between(application: Application, first: date, last: date) -> int:
    """The days by which the answer of ``application`` is longer when it is due on ``last`` instead of ``first``."""
    if application.rules.clocks[ANSWER].length.working:
        return calendars.of(application.agency).between(first, last)
    return (last - first).days


def runs(application: Application, name: str) -> bool:
    """Whether the clock ``name`` was started, or reopened, and has not ended since."""
    acts = [entry.act for entry in application.clock_entries.all() if entry.clock == name]
    turns = [act for act in acts if act in BEGINS or act in ENDS]
    return bool(turns) and turns[-1] not in ENDS


def is_over(application: Application, last: date | None, today: date) -> bool:
    """Whether the clock may close what had to be done until ``last``: after the first working day that follows it.

    Paper that came on the last day lies on the desk; that working day is for entering it. For the person ``last`` stays
    the last day: what came later is late. False without a last day.
    """
    return last is not None and today > calendars.of(application.agency).add(last, 1)


def awaits_delivery(application: Application, name: str) -> bool:
    """Whether the term ``name`` has not begun, because the notice that sets it is not known to have been delivered."""
    waiting = Posting.objects.filter(notice__application=application, clock=name, delivered_on=None)
    return waiting.filter(notice__replaced_by=None).exists()


def correct_by(application: Application) -> date | None:
    """The last day for the correction that was asked for last; None when none was named.

    On paper it counts from the delivery of the notice, and there is none before that.
    """
    told = [entry for entry in application.clock_entries.all() if entry.clock == CORRECTION]
    asked = [entry for entry in told if entry.act in (Act.START, Act.RESTART)]
    is_waited_for = application.status == Application.Status.CORRECTING
    if not asked or not asked[-1].days or is_waited_for and awaits_delivery(application, CORRECTION):
        return None
    return end_of(application, Span(asked[-1].days, working=True), start=told[-1].on)
