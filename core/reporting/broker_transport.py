"""Kombu's way to Redis, mended in one place: losing the broker while a task is at work ended the worker for good.

When the connection is lost, Celery closes it; each channel then puts back what is not acknowledged, and a task that
ends later acknowledges on the closed channel. Both ask the connection where the broker is, which it has forgotten by
then: an ``AttributeError`` that nobody expects, and the worker ended with "Unrecoverable error". (Kombu 5.7.0:
``Channel.close`` → ``QoS.restore_unacked`` → ``Channel._connparams``; ``Message.ack`` → ``QoS.ack`` → the same.)

Said as what it is, a lost connection, it is expected everywhere. What cannot be put back or acknowledged then does no
harm: a message is worthless after its interval, doing a job twice changes nothing, and rows remember.

Its way by files ended the worker as well: a message is read between the opening of its file and the writing of it, and
an empty one is no JSON. Here it gets its name when it is whole.
"""

import logging
import time
from pathlib import Path
from uuid import uuid4

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem, redis
from kombu.utils.json import dumps
from redis.exceptions import ConnectionError as ConnectionLost

logger = logging.getLogger(__name__)


class QoS(redis.QoS):
    """Messages that are not acknowledged."""

    def restore_unacked(self, client=None) -> None:
        """Put them back once, while the broker is there; what cannot be put back expires."""
        try:
            super().restore_unacked(client)
        except ConnectionLost as error:
            logger.debug("Messages are left to expire: %s", type(error).__name__)
        finally:
            self._delivered.clear()


class Channel(redis.Channel):
    """A channel that says so when its connection is gone."""

    QoS = QoS

    def _connparams(self, asynchronous=False) -> dict:
        if self.connection is None or self.connection.client is None:
            raise ConnectionLost("The connection to the broker is closed.")
        return super()._connparams(asynchronous)


class Transport(redis.Transport):
    """What ``redis://`` means for the scheduler and the workers."""

    Channel = Channel


class FileChannel(filesystem.Channel):
    """A channel whose messages appear whole."""

    def _put(self, queue: str, payload: dict, **kwargs) -> None:
        folder, name = Path(self.data_folder_out), f"{round(time.monotonic() * 1000)}_{uuid4()}"
        part = folder / f"{name}.part"
        try:
            part.write_text(dumps(payload), encoding="utf-8")
            part.rename(folder / f"{name}.{queue}.msg")
        except OSError as error:
            raise ChannelError(f"The folder of messages takes none: {type(error).__name__}") from error


class FileTransport(filesystem.Transport):
    """What ``filesystem://`` means for the scheduler and the workers."""

    Channel = FileChannel


def install() -> None:
    """Let the addresses of Redis and of a folder lead here."""
    TRANSPORT_ALIASES.update(dict.fromkeys(("redis", "rediss"), f"{__name__}:Transport"))
    TRANSPORT_ALIASES["filesystem"] = f"{__name__}:FileTransport"
