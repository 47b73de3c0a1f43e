"""Many steps in one transaction leave one seal for each row: the history of the demo is lived in long chapters."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import models, transaction

from core.models import seals
from core.models.gathered import WAITING, Gathered


@contextmanager
def sealed_together() -> Iterator[None]:
    """A transaction whose rows are sealed at its end, once each, as they stand then.

    Nobody else sees a row before its seal. What is deleted within is sealed at once, after all that waits.
    """
    with transaction.atomic():
        mark = WAITING.set(Gathered())
        try:
            yield
            settle()
        finally:
            WAITING.reset(mark)


def settle() -> None:
    """Seal what waits. A row that was rolled back meanwhile is not there, and is passed over."""
    gathered = WAITING.get()
    if gathered is None:
        return
    WAITING.set(None)
    for model, keys in gathered.new.items():
        for part in _parts(sorted(keys)):
            seals.seal_new(model, seals.read(model, part, seals.fields_of(model)).items())
    for model, rows in gathered.changed.items():
        _seal_again(model, rows)
    WAITING.set(Gathered())


def _seal_again(model: type[models.Model], rows: dict[int, set[str]]) -> None:
    by_columns: dict[frozenset[str], list[int]] = {}
    for key, columns in sorted(rows.items()):
        by_columns.setdefault(frozenset(columns), []).append(key)
    for together, keys in by_columns.items():
        for part in _parts(keys):
            seals.seal_again(model, part, set(together))


def _parts(keys: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(keys), seals.AT_ONCE):
        yield keys[start : start + seals.AT_ONCE]
