"""One English message is one meaning: what is short and said in several places was looked at, or has a context."""

import csv
import itertools
import os
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import polib
import pytest

pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(
        not shutil.which("xgettext"), reason="gettext is not installed: apt-get install gettext"
    ),
]
ROOT = Path(__file__).resolve().parent.parent
APPS = ("core", "catalog", "requests_app", "review", "supervision", "archive", "disclosure_portal")
REVIEWED = Path(__file__).parent / "shared_words.csv"
SHORT = 2  # words
NEAR = 3  # lines


def collected(folder: Path) -> polib.POFile:
    """The messages of the sources with their places, collected in ``folder``."""
    for name in (*APPS, "templates", "locale"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
    command = [
        sys.executable,
        "-m",
        "django",
        "makemessages",
        "--locale",
        "zh_Hans",
        "--no-wrap",
        "--no-obsolete",
    ]
    done = subprocess.run(
        [*command, "--extension", "html,txt,py,xml"],
        cwd=folder,
        env={name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return polib.pofile(str(folder / "locale/zh_Hans/LC_MESSAGES/django.po"))


def shared(messages: polib.POFile) -> dict[str, str]:
    """Short messages without a context that two files say among quite different others, with their translation."""
    said = defaultdict(list)
    for entry in messages:
        for file, line in entry.occurrences:
            said[file].append((int(line), (entry.msgctxt, entry.msgid)))
    found = {}
    for entry in messages:
        if entry.msgctxt or entry.msgid_plural or len(entry.msgid.split()) > SHORT:
            continue
        beside = defaultdict(set)
        for file, line in entry.occurrences:
            near = {message for at, message in said[file] if abs(at - int(line)) <= NEAR}
            beside[file] |= near - {(None, entry.msgid)}
        if any(not one & other for one, other in itertools.combinations(beside.values(), 2)):
            found[entry.msgid] = entry.msgstr
    return found


def test_a_short_message_said_in_different_company_has_one_meaning(tmp_path):
    """“Where” was the place of a search on one page and the channels of publication on another, in one translation.

    A short message that several files say among different neighbours either gets a context for each of its meanings,
    or stands in tests/shared_words.csv with the one translation that was looked at in all its places. So neither a
    new place nor a new translation goes by unseen.
    """
    with REVIEWED.open(encoding="utf-8", newline="") as file:
        reviewed = {row["message"]: row["chinese"] for row in csv.DictReader(file)}
    found = shared(collected(tmp_path))
    fresh = {message: words for message, words in found.items() if message not in reviewed}
    changed = {message: words for message, words in found.items() if reviewed.get(message, words) != words}
    assert not fresh, f"Look at all places of these; give them contexts, or a row in {REVIEWED.name}."
    assert not changed, f"Look at all places of these before {REVIEWED.name} tells their new translation."


SEVERAL = re.compile(
    r"{% blocktranslate( trimmed)?[^%]*?%}((?:(?!{% endblock).)*?){% plural %}(.*?){% endblocktranslate %}",
    re.S,
)


def test_a_number_in_a_template_is_said_in_the_words_of_that_template():
    """Of words in one and in several, the singular finds the translation: the same singular elsewhere with another
    plural would give its own, with a mark for a number that the template has as a text, and the page breaks."""
    root, broken = Path(__file__).parent.parent, []
    entries = polib.pofile(str(root / "locale/zh_Hans/LC_MESSAGES/django.po"))
    plurals = {entry.msgid: entry for entry in entries if entry.msgid_plural}
    pages = [path for path in (root / "templates").rglob("*") if path.suffix in (".html", ".txt")]
    found = [(path, *one) for path in pages for one in SEVERAL.findall(path.read_text())]
    assert len(found) > 50
    for path, trimmed, *words in found:
        if trimmed:
            words = [" ".join(filter(None, (line.strip() for line in one.splitlines()))) for one in words]
        singular, plural = (re.sub(r"{{ ?(\w+) ?}}", r"%(\1)s", one) for one in words)
        entry = plurals.get(singular)
        if (
            not entry
            or entry.msgid_plural != plural
            or re.search(r"%\(\w+\)d", "".join(entry.msgstr_plural.values()))
        ):
            broken.append(f"{path.name}: {singular}")
    assert broken == []
