"""Files of cases that no row names: left by a process that died, or by files restored without their rows."""

from collections.abc import Iterator

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


def count() -> int:
    """How many files belong to no row."""
    return len(_found())


def delete() -> int:
    """Delete the files that belong to no row. Returns how many. Run it while nobody uploads."""
    storage, found = case_storage(), _found()
    for name in found:
        storage.delete(name)
    return len(found)


def _found() -> list[str]:
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
