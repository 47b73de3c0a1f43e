"""A file is laid down before the row that names it, and deleted after the row that named it is gone.

Writing, reading, encrypting and deleting files is slow work: none of it is done while a transaction is open
(``core.database.outside``, docs/adr/0034). So what a form brought is laid down first; the transaction only names
it. What no
row names in the end, because the form was refused, sent twice or undone, is taken away again. A process that dies in
between leaves a file without a row, never a row without a file.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, Storage
from django.db import DatabaseError, models, transaction

from core import crypto
from core.database import outside


class KeptFiles(FileSystemStorage):
    """Django's files on a disk, behind the guard of slow work."""

    @outside.transactions("writing a file")
    def _save(self, name: str, content: File) -> str:
        return super()._save(name, content)

    @outside.transactions("reading a file")
    def _open(self, name: str, mode: str = "rb") -> File:
        return super()._open(name, mode)

    @outside.transactions("deleting a file")
    def delete(self, name: str) -> None:
        """Delete the file ``name``; one that is gone already is no error."""
        super().delete(name)


@dataclass
class Laid:
    """A file that lies where it will be read from, for a row that is still to come."""

    path: str
    size: int  # of the plain content, in bytes
    sha256: str  # of the plain content, in hexadecimal
    storage: Storage
    named_by: list[models.Model] = field(default_factory=list)

    def is_named(self) -> bool:
        """Whether one of the rows that took it is there: a transaction that was undone leaves none."""
        return any(
            type(row)._base_manager.filter(pk=row.pk, **{name: self.path}).exists()
            for row in self.named_by
            for name in _columns(type(row))
        )


def _columns(model: type[models.Model]) -> Iterator[str]:
    return (one.name for one in model._meta.concrete_fields if isinstance(one, models.FileField))


def lay(row: models.Model, column: str, content: bytes | File, *, name: str) -> Laid:
    """Write ``content`` where ``column`` of ``row`` keeps its files, encrypted where it encrypts. The row is not saved.

    Raises ``OSError`` when there is no room.
    """
    kind = row._meta.get_field(column)
    plain = ContentFile(content) if isinstance(content, bytes) else content
    plain.seek(0)
    digest, size = hashlib.file_digest(plain, "sha256").hexdigest(), plain.size
    if hasattr(row, "sha256"):
        row.sha256 = digest  # some files lie under what they hold
    plain.seek(0)
    is_secret = isinstance(kind, crypto.EncryptedFileField)
    written = ContentFile(crypto.encrypt_bytes(plain.read())) if is_secret else plain
    path = kind.storage.save(kind.generate_filename(row, name), written, max_length=kind.max_length)
    return Laid(path, size, digest, kind.storage)


@contextmanager
def unless_named(laid: Laid) -> Iterator[Laid]:
    """Take ``laid`` away afterwards when no row names it."""
    try:
        yield laid
    finally:
        try:
            if not laid.is_named():
                laid.storage.delete(laid.path)
        except DatabaseError:
            pass  # nobody can tell now; the search for files without rows finds it


@contextmanager
def laid(works: Iterable[Callable[[], Laid]]) -> Iterator[list[Laid]]:
    """What ``works`` lay down, for as long as it takes to name it; what is not named goes again."""
    with ExitStack() as stack:
        yield [stack.enter_context(unless_named(work())) for work in works]


def delete_later(storage: Storage, *paths: str) -> None:
    """Delete files to which no row leads any more, once it is sure that none does: after the transaction, if one is
    open."""
    for path in filter(None, paths):
        if outside.is_open():
            transaction.on_commit(partial(storage.delete, path))
        else:
            storage.delete(path)
