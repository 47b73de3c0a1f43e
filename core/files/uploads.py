"""Files survive a form that could not be taken: they are kept, encrypted; the page that comes back holds their keys.

A browser sends a chosen file once. So the field itself keeps what it was given when its form is shown again, offers it
as a ticked choice, and takes it from there when the form comes back (``core.web.widgets``). After a day it is deleted.
"""

import secrets
from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from core import crypto
from core.client_ip import visitor
from core.files.types import checked_type
from core.models import KeptUpload

LASTS = timedelta(days=1)
AFTERWARDS = timedelta(minutes=10)  # for a second press of the button, which gets the first one's answer
MOST_OF_A_SOURCE = 60
BYTES_OF_A_SOURCE = 200 * 1024 * 1024
BYTES_OF_ALL = 5 * 1024 * 1024 * 1024
ENDING = "-kept"  # of the field that holds the keys
SOURCE: ContextVar[str] = ContextVar("source", default="")


class KeptFile(SimpleUploadedFile):
    """A kept file as the form gets it, with the key under which it is kept."""

    kept_key = ""


def keep(upload: UploadedFile, *, now: datetime) -> str:
    """Keep ``upload`` and return its key; empty when it could not be taken anyway, or too much is kept already."""
    if key := getattr(upload, "kept_key", ""):
        KeptUpload.objects.filter(key=crypto.fingerprint(key)).update(until=now + LASTS)
        return key
    try:
        checked_type(upload.name or "", upload, upload.size or 0)
    except ValidationError:
        return ""
    source = SOURCE.get()
    if not _has_room(source, upload.size, now):
        return ""
    upload.seek(0)
    content = upload.read()
    upload.seek(0)
    key = secrets.token_urlsafe(24)
    row = KeptUpload(
        key=crypto.fingerprint(key),
        source=source,
        name=upload.name[:200],
        media_type=(upload.content_type or "")[:100],
        size=len(content),
        until=now + LASTS,
    )
    row.file.save("upload.bin", ContentFile(crypto.encrypt_bytes(content)), save=False)
    row.save(force_insert=True)
    upload.kept_key = key
    return key


def _has_room(source: str, size: int, now: datetime) -> bool:
    """Whether one more file of ``source`` can be kept: a few of each, and not more than the disk bears of all."""
    kept = KeptUpload.objects.filter(until__gt=now)
    own = kept.filter(source=source)
    if own.count() >= MOST_OF_A_SOURCE:
        return False
    used, all_used = (rows.aggregate(sum=Sum("size"))["sum"] or 0 for rows in (own, kept))
    return used + size <= BYTES_OF_A_SOURCE and all_used + size <= BYTES_OF_ALL


def kept(keys: list[str], *, now: datetime) -> list[KeptFile]:
    """The files of ``keys``, in their order; what is gone or damaged is left out."""
    rows = {row.key: row for row in KeptUpload.objects.filter(key__in=map(crypto.fingerprint, keys[:20]))}
    found = []
    for key in keys[:20]:
        row = rows.get(crypto.fingerprint(key))
        if row is None or row.until <= now:
            continue
        try:
            with row.file.open("rb") as file:
                one = KeptFile(row.name, crypto.decrypt_bytes(file.read()), row.media_type)
        except (FileNotFoundError, ValueError):
            continue
        one.kept_key = key
        found.append(one)
    return found


def old(*, now: datetime) -> QuerySet[KeptUpload]:
    """The files whose day is over."""
    return KeptUpload.objects.filter(until__lte=now)


def forget(rows: QuerySet[KeptUpload]) -> int:
    """Delete kept files, rows first. Returns how many."""
    files = [row.file for row in rows]
    number = rows.delete()[0]
    for file in files:
        file.delete(save=False)
    return number


def remember_source(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Let fields know from where a form came, and forget kept files when a form that held them was taken."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return get_response(request)
        token = SOURCE.set(crypto.fingerprint(visitor(request)))
        try:
            response = get_response(request)
            if response.status_code == 302:
                _used(request)
            return response
        finally:
            SOURCE.reset(token)

    return answer


def _used(request: HttpRequest) -> None:
    uploads = [one for _name, several in request.FILES.lists() for one in several]
    keys = [one.kept_key for one in uploads if getattr(one, "kept_key", "")]
    if keys:
        rows = KeptUpload.objects.filter(key__in=map(crypto.fingerprint, keys))
        rows.update(until=timezone.now() + AFTERWARDS)


def fields(request: HttpRequest) -> list[tuple[str, str]]:
    """The files of ``request`` as fields of a form: kept, and named by their keys."""
    now = timezone.now()
    named = ((name, keep(one, now=now)) for name, several in request.FILES.lists() for one in several)
    return [(f"{name}{ENDING}", key) for name, key in named if key]
