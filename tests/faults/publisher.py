"""A publisher on this machine that misbehaves as told: a web server whose every answer is a `Reply`."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Reply:
    """One answer.

    Attributes:
        status: of HTTP.
        body: its bytes.
        headers: besides Content-Length; one of that name takes its place.
        cut: close the connection after so many bytes of the body.
        declare_length: say how long the body is.
        hang_up: close the connection in place of an answer.
        reset: break the connection off, in place of an answer, or after ``cut`` bytes of it.
        silent: give no answer at all, and keep the connection.
        drip: send the body one byte at a time, for ever beginning anew.
    """

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None
    declare_length: bool = True
    hang_up: bool = False
    reset: bool = False
    silent: bool = False
    drip: bool = False


@dataclass(frozen=True)
class Asked:
    """One question: method, path with query, headers."""

    method: str
    path: str
    headers: Message


class Publisher:
    """Gives its scripted replies in order (the last for ever), and remembers what it was asked.

    ``answer`` may be replaced by a function from the question to the reply.
    """

    def __init__(self) -> None:
        self.replies: list[Reply] = []
        self.asked: list[Asked] = []
        self.url = ""
        self.connections = 0
        self.closing = threading.Event()
        self.answer: Callable[[Asked], Reply] = lambda asked: self.next_reply()

    def script(self, *replies: Reply) -> str:
        """Set the replies, and return an address to ask."""
        self.replies = list(replies)
        return self.url + "file.zip"

    def next_reply(self) -> Reply:
        """Return the next reply of the script."""
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


@contextmanager
def open_publisher() -> Iterator[Publisher]:
    """Run a publisher on a free port for the block."""
    publisher = Publisher()
    server = _QuietServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"publisher": publisher}))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    publisher.url = f"http://127.0.0.1:{server.server_port}/"
    try:
        yield publisher
    finally:
        publisher.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _QuietServer(ThreadingHTTPServer):
    """A server that does not complain when somebody hangs up."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        pass


class _Handler(BaseHTTPRequestHandler):
    """Answers as the publisher says; each publisher has a class of its own."""

    protocol_version = "HTTP/1.1"
    publisher: Publisher

    def setup(self) -> None:
        self.publisher.connections += 1
        super().setup()

    def do_GET(self) -> None:  # noqa: N802
        asked = Asked(self.command, self.path, self.headers)
        self.publisher.asked.append(asked)
        reply = self.publisher.answer(asked)
        if reply.silent:
            self.publisher.closing.wait()
        elif not (reply.hang_up or (reply.reset and reply.cut is None)):
            self._send_head(reply)
            if self.command == "GET":
                self._send_body(reply)
        self._end(reply)

    do_HEAD = do_GET  # noqa: N815

    def _send_head(self, reply: Reply) -> None:
        self.send_response(reply.status)
        if reply.declare_length and "Content-Length" not in reply.headers:
            self.send_header("Content-Length", str(len(reply.body)))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _send_body(self, reply: Reply) -> None:
        while reply.drip and not self.publisher.closing.wait(0.005):
            self.wfile.write(reply.body[:1])
        self.wfile.write(reply.body[: reply.cut])

    def _end(self, reply: Reply) -> None:
        broken = reply.silent or reply.hang_up or reply.reset or reply.drip
        self.close_connection = broken or reply.cut is not None or not reply.declare_length
        if reply.reset:  # closed without waiting for what is on its way, a socket sends a reset
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()

    def log_message(self, format: str, *args: object) -> None:
        pass
