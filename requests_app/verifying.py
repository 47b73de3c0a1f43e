"""How the files of applications are measured: they lie encrypted, and their digests are of what they say."""

import hashlib

from core import crypto
from core.proof import evidence
from requests_app.models import ArrivedMail, CaseFile, NoticeFile


def _of_file(row: CaseFile | NoticeFile) -> str:
    with row.file.open("rb") as content:
        return hashlib.sha256(crypto.decrypt_bytes(content.read())).hexdigest()


def _of_mail(row: ArrivedMail) -> str:
    with row.original.open("rb") as content:
        return hashlib.sha256(crypto.decrypt_bytes(content.read())).hexdigest()


def register() -> None:
    """Name what this room keeps on the disk."""
    for model in (CaseFile, NoticeFile):
        evidence.register_files(model, _of_file)
    evidence.register_files(ArrivedMail, _of_mail)
