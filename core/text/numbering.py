"""Index numbers by the pattern of an agency, and document numbers in one writing.

Agencies number differently: organisation code, year, running number (秘函〔2009〕6号); others put month or category
between. A pattern decides how new numbers look; a number that was given never changes.
"""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.text.characters import folded

USUAL = "{agency_code}/{year}-{serial:05}"
LONGEST = 36  # characters, so that the number of a correction fits behind
MARK = re.compile(r"\{(agency_code|category|year|month|serial)(?::0([1-9]))?\}")
LITERAL = re.compile(r"[\w/\-.〔〕（）()]*")
NEEDED = ("agency_code", "year", "serial")
LARGEST = 99_999
BLANKS = re.compile(r"\s+")
LEADING_ZEROS = re.compile(r"(〕第?)0+(?=\d+号)")
RUNNING_NUMBER = re.compile(r"(?:\d|[一二三四五六七八九十百〇零])号")
YEAR = re.compile(r"〔(\d{4})〕")
FIRST_YEAR = 1949
YEAR_IN_BRACKETS = re.compile(r"\s*[\[【〔〖(（［]\s*(\d{4})\s*[\]】〕〗)）］]\s*")


def index_number(pattern: str, *, agency_code: str, category: str, on: date, serial: int) -> str:
    """The index number that ``pattern`` gives to the ``serial``-th disclosure of the year of ``on``."""
    values = {
        "agency_code": agency_code,
        "category": category,
        "year": f"{on:%Y}",
        "month": f"{on:%m}",
        "serial": serial,
    }

    def put(mark: re.Match) -> str:
        name, width = mark.groups()
        return str(values[name]).zfill(int(width or 0))

    return MARK.sub(put, pattern)


def check_pattern(pattern: str, agency_code: str = "") -> None:
    """Raise ``ValidationError`` when two disclosures could get one number by ``pattern``, or one that is too long."""
    if not LITERAL.fullmatch(MARK.sub("", pattern)):
        raise ValidationError(
            _("Between the placeholders only letters, digits, brackets and / - . _ may stand.")
        )
    names = [mark[1] for mark in MARK.finditer(pattern)]
    missing = [name for name in NEEDED if names.count(name) != 1]
    if missing:
        raise ValidationError(
            _("These placeholders must stand in it exactly once: %(names)s.")
            % {"names": ", ".join(f"{{{name}}}" for name in missing)}
        )
    if re.search(r"\}\{serial\}|\{serial\}\{", pattern):
        raise ValidationError(_("Give {serial} a width such as {serial:05}, or a sign beside it."))
    longest = index_number(
        pattern, agency_code=agency_code, category="", on=date(2026, 12, 31), serial=LARGEST
    )
    if len(longest) > LONGEST:
        raise ValidationError(_("Its numbers would be longer than %(most)s characters.") % {"most": LONGEST})


def document_number(text: str) -> str:
    """A document number as official documents write it: 清区办〔2026〕3号.

    Whatever brackets, widths, blanks and leading zeros were typed (GB/T 9704: the year in 〔〕, no empty places).
    """
    tight = BLANKS.sub("", folded(text))
    tight = YEAR_IN_BRACKETS.sub(lambda year: f"〔{int(year[1])}〕", tight, count=1)
    return LEADING_ZEROS.sub(r"\1", tight)


def check_document_number(number: str, on: date) -> None:
    """Raise ``ValidationError`` when ``number``, normalised, is none of an official document as of ``on`` (H-191)."""
    if not RUNNING_NUMBER.search(number):
        raise ValidationError(
            _(
                "This is no document number. Write it as 清区办〔2026〕3号, a decree or public notice as 第3号令 or "
                "2026年第3号; leave it empty when the document has none."
            )
        )
    year = YEAR.search(number)
    if year and not FIRST_YEAR <= int(year[1]) <= on.year:
        raise ValidationError(
            _("The year %(year)s in the document number cannot be right.") % {"year": year[1]}
        )
