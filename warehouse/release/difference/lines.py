"""The columns of a difference, and how its files stand in descriptors."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from warehouse.release.licence import LICENCE_NAME
from warehouse.release.paths import CHANGED_LINES, CHANGED_LINES_CSV
from warehouse.release.resources import CSV_FORMAT, PARQUET_FORMAT, name_table

LINES = pa.schema(
    [
        pa.field("dataset", pa.string(), nullable=False),
        pa.field("key", pa.string(), nullable=False),
        pa.field("change_type", pa.string(), nullable=False),
        pa.field("column", pa.string()),
        pa.field("old", pa.string()),
        pa.field("new", pa.string()),
    ]
)
#: Titles and descriptions, Japanese before English.
WORDS = {
    "dataset": ("データセット", "Dataset", "この行が指す表。", "Table the line is about."),
    "key": (
        "キー",
        "Key",
        "表の主キーの値。主キーが複数の列からなる場合はJSONの配列。申出により一部を公開しない行が削除された場合は、"
        "キーの代わりに「sha256:」とそのハッシュ値。",
        "Value of the table's primary key; a JSON list where it has several columns. A removed row of which"
        " something is withheld on request is named by sha256: and the sum of its key.",
    ),
    "change_type": (
        "変更の種類",
        "Kind of change",
        "added（追加）、removed（削除）、changed（変更）のいずれか。",
        "added, removed or changed.",
    ),
    "column": (
        "列",
        "Column",
        "値を示す列。行の追加・削除そのものを示す行では空。",
        "Column that is given; empty on the line that names an added or removed row.",
    ),
    "old": (
        "旧",
        "Old",
        "変更前の値。値がなかった場合と、再掲しない場合は空。",
        "Value before; empty where there was none, and where it is not to be repeated.",
    ),
    "new": (
        "新",
        "New",
        "現在の値（文字列。リストはJSON）。空は、現在のセルが空であることを示す。",
        "Value now, as text; a list as JSON. Empty: the cell is empty now.",
    ),
}


def describe_lines(release: str) -> pa.Schema:
    """Return the schema of the Parquet file, with titles, licence and version."""
    fields = (
        field.with_metadata(
            dict(
                zip(("title_ja", "title_en", "description_ja", "description"), WORDS[field.name], strict=True)
            )
        )
        for field in LINES
    )
    return pa.schema(fields, metadata={"licence": LICENCE_NAME, "version": release})


def describe_difference() -> list[dict[str, Any]]:
    """Return the resources of ``datapackage.json`` that are the difference; the same in every release."""
    titles = {"ja": "前回の公開からの変更", "en": "What changed since the release before"}
    descriptions = {
        "ja": "追加・削除された行と、値の変わったセルを1行に一つずつ示す。最初の公開では空。",
        "en": "Rows that came or went, and cells that changed, one a line. Empty in a first release.",
    }
    words = {
        **name_table(titles, descriptions),
        "schema": {"fields": [_describe_field(field) for field in LINES]},
    }
    return [
        {"name": "changes", "path": CHANGED_LINES.as_posix(), **PARQUET_FORMAT, **words},
        {"name": "changes-csv", "path": CHANGED_LINES_CSV.as_posix(), **CSV_FORMAT, **words},
    ]


def _describe_field(field: pa.Field) -> dict[str, Any]:
    title_ja, title_en, description_ja, description = WORDS[field.name]
    return {
        "name": field.name,
        "type": "string",
        "title": title_en,
        "titles": {"ja": title_ja, "en": title_en},
        "description": description,
        "descriptions": {"ja": description_ja, "en": description},
        **({} if field.nullable else {"constraints": {"required": True}}),
    }
