"""Heat maps: rows by columns, every cell shaded and with its number inside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from warehouse.site.pictures.picture import Caption, Picture, frame_svg, mark
from warehouse.site.pictures.shades import choose_shades

CELL_WIDTH, CELL_HEIGHT, GAP = 68, 26, 2
LABEL_SIZE, TEXT_SIZE = 13, 13


@dataclass(frozen=True)
class GridCell:
    """One cell of a heat map.

    Attributes:
        number: shades it; None where there is none.
        text: what stands in it.
        is_marked: whether it is framed, as what the picture is about.
    """

    number: float | None
    text: str
    is_marked: bool = False


@dataclass(frozen=True)
class Grid:
    """What a heat map is drawn from: names by code, in order, and cells by row and column."""

    rows: Mapping[str, str]
    columns: Mapping[str, str]
    cells: Mapping[tuple[str, str], GridCell]


def draw_grid(caption: Caption, grid: Grid) -> Picture:
    """Return the heat map of a grid; a pair without a cell stays empty."""
    left = _measure(grid.rows.values()) + 8
    widest = _measure(grid.columns.values())
    is_slanted = widest > CELL_WIDTH
    top = 0.7 * widest + 16 if is_slanted else CELL_HEIGHT
    shades = choose_shades({"\t".join(pair): cell.number for pair, cell in grid.cells.items()})
    marks = [*_name_columns(grid, left, top, is_slanted), *_name_rows(grid, left, top)]
    for row_place, row in enumerate(grid.rows):
        for column_place, column in enumerate(grid.columns):
            if cell := grid.cells.get((row, column)):
                x, y = left + column_place * CELL_WIDTH, top + row_place * CELL_HEIGHT
                marks.append(_draw_cell(cell, shades[f"{row}\t{column}"], x, y))
    width = left + len(grid.columns) * CELL_WIDTH + (top if is_slanted else 0)
    height = top + len(grid.rows) * CELL_HEIGHT
    return Picture(caption, frame_svg(caption, width, height, marks))


def _name_columns(grid: Grid, left: float, top: float, is_slanted: bool) -> list[Markup]:
    marks = []
    for place, name in enumerate(grid.columns.values()):
        x, y = left + (place + 0.5) * CELL_WIDTH, top - 8
        turned = {"transform": f"rotate(-45 {x:.1f} {y:.1f})"} if is_slanted else {"text_anchor": "middle"}
        marks.append(mark("text", name, x=x, y=y, font_size=LABEL_SIZE, **turned))
    return marks


def _name_rows(grid: Grid, left: float, top: float) -> list[Markup]:
    return [
        mark(
            "text",
            name,
            x=left - 8,
            y=top + place * CELL_HEIGHT + 17,
            font_size=LABEL_SIZE,
            text_anchor="end",
        )
        for place, name in enumerate(grid.rows.values())
    ]


def _draw_cell(cell: GridCell, shade: str, x: float, y: float) -> Markup:
    middle, base = x + (CELL_WIDTH - GAP) / 2, y + 17
    drawn = mark("rect", x=x, y=y, width=CELL_WIDTH - GAP, height=CELL_HEIGHT - GAP, rx=2)
    drawn += mark("text", cell.text, x=middle, y=base, font_size=TEXT_SIZE, text_anchor="middle")
    return mark("g", drawn, class_=f"{shade} marked" if cell.is_marked else shade)


def _measure(names: Iterable[str]) -> float:
    """Return how wide the widest of some names is; a Japanese letter is twice as wide as others."""
    return max(LABEL_SIZE * sum(1.0 if ord(letter) > 0x2E80 else 0.56 for letter in name) for name in names)
