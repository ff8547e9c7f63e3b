"""The fifteen rules for tables that machines can read, as checks of a sheet.

統計表における機械判読可能なデータの表記方法の統一ルール (総務省, 2020-12-18). A check is given a sheet and
returns what breaks its rule. A sheet is a CSV file, or the data sheet of a workbook with what lies around it
in the file. The rules are about statistical tables; here all tables hold them.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from python_calamine import CalamineWorkbook

from warehouse.dictionary import Column, Dataset
from warehouse.release.cover import DATA

NUMBERS = ("bigint", "integer", "double", "decimal")
PLAIN_NUMBER = re.compile(r"-?\d+(\.\d+)?")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
LAYOUT = re.compile(r"^[ \u3000]|[ \u3000]$")
SPACED = re.compile(r"^(?:[^\s\u3000][ \u3000])+[^\s\u3000]$")
TIMES = re.compile(r"(_on|_from|_to|month|period|quarter|year)$")
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")
#: Numbers that count nothing.
WITHOUT_UNIT = {
    "step",
    "latitude",
    "longitude",
    "probability",
    "betweenness",
    "position",
    "threshold",
}
MARKS = {"-", "…", "***", "x", "X", "[c]", "秘匿"}
SYMBOLS = {"c", "x", "z", "p", "r"}


@dataclass(frozen=True)
class Sheet:
    """A sheet as a machine sees it.

    Attributes:
        rows: the texts of the cells below the header; empty where a cell is empty.
        kinds: the kinds of values in each column of a workbook (text, number, day, bool); CSV has none.
        parts: what else lies in the file of a workbook: names, and the XML of the sheet.
    """

    dataset: Dataset
    suffix: str
    header: list[str]
    rows: list[list[str]]
    kinds: list[set[str]] = field(default_factory=list)
    parts: tuple[str, ...] = ()
    xml: str = ""

    @property
    def columns(self) -> list[tuple[int, Column]]:
        return list(enumerate(self.dataset.columns))

    def cells(self, place: int) -> list[str]:
        return [row[place] for row in self.rows if row[place] != ""]

    def with_cell(self, place: int, value: str) -> Sheet:
        """Return the sheet with one more row that has one cell: a mistake to be found."""
        row = ["" for _ in self.header]
        row[place] = value
        return replace(self, rows=[*self.rows, row])


def read_csv(path: Path, dataset: Dataset) -> Sheet:
    text = path.read_bytes().decode("utf-8-sig")
    header, *rows = list(csv.reader(io.StringIO(text, newline="")))
    return Sheet(dataset, path.suffix, header, rows)


def read_workbook(path: Path, dataset: Dataset) -> Sheet:
    book = CalamineWorkbook.from_path(str(path))
    header, *rows = book.get_sheet_by_name(DATA).to_python()
    width = len(header)
    kinds: list[set[str]] = [{name_kind(row[place]) for row in rows} - {""} for place in range(width)]
    texts = [[write_value(value) for value in row] for row in rows]
    with zipfile.ZipFile(path) as archive:
        number = book.sheet_names.index(DATA) + 1
        xml = archive.read(f"xl/worksheets/sheet{number}.xml").decode("utf-8")
        names = tuple(archive.namelist())
    return Sheet(dataset, path.suffix, [str(title) for title in header], texts, kinds, names, xml)


def name_kind(value: object) -> str:
    if value == "":
        return ""
    kinds = {bool: "bool", float: "number", int: "number", str: "text"}
    return kinds.get(type(value), "day")


def write_value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


# 1 · form


def is_csv_or_xlsx(sheet: Sheet) -> list[str]:
    """1-1 The file is CSV or XLSX."""
    return [] if sheet.suffix in {".csv", ".xlsx"} else [sheet.suffix]


def has_one_datum_a_cell(sheet: Sheet) -> list[str]:
    """1-2 A cell holds one datum. A list, declared as one, holds codes with ``;`` between."""
    wrong = []
    for place, column in sheet.columns:
        if column.data_type.startswith(NUMBERS) or column.data_type in {"date", "boolean"}:
            wrong += [cell for cell in sheet.cells(place) if re.search(r"[;\n、/]", cell)]
        elif column.data_type == "varchar[]":
            wrong += [cell for cell in sheet.cells(place) if "" in cell.split(";")]
    return wrong


def has_numbers_as_numbers(sheet: Sheet) -> list[str]:
    """1-3 A number is a number: digits alone, no unit, no thousands separator, no sign of its own."""
    wrong = []
    for place, column in sheet.columns:
        if column.data_type.startswith(NUMBERS):
            wrong += [cell for cell in sheet.cells(place) if not PLAIN_NUMBER.fullmatch(cell)]
            if sheet.kinds and not sheet.kinds[place] <= {"number"}:
                wrong.append(f"{column.name}: {sheet.kinds[place]}")
    return wrong


def has_no_merged_cells(sheet: Sheet) -> list[str]:
    """1-4 No cells are merged: every row has a cell a column."""
    merged = ["mergeCell"] if "<mergeCell" in sheet.xml else []
    return merged + [str(row) for row in sheet.rows if len(row) != len(sheet.header)]


def has_no_spaces_for_layout(sheet: Sheet) -> list[str]:
    """1-5 No spaces or line breaks lay out a header or a value of our own."""
    titles = [title for title in sheet.header if LAYOUT.search(title) or "\n" in title or SPACED.match(title)]
    own = [
        cell
        for place, column in sheet.columns
        if column.source_column == "derived"
        for cell in sheet.cells(place)
        if LAYOUT.search(cell) or SPACED.match(cell)
    ]
    return titles + own


def leaves_nothing_out_of_the_header(sheet: Sheet) -> list[str]:
    """1-6 Every column has a title of its own; none is left out because it repeats."""
    titles = sheet.header
    return [title for title in titles if not title or titles.count(title) > 1 or title in {"〃", "同上"}]


def has_no_formulas(sheet: Sheet) -> list[str]:
    """1-7 No cell is a formula, and none in CSV is taken for one."""
    found = ["formula"] if re.search(r"<f[ >]", sheet.xml) else []
    if sheet.suffix == ".csv":
        texts = [place for place, column in sheet.columns if column.data_type == "varchar"]
        found += [cell for place in texts for cell in sheet.cells(place) if FORMULA.match(cell)]
    return found


def has_no_objects(sheet: Sheet) -> list[str]:
    """1-8 Nothing is drawn: no pictures, charts, shapes or comments."""
    return [part for part in sheet.parts if re.search(r"drawing|media|charts|comments|vba|embeddings", part)]


def states_units(sheet: Sheet) -> list[str]:
    """1-9 Every count has a unit: declared, and in the row where the table has a column for it."""
    wrong = [
        column.name
        for _, column in sheet.columns
        if column.data_type.startswith(NUMBERS)
        and not column.unit
        and not TIMES.search(column.name)
        and column.name
        not in {"latitude", "longitude", "probability", "betweenness", "position", "step", "threshold"}
    ]
    places = [place for place, column in sheet.columns if column.name == "unit"]
    return wrong + [str(row) for place in places for row in sheet.rows if not row[place]]


def has_no_odd_characters(sheet: Sheet) -> list[str]:
    """1-10 No character that only some machines know: private use, unassigned, control."""
    texts = [*sheet.header, *(cell for row in sheet.rows for cell in row)]
    odd = {c for c in set("".join(texts)) if unicodedata.category(c) in {"Co", "Cn", "Cs"}}
    return sorted(odd) + sorted(c for c in set("".join(sheet.header)) if unicodedata.category(c) == "Cc")


def is_not_cut_apart(sheet: Sheet) -> list[str]:
    """1-11 The rows follow each other: no empty row, no empty column between, no title above the header."""
    empty = ["an empty row" for row in sheet.rows if not any(row)]
    return empty + ([] if len(sheet.header) == len(sheet.dataset.columns) else [str(sheet.header)])


def has_one_table(sheet: Sheet) -> list[str]:
    """1-12 A sheet has one table: the header comes once, in the first row."""
    return ["the header again" for row in sheet.rows if row == sheet.header]


# 2 · what is in it


def dates_by_the_western_calendar(sheet: Sheet) -> list[str]:
    """2-1 A day is given by the western calendar, in one form."""
    days = [place for place, column in sheet.columns if column.data_type == "date"]
    return [cell for place in days for cell in sheet.cells(place) if not DAY.fullmatch(cell)]


def names_places_by_codes(sheet: Sheet) -> list[str]:
    """2-2 A place is given by its code: two digits, three of an authority, five of a municipality."""
    forms = {
        "prefecture_code": r"\d{2}",
        "municipality_code": r"\d{5}",
        "jurisdiction_code": r"\d{3}",
        "geography_code": r"\d{2}|\d{3}|\d{5}|JP|[a-z_]+",
    }
    wrong = []
    for place, column in sheet.columns:
        form = forms.get(column.name)
        if form:
            wrong += [cell for cell in sheet.cells(place) if not re.fullmatch(form, cell)]
    return wrong


def keeps_marks_out_of_values(sheet: Sheet) -> list[str]:
    """2-3 What a missing value means stands in a column of its own, with a mark that is explained."""
    names = {column.name for column in sheet.dataset.columns}
    wrong = []
    for place, column in sheet.columns:
        told = column.name.removesuffix("_status")
        if column.name.endswith("_status") and told in names:
            wrong += [cell for cell in sheet.cells(place) if cell not in SYMBOLS]
        elif column.data_type.startswith(NUMBERS):
            wrong += [cell for cell in sheet.cells(place) if cell in MARKS]
    return wrong


RULES: list[Callable[[Sheet], list[str]]] = [
    is_csv_or_xlsx,
    has_one_datum_a_cell,
    has_numbers_as_numbers,
    has_no_merged_cells,
    has_no_spaces_for_layout,
    leaves_nothing_out_of_the_header,
    has_no_formulas,
    has_no_objects,
    states_units,
    has_no_odd_characters,
    is_not_cut_apart,
    has_one_table,
    dates_by_the_western_calendar,
    names_places_by_codes,
    keeps_marks_out_of_values,
]
