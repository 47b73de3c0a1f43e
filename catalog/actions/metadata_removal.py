"""Copies of files without names and places: asked for by the department, made by the clock in a process of its own."""

import shutil
import tempfile
from datetime import datetime
from pathlib import Path

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog import rules
from catalog.actions import screening
from catalog.models import Attachment, Cleaning, Disclosure, Editor
from catalog.screening import checks
from core.database import claims
from core.files import laying
from core.models import User
from core.permissions import may
from core.scanning.process import cleaned_copy
from core.transitions import Refused

EDITABLE = (Disclosure.Status.DRAFT, Disclosure.Status.RETURNED)
AT_ONCE = 20


def ask(attachment: Attachment, *, by: User, now: datetime) -> Cleaning:
    """Ask for a cleaned copy of a file of a draft. Raises ``Refused``."""
    disclosure = attachment.disclosure
    if not may(by, rules.PROPOSE, disclosure, on=timezone.localdate(now)):
        raise Refused(_("Only the responsible department edits this disclosure."))
    if disclosure.status not in EDITABLE:
        raise Refused(
            _("It is “%(status)s” now and cannot be edited.") % {"status": disclosure.get_status_display()}
        )
    if attachment not in checks.cleanable(disclosure):
        raise Refused(_("A cleaned copy would say the same as this file."))
    try:
        with transaction.atomic():
            Editor.objects.note(disclosure, by, now)
            return Cleaning.objects.create(
                disclosure=disclosure,
                name=attachment.name,
                original=attachment.file.name,
                original_sha256=attachment.sha256,
                by=by,
                asked_at=now,
            )
    except IntegrityError as error:
        raise Refused(_("A cleaned copy of this file is being made already.")) from error


def owed(now: datetime) -> QuerySet[Cleaning]:
    """The copies that wait for a worker at ``now``, the oldest first."""
    waiting = Cleaning.objects.filter(claims.free(now, screening.AGAIN_AFTER), done_at__isnull=True)
    return waiting.select_related("disclosure").order_by("asked_at", "pk")


def count_due(*, now: datetime) -> int:
    """How many copies wait."""
    return owed(now).count()


def clean_due(*, now: datetime) -> int:
    """Make the copies that are asked for, each claimed first. Returns how many files were replaced."""
    return sum(_replace(one, now) for one in claims.taken(owed(now), now=now, at_most=AT_ONCE))


def _replace(cleaning: Cleaning, now: datetime) -> bool:
    attachment = Attachment.objects.filter(
        disclosure=cleaning.disclosure_id, sha256=cleaning.original_sha256
    ).first()
    copy, fault = b"", _("The file is not part of the draft any more.")
    if attachment is not None:
        try:
            copy, fault = _copy_of(attachment), _("The file could not be read to its end.")
        except OSError as error:
            Cleaning.objects.filter(pk=cleaning.pk).update(fault=str(error)[:200])
            return False  # it stays owed: the storage may come back
    if not copy:
        return _store(cleaning, attachment, None, fault, now)
    with laying.unless_named(laying.lay(Attachment(), "file", copy, name=attachment.name)) as laid:
        return _store(cleaning, attachment, laid, fault, now)


@transaction.atomic
def _store(
    cleaning: Cleaning, attachment: Attachment | None, laid: laying.Laid | None, fault: str, now: datetime
) -> bool:
    """Put the copy that lies already in the place of the file, unless somebody was faster; else say why not."""
    locked = Disclosure.objects.select_for_update(of=("self",)).get(pk=cleaning.disclosure_id)
    mine = Cleaning.objects.filter(pk=cleaning.pk, done_at__isnull=True)
    if laid and locked.status not in EDITABLE:
        laid, fault = None, _("The draft was proposed meanwhile.")
    elif laid and not Attachment.objects.filter(pk=attachment.pk, sha256=attachment.sha256).exists():
        laid, fault = None, _("The file is not part of the draft any more.")
    if not laid:
        mine.update(done_at=now, fault=fault)
        return False
    if not mine.update(done_at=now, cleaned_sha256=laid.sha256, fault=""):
        return False  # another worker was faster
    attachment.sha256, attachment.size, attachment.file = laid.sha256, laid.size, laid.path
    attachment.save(update_fields=["file", "sha256", "size"])
    laid.named_by.append(attachment)
    screening.owe_file(attachment, now=now)
    return True


def _copy_of(attachment: Attachment) -> bytes:
    """The cleaned content, or b"" when the file cannot be read. Raises ``OSError`` when the storage fails."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        with attachment.file.open("rb") as kept, path.open("wb") as copy:
            shutil.copyfileobj(kept, copy)
        return cleaned_copy(path, checks.suffix_of(attachment.name))
