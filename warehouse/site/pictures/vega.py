"""Draws Vega-Lite views as SVG that takes its colours and letters from the page around it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from warehouse.press.charts import BLUE, GREEN, GREY, INK, ORANGE, PINK
from warehouse.press.font import FAMILY, find_fonts
from warehouse.press.style import AXIS, CHART_STYLE, GREY_TEXT, GRID, SCHEMA, number_identifiers
from warehouse.site.pictures.picture import Caption, Picture, open_svg

#: What the stylesheet calls the colours of the press kit, which are chosen for white paper.
COLOURS = {
    BLUE: "--series-1",
    ORANGE: "--series-2",
    GREEN: "--series-3",
    PINK: "--series-4",
    GREY: "--series-5",
    INK: "--picture-ink",
    "black": "--picture-ink",
    "#000": "--picture-ink",
    GREY_TEXT: "--picture-ink",
    GRID: "--picture-grid",
    AXIS: "--picture-axis",
}
#: Wide enough for a desktop, narrow enough that letters can be read on a phone.
WIDTH, HEIGHT, LETTERS = 500, 260, 13
#: Between entries of a legend: letters of the page may be wider than those of the converter.
COLUMN_PADDING = 32
FURNITURE = re.compile(r' (?:font-family|pointer-events|aria-[a-z]+|role|class|xmlns:xlink|version)="[^"]*"')
SIZE = re.compile(r'<svg[^>]*? viewBox="([^"]*)">')
FULL_NUMBER = re.compile(r"-?\d+\.\d{3,}")


def draw_view(caption: Caption, view: dict[str, Any]) -> Picture:
    """Return a view drawn, with the title and description of its caption inside.

    Args:
        caption: of the picture.
        view: Vega-Lite without title; colours are those of ``warehouse.press.charts``.
    """
    specification = {
        "$schema": SCHEMA,
        "background": None,
        "padding": 4,
        **view,
        "config": {**_enlarge(CHART_STYLE), "font": FAMILY},
    }
    svg = _strip(_load_converter().vegalite_to_svg(specification))
    box = SIZE.search(svg)
    assert box is not None, "the converter writes the size of what it drew"
    body = number_identifiers(svg[box.end() :], caption.name)
    return Picture(caption, open_svg(caption, box[1]) + Markup(body))  # noqa: S704


@lru_cache(maxsize=1)
def _load_converter() -> Any:
    """Return the converter, which takes a second to load and knows how wide Japanese letters are."""
    import vl_convert

    vl_convert.register_font_directory(str(find_fonts()))
    return vl_convert


def _enlarge(style: dict[str, Any]) -> dict[str, Any]:
    letters = {"labelFontSize": LETTERS, "titleFontSize": LETTERS}
    return {
        **style,
        "axis": {**style["axis"], **letters},
        "legend": {**style["legend"], **letters, "columnPadding": COLUMN_PADDING},
        "text": {"fontSize": LETTERS},
    }


def _strip(svg: str) -> str:
    """Return the drawing with the page's colours and letters, and without what only an editor would need."""
    svg = FURNITURE.sub("", svg)
    svg = FULL_NUMBER.sub(lambda number: f"{float(number[0]):.1f}", svg)
    for colour, variable in COLOURS.items():
        svg = svg.replace(f'"{colour}"', f'"var({variable})"')
    return svg
