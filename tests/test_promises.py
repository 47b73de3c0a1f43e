"""What the portal says about itself is listed with its proof, and nothing new is said without one."""

import ast
import re
from pathlib import Path

import polib
import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PROMISING = re.compile(
    r"will be|\bkept\b|\bnever\b|\bnobody\b|\btold\b|\bencrypted\b|not published|nothing is lost", re.I
)
ROW = re.compile(r"^\| (?P<said>.+?) \| (?P<chinese>.+?) \| (?P<where>.+?) \| `(?P<test>[^`]+)` \|$")


def rows() -> list[re.Match]:
    """The rows of the table in docs/promises.md."""
    lines = (ROOT / "docs/promises.md").read_text(encoding="utf-8").splitlines()
    table = [line for line in lines if line.startswith("| ")][2:]
    found = [ROW.match(line) for line in table]
    assert all(found), [line for line, row in zip(table, found, strict=True) if not row]
    return found


@pytest.fixture(scope="module")
def catalogue() -> dict[str, str]:
    """Every sentence that is said, in English and in Chinese, on one line."""
    entries = polib.pofile(str(ROOT / "locale/zh_Hans/LC_MESSAGES/django.po"))
    return {
        entry.msgid.replace("\n", "\\n"): (entry.msgstr or entry.msgstr_plural[0]).replace("\n", "\\n")
        for entry in entries
        if not entry.obsolete
    }


def unsaid() -> set[str]:
    """Sentences with such words that promise nothing."""
    return set((ROOT / "tests/no_promises.txt").read_text(encoding="utf-8").splitlines())


def test_each_promise_is_still_said_in_these_words(catalogue):
    """Who changes the sentence looks at its proof again."""
    changed = [row["said"] for row in rows() if catalogue.get(row["said"]) != row["chinese"]]
    assert not changed, f"docs/promises.md tells other words than the catalogue: {changed}"


def test_each_promise_is_proved_by_a_test_that_exists():
    """The named file holds the named function; the place where it is said exists too."""
    lost = []
    for row in rows():
        name, _colons, function = row["test"].partition("::")
        file = ROOT / name
        known = file.exists() and {
            node.name
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
            if hasattr(node, "name")
        }
        if not known or function not in known:
            lost.append(row["test"])
        lost += [place for place in re.findall(r"`([^`]+)`", row["where"]) if not (ROOT / place).exists()]
    assert not lost, lost


def test_nothing_new_is_promised_without_a_proof(catalogue):
    """A new sentence with such words is a row with its proof, or was looked at and promises nothing."""
    listed, plain = {row["said"] for row in rows()}, unsaid()
    assert len(listed) == len(rows()) and not listed & plain
    new = [said for said in catalogue if PROMISING.search(said) and said not in listed | plain]
    assert not new, f"Give these a row in docs/promises.md, or a line in tests/no_promises.txt: {new}"
