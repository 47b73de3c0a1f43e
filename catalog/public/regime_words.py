"""The rules of a regime in words that a citizen understands, in the language of the page."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from catalog.term_words import span_words
from core.regimes.parsed import NOT_CITED, Basis, Cited, Clock, Regime, Source, Step
from core.roles import Role
from core.workdays import Day, Kind

LAW = re.compile(r"law-(\d+)")
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
    "missed": gettext_lazy("counted from the day that was missed"),
    "ended": gettext_lazy("counted from the end of the display"),
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
    "grounds": pgettext_lazy("duty", "the legal grounds"),
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


def day_words(day: Day) -> str:
    """What a day of a count is: "Working day", "Holiday: National Day", "Make-up workday: National Day"."""
    words = DAY_KINDS[day.kind]
    return _("%(kind)s: %(name)s") % {"kind": words, "name": day.name} if day.name else str(words)


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


def whose(code: str, rules: Regime) -> tuple[Cited, Cited]:
    """Whose the item ``code`` is, and whose its rhythm: a clause with its words, or what the body chose; else empty."""
    item = rules.items.get(code)
    return (item.cited, item.rhythm) if item else (NOT_CITED, NOT_CITED)


def cited_words(cited: Cited) -> str:
    """Whose a rule is, in one line: 二(一)13⑵ “文化教育情况”, or what the body chose; empty where nothing is said."""
    said = f"{cited.clause} “{cited.quote}”" if cited.clause else ""
    chosen = _("Chosen by the body: %(choice)s") % {"choice": cited.choice} if cited.choice else ""
    return pgettext("between two remarks", "; ").join(filter(None, (said, chosen)))


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
        "cited": clock.cited,
    }
