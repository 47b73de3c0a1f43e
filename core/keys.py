"""Is FIELD_KEY the key of this database? And how one key follows another without losing a row, a file or a code."""

import os
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.core.exceptions import SuspiciousFileOperation
from django.db import DatabaseError, connection, models
from django.db.models import F
from django.db.models.functions import Cast

from core import crypto
from core.models import FieldKey
from core.reporting.error_reports import Plain

BATCH = 500


class WrongKey(Plain):
    """FIELD_KEY is not the key that this database was written with; the message is one sentence for the operator."""


def wrong() -> WrongKey:
    """The sentence that stops the start."""
    return WrongKey(
        "FIELD_KEY cannot be used: the personal data in this database were encrypted with another key. Give the "
        "key that was used (several with commas, the newest first); nothing was changed."
    )


def is_kept() -> bool:
    """Whether the database has the table of the key yet: before the first ``migrate`` it has not."""
    return FieldKey._meta.db_table in connection.introspection.table_names()


def fault() -> str:
    """Why the portal must not run with this FIELD_KEY, in one sentence; empty when it may, or nothing is known yet."""
    try:
        row = FieldKey.objects.filter(only=1).first() if is_kept() else None
        if row is None:
            return "" if is_plausible() else str(wrong())
    except DatabaseError:
        return ""  # that the database does not answer is said by whoever asks it for something
    known = {crypto.key_digest(key) for key in crypto.keys()}
    return "" if {row.digest, row.next_digest or row.digest} <= known else str(wrong())


def ensure(now: datetime) -> None:
    """Let the database know its key when it knows none, and the next key when one was put first. Raises ``WrongKey``.

    Every process that serves or works does this when it starts.
    """
    if said := fault():
        raise WrongKey(said)
    newest = crypto.key_digest(crypto.keys()[0])
    oldest = crypto.key_digest(crypto.keys()[-1])
    lookup = crypto.encrypt(crypto.first_lookup_key().decode())
    row, made = FieldKey.objects.get_or_create(
        only=1, defaults={"digest": oldest, "lookup": lookup, "made_at": now, "changed_at": now}
    )
    if newest != row.digest and row.next_digest != newest:
        FieldKey.objects.filter(only=1, digest=row.digest).update(next_digest=newest, changed_at=now)
    if said := fault():  # another process was faster, with another key
        raise WrongKey(said)


def lookup_key() -> bytes:
    """The key of fingerprints that the database keeps. Raises ``WrongKey`` when FIELD_KEY cannot read it."""
    row = FieldKey.objects.filter(only=1).first() if is_kept() else None
    if row is None:
        return crypto.first_lookup_key()
    try:
        return crypto.decrypt(row.lookup).encode()
    except ValueError as error:
        raise wrong() from error


def is_plausible() -> bool:
    """Whether at least one encrypted value of a database that knows no key yet can be read; true without any value."""
    tables, found = set(connection.introspection.table_names()), False
    for model, name in columns():
        if model._meta.db_table not in tables or not _has_column(model, name):
            continue
        token = tokens(model, name).values_list("as_written", flat=True).first()
        if token:
            found = True
            if _opens(token):
                return True
    return not found


def _has_column(model: type[models.Model], name: str) -> bool:
    """Whether the table of ``model`` has the column yet.

    Asked of the database itself: the introspection of SQLite parses the whole statement that made the table, which
    takes longer than all the rest of a start.
    """
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(model._meta.db_table)
        cursor.execute(f"SELECT * FROM {table} WHERE 1 = 0")  # noqa: S608 - our own table
        return model._meta.get_field(name).column in {column[0] for column in cursor.description}


def columns() -> Iterator[tuple[type[models.Model], str]]:
    """Every encrypted column of the portal."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, crypto.EncryptedTextField):
                yield model, field.name


def file_columns() -> Iterator[tuple[type[models.Model], str]]:
    """Every column that names an encrypted file."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, crypto.EncryptedFileField):
                yield model, field.name


def tokens(model: type[models.Model], name: str) -> models.QuerySet:
    """The rows of ``model`` with what stands in their encrypted column ``name`` as ``as_written``."""
    rows = model._base_manager.annotate(as_written=Cast(F(name), models.TextField()))
    return rows.exclude(as_written="").order_by("pk")


def rotate_rows(model: type[models.Model], name: str, *, unreadable: list[str]) -> int:
    """Write every value of a column anew that the newest key did not write. Returns how many.

    A value that changed meanwhile is left: whoever changed it wrote it with the newest key. Stopped and run again, it
    goes on where it was. What no key reads, or what belongs to another row, is named in ``unreadable`` and stays.
    """
    done, last, field = 0, None, _field(model, name)
    while batch := _batch(model, name, last):
        for pk, token, own in batch:
            last = pk
            place = field.place(own)
            if not _reads(token, place):
                unreadable.append(f"{model._meta.label} {pk}: {name}")
            elif not crypto.is_of_newest_key(token.encode()):
                fresh = crypto.Token(crypto.encrypt(crypto.decrypt(token, place), place))
                done += _written(tokens(model, name).filter(pk=pk, as_written=token), {name: fresh})
    return done


def _written(rows: models.QuerySet, values: dict[str, object]) -> int:
    """Write the same texts in other tokens. The seals tell of texts and stay as they are: what somebody changed past
    the portal is not made good by it."""
    return models.QuerySet.update(rows, **values)


def _field(model: type[models.Model], name: str) -> crypto.EncryptedTextField:
    field = model._meta.get_field(name)
    if not isinstance(field, crypto.EncryptedTextField):
        raise TypeError(f"{model._meta.label}.{name} is not encrypted.")
    return field


def _batch(model: type[models.Model], name: str, last: object) -> list[tuple[object, str, str | None]]:
    rows = tokens(model, name)
    rows = rows if last is None else rows.filter(pk__gt=last)
    return list(rows.values_list("pk", "as_written", crypto.OWN)[:BATCH])


def bind_rows() -> int:
    """Give a mark of its own to every row of before encrypted values were bound to theirs, and write its values anew
    for it. Returns how many. What cannot be read stays; a row that changed meanwhile is done in the next run."""
    done, names = 0, defaultdict(list)
    for model, name in columns():
        names[model].append(name)
    for model, its in names.items():
        known = {f"token_{name}": Cast(F(name), models.TextField()) for name in its}
        rows = model._base_manager.filter(**{f"{crypto.OWN}__isnull": True}).annotate(**known)
        for pk, *found in rows.order_by("pk").values_list("pk", *known):
            own, values = crypto.new_own_id(), {}
            for name, token in zip(its, found, strict=True):
                if token and _reads(token):
                    values[name] = _field(model, name).sealed(crypto.decrypt(token), own)
            same = dict(zip(known, found, strict=True))
            done += _written(rows.filter(pk=pk, **same), {crypto.OWN: own, **values})
    return done


def rotate_files(model: type[models.Model], name: str, *, unreadable: list[str]) -> int:
    """Write every encrypted file anew that the newest key did not write, whole or not at all. Returns how many."""
    done, storage = 0, model._meta.get_field(name).storage
    rows = model._base_manager.exclude(**{name: ""}).order_by("pk")
    for pk, path in rows.values_list("pk", name).iterator(chunk_size=BATCH):
        try:
            with storage.open(path, "rb") as file:
                content = file.read()
            if crypto.is_of_newest_key(content):
                continue
            _replace(Path(storage.path(path)), crypto.encrypt_bytes(crypto.decrypt_bytes(content)))
        except FileNotFoundError:
            continue  # no key brings it back; check_files names it
        except (OSError, ValueError, SuspiciousFileOperation) as error:
            unreadable.append(f"{model._meta.label} {pk}: {path} ({type(error).__name__})")
            continue
        done += 1
    return done


def look(*, unreadable: list[str]) -> None:
    """Name in ``unreadable`` every value and every file that no given key can read. Nothing is changed."""
    for model, name in columns():
        rows = tokens(model, name).values_list("pk", "as_written", crypto.OWN)
        for pk, token, own in rows.iterator(chunk_size=BATCH):
            if not _reads(token, _field(model, name).place(own)):
                unreadable.append(f"{model._meta.label} {pk}: {name}")
    for model, name in file_columns():
        storage = model._meta.get_field(name).storage
        rows = model._base_manager.exclude(**{name: ""}).order_by("pk").values_list("pk", name)
        for pk, path in rows.iterator(chunk_size=BATCH):
            try:
                with storage.open(path, "rb") as file:
                    crypto.decrypt_bytes(file.read())
            except FileNotFoundError:
                continue
            except (OSError, ValueError, SuspiciousFileOperation) as error:
                unreadable.append(f"{model._meta.label} {pk}: {path} ({type(error).__name__})")


def _replace(place: Path, content: bytes) -> None:
    """Put ``content`` in the place of a file, so that a reader finds the old one or the new one, never half of one."""
    number, beside = tempfile.mkstemp(dir=place.parent, prefix=".rotating-")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, place)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def finish(now: datetime) -> None:
    """Let the newest key be the only one that the database asks for. Call it when no row of another key is left."""
    row = FieldKey.objects.get(only=1)
    FieldKey.objects.filter(only=1, digest=row.digest).update(
        digest=crypto.key_digest(crypto.keys()[0]),
        next_digest="",
        lookup=crypto.encrypt(crypto.decrypt(row.lookup)),
        changed_at=now,
    )


def _reads(token: str, place: str = "") -> bool:
    try:
        crypto.decrypt(token, place)
    except ValueError:
        return False
    return True


def _opens(token: str) -> bool:
    """Whether a given key wrote ``token``, wherever it belongs."""
    try:
        crypto.text_in(token)
    except ValueError:
        return False
    return True
