"""Text is cleaned of everything that could act, and comes back to the form as it was typed."""

import pytest

from core.text import richtext


@pytest.mark.parametrize(
    "text",
    [
        "一段话。",
        "第一段。\n\n第二段。",
        "第一行\n第二行\n\n第二段 a < b && c > d",
        "引号 \"双\" 与 '单' &amp; 原样",
        "=1+1 مرحبا 🎉",
        "",
    ],
)
def test_plain_text_comes_back_as_it_was_typed(text):
    """Saving a draft twice without a change changes nothing."""
    html = richtext.cleaned(text)
    assert richtext.typed(html) == text
    assert richtext.cleaned(richtext.typed(html)) == html


@pytest.mark.parametrize(
    "html",
    [
        "<h2>标题</h2><p>正文</p>",
        "<table><tbody><tr><td>1</td></tr></tbody></table>",
        "<p>一<strong>重</strong></p>",
        "<p>写作 &lt;b&gt; 的标签</p>",
    ],
)
def test_html_stays_html(html):
    """Headings, tables, and text that only looks like a tag, come back as the HTML that they are."""
    clean = richtext.cleaned(html)
    assert richtext.typed(clean) == clean
    assert richtext.cleaned(richtext.typed(clean)) == clean


@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script><p>好</p>",
        '<p onclick="alert(1)">好</p>',
        '<a href="javascript:alert(1)">好</a>',
        '<img src=x onerror="alert(1)"><p>好</p>',
        '<p style="position:fixed">好</p>',
        '<iframe src="https://evil.example"></iframe>好',
    ],
)
def test_nothing_that_acts_stays(evil):
    """Scripts, handlers, styles, frames and pictures from elsewhere are gone; the words stay."""
    clean = richtext.cleaned(evil)
    assert "好" in clean
    for sign in ("<script", "onclick", "onerror", "javascript:", "style=", "<iframe", "<img", "alert("):
        assert sign not in clean


def test_paragraphs_are_lines_of_words():
    """For a comparison: headings, entries and rows of tables are lines; entities are characters again."""
    html = (
        "<h2>标题</h2><p>甲<br>乙 &lt;1</p><ul><li>丙</li></ul><table><tr><th>丁</th><td>2</td></tr></table>"
    )
    assert richtext.paragraphs(html).splitlines() == ["标题", "甲", "乙 <1", "丙", "丁 2"]


@pytest.mark.parametrize(
    "text",
    [
        "<p>" + "".join(f"<em id={number}>" for number in range(1400)) + "</p>" + "<p>x</p>" * 1400,
        "<blockquote>" * 20_000,
        "<blockquote></x>" * 20_000,
        "<p>" + "<em>" * 20 + "<p>x" * 20_000,
        '<p><a href="https://example.org/' + "y" * 50_000 + '">' + "<p>x" * 20_000,
        "<em<em" * 50_000,
        "<b><i></b></i>" * 30_000,
        "<table><tr><td>" * 10_000,
    ],
)
def test_html_that_nobody_closes_does_not_grow_beyond_measure(text):
    """Formatting is opened anew in every block by whoever puts HTML in order: a thousand of each became a million."""
    assert len(richtext.cleaned(text)) < 40 * len(text)


def test_formatting_inside_and_over_paragraphs_stays():
    """What people paste is as it was."""
    assert (
        richtext.cleaned("<p><strong>粗<em>斜</em></strong></p>") == "<p><strong>粗<em>斜</em></strong></p>"
    )
    over = "<strong><p>一</p><p>二</p></strong>"
    assert richtext.cleaned(over) == over
