"""Notices as mail: what is sent, how it is protected, and what a misbehaving server leads to."""

from __future__ import annotations

import datetime
import ipaddress
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.warehouse.notices.servers import HERE, MailServer, listen_silently, open_tls, serve_mail
from tests.warehouse.notices.situations import NOON, make_incident
from warehouse.notices.channels import (
    FROM_VARIABLE,
    SMTP_VARIABLE,
    TO_VARIABLE,
    ChannelDown,
    ChannelMisconfigured,
    NoticeRefused,
)
from warehouse.notices.mail import Mail
from warehouse.notices.notice import Notice

NOTICE = Notice("opened", make_incident(), NOON)
SENDER, TEAM = "data@tsunagu.example", "one@team.example, Two <two@team.example>"
ACCOUNT = "robot:p%40ss%2Fword@"


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of this machine for today, and its key."""
    folder, key = tmp_path_factory.mktemp("tls"), ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HERE)])
    now = datetime.datetime.now(datetime.UTC)
    built = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HERE))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    encoding, plain = serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL
    (folder / "certificate.pem").write_bytes(built.public_bytes(encoding))
    (folder / "key.pem").write_bytes(key.private_bytes(encoding, plain, serialization.NoEncryption()))
    return folder / "certificate.pem", folder / "key.pem"


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A server without encryption, on this machine."""
    with serve_mail() as server:
        yield server


def open_mail(url: str, recipients: str = TEAM) -> Mail:
    mail = Mail.from_environment({SMTP_VARIABLE: url, FROM_VARIABLE: SENDER, TO_VARIABLE: recipients})
    assert mail is not None
    return mail


def test_a_notice_arrives_as_plain_text_in_both_languages(server: MailServer) -> None:
    open_mail(f"smtp://{HERE}:{server.port}").send(NOTICE)

    (mail,) = server.mails
    assert mail.get_content_type() == "text/plain"
    assert mail["Subject"] == "[つなぐ] 異常：遅れ · Trouble: late"
    assert all(word in mail.get_content() for word in ("何が: 遅れ", "Remedy: late", "docs/runbook.md"))


def test_every_recipient_gets_it(server: MailServer) -> None:
    open_mail(f"smtp://{HERE}:{server.port}").send(NOTICE)

    assert server.recipients == [["one@team.example", "two@team.example"]]
    assert server.mails[0]["From"] == f"Tsunagu <{SENDER}>"


def test_all_mails_about_one_incident_are_one_conversation(server: MailServer) -> None:
    mail = open_mail(f"smtp://{HERE}:{server.port}")
    for notice in (
        NOTICE,
        Notice("resolved", make_incident(), NOON, NOON),
        Notice("opened", make_incident("x"), NOON),
    ):
        mail.send(notice)

    threads = [str(mail["References"]) for mail in server.mails]
    assert threads[0] == threads[1] != threads[2]
    assert len({str(mail["Message-ID"]) for mail in server.mails}) == 3


def test_a_mail_that_is_sent_twice_has_one_identity(server: MailServer) -> None:
    mail = open_mail(f"smtp://{HERE}:{server.port}")
    mail.send(NOTICE)
    mail.send(NOTICE)

    assert len({str(mail["Message-ID"]) for mail in server.mails}) == 1


def test_a_line_break_in_a_title_makes_no_header(server: MailServer) -> None:
    incident = make_incident()
    evil = type(incident.title)("x\r\nBcc: a@b.example", "x")
    notice = Notice("opened", type(incident)(**{**vars(incident), "title": evil}), NOON)

    open_mail(f"smtp://{HERE}:{server.port}").send(notice)

    assert server.mails[0]["Bcc"] is None


def test_the_connection_is_encrypted_where_the_server_offers_it(
    certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    with serve_mail(tls_context=open_tls(*certificate), require_starttls=True) as server:
        open_mail(f"smtp://{HERE}:{server.port}").send(NOTICE)

    assert server.is_encrypted == [True]


def test_the_connection_is_encrypted_from_the_beginning_with_smtps(
    certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    with serve_mail(ssl_context=open_tls(*certificate)) as server:
        open_mail(f"smtps://{HERE}:{server.port}").send(NOTICE)

    assert len(server.mails) == 1


def test_name_and_password_are_given_over_the_encrypted_connection(
    certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    answering = MailServer()
    options = {"tls_context": open_tls(*certificate), "auth_required": True}
    with serve_mail(**options, authenticator=answering.authenticate) as server:
        open_mail(f"smtp://{ACCOUNT}{HERE}:{server.port}").send(NOTICE)

    assert answering.logins == [("robot", "p@ss/word")]
    assert len(server.mails) == 1


def test_a_wrong_password_is_told_without_it(
    certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    answering = MailServer()
    options = {"tls_context": open_tls(*certificate), "auth_required": True}
    with serve_mail(**options, authenticator=answering.authenticate) as server:
        mail = open_mail(f"smtp://robot:h1dden@{HERE}:{server.port}")
        with pytest.raises(ChannelDown) as caught:
            mail.send(NOTICE)

    told = "".join(traceback.format_exception(caught.value)) + repr(mail)
    assert "does not take name and password" in told
    assert "h1dden" not in told
    assert "robot" not in told


def test_a_certificate_nobody_trusts_is_not_accepted(certificate: tuple[Path, Path]) -> None:
    with (
        serve_mail(ssl_context=open_tls(*certificate)) as server,
        pytest.raises(ChannelDown, match="the encryption fails"),
    ):
        open_mail(f"smtps://{HERE}:{server.port}").send(NOTICE)

    assert server.mails == []


def test_another_machine_without_encryption_gets_nothing(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warehouse.notices.mail.LOCAL_HOSTS", frozenset())

    with pytest.raises(ChannelDown, match="offers no encryption"):
        open_mail(f"smtp://{HERE}:{server.port}").send(NOTICE)
    assert server.mails == []


@pytest.mark.parametrize(
    ("line", "error"), [("451 try later", ChannelDown), ("554 no robot@team.example here", NoticeRefused)]
)
def test_a_mail_that_is_not_taken(server: MailServer, line: str, error: type[Exception]) -> None:
    server.refuse = line

    with pytest.raises(error, match=f"^the mail is not taken .SMTP {line[:3]}.$"):
        open_mail(f"smtp://{HERE}:{server.port}").send(NOTICE)


@pytest.mark.parametrize(("line", "error"), [("450 later", ChannelDown), ("550 unknown", NoticeRefused)])
def test_recipients_that_are_not_taken(server: MailServer, line: str, error: type[Exception]) -> None:
    server.refuse_recipients = line

    with pytest.raises(error, match=f"no recipient is taken .SMTP {line[:3]}."):
        open_mail(f"smtp://{HERE}:{server.port}").send(NOTICE)


def test_a_server_that_never_answers_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warehouse.notices.mail.ANSWER_SECONDS", 0.2)

    with listen_silently() as port, pytest.raises(ChannelDown, match="no connection"):
        open_mail(f"smtp://{HERE}:{port}").send(NOTICE)


def test_a_server_that_has_gone_is_down(server: MailServer) -> None:
    with serve_mail() as gone:
        port = gone.port

    with pytest.raises(ChannelDown, match="no connection"):
        open_mail(f"smtp://{HERE}:{port}").send(NOTICE)


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({SMTP_VARIABLE: "mail.example:25", FROM_VARIABLE: SENDER, TO_VARIABLE: TEAM}, SMTP_VARIABLE),
        ({SMTP_VARIABLE: "smtp://u:h1dden@", FROM_VARIABLE: SENDER, TO_VARIABLE: TEAM}, SMTP_VARIABLE),
        ({SMTP_VARIABLE: "smtp://u:h1dden@x:99999", FROM_VARIABLE: SENDER, TO_VARIABLE: TEAM}, SMTP_VARIABLE),
        ({SMTP_VARIABLE: "smtp://x", TO_VARIABLE: TEAM}, FROM_VARIABLE),
        ({SMTP_VARIABLE: "smtp://x", FROM_VARIABLE: SENDER}, TO_VARIABLE),
        ({SMTP_VARIABLE: "smtp://x", FROM_VARIABLE: SENDER, TO_VARIABLE: "team"}, TO_VARIABLE),
    ],
)
def test_a_variable_that_cannot_be_understood_is_named_without_its_value(
    environment: dict[str, str], named: str
) -> None:
    with pytest.raises(ChannelMisconfigured) as caught:
        Mail.from_environment(environment)

    assert named in str(caught.value)
    assert "h1dden" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(("url", "port"), [("smtp://mail.example", 587), ("smtps://mail.example", 465)])
def test_the_usual_ports_need_not_be_named(url: str, port: int) -> None:
    assert open_mail(url).server.port == port
