"""Hands a file to processes of their own and takes what they drew, burnt and found."""

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from core.database import outside
from core.redaction.boxes import Box
from core.scanning.process import HOME

SECONDS = 90
AT_ONCE = 10  # pages for one process
PROVED = (
    "characters",
    "left_in_text",
    "left_in_bytes",
    "not_black",
    "extras",
)  # all nought or empty in a clean copy


NO_TYPEFACE = 3  # as core.redaction.__main__ says it


class CannotBeRead(Exception):
    """The file cannot be opened, or asks for more memory or time than it gets."""


class NoTypeface(CannotBeRead):
    """The file names typefaces that neither it nor the portal has; its words are their names."""


@dataclass(frozen=True)
class Page:
    """The picture of one page."""

    number: int
    width: int
    height: int
    content: bytes


@dataclass(frozen=True)
class Copy:
    """A redacted copy, and the words that lay under its boxes."""

    content: bytes
    words: list[str]


def pages(path: Path, suffix: str) -> Iterator[Page]:
    """The pages of the file at ``path`` as pictures for the screen. Raises ``CannotBeRead``."""
    first, count = 1, 1
    while first <= count:
        answer = _run("pages", path, suffix, str(first), str(first + AT_ONCE - 1))
        with zipfile.ZipFile(io.BytesIO(answer)) as archive:
            meta = json.loads(archive.read("meta.json"))
            for number, (width, height) in meta["sizes"].items():
                yield Page(int(number), width, height, archive.read(number))
        first, count = first + AT_ONCE, meta["count"]


def redacted(path: Path, suffix: str, boxes: list[Box]) -> Copy:
    """A copy of the file at ``path`` in which every page is a picture with its boxes black. Raises ``CannotBeRead``."""
    with zipfile.ZipFile(io.BytesIO(_run("burn", path, suffix, boxes=boxes))) as archive:
        return Copy(archive.read("copy"), json.loads(archive.read("meta.json"))["words"])


def proof(path: Path, suffix: str, boxes: list[Box], words: list[str]) -> dict:
    """What a look into the copy at ``path`` found (``core.redaction.proving``). Raises ``CannotBeRead``."""
    return json.loads(_run("prove", path, suffix, boxes=boxes, words=words))


@outside.transactions("redacting a file")
def _run(
    order: str, path: Path, suffix: str, *numbers: str, boxes: Iterable[Box] = (), words: Iterable[str] = ()
) -> bytes:
    """What the process writes. It is given nothing of the portal's environment."""
    environment = {"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
    said = json.dumps({"boxes": [asdict(box) for box in boxes], "words": list(words)})
    try:
        return subprocess.run(
            [sys.executable, "-m", "core.redaction", order, str(path), suffix, *numbers],
            cwd=HOME,
            env=environment,
            input=said.encode(),
            capture_output=True,
            timeout=SECONDS,
            check=True,
        ).stdout
    except subprocess.CalledProcessError as error:
        if error.returncode == NO_TYPEFACE:
            raise NoTypeface(error.stderr.decode(errors="replace").strip()) from error
        raise CannotBeRead(error.stderr or str(error)) from error
    except subprocess.SubprocessError as error:
        raise CannotBeRead(getattr(error, "stderr", b"") or str(error)) from error
