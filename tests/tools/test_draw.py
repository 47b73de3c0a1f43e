"""Requirements drawn by lot: the same for the same seed, of every body, and none twice."""

import pytest

from tools import draw

pytestmark = pytest.mark.once


def test_a_seed_draws_ten_of_each_body_and_always_the_same(capsys):
    """Thirteen bodies; another seed draws others; what a table says of a line is printed beside it."""
    ids = list(draw.lines())
    first = draw.drawn(ids, seed=2026)
    assert first == draw.drawn(ids, seed=2026)
    assert first != draw.drawn(ids, seed=2027)
    assert len(first) == 13
    assert {len(set(of_body)) for of_body in first.values()} == {10}
    assert all(
        one.startswith(f"{body}-") and one in ids for body, of_body in first.items() for one in of_body
    )
    assert draw.main(["--seed", "2026"]) == 0
    assert f"  {first['J4'][-1]} " in capsys.readouterr().out


def test_a_line_added_to_one_body_leaves_the_lot_of_the_others():
    """Each body is drawn for itself."""
    ids = list(draw.lines())
    before, after = draw.drawn(ids, seed=1), draw.drawn([*ids, "A-999"], seed=1)
    assert {body: of_body for body, of_body in after.items() if body != "A"} == {
        body: of_body for body, of_body in before.items() if body != "A"
    }


def test_the_words_of_a_line_come_from_a_table(tmp_path):
    """Quotation and duty, whatever stands around the table."""
    table = tmp_path / "lines.md"
    table.write_text("# Lines\n\n| # | kind |\n|---|---|\n| A-001 | scope | 都要公开 | Default is public |\n")
    assert draw.texts(table) == {"A-001": "都要公开\n      Default is public"}
