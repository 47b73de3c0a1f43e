"""The rules of a regime in words that a citizen understands, in the language of the page."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.regimes import Basis, Cadence, Clock, Regime, Source, Span, Step
from core.roles import Role
from core.workdays import Day, Kind

LAW = re.compile(r"law-(\d+)")
A_LEAP_YEAR = 2000
BASES = {
    "immediate": gettext_lazy("after it was formed or changed"),
    "per_batch": gettext_lazy("after each batch or matter"),
    "per_stage": gettext_lazy("after the end of each stage"),
    "per_exercise": gettext_lazy("after each exercise of the power"),
    "monthly": gettext_lazy("after the end of each month"),
    "quarterly": gettext_lazy("after the end of each quarter"),
    "half_yearly": gettext_lazy("after the end of each half-year"),
    "annual": gettext_lazy("after the end of each year"),
}
BEFORE = {  # for terms that are counted back from their day of reference
    "immediate": gettext_lazy("before it is formed or changed"),
    "per_batch": gettext_lazy("before each batch or matter"),
    "per_stage": gettext_lazy("before the end of each stage"),
    "per_exercise": gettext_lazy("before each exercise of the power"),
    "monthly": gettext_lazy("before the end of each month"),
    "quarterly": gettext_lazy("before the end of each quarter"),
    "half_yearly": gettext_lazy("before the end of each half-year"),
    "annual": gettext_lazy("before the end of each year"),
}
CHANNEL_KINDS = {
    "web": gettext_lazy("on the web"),
    "board": gettext_lazy("on boards and in display cases"),
    "screen": gettext_lazy("on screens"),
    "meeting": gettext_lazy("at meetings"),
    "written": gettext_lazy("in print"),
    "media": gettext_lazy("in the media"),
    "lan": gettext_lazy("on the internal network"),
    "room": gettext_lazy("in reading rooms and at enquiry desks"),
    "campaign": gettext_lazy("in campaigns"),
}
STEP_KINDS = {
    "single": gettext_lazy("decided by one person"),
    "collective": gettext_lazy("decided together in a meeting, with minutes"),
    "external": gettext_lazy("the opinion of another body is on record"),
    "report": gettext_lazy("reported upward, with the day"),
}
PROPOSED = (
    gettext_lazy("Proposed within %(span)s %(base)s."),
    gettext_lazy("Proposed at the latest %(span)s %(base)s."),
    gettext_lazy("Proposed by %(day)s of the year itself."),
)
PUBLISHED = (
    gettext_lazy("Published within %(span)s %(base)s."),
    gettext_lazy("Published at the latest %(span)s %(base)s."),
    gettext_lazy("Published by %(day)s of the year itself."),
)
DAY_KINDS = {
    Kind.WORKDAY: gettext_lazy("Working day"),
    Kind.WEEKEND: gettext_lazy("Weekend"),
    Kind.HOLIDAY: gettext_lazy("Holiday"),
    Kind.MAKE_UP: gettext_lazy("Make-up workday"),
}
WAYS = {
    "web": gettext_lazy("Web form"),
    "counter": gettext_lazy("In person"),
    "oral": gettext_lazy("Oral, written down by an officer"),
    "letter": gettext_lazy("Letter"),
    "telegram": gettext_lazy("Telegram"),
    "fax": gettext_lazy("Fax"),
    "email": gettext_lazy("E-mail"),
}
STARTS = {
    "received": gettext_lazy("counted from the day of receipt"),
    "registered": gettext_lazy("counted from the day of registration"),
    "decided": gettext_lazy("counted from the day of the decision"),
}
AFTER_CORRECTION = {
    "restart": gettext_lazy("Once the applicant has corrected it, the time begins anew."),
    "resume": gettext_lazy("Once the applicant has corrected it, the time goes on where it stopped."),
}
EFFECTS = {
    "close": gettext_lazy("ends the matter"),
    "disclose": gettext_lazy("the information is given to the applicant"),
    "point": gettext_lazy("the applicant is told where it is published"),
    "publish": gettext_lazy("it is also published for everybody"),
    "transfer": gettext_lazy("the applicant is told who holds it"),
    "correct": gettext_lazy("the applicant is asked to correct the application"),
    "rectify": gettext_lazy("the record is corrected"),
}
NEEDS = {
    "time": gettext_lazy("when it is given"),
    "place": gettext_lazy("where it is given"),
    "way": gettext_lazy("in which way it is given"),
    "reasons": gettext_lazy("the reasons"),
    "grounds": gettext_lazy("the legal grounds"),
    "disclosure": gettext_lazy("the published disclosure"),
    "other_body": gettext_lazy("the name of the body that holds it"),
    "contact": gettext_lazy("how to reach that body"),
    "searched": gettext_lazy("where it was searched for"),
    "missing": gettext_lazy("what is missing"),
    "identity": gettext_lazy("that the identity was checked"),
    "corrected": gettext_lazy("what was corrected"),
}
HOLDERS = {
    "department": gettext_lazy("the responsible department"),
    "disclosure_office": gettext_lazy("the disclosure office"),
    "channel_keeper": gettext_lazy("the keeper of the channel"),
}
ORDERS = {
    "by_publication": gettext_lazy("in the order of publication"),
    "by_department": gettext_lazy("by department"),
}


def span_words(span: Span) -> str:
    """A length of time: "7 working days", "30 days", "the same day". Whether before or after: the caller says."""
    days = abs(span.days)
    if days == 0:
        return _("the same day")
    if span.working:
        return ngettext("%(days)d working day", "%(days)d working days", days) % {"days": days}
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}


def day_words(day: Day) -> str:
    """What a day of a count is: "Working day", "Holiday: National Day", "Make-up workday: National Day"."""
    words = DAY_KINDS[day.kind]
    return _("%(kind)s: %(name)s") % {"kind": words, "name": day.name} if day.name else str(words)


def cadence_sentences(cadence: Cadence) -> list[str]:
    """When something of this cadence is proposed and published, sentence by sentence."""
    said = list(_times(cadence))
    if cadence.note:
        said.append(str(cadence.note))
    return said


def _times(cadence: Cadence) -> Iterable[str]:
    if cadence.kind == "permanent":
        first = {"span": span_words(cadence.publish), "months": cadence.review_months}
        yield (
            _("Always on display: first put up within %(span)s, then checked every %(months)d months.")
            % first
        )
        yield _("After each change: published within %(span)s.") % first
    elif cadence.kind == "emergency":
        yield _("Published at once, on the day it happens, be it a working day or not.")
    elif cadence.kind == "half_year_window":
        yield from (_window(window) for window in cadence.windows)
    elif cadence.kind == "decision_phases":
        yield from (_phase(phase) for phase in cadence.phases)
    elif cadence.kind == "campaign":
        for milestone in cadence.milestones:
            yield _("%(name)s: by %(day)s.") % {"name": milestone.name, "day": date_format(milestone.on)}
    else:
        if cadence.propose:
            yield _term(cadence.kind, cadence.propose, PROPOSED)
        if cadence.publish:
            yield _term(cadence.kind, cadence.publish, PUBLISHED)


def _term(kind: str, span: Span, sentences: tuple[str, str, str]) -> str:
    """A term after, or before, the end of a period or an event; where it is always the same day of a year, that day."""
    after, before, on_a_day = sentences
    if span.days >= 0:
        return after % {"span": span_words(span), "base": BASES[kind]}
    if kind == "annual" and not span.working:
        ends = {date(year, 12, 31) + timedelta(days=span.days) for year in (A_LEAP_YEAR, A_LEAP_YEAR + 1)}
        if len({(day.month, day.day) for day in ends}) == 1:
            day = ends.pop()
            return on_a_day % {"day": _month_day((day.month, day.day))}
    return before % {"span": span_words(span), "base": BEFORE[kind]}


def _window(window) -> str:
    propose_by = _month_day(window.propose_by)
    if window.opens is None:
        return _("Proposed by %(propose_by)s.") % {"propose_by": propose_by}
    days = {"propose_by": propose_by, "opens": _month_day(window.opens), "closes": _month_day(window.closes)}
    return _("Proposed by %(propose_by)s, published from %(opens)s to %(closes)s.") % days


def _phase(phase) -> str:
    words = {"name": phase.name, "span": span_words(phase.publish)}
    if phase.publish.days < 0:
        return _("%(name)s: at the latest %(span)s before the decision.") % words
    return _("%(name)s: within %(span)s after the decision.") % words


def _month_day(month_day: tuple[int, int]) -> str:
    return date_format(date(A_LEAP_YEAR, *month_day), "MONTH_DAY_FORMAT")


def source_words(requirements: Iterable[str], source: Source) -> list[str]:
    """Where a rule comes from: the article of the national Regulation, or the body's own document with its number."""
    said, document = [], str(Basis(source.title, source.number or ""))
    for code in requirements:
        match = LAW.fullmatch(code)
        said.append(
            _("Regulation on Open Government Information (State Council Decree No. 711), article %(number)s")
            % {"number": match[1]}
            if match
            else _("%(document)s, entry %(code)s") % {"document": document, "code": code}
        )
    return said


def basis_words(code: str, rules: Regime) -> list[str]:
    """The laws and documents on which the item ``code`` rests: its own, else those of the whole source (A-002)."""
    item = rules.items.get(code)
    return [str(one) for one in (item.basis if item else ()) or rules.source.basis]


def step_words(step: Step) -> str:
    """Who decides at a step of a chain, and how."""
    words = {"name": step.name, "role": Role(step.role).label, "kind": STEP_KINDS[step.kind]}
    return _("%(name)s (%(role)s; %(kind)s)") % words


def clock_row(clock: Clock) -> dict:
    """A promise in days as a page shows it."""
    return {
        "name": clock.name,
        "length": span_words(clock.length),
        "start": STARTS.get(clock.start, ""),
        "article": clock.article or "",
    }
