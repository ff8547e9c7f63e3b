"""`CHANGELOG.md` of a release: what a reader must know has changed, under five fixed headings.

Every line is computed: from the difference, the schemas, the table of corrections, and the sources.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from warehouse.release.difference.schemas import Schemas, read_schemas
from warehouse.release.documents import make_environment
from warehouse.release.inputs import ReleaseInputs, SourceRecord
from warehouse.release.json_files import read_json
from warehouse.release.paths import SCHEMA_DIFF, SUMMARY, TablePaths

CHANGELOG = "CHANGELOG.md"
CORRECTIONS = "corrections"
_STATUSES = {
    "applied": ("訂正済み", "corrected"),
    "mended_by_publisher": ("公表元が訂正した", "mended by the publisher"),
    "not_found": ("該当なし", "not found"),
}
Line = tuple[str, str]
"""One sentence in Japanese and the same in English."""


@dataclass(frozen=True)
class Section:
    """One heading of the changelog and what stands below it."""

    title_ja: str
    title_en: str
    lines: tuple[Line, ...]


def write_changelog(root: Path, inputs: ReleaseInputs, previous: Path | None) -> None:
    """Write the changelog of a release whose tables and `changes/` are written already."""
    summary = read_json(root / SUMMARY)
    sections = list_sections(root, inputs, previous, summary)
    template = make_environment().get_template(f"{CHANGELOG}.j2")
    text = template.render(inputs=inputs, because=summary["because"], sections=sections)
    (root / CHANGELOG).write_text(text, encoding="utf-8", newline="\n")


def list_sections(
    root: Path, inputs: ReleaseInputs, previous: Path | None, summary: Mapping[str, Any]
) -> list[Section]:
    """Return the five sections, always in one order; a section without lines has nothing to tell."""
    before, after = read_schemas(previous) if previous else {}, read_schemas(root)
    schemas = read_json(root / SCHEMA_DIFF)
    tables = summary["tables"]
    return [
        Section("データの追加", "Data added", tuple(_tell_added(after, tables, previous is None))),
        Section(
            "訂正・変更・削除",
            "Corrected, changed and removed",
            (*_tell_changed(before, after, summary), *_tell_corrections(root, previous)),
        ),
        Section("表と列", "Schema", tuple(_tell_schemas(before, after, schemas))),
        Section("方法", "Method", tuple(_tell_method(before, after, summary))),
        Section("既知の問題", "Known problems", tuple(_tell_problems(root, inputs))),
    ]


def _tell_added(after: Schemas, tables: Mapping[str, Any], is_first: bool) -> Iterator[Line]:
    for name, schema in after.items():
        count = tables[name]["rows_after" if is_first else "added"]
        if count:
            yield (
                f"{schema.title_ja}（`{name}`）：{count:,}行",
                f"{schema.title_en} (`{name}`): {count:,} rows",
            )


def _tell_changed(before: Schemas, after: Schemas, summary: Mapping[str, Any]) -> Iterator[Line]:
    for name, table in summary["tables"].items():
        if not (table["changed"] or table["removed"]):
            continue
        schema = after.get(name) or before[name]
        titles = {column.name: (column.title_ja, column.title_en) for column in schema.columns}
        cells = [(*titles.get(column, (column, column)), count) for column, count in table["cells"].items()]
        ja = "、".join(f"{title}{count:,}件" for title, _, count in cells)
        en = ", ".join(f"{title} {count:,}" for _, title, count in cells)
        yield (
            f"{schema.title_ja}（`{name}`）：変更{table['changed']:,}行{f'（{ja}）' if ja else ''}、"
            f"削除{table['removed']:,}行",
            f"{schema.title_en} (`{name}`): {table['changed']:,} rows changed{f' ({en})' if en else ''}, "
            f"{table['removed']:,} removed",
        )


def _tell_corrections(root: Path, previous: Path | None) -> Iterator[Line]:
    """Tell of corrections that are new, or that have come to another status."""
    known = {row["correction_id"]: row["status"] for row in _read_corrections(previous)}
    for row in _read_corrections(root):
        if known.get(row["correction_id"]) == row["status"]:
            continue
        ja, en = row["reason_ja"] or row["reason_en"], row["reason_en"] or row["reason_ja"]
        name, (status_ja, status_en) = f"`{row['correction_id']}`", _STATUSES[row["status"]]
        yield (
            f"{name}（{status_ja}）{f'：{ja}' if ja else ''}",
            f"{name} ({status_en}){f': {en}' if en else ''}",
        )


def _read_corrections(root: Path | None) -> list[dict[str, Any]]:
    path = root / TablePaths.of(CORRECTIONS).parquet if root else None
    if path is None or not path.is_file():
        return []
    names = ["correction_id", "status", "reason_ja", "reason_en"]
    return pl.read_parquet(path, columns=names).to_dicts()


def _tell_schemas(before: Schemas, after: Schemas, schemas: Mapping[str, Any]) -> Iterator[Line]:
    for name in schemas["datasets_added"]:
        yield f"新しい表：`{name}`（{after[name].title_ja}）", f"New table: `{name}` ({after[name].title_en})"
    for name in schemas["datasets_removed"]:
        yield (
            f"なくなった表：`{name}`（{before[name].title_ja}）",
            f"Gone: `{name}` ({before[name].title_en})",
        )
    for table in schemas["tables"]:
        name = table["dataset"]
        for column in table["columns_added"]:
            yield f"新しい列：`{name}.{column}`", f"New column: `{name}.{column}`"
        for column in table["columns_removed"]:
            yield f"なくなった列：`{name}.{column}`", f"Column gone: `{name}.{column}`"
        for change in table["types_changed"]:
            place, types = f"`{name}.{change['column']}`", f"{change['before']} → {change['after']}"
            yield f"型の変更：{place} {types}", f"Type changed: {place} {types}"
        if table["primary_key_before"]:
            keys = f"{', '.join(table['primary_key_before'])} → {', '.join(table['primary_key'])}"
            yield f"キーの変更：`{name}` {keys}", f"Key changed: `{name}` {keys}"
        for column in table["deprecated"]:
            place = f"`{name}.{column['column']}`"
            yield (
                f"廃止予定の列：{place}（{column['until']}より後の公開でなくなります）",
                f"Column that will go: {place}, in a release after {column['until']}",
            )


def _tell_method(before: Schemas, after: Schemas, summary: Mapping[str, Any]) -> Iterator[Line]:
    for name, schema in after.items():
        old = before.get(name)
        if old and (old.method_ja, old.method_en) != (schema.method_ja, schema.method_en):
            yield (
                f"{schema.title_ja}（`{name}`）：{schema.method_ja}",
                f"{schema.title_en} (`{name}`): {schema.method_en}",
            )
    for reason in summary["because"]:
        if reason["kind"] == "code":
            yield reason["ja"], f"{reason['en'][0].upper()}{reason['en'][1:]}"


def _tell_problems(root: Path, inputs: ReleaseInputs) -> Iterator[Line]:
    for source in inputs.sources:
        if source.lateness:
            since = source.lateness.since.date()
            yield (
                f"{source.title_ja}：{since}から遅れています。{source.lateness.reason_ja}",
                f"{source.title_en}: late since {since}. {source.lateness.reason_en}",
            )
        if source.rows_quarantined:
            yield _tell_quarantine(source)
    for row in _read_corrections(root):
        if row["status"] == "not_found":
            name = row["correction_id"]
            yield f"訂正`{name}`に合う行がありません", f"No row fits the correction `{name}`"


def _tell_quarantine(source: SourceRecord) -> Line:
    set_apart, landed = source.rows_quarantined, source.rows_landed
    return (
        f"{source.title_ja}：{landed:,}行のうち{set_apart:,}行は様式に合わず、使っていません",
        f"{source.title_en}: {set_apart:,} of {landed:,} rows break a rule and are not used",
    )
