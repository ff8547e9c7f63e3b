"""A small warehouse in which two links are doubtful and four voices may be quoted."""

from __future__ import annotations

from datetime import date

import polars as pl

from tests.warehouse.small_warehouse import change_tables
from warehouse.layout import Home

DOUBTFUL, LIKELIER, LINKED = "TSN-000000000000000a", "TSN-000000000000000b", "TSN-000000000000000c"
MIRAI, HIKARI = "JP-JCN-7000012050002", "JP-JCN-3450005002241"
PHONE = "連絡は090-1234-5678へ。夜の居場所がない"

TABLES = f"""
create table prefectures as select '04' as prefecture_code, '宮城県' as name_ja;
create table municipalities as select '04101' as municipality_code, '青葉区' as name;
create table organizations as select * from (values
    ('{MIRAI}', 'NPO法人みらい', '04', '04101', '本町一丁目'),
    ('{HIKARI}', 'NPO法人ひかり', '04', null, null)
) as t(org_id, name, prefecture_code, municipality_code, address);
create table int_named_organizations_list as select * from (values
    ('{DOUBTFUL}', 'みらい会', null, '04', '04101', null),
    ('{LIKELIER}', 'ひかり', 'ヒカリ', '04', null, '国分町'),
    ('{LINKED}', 'みらい', 'ミライ', '04', '04101', null)
) as t(mention_key, name, kana, prefecture_code, municipality_code, address);
create table int_named_organizations_link as select * from (values
    ('{DOUBTFUL}', null, 'doubtful', 'splink', 0.61, 'name: close; place: same', '{MIRAI}', 'NPO法人みらい'),
    ('{LIKELIER}', null, 'doubtful', 'splink', 0.83, 'name: same', '{HIKARI}', 'NPO法人ひかり'),
    ('{LINKED}', '{MIRAI}', 'linked', 'exact', 1.0, 'name: same', '{MIRAI}', 'NPO法人みらい')
) as t(
    mention_key, org_id, state, rule, probability, evidence, candidate_org_id, candidate_name
);
create table int_submission_records_permit as select * from (values
    ('voice', 'centre', 'b1', 's', 2, true, false),
    ('voice', 'centre', 'b1', 's', 3, true, false),
    ('voice', 'centre', 'b1', 's', 4, false, false),
    ('voice', 'centre', 'b1', 's', 5, false, true),
    ('event', 'centre', 'b0', 's', 2, true, true)
) as t(kind, member_id, batch, sheet, file_row, may_quote, may_quote_named);
"""


VOICES = pl.DataFrame(
    [
        ("centre/V1", "b1", 2, "若者の居場所がない", "lonely", date(2026, 4, 1), False),
        ("centre/V2", "b1", 3, PHONE, "lonely", date(2026, 4, 2), True),
        ("centre/V3", "b1", 4, "引用はしないで", "lonely", date(2026, 4, 2), False),
        ("centre/V4", "b1", 5, "移動の足がない", "decline", date(2026, 4, 3), False),
        ("centre/V1", "b0", 2, "前の文", "lonely", date(2026, 4, 1), False),
    ],
    schema=["voice_id", "batch", "row", "text", "main_issue", "heard_on", "is_sensitive"],
    orient="row",
).with_columns(member_id=pl.lit("centre"), sheet=pl.lit("s"), raised_by=pl.lit("youth"))


def make_waiting_home(home: Home) -> Home:
    """Fill the database and the bronze files of a home with what waits."""
    change_tables(home.create(), TABLES)
    for table, name, frame in (
        ("submission_voice", "centre-1", VOICES),
        ("submission_members", "members", pl.DataFrame({"member_id": ["centre"], "name": ["架空センター"]})),
    ):
        (home.bronze / table).mkdir()
        frame.write_parquet(home.bronze / table / f"{name}.parquet")
    return home
