"""The words in the workbook of a dataset: cover, contents, columns, codes and notes, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import polars as pl

from warehouse.dictionary import Dataset
from warehouse.release.code_lists import PAIR, CodeLists
from warehouse.release.csv_files import LIST_SEPARATOR
from warehouse.release.documents import name_type
from warehouse.release.inputs import ReleaseInputs
from warehouse.release.licence import LICENCE_NAME, LICENCE_URL, join_wording
from warehouse.release.paths import BY_PREFECTURE, TablePaths
from warehouse.release.prefectures import prefecture_of

COVER = "表紙 Cover"
CONTENTS = "目次 Contents"
DATA = "データ Data"
COLUMNS = "項目 Columns"
CODES = "コード Codes"
NOTES = "注 Notes"
WEDNESDAY = 2

Row = tuple[str | int, ...]


def next_release_on(as_of: date) -> date:
    """Return the day of the next release: the first Wednesday after ``as_of``."""
    return as_of + timedelta(days=(WEDNESDAY - as_of.weekday() - 1) % 7 + 1)


def describe_cover(
    dataset: Dataset, inputs: ReleaseInputs, rows: int, total: int, shortened: int
) -> Iterator[Row]:
    """Yield the rows of the cover: what it is, as of when, how much of it, on which terms."""
    sources = inputs.sources_of(dataset.sources)
    yield ("項目 · Item", "日本語", "English")
    if inputs.is_sample:
        yield ("見本 · Sample", "団体も数も実在しません", "The organisations and numbers are invented")
    yield ("表 · Table", dataset.title_ja, dataset.title_en)
    yield ("説明 · Description", dataset.description_ja, dataset.description_en)
    yield ("リリース · Release", inputs.release_id, inputs.release_id)
    yield ("基準日 · As of", inputs.as_of.isoformat(), inputs.as_of.isoformat())
    through = inputs.data_through.isoformat() if inputs.data_through else "—"
    yield ("資料の最新日 · Data through", through, through)
    following = next_release_on(inputs.as_of).isoformat()
    yield ("次のリリース · Next release", f"{following}（毎週水曜日）", f"{following} (every Wednesday)")
    yield ("表の行数 · Rows of the table", total, total)
    yield ("このファイルの行数 · Rows in this file", rows, rows)
    if rows < total:
        yield ("収録していない行 · Rows left out", *_tell_where(dataset, rows, total))
    if shortened:
        yield (
            "途中で切った文 · Texts cut",
            f"{shortened}件のセルは長すぎるため途中まで。全文は {TablePaths.of(dataset.name).parquet}",
            f"{shortened} cells are too long and cut; in full in {TablePaths.of(dataset.name).parquet}",
        )
    contact = inputs.contact
    yield (
        "問い合わせ先 · Contact",
        contact or "公開元のページへ",
        contact or "see the page it was published on",
    )
    yield ("利用条件 · Licence", f"{LICENCE_NAME} {LICENCE_URL}", f"{LICENCE_NAME} {LICENCE_URL}")
    for source in sources:
        yield ("出典 · Source", source.attribution_ja, source.attribution_en)
    yield (
        "加工 · Processing",
        join_wording(sources, "processed_ja") or "つなぐが作成",
        join_wording(sources, "processed_en") or "Made by Tsunagu",
    )
    yield (
        "ご注意 · Please note",
        "各府省等が作成したものではありません。",
        "It was not made by the authorities that publish the registers.",
    )


def _tell_where(dataset: Dataset, rows: int, total: int) -> tuple[str, str]:
    whole = TablePaths.of(dataset.name).csv_ja
    parts = f"{BY_PREFECTURE}/<2>/{dataset.name}.csv" if prefecture_of(dataset) is not None else None
    japanese = f"先頭の{rows:,}行だけです（全{total:,}行）。数えるときは {whole} をお使いください。"
    english = f"Only the first {rows:,} of {total:,} rows. To count, use {whole}."
    if parts:
        japanese += f"都道府県ごとのファイルは {parts.replace('<2>', '<都道府県コード>')}。"
        english += f" By prefecture: {parts.replace('<2>', '<prefecture code>')}."
    return japanese, english


def describe_contents(dataset: Dataset) -> Iterator[Row]:
    """Yield the sheets and what each holds."""
    yield ("シート · Sheet", "内容", "What it holds")
    yield (COVER, "表の名前、基準日、利用条件", "Name, dates, terms")
    yield (
        DATA,
        f"{dataset.title_ja}。1行目が見出し、1行が1件",
        f"{dataset.title_en}: headers in row 1, one record a row",
    )
    yield (COLUMNS, "各列の意味、型、単位", "Meaning, type and unit of every column")
    yield (CODES, "コードの名前", "Names of the codes")
    yield (NOTES, "作り方と注意", "How it was made, and what to beware of")


def describe_columns(dataset: Dataset) -> Iterator[Row]:
    """Yield the code book: every column with its words in both languages."""
    yield (
        "見出し",
        "項目名 · Column",
        "Title",
        "型 · Type",
        "単位 · Unit",
        "空欄 · May be empty",
        "説明",
        "Description",
    )
    for column in dataset.columns:
        english, japanese = name_type(column)
        yield (
            column.title_ja,
            column.name,
            column.title_en,
            f"{japanese} · {english}",
            column.unit or "",
            "あり · yes" if column.nullable else "なし · no",
            column.description_ja,
            column.description_en,
        )


def describe_codes(dataset: Dataset, lists: CodeLists, frame: pl.DataFrame) -> Iterator[Row]:
    """Yield every code that occurs in a column with a list; of several in a cell, each."""
    yield ("見出し", "項目名 · Column", "コード · Code", "日本語", "English")
    for column in dataset.columns:
        names = lists.of_column(column.name)
        occurring = _list_codes(frame[column.name]) if names else set()
        for code, name in names.items():
            if code in occurring:
                yield (column.title_ja, column.name, code, name.ja, name.en)


def _list_codes(cells: pl.Series) -> set[str]:
    separators = f"[{re.escape(LIST_SEPARATOR)}{re.escape(PAIR)}]"
    return {code for cell in cells.drop_nulls().unique() for code in re.split(separators, cell)}


def describe_notes(dataset: Dataset) -> Iterator[Row]:
    """Yield how the table is made and what a reader must know."""
    yield ("種類 · Kind", "日本語", "English")
    if dataset.method_ja:
        yield ("作り方 · Method", dataset.method_ja, dataset.method_en)
    for japanese, english in zip(dataset.warnings_ja, dataset.warnings_en, strict=True):
        yield ("注意 · Warning", japanese, english)
    yield (
        "書き方 · Form",
        "値がないところは空のセル。コードが複数あるときは ; でつなぐ。コードは文字列（先頭の0も有効）。",
        "A missing value is an empty cell. Several codes in a cell are joined by ;. Codes are text.",
    )
