"""Adding to the public log, and checking it."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime

from django.db import transaction
from django.utils.translation import pgettext_lazy

from core.models import LogEntry, LogHead

BEGINNING = "0" * 64
KINDS = {
    "published": pgettext_lazy("log entry", "Published"),
    "corrected": pgettext_lazy("log entry", "Corrected"),
    "repealed": pgettext_lazy("log entry", "Repealed"),
    "withdrawn": pgettext_lazy("log entry", "Withdrawn"),
    "archived": pgettext_lazy("log entry", "Archived"),
    "consultation_opened": pgettext_lazy("log entry", "Draft put out for consultation"),
    "consultation_concluded": pgettext_lazy("log entry", "Answers to opinions published"),
    "consultation_withdrawn": pgettext_lazy("log entry", "Consultation withdrawn"),
}


def entry_hash(
    *, number: int, at: datetime, kind: str, subject: str, payload: dict, previous_hash: str
) -> str:
    """SHA-256 over the canonical JSON of an entry: sorted keys, no spaces, UTF-8, time in UTC to the second."""
    content = {
        "at": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "kind": kind,
        "number": number,
        "payload": payload,
        "previous_hash": previous_hash,
        "subject": subject,
    }
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


@transaction.atomic
def append(kind: str, *, subject: str, payload: dict, now: datetime) -> LogEntry:
    """Add an entry, in the transaction of what it tells about. ``payload`` holds JSON values and no personal data."""
    LogHead.objects.get_or_create(only=1)
    head = LogHead.objects.select_for_update().get(only=1)
    at = now.replace(microsecond=0)
    content = {"number": head.number + 1, "at": at, "kind": kind, "subject": subject, "payload": payload}
    content["previous_hash"] = head.hash
    entry = LogEntry.objects.create(hash=entry_hash(**content), **content)
    LogHead.objects.filter(only=1).update(number=entry.number, hash=entry.hash)
    return entry


def faults() -> Iterator[str]:
    """Walk the whole chain; a sentence for each entry that is missing, changed or out of order."""
    previous, expected = BEGINNING, 1
    for entry in LogEntry.objects.order_by("number").iterator():
        if entry.number != expected:
            yield f"Entry {expected} is missing."
        if entry.previous_hash != previous:
            yield f"Entry {entry.number} does not follow the one before it."
        content = {
            name: getattr(entry, name)
            for name in ("number", "at", "kind", "subject", "payload", "previous_hash")
        }
        if entry_hash(**content) != entry.hash:
            yield f"Entry {entry.number} was changed."
        previous, expected = entry.hash, entry.number + 1
    head = LogHead.objects.filter(only=1).first()
    if head and head.number != expected - 1:
        yield f"The log should end with entry {head.number}, it ends with {expected - 1}."
