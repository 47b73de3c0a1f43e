"""What the lists of the admin need beyond Django's own tags."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

register = template.Library()
OPENING = len("<td")  # or "<th": Django renders each cell with its own tag


@register.filter
def with_labels(cells: Sequence[SafeString], headers: Sequence[dict]) -> Iterator[SafeString]:
    """The cells of one row, each naming its column in ``data-label``: on a phone a row is a card without a head."""
    for cell, header in zip_longest(cells, headers[: len(cells)], fillvalue={}):
        if not header or "action-checkbox" in header.get("class_attrib", ""):
            yield cell
        else:
            label = format_html(' data-label="{}"', capfirst(header["text"]))
            yield mark_safe(cell[:OPENING] + label + cell[OPENING:])  # noqa: S308 - all three parts are escaped
