"""docs/sources.md: the five hardest sentences of each document, each body with its picture (``make sources``)."""

import os

import pytest

from tests.browser.sentences import INDEX, MOST_BYTES, PICTURES, SENTENCES, index

pytestmark = pytest.mark.once


def test_the_page_of_the_sources_says_what_is_walked():
    """Thirteen bodies, five sentences each, as the files say them today, and a picture small enough to be kept."""
    if os.environ.get("KEEP_PICTURES"):
        INDEX.write_text(index(), encoding="utf-8")
    assert len(SENTENCES) == 13
    assert {len(sentences) for sentences in SENTENCES.values()} == {5}
    assert INDEX.read_text(encoding="utf-8") == index()
    pictures = {path.stem: path.stat().st_size for path in PICTURES.glob("*.png")}
    assert set(pictures) == set(SENTENCES)
    assert max(pictures.values()) <= MOST_BYTES
