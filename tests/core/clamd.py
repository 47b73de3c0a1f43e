"""Speaks the protocol of clamd: ``python -m tests.core.clamd SOCKET``. It knows one virus, that of EICAR."""

import socketserver
import struct
import sys

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Session(socketserver.StreamRequestHandler):
    """One command: zINSTREAM, pieces with their length before them, an empty piece, an answer that ends with a zero."""

    def handle(self) -> None:
        if self.rfile.read(len(b"zINSTREAM\0")) != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while length := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
        said = b"Win.Test.EICAR_HDB-1 FOUND" if EICAR in content else b"OK"
        self.wfile.write(b"stream: " + said + b"\0")


if __name__ == "__main__":
    with socketserver.ThreadingUnixStreamServer(sys.argv[1], Session) as server:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        server.serve_forever()
