"""The layout of a home: every folder the warehouse reads or writes, named once."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from ingest.sample_mark import SAMPLE_MARK
from warehouse.errors import UnusableHome

DEFAULT_HOME = "var"
HOME_VARIABLE = "TSUNAGU_HOME"
#: DuckDB and polars read paths with these as patterns, or as lists of paths.
_PATTERNS = frozenset("*?[]{},")


@dataclass(frozen=True)
class Home:
    """A home folder; everything a deployment keeps is below it."""

    root: Path

    @classmethod
    def resolve(cls, root: str | os.PathLike[str] | None = None) -> Home:
        """Return the home given, or that of ``TSUNAGU_HOME``, or ``var/``.

        Raises:
            UnusableHome: its path holds a letter that makes it a pattern.
        """
        path = Path(root or os.environ.get(HOME_VARIABLE) or DEFAULT_HOME).resolve()
        if odd := _PATTERNS.intersection(str(path)):
            raise UnusableHome(
                str(path),
                " ".join(sorted(odd)),
                "the path of a home has none of * ? [ ] { } and no comma",
                "Choose another folder.",
            )
        return cls(path)

    @property
    def landing(self) -> Path:
        """Raw bytes under their sha256, with their provenance."""
        return self.root / "landing"

    @property
    def bronze(self) -> Path:
        """Typed Parquet, one folder a register, one file a landed file."""
        return self.root / "bronze"

    @property
    def quarantine(self) -> Path:
        """Rows that could not be used, one folder a register."""
        return self.root / "quarantine"

    @property
    def inbox(self) -> Path:
        """Files members send, one folder a member; emptied by the intake."""
        return self.root / "inbox"

    @property
    def members(self) -> Path:
        """The file that declares who may send what."""
        return self.root / "members.yml"

    @property
    def sample_mark(self) -> Path:
        """The file that says that what the home holds is invented, in a home that read a sample."""
        return self.root / SAMPLE_MARK

    @property
    def submissions(self) -> Path:
        """What members sent: bytes under their sha256, and a record of each batch."""
        return self.root / "submissions"

    @property
    def receipts(self) -> Path:
        """Answers to members, one folder a member, one folder a receipt."""
        return self.root / "receipts"

    @property
    def approvals(self) -> Path:
        """What persons decided, in files they can read."""
        return self.root / "approvals"

    @property
    def corrections(self) -> Path:
        """Mended mistakes of publishers and requests to withhold, in files that persons write."""
        return self.root / "corrections"

    @property
    def status(self) -> Path:
        """Which tables are built from what, which notices are open or wait to be sent."""
        return self.root / "status"

    @property
    def ledger(self) -> Path:
        """What each release published of the tables under disclosure control."""
        return self.root / "ledger"

    @property
    def database(self) -> Path:
        """The DuckDB file; dbt is its only writer."""
        return self.root / "tsunagu.duckdb"

    @property
    def scratch(self) -> Path:
        """Spill files of DuckDB and half-written files; may be emptied at any time."""
        return self.root / "scratch"

    @property
    def dbt(self) -> Path:
        """Logs and run results of dbt."""
        return self.root / "dbt"

    @property
    def dagster(self) -> Path:
        """Storage of Dagster."""
        return self.root / "dagster"

    @property
    def staging(self) -> Path:
        """Releases being built; the same file system as ``public``."""
        return self.root / "staging"

    @property
    def public(self) -> Path:
        """What readers see: ``releases/``, ``latest/``, ``latest.json``."""
        return self.root / "public"

    @property
    def releases(self) -> Path:
        """Immutable releases, one folder each."""
        return self.public / "releases"

    @property
    def latest(self) -> Path:
        """The newest release."""
        return self.public / "latest"

    @property
    def live(self) -> Path:
        """The tables as they stand now, provisional: the next release may correct them."""
        return self.public / "live"

    def create(self) -> Home:
        """Create the folders that every step expects; return self."""
        for folder in (
            self.landing,
            self.bronze,
            self.quarantine,
            self.inbox,
            self.submissions,
            self.receipts,
            self.status,
            self.ledger,
            self.scratch,
            self.dbt,
            self.dagster,
            self.staging,
            self.releases,
        ):
            folder.mkdir(parents=True, exist_ok=True)
        return self
