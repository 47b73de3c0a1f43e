"""Pieces of text around what was searched for, with the words marked."""

import re
from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from catalog import numerals
from catalog.public.search import Term

BEFORE, LENGTH = 24, 96
# The signs of a number that mean the same, as ``numerals`` reads them.
SIGNS = {
    sign: sign + formal
    for sign, formal in zip("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟", strict=True)
}
SIGNS["〇"] = "〇零○◯Oo"


def pattern_of(terms: Iterable[Term]) -> re.Pattern:
    """What of the terms can be met in a text as it was written; blanks and signs may stand between their runs.

    Numbers stand there in digits or in Chinese, however they were asked for.
    """
    ways = dict.fromkeys(way for term in terms for way in term.ways)
    return re.compile("|".join(r"[\W_]*".join(map(_run, way.runs)) for way in ways), re.IGNORECASE)


def _run(run: str) -> str:
    if not (run.isascii() and run.isdigit()):
        return _in_any_signs(re.escape(run))
    return f"(?:{'|'.join([run, *map(_in_any_signs, numerals.written(run))])})"


def _in_any_signs(words: str) -> str:
    return "".join(f"[{SIGNS[sign]}]" if sign in SIGNS else sign for sign in words)


def marked(text: str, pattern: re.Pattern) -> SafeString:
    """``text`` as HTML, with every match of ``pattern`` marked."""
    pieces, end = [], 0
    for match in pattern.finditer(text):
        pieces.append((text[end : match.start()], match[0]))
        end = match.end()
    return format_html_join("", "{}<mark>{}</mark>", pieces) + format_html("{}", text[end:])


def excerpt(texts: Iterable[str], pattern: re.Pattern) -> SafeString:
    """A short piece of the first of ``texts`` that contains a match; else the beginning of the first that is any."""
    fallback = ""
    for text in texts:
        text = " ".join(text.split())
        if match := pattern.search(text):
            start = max(match.start() - BEFORE, 0)
            return _cut(text, start, pattern)
        fallback = fallback or text
    return _cut(fallback, 0, pattern)


def _cut(text: str, start: int, pattern: re.Pattern) -> SafeString:
    piece = text[start : start + LENGTH]
    before = "…" if start else ""
    after = "…" if start + LENGTH < len(text) else ""
    return format_html("{}{}{}", before, marked(piece, pattern), after)
