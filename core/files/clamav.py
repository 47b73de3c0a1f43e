"""ClamAV, asked over its own protocol: the file goes to clamd in pieces (INSTREAM), one line comes back."""

import socket
import struct
from typing import IO

from core.database import outside

PIECE = 64 * 1024
SECONDS = 60
LONGEST_ANSWER = 4096


class NoAnswer(Exception):
    """clamd cannot be reached, or says nothing that can be understood. The message is one sentence for the log."""


@outside.transactions("asking ClamAV")
def look_through(file: IO[bytes], address: str) -> str:
    """The name of the virus that clamd at ``address`` finds in ``file``, or "" when it finds none.

    ``address`` is HOST:PORT or the path of a socket. Raises ``NoAnswer``.
    """
    try:
        with _connected(address) as line:
            line.sendall(b"zINSTREAM\0")
            while piece := file.read(PIECE):
                line.sendall(struct.pack("!L", len(piece)) + piece)
            line.sendall(struct.pack("!L", 0))
            answer = _answer(line)
    except (OSError, ValueError) as error:
        raise NoAnswer(f"ClamAV does not answer at {address}: {error}") from error
    said = answer.partition(": ")[2]
    if said == "OK":
        return ""
    if said.endswith(" FOUND"):
        return said.removesuffix(" FOUND")
    raise NoAnswer(f"ClamAV says: {answer[:200]}")


def _connected(address: str) -> socket.socket:
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(SECONDS)
        try:
            line.connect(address)
        except OSError:
            line.close()
            raise
        return line
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=SECONDS)


def _answer(line: socket.socket) -> str:
    answer = b""
    while len(answer) < LONGEST_ANSWER and (piece := line.recv(PIECE)):
        answer += piece
        if b"\0" in piece:
            break
    return answer.partition(b"\0")[0].decode(errors="replace").strip()
