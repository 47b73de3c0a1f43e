"""The broker may be lost: scheduler and workers say so once a minute, and go on. What is due waits in the database."""

import logging
import time

from celery.beat import SchedulingError
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

LOSS = (OSError, RedisError, OperationalError, SchedulingError)
OF_BROKER = (
    "Connection to broker lost",
    "Cannot connect to",
    "Message Error",
)  # how Celery's own lines begin
TOLD_EVERY = 60  # seconds


def is_loss(record: logging.LogRecord) -> bool:
    """Whether Celery tells in ``record`` that its broker is gone."""
    if not record.name.startswith(("celery", "kombu")):
        return False
    error = record.exc_info[1] if record.exc_info else None
    return isinstance(error, LOSS) or any(
        words in str(record.msg) + record.getMessage() for words in OF_BROKER
    )


class ToldOnce(logging.Filter):
    """Lets one line a minute through about a lost broker, in our words: Celery writes dozens, with a stack each."""

    def __init__(self, name: str = "") -> None:
        super().__init__(name)
        self._told_at = -float(TOLD_EVERY)

    def filter(self, record: logging.LogRecord) -> bool:
        """False for a line that says nothing new."""
        if record.name == "py.warnings" and "CPendingDeprecationWarning" in record.getMessage():
            return False  # ten lines at each loss about what a later Celery may do
        if not is_loss(record):
            return True
        if time.monotonic() - self._told_at < TOLD_EVERY:
            return False
        self._told_at = time.monotonic()
        record.msg, record.args = "The broker does not answer. What is due waits in the database.", ()
        record.exc_info = record.exc_text = record.stack_info = None
        return True
