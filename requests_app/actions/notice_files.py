"""The files of notices: PDF made by the worker and kept, so that these bytes never change; Word made when asked for."""

import hashlib
import logging
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.dates import WEEKDAYS_ABBR

from core import crypto
from core.database import claims
from core.exports import pdf
from core.proof import evidence, findings
from core.workdays import Kind
from requests_app.actions import notices
from requests_app.desk import rule_words
from requests_app.models import Application, Notice, NoticeFile
from requests_app.notices import docx
from requests_app.notices.day_grid import grid

logger = logging.getLogger(__name__)
TEMPLATE = "requests_app/pdf/notice.html"
AGAIN_AFTER = timedelta(
    minutes=10
)  # a claim that is older belongs to a worker that died, or to a try that failed


def values_of(notice: Notice, *, code: str = "") -> dict:
    """What the template of a notice needs; ``code`` is the query code, which only a receipt just made shows."""
    text = notices.content_of(notice)
    with translation.override(notices.OFFICIAL):
        sheet = grid(text["days"], plain=rule_words.kind_name(Kind.WORKDAY, ""))
    return {"notice": notice, "text": text, "code": code, "grid": sheet, "weekdays": WEEKDAYS_ABBR.values()}


def pdf_of(notice: Notice) -> bytes:
    """The PDF file of ``notice``: the kept one, or one made now. Raises ``core.exports.pdf.PdfUnavailable``."""
    kept = NoticeFile.objects.filter(notice=notice).first()
    if kept is not None:
        try:
            with kept.file.open("rb") as file:
                content = crypto.decrypt_bytes(file.read())
            if hashlib.sha256(content).hexdigest() == kept.sha256:
                return content
        except (FileNotFoundError, ValueError):
            pass
        logger.error("The kept file of notice %s is missing or damaged; it is made anew.", notice.pk)
    return pdf.render(TEMPLATE, values_of(notice))


def word_of(notice: Notice) -> bytes:
    """The DOCX file of ``notice``, made from its kept text."""
    return docx.write(notices.text_of(notice), number=notice.number)


def waiting(now: datetime) -> QuerySet[Notice]:
    """The notices whose file waits for a worker at ``now``, the oldest first; what was purged has none."""
    unmade = Notice.objects.filter(made__isnull=True, application__purged_on__isnull=True)
    return unmade.filter(claims.free(now, AGAIN_AFTER)).order_by("pk")


def make_files(*, now: datetime, at_most: int = 20) -> int:
    """Make and keep the PDF files of notices that have none, oldest first, each claimed first. Returns how many.

    A run is short, so that a worker that is told to stop ends soon. A notice that cannot be drawn waits until its claim
    is old and is said in the log; it does not stop the others.
    """
    made = 0
    for notice in claims.taken(waiting(now), now=now, at_most=at_most):
        if faults := [*evidence.faults_of(Notice, [notice.pk])]:
            findings.write_down(faults, now=now)
            continue  # a file of it would be kept as if the portal had written it
        try:
            crypto.refuse_unreadable(notice, "content")
            content = pdf.render(TEMPLATE, values_of(notice))
        except pdf.PdfUnavailable as reason:
            logger.warning("No file for notice %s: %s", notice.pk, reason)
            Notice.objects.filter(pk=notice.pk).update(claimed_at=None)  # of this machine, not of this notice
            break
        except Exception:  # noqa: BLE001 one notice must not stop the others; its claim ends, then it is tried again
            logger.exception("No file for notice %s", notice.pk)
            continue
        made += _keep(notice, content, now)
    return made


def count_waiting(*, now: datetime) -> int:
    """How many files would be made now."""
    return waiting(now).count()


def _keep(notice: Notice, content: bytes, now: datetime) -> bool:
    """Keep the drawn file, once: of two workers the slower one keeps nothing, nor does one whom the purge overtook."""
    kept = NoticeFile(
        notice=notice, size=len(content), sha256=hashlib.sha256(content).hexdigest(), made_at=now
    )
    kept.file.save("notice.pdf", ContentFile(crypto.encrypt_bytes(content)), save=False)
    with transaction.atomic():
        application = (
            Application.objects.select_for_update().only("pk", "purged_on").get(pk=notice.application_id)
        )
        wanted = application.purged_on is None and not NoticeFile.objects.filter(notice=notice).exists()
        if wanted:
            kept.save(force_insert=True)
    if not wanted:
        kept.file.delete(save=False)
    return wanted
