"""Personal data at rest: encrypted with the key of the installation, shown masked.

``FIELD_KEY`` may hold several keys, the newest first: what is written is written with the first, what is read may have
been written with any. What rows are found by (``fingerprint``) has a key of its own, which the installation keeps in
its database, encrypted: so codes, addresses and proofs stay found when the key is changed (docs/adr/0029).
"""

import hashlib
import hmac
import logging
from collections.abc import Callable
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from core.database import outside
from core.reporting.error_reports import Plain

logger = logging.getLogger(__name__)
LOOKUP: dict[str, bytes] = {}  # the key of fingerprints by FIELD_KEY, once the database has told it


def keys() -> list[str]:
    """The keys of FIELD_KEY, the newest first."""
    return [key.strip() for key in settings.FIELD_KEY.split(",") if key.strip()]


@cache
def _fernet(given: str) -> MultiFernet:
    return MultiFernet([Fernet(key.strip().encode()) for key in given.split(",") if key.strip()])


def encrypt(text: str) -> str:
    """``text`` as a token that only this installation can read."""
    return _fernet(settings.FIELD_KEY).encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """The text in ``token``. Raises ``ValueError`` when a key that is not given wrote it."""
    try:
        return _fernet(settings.FIELD_KEY).decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise ValueError("This value was encrypted with another key.") from error


@outside.transactions("encrypting a file")
def encrypt_bytes(content: bytes) -> bytes:
    """The ``content`` of a file as a token that only this installation can read; a third longer."""
    return _fernet(settings.FIELD_KEY).encrypt(content)


@outside.transactions("decrypting a file")
def decrypt_bytes(token: bytes) -> bytes:
    """The content of a file that was encrypted.

    Raises ``ValueError`` when a key that is not given wrote it or the file was damaged.
    """
    try:
        return _fernet(settings.FIELD_KEY).decrypt(token)
    except InvalidToken as error:
        raise ValueError("This file was encrypted with another key, or it is damaged.") from error


def is_of_newest_key(token: bytes) -> bool:
    """Whether the first key of FIELD_KEY wrote ``token``."""
    try:
        Fernet(keys()[0].encode()).decrypt(token)
    except InvalidToken:
        return False
    return True


def key_digest(key: str) -> str:
    """What is kept of a key so that another one is known to be another; it tells nothing of the key itself."""
    return hmac.new(key.encode(), b"FIELD_KEY of this portal", hashlib.sha256).hexdigest()


def fingerprint(text: str) -> str:
    """A keyed hash: equal for equal texts, of no use to somebody without the key."""
    if settings.FIELD_KEY not in LOOKUP:
        LOOKUP[settings.FIELD_KEY] = ASK[-1]()
    return hmac.new(LOOKUP[settings.FIELD_KEY], text.encode(), hashlib.sha256).hexdigest()


def first_lookup_key() -> bytes:
    """The key of fingerprints before the database keeps one: the oldest key that is given, as it always was."""
    return keys()[-1].encode()


ASK: list[Callable[[], bytes]] = [
    first_lookup_key
]  # whom to ask for it; the last one: core.keys, once apps are ready


def masked(text: str, *, head: int = 0, tail: int = 4) -> str:
    """``text`` with all but its first ``head`` and last ``tail`` characters as stars."""
    if len(text) <= head + tail:
        return "*" * len(text)
    return text[:head] + "*" * (len(text) - head - tail) + text[len(text) - tail :]


class Token(str):
    """A text that is encrypted already: it is written into an encrypted column as it stands."""


class Unreadable(Token):
    """What a column shows whose token no given key can read. Saved again, the token stays as it was."""

    token: str

    def __new__(cls, token: str) -> "Unreadable":
        shown = super().__new__(cls, _("[cannot be read: encrypted with another key]"))
        shown.token = token
        return shown


class CannotBeRead(Plain, ValueError):
    """Something was to be done with a value that no given key can read; the message names row and column."""


def refuse_unreadable(row: models.Model, *names: str) -> None:
    """Raise ``CannotBeRead`` when one of the columns of ``row`` cannot be read: nothing is sent or drawn of it."""
    broken = [name for name in names if isinstance(getattr(row, name), Unreadable)]
    if broken:
        raise CannotBeRead(f"{row._meta.label} {row.pk}: {', '.join(broken)} was encrypted with another key.")


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
        if isinstance(text, Token):  # what cannot be read keeps the hash that it has
            return getattr(instance, self.attname)
        key = fingerprint(text) if text else ""
        setattr(instance, self.attname, key)
        return key


class EncryptedTextField(models.TextField):
    """A text that is encrypted in the database and plain in Python. It cannot be searched.

    A row that no key can read stops nobody who reads it beside others: its text is ``Unreadable`` and is logged.
    """

    def get_prep_value(self, value):
        if isinstance(value, Unreadable):
            return value.token
        if isinstance(value, Token):
            return str(value)
        return encrypt(value) if value else ""

    def from_db_value(self, value, expression, connection):
        if not value:
            return ""
        try:
            return decrypt(value)
        except ValueError:
            logger.error("A row of %s.%s was encrypted with another key.", self.model._meta.label, self.name)
            return Unreadable(value)


class EncryptedFileField(models.FileField):
    """A file whose content is encrypted before it is written; who changes the key writes it anew."""

    def deconstruct(self):
        """To the database, and so to migrations, it is a file like any other."""
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.FileField", args, options
