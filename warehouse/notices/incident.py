"""An incident: something that is wrong for a while, told in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from ingest.japanese.clock import JAPAN

MAX_TEXT = 300


class Bilingual(NamedTuple):
    """One text in Japanese and in English."""

    ja: str
    en: str

    def fill(self, facts: Mapping[str, Fact]) -> Bilingual:
        """Return the text with the facts in their places, each in its language."""
        ja, en = ({name: _tell(fact)[side] for name, fact in facts.items()} for side in (0, 1))
        return Bilingual(self.ja.format_map(ja), self.en.format_map(en))


Fact = Bilingual | datetime | date | int | str


@dataclass(frozen=True)
class Incident:
    """Something that is wrong, as found in the state of the warehouse.

    Attributes:
        kind: which kind of trouble; the runbook has a heading for each.
        subject: what has it, such as the name of a source; empty where there is only one.
        since: since when.
        title: the trouble in a few words.
        what: what is the case.
        effect: what it does to readers, members and data.
        remedy: what a person does about it.
        patience: how long it must last before anybody is told; not kept once it is open.
    """

    kind: str
    subject: str
    since: datetime
    title: Bilingual
    what: Bilingual
    effect: Bilingual
    remedy: Bilingual
    patience: timedelta = timedelta()

    @property
    def key(self) -> str:
        """The name under which it is opened once and resolved once."""
        return f"{self.kind}/{self.subject}" if self.subject else self.kind

    def to_dict(self) -> dict[str, Any]:
        """Return the incident as plain data."""
        plain = {**asdict(self), "since": self.since.isoformat()}
        del plain["patience"]
        return plain

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Incident:
        """Return the incident that ``to_dict`` described."""
        return cls(
            plain["kind"],
            plain["subject"],
            parse_time(plain["since"]),
            title=Bilingual(*plain["title"]),
            what=Bilingual(*plain["what"]),
            effect=Bilingual(*plain["effect"]),
            remedy=Bilingual(*plain["remedy"]),
        )


def tell_time(moment: datetime) -> Bilingual:
    """Return a moment as the clock in Japan shows it."""
    shown = f"{moment.astimezone(JAPAN):%Y-%m-%d %H:%M}"
    return Bilingual(f"{shown}（日本時間）", f"{shown} (Japan)")


def tell_size(size: int) -> str:
    """Return a number of bytes as people say it."""
    gibibytes = size / 2**30
    return f"{gibibytes:,.1f} GiB" if gibibytes >= 1 else f"{size / 2**20:,.0f} MiB"


def clean_text(text: str | None, length: int = MAX_TEXT) -> str:
    """Return foreign text as one short line: what a publisher or an error says may be anything."""
    shown = "".join(it if it.isprintable() else " " for it in text or "")
    line = " ".join(shown.split())
    return line if len(line) <= length else f"{line[:length]}…"


def parse_time(text: str) -> datetime:
    """Return an ISO time in UTC; one without a zone is UTC."""
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _tell(fact: Fact) -> Bilingual:
    if isinstance(fact, Bilingual):
        return fact
    if isinstance(fact, datetime):
        return tell_time(fact)
    text = fact.isoformat() if isinstance(fact, date) else f"{fact:,}" if isinstance(fact, int) else fact
    return Bilingual(text, text)
