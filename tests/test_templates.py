"""Templates can be read: their lines fit an editor, and those that do not yet become fewer."""

import pytest

from tests.test_architecture import ROOT

pytestmark = pytest.mark.once
WIDE = 160  # characters
# How wide templates are today. These numbers only go down: who breaks lines lowers them.
MOST_ON_AVERAGE, MOST_WIDE, LONGEST = 83, 0.13, 800


def line_lengths():
    """The characters of each line of each page that says something."""
    pages = sorted((ROOT / "templates").rglob("*.html"))
    lines = [line for page in pages for line in page.read_text(encoding="utf-8").splitlines()]
    return [len(line) for line in lines if line.strip()]


def test_lines_of_templates_become_shorter():
    """A reviewer sees what a change did; a line of a thousand characters shows nothing."""
    lengths = line_lengths()
    assert len(lengths) > 1000
    assert sum(lengths) / len(lengths) <= MOST_ON_AVERAGE
    assert sum(length > WIDE for length in lengths) / len(lengths) <= MOST_WIDE
    assert max(lengths) <= LONGEST
