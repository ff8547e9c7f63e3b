"""What is open and what waits to be sent, in one file that is only ever replaced whole.

An incident counts as told in the very step in which its notices enter the outbox: a kill before it tells
later, a kill after it loses nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from ingest.files import write_text_atomically
from warehouse.layout import Home
from warehouse.locks import hold_lock
from warehouse.notices.compare import OpenIncident
from warehouse.notices.incident import Incident, parse_time
from warehouse.notices.notice import Notice

BOOK = "book.json"
LOCK_FILE = ".lock"
PATIENCE_SECONDS = 20.0


@dataclass(frozen=True)
class Letter:
    """A notice that waits for one channel."""

    channel: str
    notice: Notice


@dataclass(frozen=True)
class ChannelState:
    """How a channel fares.

    Attributes:
        problem: why the last attempt failed, or what is wrong with its settings; None when all is well.
        failing_since: since when it fails.
        failures: attempts in a row that failed.
        try_after: before this time it is not tried again.
    """

    problem: str | None = None
    failing_since: datetime | None = None
    failures: int = 0
    try_after: datetime | None = None


@dataclass
class Book:
    """Open incidents by key, letters in the order they were written, channels by name."""

    open: dict[str, OpenIncident] = field(default_factory=dict)
    letters: list[Letter] = field(default_factory=list)
    channels: dict[str, ChannelState] = field(default_factory=dict)


def locate_notices(home: Home) -> Path:
    """Return the folder of the book."""
    return home.status / "notices"


def read_book(home: Home) -> Book:
    """Return the book as it stands; an empty one where there is none, or where it is damaged.

    Nothing but a hand can damage it. What is wrong is then told once more.
    """
    try:
        plain = json.loads((locate_notices(home) / BOOK).read_text(encoding="utf-8"))
        return _parse_book(plain)
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return Book()


@contextmanager
def change_book(home: Home) -> Iterator[Book]:
    """Yield the book to be changed, and write it once the block ends well; one process at a time."""
    folder = locate_notices(home)
    with hold_lock(folder / LOCK_FILE, PATIENCE_SECONDS):
        book = read_book(home)
        before = _to_text(book)
        yield book
        if (text := _to_text(book)) != before:
            write_text_atomically(folder / BOOK, text)


def _to_text(book: Book) -> str:
    plain = {
        "open": [_describe_open(one) for one in book.open.values()],
        "letters": [{"channel": one.channel, "notice": one.notice.to_dict()} for one in book.letters],
        "channels": {name: _describe_times(vars(state)) for name, state in sorted(book.channels.items())},
    }
    return json.dumps(plain, ensure_ascii=False, indent=1) + "\n"


def _parse_book(plain: Mapping[str, Any]) -> Book:
    opened = [_parse_open(one) for one in plain["open"]]
    return Book(
        open={one.incident.key: one for one in opened},
        letters=[Letter(one["channel"], Notice.from_dict(one["notice"])) for one in plain["letters"]],
        channels={name: _parse_channel(state) for name, state in plain["channels"].items()},
    )


def _describe_open(one: OpenIncident) -> dict[str, Any]:
    return {**_describe_times(vars(one)), "incident": one.incident.to_dict()}


def _parse_open(plain: Mapping[str, Any]) -> OpenIncident:
    return OpenIncident(
        Incident.from_dict(plain["incident"]),
        parse_time(plain["seen_at"]),
        _parse_optional(plain["told_at"]),
        _parse_optional(plain["well_since"]),
    )


def _parse_channel(plain: Mapping[str, Any]) -> ChannelState:
    times = {name: _parse_optional(plain[name]) for name in ("failing_since", "try_after")}
    return ChannelState(problem=plain["problem"], failures=int(plain["failures"]), **times)


def _describe_times(content: Mapping[str, Any]) -> dict[str, Any]:
    return {name: it.isoformat() if isinstance(it, datetime) else it for name, it in content.items()}


def _parse_optional(text: str | None) -> datetime | None:
    return parse_time(text) if text else None
