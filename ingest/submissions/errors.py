"""The exceptions of the submissions room; what a member sees is said in Japanese as well."""

from __future__ import annotations

from ingest.errors import IngestError


class RefusedSubmission(IngestError):
    """A whole file is refused: nothing of it can be read, or a bound is exceeded.

    Attributes:
        rule: what is wrong with the file, as a whole sentence.
        rule_ja: the same in Japanese, for the receipt.
        remedy_ja: what the member can do, in Japanese.
    """

    code = "submission.refused"

    def __init__(
        self, place: str, value: str, rule: str, remedy: str, *, rule_ja: str, remedy_ja: str, code: str
    ) -> None:
        self.rule_ja = rule_ja
        self.remedy_ja = remedy_ja
        super().__init__(place, value, rule.removesuffix("."), remedy, code=code)
        self.rule = rule


class UnknownContract(IngestError):
    """No contract has this kind and version."""

    code = "contract.unknown"


class UnknownVocabulary(IngestError):
    """No vocabulary has this name."""

    code = "vocabulary.unknown"
