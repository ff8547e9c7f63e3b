"""Notices as plain mail, over a connection that is encrypted unless the server is this very machine."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, getaddresses
from urllib.parse import unquote, urlsplit

from warehouse.notices.channels import (
    ANSWER_SECONDS,
    FROM_VARIABLE,
    SMTP_VARIABLE,
    TO_VARIABLE,
    ChannelDown,
    ChannelError,
    ChannelMisconfigured,
    NoticeRefused,
)
from warehouse.notices.notice import SENDER, Notice
from warehouse.notices.webhook import is_address

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
SUBMISSION_PORT, TLS_PORT = 587, 465
REFUSED_FROM = 500


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over; account and password are secrets."""

    host: str
    port: int
    is_tls: bool
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


@dataclass(frozen=True)
class Mail:
    """Sends each notice to one or more addresses; all mails about one incident are one conversation."""

    server: MailServer
    sender: str
    recipients: tuple[str, ...]
    name: str = "mail"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Mail | None:
        """Return the mail channel that the environment names; None where it names no server.

        Raises:
            ChannelMisconfigured: the server's address cannot be understood, or sender or recipients are
                missing.
        """
        url = environment.get(SMTP_VARIABLE, "").strip()
        if not url:
            return None
        senders = _parse_addresses(environment, FROM_VARIABLE)
        return cls(_parse_server(url), senders[0], _parse_addresses(environment, TO_VARIABLE))

    def send(self, notice: Notice) -> None:
        """Send one notice.

        Raises:
            ChannelDown: no connection, no encryption, no login, or a server that asks to come back later.
            NoticeRefused: the server takes no mail to any of the recipients, or not this one.
        """
        # raised here and not in a handler: an error of smtplib holds addresses and answers of the server, and
        # must not be shown as the context of this one
        if (failure := self._try_sending(notice)) is not None:
            raise failure

    def _try_sending(self, notice: Notice) -> ChannelError | None:
        try:
            with self._connect() as connection:
                if self.server.user:
                    connection.login(self.server.user, self.server.password)
                connection.send_message(self._write(notice), self.sender, list(self.recipients))
        except (ChannelDown, smtplib.SMTPException, OSError) as error:
            return _tell_problem(error)
        return None

    def _connect(self) -> smtplib.SMTP:
        """Return a connection that may carry secrets.

        Raises:
            ChannelDown: the server offers no encryption, and is not this machine.
        """
        host, port, context = self.server.host, self.server.port, ssl.create_default_context()
        if self.server.is_tls:
            return smtplib.SMTP_SSL(host, port, timeout=ANSWER_SECONDS, context=context)
        connection = smtplib.SMTP(host, port, timeout=ANSWER_SECONDS)
        connection.ehlo()
        if connection.has_extn("starttls"):
            connection.starttls(context=context)
        elif host not in LOCAL_HOSTS:
            connection.close()
            raise ChannelDown("the mail server offers no encryption")
        return connection

    def _write(self, notice: Notice) -> EmailMessage:
        message = EmailMessage()
        domain = self.sender.rpartition("@")[2]
        message["Subject"] = " ".join(notice.subject.split())
        message["From"] = Address(SENDER.en, addr_spec=self.sender)
        message["To"] = ", ".join(self.recipients)
        message["Date"] = format_datetime(notice.at)
        message["Message-ID"] = f"<{notice.id}@{domain}>"
        message["References"] = f"<{notice.thread}@{domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(notice.text, charset="utf-8")
        return message


def _parse_server(url: str) -> MailServer:
    if not is_address(url, {"smtp", "smtps"}):
        raise ChannelMisconfigured(
            SMTP_VARIABLE,
            "not shown",
            "a mail server is smtp://user:password@host:587 or smtps://user:password@host:465",
            "Write it so; in name and password, %40 stands for @ and %2F for /.",
        )
    parts = urlsplit(url)
    is_tls = parts.scheme == "smtps"
    return MailServer(
        host=parts.hostname or "",
        port=parts.port or (TLS_PORT if is_tls else SUBMISSION_PORT),
        is_tls=is_tls,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def _parse_addresses(environment: Mapping[str, str], variable: str) -> tuple[str, ...]:
    addresses = tuple(address for _, address in getaddresses([environment.get(variable, "")]) if address)
    if not addresses or not all("@" in address and address.isascii() for address in addresses):
        raise ChannelMisconfigured(
            variable,
            "not shown",
            "mail needs an address to send from, and one or more to send to, with commas between",
            f"Set {variable}, such as data@example.jp.",
        )
    return addresses


def _tell_problem(error: Exception) -> ChannelError:
    """Return an error in words without addresses and secrets."""
    match error:
        case ChannelDown():
            return error
        case smtplib.SMTPAuthenticationError():
            return ChannelDown("the mail server does not take name and password")
        case smtplib.SMTPRecipientsRefused():
            return _judge_code("no recipient is taken", min(code for code, _ in error.recipients.values()))
        case smtplib.SMTPResponseException():
            return _judge_code("the mail is not taken", error.smtp_code)
        case TimeoutError():
            return ChannelDown("no answer in time")
        case ssl.SSLError():
            return ChannelDown("the encryption fails: certificate or version")
    return ChannelDown(f"no connection ({type(error).__name__})")


def _judge_code(problem: str, code: int) -> ChannelError:
    """Return what an answer of a mail server means: from 500 on it says no, below it says later."""
    return (NoticeRefused if code >= REFUSED_FROM else ChannelDown)(f"{problem} (SMTP {code})")
