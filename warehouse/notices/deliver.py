"""Sending what waits in the outbox: each channel by itself, the oldest notice first, at least once."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from ingest.files import write_text_atomically
from warehouse.errors import WarehouseError
from warehouse.layout import Home
from warehouse.locks import try_lock
from warehouse.notices.book import ChannelState, Letter, change_book, locate_notices, read_book
from warehouse.notices.channels import Channel, ChannelDown, ChannelError, Channels
from warehouse.notices.mail import Mail
from warehouse.notices.webhook import Webhook

SENDING_LOCK, WRITABLE_MARK = ".sending", ".writable"

#: A channel that fails is tried again after one minute, two, four …, at most this long.
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(minutes=30)

#: No further notice is begun after so many seconds; the rest leaves the next time.
PASS_SECONDS = 20.0


def open_channels(environment: Mapping[str, str]) -> Channels:
    """Return the channels that the environment names; a badly named one is a problem, and stops no other."""
    usable: list[Channel] = []
    problems: dict[str, str] = {}
    kinds: dict[str, Callable[[Mapping[str, str]], Channel | None]] = {
        "webhook": Webhook.from_environment,
        "mail": Mail.from_environment,
    }
    for name, build in kinds.items():
        try:
            channel = build(environment)
        except WarehouseError as error:
            problems[name] = f"{error.place}: {error.rule}"
        else:
            usable += [channel] if channel else []
    return Channels(tuple(usable), problems)


def deliver(
    home: Home, channels: Channels, now: datetime, clock: Callable[[], float] = time.monotonic
) -> tuple[str, ...]:
    """Send what waits; a notice leaves the outbox only after its channel has taken it.

    Another process that is sending already is left to it.

    Args:
        home: whose outbox.
        channels: where to.
        now: the time, for the waits between attempts.
        clock: seconds that pass, for the length of this call.

    Returns:
        What stands against channels, in words.

    Raises:
        OSError: what is sent could not be noted, so nothing was.
    """
    if not channels.usable or not read_book(home).letters:
        return ()
    lock = try_lock(locate_notices(home) / SENDING_LOCK)
    if lock is None:
        return ()
    try:
        # what cannot be noted as sent would be sent again every minute: on a full disk nothing leaves
        write_text_atomically(locate_notices(home) / WRITABLE_MARK, now.isoformat())
        ends_at = clock() + PASS_SECONDS
        problems = [
            _send_waiting(home, channel, now, lambda: clock() > ends_at) for channel in channels.usable
        ]
    finally:
        lock.release()
    return tuple(problem for problem in problems if problem)


def _send_waiting(home: Home, channel: Channel, now: datetime, is_late: Callable[[], bool]) -> str | None:
    """Send the letters of one channel; one that is refused stays and does not hold up those behind it."""
    book = read_book(home)
    state = book.channels.get(channel.name, ChannelState())
    if state.try_after is not None and now < state.try_after:
        return None
    problem: ChannelError | None = None
    for letter in [letter for letter in book.letters if letter.channel == channel.name]:
        if is_late():
            break
        try:
            channel.send(letter.notice)
        except ChannelError as error:
            problem = error
            if isinstance(error, ChannelDown):
                break
        else:
            _strike(home, letter)
    _note_state(home, channel.name, problem, now)
    return f"{channel.name}: {problem}" if problem else None


def _strike(home: Home, sent: Letter) -> None:
    """Take a letter out of the outbox, at once: what is sent must not be sent again after a kill."""
    with change_book(home) as book:
        book.letters = [letter for letter in book.letters if letter != sent]


def _note_state(home: Home, name: str, problem: ChannelError | None, now: datetime) -> None:
    with change_book(home) as book:
        before = book.channels.get(name, ChannelState())
        if problem is None:
            book.channels.pop(name, None)
            return
        asked = getattr(problem, "retry_after", None)
        wait = min(FIRST_WAIT * 2 ** min(before.failures, 10), LONGEST_WAIT)
        wait = min(max(wait, timedelta(seconds=asked)), LONGEST_WAIT) if asked else wait
        book.channels[name] = replace(
            before,
            problem=problem.problem,
            failing_since=before.failing_since or now,
            failures=before.failures + 1,
            try_after=now + wait,
        )
