"""Files of cases that no row names: left by a process that died, or by files restored without their rows."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from requests_app.models import ArrivedMail, CaseFile, FilingDraft, NoticeFile, RedactionPage
from requests_app.models.files import case_storage

FOLDER = "cases"
COLUMNS = (
    (CaseFile, "file"),
    (FilingDraft, "paper"),
    (NoticeFile, "file"),
    (RedactionPage, "picture"),
    (ArrivedMail, "original"),
)


LAID_BEFORE = timedelta(
    days=1
)  # a younger file may lie for a row that is about to be written (core.files.laying)


def count(*, now: datetime | None = None) -> int:
    """How many files belong to no row; with ``now`` those alone that had a day to get one."""
    return len(_found(now))


def delete(*, now: datetime | None = None) -> int:
    """Delete the files that belong to no row. Returns how many.

    With ``now`` the young ones are left, so that it may run beside people; without it only while nobody uploads.
    """
    storage, found = case_storage(), _found(now)
    for name in found:
        storage.delete(name)
    return len(found)


def _found(now: datetime | None) -> list[str]:
    return [name for name in _without_row() if now is None or _is_old(name, now)]


def _is_old(name: str, now: datetime) -> bool:
    try:
        return case_storage().get_modified_time(name) < now - LAID_BEFORE
    except FileNotFoundError:  # another worker was faster
        return False


def _without_row() -> list[str]:
    named = {
        name for model, column in COLUMNS for name in model.objects.values_list(column, flat=True).iterator()
    }
    return [name for name in _names(FOLDER) if name not in named]


def _names(folder: str) -> Iterator[str]:
    try:
        folders, files = case_storage().listdir(folder)
    except FileNotFoundError:
        return
    for name in files:
        yield f"{folder}/{name}"
    for name in folders:
        yield from _names(f"{folder}/{name}")
