"""A tiny mail server on a real socket that speaks as much IMAP as a reader of one folder needs."""

import re
import socketserver
import threading
from contextlib import contextmanager

STAMP = "10-Mar-2026 09:30:00 +0800"


class Box:
    """One folder: mails by their numbers."""

    def __init__(self) -> None:
        self.mails: dict[int, bytes] = {}
        self.generation = 7
        self.password = "secret"
        self.fetched: list[int] = []
        self.said: list[str] = []
        self.breaks_at: int | None = None  # the mail at which the connection breaks,
        self.breaks_inside = False  # before it is sent or in the middle of it
        self.refused: set[int] = set()  # mails that it does not hand over,
        self.empty: set[int] = set()  # and those for which it sends NIL

    def put(self, raw: bytes) -> int:
        """Deliver a mail; gives its number."""
        number = max(self.mails, default=0) + 1
        self.mails[number] = raw
        return number


class Handler(socketserver.StreamRequestHandler):
    """One conversation."""

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def handle(self) -> None:
        self.say("* OK ready")
        while line := self.rfile.readline().decode().strip():
            tag, _blank, rest = line.partition(" ")
            self.server.box.said.append(rest)
            name = rest.split(" ")[1 if rest.upper().startswith("UID ") else 0].lower()
            if not getattr(self, f"do_{name}", self.unknown)(rest):
                self.say(f"{tag} NO refused")
            else:
                self.say(f"{tag} OK done")
            if name == "logout":
                return

    def unknown(self, _rest: str) -> bool:
        return False

    def do_capability(self, _rest: str) -> bool:
        self.say("* CAPABILITY IMAP4rev1")
        return True

    def do_login(self, rest: str) -> bool:
        return self.server.box.password in rest

    def do_examine(self, _rest: str) -> bool:
        self.say(f"* {len(self.server.box.mails)} EXISTS")
        self.say(f"* OK [UIDVALIDITY {self.server.box.generation}] numbers hold")
        return True

    def do_search(self, rest: str) -> bool:
        first = int(re.search(r"(\d+):\*", rest)[1])
        mails = self.server.box.mails
        found = [number for number in mails if number >= first] or list(mails)[-1:]
        self.say(f"* SEARCH {' '.join(map(str, found))}".rstrip())
        return True

    def do_fetch(self, rest: str) -> bool:
        number = int(rest.split(" ")[2])
        raw = self.server.box.mails.get(number)
        if raw is None:
            return True
        if "RFC822.SIZE" in rest:
            self.say(f'* {number} FETCH (UID {number} RFC822.SIZE {len(raw)} INTERNALDATE "{STAMP}")')
            return True
        if "HEADER" in rest:
            raw = raw.partition(b"\r\n\r\n")[0]
        if number == self.server.box.breaks_at:
            if self.server.box.breaks_inside:
                head = f"* {number} FETCH (UID {number} BODY[] {{{len(raw)}}}\r\n".encode()
                self.wfile.write(head + raw[: len(raw) // 2])
            raise ConnectionAbortedError
        if number in self.server.box.refused:
            return False
        if number in self.server.box.empty:
            self.say(f"* {number} FETCH (UID {number} BODY[] NIL)")
            return True
        self.server.box.fetched.append(number)
        self.wfile.write(
            f"* {number} FETCH (UID {number} BODY[] {{{len(raw)}}}\r\n".encode() + raw + b")\r\n"
        )
        return True

    def do_logout(self, _rest: str) -> bool:
        self.say("* BYE")
        return True


class Server(socketserver.ThreadingTCPServer):
    """The server; each conversation in a thread."""

    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, _request: object, _address: object) -> None:
        """A connection that the test breaks is no error of the server."""


@contextmanager
def serving():
    """A server with an empty folder on a free port; gives the folder and the port."""
    with Server(("127.0.0.1", 0), Handler) as server:
        server.box = Box()
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        try:
            yield server.box, server.server_address[1]
        finally:
            server.shutdown()
