"""Whether everything is as it was written: checks of the public log, of the seals under it, of rows and of files.

The rooms register what they can check. The page, the commands, the clock and the health check all ask these checks, so
that one question has one answer. Each check looks at a part at a time: at what comes after a number, as much as it is
told; it says where it stopped. What it finds is a ``Fault``; ``core/findings`` writes those down and tells people.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from django.apps import apps
from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from core import log
from core.models import Agency, Discrepancy, LogEntry, Seal, Sealed, SealForm, seals

Kind = Discrepancy.Kind
IN_WORDS = (
    Kind.TEXT,
    Kind.ARCHIVE,
    Kind.CHAIN,
)  # what is wrong is told in a sentence, not by columns or a file
CHECKPOINT = "checkpoint"
SUBJECT = "evidence"
LINES = 2000
ALL = 10**9
ROOTS = ("index_number", "number")


@dataclass(frozen=True)
class Fault:
    """One thing that is not as it was written. ``what`` names columns, a file or an entry, never their content."""

    kind: Discrepancy.Kind
    place: str
    key: int | None = None
    what: str = ""
    matter: str = ""
    agency_id: int | None = None

    @property
    def fingerprint(self) -> str:
        """Equal for the same fault, however often it is found and in whatever language it is told."""
        what = "" if self.kind in IN_WORDS else self.what
        parts = (self.kind.value, self.place, str(self.key), what, self.matter)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def __str__(self) -> str:
        where = f"{self.place} {self.key}" if self.key is not None else self.place
        return ": ".join(filter(None, [self.matter, where, str(self.kind.label), self.what]))


Part = tuple[list[Fault], int | None]


@dataclass(frozen=True)
class Check:
    """Something that can be checked. ``look(after, limit)`` gives what is wrong in the part that begins after a number,
    and where that part ended; None when it was the last one."""

    name: str
    look: Callable[[int, int], Part]
    reads_files: bool = False

    def whole(self, limit: int = LINES) -> Iterator[Fault]:
        """All that is wrong, from the beginning to the end."""
        after: int | None = 0
        while after is not None:
            faults, after = self.look(after, limit)
            yield from faults


CHECKS: dict[str, Check] = {}
READERS: dict[type[models.Model], Callable[[models.Model], str]] = {}


def register(*checks: Check) -> None:
    """Take the checks of a room into the list. Called once for each room, when it is ready."""
    CHECKS.update({check.name: check for check in checks})


def register_files(model: type[models.Model], digest: Callable[[models.Model], str]) -> None:
    """Let the files of ``model`` be measured: ``digest`` gives the SHA-256 of what lies on the disk. Raises OSError."""
    READERS[model] = digest


def checks() -> list[Check]:
    """Every check: the log, the seals, the rows of each table, the files, and what the rooms have registered."""
    rows = [Check(f"rows {model._meta.db_table}", _rows_of(model)) for model in sealed_models()]
    files = [
        Check(f"files {model._meta.db_table}", _files_of(model, read), reads_files=True)
        for model, read in READERS.items()
    ]
    return [Check("log", _entries), Check("seals", _seals), *rows, *CHECKS.values(), *files]


def sealed_models() -> list[type[models.Model]]:
    """The models whose rows leave seals, by their tables."""
    found = (model for model in apps.get_models() if issubclass(model, Sealed))
    return sorted(found, key=lambda model: model._meta.db_table)


# The log


def head_faults(number: int, digest: str) -> Iterator[Fault]:
    """Whether the log still holds the entry that somebody outside was told of, and is not shorter."""
    entry = LogEntry.objects.filter(number=number).first()
    if entry is None:
        yield Fault(Kind.CHAIN, "log", number, _("The entry was told outside and is not there."))
    elif entry.hash != digest.lower():
        yield Fault(Kind.CHAIN, "log", number, _("The entry is not the one that was told outside."))


def _entries(after: int, limit: int) -> Part:
    said, last = log.look(after, limit)
    return [Fault(Kind.CHAIN, "log", number, sentence) for number, sentence in said], last


# The seals and their checkpoints


def begun() -> bool:
    """Whether every row is expected to have a seal: from the first checkpoint on."""
    return LogEntry.objects.filter(kind=CHECKPOINT).exists()


def checkpoint(*, now: datetime) -> LogEntry | None:
    """Enter number and digest of the seals into the public log; None when there are no new ones.

    The first one seals what was written before there were seals, as it is found, and says how many rows that were.
    """
    found = None if begun() else sum(_seal_found(model) for model in sealed_models())
    last = _settled()
    with transaction.atomic():
        before = LogEntry.objects.filter(kind=CHECKPOINT).order_by("-number").first()
        start = before.payload["last"] if before else 0
        if before and last <= start:
            return None
        digest, count = _running(before.payload["digest"] if before else log.BEGINNING, start, last)
        payload = {
            "last": last,
            "seals": (before.payload["seals"] if before else 0) + count,
            "digest": digest,
        }
        if found is not None:
            payload["as_found"] = found
        return log.append(CHECKPOINT, subject=SUBJECT, payload=payload, now=now)


def _settled() -> int:
    """The number of the last seal, when no smaller one can come any more: whoever is writing one is waited for."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {Seal._meta.db_table} IN SHARE MODE")
        return Seal.objects.aggregate(last=models.Max("pk"))["last"] or 0


def _running(digest: str, start: int, last: int) -> tuple[str, int]:
    """The digest of the seals after ``start`` up to ``last``, begun with the one before; and how many they are."""
    names = dict(SealForm.objects.values_list("pk", "digest"))
    running, count = hashlib.sha256(digest.encode()), 0
    rows = (
        Seal.objects.filter(pk__gt=start, pk__lte=last)
        .order_by("pk")
        .values_list("pk", "form", "key", "marks")
    )
    for number, form, key, marks in rows.iterator(chunk_size=LINES):
        running.update(f"\n{number} {names.get(form, '')} {key} {marks}".encode())
        count += 1
    return running.hexdigest(), count


def _seals(after: int, limit: int) -> Part:
    """Whether the seals are those that the checkpoints tell of, and the forms those that they name."""
    faults: list[Fault] = []
    if not after:
        for form in SealForm.objects.all():
            if form.digest != seals.digest_of(form.table, form.columns):
                faults.append(Fault(Kind.CHANGED, SealForm._meta.db_table, form.pk, form.table))
    points = LogEntry.objects.filter(kind=CHECKPOINT)
    before = points.filter(number__lte=after).order_by("-number").first()
    for entry in points.filter(number__gt=after).order_by("number")[: max(1, limit // LINES)]:
        start, told = (before.payload["last"], before.payload["digest"]) if before else (0, log.BEGINNING)
        digest, count = _running(told, start, entry.payload["last"])
        expected = entry.payload["seals"] - (before.payload["seals"] if before else 0)
        if digest != entry.payload["digest"]:
            words = {"number": entry.number, "expected": expected, "count": count}
            faults.append(
                Fault(
                    Kind.CHAIN,
                    Seal._meta.db_table,
                    entry.number,
                    _(
                        "Of the seals told in entry %(number)s there were %(expected)s; %(count)s are left or changed."
                    )
                    % words,
                )
            )
        before = entry
    is_over = before is None or not points.filter(number__gt=before.number).exists()
    return faults, None if is_over else before.number


def _seal_found(model: type[models.Model]) -> int:
    """Seal the rows of ``model`` that have no seal, as they are found. Returns how many."""
    done, after = 0, 0
    while True:
        keys = list(
            model._base_manager.filter(pk__gt=after)
            .order_by("pk")
            .values_list("pk", flat=True)[: seals.AT_ONCE]
        )
        if not keys:
            return done
        with transaction.atomic():
            missing = set(keys) - set(seals.last_seals(model, keys))
            seals.seal_new(model, seals.read(model, missing, seals.fields_of(model)).items())
        done, after = done + len(missing), keys[-1]


# Rows


def _rows_of(model: type[models.Model]) -> Callable[[int, int], Part]:
    def look(after: int, limit: int) -> Part:
        keys = list(
            model._base_manager.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:limit]
        )
        is_last = len(keys) < limit
        forms = {form.pk: form for form in SealForm.objects.filter(table=model._meta.db_table)}
        told = Seal.objects.filter(form__in=list(forms), key__gt=after)
        if not is_last:
            told = told.filter(key__lte=keys[-1])
        known = {}
        for key, form, salt, marks in told.order_by("pk").values_list("key", "form", "salt", "marks"):
            known[key] = (forms[form].columns, salt, marks)
        return list(_row_faults(model, keys, known)), None if is_last else keys[-1]

    return look


def faults_of(model: type[models.Model], keys: Iterable[int]) -> Iterator[Fault]:
    """What is wrong with the rows ``keys`` of ``model``, and with those of them that are gone."""
    keys = set(keys)
    last = seals.last_seals(model, keys)
    known = {key: (seal.form.columns, seal.salt, seal.marks) for key, seal in last.items()}
    there = set(model._base_manager.filter(pk__in=keys).values_list("pk", flat=True))
    yield from _row_faults(model, sorted(there), known)


def _row_faults(model: type[models.Model], keys: list[int], known: dict[int, tuple]) -> Iterator[Fault]:
    table, is_begun = model._meta.db_table, begun()
    fields = seals.fields_of(model)
    for key, values in _values(model, keys, fields):
        columns, salt, marks = known.get(key, ((), "", ""))
        if not marks:
            if is_begun:
                yield _named(model, key, Kind.FOREIGN)
        elif values is None:
            yield _named(model, key, Kind.UNREADABLE)
        else:
            told = dict(zip(columns, seals.split(marks), strict=False))
            changed = [
                field.attname
                for field, value in zip(fields, values, strict=True)
                if field.attname in told and told[field.attname] != seals.mark(salt, field.attname, value)
            ]
            if changed:
                yield _named(model, key, Kind.CHANGED, ", ".join(changed))
    for key in sorted(key for key, (_c, _s, marks) in known.items() if marks and key not in set(keys)):
        yield Fault(Kind.MISSING, table, key)


def _values(model: type[models.Model], keys: list[int], fields: list) -> Iterator[tuple[int, list | None]]:
    """The rows with their plain values; None for one that cannot be read, which stops none of the others."""
    for start in range(0, len(keys), seals.AT_ONCE):
        part = keys[start : start + seals.AT_ONCE]
        try:
            found = seals.read(model, part, fields)
        except Exception:  # noqa: BLE001 whatever somebody wrote into a column, the others are read one by one
            found = {}
            for key in part:
                try:
                    found |= seals.read(model, [key], fields)
                except Exception:  # noqa: BLE001 as above
                    found[key] = None
        yield from ((key, found.get(key)) for key in part)


def _named(model: type[models.Model], key: int, kind: Discrepancy.Kind, what: str = "") -> Fault:
    try:
        matter, agency = matter_of(model._base_manager.order_by().get(pk=key))
    except Exception:  # noqa: BLE001 a row that was tampered with may lead nowhere; the fault is told all the same
        matter, agency = "", None
    return Fault(kind, model._meta.db_table, key, what, matter, agency)


def matter_of(row: models.Model) -> tuple[str, int | None]:
    """The number of the matter that ``row`` belongs to and the key of its body, as far as they can be told."""
    seen, waiting = set(), [row]
    while waiting:
        one = waiting.pop(0)
        if hasattr(one, "agency_id"):
            for name in ROOTS:
                if isinstance(number := getattr(one, name, None), str) and number:
                    return number, one.agency_id
        seen.add((type(one), one.pk))
        for field in one._meta.concrete_fields:
            target = field.related_model
            if target and issubclass(target, Sealed) and target._meta.app_label != "core":
                above = getattr(one, field.name)
                if above is not None and (type(above), above.pk) not in seen:
                    waiting.append(above)
    return "", row.pk if isinstance(row, Agency) else getattr(row, "agency_id", None)


def beneath(root: models.Model, depth: int = 2) -> Iterator[tuple[type[models.Model], list[int]]]:
    """The sealed rows that hang on ``root``, and those that hang on them: model and keys, ``root`` first."""
    level, seen = {type(root): {root.pk}}, {type(root)}
    yield type(root), [root.pk]
    for _step in range(depth):
        below: dict[type[models.Model], set[int]] = {}
        for model, keys in level.items():
            for link in model._meta.related_objects:
                if not issubclass(link.related_model, Sealed) or link.related_model in seen:
                    continue
                rows = link.related_model._base_manager.filter(**{f"{link.field.name}__in": keys})
                below.setdefault(link.related_model, set()).update(rows.values_list("pk", flat=True))
        seen |= set(below)
        yield from ((model, sorted(keys)) for model, keys in below.items() if keys)
        level = {model: keys for model, keys in below.items() if keys}


def matter_faults(root: models.Model, *, apart: tuple[type[models.Model], ...] = ()) -> Iterator[Fault]:
    """What is wrong with ``root`` and all that hangs on it: rows, and files but those of the models ``apart``."""
    for model, keys in beneath(root):
        yield from faults_of(model, keys)
        if model in READERS and model not in apart:
            for row in model._base_manager.filter(pk__in=keys):
                yield from file_faults(row)


# Files


def measured(file: IO[bytes]) -> str:
    """The SHA-256 of an open file."""
    return hashlib.file_digest(file, "sha256").hexdigest()


def file_faults(row: models.Model) -> Iterator[Fault]:
    """Whether the file of ``row`` lies on the disk as its row says."""
    name, told = (
        str(getattr(row, "name", "") or row),
        getattr(row, "sha256", "") or getattr(row, "contents", ""),
    )
    try:
        found = READERS[type(row)](row)
    except FileNotFoundError:
        kind = Kind.FILE_MISSING
    except (OSError, ValueError):
        kind = Kind.FILE_CHANGED
    else:
        if found == told:
            return
        kind = Kind.FILE_CHANGED
    matter, agency = matter_of(row)
    yield Fault(kind, row._meta.db_table, row.pk, name, matter, agency)


def _stored(row: models.Model) -> str:
    return next(
        str(getattr(row, f.name)) for f in row._meta.concrete_fields if isinstance(f, models.FileField)
    )


def _files_of(model: type[models.Model], _read: Callable) -> Callable[[int, int], Part]:
    def look(after: int, limit: int) -> Part:
        rows = list(model._base_manager.filter(pk__gt=after).order_by("pk")[:limit])
        faults = [fault for row in rows for fault in file_faults(row)]
        return faults, None if len(rows) < limit else rows[-1].pk

    return look
