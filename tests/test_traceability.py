"""The table of what fulfils each numbered line: complete, leading to what exists, and honest about what is missing."""

import ast
import csv
from functools import lru_cache
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from tests.deeds import does_something

ROOT = Path(settings.BASE_DIR)
COLUMNS = ["id", "kind", "status", "where", "test", "note"]
STATUSES = {"built", "partly", "not built"}
LATER = {"time", "pipeline", "applications", "public site", "archive", "supervision", "production"}


def read(name: str) -> list[dict[str, str]]:
    """The rows of a table in docs/."""
    with (ROOT / "docs" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = read("traceability.csv")


def parts(cell: str) -> list[str]:
    """The entries of a cell."""
    return [part for part in cell.split("; ") if part]


@lru_cache
def names_in(path: Path) -> frozenset[str]:
    """What a module defines at its top: functions, classes and constants."""
    found = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found.add(node.target.id)
    return frozenset(found)


@lru_cache
def regime(path: Path) -> dict:
    """A regime file as data."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def items(categories: list[dict]) -> dict[str, dict]:
    """Every item under ``categories`` by its number."""
    found = {}
    for category in categories:
        found |= {item["code"]: item for item in category.get("items", ())}
        found |= items(category.get("categories", []))
    return found


def part_of(data: dict, name: str) -> object:
    """The item of that number, an outcome of applications, or the part at the dotted path; None when there is none."""
    if name[0].isdigit():
        return items(data["catalogue"]).get(name)
    first, *below = name.split(".")
    if first == "outcomes":
        outcomes = data["applications"].get("outcomes", ())
        return next((it for it in outcomes if [it["code"]] == below), None)
    found = data.get(first)
    for step in below:
        found = found.get(step) if isinstance(found, dict) else None
    return found


def fault_of(place: str, line: str) -> str:
    """What is wrong with an entry of ``where`` in the row of ``line``; empty when it leads to what it says."""
    name, _colon, symbol = place.partition(":")
    path = ROOT / name
    if not path.is_file():
        return "no such file"
    if not symbol:
        return ""
    if path.suffix == ".yaml":
        part = part_of(regime(path), symbol)
        if part is None:
            return "no such part of the regime"
        cites = part.get("requirements") if isinstance(part, dict) else None
        return f"it does not name {line}" if cites is not None and line not in cites else ""
    return "" if symbol in names_in(path) else "no such name in the file"


def test_the_table_has_a_row_for_each_line_in_order():
    """415 lines, in the order and with the kinds of the sources."""
    assert list(ROWS[0]) == COLUMNS
    lines = [(row["id"], row["kind"]) for row in read("requirements.csv")]
    assert [(row["id"], row["kind"]) for row in ROWS] == lines


def node(test: str) -> tuple[str, str]:
    """The file and the name of a test."""
    name, _colons, function = test.partition("::")
    return name, function


def faults_of(row: dict[str, str]) -> list[str]:
    """Everything that is untrue in a row."""
    faults = [f"{place}: {fault}" for place in parts(row["where"]) if (fault := fault_of(place, row["id"]))]
    for test in parts(row["test"]):
        name, _colons, function = test.partition("::")
        path = ROOT / name
        if not (path.is_file() and function.startswith("test_") and function in names_in(path)):
            faults.append(f"{test}: no such test")
    if row["status"] == "built":
        if not (parts(row["where"]) and parts(row["test"])):
            faults.append("built, but not where or not by which test it is proved")
        elif not faults and not any(
            does_something(ROOT / name, test) for name, test in map(node, parts(row["test"]))
        ):
            faults.append("built, but no test does anything: each only looks whether something is there")
    elif row["status"] == "not built" and row["test"]:
        faults.append("not built, and yet a test is said to prove it")
    if row["status"] != "built":
        missing, _bracket, later = row["note"].removesuffix(")").rpartition(" (")
        if row["status"] not in STATUSES or not missing or later not in LATER:
            faults.append(f"what is missing is not said: {row['status']}: {row['note']}")
    return faults


def test_every_row_says_what_is_true():
    """What fulfils a line exists and, in a regime, names the line; its tests exist; what is missing is said."""
    faults = {row["id"]: found for row in ROWS if (found := faults_of(row))}
    assert not faults


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"where": "regimes/economic-zone.yaml:9.9"}, "no such part of the regime"),
        ({"where": "regimes/economic-zone.yaml:1.17"}, "it does not name A-003"),
        ({"where": "core/regimes/parsed.py:Nothing"}, "no such name in the file"),
        ({"where": "core/nothing.py"}, "no such file"),
        ({"where": ""}, "built, but not where"),
        ({"test": "tests/test_traceability.py::test_nothing"}, "no such test"),
        ({"status": "partly", "note": "Something is missing"}, "what is missing is not said"),
        ({"status": "nearly"}, "what is missing is not said"),
        (
            {"test": "tests/regimes/test_files.py::test_every_line_that_must_be_data_is_data"},
            "no test does anything",
        ),
    ],
)
def test_an_untrue_row_is_found(changes, fault):
    (row,) = (row for row in ROWS if row["id"] == "A-003")
    (found,) = faults_of({**row, **changes})
    assert fault in found
