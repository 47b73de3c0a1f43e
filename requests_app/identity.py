"""Identity numbers: whether one can be right, told from the number alone."""

import re
import unicodedata
from datetime import date
from typing import Protocol

from core.crypto import fingerprint
from core.scanning.numbers import has_its_check_character
from core.text.characters import folded

RESIDENT = re.compile(r"\d{17}[\dX]")
CREDIT_CODE = re.compile(r"[0-9A-HJ-NP-RTUWXY]{18}")
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


class Applicant(Protocol):
    """Who applies: as an application keeps it."""

    applicant_name: str
    identity_number: str


def applicant_key(applicant: Applicant) -> str:
    """What finds the applications of one applicant without their name: a keyed hash of the number, or of the name.

    Equal names without numbers may be two people; whoever acts on it looks at both.
    """
    number = tidy(applicant.identity_number)
    name = "".join(unicodedata.normalize("NFKC", applicant.applicant_name).split()).casefold()
    return fingerprint(f"number:{number}" if number else f"name:{name}")


def tidy(number: str) -> str:
    """``number`` in plain capitals and digits, without blanks and hyphens between its parts."""
    return re.sub(r"[\s-]", "", folded(number)).upper()


def is_possible_resident(number: str) -> bool:
    """Whether an 18-character number can be a resident's (GB 11643): a real day of birth, and its check character."""
    if not RESIDENT.fullmatch(number):
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return has_its_check_character(number)


def is_possible_credit_code(number: str) -> bool:
    """Whether an 18-character number can be an organisation's unified social credit code (GB 32100)."""
    if not CREDIT_CODE.fullmatch(number):
        return False
    values = [CREDIT_ALPHABET.index(character) for character in number]
    total = sum(value * pow(3, place, 31) for place, value in enumerate(values[:17]))
    return values[17] == (31 - total % 31) % 31
