"""The rows whose seals wait for the end of a transaction: what it wrote many times is then sealed once.

``core/together`` opens and settles it; the seals themselves are made by ``core/models/seals``.
"""

from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.db import models


@dataclass
class Gathered:
    """Rows that were inserted, and rows that were changed with the columns that the portal wrote; by model and key."""

    new: dict[type[models.Model], set[int]] = field(default_factory=dict)
    changed: dict[type[models.Model], dict[int, set[str]]] = field(default_factory=dict)

    def inserted(self, model: type[models.Model], keys: Iterable[int]) -> None:
        """Rows that have no seal yet."""
        self.new.setdefault(model, set()).update(keys)

    def written(self, model: type[models.Model], keys: Iterable[int], columns: set[str]) -> None:
        """Rows of which the portal wrote ``columns``."""
        rows, new = self.changed.setdefault(model, {}), self.new.get(model, set())
        for key in keys:
            if key not in new:
                rows.setdefault(key, set()).update(columns)


WAITING: ContextVar[Gathered | None] = ContextVar("seals_that_wait", default=None)
