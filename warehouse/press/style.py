"""How charts look, whoever shows them, and what frees a drawn chart from the process that drew it."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from warehouse.press.charts import INK, Rows

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
GREY_TEXT, GRID, AXIS = "#595959", "#e6e6e6", "#999999"
TITLE_STYLE: dict[str, Any] = {
    "fontSize": 20,
    "fontWeight": "normal",
    "subtitleFontSize": 12.5,
    "subtitleColor": GREY_TEXT,
    "subtitlePadding": 6,
    "color": INK,
}
CHART_STYLE: dict[str, Any] = {
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelColor": INK,
        "labelPadding": 5,
        "titleColor": INK,
        "gridColor": GRID,
        "domainColor": AXIS,
        "tickColor": AXIS,
    },
    "legend": {
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelColor": INK,
        "titleColor": INK,
        "labelLimit": 260,
    },
    "text": {"fontSize": 12},
}
IDENTIFIER = re.compile(r'\bid="([^"]+)"')


def make_plain(rows: Rows) -> Rows:
    """Return rows that can be written as JSON: days as ISO dates, decimals as numbers."""
    return [{column: _to_json(value) for column, value in row.items()} for row in rows]


def _to_json(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def number_identifiers(svg: str, name: str) -> str:
    """Return the picture with identifiers made of its name.

    Vega numbers gradients on through the life of a process: numbered anew, the bytes do not depend on it.
    """
    for number, old in enumerate(IDENTIFIER.findall(svg)):
        svg = svg.replace(f'"{old}"', f'"{name}-{number}"').replace(f"url(#{old})", f"url(#{name}-{number})")
    return svg
