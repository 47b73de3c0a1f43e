"""Text with headings, lists and tables, cleaned of everything that could act."""

import re
from collections import Counter
from html import unescape
from itertools import pairwise, zip_longest

import nh3
from django.utils.html import format_html, format_html_join, linebreaks, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

TAGS = {"p", "br", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "blockquote", "a", "sup", "sub"}
TABLE_TAGS = {"table", "caption", "thead", "tbody", "tr", "th", "td"}
ATTRIBUTES = {"a": {"href"}, "th": {"colspan", "rowspan", "scope"}, "td": {"colspan", "rowspan"}}

SIMPLE = re.compile("<br>|</?p>")
BLOCK_END = re.compile(r"</(?:p|h[2-4]|li|tr|caption|blockquote)>|<br>")
OPENS_BLOCK = re.compile(r"<(?:p|h[2-4]|ul|ol|table|blockquote)\b", re.I)
TABLE_BEGINS = re.compile(r"<table\b", re.I)
TABLE_ENDS = re.compile(r"</table>", re.I)
TAG_BEGINS = re.compile(r"<(/?)([a-zA-Z][^\s/<>]{0,40})")
# Elements that a browser opens anew in each block as long as nobody closes them, and those that end by themselves.
FORMATTING = set("a b big code em font i nobr s small strike strong sub sup tt u".split())
ENDS_ITSELF = set(
    "p br hr img input li td th tr thead tbody tfoot caption col colgroup dd dt option wbr".split()
)
MOST_OPEN, DEEPEST, LONGEST_TAG, SPARE = 20, 60, 2000, 20_000
CELL_END = re.compile(r"</t[dh]>")


def cleaned(text: str) -> str:
    """``text`` as safe HTML: plain text becomes paragraphs, of HTML only harmless elements stay."""
    if not text.strip():
        return ""
    if _has_rows(text.replace("\r\n", "\n")) and not OPENS_BLOCK.search(text):
        text = "".join(_block(part) for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")))
    elif "<" not in text or not nh3.is_html(text):
        text = linebreaks(text, autoescape=True)
    else:
        text = _around_tables(text)
    return nh3.clean(
        _bounded(text), tags=TAGS | TABLE_TAGS, attributes=ATTRIBUTES, url_schemes={"http", "https", "mailto"}
    )


def _bounded(text: str) -> str:
    """``text`` without what makes HTML grow when it is put in order: formatting that nobody closes is opened anew in
    every block, so that a thousand of each would become a million; and no more elements inside one another than any
    text has. What is too much is shown as it was typed. Takes time in proportion to the text.
    """
    pieces, here, cost = [], 0, 0
    formatting: list[tuple[str, int]] = []
    inside: Counter[str] = Counter()
    for tag in TAG_BEGINS.finditer(text):
        name, is_end, is_too_much = tag[2].lower(), bool(tag[1]), False
        if name in FORMATTING:
            if is_end:
                place = next(
                    (at for at in range(len(formatting) - 1, -1, -1) if formatting[at][0] == name), None
                )
                if place is not None:
                    del formatting[place]
            elif len(formatting) == MOST_OPEN:
                is_too_much = True
            else:
                end = text.find(">", tag.end(), tag.end() + LONGEST_TAG)
                formatting.append((name, end - tag.start() + 1 if end >= 0 else LONGEST_TAG))
        else:
            cost += sum(size for _name, size in formatting)
            if formatting and cost > len(text) + SPARE:
                pieces += [
                    text[here : tag.start()],
                    *(f"</{open_name}>" for open_name, _size in formatting[::-1]),
                ]
                here, formatting = tag.start(), []
            if name not in ENDS_ITSELF:
                if is_end:
                    inside[name] = max(inside[name] - 1, 0)
                elif inside.total() >= DEEPEST:
                    is_too_much = True
                else:
                    inside[name] += 1
        if is_too_much:
            pieces += [text[here : tag.start()], "&lt;"]
            here = tag.start() + 1
    return "".join([*pieces, text[here:]])


def _has_rows(text: str) -> bool:
    """Whether two lines that follow one another both have cells parted by tabs."""
    tabbed = ["\t" in line for line in text.split("\n")]
    return any(here and there for here, there in pairwise(tabbed))


def _cut_at_tables(text: str) -> list[str]:
    """What stands outside tables and the tables, in turn. A table without an end is none."""
    pieces, here = [], 0
    while begins := TABLE_BEGINS.search(text, here):
        ends = TABLE_ENDS.search(text, begins.end())
        if ends is None:
            break
        pieces += [text[here : begins.start()], text[begins.start() : ends.end()]]
        here = ends.end()
    return [*pieces, text[here:]]


def _around_tables(text: str) -> str:
    """Plain text around tables becomes paragraphs, as it would without them; text that is HTML stays as it is."""
    pieces = _cut_at_tables(text)
    if len(pieces) == 1 or any("<" in piece for piece in pieces[::2]):
        return text
    outside = (
        linebreaks(unescape(piece.strip()), autoescape=True) if piece.strip() else "" for piece in pieces[::2]
    )
    return "".join(f"{plain}{table}" for plain, table in zip_longest(outside, pieces[1::2], fillvalue=""))


def _block(text: str) -> str:
    """A paragraph, or a table when every line has cells parted by tabs, as spreadsheets put them on the clipboard."""
    lines = text.strip("\n").split("\n")
    if len(lines) < 2 or not all("\t" in line for line in lines):
        return linebreaks(text, autoescape=True)
    rows = (
        (format_html_join("", "<td>{}</td>", ((cell.strip(),) for cell in line.split("\t"))),)
        for line in lines
    )
    return format_html("<table><tbody>{}</tbody></table>", format_html_join("", "<tr>{}</tr>", rows))


def shown(text: str) -> SafeString:
    """``text``, cleaned, for a page: a table stands in a frame of its own that scrolls sideways on a narrow screen."""
    frame = format_html('<div class="table-wrap" tabindex="0" role="group" aria-label="{}">', _("Table"))
    html = cleaned(text).replace("<table>", f"{frame}<table>").replace("</table>", "</table></div>")
    return mark_safe(html)  # nh3 has cleaned it, and leaves no attribute on a table


def typed(html: str) -> str:
    """``html`` as somebody types it: paragraphs alone become plain text with empty lines, everything else stays HTML.

    ``cleaned`` makes the same HTML of it again.
    """
    inner = SIMPLE.sub(lambda tag: {"<br>": "\n", "<p>": "", "</p>": "\n\n"}[tag[0]], html)
    text = unescape(inner).strip()
    return html if "<" in inner or nh3.is_html(text) else re.sub(r"\n{3,}", "\n\n", text)


def plain(html: str) -> str:
    """The words of ``html``, for search and for counting."""
    return strip_tags(html.replace("</p>", "\n").replace("</td>", " ").replace("<br>", "\n")).strip()


def paragraphs(html: str) -> str:
    """The text of cleaned ``html``, one line for each paragraph, heading, entry of a list and row of a table."""
    lines = strip_tags(CELL_END.sub(" ", BLOCK_END.sub("\n", html))).splitlines()
    return "\n".join(unescape(" ".join(line.split())) for line in lines if line.strip())
