"""One small sample of submissions, written once for all tests of the room."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from ingest.sample.submissions import SubmissionSummary, write_sample_submissions
from ingest.sample.submissions.chain import Chain, live_chain
from ingest.sample.submissions.model import SampleFile
from ingest.sample.submissions.organisations import draw_country
from ingest.sample.submissions.plan import plan_files

SCALE = 0.1


@pytest.fixture(scope="session")
def country() -> pl.DataFrame:
    """The NPOs of the small sample country."""
    return draw_country(1, SCALE)


@pytest.fixture(scope="session")
def chain(country: pl.DataFrame) -> Chain:
    """What its network did."""
    return live_chain(country, 1, SCALE)


@pytest.fixture(scope="session")
def files(chain: Chain) -> list[SampleFile]:
    """The files planned for it."""
    return plan_files(chain, 1)


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory, country: pl.DataFrame) -> SubmissionSummary:
    """The files themselves."""
    return write_sample_submissions(tmp_path_factory.mktemp("home"), scale=SCALE, organisations=country)


def list_files(root: Path) -> dict[str, Path]:
    """Return every file below a folder by its name within it."""
    return {str(path.relative_to(root)): path for path in sorted(root.rglob("*")) if path.is_file()}


def read_texts(path: Path) -> str:
    """Return everything a person can read in a file."""
    if path.suffix == ".xlsx":
        book = CalamineWorkbook.from_path(str(path))
        rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
        return "\n".join(str(cell) for row in rows for cell in row)
    content = path.read_bytes()
    try:
        return content.decode("utf-8").replace('\\"', '"').replace('""', '"')
    except UnicodeDecodeError:
        return content.decode("cp932").replace('""', '"')


@pytest.fixture(scope="session")
def inbox_text(written: SubmissionSummary) -> str:
    """Everything a person can read in the whole inbox."""
    return "\n".join(read_texts(path) for path in list_files(written.root / "inbox").values())
