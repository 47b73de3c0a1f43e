"""Files that are made to hurt: bombs, two files in one, programs in disguise. Only directories and beginnings are read.

``fault`` answers within milliseconds, so that a form can ask it. What a file hides without wanting to hurt is a
question for ``core.scanning``.
"""

import re
import zipfile
from pathlib import PurePosixPath
from typing import IO

from django.utils.translation import gettext as _

MEMBERS_AT_MOST = 5_000
UNFOLDED_AT_MOST = 400 * 1024 * 1024
HARMLESS = 30 * 1024 * 1024  # unfolded, whatever the ratio: a table of many equal cells folds very well
RATIO_AT_MOST = 150
BEGINNING = 4096
PIECE = 1024 * 1024
ENCRYPTED = 0x1
PROGRAMS = frozenset("exe dll com scr bat cmd ps1 vbs vbe js jse wsf hta jar msi lnk cpl sh apk".split())
XML = frozenset({"xml", "rels"})
DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
ACTS = re.compile(rb"<script[\s>]|<\?php", re.IGNORECASE)
MACRO_TYPES = re.compile(rb"macroEnabled", re.IGNORECASE)
ARCHIVES = frozenset({"docx", "xlsx", "ofd"})
PICTURES = frozenset({"png", "jpg", "jpeg"})


def fault(file: IO[bytes], suffix: str) -> str:
    """Why a file of the type ``suffix`` is refused, as a sentence about “it”, or "" for one that may come in."""
    if suffix in ARCHIVES:
        return _archive_fault(file)
    file.seek(0)
    beginning = file.read(BEGINNING)
    if beginning.startswith((b"#!", b"MZ", b"\x7fELF")):
        return _("It is a program.")
    if suffix in PICTURES | {"pdf"} and zipfile.is_zipfile(file):
        return _("It is two files in one: behind its content lies an archive.")
    if suffix in PICTURES:
        if b"%PDF-" in beginning:
            return _("It is two files in one: a picture and a PDF.")
        if _contains(file, ACTS):
            return _("It is a picture with a script in it.")
    return ""


def _archive_fault(file: IO[bytes]) -> str:
    file.seek(0)
    if file.read(4) != b"PK\x03\x04":
        return _("It is two files in one: something stands before its content.")
    try:
        with zipfile.ZipFile(file) as archive:
            return _members_fault(archive)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError, RuntimeError):
        return _("It is damaged: its parts cannot be read.")


def _members_fault(archive: zipfile.ZipFile) -> str:
    members = archive.infolist()
    if _is_bomb(members):
        return _("Unfolded it would be enormous: such files are made to bring computers down.")
    for member in members:
        path = PurePosixPath(member.filename)
        if path.is_absolute() or ".." in path.parts or "\\" in member.filename:
            return _("Its parts have names that lead out of it.")
        if member.flag_bits & ENCRYPTED:
            return _("It is encrypted: nobody could look through it.")
        suffix = path.suffix.lower().lstrip(".")
        if suffix in PROGRAMS:
            return _("It carries a program.")
        if suffix in XML:
            with archive.open(member) as part:
                beginning = part.read(BEGINNING).replace(b"\0", b"")
            if DECLARES.search(beginning):
                return _("Its parts declare entities: such files are made to bring computers down.")
            if member.filename == "[Content_Types].xml" and MACRO_TYPES.search(beginning):
                return _("It is a file with macros under another name. Save it without macros.")
    return ""


def _is_bomb(members: list[zipfile.ZipInfo]) -> bool:
    """Whether an archive unfolds beyond all measure, or lets its parts overlap so that it seems small."""
    if len(members) > MEMBERS_AT_MOST:
        return True
    unfolded = sum(member.file_size for member in members)
    folded = sum(member.compress_size for member in members) or 1
    if unfolded > UNFOLDED_AT_MOST or (unfolded > HARMLESS and unfolded > RATIO_AT_MOST * folded):
        return True
    places = sorted((member.header_offset, member.compress_size) for member in members)
    return any(
        offset + size > following
        for (offset, size), (following, _size) in zip(places, places[1:], strict=False)
    )


def _contains(file: IO[bytes], pattern: re.Pattern[bytes]) -> bool:
    file.seek(0)
    rest = b""
    while piece := file.read(PIECE):
        if pattern.search(rest + piece):
            return True
        rest = piece[-16:]
    return False
