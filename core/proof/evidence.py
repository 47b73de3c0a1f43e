"""Whether everything is as it was written: checks of the public log, of the seals under it, of rows and of files.

The rooms register what they can check. The page, the commands, the clock and the health check all ask these checks, so
that one question has one answer. Each check looks at a part at a time: at what comes after a number, as much as it is
told; it says where it stopped. What it finds is a ``Fault``; ``core/proof/findings`` writes those down and tells
people.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import IO

from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from core import macs, witness
from core.crypto import fingerprint
from core.models import Discrepancy, LogEntry, Seal, SealForm, resealing, seals, standing
from core.models.seals import CHECKPOINT, SUBJECT
from core.proof import log
from core.proof.matters import beneath, matter_of, matter_of_gone, sealed_models
from core.transitions import Refused

Kind = Discrepancy.Kind
IN_WORDS = (
    Kind.TEXT,
    Kind.ARCHIVE,
    Kind.CHAIN,
)  # what is wrong is told in a sentence, not by columns or a file
WITNESS = "witness"  # the place of what is wrong with it
LINES = 2000
AT_ONCE = 500
LOOKS = 5  # at a row that seems wrong, while somebody goes on writing it


@dataclass(frozen=True)
class Fault:
    """One thing that is not as it was written. ``what`` names columns, a file or an entry, never their content.

    ``found`` is a keyed hash of what the changed columns hold now: who changes the same columns again is told again,
    also when somebody has explained the first change.
    """

    kind: Discrepancy.Kind
    place: str
    key: int | None = None
    what: str = ""
    matter: str = ""
    agency_id: int | None = None
    found: str = field(default="", compare=False)

    @property
    def fingerprint(self) -> str:
        """Equal for the same fault, however often it is found and in whatever language it is told."""
        what = "" if self.kind in IN_WORDS else self.what
        parts = (self.kind.value, self.place, str(self.key), what, self.matter, self.found)
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
    first = [Check("log", _entries), Check("witness", _told_outside), Check("seals", _seals)]
    return [*first, *rows, *CHECKS.values(), *files]


# The log


def head_faults(number: int, digest: str) -> Iterator[Fault]:
    """Whether the log still holds the entry that somebody outside was told of, and is not shorter."""
    entry = LogEntry.objects.filter(number=number).values_list("hash", flat=True).first()
    yield from _head_faults(number, digest.lower(), entry)


def _head_faults(number: int, told: str, there: str | None) -> Iterator[Fault]:
    if there is None:
        yield Fault(Kind.CHAIN, "log", number, _("The entry was told outside and is not there."))
    elif there != told:
        yield Fault(Kind.CHAIN, "log", number, _("The entry is not the one that was told outside."))


def _entries(after: int, limit: int) -> Part:
    said, last = log.look(after, limit)
    return [Fault(Kind.CHAIN, "log", number, sentence) for number, sentence in said], last


def _told_outside(_after: int, _limit: int) -> Part:
    """Whether the log still holds every end that the witness was told of, and the witness every line that it had.

    Always the whole of it: each line is covered by the next.
    """
    lines, faults = witness.lines(), []
    if seals.is_keyed() and (not lines or lines[0].kind not in witness.BEGINNINGS):
        gone = _("The witness of the log is gone, or was begun anew.")
        faults.append(Fault(Kind.CHAIN, WITNESS, None, gone))
    changed = _("Line %(number)s of the witness was changed.")
    numbers = [line.place for line in lines if not line.is_ours]
    faults += [Fault(Kind.CHAIN, WITNESS, number, changed % {"number": number}) for number in numbers]
    claims = witness.standing_claims(lines)
    for start in range(0, len(claims), AT_ONCE):
        part = claims[start : start + AT_ONCE]
        there = LogEntry.objects.filter(number__in=[line.number for line in part])
        hashes = {0: log.BEGINNING, **dict(there.values_list("number", "hash"))}
        for line in part:
            faults += _head_faults(line.number, line.hash, hashes.get(line.number))
    return faults, None


# The seals and their checkpoints


def checkpoint(*, now: datetime) -> LogEntry | None:
    """Enter number and digest of the seals into the public log; None when there are no new ones.

    The first one seals what was written before there were seals, as it is found, and says how many rows that were; the
    first with a key marks the seals that have none, and says how many. Neither is done again once the log or its
    witness tells that it was done, whatever is missing.
    """
    if not (is_keyed := seals.is_keyed()):
        witness.write(witness.OPENED, *log.end(), at=now)
    found = None if seals.is_begun() else sum(_each_part(model, _seal_found) for model in sealed_models())
    keyed = None if is_keyed else sum(_each_part(model, _mark_found) for model in sealed_models())
    last = _settled()
    with transaction.atomic():
        before = LogEntry.objects.filter(subject=SUBJECT, kind=CHECKPOINT).order_by("-number").first()
        start = before.payload["last"] if before else 0
        if before and last <= start:
            return None
        digest, count = _running(before.payload["digest"] if before else log.BEGINNING, start, last)
        payload = {
            "last": last,
            "seals": (before.payload["seals"] if before else 0) + count,
            "digest": digest,
            "key": macs.newest(),
        }
        if found is not None:
            payload["as_found"] = found
        if keyed is not None:
            payload["keyed"] = keyed
        made = log.append(CHECKPOINT, subject=SUBJECT, payload=payload, now=now)
    witness.write(witness.HEAD, made.number, made.hash, at=now)
    return made


def keep_head(*, now: datetime) -> LogEntry | None:
    """Tell the witness of the end that the log has now. Returns that entry; None of an empty log. Raises OSError."""
    entry = LogEntry.objects.order_by("-number").first()
    if entry is not None and seals.is_keyed():
        witness.write(witness.HEAD, entry.number, entry.hash, at=now)
    return entry


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
        .values_list("pk", "form", "key", "marks", "mac", "turn", "hangs_on", "matter")
    )
    for number, form, key, marks, mac, *more in rows.iterator(chunk_size=LINES):
        line = f"\n{number} {names.get(form, '')} {key} {marks}"
        if mac or any(more):  # seals of before there was a key stand in their checkpoints without it
            line += f" {mac} {json.dumps(more, ensure_ascii=False)}"
        running.update(line.encode())
        count += 1
    return running.hexdigest(), count


def _seals(after: int, limit: int) -> Part:
    """Whether the seals are those that the checkpoints tell of, and the forms those that they name."""
    faults: list[Fault] = []
    if not after:
        for form in SealForm.objects.all():
            if form.digest != seals.digest_of(form.table, form.columns):
                faults.append(Fault(Kind.CHANGED, SealForm._meta.db_table, form.pk, form.table))
    points = LogEntry.objects.filter(subject=SUBJECT, kind=CHECKPOINT)
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


def _each_part(model: type[models.Model], work: Callable[[type[models.Model], list[int]], int]) -> int:
    """Do ``work`` with all keys of ``model`` that have a row or a seal, a part at a time. Returns the sum."""
    done, after = 0, 0
    while True:
        rows = model._base_manager.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)
        sealed = Seal.objects.filter(form__table=model._meta.db_table, key__gt=after).order_by("key")
        keys = {*rows[: seals.AT_ONCE], *sealed.values_list("key", flat=True).distinct()[: seals.AT_ONCE]}
        part = sorted(keys)[: seals.AT_ONCE]
        if not part:
            return done
        done, after = done + work(model, part), part[-1]


def _seal_found(model: type[models.Model], keys: list[int]) -> int:
    """Seal those of the rows ``keys`` that have no seal, as they are found. Returns how many."""
    with transaction.atomic():
        there = model._base_manager.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",))
        missing = set(there.values_list("pk", flat=True)) - set(seals.last_seals(model, keys))
        seals.seal_new(model, seals.read(model, missing, seals.fields_of(model)).items(), {})
    return len(missing)


def _mark_found(model: type[models.Model], keys: list[int]) -> int:
    return resealing.take_in(model, keys, accept=lambda seal: not seal.mac)[0]


def rekey(*, because: str, lost: bool, now: datetime) -> LogEntry:
    """Mark the last seal of every row with the newest key, say so in the public log, and begin the witness anew.

    With ``lost``, seals of a key that is gone are taken as they are found. What fits no key that is there stays as it
    is. Raises ``Refused`` when the witness and the log do not agree: nothing is begun anew over a fault.
    """
    if not lost and (faults := _told_outside(0, LINES)[0]):
        raise Refused(*(fault.what for fault in faults))

    def accept(seal: Seal) -> bool:
        return bool(seal.mac) and (seals.fits(seal) or lost and not macs.is_of_known_key(seal.mac))

    left = 0

    def work(model: type[models.Model], keys: list[int]) -> int:
        nonlocal left
        marked, unfit = resealing.take_in(model, keys, accept=accept)
        left += unfit
        return marked

    marked = sum(_each_part(model, work) for model in sealed_models())
    payload = {"marked": marked, "left": left, "key": macs.newest(), "lost": lost, "because": because}
    entry = log.append("rekeyed", subject=SUBJECT, payload=payload, now=now)
    witness.set_aside(now=now)
    witness.write(witness.OPENED, entry.number, entry.hash, at=now)
    witness.write(witness.HEAD, entry.number, entry.hash, at=now)
    return entry


# Rows


def _rows_of(model: type[models.Model]) -> Callable[[int, int], Part]:
    def look(after: int, limit: int) -> Part:
        keys = list(
            model._base_manager.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:limit]
        )
        is_last = len(keys) < limit
        told = standing.known_between(model, after, None if is_last else keys[-1])
        faults = list(_row_faults(model, keys, told))
        return faults, None if is_last else keys[-1]

    return look


def faults_of(model: type[models.Model], keys: Iterable[int]) -> Iterator[Fault]:
    """What is wrong with the rows ``keys`` of ``model``, and with those of them that are gone."""
    keys = set(keys)
    known = standing.known({model: keys})[model]
    there = set(model._base_manager.filter(pk__in=keys).values_list("pk", flat=True))
    yield from _row_faults(model, sorted(there), known)


def gone(model: type[models.Model]) -> Iterator[Fault]:
    """All rows of ``model`` that were deleted past the portal, by their seals."""
    sealed = (
        Seal.objects.filter(form__table=model._meta.db_table).order_by("key").values_list("key", flat=True)
    )
    there = model._base_manager.filter(pk=models.OuterRef("key"))
    keys = list(sealed.filter(~models.Exists(there)).distinct())
    for start in range(0, len(keys), AT_ONCE):
        yield from faults_of(model, keys[start : start + AT_ONCE])


def _row_faults(
    model: type[models.Model], keys: list[int], known: dict[int, standing.Known]
) -> Iterator[Fault]:
    """What is wrong with ``keys`` and the rows that ``known`` tells of. What seems wrong is looked at again, between
    two looks at its seals: whoever wrote meanwhile has left one, and is not accused. A row that is written at each
    look is left to the next round: its old marks go along, so that nothing is made good by it."""
    should, fields = standing.expected(), seals.fields_of(model)
    doubtful = sorted(_seeming(model, keys, known, fields, should))
    for _look in range(LOOKS):
        moving = []
        for start in range(0, len(doubtful), AT_ONCE):
            part = doubtful[start : start + AT_ONCE]
            before = standing.known({model: part})[model]
            found = _seeming(model, part, before, fields, should)
            after = standing.known({model: part})[model] if found else {}
            for key, (kind, what, is_there, holds) in sorted(found.items()):
                told = before.get(key)
                if _last_of(told) != _last_of(after.get(key)):
                    moving.append(key)
                elif is_there or told is None:
                    yield replace(_named(model, key, kind, what), found=holds)
                else:
                    yield _of_gone(told.seal, kind)
        doubtful = moving


def _seeming(
    model: type[models.Model],
    keys: list[int],
    known: dict[int, standing.Known],
    fields: list[models.Field],
    should: standing.Expected,
) -> dict[int, tuple[Kind, str, bool, str]]:
    """What seems wrong with rows at one look: its kind, the columns, whether the row is there, and a keyed hash of what
    the columns hold."""
    values, found = dict(standing.values_of(model, keys, fields)), {}
    for key in {*keys, *known}:
        is_there = key in values
        if wrong := standing.fault(known.get(key), fields, values.get(key), is_there, should):
            found[key] = (*wrong, is_there, _held(wrong[1], fields, values.get(key)))
    return found


def _held(names: str, fields: list[models.Field], values: list | None) -> str:
    """A keyed hash of the columns ``names`` of a row; empty where they cannot be read or none is named."""
    wrong = set(names.split(", ")) if names else set()
    if not wrong or values is None:
        return ""
    held = [
        [one.attname, str(value)] for one, value in zip(fields, values, strict=True) if one.attname in wrong
    ]
    return fingerprint(json.dumps(held, ensure_ascii=False))


def _last_of(told: standing.Known | None) -> tuple[int, int] | None:
    return (told.seal.pk, told.count) if told else None


def _named(model: type[models.Model], key: int, kind: Discrepancy.Kind, what: str = "") -> Fault:
    try:
        matter, agency = matter_of(model._base_manager.order_by().get(pk=key))
    except Exception:  # noqa: BLE001 a row that was tampered with may lead nowhere; the fault is told all the same
        matter, agency = "", None
    return Fault(kind, model._meta.db_table, key, what, matter, agency)


def _of_gone(seal: Seal, kind: Discrepancy.Kind) -> Fault:
    """A fault of a row that is not there: of which matter and body it was, its seals tell."""
    matter, agency = matter_of_gone(seal)
    return Fault(kind, seal.form.table, seal.key, "", matter, agency)


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
