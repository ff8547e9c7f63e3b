"""The outbox: nothing is lost, nothing is told twice, each channel for itself, whatever dies or fails."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.warehouse.notices.servers import HookServer, serve_hook
from tests.warehouse.notices.situations import NOON, SITUATIONS, WELL, be_late
from warehouse.layout import Home
from warehouse.notices.attend import attend, list_incidents
from warehouse.notices.book import BOOK, Book, locate_notices, read_book
from warehouse.notices.channels import WEBHOOK_VARIABLE, ChannelDown, ChannelError, Channels, NoticeRefused
from warehouse.notices.compare import REMIND_AFTER, WELL_AFTER
from warehouse.notices.deliver import LONGEST_WAIT, deliver, open_channels
from warehouse.notices.notice import Notice
from warehouse.notices.review import review
from warehouse.status.model import Status


@dataclass
class Drop:
    """A channel that keeps what it takes, and fails as it is told to."""

    name: str = "webhook"
    taken: list[Notice] = field(default_factory=list)
    error: ChannelError | None = None
    refuses: str = ""
    asked: int = 0

    def send(self, notice: Notice) -> None:
        self.asked += 1
        if self.error:
            raise self.error
        if notice.incident.kind == self.refuses:
            raise NoticeRefused("HTTP 400")
        self.taken.append(notice)

    @property
    def events(self) -> list[tuple[str, str]]:
        """What was told of what."""
        return [(notice.event, notice.incident.key) for notice in self.taken]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home").create()


def at(moment: datetime, status: Status = WELL) -> Status:
    return replace(status, now=moment)


def waiting(home: Home, channel: str = "webhook") -> list[str]:
    return [letter.notice.event for letter in read_book(home).letters if letter.channel == channel]


def test_an_incident_is_told_once_however_often_one_looks(home: Home) -> None:
    drop = Drop()
    for minutes in range(5):
        attend(home, at(NOON + timedelta(minutes=minutes), be_late()), Channels((drop,)))

    assert drop.events == [("opened", "source_late/nta_diff")]


def test_a_whole_story_is_told(home: Home) -> None:
    drop = Drop()
    well = NOON + REMIND_AFTER + timedelta(minutes=1)
    for status in (
        be_late(),
        at(NOON + REMIND_AFTER, be_late()),
        at(well),
        at(well + WELL_AFTER),
        at(well + 2 * WELL_AFTER),
    ):
        attend(home, status, Channels((drop,)))

    assert [event for event, _ in drop.events] == ["opened", "reminder", "resolved"]
    assert drop.taken[-1].well_since == well
    assert "復旧しました" in drop.taken[-1].text


def test_without_any_channel_incidents_are_still_known(home: Home) -> None:
    attend(home, be_late(), Channels())

    assert list(read_book(home).open) == ["source_late/nta_diff"]
    assert read_book(home).letters == []


def test_what_a_dead_channel_does_not_take_waits_for_it(home: Home) -> None:
    drop = Drop(error=ChannelDown("HTTP 503"))
    attend(home, be_late(), Channels((drop,)))
    kept = waiting(home)
    drop.error = None
    attend(home, at(NOON + timedelta(minutes=2), be_late()), Channels((drop,)))

    assert kept == ["opened"]
    assert drop.events[0] == ("opened", "source_late/nta_diff")
    assert waiting(home) == []


def test_a_dead_channel_is_asked_once_and_not_for_every_notice(home: Home) -> None:
    drop = Drop(error=ChannelDown("HTTP 503"))
    both = replace(SITUATIONS["disk_low"](), sources=be_late().sources)
    attend(home, both, Channels((drop,)))

    assert (drop.asked, waiting(home)) == (1, ["opened", "opened"])


def test_one_channel_does_not_wait_for_another(home: Home) -> None:
    dead, alive = Drop("webhook", error=ChannelDown("HTTP 503")), Drop("mail")
    attend(home, be_late(), Channels((dead, alive)))

    assert len(alive.taken) == 1
    assert (waiting(home, "webhook"), waiting(home, "mail")) == (["opened"], [])


def test_a_notice_that_is_refused_does_not_hold_up_the_next(home: Home) -> None:
    drop = Drop(refuses="disk_low")
    both = replace(SITUATIONS["disk_low"](), sources=be_late().sources)
    attend(home, both, Channels((drop,)))

    assert drop.events == [("opened", "source_late/nta_diff")]
    assert waiting(home) == ["opened"]


def test_a_channel_that_fails_is_told_by_the_other(home: Home) -> None:
    dead, alive = Drop("webhook", error=ChannelDown("HTTP 503")), Drop("mail")
    for minutes in (0, 1):
        attend(home, at(NOON + timedelta(minutes=minutes), be_late()), Channels((dead, alive)))

    assert ("opened", "channel_down/webhook") in alive.events


def test_attempts_become_rarer(home: Home) -> None:
    drop = Drop(error=ChannelDown("HTTP 503"))
    review(home, be_late(), Channels((drop,)))
    now, waits = NOON, []
    for _ in range(8):
        deliver(home, Channels((drop,)), now)
        again = read_book(home).channels["webhook"].try_after
        assert again is not None
        waits.append(again - now)
        now = again

    assert waits[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert waits[-1] == LONGEST_WAIT


@pytest.mark.parametrize(("asked", "wait"), [(600, timedelta(minutes=10)), (10**6, LONGEST_WAIT)])
def test_a_channel_may_ask_for_a_longer_wait_within_bounds(home: Home, asked: float, wait: timedelta) -> None:
    drop = Drop(error=ChannelDown("HTTP 429", asked))
    attend(home, be_late(), Channels((drop,)))

    assert read_book(home).channels["webhook"].try_after == NOON + wait


def test_before_its_time_a_channel_is_left_alone(home: Home) -> None:
    drop = Drop(error=ChannelDown("HTTP 429", 600))
    attend(home, be_late(), Channels((drop,)))
    drop.error = None
    deliver(home, Channels((drop,)), NOON + timedelta(minutes=9))

    assert drop.taken == []


def test_a_slow_channel_does_not_hold_the_sensor(home: Home) -> None:
    drop = Drop()
    both = replace(SITUATIONS["disk_low"](), sources=be_late().sources)
    review(home, both, Channels((drop,)))
    seconds = iter([0.0, 1.0, 21.0, 22.0])

    deliver(home, Channels((drop,)), NOON, clock=lambda: next(seconds))

    assert len(drop.taken) == 1
    assert waiting(home) == ["opened"]


def test_reminders_do_not_pile_up_while_a_channel_is_dead(home: Home) -> None:
    drop = Drop(error=ChannelDown("HTTP 503"))
    for days in range(5):
        review(home, at(NOON + days * REMIND_AFTER, be_late()), Channels((drop,)))

    assert waiting(home) == ["opened", "reminder"]


def test_badly_set_channels_are_an_incident_and_lose_nothing(home: Home) -> None:
    channels = open_channels({"TSUNAGU_NOTICE_SMTP": "smtp://mail.example", WEBHOOK_VARIABLE: "nonsense"})
    attend(home, be_late(), channels)

    assert "channel_down/mail" in read_book(home).open
    assert {letter.channel for letter in read_book(home).letters} == {"mail", "webhook"}


def test_a_channel_that_is_set_right_is_well_again(home: Home) -> None:
    attend(home, WELL, Channels((), {"webhook": "TSUNAGU_NOTICE_WEBHOOK: …"}))
    drop = Drop()
    later = NOON + timedelta(minutes=1)
    for moment in (later, later + timedelta(minutes=1), later + timedelta(minutes=1) + WELL_AFTER):
        attend(home, at(moment), Channels((drop,)))

    assert drop.events == [("opened", "channel_down/webhook"), ("resolved", "channel_down/webhook")]


def test_a_damaged_book_is_begun_anew(home: Home) -> None:
    attend(home, be_late(), Channels())
    (locate_notices(home) / BOOK).write_text("{")
    drop = Drop()
    attend(home, be_late(), Channels((drop,)))

    assert drop.events == [("opened", "source_late/nta_diff")]


def test_the_book_is_read_as_it_was_written(home: Home) -> None:
    drop = Drop(error=ChannelDown("HTTP 503"))
    for status in (be_late(), at(NOON + timedelta(minutes=1))):
        attend(home, status, Channels((drop,)))
    book = read_book(home)

    assert isinstance(book, Book)
    assert book.open["source_late/nta_diff"].well_since == NOON + timedelta(minutes=1)
    assert book.letters[0].notice.incident.since == be_late().sources[0].late_since


def test_a_state_in_which_nothing_happens_is_not_written_again(home: Home) -> None:
    attend(home, be_late(), Channels())
    before = (locate_notices(home) / BOOK).stat().st_ino
    attend(home, at(NOON + timedelta(minutes=1), be_late()), Channels())

    assert (locate_notices(home) / BOOK).stat().st_ino == before


def test_what_may_pass_by_itself_is_shown_once_it_is_told(home: Home) -> None:
    behind = SITUATIONS["live_overdue"]()
    review(home, behind, Channels())
    early = list_incidents(behind, read_book(home))
    review(home, at(NOON + timedelta(hours=1), behind), Channels())

    assert early == ()
    assert [one.since for one in list_incidents(behind, read_book(home))] == [NOON]


SENDER = """
import sys
from tests.warehouse.notices.situations import NOON, be_late
from warehouse.layout import Home
from warehouse.notices.attend import attend
from warehouse.notices.deliver import open_channels
attend(Home.resolve(sys.argv[1]), be_late(), open_channels({"TSUNAGU_NOTICE_WEBHOOK": sys.argv[2]}))
"""


@pytest.fixture
def server() -> Iterator[HookServer]:
    with serve_hook() as server:
        yield server


def test_a_sender_that_is_killed_while_sending_sends_again(home: Home, server: HookServer) -> None:
    server.answer(-1, 200)  # the first post is never answered
    with subprocess.Popen([sys.executable, "-c", SENDER, str(home.root), server.address]) as sender:
        while server.asked == 0:
            assert sender.poll() is None
            server.hang.wait(0.01)
        os.kill(sender.pid, signal.SIGKILL)
    left = waiting(home)
    later = at(NOON + timedelta(minutes=1), be_late())
    attend(home, later, open_channels({WEBHOOK_VARIABLE: server.address}))

    assert left == ["opened"]
    assert [post["event"] for post in server.posts] == ["opened"]
    assert waiting(home) == []


def test_what_cannot_be_noted_as_sent_is_not_sent(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    drop = Drop()
    review(home, be_late(), Channels((drop,)))

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("warehouse.notices.deliver.write_text_atomically", refuse)
    with pytest.raises(OSError, match="No space left"):
        deliver(home, Channels((drop,)), NOON)

    assert drop.taken == []
