"""Servers of this machine that take notices, and misbehave when they are told to."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

HERE = "127.0.0.1"


@dataclass
class HookServer:
    """Takes posts; answers with the statuses it was given, the last of them for ever.

    Attributes:
        answers: status and headers of each answer to come; status 0 cuts the connection.
        posts: what arrived and was answered with success.
        asked: how many posts arrived in all.
    """

    address: str = ""
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=lambda: [(200, {})])
    posts: list[dict[str, Any]] = field(default_factory=list)
    asked: int = 0
    hang: threading.Event = field(default_factory=threading.Event)

    def answer(self, *statuses: int, **headers: str) -> None:
        """Say how the next posts are answered."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers = [(status, named) for status in statuses]


@contextmanager
def serve_hook() -> Iterator[HookServer]:
    """Run a server that takes posts, at a port the system chooses."""
    state = HookServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # noqa: N802 -- the name is http.server's
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, headers = state.answers.pop(0) if len(state.answers) > 1 else state.answers[0]
            state.asked += 1
            if status == -1:
                state.hang.wait(30)
            if status <= 0:
                self.close_connection = True
                return
            if 200 <= status < 300:
                state.posts.append(json.loads(body))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer((HERE, 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    state.address = f"http://{HERE}:{server.server_address[1]}/services/T0/B0/s3cr3t"
    try:
        yield state
    finally:
        state.hang.set()
        server.shutdown()
        server.server_close()


@dataclass
class MailServer:
    """Takes mail; with ``refuse`` it answers each mail with that line."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    is_encrypted: list[bool] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    refuse: str = ""
    refuse_recipients: str = ""

    async def handle_RCPT(  # noqa: N802 -- the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient, or not."""
        if self.refuse_recipients:
            return self.refuse_recipients
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a mail, or not."""
        if self.refuse:
            return self.refuse
        content = envelope.content
        assert isinstance(content, bytes)
        self.mails.append(message_from_bytes(content, policy=default))  # type: ignore[arg-type]
        self.recipients.append(list(envelope.rcpt_tos))
        self.is_encrypted.append(session.ssl is not None)
        return "250 OK"

    def authenticate(self, *arguments: Any) -> AuthResult:
        """Take the one password there is."""
        data = arguments[-1]
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=data.password == b"p@ss/word", handled=False)


@contextmanager
def serve_mail(**options: Any) -> Iterator[MailServer]:
    """Run a mail server, at a port the system chooses; options are those of aiosmtpd."""
    state = MailServer()
    with socket.socket() as bound:
        bound.bind((HERE, 0))
        controller = _Controller(state, bound, **options)
        controller.start()
        state.port = controller.port
        try:
            yield state
        finally:
            controller.stop()


class _Controller(Controller):
    """Serves on a port the system has chosen; aiosmtpd itself wants to be told one."""

    def __init__(self, handler: MailServer, bound: socket.socket, **options: Any) -> None:
        super().__init__(handler, hostname=HERE, port=bound.getsockname()[1], **options)
        self._bound = bound

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self._bound, ssl=self.ssl_context)


@contextmanager
def listen_silently() -> Iterator[int]:
    """Take connections and never say a word."""
    with socket.socket() as server:
        server.bind((HERE, 0))
        server.listen()
        yield server.getsockname()[1]


def open_tls(certificate: Path, key: Path) -> ssl.SSLContext:
    """Return what a server needs for encryption."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    return context
