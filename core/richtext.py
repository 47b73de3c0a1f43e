"""Text with headings, lists and tables, cleaned of everything that could act."""

import re
from html import unescape

import nh3
from django.utils.html import format_html, linebreaks, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

TAGS = {"p", "br", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "blockquote", "a", "sup", "sub"}
TABLE_TAGS = {"table", "caption", "thead", "tbody", "tr", "th", "td"}
ATTRIBUTES = {"a": {"href"}, "th": {"colspan", "rowspan", "scope"}, "td": {"colspan", "rowspan"}}

SIMPLE = re.compile("<br>|</?p>")
BLOCK_END = re.compile(r"</(?:p|h[2-4]|li|tr|caption|blockquote)>|<br>")
CELL_END = re.compile(r"</t[dh]>")


def cleaned(text: str) -> str:
    """``text`` as safe HTML: plain text becomes paragraphs, of HTML only harmless elements stay."""
    if not text.strip():
        return ""
    if "<" not in text or not nh3.is_html(text):
        text = linebreaks(text, autoescape=True)
    return nh3.clean(
        text, tags=TAGS | TABLE_TAGS, attributes=ATTRIBUTES, url_schemes={"http", "https", "mailto"}
    )


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
