"""Writes a statistic as JSON-stat 2.0 (https://json-stat.org/full/): a cube with labels, for charts.

The dimensions are the columns of the key, and one more, ``measure``, for the columns that hold numbers;
it is called ``figure`` where ``measure`` is of the key and further columns hold numbers.
Values and their status stand under the place they have in the cube; a place without either is not in the
table. A value that is withheld has a status and no value. Yes or no, where it can be unknown, is 1 or 0.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from warehouse.dictionary import DECIMAL, Column, Dataset
from warehouse.errors import ShapeError
from warehouse.release.code_lists import CodeLists, Name
from warehouse.release.inputs import ReleaseInputs
from warehouse.release.licence import LICENCE_URL, join_wording
from warehouse.release.paths import TablePaths

VERSION = "2.0"
MEASURE = "measure"
FIGURE = "figure"
VALUE = "value"
STATUS = "_status"
#: Shown of a number whose exactness is not declared.
DOUBLE_DIGITS = 4
TIME = frozenset({"period", "month", "quarter", "year"})
GEOGRAPHY = frozenset({"geography_code", "prefecture_code", "municipality_code", "area"})
WHOLE = frozenset({"bigint", "integer"})
FRACTIONS = ("double", "decimal")
_PLACE = "__place"


@dataclass(frozen=True)
class Dimension:
    """One side of the cube: its categories in order, with their names."""

    name: str
    label: Name
    codes: list[str]
    names: list[Name]
    units: Mapping[str, Mapping[str, Any]] | None = None

    def describe(self) -> dict[str, Any]:
        """Return the dimension as JSON-stat has it."""
        category: dict[str, Any] = {
            "index": self.codes,
            "label": dict(zip(self.codes, (name.both for name in self.names), strict=True)),
        }
        if self.units:
            category["unit"] = self.units
        return {"label": self.label.both, "category": category}


def list_measures(dataset: Dataset) -> list[Column]:
    """Return the columns that hold what is stated: counts with a unit, fractions, yes or no or unknown."""
    return [
        column
        for column in dataset.columns
        if column.name not in dataset.primary_key
        and (
            (column.data_type in WHOLE and column.unit)
            or column.data_type.startswith(FRACTIONS)
            or (column.data_type == "boolean" and column.nullable)
        )
    ]


def write_json_stat(
    path: Path, root: Path, dataset: Dataset, inputs: ReleaseInputs, lists: CodeLists
) -> None:
    """Write a statistic from its Parquet file.

    Args:
        path: the file to write.
        root: the release that holds the Parquet file.
        dataset: what the columns are.
        inputs: number, dates and sources of the release.
        lists: the names of the codes.

    Raises:
        ShapeError: two values would have one place in the cube.
    """
    frame = pl.read_parquet(root / TablePaths.of(dataset.name).parquet)
    sources = inputs.sources_of(dataset.sources)
    metric = _name_metric(dataset)
    cells = _stack_measures(dataset, frame, metric)
    keys = [column for column in dataset.columns if column.name in dataset.primary_key]
    sides = [_make_dimension(column, cells, lists) for column in keys if column.name != metric]
    sides.append(_make_measures(dataset, cells, metric))
    _refuse_shared_places(dataset, cells, sides)
    content = {
        "version": VERSION,
        "class": "dataset",
        "label": Name(dataset.title_ja, dataset.title_en).both,
        "source": join_wording(sources, "attribution_ja"),
        "updated": inputs.as_of.isoformat(),
        "note": _collect_notes(dataset),
        "role": _assign_roles(dataset, sides),
        "id": [side.name for side in sides],
        "size": [len(side.codes) for side in sides],
        "dimension": {side.name: side.describe() for side in sides},
        "extension": {
            "release": inputs.release_id,
            "licence": LICENCE_URL,
            "attribution_en": join_wording(sources, "attribution_en"),
            "processed_ja": join_wording(sources, "processed_ja"),
            "processed_en": join_wording(sources, "processed_en"),
        },
    }
    words = json.dumps(content, ensure_ascii=False, separators=(",", ":")).removesuffix("}")
    numbers = "".join(f',"{key}":{text}' for key, text in _place_cells(cells, sides).items())
    path.write_text(f"{words}{numbers}}}\n", encoding="utf-8", newline="\n")


def _name_metric(dataset: Dataset) -> str:
    """Return what the dimension of the columns is called: ``figure`` where the rows have measures besides."""
    return FIGURE if MEASURE in dataset.primary_key and len(list_measures(dataset)) > 1 else MEASURE


def _stack_measures(dataset: Dataset, frame: pl.DataFrame, metric: str) -> pl.DataFrame:
    """Return a row for each value of each row: keys as text, the metric, ``unit``, ``value``, ``status``."""
    return pl.concat([_select_measure(dataset, column, frame, metric) for column in list_measures(dataset)])


def _select_measure(dataset: Dataset, column: Column, frame: pl.DataFrame, metric: str) -> pl.DataFrame:
    """Return the values of one column. ``value`` is named, and its unit told, by columns beside it."""
    keys = (pl.col(key).cast(pl.String) for key in dataset.primary_key if key != metric)
    beside = {MEASURE, "unit"} & set(frame.columns) if column.name == VALUE else set()
    measure = pl.col(MEASURE) if MEASURE in beside and metric == MEASURE else pl.lit(column.name)
    unit = pl.col("unit") if "unit" in beside else pl.lit(column.unit, pl.String)
    told = column.name + STATUS
    status = pl.col(told) if told in frame.columns else pl.lit(None, pl.String)
    return frame.select(
        *keys,
        measure.alias(metric),
        unit.alias("unit"),
        pl.lit(_count_decimals(column)).alias("decimals"),
        _write_number(column).alias(VALUE),
        status.alias("status"),
    )


def _count_decimals(column: Column) -> int:
    """Return the digits after the point that a reader should be shown."""
    decimal = DECIMAL.fullmatch(column.data_type)
    return int(decimal[2]) if decimal else DOUBLE_DIGITS if column.data_type == "double" else 0


def _write_number(column: Column) -> pl.Expr:
    """Return the digits of a number as JSON has them, exact also for decimals."""
    if column.data_type == "boolean":
        return pl.col(column.name).cast(pl.Int8).cast(pl.String)
    return pl.col(column.name).cast(pl.String)


def _make_dimension(column: Column, cells: pl.DataFrame, lists: CodeLists) -> Dimension:
    codes = cells[column.name].unique().sort().to_list()
    names = [lists.name(column.name, code) for code in codes]
    return Dimension(column.name, Name(column.title_ja, column.title_en), codes, names)


def _make_measures(dataset: Dataset, cells: pl.DataFrame, metric: str) -> Dimension:
    found = cells.group_by(metric, maintain_order=True).agg(pl.col("unit", "decimals").first())
    titles = {column.name: Name(column.title_ja, column.title_en) for column in dataset.columns}
    codes = found[metric].to_list()
    units = {
        code: {"label": unit or "", "decimals": decimals}
        for code, unit, decimals in found.select(metric, "unit", "decimals").iter_rows()
    }
    label = titles.get(metric, Name("数値", "Figure") if metric == FIGURE else Name("指標", "Measure"))
    return Dimension(metric, label, codes, [titles.get(code, Name(code, code)) for code in codes], units)


def _refuse_shared_places(dataset: Dataset, cells: pl.DataFrame, sides: list[Dimension]) -> None:
    """Raise `ShapeError` where two values would have one place: a reader would see only one of them."""
    names = [side.name for side in sides]
    shared = cells.filter(cells.select(names).is_duplicated())
    if len(shared):
        raise ShapeError(
            f"{dataset.name} as JSON-stat",
            ", ".join(map(str, shared.select(names).row(0))),
            f"every value has a place of its own by {', '.join(names)}",
            "Give the table a key that tells its rows apart, and no measure the name of a column.",
        )


def _assign_roles(dataset: Dataset, sides: list[Dimension]) -> dict[str, list[str]]:
    days = {column.name for column in dataset.columns if column.data_type == "date"}
    names = [side.name for side in sides]
    roles = {
        "time": [name for name in names if name in days or name in TIME],
        "geo": [name for name in names if name in GEOGRAPHY],
        "metric": [sides[-1].name],
    }
    return {role: members for role, members in roles.items() if members}


def _place_cells(cells: pl.DataFrame, sides: list[Dimension]) -> dict[str, str]:
    """Return values and status as JSON, by the place in the cube, counted row by row as JSON-stat does."""
    if cells.is_empty():
        return {"value": "{}"}
    place = pl.lit(0, pl.Int64)
    for side in sides:
        codes = pl.Series(side.codes, dtype=pl.String)
        order = pl.col(side.name).replace_strict(codes, pl.int_range(len(codes), eager=True))
        place = place * len(side.codes) + order
    placed = cells.select(place.alias(_PLACE), VALUE, "status").sort(_PLACE)
    status = placed.filter(pl.col("status").is_not_null())
    return {
        "value": _write_object(placed.filter(pl.col(VALUE).is_not_null()), pl.col(VALUE)),
        **({"status": _write_object(status, pl.format('"{}"', pl.col("status")))} if len(status) else {}),
    }


def _write_object(placed: pl.DataFrame, value: pl.Expr) -> str:
    entries = placed.select(pl.format('"{}":{}', pl.col(_PLACE), value).str.join(","))
    return f"{{{entries.item() or ''}}}"


def _collect_notes(dataset: Dataset) -> list[str]:
    notes = [dataset.description_ja, dataset.description_en, dataset.method_ja, dataset.method_en]
    return [note for note in (*notes, *dataset.warnings_ja, *dataset.warnings_en) if note]
