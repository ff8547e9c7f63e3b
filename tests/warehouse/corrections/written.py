"""Corrections and requests as persons write them, for tests: good ones, and one field changed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from ingest.registries import REGISTERS
from ingest.reports import FileReport
from warehouse.dictionary import load_dictionary
from warehouse.layout import Home
from warehouse.transform import DBT_PROJECT

DICTIONARY = load_dictionary(DBT_PROJECT)
Entry = dict[str, Any]


def correction(**changes: Any) -> Entry:
    """Return a correction of the portal; a field given as None is left out."""
    entry = {
        "id": "portal-founded",
        "register": "npo_portal",
        "rows": {"portal_id": "013000101"},
        "expect": {"values": {"established_on": date(1900, 10, 1)}},
        "set": {"established_on": date(2000, 10, 1)},
        "reason_ja": "年の入力誤り",
        "evidence": "https://example.jp/",
        "reported_to": "内閣府",
        "reported_on": date(2026, 11, 23),
    }
    return {name: value for name, value in (entry | changes).items() if value is not None}


def request(**changes: Any) -> Entry:
    """Return a request to withhold an address; a field given as None is left out."""
    entry = {
        "id": "s-2026-001",
        "org_id": "JP-JCN-7000012050002",
        "withhold": ["address"],
        "reason": "safety",
        "requested_on": date(2026, 11, 23),
    }
    return {name: value for name, value in (entry | changes).items() if value is not None}


def write(home: Home, *entries: Entry, name: str = "a.yml") -> Path:
    """Write entries into a file of corrections and return it."""
    home.corrections.mkdir(parents=True, exist_ok=True)
    path = home.corrections / name
    path.write_text(yaml.safe_dump(list(entries), allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def publish(home: Home, register: str, filename: str, published_on: date | None, *rows: Entry) -> None:
    """Put a file of a register into bronze, with its report; columns that are not given are empty."""
    schema = pl.DataFrame(REGISTERS[register].bronze_schema.empty_table()).schema
    place = {"source_file": filename, "published_on": published_on}
    complete = [{**place, "file_row": number, **row} for number, row in enumerate(rows, 1)]
    partition = f"{published_on:%Y%m%d}" if published_on else Path(filename).stem
    folder = home.bronze / register
    folder.mkdir(parents=True, exist_ok=True)
    pl.DataFrame(complete, schema=schema).write_parquet(folder / f"{partition}.parquet")
    day = published_on.isoformat() if published_on else None
    FileReport(register, filename, partition, "0" * 64, 1, published_on=day).save(
        folder / f"{partition}.json"
    )
