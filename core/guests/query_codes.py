"""Number and query code: how somebody without an account comes back to what they filed."""

import secrets

from django.db.models import Model, QuerySet
from django.utils.crypto import constant_time_compare

from core.crypto import fingerprint
from core.text.characters import folded

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without 0 O 1 I L, which look alike
LENGTH = 10
NOBODYS_HASH = "-" * 64


def new_code() -> str:
    """A random query code, in two groups: about 49 bits, guessed at five tries in a quarter of an hour."""
    drawn = "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))
    return f"{drawn[:5]}-{drawn[5:]}"


def code_for(purpose: str) -> str:
    """The code that belongs to ``purpose``, drawn from its keyed hash: as hard to guess, and kept nowhere."""
    number, drawn = int(fingerprint(f"code:{purpose}"), 16), ""
    for _place in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        drawn += ALPHABET[place]
    return f"{drawn[:5]}-{drawn[5:]}"


def code_hash(number: str, code: str) -> str:
    """The keyed hash under which the code of the matter ``number`` is kept.

    Blanks, hyphens, case and width do not matter.
    """
    plain = "".join(character for character in folded(code).upper() if character.isalnum())
    return fingerprint(f"{number}:{plain}")


def is_same(typed: str, code: str) -> bool:
    """Whether ``typed`` is this code, however it was written, in a time that tells nothing."""
    return is_code("", typed, code_hash("", code))


def is_code(number: str, code: str, kept: str) -> bool:
    """Whether ``code`` belongs to ``number``, in a time that tells nothing."""
    return constant_time_compare(code_hash(number, code), kept)


def belonging_to(rows: QuerySet, number: str, code: str) -> Model | None:
    """The one of ``rows`` that has this number and this code; a number that nobody has takes as long to refuse."""
    found = rows.filter(number__iexact=number).only("number", "code_hash").first()
    known, kept = (found.number, found.code_hash) if found else (number, NOBODYS_HASH)
    return found if is_code(known, code, kept) else None
