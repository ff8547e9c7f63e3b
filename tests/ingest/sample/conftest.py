"""One sample country, written once for all tests of the room."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import polars as pl
import pytest

from ingest.registries.nta_layout import COLUMNS
from ingest.sample import SampleSummary, write_sample


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> SampleSummary:
    """The sample mirror of scale 1.0."""
    return write_sample(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="session")
def daily(sample: SampleSummary) -> pl.DataFrame:
    """All rows of the daily files as text, with the day of their file."""
    files = sorted((sample.root / "nta/diff").glob("*.zip"))
    return pl.concat(
        [
            read_nta(path).with_columns(day=pl.lit(f"{path.stem[5:9]}-{path.stem[9:11]}-{path.stem[11:]}"))
            for path in files
        ]
    )


@pytest.fixture(scope="session")
def national(sample: SampleSummary) -> pl.DataFrame:
    """All rows of the national file as text."""
    return read_nta(next((sample.root / "nta/national").glob("*.zip")))


def read_member(path: Path, suffix: str = ".csv") -> bytes:
    """Return the bytes of the one member with that suffix."""
    with zipfile.ZipFile(path) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(suffix)]
        return archive.read(name)


def encoding_of(path: Path) -> str:
    """Return the encoding the publisher used for a file of that name."""
    return "utf-8" if path.name.startswith("diff_") and path.stem[5:] <= "20211001" else "cp932"


def read_nta(path: Path) -> pl.DataFrame:
    """Return a file of the tax agency as text columns under the publisher's names."""
    text = read_member(path).decode(encoding_of(path))
    return pl.read_csv(
        io.StringIO(text),
        has_header=False,
        new_columns=list(COLUMNS),
        schema_overrides=[pl.String] * len(COLUMNS),
    )
