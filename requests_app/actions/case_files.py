"""Files of an application: kept encrypted, read back by those who may read the application."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import wraps
from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet

from core import crypto
from core.files import laying
from core.files.laying import Laid
from core.models import User
from requests_app.models import Application, CaseFile

Gives = TypeVar("Gives")


@dataclass(frozen=True)
class Paper:
    """A file that an application came with: the letter, the fax, the signed record.

    Its ``content`` is what was sent, or, once it lies encrypted where the files of cases lie, where that is.
    """

    name: str
    media_type: str
    content: bytes | Laid
    purpose: str = CaseFile.Purpose.EVIDENCE


@contextmanager
def laid(papers: Iterable[Paper]) -> Iterator[list[Paper]]:
    """``papers`` as they lie, encrypted, for rows still to come; those that no row names in the end are deleted.

    Whoever keeps papers in a transaction does this around it. Papers that lie already pass through.
    """
    with ExitStack() as stack:
        ready = []
        for paper in papers:
            if not isinstance(paper.content, Laid):
                lies = stack.enter_context(laying.unless_named(_lay(paper.content)))
                paper = replace(paper, content=lies)
            ready.append(paper)
        yield ready


def lays_papers(action: Callable[..., Gives]) -> Callable[..., Gives]:
    """Decorate an action that keeps ``papers`` in its transaction: they are laid down before it begins."""

    @wraps(action)
    def with_papers(*args, papers: Iterable[Paper] = (), **kwargs) -> Gives:
        with laid(papers) as ready:
            return action(*args, papers=ready, **kwargs)

    return with_papers


def _lay(content: bytes) -> Laid:
    return laying.lay(CaseFile(), "file", content, name="")


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


def keep(
    application: Application,
    *,
    content: bytes | Laid,
    name: str,
    media_type: str,
    purpose: str,
    by: User | None,
    now: datetime,
) -> CaseFile:
    """Keep a file of ``application``; its content is encrypted before it is written anywhere.

    In a transaction only what lies already (``laid``) can be kept.
    """
    with laid([Paper(name, media_type, content, purpose)]) as (paper,), transaction.atomic():
        lies = paper.content
        kept = CaseFile(
            application=application,
            purpose=purpose,
            file=lies.path,
            name=name[:200],
            media_type=media_type[:100],
            size=lies.size,
            sha256=lies.sha256,
            added_by=by,
            added_at=now,
        )
        kept.save(force_insert=True)
        lies.named_by.append(kept)
        return kept


def content_of(kept: CaseFile) -> bytes:
    """The plain content of a kept file. Raises ``FileNotFoundError``, and ``ValueError`` when it was damaged or is
    another than the one that its row tells of; that row is asked where it is handed out."""
    with kept.file.open("rb") as file:
        content = crypto.decrypt_bytes(file.read())
    if hashlib.sha256(content).hexdigest() != kept.sha256:
        raise ValueError("This is not the file that was kept.")
    return content


def provided(application: Application) -> QuerySet[CaseFile]:
    """What goes to the applicant with the decision; of a case that another one decided, what goes with that one too."""
    cases = [pk for pk in (application.pk, application.led_by_id) if pk]
    return CaseFile.objects.filter(application__in=cases, for_applicant=True)
