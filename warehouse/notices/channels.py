"""The channels by which notices leave, as the environment names them. Its values are secrets: never shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from warehouse.errors import WarehouseError
from warehouse.notices.notice import Notice

WEBHOOK_VARIABLE = "TSUNAGU_NOTICE_WEBHOOK"
SMTP_VARIABLE = "TSUNAGU_NOTICE_SMTP"
FROM_VARIABLE = "TSUNAGU_NOTICE_FROM"
TO_VARIABLE = "TSUNAGU_NOTICE_TO"

#: Which variables a channel is configured by.
VARIABLES: Mapping[str, tuple[str, ...]] = {
    "webhook": (WEBHOOK_VARIABLE,),
    "mail": (SMTP_VARIABLE, FROM_VARIABLE, TO_VARIABLE),
}

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 10.0


class ChannelError(Exception):
    """A notice could not be sent; the text names no address, no account and no secret.

    Attributes:
        problem: why, in a few words.
    """

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(problem)


class ChannelDown(ChannelError):
    """The other end does not take anything now.

    Attributes:
        retry_after: seconds it asks us to wait; None when it does not say.
    """

    def __init__(self, problem: str, retry_after: float | None = None) -> None:
        self.retry_after = retry_after
        super().__init__(problem)


class NoticeRefused(ChannelError):
    """The other end works, but does not take this notice."""


class ChannelMisconfigured(WarehouseError):
    """A variable of a channel is missing or cannot be understood; its value is not shown."""


class Channel(Protocol):
    """A way by which notices leave."""

    @property
    def name(self) -> str:
        """The name of the channel."""

    def send(self, notice: Notice) -> None:
        """Send one notice.

        Raises:
            ChannelDown: nothing can be sent now.
            NoticeRefused: this notice is not taken.
        """


@dataclass(frozen=True)
class Channels:
    """The channels that can be used, and what is wrong with the settings of others, by name."""

    usable: tuple[Channel, ...] = ()
    problems: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The channels somebody has set up, well or badly."""
        return (*(channel.name for channel in self.usable), *self.problems)
