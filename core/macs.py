"""Marks that only this installation can make: hashes under SEAL_KEY, a key that is never in the database.

``SEAL_KEY`` may hold several keys, the newest first: what is made is made with the first, and a mark names its key, so
that what an earlier key made is still known (docs/adr/0032).
"""

import hashlib
import hmac
from functools import lru_cache

from django.conf import settings

NAMED = 8  # characters that name a key
LONG = 32  # characters of a mark itself: 128 bits


def keys() -> list[str]:
    """The keys of SEAL_KEY, the newest first."""
    return [key.strip() for key in settings.SEAL_KEY.split(",") if key.strip()]


@lru_cache(maxsize=32)
def key_id(key: str) -> str:
    """What names a key in its marks; it tells nothing of the key itself."""
    return hmac.new(key.encode(), b"SEAL_KEY of this portal", hashlib.sha256).hexdigest()[:NAMED]


def newest() -> str:
    """The name of the key that marks are made with."""
    return key_id(keys()[0])


def mark(text: str) -> str:
    """The mark of ``text``: the name of the key and a hash under it."""
    key = keys()[0]
    return f"{key_id(key)}:{_hash(key, text)}"


def fits(text: str, given: str) -> bool:
    """Whether ``given`` is the mark of ``text`` under any of the keys."""
    named, _colon, told = given.partition(":")
    return any(key_id(key) == named and hmac.compare_digest(_hash(key, text), told) for key in keys())


def names(given: str) -> str:
    """The name of the key that ``given`` was made with, as it says."""
    return given.partition(":")[0]


def is_of_known_key(given: str) -> bool:
    """Whether ``given`` names one of the keys that are there."""
    return names(given) in {key_id(key) for key in keys()}


def _hash(key: str, text: str) -> str:
    return hmac.digest(key.encode(), text.encode("utf-8", "surrogatepass"), "sha256").hex()[:LONG]
