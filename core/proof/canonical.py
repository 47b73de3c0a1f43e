"""The canonical form of JSON values (RFC 8785, JCS): one text for equal values, so all compute one digest."""

import hashlib
import json

import rfc8785


def canonical(value: object) -> bytes:
    """``value`` in its canonical form. Raises ``ValueError`` for what JSON cannot hold exactly."""
    return rfc8785.dumps(value)


def early_digest(value: object) -> str:
    """The digest that entries of the log carried before RFC 8785: over JSON with sorted keys and no spaces."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def digest(value: object) -> str:
    """The SHA-256 of the canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()
