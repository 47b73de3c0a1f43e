"""Slow work is done outside transactions: who draws, scans, sends or fetches holds no lock meanwhile.

On SQLite an open transaction holds the only write lock, on PostgreSQL the rows that it has locked: everybody else
waits for as long as the work takes. The way is: claim by a conditional update, work, store by a conditional update.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.db import connections

logger = logging.getLogger(__name__)
Takes = ParamSpec("Takes")
Gives = TypeVar("Gives")
_nobody_waits: ContextVar[bool] = ContextVar("nobody_waits", default=False)


class TransactionIsOpen(RuntimeError):
    """Slow work was begun inside a transaction. A mistake of the programme, never of a person."""


def is_open() -> bool:
    """Whether this thread has a transaction open. The one in which a test is wrapped whole does not count.

    Django marks that one itself, for ``atomic(durable=True)`` asks the same question; so the guard holds in every test.
    """
    return any(
        not block._from_testcase
        for connection in connections.all(initialized_only=True)
        for block in connection.atomic_blocks
    )


def refuse(work: str) -> None:
    """Refuse ``work`` while a transaction is open. ``work`` is a few words for the log, such as "drawing a PDF".

    Raises ``TransactionIsOpen`` in tests and in development (``GUARD_TRANSACTIONS``, which an embedded portal has on).
    In production it is only written down: a lock that is held too long harms less than a letter that is not made.
    """
    if _nobody_waits.get() or not is_open():
        return
    if settings.GUARD_TRANSACTIONS:
        raise TransactionIsOpen(f"{work} while a transaction is open: everybody else waits for it.")
    logger.warning("%s while a transaction is open: others wait for it.", work, stack_info=True)


@contextmanager
def while_nobody_waits() -> Iterator[None]:
    """Lift the guard for the history of the demo: its chapters are transactions, each there wholly or not at all.

    They scan their small files in the process and take a second or two; nothing else may use it.
    """
    mark = _nobody_waits.set(True)
    try:
        yield
    finally:
        _nobody_waits.reset(mark)


def transactions(work: str) -> Callable[[Callable[Takes, Gives]], Callable[Takes, Gives]]:
    """Decorate a function that does slow ``work``: ``@outside.transactions("drawing a PDF")``."""

    def decorate(function: Callable[Takes, Gives]) -> Callable[Takes, Gives]:
        @wraps(function)
        def guarded(*args: Takes.args, **kwargs: Takes.kwargs) -> Gives:
            refuse(work)
            return function(*args, **kwargs)

        return guarded

    return decorate
