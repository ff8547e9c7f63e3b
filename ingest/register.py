"""What a register declares about itself: the single source for fetching, parsing and attribution."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

import pyarrow as pa

from ingest.cadence import Cadence

if TYPE_CHECKING:
    from ingest.bronze import BronzeSink
    from ingest.http.fetch import Fetcher
    from ingest.http.mirror import MirrorRoute
    from ingest.landing import LandedFile


@dataclass(frozen=True)
class Licence:
    """A licence as the publisher states it, and the wording it asks for.

    ``checked_on`` is the day somebody read the terms on the publisher's own page; None until then.
    """

    name: str
    url: str
    attribution_ja: str
    attribution_en: str
    processed_ja: str
    processed_en: str
    checked_on: date | None = None


@dataclass(frozen=True)
class Tolerance:
    """How far a snapshot may move from the last good one.

    Attributes:
        minimum: the fewest rows, as a share of the last good one's (1.0 is unchanged).
        maximum: the most rows.
        key: bronze column that tells one row's subject from another's; None where there is none.
        keys_kept: share of the last good one's keys that must still be there.
        filled: bronze columns that may not be empty throughout where the last good one filled them.
    """

    minimum: float = 0.95
    maximum: float = 1.10
    key: str | None = None
    keys_kept: float = 0.95
    filled: tuple[str, ...] = ()


@dataclass(frozen=True)
class UsualRows:
    """How many rows a file of an increment has.

    Attributes:
        minimum: the fewest, as a share of the median of the files before it.
        maximum: the most, as a share of that median.
        margin: a difference of so many rows is no surprise, whatever its share: few rows vary much.
    """

    minimum: float
    maximum: float
    margin: int = 500


@dataclass(frozen=True)
class RemoteFile:
    """A file a publisher offers: its address, its own name, and the date it speaks for."""

    url: str
    filename: str
    data_date: date | None = None


@dataclass(frozen=True)
class Register:
    """One register: who publishes it, where, how often, and how its bytes become rows.

    Attributes:
        name: identifier in code, folders and tables.
        kind: ``increment`` (each file adds rows) or ``snapshot`` (each file replaces the last).
        bronze_schema: columns and types of its bronze Parquet.
        discover: lists the files the publisher offers now.
        parse: turns one landed file into bronze rows, quarantined rows and findings.
        name_partition: names the bronze partition of a landed file, where its date is inside and not in the
            file name, so that each day's snapshot is kept; by the file name when None.
        hosts: hosts its files may come from, besides that of ``homepage``; no other is ever asked, not
            even after a redirect.
        mirror_routes: which address a file of a mirror folder answers.
        parser_version: raised whenever ``parse`` would give other rows for the same bytes.
        tolerance: how far a snapshot may move from the last good one before it is refused.
        usual_rows: how far an increment may move from its recent fellows before that is noted; None where
            any size is usual.
        immutable_files: the publisher never changes a file once it is out. ``acquire`` then asks for a
            file that has already landed only where validators make the question cheap (a conditional
            request), and otherwise not at all.
    """

    name: str
    title_ja: str
    title_en: str
    publisher_ja: str
    publisher_en: str
    homepage: str
    licence: Licence
    cadence: Cadence
    kind: Literal["increment", "snapshot"]
    bronze_schema: pa.Schema
    discover: Callable[[Fetcher], Sequence[RemoteFile]]
    parse: Callable[[LandedFile, BronzeSink], None]
    name_partition: Callable[[LandedFile], str] | None = None
    hosts: Sequence[str] = ()
    mirror_routes: Sequence[MirrorRoute] = ()
    parser_version: int = 1
    tolerance: Tolerance = field(default_factory=Tolerance)
    usual_rows: UsualRows | None = None
    max_bytes: int = 64 * 2**20
    immutable_files: bool = False
