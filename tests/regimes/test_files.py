"""All regime files together: valid, complete against the lines of their sources, and read to the last field."""

import csv
import re
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.urls import reverse

from core.regimes import documents, elements, ladders, parsed, reading, schema

ROOT = Path(settings.BASE_DIR)
FILES = reading.all_in(ROOT / "regimes")
MUST_BE_DATA = {
    "catalogue",
    "cadence",
    "deadline",
    "channel",
    "service",
    "guide",
    "internal",
    "archive",
    "metric",
}
DOCUMENTS = ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J1", "J2", "J3", "J4"]


def read(path: Path) -> dict:
    """A regime file without mistakes, as data."""
    checked = reading.read(path)
    assert not checked.problems, "\n".join(map(str, checked.problems))
    return checked.data


def cited(value: object) -> set[str]:
    """Every line of a source that a part of a regime file names."""
    if isinstance(value, list):
        return set().union(*map(cited, value))
    if not isinstance(value, dict):
        return set()
    own = set(value.get("requirements", ()))
    return own.union(*(cited(below) for name, below in value.items() if name != "requirements"))


def lines() -> dict[str, str]:
    """The numbered lines of the thirteen documents with their kinds."""
    with (ROOT / "docs" / "requirements.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row["kind"] for row in csv.DictReader(file)}


def test_there_is_a_file_for_each_document_and_one_for_the_law():
    """Thirteen documents and the national Regulation."""
    sources = [read(path)["source"]["document"] for path in FILES]
    assert sorted(sources) == [*DOCUMENTS, "law-2019"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_file_has_no_mistake_and_parses(path):
    """What the checker passes the parser takes, and any other reader of YAML sees the same data."""
    data = read(path)
    assert parsed.parse(data).code == path.stem
    assert yaml.safe_load(path.read_text(encoding="utf-8")) == data


def test_the_lines_of_the_sources_are_all_there():
    """415 lines; 303 from A to J4, and 112 that were read in the whole texts, again from A to J4."""
    kept = lines()
    assert len(kept) == 415
    assert [int(line.split("-")[1]) for line in kept] == list(range(1, 416))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_cites_only_lines_that_exist(path):
    """A line belongs to the file's own document, to B in C (their shared core), or to the national law."""
    data = read(path)
    document = data["source"]["document"]
    allowed = {document, "B"} if document == "C" else {document}
    looked_at = list(cited(data))
    assert looked_at
    for line in looked_at:
        prefix, number = line.split("-")
        if prefix == "law":
            assert 1 <= int(number) <= 56
        else:
            assert line in lines() and prefix in allowed, line


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_line_that_must_be_data_is_data(document):
    """Each catalogue, cadence, deadline, channel, service, guide, archive and metric line is named in its file."""
    (data,) = (data for data in map(read, FILES) if data["source"]["document"] == document)
    # The lines after 303 were read in the whole texts: a file owes them from the day on which it cites its clauses.
    last = 415 if documents.index_of(document, ROOT / "regimes") else 303
    owed = {
        line
        for line, kind in lines().items()
        if line.split("-")[0] == document and kind in MUST_BE_DATA and int(line.split("-")[1]) <= last
    }
    assert owed <= cited(data), sorted(owed - cited(data))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_text_is_bilingual(path):
    """Chinese speaks Chinese, and English has no Chinese letter in it."""

    def texts(value):
        if isinstance(value, dict) and set(value) == {"zh", "en"}:
            yield value["zh"], value["en"]
        elif isinstance(value, (dict, list)):
            for below in value.values() if isinstance(value, dict) else value:
                yield from texts(below)

    looked_at = list(texts(read(path)))
    assert looked_at
    for zh, en in looked_at:
        assert re.search(r"[一-鿿]", zh), zh
        assert not re.search(r"[一-鿿]", en), en


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_number_of_days_that_the_source_does_not_give_is_owned_up_to(path):
    """Every cadence cites a line that gives the days, or says in a note that the source gives none."""
    kinds = lines()
    looked_at = list(parsed.parse(read(path)).cadences.values())
    assert looked_at
    for cadence in looked_at:
        from_law = any(line.startswith("law-") for line in cadence.requirements)
        from_source = any(kinds.get(line) == "deadline" for line in cadence.requirements)
        assert from_law or from_source or (cadence.note and "原文" in cadence.note.zh), cadence.code


def properties(part: object) -> set[str]:
    """The names of all fields that the schema knows."""
    if isinstance(part, list):
        return set().union(*map(properties, part))
    if not isinstance(part, dict):
        return set()
    found = set(part["properties"]) if isinstance(part.get("properties"), dict) else set()
    return found.union(*(properties(below) for name, below in part.items() if name not in ("enum", "const")))


# A field of the file that the dataclasses call otherwise.
CALLED = {
    "regime": "code",
    "class": "kind",
    "from": "start",
    "in_force": "valid_from",
    "to": "valid_to",
    "catalogue": "categories",
    "working_days": "days",
    "calendar_days": "days",
    "for": "purpose",
    "choices": "choice",
}

PARSING = {("regimes", "parsed.py"), ("regimes", "schema.py"), ("regimes", "elements.py")}
APPLICATION_CLOCKS = {"register", "answer", "deliver", "third_party", "agencies", "fee", "rectify", "reasons"}


def attributes() -> set[str]:
    """The names of all attributes of a parsed regime."""
    named = [*vars(parsed).values(), *vars(ladders).values(), *vars(elements).values()]
    kinds = [kind for kind in named if isinstance(kind, type) and is_dataclass(kind)]
    return {field.name for kind in kinds for field in fields(kind)}


def test_every_field_of_the_schema_reaches_the_parsed_regime():
    """A field that the parser drops would be a promise that nobody keeps."""
    missing = {CALLED.get(name, name) for name in properties(schema.schema())} - attributes()
    # Clocks stand in a mapping by their names; no regime names a day for objections yet, bodies choose it themselves.
    assert missing == (APPLICATION_CLOCKS | {"objection"}) - {"answer"}


@pytest.mark.parametrize(
    ("code", "lacks"),
    [("bureau-on-application", {"fee", "reasons"}), ("national-2019", {"deliver"})],
)
def test_every_clock_of_an_application_is_shown_to_the_public(client, make_agency, code, lacks):
    """The clocks stand in a mapping, so that no attribute proves their use: the page of the rules shows each."""
    agency = make_agency("answering", regime=code)
    page = client.get(reverse("catalog:rules", args=[agency.slug])).content.decode()
    clocks = agency.regime.version_on(date(2026, 3, 10)).rules.applications.clocks
    assert set(clocks) == APPLICATION_CLOCKS - lacks
    assert all(clock.name.zh in page for clock in clocks.values())


def test_every_attribute_of_a_regime_is_read_somewhere():
    """Each attribute is used by code or a page outside the module that parses it."""
    apps = ["core", "catalog", "requests_app", "review", "supervision", "archive", "disclosure_portal"]
    texts = [
        path.read_text(encoding="utf-8")
        for app in [*apps, "templates"]
        for path in (ROOT / app).rglob("*")
        if path.suffix in {".py", ".html", ".txt"} and path.parts[-2:] not in PARSING
    ]
    unread = {name for name in attributes() if not any(re.search(rf"\.{name}\b", text) for text in texts)}
    assert not unread
