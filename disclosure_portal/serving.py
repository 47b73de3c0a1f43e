"""The worker of the web server: gunicorn keeps the processes, waitress reads what visitors send (docs/adr/0024).

A request reaches one of the threads only when it has come whole, and its answer is sent without one. Who sends or reads
slowly, or not at all, holds a socket and never a thread. What has not come whole within ``READ_SECONDS`` is given up.
"""

import errno
import os
import time
from collections import Counter
from collections.abc import Callable
from typing import ClassVar
from weakref import WeakSet

from django.conf import settings
from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.buffers import BytesIOBasedBuffer, OverflowableBuffer
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import create_server

READ_SECONDS = 300  # the largest upload in this time needs a line of about one megabit a second
IDLE_SECONDS = 30
MOST_CONNECTIONS = 1000  # of one process; beyond it the machine's own queue waits
ROOMY = 900  # beyond so many, whoever holds the most of them idly makes room for whoever comes
MOST_HEADERS = 65536  # bytes
# As core/web/retry_pages, which no server process reads; and that no folder for passing files can be written into.
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.ENOENT)
MOST_HELD = 128 * 1024 * 1024  # bytes of one process that wait in memory while the disk is full
SPARE = 44 * 1024 * 1024  # what the largest form may hold beside one largest file, in bytes


class Spooled(OverflowableBuffer):
    """The body of a request as it comes: in a file once it is large, and in memory where the disk has no room for it.

    Without it the connection would be cut before the portal sees what was typed, and nobody could keep it.
    """

    held: ClassVar[WeakSet["Spooled"]] = WeakSet()  # those that stay in memory for want of room

    def _set_large_buffer(self) -> None:
        """As ever; where no file can be written, what came stays where it is."""
        try:
            super()._set_large_buffer()
        except OSError as error:
            self._hold(error)
            self.buf.getfile().seek(0)  # it was being copied; nobody has read of it yet
            self.overflowed = True  # no other try for this one

    def append(self, part: bytes) -> None:
        """Keep what came. Raises ``OSError`` when there is no room on the disk and too much is held in memory."""
        if self in self.held and sum(map(len, self.held)) + len(part) > MOST_HELD:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        try:
            super().append(part)
        except OSError as error:
            self._hold(error)
            there = os.pread(self.buf.getfile().fileno(), len(self), 0)
            self.buf = BytesIOBasedBuffer()
            self.buf.append(there)
            super().append(part)

    def _hold(self, error: OSError) -> None:
        if self in self.held or error.errno not in NO_ROOM:
            raise error
        self.held.add(self)

    def close(self) -> None:
        """Forget what came."""
        self.held.discard(self)
        super().close()


class Parser(HTTPRequestParser):
    """Reads a request; its body goes into ``Spooled``."""

    def parse_header(self, header_plus: bytes) -> None:
        """As ever, and the body waits in a buffer of ours."""
        super().parse_header(header_plus)
        if self.body_rcv is not None:
            self.body_rcv.buf = Spooled(self.adj.inbuf_overflow)


class Channel(HTTPChannel):
    """A connection whose requests are read by ``Parser``."""

    parser_class = Parser


class BufferingWorker(Worker):
    """One process with ``threads`` threads."""

    def run(self) -> None:
        """Serve until told to stop, then let the running requests end and their answers leave."""
        sockets: dict = {}
        server = create_server(
            self._counted,
            map=sockets,
            sockets=[getattr(listener, "sock", listener) for listener in self.sockets],
            threads=self.cfg.threads,
            connection_limit=MOST_CONNECTIONS,
            asyncore_use_poll=True,
            channel_timeout=IDLE_SECONDS,
            cleanup_interval=5,
            max_request_header_size=MOST_HEADERS,
            max_request_body_size=settings.UPLOAD_LIMIT_BYTES + SPARE,
            clear_untrusted_proxy_headers=False,  # Django knows how many proxies stand before it
            ident=None,
        )
        for one in list(sockets.values()):
            if getattr(one, "accepting", False):  # those that listen
                one.channel_class = Channel
        while self.alive and self.ppid == os.getppid():
            self.notify()
            wasyncore.loop(timeout=1, map=sockets, use_poll=True, count=1)
            self._give_up(sockets, time.monotonic())
            _make_room(sockets)
        self._end(server, sockets)

    def _counted(self, environ: dict, start_response: Callable) -> object:
        """Answer a request; after ``max_requests`` the process makes room for a fresh one."""
        self.nr += 1
        if self.nr >= self.max_requests:
            self.alive = False
        answer = self.wsgi(environ, start_response)
        if environ["REQUEST_METHOD"] != "HEAD":
            return answer
        if hasattr(answer, "close"):
            answer.close()
        return []  # a body would be read as the beginning of the next answer

    def _give_up(self, sockets: dict, now: float) -> None:
        """Close the connections whose request has been coming for too long, however steadily it drips."""
        for channel in list(sockets.values()):
            if getattr(channel, "request", None) is None:
                continue
            began = channel.__dict__.setdefault("began", (channel.request, now))
            if began[0] is not channel.request:
                channel.began = (channel.request, now)
            elif now - began[1] > READ_SECONDS:
                channel.will_close = True

    def _end(self, server: object, sockets: dict) -> None:
        for one in list(sockets.values()):
            if getattr(one, "accepting", False):
                one.accepting = False
                one.del_channel(sockets)
        until = time.monotonic() + self.cfg.graceful_timeout
        while time.monotonic() < until and any(_is_busy(one) for one in sockets.values()):
            self.notify()
            wasyncore.loop(timeout=0.2, map=sockets, use_poll=True, count=1)
        server.task_dispatcher.shutdown(timeout=1)


def _make_room(sockets: dict) -> None:
    """Close connections on which nothing happens, the oldest of the address that holds the most of them.

    Without it one host with a thousand idle connections would keep everybody else, the health check too, waiting until
    they time out. What has sent a part of its request goes after what has sent nothing; what is answered never goes.
    """
    too_many = len(sockets) - ROOMY
    if too_many <= 0:
        return
    channels = [one for one in sockets.values() if isinstance(one, HTTPChannel) and not one.will_close]
    idle = [one for one in channels if not _is_busy(one)]
    if not idle:
        return
    [(greedy, _number)] = Counter(one.addr[0] for one in idle).most_common(1)
    theirs = [one for one in idle if one.addr[0] == greedy]
    for channel in sorted(theirs, key=lambda it: (it.request is not None, it.last_activity))[:too_many]:
        channel.handle_close()


def _is_busy(channel: object) -> bool:
    return bool(getattr(channel, "requests", None) or getattr(channel, "total_outbufs_len", 0))
