"""One text for equal values, so that all who compute a digest of them get the same.

What is evidence towards outsiders has the canonical form of RFC 8785 (JCS). What the portal compares with itself, and
what the log and archives began with, is JSON with sorted keys and no spaces; that form never changes, or old digests
would tell of changes that nobody made.
"""

import hashlib
import json
from collections.abc import Callable
from typing import Any

import rfc8785


def canonical(value: Any) -> bytes:
    """``value`` in its canonical form. Raises ``ValueError`` for what JSON cannot hold exactly."""
    return rfc8785.dumps(value)


def digest(value: object) -> str:
    """The SHA-256 of the canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def sorted_json(value: object, *, default: Callable[[object], str] | None = None) -> str:
    """``value`` as JSON with sorted keys and no spaces; ``default`` writes what JSON does not know."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=default)


def sorted_digest(value: object, *, default: Callable[[object], str] | None = None) -> str:
    """The SHA-256 of ``sorted_json``, in hexadecimal."""
    return hashlib.sha256(sorted_json(value, default=default).encode()).hexdigest()
