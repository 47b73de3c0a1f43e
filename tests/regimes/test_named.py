"""What documents D to J4 name for disclosure, read in their texts by hand (named_d_to_j.csv): short names of matters.

A row is a name with the place and the line where the document has it, under which head, and of which kind: for all, for
inside, of a service, of the guide, a channel. ``also`` is another place where the document says the same, or that holds
it together, and that the catalogue cites instead. Each must stand, in the words of the document, in an item or a
channel of its body whose clause lies on that line; a matter for inside must be for nobody else. Whoever drops or
renames an item finds here what the document says, whatever the file says.
"""

import csv
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest
from django.conf import settings

from core.regimes import documents, reading
from core.regimes.parsed import Item, Regime, parse
from tests.regimes.test_letters_d_to_j import FILES

pytestmark = pytest.mark.once
FOLDER = Path(settings.BASE_DIR) / "regimes"
SAME = str.maketrans({"帐": "账", "著": "着"})
PARTICLES = str.maketrans("", "", "的及和与或等")
LAST_WORDS = ("情况", "工作", "事项")


def rows() -> list[dict[str, str]]:
    """The table."""
    with Path(__file__).with_name("named_d_to_j.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def letters(text: str) -> str:
    """The Han letters of a text in one spelling, without particles: 帐目 is 账目."""
    said = re.sub(r"[^\u4e00-\u9fff]", "", unicodedata.normalize("NFKC", text)).translate(SAME)
    return said.replace("会议", "会").translate(PARTICLES)


def core_of(name: str) -> str:
    """What of a name must be found: 党务工作情况 is found as 党务工作."""
    said = letters(name)
    last = next((word for word in LAST_WORDS if said.endswith(word) and len(said) - len(word) >= 2), "")
    return said.removesuffix(last)


def stands_in(name: str, text: str) -> bool:
    """Whether the letters stand in the text in order and close together."""
    found = re.search(f".{{0,{len(name) // 2 + 3}}}?".join(map(re.escape, name)), letters(text))
    return found is not None


@lru_cache
def regime(code: str) -> Regime:
    """The regime, parsed."""
    return parse(reading.read(FOLDER / f"{code}.yaml").data)


def texts_of(item: Item, rules: Regime) -> Iterator[str]:
    """Where the name of a matter may stand: the item, what is said about it, a part that it must contain."""
    yield f"{item.name.zh}，{item.about.zh if item.about else ''}"
    for part in rules.elements.get(item.elements or "", ()):
        yield part.name.zh


def holders(row: dict[str, str], rules: Regime) -> list[str]:
    """The items or channels of the body that name the matter of a row, by their codes."""
    name = core_of(row["name"])
    index = documents.index_of(row["document"], FOLDER)
    lines = {key: clause.line for key, clause in index.clauses.items()}

    def on_the_line(*places: str) -> bool:
        owed = {int(row["line"]), lines.get(documents.key_of(row["also"]), 0) if row["also"] else 0}
        return bool(owed & {lines.get(documents.key_of(place)) for place in places if place})

    if row["kind"] == "channel":
        return [it.code for it in rules.channels.values() if stands_in(name, it.name.zh)]
    return [
        item.code
        for item in rules.items.values()
        if any(stands_in(name, text) for text in texts_of(item, rules))
        and on_the_line(item.cited.clause, item.rhythm.clause)
        and (row["kind"] != "internal" or item.audience != "public")
    ]


@pytest.mark.parametrize("code", FILES)
def test_everything_that_the_document_names_stands_in_the_catalogue(code):
    """Under a clause of the line where the document names it."""
    named = [row for row in rows() if row["document"] == FILES[code]]
    assert named
    missing = [(row["place"], row["name"]) for row in named if not holders(row, regime(code))]
    assert not missing


def test_a_name_that_is_in_no_file_is_missed():
    """The check itself: another matter, another line, a channel that the body has not."""
    row = {
        "document": "H",
        "place": "二(一)3",
        "line": "18",
        "kind": "catalogue",
        "name": "职称评聘",
        "head": "",
        "also": "",
    }
    assert holders(row, regime("hr-bureau"))
    for wrong in ({"name": "渔业捕捞许可"}, {"line": "23"}, {"kind": "internal"}, {"kind": "channel"}):
        assert not holders({**row, **wrong}, regime("hr-bureau")), wrong
