"""The layout both corporate-number registers share: 30 columns without header, codes, licence.

Source of names, order and codes: the resource definition sheet (リソース定義書) of the National Tax
Agency's publication site, compared with real files.
"""

from __future__ import annotations

from datetime import date

import pyarrow as pa

from ingest.registries.licences import public_data_licence

HOMEPAGE = "https://www.houjin-bangou.nta.go.jp/"
PUBLISHER_JA = "国税庁"
PUBLISHER_EN = "National Tax Agency"

#: The terms on the publisher's own site could not be read when this was written; this is the licence its
#: ministry declares and other users of these files name.
LICENCE = public_data_licence(
    "国税庁法人番号公表サイト", "Corporate Number Publication Site", PUBLISHER_JA, PUBLISHER_EN, HOMEPAGE
)

#: The publisher's resource names in file order, and ours.
COLUMNS: dict[str, str] = {
    "sequenceNumber": "sequence_number",
    "corporateNumber": "corporate_number",
    "process": "process",
    "correct": "correct",
    "updateDate": "update_date",
    "changeDate": "change_date",
    "name": "name",
    "nameImageId": "name_image_id",
    "kind": "kind",
    "prefectureName": "prefecture_name",
    "cityName": "city_name",
    "streetNumber": "street_number",
    "addressImageId": "address_image_id",
    "prefectureCode": "prefecture_code",
    "cityCode": "city_code",
    "postCode": "post_code",
    "addressOutside": "address_outside",
    "addressOutsideImageId": "address_outside_image_id",
    "closeDate": "close_date",
    "closeCause": "close_cause",
    "successorCorporateNumber": "successor_corporate_number",
    "changeCause": "change_cause",
    "assignmentDate": "assignment_date",
    "latest": "latest",
    "enName": "name_en",
    "enPrefectureName": "prefecture_name_en",
    "enCityName": "city_name_en",
    "enAddressOutside": "address_outside_en",
    "furigana": "furigana",
    "hihyoji": "hihyoji",
}
COLUMN_COUNT = len(COLUMNS)

#: The publisher's name of a column of ours, for findings.
PUBLISHERS_NAME: dict[str, str] = {ours: theirs for theirs, ours in COLUMNS.items()}

DATE_COLUMNS = ("update_date", "change_date", "close_date", "assignment_date")
FLAG_COLUMNS = ("correct", "latest", "hihyoji")
CODE_COLUMNS = ("process", "kind", "close_cause", "prefecture_code", "city_code")

#: Columns with few distinct values: read as dictionaries, so that checks look at each value once.
DICTIONARY_COLUMNS = (*DATE_COLUMNS, *FLAG_COLUMNS, *CODE_COLUMNS, "prefecture_name", "city_name")

#: Columns every record has, except a tombstone.
REQUIRED_COLUMNS = (
    "correct",
    "update_date",
    "change_date",
    "name",
    "kind",
    "assignment_date",
    "latest",
    "hihyoji",
)

DELETED = "99"

PROCESSES: dict[str, str] = {
    "01": "新規",
    "11": "商号又は名称の変更",
    "12": "国内所在地の変更",
    "13": "国外所在地の変更",
    "21": "登記記録の閉鎖等",
    "22": "登記記録の復活等",
    "71": "吸収合併",
    "72": "吸収合併無効",
    "81": "商号の登記の抹消",
    DELETED: "削除",
}
KINDS: dict[str, str] = {
    "101": "国の機関",
    "201": "地方公共団体",
    "301": "株式会社",
    "302": "有限会社",
    "303": "合名会社",
    "304": "合資会社",
    "305": "合同会社",
    "399": "その他の設立登記法人",
    "401": "外国会社等",
    "499": "その他",
}
CLOSE_CAUSES: dict[str, str] = {
    "01": "清算の結了等",
    "11": "合併による解散等",
    "21": "登記官による閉鎖",
    "31": "その他の清算の結了等",
}

#: Before this day no register existed whose dates are restated here.
FIRST_POSSIBLE_DATE = date(1868, 1, 1)

_TYPES = {
    "sequence_number": pa.int64(),
    **dict.fromkeys(DATE_COLUMNS, pa.date32()),
    **dict.fromkeys(FLAG_COLUMNS, pa.bool_()),
}

BRONZE_SCHEMA = pa.schema(
    [
        ("source_file", pa.string()),
        ("file_row", pa.int64()),
        ("published_on", pa.date32()),
        *((name, _TYPES.get(name, pa.string())) for name in COLUMNS.values()),
        ("municipality_code", pa.string()),
        ("legal_form", pa.string()),
    ]
)
