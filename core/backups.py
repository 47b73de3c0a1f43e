"""Backup and return: database and files as they belong together, checked, and the keys apart from both.

The database is read first, as of one moment, the files after it, so that no row of it names a file that came too
late; a file that went meanwhile lets it be read once more. The manifest is written last: without it a folder is none.
"""

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path, PurePosixPath

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from core import crypto, macs, serials, witness
from core.files import stored_files
from core.proof import evidence, log
from core.reporting.error_reports import Plain

FORMAT = 1
TRIES = 3
MANIFEST = "manifest.json"
SQLITE = "database.sqlite3"
TABLES = "tables"
FILES = "files"
RESTORED = "restored"  # the entry of the public log
SKIPPED = 1000  # numbers of each series that a return leaves out, unless it is said otherwise


class Unusable(Plain):
    """A backup that cannot be made or used; the message is one sentence."""


def make(folder: Path, *, now: datetime) -> dict:
    """Write a backup into the new ``folder``. Returns its manifest. Raises ``Unusable``."""
    if folder.exists() and any(folder.iterdir()):
        raise Unusable(
            _("%(folder)s is not empty: each backup has a folder of its own.") % {"folder": folder}
        )
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    lost_before = None
    for _again in range(TRIES):
        named = _dump(folder)
        _copy_files(Path(settings.MEDIA_ROOT), folder / FILES)
        lost = {name for name in named if not (folder / FILES / name).exists()}
        if not lost or lost == lost_before:  # what is missing twice was missing before
            break
        lost_before = lost
    manifest = {
        "format": FORMAT,
        "made_at": now.isoformat(),
        "engine": connection.vendor,
        "migrations": _migrations(),
        "key": [crypto.key_digest(key) for key in crypto.keys()],
        "seal_key": [macs.key_id(key) for key in macs.keys()],
        "missing": sorted(lost),
        "sha256": {str(path): _digest(folder / path) for path in _contents(folder)},
    }
    unfinished = folder / f"{MANIFEST}.unfinished"
    unfinished.write_text(
        json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8"
    )
    unfinished.replace(folder / MANIFEST)
    return manifest


def keep_keys(folder: Path, *, apart_from: Path) -> None:
    """Write the keys into a folder that lies outside the backup: who finds one shall not have the other."""
    if folder.resolve().is_relative_to(apart_from.resolve()):
        raise Unusable(
            _("The keys do not belong into the backup: name a folder outside %(folder)s.")
            % {"folder": apart_from}
        )
    folder.mkdir(parents=True, exist_ok=True)
    kept = {
        "field_key": settings.FIELD_KEY,
        "seal_key": settings.SEAL_KEY,
        "secret_key": settings.SECRET_KEY,
    }
    for name, key in kept.items():
        place = folder / name
        place.touch(mode=0o600)
        place.chmod(0o600)
        place.write_text(key)


def read(folder: Path) -> dict:
    """The manifest of the backup in ``folder``, once every file was measured. Raises ``Unusable``."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        wanted, engine = manifest["sha256"], manifest["engine"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Unusable(_("%(folder)s holds no finished backup.") % {"folder": folder}) from error
    found = {str(path) for path in _contents(folder)}
    wrong = sorted(set(wanted) ^ found)
    wrong += [name for name in sorted(found & set(wanted)) if _digest(folder / name) != wanted[name]]
    if wrong:
        raise Unusable(
            _(
                "The backup is not what it was: %(count)d files are missing, altered or added, the first is %(name)s."
            )
            % {"count": len(wrong), "name": wrong[0]}
        )
    if engine != connection.vendor:
        raise Unusable(
            _("It is a backup of %(engine)s and cannot be put into %(here)s.")
            % {"engine": engine, "here": connection.vendor}
        )
    if not set(manifest["key"]) & {crypto.key_digest(key) for key in crypto.keys()}:
        raise Unusable(_("FIELD_KEY is not the key of this backup; give the key that was kept with it."))
    marked_with = set(manifest.get("seal_key", ()))  # backups of before seals had a key name none
    if marked_with and not marked_with & {macs.key_id(key) for key in macs.keys()}:
        raise Unusable(_("SEAL_KEY is not the key of this backup; give the key that was kept with it."))
    return manifest


def restore(folder: Path, *, now: datetime, skip: int = SKIPPED) -> dict:
    """Put database and files of the backup in the place of what is there. Returns its manifest. Raises ``Unusable``.

    Nothing is changed before everything was measured. Files that no row of the backup names stay where they are. The
    witness of the log stays, or goes on from the one of the backup: it and the log itself say what was gone back to.
    """
    manifest = read(folder)
    witness.take_back(folder / FILES / witness.NAME, now=now)
    before = max((line.number for line in witness.standing_claims(witness.lines())), default=0)
    if connection.vendor == "sqlite":
        _restore_sqlite(folder / SQLITE)
    else:
        _restore_tables(folder / TABLES, manifest)
    _copy_files(folder / FILES, Path(settings.MEDIA_ROOT), but=witness.NAME)
    number, digest = log.end()
    witness.write(witness.RESTORED, number, digest, at=now)
    payload = {"made_at": manifest["made_at"], "went_back_to": number, "had_been_at": max(before, number)}
    log.append(RESTORED, subject=evidence.SUBJECT, payload=payload, now=now)
    evidence.keep_head(now=now)
    serials.skip(skip, made_at=datetime.fromisoformat(manifest["made_at"]), at=now)
    return manifest


def _dump(folder: Path) -> list[str]:
    """Write the database as of one moment. Returns the names of all files that it names."""
    return _dump_sqlite(folder / SQLITE) if connection.vendor == "sqlite" else _dump_tables(folder / TABLES)


def _dump_sqlite(place: Path) -> list[str]:
    place.unlink(missing_ok=True)
    connection.ensure_connection()
    with closing(sqlite3.connect(place)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
        return [name for sql in _names_sql() for (name,) in copy.execute(sql)]


def _dump_tables(place: Path) -> list[str]:
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for table in _tables():
            with (place / table).open("wb") as file:
                cursor.copy_expert(f'COPY "{table}" ({_columns(table)}) TO STDOUT', file)
        names: list[str] = []
        for sql in _names_sql():
            cursor.execute(sql)
            names += [name for (name,) in cursor.fetchall()]
        return names


def _names_sql() -> Iterator[str]:
    for model, field in stored_files.columns():
        yield f'SELECT "{field.column}" FROM "{model._meta.db_table}" WHERE "{field.column}" <> \'\''  # noqa: S608 our own names


def _restore_sqlite(place: Path) -> None:
    connection.ensure_connection()
    with closing(sqlite3.connect(place)) as copy:
        copy.backup(connection.connection)
    connection.close_if_unusable_or_obsolete()


def _restore_tables(place: Path, manifest: dict) -> None:
    """Fill the tables anew, all or none. The triggers that refuse to rewrite are off in this transaction only."""
    if manifest["migrations"] != _migrations():
        raise Unusable(
            _(
                "The backup is of another version: install that one, migrate an empty database, restore, then upgrade."
            )
        )
    tables = [path.name for path in sorted(place.iterdir())]
    if set(tables) != set(_tables()):
        raise Unusable(_("The tables of the backup are not those of this database."))
    listed = ", ".join(f'"{table}"' for table in tables)
    with transaction.atomic(), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
        cursor.execute(f"TRUNCATE {listed}")
        for table in tables:
            with (place / table).open("rb") as file:
                cursor.copy_expert(f'COPY "{table}" ({_columns(table)}) FROM STDIN', file)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
        for sql in connection.ops.sequence_reset_sql(no_style(), apps.get_models(include_auto_created=True)):
            cursor.execute(sql)


def _tables() -> list[str]:
    """All tables of the database but the list of migrations, which belongs to the code."""
    with connection.cursor() as cursor:
        found = [one.name for one in connection.introspection.get_table_list(cursor) if one.type == "t"]
    return sorted(set(found) - {"django_migrations"})


def _columns(table: str) -> str:
    """The columns that hold what was written; what the database makes of them itself is made anew."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema()"
            " AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
            [table],
        )
        return ", ".join(f'"{name}"' for (name,) in cursor.fetchall())


def _migrations() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def _copy_files(source: Path, target: Path, *, but: str = "") -> None:
    """Copy what ``target`` does not have alike, ``but`` not. A file that goes away meanwhile is left out."""
    target.mkdir(parents=True, exist_ok=True)
    for folder, _folders, names in os.walk(source):
        for name in names:
            origin = Path(folder) / name
            place = target / origin.relative_to(source)
            if str(origin.relative_to(source)) == but:
                continue
            try:
                if place.exists() and _digest(place) == _digest(origin):
                    continue
                place.parent.mkdir(parents=True, exist_ok=True)
                beside = place.with_name(f".copying-{place.name}")
                shutil.copy2(origin, beside)
                beside.replace(place)
            except FileNotFoundError:
                continue


def _contents(folder: Path) -> Iterator[PurePosixPath]:
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if path.is_file() and not str(relative).startswith(MANIFEST):
            yield PurePosixPath(relative)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
