"""The words of a release: README in two languages, attribution, licence; rendered from the dictionary."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2

from warehouse.dictionary import Column, Dataset, Dictionary
from warehouse.release import licence
from warehouse.release.citation import cite_release
from warehouse.release.inputs import ReleaseInputs
from warehouse.release.paths import PRESS, WORKBOOK_ROWS
from warehouse.release.signature import Signer
from warehouse.release.tables import TableReport

TEMPLATES = Path(__file__).parent / "templates"
DOCUMENTS = ("README.en.md", "README.ja.md", "ATTRIBUTION.md", "LICENSE")
GROUPS = {
    "register": ("Registers", "台帳"),
    "statistic": ("Statistics", "統計"),
    "reference": ("Reference tables", "参照表"),
}
OTHER_GROUP = ("Further tables", "その他の表")
TYPE_WORDS = {
    "varchar": ("text", "文字列"),
    "varchar[]": ("list of texts", "文字列のリスト"),
    "date": ("date", "日付"),
    "bigint": ("whole number", "整数"),
    "integer": ("whole number", "整数"),
    "boolean": ("true or false", "真偽値"),
    "double": ("number", "数値"),
}
NUMBER_WORDS = ("number", "数値")


def write_documents(
    root: Path,
    dictionary: Dictionary,
    inputs: ReleaseInputs,
    reports: list[TableReport],
    signer: Signer | None = None,
) -> None:
    """Render every document of the release into ``root``."""
    environment = make_environment()
    context = {
        **_collect_context(dictionary, inputs, reports),
        "has_press_kit": (root / PRESS).is_dir(),
        "signed": signer is not None,
        "public_key": signer.public_key.splitlines()[-1] if signer else None,
    }
    for name in DOCUMENTS:
        text = environment.get_template(f"{name}.j2").render(context)
        (root / name).write_text(text, encoding="utf-8", newline="\n")


def make_environment(templates: Path = TEMPLATES) -> jinja2.Environment:
    """Return what renders the templates of a folder, with the filters those of a release use."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates),
        autoescape=False,  # Markdown and CSV, not HTML
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    filters: dict[str, Callable[..., str]] = {
        "cell": escape_cell,
        "count": lambda number: f"{number:,}",
        "type_en": lambda column: name_type(column)[0],
        "type_ja": lambda column: name_type(column)[1],
        "day_ja": lambda day: f"{day.year}年{day.month}月{day.day}日",
    }
    environment.filters.update(filters)
    return environment


def _collect_context(
    dictionary: Dictionary, inputs: ReleaseInputs, reports: list[TableReport]
) -> dict[str, Any]:
    return {
        "inputs": inputs,
        "groups": _group_datasets(dictionary),
        "rows": {report.dataset: report.rows for report in reports},
        "example": _choose_example(dictionary),
        "licence": licence,
        "citation": cite_release(inputs),
        "row_limit": WORKBOOK_ROWS,
        "latest": {source.name: source.latest_date for source in inputs.sources},
        "source_titles": {source.name: (source.title_en, source.title_ja) for source in inputs.sources},
    }


def _group_datasets(dictionary: Dictionary) -> list[tuple[tuple[str, str], list[Dataset]]]:
    """Return the datasets under their headings, in the order of `GROUPS`."""
    groups = [(GROUPS[kind], [d for d in dictionary if d.kind == kind]) for kind in GROUPS]
    groups.append((OTHER_GROUP, [d for d in dictionary if d.kind not in GROUPS]))
    return [group for group in groups if group[1]]


def _choose_example(dictionary: Dictionary) -> str:
    """Return the dataset the README opens with: the organisations, if they are published."""
    names = [dataset.name for dataset in dictionary]
    return "organizations" if "organizations" in names else names[0]


def name_type(column: Column) -> tuple[str, str]:
    """Return the type of a column in words, English and Japanese."""
    return TYPE_WORDS.get(column.data_type, NUMBER_WORDS)


def escape_cell(text: object) -> str:
    """Return a text that can stand in a cell of a Markdown table."""
    return " ".join(str(text).split()).replace("|", "\\|")
