"""What a release is built from besides the tables: its number, its dates, and the registers behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ingest.register import Register
    from warehouse.lateness import Lateness
    from warehouse.quality.judge import Verdict


@dataclass(frozen=True)
class SourceFile:
    """One file of a publisher that went into a release, and what became of its rows."""

    filename: str
    sha256: str
    data_date: date | None
    encoding: str | None
    rows_landed: int
    rows_bronze: int
    rows_quarantined: int


@dataclass(frozen=True)
class SourceRecord:
    """One register that went into a release: publisher, licence, wording, files and counts.

    Attributes:
        findings_by_rule: number of rows set apart or flagged, by dotted name of the rule they break.
        lateness: since when and why the data is not as new as it should be; None when it is.
    """

    name: str
    title_ja: str
    title_en: str
    publisher_ja: str
    publisher_en: str
    homepage: str
    licence_name: str
    licence_url: str
    attribution_ja: str
    attribution_en: str
    processed_ja: str
    processed_en: str
    checked_on: date | None
    files: tuple[SourceFile, ...] = ()
    findings_by_rule: Mapping[str, int] = field(default_factory=dict)
    lateness: Lateness | None = None

    @classmethod
    def from_register(
        cls,
        register: Register,
        files: Iterable[SourceFile],
        findings_by_rule: Mapping[str, int],
        lateness: Lateness | None,
    ) -> SourceRecord:
        """Return the record of a register, its files sorted by name."""
        licence = register.licence
        return cls(
            name=register.name,
            title_ja=register.title_ja,
            title_en=register.title_en,
            publisher_ja=register.publisher_ja,
            publisher_en=register.publisher_en,
            homepage=register.homepage,
            licence_name=licence.name,
            licence_url=licence.url,
            attribution_ja=licence.attribution_ja,
            attribution_en=licence.attribution_en,
            processed_ja=licence.processed_ja,
            processed_en=licence.processed_en,
            checked_on=licence.checked_on,
            files=tuple(sorted(files, key=lambda file: file.filename)),
            findings_by_rule=dict(sorted(findings_by_rule.items())),
            lateness=lateness,
        )

    def link_from(self, folder: str) -> str:
        """Return the address of its page; one within the release, as a folder leads to the release."""
        return self.homepage if self.has_address else f"{folder}/{self.homepage}"

    @property
    def has_address(self) -> bool:
        """Whether its page is on the web; what members sent is described within the release."""
        return "://" in self.homepage

    @property
    def rows_landed(self) -> int:
        """Rows in the publisher's files."""
        return sum(file.rows_landed for file in self.files)

    @property
    def rows_bronze(self) -> int:
        """Rows that could be used."""
        return sum(file.rows_bronze for file in self.files)

    @property
    def rows_quarantined(self) -> int:
        """Rows kept apart because they break a rule."""
        return sum(file.rows_quarantined for file in self.files)

    @property
    def latest_date(self) -> date | None:
        """The newest date the files speak for."""
        return max((file.data_date for file in self.files if file.data_date), default=None)


@dataclass(frozen=True)
class LiveMark:
    """What makes a folder of tables provisional: it follows every byte, and the next release may correct it.

    Attributes:
        contents: state each table was made in, by dataset; the same state, the same bytes.
        as_released: the release a table is taken from, by dataset: those that only a release renews.
        not_yet: tables left out until the first release holds them.
    """

    contents: Mapping[str, str]
    as_released: Mapping[str, str]
    not_yet: tuple[str, ...]


@dataclass(frozen=True)
class ReleaseInputs:
    """Everything that makes one release differ from another; none of it is read from the clock.

    Attributes:
        release_id: ``YYYY.M.patch``, or ``live``.
        as_of: facts published after this day are left out.
        data_through: newest day any register speaks for; None when no file says a date.
        fingerprint: hash of all input files.
        code_version: version of the code that built the tables.
        sources: the registers, in the order they are to be named.
        live: what is provisional about it; None for a release.
        previous: number of the release it is compared with; None for a first one, and for the live folder.
        contact: whom a reader asks; None where the deployment names nobody.
        verdicts: what was expected of each table and what was measured, by dataset.
        is_sample: whether what it is made from is invented.
        protection: what is said of each table whose small counts are withheld.
    """

    release_id: str
    as_of: date
    data_through: date | None
    fingerprint: str
    code_version: str
    sources: tuple[SourceRecord, ...]
    live: LiveMark | None = None
    previous: str | None = None
    contact: str | None = None
    verdicts: Mapping[str, Sequence[Verdict]] = field(default_factory=dict)
    protection: Sequence[Mapping[str, Any]] = ()
    is_sample: bool = False

    def sources_of(self, names: Iterable[str]) -> list[SourceRecord]:
        """Return the records of the registers named, in the order of the release."""
        wanted = set(names)
        return [source for source in self.sources if source.name in wanted]
