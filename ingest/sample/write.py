"""Writes a sample mirror: a folder laid out and filled as the publishers would."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ingest.sample.calendar import CERTIFIED_DAY, DIFF_DAYS, NATIONAL_DAY
from ingest.sample.certifications import draw_certifications
from ingest.sample.certified_pdf import write_certified_list
from ingest.sample.corporations import draw_corporations
from ingest.sample.histories import tell_histories
from ingest.sample.npos import draw_npos
from ingest.sample.nta_files import write_daily_files, write_national_file
from ingest.sample.organisations import draw_organisations
from ingest.sample.portal_file import write_portal_file, write_portal_file_2019
from ingest.sample.reference_files import write_reference_files
from ingest.sample.size import SampleSize
from ingest.sample_mark import SAMPLE_MARK, write_mark


@dataclass(frozen=True)
class SampleSummary:
    """What was written.

    Attributes:
        root: the mirror folder.
        files: number of files.
        size: their bytes.
        rows: rows by register file: ``nta_national``, ``nta_diff``, ``npo_portal``, ``certified_list``.
    """

    root: Path
    files: int
    size: int
    rows: dict[str, int]


def write_sample(
    out: Path, *, scale: float = 1.0, seed: int = 1, progress: Callable[[str], None] | None = None
) -> SampleSummary:
    """Write a sample mirror; the same scale and seed give the same bytes.

    Args:
        out: folder to write to; files of an earlier sample are replaced.
        scale: 1.0 is a small country; ``NATIONAL_SCALE`` has 5.5 million corporations.
        seed: another seed is another country.
        progress: called with a line of text after each step.
    """
    say = progress or (lambda _: None)
    country = Country(scale, seed)
    rows = {}
    say(f"daily files: {len(DIFF_DAYS)} business days")
    rows["nta_diff"] = write_daily_files(out / "nta/diff", country.histories)
    rows["nta_national"] = write_national_file(
        out / f"nta/national/00_zenkoku_all_{NATIONAL_DAY:%Y%m%d}.zip",
        country.stream(4),
        country.corporations,
        country.histories,
        say,
    )
    say("portal and certified list")
    rows["npo_portal"] = write_portal_file(
        out / "portal/gyousei_000.zip", country.stream(5), country.npos, country.certifications
    )
    rows["certified_list"] = write_certified_list(
        out / f"certified/ninteimeibo_{CERTIFIED_DAY:%Y%m%d}.pdf", country.certifications
    )
    say("codes and population")
    write_reference_files(out)
    written = [path for path in out.rglob("*") if path.is_file() and path.name != SAMPLE_MARK]
    write_mark(out)
    return SampleSummary(out, len(written), sum(path.stat().st_size for path in written), rows)


def write_portal_edition_2019(path: Path, *, scale: float = 1.0, seed: int = 1) -> int:
    """Write the NPOs of a sample as the portal's 45-column edition of 2019-02-23; return its rows."""
    country = Country(scale, seed)
    return write_portal_file_2019(path, country.stream(5), country.npos, country.certifications)


class Country:
    """Everything that exists in a sample country, before it is written down."""

    def __init__(self, scale: float, seed: int) -> None:
        self._seed = seed
        size = SampleSize.of(scale)
        self.corporations = draw_corporations(self.stream(1), size)
        self.histories = tell_histories(draw_organisations(self.stream(2), self.corporations))
        self.npos = draw_npos(self.stream(3), self.histories)
        self.certifications = draw_certifications(self.stream(6), self.npos, size.certified)

    def stream(self, purpose: int) -> np.random.Generator:
        """Return a source of randomness of its own, so that one file does not change another."""
        return np.random.default_rng([self._seed, purpose])
