from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

from warehouse.linkage import link_organizations
from warehouse.linkage.schema import CANDIDATES, DECISIONS, MENTIONS

Row = dict[str, Any]
Link = Callable[..., Row]

#: Organisations of a small country; all made up.
KNOWN: tuple[Row, ...] = (
    {
        "org_id": "N1",
        "name": "特定非営利活動法人みなとまち子ども食堂ネットワーク",
        "kana": "ミナトマチコドモショクドウネットワーク",
        "prefecture_code": "04",
        "municipality_code": "04101",
        "address": "宮城県仙台市青葉区本町３丁目８番１号",
        "fields": ["13"],
    },
    {
        "org_id": "N2",
        "name": "特定非営利活動法人ひまわり",
        "prefecture_code": "04",
        "municipality_code": "04202",
        "address": "宮城県石巻市中央２丁目１番",
    },
    {
        "org_id": "N3",
        "name": "特定非営利活動法人ひまわり",
        "prefecture_code": "04",
        "municipality_code": "04202",
        "address": "宮城県石巻市門脇町５丁目７番２号",
    },
    {
        "org_id": "N4",
        "name": "一般社団法人北上川流域まちづくり協議会",
        "prefecture_code": "03",
        "municipality_code": "03206",
        "address": "岩手県北上市芳町１番１号",
    },
    {
        "org_id": "N5",
        "name": "特定非営利活動法人灯台もと暮らし舎",
        "kana": "トウダイモトグラシシャ",
        "prefecture_code": "02",
        "municipality_code": "02201",
        "address": "青森県青森市新町１丁目３番７号",
    },
    {
        "org_id": "N5",
        "name": "特定非営利活動法人旧街道の会あおもり",
        "prefecture_code": "02",
        "municipality_code": "02201",
        "address": "青森県青森市新町１丁目３番７号",
        "is_former": True,
    },
    {
        "org_id": "N6",
        "name": "公益財団法人福岡県健康スポーツ協会",
        "prefecture_code": "40",
        "municipality_code": "40137",
        "address": "福岡県福岡市西区内浜１丁目５番１号",
    },
)


def tabulate(schema: pa.Schema, rows: list[Row]) -> pa.Table:
    defaults = {"is_former": False}
    filled = [{name: row.get(name, defaults.get(name)) for name in schema.names} for row in rows]
    return pa.Table.from_pylist(filled, schema=schema)


def link_all(
    mentions: list[Row], decisions: list[Row] | None = None, known: tuple[Row, ...] = KNOWN
) -> list[Row]:
    """Link mentions among the organisations of the small country."""
    keyed = [{"mention_key": f"M{place}", **row} for place, row in enumerate(mentions)]
    links = link_organizations(
        tabulate(MENTIONS, keyed), tabulate(CANDIDATES, list(known)), tabulate(DECISIONS, decisions or [])
    )
    rows: list[Row] = links.to_pylist()
    return rows


@pytest.fixture
def link() -> Link:
    """Link one mention and return its row."""

    def link_one(decisions: list[Row] | None = None, **mention: Any) -> Row:
        return link_all([mention], decisions)[0]

    return link_one
