"""Files that were chosen in a form which could not be taken: kept for a day, so that nobody chooses them again."""

from uuid import uuid4

from django.core.files.storage import storages
from django.db import models

from core.crypto import EncryptedFileField, EncryptedTextField, OwnIdField


def upload_path(_row: "KeptUpload", _name: str) -> str:
    """A place that tells nothing of the file; its content lies there encrypted."""
    drawn = uuid4().hex
    return f"uploads/{drawn[:2]}/{drawn}.bin"


def upload_storage():
    """Where kept files lie: never under an address that is served."""
    return storages["default"]


class KeptUpload(models.Model):
    """One file. Only the page that was sent with it holds its key; ``source`` is a keyed hash of where it came from."""

    key = models.CharField(max_length=64, unique=True)
    source = models.CharField(max_length=64, blank=True)
    own_id = OwnIdField()
    name = EncryptedTextField()
    media_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField()
    file = EncryptedFileField(upload_to=upload_path, storage=upload_storage, max_length=100)
    until = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["source", "until"], name="kept_uploads_of_a_source")]

    def __str__(self) -> str:
        return f"{self.size} {self.until:%Y-%m-%d %H:%M}"
