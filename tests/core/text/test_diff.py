"""Two texts side by side: nothing is lost, and what is marked is what changed."""

from hypothesis import given
from hypothesis import strategies as st

from core.text.diff import Kind, compare, is_changed, paragraphs

TEXT = st.lists(st.text(alphabet="预算公开二〇2026 ab，。", max_size=12), max_size=8).map("\n".join)


def side(rows, name):
    return ["".join(piece.text for piece in getattr(row, name)) for row in rows if getattr(row, name)]


@given(TEXT, TEXT)
def test_both_texts_can_be_read_downwards(before, after):
    rows = compare(before, after)
    assert side(rows, "before") == paragraphs(before)
    assert side(rows, "after") == paragraphs(after)


@given(TEXT)
def test_a_text_does_not_differ_from_itself(text):
    assert not is_changed(compare(text, text))


@given(TEXT, TEXT)
def test_what_is_not_marked_stands_on_both_sides(before, after):
    rows = list(compare(before, after))
    kept = [
        ["".join(piece.text for piece in side if not piece.is_marked) for side in (row.before, row.after)]
        for row in rows
    ]
    assert [one for one, _other in kept] == [other for _one, other in kept]


def test_only_the_changed_figure_is_marked():
    (row,) = compare("本年预算为 120.5 万元。", "本年预算为 98 万元。")
    assert row.kind == Kind.CHANGED
    assert [piece.text for piece in row.before if piece.is_marked] == ["120.5"]
    assert [piece.text for piece in row.after if piece.is_marked] == ["98"]


def test_a_paragraph_that_came_between_marks_no_other():
    rows = compare("第一条\n第二条", "第一条\n新增一条\n第二条")
    assert [row.kind for row in rows] == [Kind.SAME, Kind.ADDED, Kind.SAME]


def test_paragraphs_that_have_nothing_in_common_are_one_gone_and_one_come():
    assert [row.kind for row in compare("办公地点和电话", "2026-11-21")] == [Kind.REMOVED, Kind.ADDED]


def test_a_paragraph_stands_beside_its_other_form_not_beside_what_came_before_it():
    rows = compare("四、可以拨打服务热线投诉。", "四、可以预约上门。\n五、可以拨打服务热线投诉。")
    assert [row.kind for row in rows] == [Kind.ADDED, Kind.CHANGED]
