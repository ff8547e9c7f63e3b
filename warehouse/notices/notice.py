"""A notice: one message about an incident, as text for people and as data for machines."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from warehouse.notices.incident import Bilingual, Incident, parse_time, tell_time

Event = Literal["opened", "reminder", "resolved"]

RUNBOOK = "docs/runbook.md"
SENDER = Bilingual("つなぐ", "Tsunagu")
EVENTS: Mapping[Event, Bilingual] = {
    "opened": Bilingual("異常", "Trouble"),
    "reminder": Bilingual("継続中", "Still"),
    "resolved": Bilingual("復旧", "Well again"),
}


@dataclass(frozen=True)
class Notice:
    """One message: an incident has opened, still lasts, or is well again.

    Attributes:
        event: which of the three.
        incident: what it is about: what, since when, effect, remedy.
        at: when it was written.
        well_since: since when it is well again; None while it is not.
    """

    event: Event
    incident: Incident
    at: datetime
    well_since: datetime | None = None

    @property
    def id(self) -> str:
        """The same for the same message: one that arrives twice can be told."""
        told = f"{self.incident.key}\n{self.event}\n{self.at.isoformat()}"
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    @property
    def thread(self) -> str:
        """The same for all messages about one incident."""
        begun = f"{self.incident.key}\n{self.incident.since.isoformat()}"
        return hashlib.sha256(begun.encode()).hexdigest()[:16]

    @property
    def subject(self) -> str:
        """One line in both languages."""
        title, event = self.incident.title, EVENTS[self.event]
        return f"[{SENDER.ja}] {event.ja}：{title.ja} · {event.en}: {title.en}"

    @property
    def text(self) -> str:
        """The message as plain text, Japanese first."""
        return f"{self._tell('ja')}\n\n{self._tell('en')}\n"

    def to_payload(self) -> dict[str, Any]:
        """Return the message as documented for webhooks; ``text`` is what chat services show."""
        incident = self.incident
        return {
            "text": _escape(f"{self.subject}\n\n{self.text}"),
            "id": self.id,
            "event": self.event,
            "key": incident.key,
            "kind": incident.kind,
            "since": incident.since.isoformat(),
            "well_since": self.well_since.isoformat() if self.well_since else None,
            "at": self.at.isoformat(),
            "runbook": f"{RUNBOOK}#{incident.kind}",
            "ja": self._describe("ja"),
            "en": self._describe("en"),
        }

    def to_dict(self) -> dict[str, Any]:
        """Return the notice as plain data."""
        return {
            "event": self.event,
            "incident": self.incident.to_dict(),
            "at": self.at.isoformat(),
            "well_since": self.well_since.isoformat() if self.well_since else None,
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Notice:
        """Return the notice that ``to_dict`` described."""
        well = plain["well_since"]
        incident = Incident.from_dict(plain["incident"])
        return cls(plain["event"], incident, parse_time(plain["at"]), parse_time(well) if well else None)

    def _describe(self, language: Literal["ja", "en"]) -> dict[str, str]:
        names = ("title", "what", "effect", "remedy")
        return {name: getattr(getattr(self.incident, name), language) for name in names}

    def _tell(self, language: Literal["ja", "en"]) -> str:
        texts = self._describe(language)
        since = getattr(tell_time(self.incident.since), language)
        if self.well_since is not None:
            well = getattr(tell_time(self.well_since), language)
            line = {"ja": "{0}から異常、{1}に復旧しました。", "en": "Wrong since {0}, well again since {1}."}
            return f"{texts['title']}\n{line[language].format(since, well)}"
        labels = {"ja": ("何が", "いつから", "影響", "対処"), "en": ("What", "Since", "Effect", "Remedy")}
        said = (texts["what"], since, texts["effect"], f"{texts['remedy']} ({RUNBOOK}#{self.incident.kind})")
        lines = [f"{label}: {text}" for label, text in zip(labels[language], said, strict=True)]
        return "\n".join([texts["title"], *lines])


def _escape(text: str) -> str:
    """Return text in which no foreign word can call a whole channel: Slack reads <!channel> as an order."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
