"""The table of the clauses (docs/coverage.csv): none is left out, and what a row says exists.

A row is a clause by its id (A-020-c is clause c of line 20 of A) and its place in the document. It names where the
clause is data (a part of a regime file), where it is behaviour (a module) and which test walks it, or says why software
has no part in it; "not built:" and "partly:" say what is missing. Behaviour is earned by a test that does the thing
(tests/deeds.py): that a line of a file is there is data, and no behaviour.
"""

import csv
import re
from collections import defaultdict
from itertools import count, product
from pathlib import Path
from string import ascii_lowercase

import pytest
from django.conf import settings

from core.regimes import documents
from tests.deeds import does_something
from tests.test_traceability import names_in, part_of, parts, regime

pytestmark = pytest.mark.once
ROOT = Path(settings.BASE_DIR)
COLUMNS = ["id", "place", "kind", "data", "behaviour", "test", "why"]
CLAUSES = 1854
NAMED = {"catalogue", "internal", "service", "guide"}
# A document says these twice, or in a heading over several lines: the item that holds them cites the other place.
ELSEWHERE = set(
    """B-009-c C-021-c D-015-e D-015-g D-023-f D-023-g E-039-a E-039-b E-039-c E-040-a E-040-b F-023-e I-033-a I-034-b
    I-034-e I-034-f I-034-g I-034-h I-034-i I-034-j I-034-k I-034-l I-035-b I-035-c I-035-d I-035-e I-035-f
    J4-016-e""".split()
)


def rows() -> list[dict[str, str]]:
    """The table."""
    with (ROOT / "docs" / "coverage.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = rows()


def letters(number: int) -> list[str]:
    """The first names of the clauses of a line: a to z, then aa, ab …"""
    made = []
    for length in count(1):
        for one in product(ascii_lowercase, repeat=length):
            made.append("".join(one))
            if len(made) == number:
                return made
    return made


def walks(test: str) -> bool:
    """Whether the test does something, and does not only look."""
    name, _colons, function = test.partition("::")
    return does_something(ROOT / name, function)


def faults_of(row: dict[str, str]) -> list[str]:
    """Everything that is untrue in a row."""
    faults = []
    for place in parts(row["data"]):
        name, _colon, symbol = place.partition(":")
        if not (ROOT / name).is_file() or part_of(regime(ROOT / name), symbol) is None:
            faults.append(f"{place}: no such part of a regime")
    faults += [f"{name}: no such file" for name in parts(row["behaviour"]) if not (ROOT / name).is_file()]
    for test in parts(row["test"]):
        name, _colons, function = test.partition("::")
        if not ((ROOT / name).is_file() and function in names_in(ROOT / name)):
            faults.append(f"{test}: no such test")
    if row["behaviour"] and not faults and not any(map(walks, parts(row["test"]))):
        faults.append("behaviour, and no test does anything")
    held = (row["data"] or row["behaviour"]) and row["test"]
    if row["why"].startswith("not built"):
        faults += ["not built, and yet a test walks it"] if row["test"] else []
    elif not held and (not row["why"] or row["why"].startswith("partly")):
        faults.append("neither where it is with its test, nor why software has no part")
    return faults


def test_every_clause_has_its_row_in_order():
    """1 854 clauses; those of a line are named a, b, c …; no id stands twice."""
    assert list(ROWS[0]) == COLUMNS
    assert len(ROWS) == len({row["id"] for row in ROWS}) == CLAUSES
    by_line = defaultdict(list)
    for row in ROWS:
        document, line, letter = re.fullmatch(r"([A-I]|J[1-4])-(\d{3})-([a-z]+)", row["id"]).groups()
        by_line[document, int(line)].append(letter)
    wrong = {line: found for line, found in by_line.items() if found != letters(len(found))}
    assert not wrong
    for path in sorted(documents.FOLDER.glob("*.csv")):
        index = documents.index_of(path.stem, ROOT / "regimes")
        owed = {(path.stem, clause.line) for clause in index.clauses.values()}
        assert owed <= set(by_line), sorted(owed - set(by_line))


def test_every_place_is_a_place_of_its_line():
    """The place of a clause, in documents of which the portal has an index."""
    for row in ROWS:
        document, line, _letter = row["id"].split("-")
        index = documents.index_of(document, ROOT / "regimes")
        if index:
            clause = index.clause(row["place"])
            assert clause and clause.line == int(line), row["id"]


def cites_its_line(row: dict[str, str]) -> bool:
    """Whether an item that a row names as its data cites a clause of the row's line, for itself or its rhythm."""
    document, line, _letter = row["id"].split("-")
    index = documents.index_of(document, ROOT / "regimes")
    for place in parts(row["data"]):
        name, _colon, symbol = place.partition(":")
        item = part_of(regime(ROOT / name), symbol) if symbol[0].isdigit() else None
        for place_cited in (item.get("clause"), (item.get("rhythm") or {}).get("clause")) if item else ():
            clause = index.clause(place_cited) if place_cited else None
            if clause and clause.line == int(line):
                return True
    return False


def test_a_matter_leads_to_an_item_that_cites_its_line():
    """Not to a neighbour with a like name: the result of permits is no guide to permits."""
    named = [row for row in ROWS if row["kind"] in NAMED and row["data"]]
    assert len(named) > 500
    assert {row["id"] for row in named if not cites_its_line(row)} == ELSEWHERE


def test_every_row_says_what_is_true():
    """Files, parts, modules and tests exist; a row without them says why."""
    faults = {row["id"]: found for row in ROWS if (found := faults_of(row))}
    assert not faults


def test_what_is_corrected_is_entered():
    """A document with an index, whose file cites its clauses, has no row that was not looked at."""
    indexed = {path.stem for path in documents.FOLDER.glob("*.csv")}
    assert indexed
    left = [
        row["id"] for row in ROWS if row["id"].split("-")[0] in indexed and "not entered yet" in row["why"]
    ]
    assert not left


def test_a_false_row_is_found():
    """The check itself sees a part, a module and a test that do not exist, and an empty row."""
    true = next(row for row in ROWS if row["data"] and row["test"] and not row["why"])
    assert not faults_of(true)
    for wrong in (
        {"data": "regimes/economic-zone.yaml:9.9"},
        {"behaviour": "catalog/nowhere.py"},
        {"test": "tests/test_coverage.py::test_nothing"},
        {"data": "", "behaviour": ""},
        {"why": "not built: nothing"},
        {
            "behaviour": "core/roles.py",
            "test": "tests/regimes/test_files.py::test_every_line_that_must_be_data_is_data",
        },
    ):
        assert faults_of({**true, **wrong})
