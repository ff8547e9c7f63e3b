"""Charts that only the site draws, as Vega-Lite; those of the press kit are in ``warehouse.press``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from warehouse.press.charts import BLUE, GREEN, GREY, INK, ORANGE, PINK
from warehouse.site.pictures.vega import HEIGHT, WIDTH

Rows = Sequence[dict[str, Any]]
View = dict[str, Any]
COLOURS = (BLUE, ORANGE, GREEN, PINK, GREY)
YEARS = {"ja": "%Y年", "en": "%Y"}


def draw_bars(rows: Rows, axis: str) -> View:
    """Return bars from the top down, in the order of the rows, each with its number behind it.

    Args:
        rows: label, number (None for a bar that is not known) and text.
        axis: what is counted.
    """
    y = {
        "field": "label",
        "type": "nominal",
        "sort": [row["label"] for row in rows],
        "title": None,
        "axis": {"ticks": False, "domain": False, "labelLimit": 260},
    }
    x = {"field": "length", "type": "quantitative", "title": axis, "axis": {"tickCount": 5, "format": ",d"}}
    bars = [{"label": row["label"], "length": row["number"] or 0, "text": row["text"]} for row in rows]
    encoding = {"y": y, "x": x}
    return {
        "width": WIDTH - 200,
        "height": {"step": 24},
        "data": {"values": bars},
        "layer": [
            {"mark": {"type": "bar", "color": BLUE, "height": {"band": 0.72}}, "encoding": encoding},
            {
                "mark": {"type": "text", "align": "left", "dx": 5, "color": INK},
                "encoding": {**encoding, "text": {"field": "text"}},
            },
        ],
    }


def draw_months(rows: Rows, kinds: Sequence[str], axis: str, language: str) -> View:
    """Return a line a kind over time, broken where there is no number.

    Args:
        rows: day (ISO), kind and number.
        kinds: in the order of the colours.
        axis: what is counted.
        language: of the years.
    """
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "data": {"values": list(rows)},
        "mark": {
            "type": "line",
            "strokeWidth": 2,
            "point": {"size": 14, "filled": True},
            "invalid": "break-paths-show-domains",
        },
        "encoding": {
            "x": {
                "field": "day",
                "type": "temporal",
                "title": None,
                "axis": {
                    "format": YEARS[language],
                    "tickCount": "year",
                    "grid": False,
                    "labelOverlap": "parity",
                },
            },
            "y": {"field": "number", "type": "quantitative", "title": axis, "axis": {"format": ",d"}},
            "color": _colour_kinds(kinds, "stroke"),
        },
    }


def draw_columns(rows: Rows, kinds: Sequence[str], axis: str) -> View:
    """Return columns by period, those of one period side by side; without a number there is none.

    Args:
        rows: period (such as 2024-Q1), kind and number.
        kinds: in the order of the colours.
        axis: what is counted.
    """
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "data": {"values": list(rows)},
        "mark": {"type": "bar"},
        "encoding": {
            "x": {
                "field": "period",
                "type": "ordinal",
                "sort": None,
                "title": None,
                "axis": {"labelAngle": -90, "ticks": False, "labelOverlap": True},
            },
            "xOffset": {"field": "kind", "sort": list(kinds)},
            "y": {"field": "number", "type": "quantitative", "title": axis, "axis": {"format": ",d"}},
            "color": _colour_kinds(kinds, "square"),
        },
    }


def _colour_kinds(kinds: Sequence[str], symbol: str) -> View:
    """Return the colours of kinds, with a legend where there is more than one."""
    return {
        "field": "kind",
        "scale": {"domain": list(kinds), "range": list(COLOURS[: len(kinds)])},
        "legend": {"orient": "top", "title": None, "symbolType": symbol} if len(kinds) > 1 else None,
    }
