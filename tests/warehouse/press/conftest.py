"""A release's Parquet files with the few rows that a test needs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from warehouse.dictionary import Dictionary, load_dictionary
from warehouse.press.kit import list_sources
from warehouse.transform import DBT_PROJECT

Write = Callable[..., Path]
NPO = {"legal_form": "npo", "unit": "events"}
VOCABULARIES = [
    {"vocabulary": "prefectures", "code": "13", "name_ja": "東京都", "name_en": "Tokyo"},
    {"vocabulary": "legal_forms", "code": "npo", "name_ja": "NPO法人", "name_en": "NPO corporation"},
]
JURISDICTIONS = [{"jurisdiction_code": "013", "name_ja": "東京都", "name_en": "Tokyo", "kind": "prefecture"}]


@pytest.fixture(scope="session")
def marts() -> Dictionary:
    """Every public dataset."""
    return load_dictionary(DBT_PROJECT)


@pytest.fixture
def write(tmp_path: Path, marts: Dictionary) -> Write:
    """Write the tables that the kit reads: those given, the others empty."""

    def write_tables(**rows: list[dict[str, Any]]) -> Path:
        known = {"vocabularies": VOCABULARIES, "jurisdictions": JURISDICTIONS, **rows}
        (tmp_path / "parquet").mkdir(exist_ok=True)
        for name in list_sources():
            schema = pa.schema([(column.name, column.arrow_type) for column in marts[name].columns])
            table = pa.Table.from_pylist(known.get(name, []), schema=schema)
            pq.write_table(table, tmp_path / "parquet" / f"{name}.parquet")
        return tmp_path

    return write_tables


def close(value: int | None, cause: str = "closed_by_registrar", place: str = "13") -> dict[str, Any]:
    """Return a row of `stat_flow`: closures of January 2024."""
    kind = "country" if place == "JP" else "prefecture"
    place_of = {"geography_kind": kind, "geography_code": place}
    return {
        **NPO,
        **place_of,
        "month": date(2024, 1, 1),
        "measure": "closed",
        "close_cause": cause,
        "value": value,
    }


def certify(org_id: str, valid_to: date, **values: Any) -> dict[str, Any]:
    """Return a row of `certifications`, of the list of 30 August 2024."""
    return {
        "org_id": org_id,
        "certification_kind": "certified",
        "valid_to": valid_to,
        "listed_on": date(2024, 8, 30),
        "is_current": True,
        "renewal_pending": False,
        "jurisdiction_code": "013",
        **values,
    }


def name_one(org_id: str, name: str | None, **values: Any) -> dict[str, Any]:
    """Return a row of `organizations`."""
    number = "1234567890123"
    return {"org_id": org_id, "corporate_number": number, "name": name, "status": "active", **values}
