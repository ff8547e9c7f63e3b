from __future__ import annotations

from pathlib import Path

import pytest

from ingest.sample.write import write_sample
from tests.dbt.warehouse_of_files import Tables, ingest_mirror


@pytest.fixture(scope="session")
def sample_bronze(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Bronze files of a small sample country."""
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder / "mirror", scale=0.1)
    return ingest_mirror(folder / "mirror", folder)


@pytest.fixture(scope="session")
def real_tables(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """Every table, built and tested by dbt from the files as the authorities published them."""
    folder = tmp_path_factory.mktemp("real")
    tables = Tables(folder, ingest_mirror(real_data, folder))
    tables.build(unit_tests=False)
    return tables


@pytest.fixture(scope="session")
def sample_tables(sample_bronze: Path, tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """Every table of the sample country."""
    tables = Tables(tmp_path_factory.mktemp("tables"), sample_bronze)
    tables.build()
    return tables
