"""No dead rule: each clock, cadence, ladder and effect of each regime starts an act; this table says which, and where.

A rule of a file without a row here fails, and so does a row whose act is gone, no longer says the rule, or is walked by
no test any more.
"""

import inspect
from importlib import import_module
from pathlib import Path

import pytest
import yaml

from catalog.obligations.cadences import KINDS
from core.regimes import consistency, ladders, parsed
from core.regimes.parts import clocks_for
from core.workdays import Span
from tests.regimes.test_days import REGIMES, read

pytestmark = pytest.mark.once
ROOT = Path(__file__).parents[2]
CLOCKS = {  # by purpose, else by name
    "complaint": ("supervision.actions.complaints", "receive", "tests/supervision/test_complaints.py"),
    "correction_order": (
        "supervision.order_clock",
        "clock_of",
        "tests/supervision/test_correction_orders.py",
    ),
    "explanation": ("supervision.order_clock", "clock_of", "tests/supervision/test_correction_orders.py"),
    "criticism": (
        "supervision.order_clock",
        "criticise_by",
        "tests/supervision/test_circular_criticism.py",
    ),
    "filing": ("catalog.actions.filing", "owe", "tests/catalog/test_filing.py"),
    "archiving": ("archive.displaying", "file_by", "tests/archive/test_in_time.py"),
    "consultation": ("catalog.obligations.consultation_duty", "least", "tests/catalog/test_consultations.py"),
    "department_answer": ("requests_app.actions.assigning", None, "tests/requests_app/test_assigning.py"),
    "report_application": ("requests_app.actions.disputes", None, "tests/requests_app/test_bounces.py"),
}
# Clocks that are found by the kind of the order rather than by a word in the code.
BY_KIND = {"correction_order", "explanation"}
APPLIED = {
    "register": "requests_app.actions.clocks",
    "answer": "requests_app.actions.clocks",
    "reasons": "requests_app.actions.clocks",
    "rectify": "core.regimes.applications",
    "third_party": "requests_app.actions.clocks",
    "agencies": "requests_app.actions.clocks",
    "fee": "requests_app.actions.clocks",
    "deliver": "requests_app.actions.clocks",
    "objection": "requests_app.actions.objecting",
}
CADENCES = {
    **dict.fromkeys(
        ("immediate", "per_batch", "per_stage", "per_exercise", "emergency", "decision_phases"),
        "catalog.actions.starting",
    ),
    **dict.fromkeys(
        ("monthly", "quarterly", "half_yearly", "annual", "permanent", "half_year_window", "campaign"),
        "catalog.actions.obligations",
    ),
}
LADDERS = {
    "obligations": "catalog.actions.reminders",
    "answers": "requests_app.actions.reminders",
    "deliveries": "requests_app.actions.reminders",
    "complaints": "supervision.actions.reminders",
    "orders": "supervision.actions.reminders",
    "emergencies": "catalog.actions.emergencies",
    "reassessments": "catalog.actions.reassessing",
    "placements": "catalog.actions.placing_reminders",
    "criticisms": "supervision.actions.reminders",
    "filings": "catalog.actions.filing",
    "files": "archive.filing_reminders",
    "feedback": "review.actions.feedback",
}
EFFECTS = {
    "close": "requests_app.actions.deciding",
    "correct": "requests_app.actions.deciding",
    "disclose": "requests_app.actions.deciding",
    "point": "requests_app.desk.decisions",
    "publish": "requests_app.actions.deciding",
    "transfer": "requests_app.actions.notices",
    "rectify": "requests_app.actions.rectifying",
}


# Sentences of the documents that were once clocks, and the part of the file that acts for them now.
SENTENCES = {
    ("shanshan-town", "一次告知制"): lambda rules: any(
        item.about and "一次告知制" in item.about.zh and item.audience == "public"
        for item in rules.items.values()
    ),  # G:015: a rule of service, told in an item; the document gives it no day and software no other part
    ("hr-bureau", "及时送局政务公开办公室备案"): lambda rules: clocks_for(rules.clocks, "filing"),
    ("bureau-proactive", "逾期不改的进行通报批评"): lambda rules: clocks_for(rules.clocks, "criticism"),
    ("economic-zone", "入档及时"): lambda rules: clocks_for(rules.clocks, "archiving"),
    ("national-2019", "定期评估审查"): lambda rules: rules.withheld.assess_months == 12,  # law-18
    ("national-2019", "逾期视为同意"): lambda rules: (
        rules.applications.clocks["agencies"].stops == "answer"
        and rules.applications.clocks["agencies"].length == Span(15, True)
    ),  # law-34
}


def says(module: str, word: str) -> bool:
    """Whether the code of ``module`` names ``word``."""
    return f'"{word}"' in inspect.getsource(import_module(module))


def test_each_clock_of_a_body_starts_an_act(regime_code):
    clocks = read(regime_code).clocks
    assert clocks
    for code, clock in clocks.items():
        rule = clock.purpose or code
        assert rule in CLOCKS, f"{regime_code}: nothing starts the clock {code}"
        module, name, walk = CLOCKS[rule]
        assert rule in BY_KIND or says(module, rule) or says(module, clock.purpose or ""), (module, rule)
        assert name is None or callable(getattr(import_module(module), name))
        assert (ROOT / walk).exists()


@pytest.mark.parametrize(("code", "words"), SENTENCES)
def test_a_sentence_of_a_document_acts(code, words):
    """What was taken out as a clock that nothing started acts by the part that is named here."""
    assert SENTENCES[code, words](read(code)), words


def test_each_clock_of_applications_starts_an_act(regime_code):
    applied = read(regime_code).applications
    assert not [code for code in applied.clocks if not (code in APPLIED and says(APPLIED[code], code))]
    assert not [one.code for one in applied.outcomes.values() if one.effect not in EFFECTS]


def test_each_effect_that_changes_more_than_the_letter_is_in_the_code():
    for effect in ("correct", "disclose", "point", "publish", "transfer"):
        assert says(EFFECTS[effect], effect), effect


def test_each_cadence_and_ladder_starts_an_act(regime_code):
    rules = read(regime_code)
    assert rules.cadences
    for code, cadence in rules.cadences.items():
        assert cadence.kind in CADENCES and import_module(CADENCES[cadence.kind]), (regime_code, code)
        # What a text opens is what an event may open, and what the calendar opens is what recurs.
        assert KINDS[cadence.kind].happens or KINDS[cadence.kind].recurs
        assert KINDS[cadence.kind].happens or CADENCES[cadence.kind] == "catalog.actions.obligations"
    assert not [one for one in ladders.MATTERS if not says(LADDERS[one], one)]


@pytest.mark.parametrize("code", ["one_time_notice", "archive_in_time"])
def test_a_file_with_a_clock_that_nothing_starts_is_refused_by_its_place(code):
    data = yaml.safe_load((REGIMES / "shanshan-town.yaml").read_text(encoding="utf-8"))
    assert not [one for one in consistency.complaints(data) if one.path[0] == "clocks"]
    data["clocks"][code] = {"name": "一次告知", "length": {"working_days": 1}, "from": "received"}
    found = [one for one in consistency.complaints(data) if one.path == ("clocks", code)]
    assert len(found) == 1 and parsed
