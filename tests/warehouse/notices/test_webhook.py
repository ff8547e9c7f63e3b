"""Notices to an address: what is sent, and what a misbehaving server leads to."""

from __future__ import annotations

import logging
import socket
import traceback
from collections.abc import Iterator

import pytest

from tests.warehouse.notices.servers import HERE, HookServer, listen_silently, serve_hook
from tests.warehouse.notices.situations import NOON, YESTERDAY, make_incident
from warehouse.notices.channels import WEBHOOK_VARIABLE, ChannelDown, ChannelMisconfigured, NoticeRefused
from warehouse.notices.incident import Bilingual
from warehouse.notices.notice import Notice
from warehouse.notices.webhook import Webhook

NOTICE = Notice("opened", make_incident(), NOON)
SECRET = "s3cr3t"


@pytest.fixture
def server() -> Iterator[HookServer]:
    with serve_hook() as server:
        yield server


def open_webhook(address: str) -> Webhook:
    webhook = Webhook.from_environment({WEBHOOK_VARIABLE: address})
    assert webhook is not None
    return webhook


def test_a_notice_arrives_as_documented(server: HookServer) -> None:
    open_webhook(server.address).send(NOTICE)

    (post,) = server.posts
    assert post["event"] == "opened"
    assert post["key"] == "source_late/nta_diff"
    assert post["since"] == YESTERDAY.isoformat()
    assert post["ja"] == {"title": "遅れ", "what": "遅れ", "effect": "遅れ", "remedy": "遅れ"}
    assert set(post) == {
        "text", "id", "event", "key", "kind", "since", "well_since", "at", "runbook", "ja", "en",
    }  # fmt: skip


def test_the_text_says_it_all_in_both_languages(server: HookServer) -> None:
    open_webhook(server.address).send(NOTICE)

    text = server.posts[0]["text"]
    assert all(word in text for word in ("異常：遅れ", "Trouble: late", "何が", "いつから", "影響", "対処"))
    assert "2026-11-25 12:00（日本時間）" in text


def test_foreign_words_cannot_call_a_whole_channel(server: HookServer) -> None:
    incident = make_incident()
    loud = Bilingual("<!channel> & <@U1>", "<!channel>")
    open_webhook(server.address).send(
        Notice("opened", type(incident)(**{**vars(incident), "what": loud}), NOON)
    )

    assert "<" not in server.posts[0]["text"]
    assert "&lt;!channel&gt; &amp; &lt;@U1&gt;" in server.posts[0]["text"]


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_a_busy_server_is_down(server: HookServer, status: int) -> None:
    server.answer(status)

    with pytest.raises(ChannelDown, match=f"^HTTP {status}$"):
        open_webhook(server.address).send(NOTICE)


@pytest.mark.parametrize("status", [301, 400, 403, 404, 410])
def test_any_other_answer_refuses_the_notice(server: HookServer, status: int) -> None:
    server.answer(status, Location="/elsewhere")

    with pytest.raises(NoticeRefused, match=f"^HTTP {status}$"):
        open_webhook(server.address).send(NOTICE)
    assert server.asked == 1


@pytest.mark.parametrize(("header", "seconds"), [("120", 120), ("soon", None), ("-5", None)])
def test_a_server_may_say_when_to_come_back(server: HookServer, header: str, seconds: float | None) -> None:
    server.answer(429, Retry_After=header)

    with pytest.raises(ChannelDown) as caught:
        open_webhook(server.address).send(NOTICE)
    assert caught.value.retry_after == seconds


def test_a_connection_that_is_cut_is_down(server: HookServer) -> None:
    server.answer(0)

    with pytest.raises(ChannelDown, match="no connection"):
        open_webhook(server.address).send(NOTICE)


def test_a_port_nobody_listens_at_is_down() -> None:
    with socket.socket() as free:
        free.bind((HERE, 0))
        port = free.getsockname()[1]

    with pytest.raises(ChannelDown, match="no connection"):
        open_webhook(f"http://{HERE}:{port}/{SECRET}").send(NOTICE)


def test_a_server_that_never_answers_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warehouse.notices.webhook.ANSWER_SECONDS", 0.2)

    with listen_silently() as port, pytest.raises(ChannelDown, match="no answer in time"):
        open_webhook(f"http://{HERE}:{port}/{SECRET}").send(NOTICE)


@pytest.mark.parametrize("status", [0, 404, 500])
def test_no_log_and_no_error_names_the_address(
    server: HookServer, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    server.answer(status)
    caplog.set_level(logging.DEBUG)

    try:
        open_webhook(server.address).send(NOTICE)
    except (ChannelDown, NoticeRefused) as error:
        told = "".join(traceback.format_exception(error))

    assert SECRET not in told + caplog.text
    assert SECRET not in repr(open_webhook(server.address))


@pytest.mark.parametrize(
    "address", ["hooks.example/s3cr3t", "ftp://x/s3cr3t", "https:///s3cr3t", "http://[s3cr3t"]
)
def test_an_address_that_is_none_is_told_without_it(address: str) -> None:
    with pytest.raises(ChannelMisconfigured) as caught:
        open_webhook(address)

    assert WEBHOOK_VARIABLE in str(caught.value)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("environment", [{}, {WEBHOOK_VARIABLE: " "}])
def test_without_an_address_there_is_no_webhook(environment: dict[str, str]) -> None:
    assert Webhook.from_environment(environment) is None
