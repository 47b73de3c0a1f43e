"""What the law wants of the step that an application is at, and whether it is done: derived, never stored."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from requests_app.actions import deciding
from requests_app.desk import decisions
from requests_app.desk.rule_words import day_in_words
from requests_app.models import Application, CaseFile, CaseKind, Notice, Status, Way


@dataclass(frozen=True)
class Check:
    """One thing to be done or seen to. ``state`` is done, open, or late; ``source`` says where it is written."""

    words: str
    source: str
    state: str


@dataclass(frozen=True)
class Facts:
    """What the page of the case has looked up: its papers, its files, and the days of its rules for this step."""

    notices: list[Notice]
    files: list[CaseFile]
    register_by: date | None
    ask_by: date | None
    asked_third_party: bool
    today: date
    searched: bool = False
    report_by: date | None = None
    reported: bool = False


def of(application: Application, facts: Facts) -> list[Check]:
    """The list for the step that ``application`` is at; empty when nothing more is to be done."""
    steps = {
        Status.RECEIVED: _received,
        Status.REGISTERED: _registered,
        Status.DRAFTED: _drafted,
        Status.DECIDED: _decided,
    }
    listed = steps.get(application.status)
    return list(listed(application, facts)) if listed else []


def _state(done: bool, by: date | None = None, today: date | None = None) -> str:
    if done:
        return "done"
    return "late" if by and today and by < today else "open"


def _received(application: Application, facts: Facts) -> Iterator[Check]:
    given = any(notice.kind == Notice.Kind.RECEIPT for notice in facts.notices)
    yield Check(_("A receipt with the day of receipt was given."), _("article 31"), _state(given))
    yield from _papers(application, facts)
    words = _("Enter it in the register by %(day)s.") % {"day": day_in_words(facts.register_by)}
    yield Check(words, _("article 45"), _state(False, facts.register_by, facts.today))


def _papers(application: Application, facts: Facts) -> Iterator[Check]:
    if application.wants_proof:
        papers = any(file.purpose == CaseFile.Purpose.IDENTITY for file in facts.files)
        shown = bool(application.identity_number) or papers
        words = _("Proof of identity is there; without it ask for a correction.")
        yield Check(words, str(application.rules.proof.article), _state(shown))
    if application.way in (Way.WEB,):
        return
    kept = any(file.purpose == CaseFile.Purpose.EVIDENCE for file in facts.files)
    yield Check(_("What it came with is kept with the case."), _("article 45"), _state(kept))


def _rectifying(application: Application, facts: Facts) -> Iterator[Check]:
    """What article 41 wants before an answer about somebody's records."""
    checked = bool(application.rectification.identity_on)
    yield Check(
        _("It was made sure that the records are about the one who asks."), _("article 41"), _state(checked)
    )
    yield Check(
        _("Look whether it is this body’s to correct; if not, say whose it is."), _("article 41"), "open"
    )
    yield Check(_("Compare the record with the proof; correct what is inaccurate."), _("article 41"), "open")
    if application.answer_by:
        words = _("Answer, or put the answer off with its reason, by %(day)s.")
        state, rule = _state(False, application.answer_by, facts.today), application.rules.clocks["answer"]
        yield Check(words % {"day": day_in_words(application.answer_by)}, str(rule.article), state)


def _registered(application: Application, facts: Facts) -> Iterator[Check]:
    yield from _papers(application, facts)
    if facts.ask_by:
        words = _("If it is unclear, ask for a correction by %(day)s, all at once.")
        yield Check(
            words % {"day": day_in_words(facts.ask_by)},
            str(application.rules.correction.article),
            "done" if facts.ask_by < facts.today else "open",
        )
    if application.kind == CaseKind.RECTIFICATION:
        yield from _rectifying(application, facts)
        return
    yield Check(_("Look whether it is public already; then point to it."), _("article 36"), "open")
    words = _("If it touches a third party’s rights, ask that party in writing.")
    yield Check(words, _("article 32"), _state(facts.asked_third_party))
    yield Check(_("Hold apart what can be disclosed and what cannot."), _("article 37"), "open")
    if application.owes_fee:
        yield Check(_("The fee is waited for."), _("article 42"), "open")
    if application.answer_by:
        words = _("Answer, or put the answer off with its reason, by %(day)s.")
        state = _state(False, application.answer_by, facts.today)
        yield Check(words % {"day": day_in_words(application.answer_by)}, _("article 33"), state)


def _drafted(application: Application, facts: Facts) -> Iterator[Check]:
    outcome = application.chosen_outcome
    faults = list(
        decisions.missing(outcome, application.decision, has_pointer=bool(application.points_to_id))
    )
    words = _("Every field that the outcome needs is filled.")
    yield Check(words, str(outcome.article or ""), _state(not faults))
    if deciding.discloses_in_part(application):
        copies = [it for it in facts.files if it.purpose == CaseFile.Purpose.REDACTED and it.for_applicant]
        words = _("The redacted copy is made and marked for the applicant.")
        yield Check(words, _("article 37"), _state(bool(copies)))
    if "searched" in outcome.needs:
        yield Check(_("The record of the search is kept."), _("article 36"), _state(facts.searched))
    yield Check(_("Its remedies are named."), _("article 51"), _state(bool(str(outcome.remedies))))
    if application.answer_by:
        words = _("Somebody else than the drafter decides by %(day)s.")
        state = _state(False, application.answer_by, facts.today)
        yield Check(words % {"day": day_in_words(application.answer_by)}, _("article 33"), state)


def _decided(application: Application, facts: Facts) -> Iterator[Check]:
    made = any(notice.kind in (Notice.Kind.DECISION, Notice.Kind.RECTIFIED) for notice in facts.notices)
    yield Check(_("The decision is a numbered notice."), _("article 36"), _state(made))
    if application.deliver_by:
        words = _("Deliver by %(day)s: signed for, or handed to the post.")
        state = _state(False, application.deliver_by, facts.today)
        yield Check(words % {"day": day_in_words(application.deliver_by)}, _("article 40"), state)
    if facts.report_by:
        words = _("Report it to the superior office by %(day)s.")
        state = _state(facts.reported, facts.report_by, facts.today)
        yield Check(words % {"day": day_in_words(facts.report_by)}, _("the body’s own rules"), state)
