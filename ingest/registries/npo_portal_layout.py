"""Columns of the Cabinet Office portal's 行政入力情報: the edition of 60 columns and that of 2019."""

from __future__ import annotations

import pyarrow as pa

from ingest.registries.cells import (
    CORPORATE_NUMBER,
    DATE,
    DAY_OF_YEAR,
    FLAG,
    POST_CODE,
    TEXT,
    CellType,
    Column,
)

FIELD_COUNT = 20
_FULL_WIDTH_DIGITS = str.maketrans("0123456789", "０１２３４５６７８９")


def _field_header(number: int) -> str:
    return "活動分野" + str(number).translate(_FULL_WIDTH_DIGITS)


def _field_columns() -> tuple[Column, ...]:
    return tuple(
        Column(_field_header(number), f"field_{number:02}", FLAG) for number in range(1, FIELD_COUNT + 1)
    )


#: The edition in use since 2024 at the latest. Headers are to the letter: the publisher mixes full and
#: half width, and one bracket is never opened.
COLUMNS: tuple[Column, ...] = (
    Column("法人名称", "name", TEXT, key=True, required=True),
    Column("法人名称カナ", "name_kana", TEXT),
    Column("所轄庁", "jurisdiction_name", TEXT, key=True, required=True),
    Column("権限移譲先市町村", "delegated_municipality", TEXT),
    Column("主たる事務所の所在地", "address", TEXT, key=True),
    Column("主たる事業所の郵便番号", "post_code", POST_CODE),
    Column("従たる事務所の所在地", "branch_addresses", TEXT),
    Column("代表者氏名", None, TEXT),
    Column("団体代表者名（フリガナ）", None, TEXT),
    Column("法人設立認証年月日", "established_certification_on", DATE, key=True),
    Column("設立年月日", "established_on", DATE),
    Column("定款に記載された目的", "purpose", TEXT),
    *_field_columns(),
    Column("認定（認定・特例認定１）", "certified", FLAG, key=True),
    Column("認定（認定・特例認定２）", "specially_certified", FLAG, key=True),
    Column("認定（認定・特例認定３）", "formerly_certified_by_tax_agency", FLAG),
    Column("認定（認定・特例認定４）", "renewal_pending", FLAG, key=True),
    Column("認定（PST基準１）", "pst_relative", FLAG),
    Column("認定（PST基準２）", "pst_absolute", FLAG),
    Column("認定（PST基準３）", "pst_ordinance", FLAG),
    Column("認定（PST基準 条例指定（都道府県及び市区町村名））", "pst_ordinance_by", TEXT),
    Column("認定（認定開始日）", "certified_from", DATE, key=True),
    Column("認定（認定満了日）", "certified_to", DATE, key=True),
    Column("認定（認定取消日）", "certification_revoked_on", DATE),
    Column("認定（特例認定年月日）", "specially_certified_from", DATE, key=True),
    Column("認定（特例認定満了日）", "specially_certified_to", DATE, key=True),
    Column("認定（特例認定取消日）", "special_certification_revoked_on", DATE),
    Column("監督情報", "supervision_text", TEXT),
    Column("解散情報", "dissolution_text", TEXT, key=True),
    Column("法人情報URL", "portal_url", TEXT, key=True),
    Column("法人番号", "corporate_number", CORPORATE_NUMBER, key=True),
    Column("条例個別指定フラグ", "ordinance_designated", FLAG),
    Column("特定非営利活動に係る事業", "nonprofit_business", TEXT),
    Column("その他の事業", "other_business", TEXT),
    Column("事業年度開始日", "fiscal_year_start", DAY_OF_YEAR),
    Column("事業年度終了日", "fiscal_year_end", DAY_OF_YEAR),
    Column("条例個別指定：有効期間(開始日)", "ordinance_valid_from", DATE),
    Column("条例個別指定：有効期間(満了日)", "ordinance_valid_to", DATE),
    Column("条例個別指定：有効期限（更新申請日)", "ordinance_renewal_applied_on", DATE),
    Column("条例個別指定：有効期限（更新日)", "ordinance_renewed_on", DATE),
    Column("条例個別指定：有効期限（条例個別指定：取消日)", "ordinance_revoked_on", DATE),
)

_NOT_YET_IN_2019 = frozenset(
    {
        "法人名称カナ",
        "権限移譲先市町村",
        "主たる事業所の郵便番号",
        "団体代表者名（フリガナ）",
        "設立年月日",
        *(column.header for column in COLUMNS[-10:]),
    }
)

#: The edition of 45 columns, as of 2019-02-23.
COLUMNS_2019: tuple[Column, ...] = tuple(
    column for column in COLUMNS if column.header not in _NOT_YET_IN_2019
)

_ARROW_TYPES: dict[CellType, pa.DataType] = {FLAG: pa.bool_(), DATE: pa.date32()}
_DERIVED_AFTER = {
    "supervision_text": (("supervision_on", pa.date32()),),
    "dissolution_text": (("dissolved_on", pa.date32()), ("dissolution_ground", pa.string())),
    "portal_url": (("portal_id", pa.string()),),
}


def _bronze_schema() -> pa.Schema:
    fields = [("source_file", pa.string()), ("file_row", pa.int64()), ("published_on", pa.date32())]
    for column in COLUMNS:
        if column.field is not None:
            fields.append((column.field, _ARROW_TYPES.get(column.type, pa.string())))
            fields += _DERIVED_AFTER.get(column.field, ())
    return pa.schema(fields)


BRONZE_SCHEMA = _bronze_schema()
