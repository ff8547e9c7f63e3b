"""The exceptions of the ingest room; each says the place, the value, the rule and the remedy."""

from __future__ import annotations


class IngestError(Exception):
    """Something is wrong with foreign bytes or with the way they reached us.

    Attributes:
        place: where it was found (address, file, row or column).
        value: the offending value, shortened for display.
        rule: the rule it breaks, as a short sentence.
        remedy: what a person can do about it.
        code: stable dotted name of the rule, for counting; a finding carries it as its ``rule``.
    """

    code = "ingest.failed"

    def __init__(self, place: str, value: str, rule: str, remedy: str, *, code: str | None = None) -> None:
        self.place = place
        self.value = value
        self.rule = rule
        self.remedy = remedy
        self.code = code or type(self).code
        super().__init__(f"{place}: {rule} (found: {value}). {remedy}")


class FetchError(IngestError):
    """A publisher could not be reached, or answered with something that is not its file."""

    code = "fetch.failed"


class RefusedFile(IngestError):
    """A file is not landed: it is cut short, too large, or not what its name says."""

    code = "content.refused"


class UnreadableFile(IngestError):
    """A landed file cannot be parsed as its register declares; the last good data stays."""

    code = "file.unreadable"
