"""Looking at the state of the warehouse and putting what is due into the outbox."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from warehouse.layout import Home
from warehouse.notices.book import Book, ChannelState, Letter, change_book
from warehouse.notices.channels import VARIABLES, Channels
from warehouse.notices.compare import Difference, compare
from warehouse.notices.find import find_incidents
from warehouse.notices.notice import Notice
from warehouse.status.model import ChannelHealth, Status


def review(home: Home, status: Status, channels: Channels) -> tuple[Notice, ...]:
    """Hold the state of the warehouse against what has been told, and put what is due into the outbox.

    Called twice with one state it changes nothing the second time.

    Returns:
        The notices that were put there, for each channel one.
    """
    with change_book(home) as book:
        _note_problems(book, channels, status.now)
        status = replace(status, channels=describe_channels(book))
        difference = compare(find_incidents(status), book.open, status.now)
        notices = tuple(_write_notices(difference, status.now))
        book.open = dict(difference.open)
        book.letters = [*_drop_overtaken(book.letters, notices), *_address(notices, channels)]
    return notices


def describe_channels(book: Book) -> tuple[ChannelHealth, ...]:
    """Return how each channel fares that has something to tell: letters that wait, or failures."""
    names = sorted({*book.channels, *(letter.channel for letter in book.letters)})
    states = {name: book.channels.get(name, ChannelState()) for name in names}
    return tuple(
        ChannelHealth(
            name=name,
            variables=VARIABLES.get(name, ()),
            waiting=sum(letter.channel == name for letter in book.letters),
            failing_since=state.failing_since,
            problem=state.problem,
        )
        for name, state in states.items()
    )


def _note_problems(book: Book, channels: Channels, now: datetime) -> None:
    """Keep what is wrong with the settings of a channel, and forget channels that are set up no more."""
    for name, problem in channels.problems.items():
        before = book.channels.get(name, ChannelState())
        book.channels[name] = ChannelState(problem, before.failing_since or now)
    waiting = {letter.channel for letter in book.letters}
    for name in set(book.channels) - {*channels.names, *waiting}:
        del book.channels[name]


def _write_notices(difference: Difference, now: datetime) -> Iterator[Notice]:
    yield from (Notice("opened", incident, now) for incident in difference.to_open)
    yield from (Notice("reminder", incident, now) for incident in difference.to_remind)
    yield from (Notice("resolved", one.incident, now, one.well_since) for one in difference.to_resolve)


def _address(notices: Iterable[Notice], channels: Channels) -> Iterator[Letter]:
    return (Letter(name, notice) for notice in notices for name in channels.names)


def _drop_overtaken(letters: Iterable[Letter], notices: Iterable[Notice]) -> list[Letter]:
    """Leave out reminders that have not left yet and are followed by a newer notice about the same."""
    newer = {notice.incident.key for notice in notices}
    return [
        letter
        for letter in letters
        if letter.notice.event != "reminder" or letter.notice.incident.key not in newer
    ]
