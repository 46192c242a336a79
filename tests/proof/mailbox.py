"""A mail server on the loopback that keeps what it is given: sender and receiver of the tests' mail."""

import re
import socketserver
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager


class Mailbox:
    """Every mail taken, by its Message-ID: how often it came, and what it said each time."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.times: Counter[str] = Counter()
        self.bodies: dict[str, set[str]] = {}
        self.port = 0

    def take(self, mail: str) -> None:
        found = re.search(r"(?im)^message-id:\s*<([^>]+)>", mail)
        key = found.group(1) if found else ""
        body = mail.partition("\r\n\r\n")[2]
        with self.lock:
            self.times[key] += 1
            self.bodies.setdefault(key, set()).add(body)


class Talk(socketserver.StreamRequestHandler):
    """One conversation of SMTP, as far as Django's client needs it."""

    def handle(self) -> None:
        self.say("220 ready")
        while line := self.rfile.readline():
            word = line.split(None, 1)[0].upper() if line.split() else b""
            if word == b"DATA":
                self.say("354 go on")
                lines = []
                while (line := self.rfile.readline()) not in (b".\r\n", b""):
                    lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
                if not line:
                    return  # the sender was killed in the middle: nothing was taken
                self.server.mailbox.take(b"".join(lines).decode())  # type: ignore[attr-defined]
            elif word == b"QUIT":
                self.say("221 bye")
                return
            self.say("250 ok")

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """A sender that is killed breaks its connection: that is the test."""


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    found = Mailbox()
    with Server(("127.0.0.1", 0), Talk) as server:
        server.mailbox = found  # type: ignore[attr-defined]
        found.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield found
        server.shutdown()
