"""What was met in the midst of work and was not written by the portal: told at once, when that work is over.

The step that met it is refused, and its transaction rolled back: a finding that was written within would be gone with
it. So it is noted here, and told by whoever has the time and no transaction open: the end of a request, of a job.
"""

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from datetime import datetime

from django.db import models

Met = dict[type[models.Model], set[int]]
MET: ContextVar[Met | None] = ContextVar("met_past_the_portal", default=None)
# Of which model too few or too many rows hang on which matter, where the rows themselves and their seals are gone.
Miscounted = set[tuple[type[models.Model], models.Model]]
MISCOUNTED: ContextVar[Miscounted | None] = ContextVar("miscounted", default=None)
TELL: list[
    Callable[[Met, Miscounted, datetime], None]
] = []  # the room of proof, which stands above who meets something


def met(model: type[models.Model], keys: Iterable[int]) -> None:
    """Note that the rows ``keys`` were met and do not stand."""
    noted = MET.get()
    if noted is None:
        MET.set(noted := {})
    noted.setdefault(model, set()).update(keys)


def miscounted(model: type[models.Model], matter: models.Model) -> None:
    """Note that not as many rows of ``model`` hang on ``matter`` as were written."""
    MISCOUNTED.set({*(MISCOUNTED.get() or ()), (model, matter)})


def tell(now: datetime) -> None:
    """Write down what was met since the last time, and tell those who watch. Call it outside of transactions."""
    noted, counted = MET.get() or {}, MISCOUNTED.get() or set()
    if noted or counted:
        forget()
        for one in TELL:
            one(noted, counted, now)


def forget() -> None:
    """Tell nothing: what was met belongs to a trial that was rolled back."""
    MET.set(None)
    MISCOUNTED.set(None)
