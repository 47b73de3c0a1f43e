"""A mail server for one test: it takes letters, and can keep a sender waiting in the middle of one."""

import socketserver
import threading


class Postbox:
    """Collects the letters that are delivered to ``address``.

    While ``closed`` is set, a sender that has handed over a letter gets no answer; ``somebody_waits`` tells of it.
    """

    def __init__(self):
        self.letters = []
        self.refuses = ""  # the answer that every receiver gets instead of being taken
        self.somebody_waits = threading.Event()
        self.open = threading.Event()
        self.open.set()
        self.silent = threading.Event()  # it takes connections and says nothing
        self.at_once = self.most_at_once = 0
        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation)
        self.server.daemon_threads = True
        self.server.postbox = self

    @property
    def address(self):
        """Where to deliver, in the form of ``EMAIL_URL``."""
        return "smtp://{}:{}".format(*self.server.server_address)

    def __enter__(self):
        threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        ).start()
        return self

    def __exit__(self, *exc_info):
        self.open.set()
        self.server.shutdown()
        self.server.server_close()


class Conversation(socketserver.StreamRequestHandler):
    """As much of SMTP as Django speaks."""

    def handle(self):
        """Answer command by command until the sender leaves."""
        postbox = self.server.postbox
        if postbox.silent.is_set():
            postbox.at_once += 1
            postbox.most_at_once = max(postbox.most_at_once, postbox.at_once)
            self.rfile.read()  # until the sender gives up
            postbox.at_once -= 1
            return
        self.say("220 postbox")
        while line := self.rfile.readline():
            command = line.strip().upper()
            if command == b"DATA":
                self.say("354 go on")
                self.take_letter()
            elif command.startswith(b"RCPT") and self.server.postbox.refuses:
                self.say(self.server.postbox.refuses)
            elif command == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 postbox")

    def take_letter(self):
        """Keep one letter and confirm it, unless the box is closed: then the sender waits."""
        postbox = self.server.postbox
        lines = iter(self.rfile.readline, b".\r\n")
        postbox.letters.append(b"".join(lines).decode())
        if not postbox.open.is_set():
            postbox.somebody_waits.set()
            postbox.open.wait(timeout=60)
        self.say("250 taken")

    def say(self, text):
        """Send a line, unless the sender is gone."""
        try:
            self.wfile.write(f"{text}\r\n".encode())
        except OSError:
            self.close_connection = True
