"""Taking out of a text who applied, and finding what else may tell of a person. Suggestions; a person confirms them."""

import re
from collections.abc import Iterator
from datetime import date

from core.scanning.findings import Found, gathered
from core.scanning.texts import in_lines
from requests_app.models import Application

HIDDEN = "×××"
LEAST = 2  # signs that a value of the applicant has at least to be looked for


def own_values(application: Application) -> list[str]:
    """What the application says of its applicant, the longest first."""
    values = [
        application.applicant_name,
        application.identity_number,
        application.phone,
        application.email,
        application.address,
    ]
    return sorted({value.strip() for value in values if len(value.strip()) >= LEAST}, key=len, reverse=True)


def masked(application: Application, text: str, *, today: date) -> str:
    """``text`` without the values of the applicant, and with the numbers of persons masked as the finders mask them."""
    for value in own_values(application):
        text = text.replace(value, HIDDEN)
    lines = text.splitlines()
    for found in in_lines(lines, today=today):
        place, offset = found.place.get("line", 0) - 1, found.place.get("offset")
        if offset is None or "*" not in found.shown or not 0 <= place < len(lines):
            continue
        line = lines[place]
        lines[place] = line[:offset] + found.shown + line[offset + len(found.shown) :]
    return "\n".join(lines)


def leaks(application: Application, *texts: str) -> Iterator[str]:
    """The values of the applicant that still stand in ``texts``, however they are spaced."""
    said = [re.sub(r"[\s\-—]+", "", text).casefold() for text in texts]
    for value in own_values(application):
        plain = re.sub(r"[\s\-—]+", "", value).casefold()
        if any(plain in text for text in said):
            yield value


def findings(*texts: str, today: date) -> list[Found]:
    """What else in ``texts`` may tell of a person."""
    lines = [line for text in texts for line in text.splitlines()]
    return gathered(in_lines(lines, today=today))
