"""Files of cases that no row names: left by a process that died, or by files restored without their rows.

A row may name none because somebody changed or deleted it in the database: its seals still know the name. What they
know is never deleted, for it is all that the row can be put right with.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Model, QuerySet

from core import outcry
from core.models import Seal, Sealed, seals, standing
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
    found = [name for name in _without_row() if now is None or _is_old(name, now)]
    known = {name for model, column in COLUMNS for name in _known_to_seals(model, column, found)}
    return [name for name in found if name not in known]


def _known_to_seals(model: type[Model], column: str, names: list[str]) -> Iterator[str]:
    """Those of ``names`` that a row once named which does not stand any more: changed or deleted past the portal."""
    if not names or not issubclass(model, Sealed):
        return
    keys = {*model._base_manager.values_list("pk", flat=True), *_sealed_keys(model)}
    fallen = standing.fallen(model, keys)
    outcry.met(model, fallen)
    if not fallen:
        return
    told = Seal.objects.filter(form__table=model._meta.db_table, key__in=fallen).exclude(salt="")
    for seal in told.select_related("form").iterator():
        marks = dict(zip(seal.form.columns, seals.split(seal.marks), strict=False))
        yield from (name for name in names if seals.mark(seal.salt, column, name) == marks.get(column))


def _sealed_keys(model: type[Model]) -> QuerySet:
    return (
        Seal.objects.filter(form__table=model._meta.db_table)
        .order_by()
        .values_list("key", flat=True)
        .distinct()
    )


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
