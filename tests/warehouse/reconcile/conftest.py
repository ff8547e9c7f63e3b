"""A release of a small made-up country: as much of it as reconciling reads."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from tests.warehouse.linkage.conftest import KNOWN

AREAS = (
    ("03206", "032069", "03", "北上市", "municipality", None, True),
    ("02201", "022012", "02", "青森市", "municipality", None, True),
    ("04100", "041009", "04", "仙台市", "municipality", None, True),
    ("04101", "041017", "04", "仙台市青葉区", "ward", "04100", True),
    ("04202", "042021", "04", "石巻市", "municipality", None, True),
    ("07203", "072036", "07", "郡山市", "municipality", None, True),
    ("01331", "013315", "01", "松前町", "municipality", None, True),
    ("38401", "384011", "38", "松前町", "municipality", None, True),
    ("01332", "013323", "01", "福島町", "municipality", None, True),
    ("40137", "401374", "40", "福岡市西区", "ward", "40130", True),
)
#: Excluded from the authority's own search.
EXCLUDED = "N6"
_AREA = ("municipality_code", "municipality_code_6", "prefecture_code", "name", "area_level", "city_code")


@pytest.fixture(scope="session")
def areas() -> pl.DataFrame:
    """The dataset `municipalities` of the small country."""
    rows = pl.DataFrame(AREAS, schema=[*_AREA, "is_current"], orient="row")
    return rows.with_columns(successor_code=pl.lit(None, pl.String))


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory, areas: pl.DataFrame) -> Path:
    """The folder of a release."""
    folder = tmp_path_factory.mktemp("release")
    (folder / "parquet").mkdir()
    texts = ("org_id", "name", "kana", "prefecture_code", "municipality_code", "address")
    organizations = pl.DataFrame(
        [{name: row.get(name) for name in texts} for row in KNOWN if not row.get("is_former")],
        schema=dict.fromkeys(texts, pl.String),
    ).with_columns(
        corporate_number=pl.format("900000000000{}", pl.col("org_id").str.slice(1)),
        fields=pl.lit(None, pl.List(pl.String)),
        status=pl.lit("active"),
        is_excluded_from_search=pl.col("org_id") == EXCLUDED,
    )
    former = [{name: row.get(name) for name in texts} for row in KNOWN]
    history = pl.DataFrame(former, schema=dict.fromkeys(texts, pl.String)).drop("prefecture_code")
    organizations.write_parquet(folder / "parquet" / "organizations.parquet")
    history.with_columns(known_to=pl.lit(None, pl.Date)).write_parquet(
        folder / "parquet" / "organization_history.parquet"
    )
    areas.write_parquet(folder / "parquet" / "municipalities.parquet")
    return folder
