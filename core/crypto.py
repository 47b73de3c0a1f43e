"""Personal data at rest: encrypted with the key of the installation, shown masked."""

import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import models


def encrypt(text: str) -> str:
    """``text`` as a token that only this installation can read."""
    return Fernet(settings.FIELD_KEY.encode()).encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """The text in ``token``. Raises ``ValueError`` when another key wrote it."""
    try:
        return Fernet(settings.FIELD_KEY.encode()).decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise ValueError("This value was encrypted with another key.") from error


def encrypt_bytes(content: bytes) -> bytes:
    """``content`` as a token that only this installation can read; a third longer."""
    return Fernet(settings.FIELD_KEY.encode()).encrypt(content)


def decrypt_bytes(token: bytes) -> bytes:
    """What was encrypted. Raises ``ValueError`` when another key wrote it or the file was damaged."""
    try:
        return Fernet(settings.FIELD_KEY.encode()).decrypt(token)
    except InvalidToken as error:
        raise ValueError("This file was encrypted with another key, or it is damaged.") from error


def fingerprint(text: str) -> str:
    """A keyed hash: equal for equal texts, of no use to somebody without the key."""
    return hmac.new(settings.FIELD_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def masked(text: str, *, head: int = 0, tail: int = 4) -> str:
    """``text`` with all but its first ``head`` and last ``tail`` characters as stars."""
    if len(text) <= head + tail:
        return "*" * len(text)
    return text[:head] + "*" * (len(text) - head - tail) + text[len(text) - tail :]


class FingerprintField(models.CharField):
    """The keyed hash of another, encrypted field of the same row, by which rows are found. Empty for an empty one.

    It follows that field whenever a row is saved; who updates rows without saving them writes both.
    """

    def __init__(self, *, of: str, **options) -> None:
        self.of = of
        super().__init__(**{"max_length": 64, "blank": True, "editable": False, "db_index": True, **options})

    def deconstruct(self):
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "of": self.of}

    def pre_save(self, instance: models.Model, add: bool) -> str:
        text = getattr(instance, self.of)
        key = fingerprint(text) if text else ""
        setattr(instance, self.attname, key)
        return key


class EncryptedTextField(models.TextField):
    """A text that is encrypted in the database and plain in Python. It cannot be searched."""

    def get_prep_value(self, value):
        return encrypt(value) if value else ""

    def from_db_value(self, value, expression, connection):
        return decrypt(value) if value else ""
