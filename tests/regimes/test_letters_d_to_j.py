"""What documents D to J4 name for disclosure, from their own words (letters_d_to_j.csv), and whose each rule is.

A row of the table is a matter with its clause ("-" where the body chose it), its name, for whom it is (blocked where
personal data forbids it), the kind of its rhythm, and the clause that gives the rhythm, "-" where the body chose it.
Whoever adds, drops or renames an item reads the text and changes the table.
"""

import csv
from pathlib import Path

import pytest
from django.conf import settings

from core.regimes import reading
from core.regimes.parsed import Regime, parse

pytestmark = pytest.mark.once
FOLDER = Path(settings.BASE_DIR) / "regimes"
FILES = {
    "county-planning": "D",
    "township": "E",
    "water-bureau": "F",
    "shanshan-town": "G",
    "hr-bureau": "H",
    "city-office": "I",
    "community": "J1",
    "bureau-proactive": "J2",
    "bureau-on-application": "J3",
    "district": "J4",
}
# What a body may add without a clause: what the national Regulation asks of it (J3), a branch for Party affairs (J4).
OF_NO_CLAUSE = {"bureau-on-application": {"2.2", "2.3"}}
# Departments that the document names; every other one is an example and says so in its name.
NAMED = {
    "county-planning": 8,
    "township": 3,
    "water-bureau": 10,
    "shanshan-town": 11,
    "hr-bureau": 2,
    "city-office": 4,
    "community": 3,
    "bureau-proactive": 3,
    "bureau-on-application": 0,
    "district": 4,
}


def read_as(document: str) -> list[tuple[str, ...]]:
    """The matters of a document, as they were read in its text."""
    with Path(__file__).with_name("letters_d_to_j.csv").open(encoding="utf-8", newline="") as file:
        return [tuple(row[1:]) for row in csv.reader(file) if row[0] == document]


def regime(code: str) -> Regime:
    """The regime, parsed."""
    checked = reading.read(FOLDER / f"{code}.yaml")
    assert not checked.problems, checked.problems[:3]
    return parse(checked.data)


@pytest.mark.parametrize("code", FILES)
def test_the_catalogue_names_what_the_document_names(code):
    """Every matter of the document stands in the catalogue, in its words, under its clause; nothing else does."""
    rules = regime(code)
    said = [
        (
            item.cited.clause or "-",
            item.name.zh,
            "blocked" if item.blocked else item.audience,
            rules.cadences[item.cadence].kind,
            item.rhythm.clause or "-",
        )
        for item in rules.items.values()
    ]
    assert said == read_as(FILES[code])
    assert {it.code for it in rules.items.values() if not it.cited.clause} == OF_NO_CLAUSE.get(code, set())


@pytest.mark.parametrize("code", FILES)
def test_what_the_body_chose_is_called_a_choice(code):
    """A rhythm without a clause is a choice in both languages; a department not in the document is an example."""
    rules = regime(code)
    for item in rules.items.values():
        assert item.rhythm.clause or (item.rhythm.choice.zh and item.rhythm.choice.en), item.code
    examples = [unit for unit in rules.departments.values() if "示例" in unit.name.zh]
    assert all(unit.cited.choice and "example" in unit.name.en for unit in examples)
    assert len(rules.departments) - len(examples) == NAMED[code]
    unnamed = [unit.code for unit in rules.departments.values() if not unit.cited.clause]
    assert set(unnamed) <= {unit.code for unit in examples}


@pytest.mark.parametrize("code", FILES)
def test_each_cadence_clock_and_chain_says_whose_its_number_is(code):
    """A number of days stands in the clause that is quoted, or is called a choice beside it."""
    rules = regime(code)
    # The days of a campaign themselves stand in the document.
    unsaid = [one.code for one in rules.cadences.values() if not (one.cited.choice or one.milestones)]
    figures = ("15", "十五", "五个", "三十", "20", "1-3天", "一周", "立即", "当场")
    own = rules.applications.clocks.values() if rules.applications.follow is None else ()
    unsaid += [
        clock.code
        for clock in (*rules.clocks.values(), *own)
        if not (clock.cited.choice or any(word in clock.cited.quote for word in figures))
    ]
    unsaid += [chain.code for chain in rules.chains.values() if not chain.cited]
    assert not unsaid
