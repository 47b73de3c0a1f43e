"""The checker names every mistake with file, line, field and what is expected."""

import re
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.utils import translation
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from core.regimes import reading, schema, yaml_reader

pytestmark = pytest.mark.once
GOOD = (Path(settings.BASE_DIR) / "regimes" / "bureau-on-application.yaml").read_text(encoding="utf-8")
WINDOWED = (Path(settings.BASE_DIR) / "regimes" / "quality-bureau-3.yaml").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _in_english():
    """Sentences are compared in English."""
    with translation.override("en"):
        yield


@pytest.fixture
def check(tmp_path):
    """Check a text as if it were a regime file, beside the national one that bodies follow."""
    national = Path(settings.BASE_DIR) / "regimes" / "national-2019.yaml"
    (tmp_path / "national-2019.yaml").write_bytes(national.read_bytes())

    def run(text: str | bytes, stem: str = "bureau-on-application") -> reading.Checked:
        path = tmp_path / f"{stem}.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return reading.read(path)

    return run


def spoiled(text: str, old: str, new: str) -> tuple[str, int]:
    """``text`` with the first ``old`` made ``new``, and the line on which that happened."""
    assert old in text
    return text.replace(old, new, 1), text[: text.index(old)].count("\n") + 1


MISTAKES = [
    # (what stands there, what somebody writes, field, expected)
    ("regime: bureau-on-application", "regime: bureau", "regime", "must be “bureau-on-application”"),
    ("summary:", "sumary:", "sumary", "There is no field “sumary” here. Did you mean “summary”?"),
    ("  document: J3", "  document: K", "source.document", "letter of the document"),
    ('from: "2008-05-01"', 'from: "2008-02-30"', "in_force.from", "no such day in the calendar: 2008-02-30"),
    ('from: "2008-05-01"', 'from: "1 May 2008"', "in_force.from", "year-month-day"),
    (
        'from: "2008-05-01"',
        'from: "2008-05-01", to: "2007-05-01"',
        "in_force.to",
        "last day in force lies before the first",
    ),
    (
        "first_day_counts: false",
        "first_day_counts: no",
        "counting.first_day_counts",
        "Expected true or false, found text",
    ),
    (
        "    under: bureau_office",
        "    under: bureau_ofice",
        "departments.intake_window.under",
        "Did you mean “bureau_office”?",
    ),
    ("  website:", "  Web Site:", "channels.Web Site", "small letters, digits"),
    ("    class: web", "    class: wen", "channels.website.class", "Did you mean “web”?"),
    ("    keeper: intake_window", "    keeper: nobody", "channels.counter.keeper", "no department “nobody”"),
    (
        "    kind: immediate",
        "    kind: hourly",
        "cadences.promptly.kind",
        "Expected one of: immediate, monthly",
    ),
    (
        "    propose: {working_days: 7}",
        "    propose: {working_days: seven}",
        "cadences.promptly.propose.working_days",
        "Expected a whole number, found text",
    ),
    (
        "    propose: {working_days: 7}",
        "    propose: {working_days: 900}",
        "cadences.promptly.propose.working_days",
        "at most 250",
    ),
    (
        "    propose: {working_days: 7}",
        "    propose: {working_days: 7, calendar_days: 9}",
        "cadences.promptly.propose",
        "not both",
    ),
    (
        "    propose: {working_days: 7}",
        "    propose: {working_days: 27}",
        "cadences.promptly.propose",
        "before it is published",
    ),
    (
        "    review_months: 6",
        "    review_months: 5",
        "cadences.standing.review_months",
        "Expected one of: 1, 2, 3, 4, 6, 12",
    ),
    (
        "{code: duty, name",
        "{code: content, name",
        "elements.late_disclosure[content].code",
        "stands in this list twice",
    ),
    ('- {code: "1.2"', '- {code: "1.1"', "catalogue[1].items[1.1].code", "stands in the catalogue twice"),
    ('- {code: "1.2"', "- {code: 1.2", "catalogue[1].items[#2].code", "put “1.2” in quotes"),
    ('- {code: "1.2"', '- {code: "2.9"', "catalogue[1].items[2.9].code", "begins with “1.”"),
    (
        "cadence: standing, rhythm: {choice: rhythm}, department: bureau_office",
        "cadence: standin, rhythm: {choice: rhythm}, department: bureau_office",
        "catalogue[1].items[1.1].cadence",
        "Did you mean “standing”?",
    ),
    (
        "department: bureau_office",
        "department: office_of_all",
        "catalogue[1].items[1.1].department",
        "no department “office_of_all”",
    ),
    (
        "channels: [website, counter]",
        "channels: [website, radio]",
        "catalogue[1].items[1.1].channels[#2]",
        "no channel “radio”",
    ),
    (
        "channels: [website, counter]",
        "channels: [website, website]",
        "catalogue[1].items[1.1].channels",
        "stands here twice",
    ),
    ("elements: guide", "elements: guides", "catalogue[1].items[1.1].elements", "Did you mean “guide”?"),
    ("key: true", "key: false", "catalogue[1].items[1.1].key", "leave the field out"),
    (
        "[J3-265, J3-266, J3-267",
        "[J3-265, J9-1, J3-267",
        "catalogue[1].items[1.1].requirements[#2]",
        "number of a line of the source",
    ),
    (
        "channels: [website], files_under",
        "audience: staff, channels: [website], files_under",
        "catalogue[2].items[2.3].channels[#1]",
        "everybody can see “website”",
    ),
    (
        "channels: [website], files_under",
        "audience: staff, files_under",
        "catalogue[2].items[2.3]",
        "must name its channels",
    ),
    (
        "role: leader_in_charge",
        "role: leader_in_chrage",
        "chains.ordinary.steps[leader].role",
        "Expected one of: leader_in_charge",
    ),
    ("  ordinary:", "  usual:", "chains", "The field “ordinary” is missing here."),
    (
        "    approver: disclosure_office",
        "    approver: mayor",
        "applications.extension.approver",
        "“mayor” is no role",
    ),
    (
        "{days: -5, to: [proposer]}",
        "{days: -5, to: [propser]}",
        "reminders.obligations[#1].to[#1]",
        "“propser” is no role. Expected one of: proposer",
    ),
    (
        "{days: -1, to: [proposer]}",
        "{days: -5, to: [proposer]}",
        "reminders.obligations[#2].days",
        "A rung of -5 days stands in this ladder twice",
    ),
    (
        "      needs: [other_body, contact]",
        "      needs: [contact]",
        "applications.outcomes[transferred].needs",
        "the decision needs “other_body”",
    ),
    (
        "    - code: refused",
        "    - code: disclosed",
        "applications.outcomes[disclosed].code",
        "stands in this list twice",
    ),
    (
        "  channels: [web, counter, letter",
        "  channels: [web, pigeon, letter",
        "applications.channels[#2]",
        "“pigeon” is not known",
    ),
    ("  holder: disclosure_office", "  holder:", "archive.holder", "is not known"),
    ("targets: {}", "targets: {coverage_percent: 101}", "targets.coverage_percent", "Expected at most 100."),
    (
        "en: Promptly}",
        "en: Promptly, at once}",
        "cadences.promptly.name.at once",
        "put the whole text in quotes",
    ),
    ("    disclosure_office: true\n", "", "departments", "One department must be the disclosure office"),
    ("  standing:\n", "  standing: &again\n", "", "Anchors (&) and references (*) are not taken"),
    ("targets: {}", "targets: !!python/object/apply:os.getcwd []", "", "Tags (!) are not taken"),
    ("targets: {}", "targets: {}\n---\nregime: second", "", "a second document begins here"),
    ("  holder: disclosure_office", "\tholder: disclosure_office", "", "Indent with spaces"),
    ("  holder: disclosure_office", "  holder: [disclosure_office", "", "This is not valid YAML"),
    (
        "  republish: false",
        "  republish: false\n  republish: true",
        "feedback.republish",
        "a second time (first on line",
    ),
]


@pytest.mark.parametrize(("old", "new", "field", "expected"), MISTAKES, ids=lambda value: value.strip()[:40])
def test_each_mistake_is_named_with_its_place(check, old, new, field, expected):
    """One mistake in a good file: told on its line, at its field, with what is expected; the file says nothing."""
    text, line = spoiled(GOOD, old, new)
    checked = check(text)
    assert checked.data is None
    found = [
        problem for problem in checked.problems if problem.field == field and expected in problem.expected
    ]
    assert found, "\n".join(map(str, checked.problems))
    assert found[0].file == "bureau-on-application.yaml"
    assert abs(found[0].line - line) <= 3 or field in {"chains", "departments"}
    assert re.fullmatch(r"[A-Z“].*[.?]", found[0].expected)


WINDOW_MISTAKES = [
    ('closes: "07-15"', 'closes: "06-31"', "windows[#1].closes", "not a day of every year"),
    (
        'opens: "07-01", closes: "07-15"',
        'opens: "07-15", closes: "07-01"',
        "windows[#1].closes",
        "closes before it opens",
    ),
    ('propose_by: "12-31"', 'propose_by: "06-30"', "windows[#2].propose_by", "same day of proposal"),
    (', closes: "07-15"', "", "windows[#1]", "“closes” must be said too"),
    ("    windows:", "    publish: {working_days: 5}\n    windows:", "publish", "nothing would read it"),
]


@pytest.mark.parametrize(("old", "new", "field", "expected"), WINDOW_MISTAKES)
def test_windows_must_make_sense(check, old, new, field, expected):
    """C-095: a window opens after the proposals and then closes; both days are real, and nothing else is asked."""
    checked = check(spoiled(WINDOWED, old, new)[0], "quality-bureau-3")
    (problem,) = checked.problems
    assert (problem.field, expected in problem.expected) == (f"cadences.half_year.{field}", True), problem


def test_phases_and_milestones_stand_in_order(check):
    """A-036: before comes before after."""
    zone = (Path(settings.BASE_DIR) / "regimes" / "economic-zone.yaml").read_text(encoding="utf-8")
    text, _line = spoiled(zone, "publish: {working_days: -10}", "publish: {working_days: 9}")
    (problem,) = check(text, "economic-zone").problems
    assert "order of their days" in problem.expected


def test_a_department_does_not_stand_under_itself(check):
    """Neither directly nor by a detour."""
    text, _line = spoiled(
        GOOD,
        "    name: {zh: 局领导（示例）, en: Leaders of the bureau (example)}",
        "    name: {zh: 局领导（示例）, en: Leaders of the bureau (example)}\n    under: business_section",
    )
    problems = check(text).problems
    assert {it.field for it in problems} == {
        "departments.bureau_leaders.under",
        "departments.business_section.under",
    }


def test_what_no_item_uses_is_refused(check):
    """A cadence, a chain or a set of elements that nothing reads is a mistake."""
    text, line = spoiled(GOOD, "elements: late_disclosure, ", "")
    (problem,) = check(text).problems
    assert (problem.field, "No item uses" in problem.expected) == ("elements.late_disclosure", True)


@pytest.mark.parametrize("followed", ["nowhere", "quality-bureau-3", "../national-2019"])
def test_a_followed_regime_has_rules_of_its_own(check, followed):
    """Whoever follows must find rules at the end, not another follower and no file elsewhere."""
    text, _line = spoiled(WINDOWED, "follow: national-2019", f"follow: {followed}")
    problems = check(text, "quality-bureau-3").problems
    assert "applications.follow" in {it.field for it in problems}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "The file is empty"),
        (b"\n  \n# only a comment\n", "list of fields"),
        (b"- a\n- b\n", "list of fields"),
        ("regime: 局\n".encode("gb18030"), "saved as UTF-8"),
        (b"a: 1\n" * 300_000, "at most one megabyte"),
        (b"[" * 5_000, "nested too deeply"),
        (b"a: \x00\n", "no text has"),
        (b"a: *b\n", "references (*)"),
        (b"? [a, b]\n: c\n", "There is no field"),
        (b"targets: " + b"9" * 6_000 + b"\n", "Expected a group of fields, found text"),
    ],
    ids=["empty", "comment", "list", "gb18030", "huge", "deep", "nul", "alias", "odd key", "long number"],
)
def test_a_file_that_is_no_regime_at_all(check, content, expected):
    """Whatever bytes somebody uploads, the answer is a sentence."""
    checked = check(content)
    assert checked.data is None
    assert any(expected in problem.expected for problem in checked.problems), checked.problems


def test_a_file_that_is_not_there(tmp_path):
    """The name is told, no traceback."""
    (problem,) = reading.read(tmp_path / "missing.yaml").problems
    assert (problem.file, problem.line) == ("missing.yaml", 1)
    assert "cannot be read" in problem.expected


def test_all_mistakes_are_told_at_once(check):
    """Nobody mends a file one message at a time."""
    text = GOOD
    for old, new, _field, _expected in (MISTAKES[1], MISTAKES[9], MISTAKES[21], MISTAKES[32]):
        text, _line = spoiled(text, old, new)
    fields = {problem.field for problem in check(text).problems}
    assert {MISTAKES[place][2] for place in (1, 9, 21, 32)} <= fields


def test_every_keyword_of_the_schema_has_its_sentence():
    """A keyword added to the schema needs words for the people who break it."""

    def keywords(part):
        if isinstance(part, dict):
            for name, below in part.items():
                if name in ("properties", "$defs"):
                    for each in below.values():
                        yield from keywords(each)
                else:
                    yield name
                    yield from keywords(below) if name != "enum" else ()
        elif isinstance(part, list):
            for below in part:
                yield from keywords(below)

    no_mistakes = {"$schema", "$ref", "title", "description", "items", "allOf", "if", "then", "else"}
    apart = {"additionalProperties", "propertyNames", "oneOf"}
    said = set(schema.SENTENCES) | no_mistakes | apart
    assert {word for word in keywords(schema.schema()) if word not in said} <= {"opens", "closes"}


@hypothesis_settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_make_the_reader_fail(content):
    """Reading never raises."""
    document = yaml_reader.read(content)
    assert document.complaints or isinstance(document.data, dict)


@hypothesis_settings(max_examples=120, deadline=None)
@given(st.data())
def test_no_field_of_a_wrong_kind_makes_the_checker_fail(tmp_path_factory, data):
    """Any one value replaced by anything at all: mistakes or none, but never an exception."""
    content = yaml.safe_load(WINDOWED)
    part, path = content, []
    while isinstance(part, (dict, list)) and part and (len(path) < 2 or data.draw(st.booleans())):
        step = data.draw(st.sampled_from(sorted(part) if isinstance(part, dict) else range(len(part))))
        holder, part = part, part[step]
        path.append(step)
    wrong = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.just([]), st.just({}))
    holder[path[-1]] = data.draw(
        wrong | st.lists(wrong, max_size=2) | st.dictionaries(st.text("abc"), wrong, max_size=2)
    )
    file = tmp_path_factory.mktemp("wrong") / "quality-bureau-3.yaml"
    file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    reading.read(file)


def test_a_file_of_a_body_lies_where_the_body_keeps_it(tmp_path):
    """A rule that follows a shipped one is checked and loaded from any folder; a copy beside it is not needed."""
    own = tmp_path / "quality-bureau-3.yaml"
    own.write_bytes((reading.SHIPPED / own.name).read_bytes())
    assert not reading.read(own).problems
