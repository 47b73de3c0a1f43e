"""Each room of an app has its layer, and imports only rooms of lower layers (docs/architecture.md)."""

import importlib
import re

import pytest

from tests.test_architecture import APPS, ROOT, module_parts, our_imports, place, python_files
from tools import rooms

pytestmark = pytest.mark.once

# From the ground up. A room imports rooms of lower lines and none beside or above itself. A new file takes its place
# here; one that fits nowhere belongs into another room. disclosure_portal composes and has no layers.
LAYERS = {
    "core": (
        "canonical client_ip countries database macs months postgresql reporting roles sqlite3 statuses text workdays",
        "crypto outcry refusals regimes scanning witness",
        "models redaction",
        "actions deadlines files keys permissions serials together",
        "exports scheduler startup transitions",
        "checks mail tasks",
        "proof web",
        "backups bodies forms people reminders templatetags views",
        "admin guests jobs management urls",
    ),
    "catalog": (
        "content numerals parts rules sources subjects term_words",
        "models",
        "disclosures screening",
        "public",
        "obligations verifying",
        "actions",
        "forms management",
        "admin bulk",
        "jobs views",
        "open_data_urls urls",
    ),
    "requests_app": (
        "fees identity mails notices report_rows rules",
        "models",
        "anonymous desk verifying",
        "intake",
        "actions",
        "admin checklist checks forms jobs management own_data",
        "views",
        "urls",
    ),
    "review": (
        "comparison feedback_window minutes rules unstaffed_steps",
        "checks models",
        "admin chains deputies feedback_stage holder verifying",
        "acting_for",
        "actions queue",
        "batch calendar_change forms jobs page_context referrals sensitivity",
        "views",
        "urls",
    ),
    "supervision": (
        "rules",
        "models",
        "admin complaint_clock complaint_standing order_clock reports",
        "access actions application_figures dispute_figures",
        "application_table forms jobs",
        "views",
        "urls",
    ),
    "archive": (
        "charts manifest models rules",
        "displaying forms shelf volumes",
        "admin filing_reminders proof",
        "actions jobs management reports",
        "views",
        "urls",
    ),
}
OUTSIDE = {
    "__init__",
    "apps",
    "migrations",
    "fonts",
}  # apps.py makes an app ready and may reach for all of it


def standing(app):
    """The names of the rooms of ``app``: its files, and its folders with Python in them."""
    folder = ROOT / app
    found = {path.stem for path in folder.glob("*.py")}
    found |= {path.name for path in folder.iterdir() if path.is_dir() and any(path.rglob("*.py"))}
    return found - OUTSIDE


def layers(app):
    """The layer of each room of ``app``."""
    return {name: number for number, line in enumerate(LAYERS[app]) for name in line.split()}


@pytest.mark.parametrize("app", LAYERS)
def test_every_room_has_its_layer(app):
    """No file stands outside the order, and no line of the table names what is gone."""
    assert set(layers(app)) == standing(app)


@pytest.mark.parametrize("app", LAYERS)
def test_rooms_import_only_lower_rooms(app):
    """So there is no circle of rooms, and a newcomer can read them from the ground up."""
    layer, wrong, looked = layers(app), [], 0
    for path in python_files(app):
        here = path.relative_to(ROOT).with_suffix("").parts[1]
        if here in OUTSIDE:
            continue
        for line, name in our_imports(path):
            there = module_parts(name)
            if name.split(".")[0] != app or not there or there[0] == here:
                continue
            looked += 1
            if layer[there[0]] >= layer[here]:
                wrong.append(f"{place(path, line)} ({here}) imports {name}")
    assert looked, f"{app} has rooms that import each other"
    assert not wrong, "\n".join(wrong)


def test_the_pictures_show_the_house():
    """``python -m tools.rooms`` was run after the last change of an arrow."""
    text = rooms.PAGE.read_text(encoding="utf-8")
    assert rooms.with_pictures(text) == text


def test_the_drawing_leaves_out_what_a_longer_way_says():
    """The picture of the apps is the chain that ADR 1 wants."""
    drawn = re.findall(r"(\w+) --> (\w+)", rooms.picture("all"))
    assert set(drawn) == {(above, below) for below, above in zip(APPS, APPS[1:], strict=False)}


@pytest.mark.parametrize("page", ["docs/architecture.md", "CONTRIBUTING.md"])
def test_files_that_the_pages_name_exist(page):
    """A newcomer who follows the words finds the file."""
    words = re.findall(r"`([\w./{}<>-]+)`", (ROOT / page).read_text(encoding="utf-8"))
    named = [word for word in words if "/" in word and not re.search(r"[<{]", word)]
    assert len(named) > 10
    missing = [word for word in named if not (ROOT / word).exists()]
    assert not missing, missing


def test_the_glossary_names_what_is_there():
    """Each name of its last column can be imported, and no word is explained twice."""
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (.+?) \| (.+?) \| `([\w.]+)` \|$", text, re.MULTILINE)
    assert len(rows) > 40
    for _chinese, _english, name in rows:
        parts = name.split(".")
        while not ROOT.joinpath(*parts).with_suffix(".py").exists() and not ROOT.joinpath(*parts).is_dir():
            parts.pop()
        found = importlib.import_module(".".join(parts))
        for rest in name.split(".")[len(parts) :]:
            found = getattr(found, rest)
    words = [word.strip() for chinese, _english, _name in rows for word in chinese.split("、")]
    assert len(words) == len(set(words))
