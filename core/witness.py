"""The witness of the public log: a file beside the database that tells which ends the log has had.

One line for each end: moment, what it tells, number and hash of the entry, and a mark under SEAL_KEY that covers the
line and the mark before it. Who has the password of the database can neither write such a line nor take one away. A log
that was cut, or made anew, differs from it; an older database that came back by ``restore`` is told by a line as well.
"""

import fcntl
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from django.conf import settings

from core import macs
from core.database import outside

NAME = "log-witness.txt"
OPENED = "opened"  # the log ended so when the witness was begun, before seals got their marks
HEAD = "head"  # the log ended so
RESTORED = "restored"  # an older database came back; it ended so, and what was told after that entry is void
BEGINNINGS = (OPENED, RESTORED)  # the kinds of a first line
TAIL = 1024  # bytes that hold the last line


@dataclass(frozen=True)
class Line:
    """One line. ``is_ours`` says whether its mark fits the line and the one before it."""

    place: int
    at: str
    kind: str
    number: int
    hash: str
    mac: str
    is_ours: bool = True


def place() -> Path:
    """Where it lies: with the stored files, so that backups carry it."""
    return Path(settings.MEDIA_ROOT) / NAME


def lines(path: Path | None = None) -> list[Line]:
    """All lines from the first; none when there is no such file. A line that cannot be read is not ours."""
    try:
        rows = (path or place()).read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return []
    found, before = [], ""
    for at, row in enumerate(rows, start=1):
        said, _blank, mac = row.rpartition(" ")
        parts = said.split(" ")
        is_ours = len(parts) == 4 and parts[2].isdecimal() and macs.fits(f"{before}\n{said}", mac)
        moment, kind, number, digest = parts if is_ours else ("", "", "0", "")
        found.append(Line(at, moment, kind, int(number), digest, mac, is_ours))
        before = mac
    return found


def has_begun() -> bool:
    """Whether it tells of an end since seals have marks: then no row may be without one, whatever the log says."""
    return any(line.kind == HEAD for line in standing_claims(lines()))


@outside.transactions("writing the witness of the log")
def write(kind: str, number: int, digest: str, *, at: datetime) -> bool:
    """Add a line, kept on the disk when this returns. False when the last line says the same already.

    Raises ``OSError`` when it cannot be written: who calls fails, and the clock tells of it.
    """
    path = place()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        last = _last(file)
        said, _blank, before = last.rpartition(" ")
        if said.split(" ")[1:] == [kind, str(number), digest]:
            return False
        said = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ} {kind} {number} {digest}"
        mac = macs.mark(f"{before}\n{said}")
        file.write(f"{said} {mac}\n".encode())
        file.flush()
        os.fsync(file.fileno())
    return True


def _last(file: IO[bytes]) -> str:
    """The last line of an open witness; empty when it has none. The file stands at its end afterwards."""
    file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL))
    return (file.read().decode("utf-8", "replace").splitlines() or [""])[-1]


def last_kind() -> str:
    """What kind of line the last one is, as it says; empty without a witness."""
    try:
        with place().open("rb") as file:
            return (_last(file).split(" ") + ["", ""])[1]
    except FileNotFoundError:
        return ""


def standing_claims(told: list[Line]) -> list[Line]:
    """What the log must still hold: each end that was told, but those after the entry to which a return went back."""
    claims, most = [], None
    for line in reversed([line for line in told if line.is_ours]):
        if most is None or line.number <= most:
            claims.append(line)
        if line.kind == RESTORED:
            most = line.number if most is None else min(most, line.number)
    return claims[::-1]


def wrong_key() -> str:
    """Why the portal must not run with this SEAL_KEY, in one sentence; empty when it may.

    It must not when no line of the witness is ours, and one names a key that is not given.
    """
    told = lines()
    if any(line.is_ours for line in told) or all(macs.is_of_known_key(line.mac) for line in told):
        return ""
    return (
        "SEAL_KEY cannot be used: the witness of the public log was written with another key. Give the key that was "
        "used (several with commas, the newest first); nothing was changed."
    )


def set_aside(*, now: datetime) -> None:
    """Give the witness that is here a name of its own; it is never deleted."""
    here = place()
    if here.exists():
        here.rename(here.with_name(f"{here.stem}-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}{here.suffix}"))


def take_back(kept: Path, *, now: datetime) -> None:
    """Put the witness of a backup in its place, unless the one that is here goes on from it: that one stays.

    One that is here and tells of another log is set aside under a name of its own, never deleted.
    """
    here = place()
    brought = kept.read_bytes() if kept.exists() else b""
    found = here.read_bytes() if here.exists() else b""
    if found.startswith(brought):
        return
    if not brought.startswith(found):
        set_aside(now=now)
    here.parent.mkdir(parents=True, exist_ok=True)
    here.write_bytes(brought)
