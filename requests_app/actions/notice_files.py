"""The files of notices: PDF made by the worker and kept, so that these bytes never change; Word made when asked for."""

import hashlib
import logging
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import translation
from django.utils.dates import WEEKDAYS_ABBR

from core import crypto, pdf
from core.workdays import Kind
from requests_app import word_files, wording
from requests_app.actions import notices
from requests_app.day_grid import grid
from requests_app.models import Notice, NoticeFile

logger = logging.getLogger(__name__)
TEMPLATE = "requests_app/pdf/notice.html"


def values_of(notice: Notice, *, code: str = "") -> dict:
    """What the template of a notice needs; ``code`` is the query code, which only a receipt just made shows."""
    text = notices.content_of(notice)
    with translation.override(notices.OFFICIAL):
        sheet = grid(text["days"], plain=wording.kind_name(Kind.WORKDAY, ""))
    return {"notice": notice, "text": text, "code": code, "grid": sheet, "weekdays": WEEKDAYS_ABBR.values()}


def pdf_of(notice: Notice) -> bytes:
    """The PDF file of ``notice``: the kept one, or one made now. Raises ``core.pdf.PdfUnavailable``."""
    kept = NoticeFile.objects.filter(notice=notice).first()
    if kept is not None:
        try:
            with kept.file.open("rb") as file:
                return crypto.decrypt_bytes(file.read())
        except (FileNotFoundError, ValueError):
            logger.error("The kept file of notice %s is missing or damaged; it is made anew.", notice.pk)
    return pdf.render(TEMPLATE, values_of(notice))


def word_of(notice: Notice) -> bytes:
    """The DOCX file of ``notice``, made from its kept text."""
    return word_files.write(notices.text_of(notice), number=notice.number)


def waiting():
    """The notices whose file was not made yet; what was purged has none."""
    return Notice.objects.filter(made__isnull=True, application__purged_on__isnull=True)


def make_files(*, now: datetime, at_most: int = 20) -> int:
    """Make and keep the PDF files of notices that have none, oldest first. Returns how many.

    A run is short, so that a worker that is told to stop ends soon. A notice that cannot be drawn stays for the next
    run and is said in the log; it does not stop the others.
    """
    made = 0
    for notice in waiting().order_by("pk")[:at_most]:
        try:
            made += _make(notice, now)
        except pdf.PdfUnavailable as reason:
            logger.warning("No file for notice %s: %s", notice.pk, reason)
            break
    return made


def count_waiting(*, now: datetime) -> int:
    """How many files would be made now."""
    return waiting().count()


@transaction.atomic
def _make(notice: Notice, now: datetime) -> bool:
    Notice.objects.select_for_update().only("pk").get(pk=notice.pk)
    if NoticeFile.objects.filter(notice=notice).exists():  # another worker was faster
        return False
    content = pdf.render(TEMPLATE, values_of(notice))
    kept = NoticeFile(
        notice=notice, size=len(content), sha256=hashlib.sha256(content).hexdigest(), made_at=now
    )
    kept.file.save("notice.pdf", ContentFile(crypto.encrypt_bytes(content)), save=False)
    kept.save(force_insert=True)
    return True
