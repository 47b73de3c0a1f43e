"""Personal data at rest: encrypted with the key of the installation, shown masked.

``FIELD_KEY`` may hold several keys, the newest first: what is written is written with the first, what is read may have
been written with any. What rows are found by (``fingerprint``) has a key of its own, which the installation keeps in
its database, encrypted: so codes, addresses and proofs stay found when the key is changed (docs/adr/0029).

A value says within its encryption where it belongs: table, column, and the random mark that its row has of its own
(``OwnIdField``; the key of a row is not known before it is inserted). Copied anywhere else it is not read
(docs/adr/0043).
"""

import hashlib
import hmac
import logging
import secrets
from collections.abc import Callable
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core import checks
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.database import outside
from core.database.reading import NotedQuerySet
from core.reporting.error_reports import Plain

logger = logging.getLogger(__name__)
OWN = "own_id"  # the name of the column with the own mark of a row
BOUND = b"\0bound\0"  # before the digest of the place to which a text is bound, within its encryption
PLACE = 16  # bytes of that digest
BETWEEN = "|"  # stands in no token, and in no own mark
LOOKUP: dict[str, bytes] = {}  # the key of fingerprints by FIELD_KEY, once the database has told it


def keys() -> list[str]:
    """The keys of FIELD_KEY, the newest first."""
    return [key.strip() for key in settings.FIELD_KEY.split(",") if key.strip()]


@cache
def _fernet(given: str) -> MultiFernet:
    return MultiFernet([Fernet(key.strip().encode()) for key in given.split(",") if key.strip()])


class NotItsPlace(ValueError):
    """A value was encrypted for another row or column than it stands in."""


def encrypt(text: str, place: str = "") -> str:
    """``text`` as a token that only this installation can read, and only at its ``place``; without one anywhere where
    no place is asked for."""
    return _fernet(settings.FIELD_KEY).encrypt(_bound_to(place) + text.encode()).decode()


def decrypt(token: str, place: str = "") -> str:
    """The text in ``token``, which stands at ``place``.

    Raises ``ValueError`` when a key that is not given wrote it, ``NotItsPlace`` when it was written for another place.
    """
    content, bound = _opened(token), _bound_to(place)
    if not content.startswith(bound) or not bound and content.startswith(BOUND):
        raise NotItsPlace("This value was encrypted for another place.")
    return content[len(bound) :].decode()


def text_in(token: str) -> str:
    """The text in ``token`` wherever it stands: for who writes it anew at its place. Raises ``ValueError``."""
    content = _opened(token)
    return content[len(BOUND) + PLACE if content.startswith(BOUND) else 0 :].decode()


def _opened(token: str) -> bytes:
    try:
        return _fernet(settings.FIELD_KEY).decrypt(token.encode())
    except InvalidToken as error:
        raise ValueError("This value was encrypted with another key.") from error


def _bound_to(place: str) -> bytes:
    return BOUND + hashlib.blake2b(place.encode(), digest_size=PLACE).digest() if place else b""


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


CHANCE = 32  # characters of 24 bytes


def drawn_for(*whom: object) -> str:
    """A secret that is of use for ``whom`` alone: who has the database and points its hash at somebody else gains
    nothing (``is_drawn_for``). 192 bits by chance, and a keyed hash of them and of whom they were drawn for."""
    chance = secrets.token_urlsafe(24)
    return chance + _bound(chance, whom)


def is_drawn_for(secret: str, *whom: object) -> bool:
    """Whether ``secret`` was drawn for ``whom``."""
    chance, told = secret[:CHANCE], secret[CHANCE:]
    return hmac.compare_digest(_bound(chance, whom).encode(), told.encode())


def _bound(chance: str, whom: tuple) -> str:
    return fingerprint(f"drawn for {chance} {' '.join(map(str, whom))}")[:32]


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
    why: str  # for a message that names row and column
    is_moved: bool  # whether somebody put it there from another row or column

    def __new__(cls, token: str, *, is_moved: bool = False) -> "Unreadable":
        said = _("[cannot be read: encrypted with another key]")
        if is_moved:
            said = _("[cannot be read: encrypted for another row or column]")
        shown = super().__new__(cls, said)
        shown.token, shown.is_moved = token, is_moved
        shown.why = "encrypted for another row or column" if is_moved else "encrypted with another key"
        return shown


class CannotBeRead(Plain, ValueError):
    """Something was to be done with a value that no given key can read; the message names row and column."""


def refuse_unreadable(row: models.Model, *names: str) -> None:
    """Raise ``CannotBeRead`` when one of the columns of ``row`` cannot be read: nothing is sent or drawn of it."""
    broken = {name: value for name in names if isinstance(value := getattr(row, name), Unreadable)}
    if broken:
        why = next(iter(broken.values())).why
        raise CannotBeRead(f"{row._meta.label} {row.pk}: {', '.join(broken)} was {why}.")


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


class OwnIdField(models.CharField):
    """What a row is known by before it is inserted and for good: random, in no two rows the same.

    Empty only in rows of before encrypted values were bound to their row, until ``core.keys.bind_rows`` was there.
    """

    def __init__(self, **options) -> None:
        fixed = {"verbose_name": gettext_lazy("own mark of the row"), "max_length": 20, "editable": False}
        super().__init__(**{**fixed, "null": True, "blank": True, "unique": True, **options})

    def pre_save(self, instance: models.Model, add: bool) -> str | None:
        return own_id_of(instance, add)


def own_id_of(instance: models.Model, add: bool) -> str | None:
    """The own mark of ``instance``; one that is being inserted is given one."""
    own = getattr(instance, OWN, None)
    if own is None and add:
        own = new_own_id()
        setattr(instance, OWN, own)
    return own


def new_own_id() -> str:
    """Eighty random bits."""
    return secrets.token_hex(10)


class EncryptedTextField(models.TextField):
    """A text that is encrypted in the database, bound to its row, and plain in Python. It cannot be searched.

    A row that no key can read, or that holds the value of another one, stops nobody who reads it beside others: its
    text is ``Unreadable`` and is logged. Models have an ``own_id = OwnIdField()`` beside it; whoever writes with
    ``update`` has a ``BoundQuerySet``.
    """

    def check(self, **kwargs) -> list:
        """Without an own mark of the row nothing could be bound to it."""
        found = super().check(**kwargs)
        if not self.is_bound:
            found.append(
                checks.Error(
                    f"{self.model._meta.label} needs {OWN} = OwnIdField().", obj=self, id="portal.E005"
                )
            )
        return found

    @property
    def is_bound(self) -> bool:
        """Whether the rows have own marks; in migrations of before they have none."""
        return any(field.name == OWN for field in self.model._meta.concrete_fields)

    def place(self, own: str | None) -> str:
        """Where a value of the row with the mark ``own`` belongs; empty where rows have none."""
        return f"{self.model._meta.db_table}.{self.column} {own}" if own else ""

    def sealed(self, text: str, own: str | None) -> Token:
        """``text`` for the row with the mark ``own``, as it is written."""
        return Token(encrypt(str(text), self.place(own)) if text else "")

    def pre_save(self, instance: models.Model, add: bool) -> Token:
        value = getattr(instance, self.attname)
        if isinstance(value, Token) or hasattr(value, "resolve_expression"):
            return value
        return self.sealed(value, own_id_of(instance, add) if self.is_bound else None)

    def get_prep_value(self, value):
        """Only what was encrypted for its row: a plain text does not say to which row it will belong."""
        if isinstance(value, Unreadable):
            return value.token
        if isinstance(value, Token):
            return str(value)
        if value and self.is_bound:
            raise TypeError(
                f"{self.model._meta.label}.{self.name} is written by save, or by a BoundQuerySet."
            )
        return encrypt(value) if value else ""

    def select_format(self, compiler, sql, params):
        """Whoever reads the column reads the own mark of the row beside it: no query and no column more."""
        name = compiler.connection.ops.quote_name(self.column)
        if not self.is_bound or not sql.endswith(f".{name}"):
            return sql, params
        own = sql.removesuffix(name) + compiler.connection.ops.quote_name(OWN)
        return f"({sql} || '{BETWEEN}' || COALESCE({own}, ''))", params

    def from_db_value(self, value, expression, connection):
        if not value:
            return ""
        token, own = value, None
        if self.is_bound:
            token, _between, own = value.rpartition(BETWEEN)
        if not token:
            return ""
        try:
            return decrypt(token, self.place(own))
        except ValueError as error:
            is_moved = isinstance(error, NotItsPlace)
            why = "for another row or column" if is_moved else "with another key"
            logger.error("A row of %s.%s was encrypted %s.", self.model._meta.label, self.name, why)
            return Unreadable(token, is_moved=is_moved)


class BoundQuerySet(NotedQuerySet):
    """Rows whose encrypted columns may be written by ``update``: each row gets a value that only it can read."""

    def update(self, **changes) -> int:
        """As ever. A text for an encrypted column is encrypted for each row, in one statement; a row that comes
        meanwhile is not reached."""
        bound = {
            field.name: field
            for field in self.model._meta.concrete_fields
            if isinstance(field, EncryptedTextField) and field.is_bound
        }
        texts = {name: text for name, text in changes.items() if name in bound and _is_plain(text)}
        if not texts:
            return super().update(**changes)
        marks = list(self.order_by().values_list(OWN, flat=True))
        which = Q(**{f"{OWN}__in": [own for own in marks if own]})
        which |= Q(**{f"{OWN}__isnull": True}) if None in marks else Q()
        for name, text in texts.items():
            changes[name] = Case(
                *(
                    When(Q(**{OWN: own}), then=Value(str(bound[name].sealed(str(text), own))))
                    for own in marks
                ),
                default=F(name),
                output_field=models.TextField(),
            )
        return super(BoundQuerySet, self.filter(which)).update(**changes)

    update.alters_data = True  # type: ignore[attr-defined]


def _is_plain(value: object) -> bool:
    """A text that is to be encrypted, also one that is put into words only when it is read (``gettext_lazy``)."""
    return isinstance(value, str | Promise) and bool(str(value)) and not isinstance(value, Token)


class EncryptedFileField(models.FileField):
    """A file whose content is encrypted before it is written; who changes the key writes it anew."""

    def deconstruct(self):
        """To the database, and so to migrations, it is a file like any other."""
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.FileField", args, options
