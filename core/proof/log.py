"""Adding to the public log, and checking it."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime

from django.db import transaction
from django.utils.translation import pgettext_lazy

from core import canonical, witness
from core.models import LogEntry, LogHead
from core.statuses import Tone, Toned

logger = logging.getLogger(__name__)
BEGINNING = "0" * 64
AT_ONCE = 5000
CONTENT = ("number", "at", "kind", "subject", "payload", "previous_hash")


class EntryKind(Toned):
    """What an entry of the log tells of."""

    PUBLISHED = "published", Tone.GOOD, pgettext_lazy("log entry", "Published")
    CORRECTED = "corrected", pgettext_lazy("log entry", "Corrected")
    REPEALED = "repealed", Tone.WARN, pgettext_lazy("log entry", "Repealed")
    WITHDRAWN = "withdrawn", pgettext_lazy("log entry", "Withdrawn")
    ERASED = "erased", pgettext_lazy("log entry", "Erased with a proof")
    ARCHIVED = "archived", pgettext_lazy("log entry", "Archived")
    RESTORED = "restored", pgettext_lazy("log entry", "An older database came back")
    REKEYED = "rekeyed", pgettext_lazy("log entry", "Seals marked with another key")
    CHECKPOINT = "checkpoint", pgettext_lazy("log entry", "Number and fingerprint of the seals")
    BODY_OPENED = "body_opened", pgettext_lazy("log entry", "Body opened to the public")
    BODY_RENAMED = "body_renamed", pgettext_lazy("log entry", "Renamed")
    BODY_CLOSED = "body_closed", pgettext_lazy("log entry", "Body closed")
    CONSULTATION_OPENED = "consultation_opened", pgettext_lazy("log entry", "Draft put out for consultation")
    CONSULTATION_EXTENDED = "consultation_extended", pgettext_lazy("log entry", "Consultation extended")
    CONSULTATION_CONCLUDED = (
        "consultation_concluded",
        pgettext_lazy("log entry", "Answers to opinions published"),
    )
    CONSULTATION_WITHDRAWN = "consultation_withdrawn", pgettext_lazy("log entry", "Consultation withdrawn")


def kind_of(value: str) -> EntryKind | str:
    """The kind of an entry with its words; the bare word when a later version of the portal wrote it."""
    return EntryKind(value) if value in EntryKind.values else value


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
    return canonical.sorted_digest(content)


@transaction.atomic
def append(kind: str, *, subject: str, payload: dict, now: datetime) -> LogEntry:
    """Add an entry, in the transaction of what it tells about. ``payload`` holds JSON values and no personal data.

    Once that is kept, the witness is told of it: an entry that cannot be told now is told with the next one.
    """
    LogHead.objects.get_or_create(only=1)
    head = LogHead.objects.select_for_update().get(only=1)
    at = now.replace(microsecond=0)
    content = {"number": head.number + 1, "at": at, "kind": kind, "subject": subject, "payload": payload}
    content["previous_hash"] = head.hash
    entry = LogEntry.objects.create(hash=entry_hash(**content), **content)
    LogHead.objects.filter(only=1).update(number=entry.number, hash=entry.hash)
    transaction.on_commit(lambda: _tell(entry, now), robust=True)
    return entry


def _tell(entry: LogEntry, now: datetime) -> None:
    """Let the witness know ``entry``, when it has begun: the first checkpoint begins it, after marking the seals."""
    try:
        if witness.last_kind() == witness.HEAD:
            witness.write(witness.HEAD, entry.number, entry.hash, at=now)
    except OSError as error:
        logger.warning("The witness of the log could not be written: %s", type(error).__name__)


def end() -> tuple[int, str]:
    """Number and hash of the last entry, to be printed, mailed and told to the witness."""
    entry = LogEntry.objects.order_by("-number").values_list("number", "hash").first()
    return entry or (0, BEGINNING)


def faults() -> Iterator[str]:
    """Walk the whole chain; a sentence for each entry that is missing, changed or out of order."""
    after: int | None = 0
    while after is not None:
        found, after = look(after, AT_ONCE)
        yield from (sentence for _number, sentence in found)


def look(after: int, limit: int) -> tuple[list[tuple[int, str]], int | None]:
    """Walk ``limit`` entries of the chain after entry ``after``: what is wrong, as number and sentence, and where the
    walk ended; None when it came to the end."""
    before = LogEntry.objects.filter(number=after).values_list("hash", flat=True).first() if after else None
    previous, expected, found = before or BEGINNING, after + 1, []
    rows = LogEntry.objects.filter(number__gt=after).order_by("number").values_list(*CONTENT, "hash")
    count = 0
    for *values, told in rows[:limit]:
        content, count = dict(zip(CONTENT, values, strict=True)), count + 1
        number = content["number"]
        if number != expected:
            found.append((expected, f"Entry {expected} is missing."))
        if content["previous_hash"] != previous:
            found.append((number, f"Entry {number} does not follow the one before it."))
        if entry_hash(**content) != told:
            found.append((number, f"Entry {number} was changed."))
        previous, expected = told, number + 1
    if count == limit:
        return found, expected - 1
    head = LogHead.objects.filter(only=1).first()
    if head and head.number != expected - 1:
        wanted = f"The log should end with entry {head.number}, it ends with {expected - 1}."
        found.append((expected, wanted))
    elif head and head.number and head.hash != previous:
        found.append((head.number, "The end of the log is not the one that was kept beside it."))
    return found, None
