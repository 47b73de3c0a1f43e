"""Files of an application: kept encrypted, read back by those who may read the application."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet

from core import crypto
from core.models import User
from requests_app.models import Application, CaseFile


@dataclass(frozen=True)
class Paper:
    """A file that an application came with: the letter, the fax, the signed record."""

    name: str
    media_type: str
    content: bytes
    purpose: str = CaseFile.Purpose.EVIDENCE


def keep_paper(application: Application, paper: Paper, *, by: User | None, now: datetime) -> CaseFile:
    """Keep what ``application`` came with."""
    return keep(
        application,
        content=paper.content,
        name=paper.name,
        media_type=paper.media_type,
        purpose=paper.purpose,
        by=by,
        now=now,
    )


@transaction.atomic
def keep(
    application: Application,
    *,
    content: bytes,
    name: str,
    media_type: str,
    purpose: str,
    by: User | None,
    now: datetime,
) -> CaseFile:
    """Keep a file of ``application``; its content is encrypted before it is written anywhere."""
    kept = CaseFile(
        application=application,
        purpose=purpose,
        name=name[:200],
        media_type=media_type[:100],
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        added_by=by,
        added_at=now,
    )
    kept.file.save(name[:200], ContentFile(crypto.encrypt_bytes(content)), save=False)
    kept.save(force_insert=True)
    return kept


def content_of(kept: CaseFile) -> bytes:
    """The plain content of a kept file. Raises ``FileNotFoundError``, and ``ValueError`` when it was damaged."""
    with kept.file.open("rb") as file:
        return crypto.decrypt_bytes(file.read())


def provided(application: Application) -> QuerySet[CaseFile]:
    """What goes to the applicant with the decision; of a case that another one decided, what goes with that one too."""
    cases = [pk for pk in (application.pk, application.led_by_id) if pk]
    return CaseFile.objects.filter(application__in=cases, for_applicant=True)
