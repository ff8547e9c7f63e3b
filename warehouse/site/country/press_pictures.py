"""The pictures of the press kit, drawn for pages from the same rows and with the same words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from warehouse.press.charts import CHARTS
from warehouse.press.desk import Desk
from warehouse.press.drawing import declare_pictures, render_words
from warehouse.press.style import make_plain
from warehouse.press.wording import make_press_environment
from warehouse.site.country.member_tables import make_table
from warehouse.site.page import Language, Words
from warehouse.site.pictures.picture import Caption, Cell, Picture, Table
from warehouse.site.pictures.vega import WIDTH, draw_view

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Shown:
    """A picture as its page shows it: ``map``, ``outline``, or ``wide``, which a phone scrolls."""

    picture: Picture
    shape: str = "wide"


def draw_press(
    name: str, desk: Desk, table: Table, language: Language, width: int = WIDTH - 100
) -> list[Shown]:
    """Return a picture of the press kit, described by its own words; none without rows."""
    rows = ask_press(name, desk)
    if not rows:
        return []
    words = render_words(_find_declared(name), rows, make_press_environment())
    space, stop = ("", "。") if language == "ja" else (" ", ".")
    description = f"{words[f'subtitle_{language}']}{stop}{space}{words[f'alt_{language}']}"
    caption = Caption(f"press-{name}", words[f"title_{language}"], description, table)
    view = CHARTS[name](make_plain(rows), language)
    return [Shown(draw_view(caption, {**view, "width": width}))]


def ask_press(name: str, desk: Desk) -> Rows:
    """Return the rows of a picture of the press kit."""
    return desk.ask(_find_declared(name)["query"])


def _find_declared(name: str) -> dict[str, Any]:
    return next(declared for declared in declare_pictures() if declared["name"] == name)


def tabulate(desk: Desk, name: str, columns: Sequence[tuple[str, Words]], language: Language) -> Table:
    """Return the rows of a picture of the press kit as a table of some of its columns."""
    rows = ([_write_cell(row[column]) for column, _ in columns] for row in ask_press(name, desk))
    return make_table((words for _, words in columns), (tuple(row) for row in rows), language)


def _write_cell(value: Any) -> Cell:
    return (
        f"{value:%Y-%m}"
        if hasattr(value, "isoformat")
        else f"{value:,}"
        if isinstance(value, int)
        else str(value)
    )
