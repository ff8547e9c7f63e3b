"""A small warehouse for tests: two declared datasets, their rows, and the register behind them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

from warehouse.layout import Home
from warehouse.release import ReleaseInputs, SourceFile, SourceRecord

MARTS = Path(__file__).with_name("marts.yml")

TABLES = """
create table organizations as
select * from (values
    ('JP-JCN-3', '3000000000003', '特定非営利活動法人,みらい', date '2001-02-03', ['05', '01'], true),
    ('JP-JCN-1', '1000000000001', '=SUM(A1)', null, ['01'], false),
    ('JP-JCN-2', null, 'line one
line "two"', date '1999-12-31', []::varchar[], false),
    ('JP-JCN-4', '0000000000004', null, null, null, true)
) as t(org_id, corporate_number, name, established_on, fields, certified);
create table stat_stock as
select * from (values
    (date '2026-10-31', '13', 5::bigint, 1.50::decimal(10,2)),
    (date '2026-09-30', '13', -4::bigint, -1.25::decimal(10,2)),
    (date '2026-09-30', '01', null, null)
) as t(on_date, area, value, rate);
"""

SOURCE = SourceRecord(
    name="nta_diff",
    title_ja="法人番号 差分データ",
    title_en="Corporate numbers, daily changes",
    publisher_ja="国税庁",
    publisher_en="National Tax Agency",
    homepage="https://www.houjin-bangou.nta.go.jp/",
    licence_name="PDL1.0",
    licence_url="https://www.digital.go.jp/resources/open_data/public_data_license_v1.0",
    attribution_ja="出典：国税庁法人番号公表サイト",
    attribution_en="Source: National Tax Agency",
    processed_ja="国税庁法人番号公表サイトのデータを加工して作成",
    processed_en="Made by processing data of the National Tax Agency",
    checked_on=date(2026, 11, 1),
    files=(SourceFile("diff_20261030.zip", "a" * 64, date(2026, 10, 30), "cp932", 10, 9, 1),),
    findings_by_rule={"corporate_number.check_digit": 1},
)


def make_inputs(release_id: str) -> ReleaseInputs:
    """Return inputs that differ in nothing but the number."""
    return ReleaseInputs(release_id, date(2026, 10, 31), date(2026, 10, 30), "f" * 64, "1.0.0", (SOURCE,))


def change_tables(home: Home, sql: str) -> None:
    """Run SQL on the DuckDB file, as dbt would."""
    with duckdb.connect(str(home.database)) as connection:
        connection.execute(sql)
