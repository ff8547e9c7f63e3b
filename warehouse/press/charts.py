"""How each picture is drawn, as Vega-Lite (https://vega.github.io/vega-lite/docs/): one function a picture.

Each takes the rows of its query, ready for JSON, and a language, and returns the view without its title.
Colours are those of Okabe and Ito, which people who see few colours can tell apart; no picture says by
colour alone what it does not also say in words.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from warehouse.press.tiles import place_tiles

Rows = list[dict[str, Any]]
View = dict[str, Any]

WIDTH, HEIGHT, TILE = 640, 320, 54
BLUE, ORANGE, GREEN, GREY, PINK, INK = "#0072b2", "#d55e00", "#009e73", "#8c8c8c", "#cc79a7", "#222222"
WORDS = {
    "organizations": {"ja": "法人数", "en": "Corporations"},
    "years": {"ja": "設立からの年数", "en": "Years since founding"},
    "share": {"ja": "存続する割合", "en": "Share in existence"},
    "cohort": {"ja": "設立年", "en": "Founded in"},
    "all": {"ja": "全設立年", "en": "all years"},
    "certified": {"ja": "認定", "en": "certified"},
    "special": {"ja": "特例認定", "en": "specially certified"},
    "rate": {"ja": "10万人当たり", "en": "per 100,000"},
}
YEARS = {"ja": "%Y年", "en": "%Y"}


def draw_stock(rows: Rows, language: str) -> View:
    """Return a line of the number of organisations over months, its last point named."""
    x = {"field": "day", "type": "temporal", "title": None, "axis": _time_axis(language)}
    y = {
        "field": "organizations",
        "type": "quantitative",
        "title": WORDS["organizations"][language],
        "scale": {"zero": False, "nice": True},
        "axis": {"format": ",d"},
    }
    last = {"data": {"values": rows[-1:]}, "encoding": {"x": x, "y": y}}
    label = {"type": "text", "align": "left", "dx": 9, "fontSize": 14, "color": BLUE}
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "layer": [
            {
                "data": {"values": rows},
                "mark": {"type": "line", "color": BLUE, "strokeWidth": 2.5},
                "encoding": {"x": x, "y": y},
            },
            {**last, "mark": {"type": "point", "filled": True, "size": 70, "color": BLUE, "opacity": 1}},
            {
                **last,
                "mark": label,
                "encoding": {"x": x, "y": y, "text": {"field": "organizations", "format": ",d"}},
            },
        ],
    }


def draw_closures(rows: Rows, language: str) -> View:
    """Return bars of closures by month, stacked by cause."""
    cause = f"cause_{language}"
    causes = list(dict.fromkeys(row[cause] for row in sorted(rows, key=lambda row: int(row["position"]))))
    colours = {1: ORANGE, 2: BLUE, 3: GREEN, 4: PINK}
    positions = {row[cause]: int(row["position"]) for row in rows}
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "data": {"values": rows},
        "mark": {"type": "bar", "binSpacing": 1},
        "encoding": {
            "x": {
                "field": "month",
                "type": "temporal",
                "timeUnit": "yearmonth",
                "title": None,
                "axis": _time_axis(language),
            },
            "y": {
                "field": "closed",
                "type": "quantitative",
                "title": WORDS["organizations"][language],
                "axis": {"format": ",d"},
            },
            "color": {
                "field": cause,
                "scale": {"domain": causes, "range": [colours[positions[name]] for name in causes]},
                "legend": {"orient": "top", "title": None, "symbolType": "square"},
            },
            "order": {"field": "position"},
        },
    }


def draw_survival(rows: Rows, language: str) -> View:
    """Return curves of survival: all founding years with their band, and some years alone."""
    named = [{**row, "cohort": _name_cohort(row["cohort"], language)} for row in rows]
    everyone = _name_cohort("all", language)
    together = [row for row in named if row["cohort"] == everyone]
    single = [row for row in named if row["cohort"] != everyone]
    cohorts = list(dict.fromkeys(row["cohort"] for row in named))
    colours = dict(zip(cohorts, [INK, BLUE, ORANGE, GREEN, PINK, GREY], strict=False))
    x = {
        "field": "years",
        "type": "quantitative",
        "title": WORDS["years"][language],
        "axis": {"tickMinStep": 1, "grid": False},
    }
    y = {
        "field": "share",
        "type": "quantitative",
        "title": WORDS["share"][language],
        "scale": {"domain": [0, 1]},
        "axis": {"format": ".0%"},
    }
    colour = {
        "field": "cohort",
        "scale": {"domain": cohorts, "range": [colours[name] for name in cohorts]},
        "legend": {"orient": "right", "title": WORDS["cohort"][language], "symbolType": "stroke"},
    }
    encoding = {"x": x, "y": y, "color": colour}
    return {
        "width": WIDTH - 90,
        "height": HEIGHT,
        "layer": [
            {
                "data": {"values": together},
                "mark": {"type": "area", "color": INK, "opacity": 0.12},
                "encoding": {"x": x, "y": {**y, "field": "lower"}, "y2": {"field": "upper"}},
            },
            {
                "data": {"values": single},
                "mark": {"type": "line", "point": {"size": 18}, "strokeWidth": 1.6},
                "encoding": encoding,
            },
            {
                "data": {"values": together},
                "mark": {"type": "line", "point": {"size": 30}, "strokeWidth": 3},
                "encoding": encoding,
            },
        ],
    }


def draw_certification(rows: Rows, language: str) -> View:
    """Return bars of certified organisations by authority, the largest on top."""
    authority = f"authority_{language}"
    kinds = {"certified": BLUE, "special": ORANGE}
    bars = [
        {"authority": row[authority], "kind": WORDS[kind][language], "number": row[kind], "position": place}
        for row in rows
        for place, kind in enumerate(kinds)
    ]
    y = {
        "field": "authority",
        "type": "nominal",
        "sort": [row[authority] for row in rows],
        "title": None,
        "axis": {"ticks": False, "domain": False, "labelLimit": 240},
    }
    totals = [{"authority": row[authority], "total": row["certified"] + row["special"]} for row in rows]
    names = [WORDS[kind][language] for kind in kinds]
    x = {
        "type": "quantitative",
        "title": WORDS["organizations"][language],
        "axis": {"tickMinStep": 1, "tickCount": 8},
    }
    return {
        "width": WIDTH - 120,
        "height": {"step": 22},
        "layer": [
            {
                "data": {"values": bars},
                "mark": {"type": "bar", "height": {"band": 0.78}},
                "encoding": {
                    "y": y,
                    "x": {**x, "field": "number"},
                    "color": {
                        "field": "kind",
                        "scale": {"domain": names, "range": list(kinds.values())},
                        "legend": {"orient": "top", "title": None, "symbolType": "square"},
                    },
                    "order": {"field": "position"},
                },
            },
            {
                "data": {"values": totals},
                "mark": {"type": "text", "align": "left", "dx": 5, "color": INK},
                "encoding": {
                    "y": y,
                    "x": {**x, "field": "total"},
                    "text": {"field": "total", "format": ",d"},
                },
            },
        ],
    }


def draw_prefectures(rows: Rows, language: str) -> View:
    """Return the map of tiles: deeper where there are more per inhabitant, each with its number."""
    places = place_tiles()
    name = f"prefecture_{language}"
    tiles = [
        {
            "column": places[row["code"]][0],
            "row": places[row["code"]][1],
            "name": row[name],
            "rate": row["rate"],
        }
        for row in rows
    ]
    middle = (min(row["rate"] for row in rows) + max(row["rate"] for row in rows)) / 2
    side = {"type": "ordinal", "axis": None, "scale": {"paddingInner": 0.06}}
    x = {**side, "field": "column", "sort": list(range(1 + max(column for column, _ in places.values())))}
    y = {**side, "field": "row", "sort": list(range(1 + max(row for _, row in places.values())))}
    x["scale"] = {**side["scale"], "domain": x["sort"]}  # type: ignore[dict-item]
    y["scale"] = {**side["scale"], "domain": y["sort"]}  # type: ignore[dict-item]
    text_colour = {"condition": {"test": f"datum.rate > {middle}", "value": "white"}, "value": INK}
    legend = {
        "title": WORDS["rate"][language],
        "orient": "none",
        "legendX": 8,
        "legendY": 24,
        "direction": "horizontal",
        "gradientLength": 220,
    }
    return {
        "width": {"step": TILE},
        "height": {"step": TILE},
        "data": {"values": tiles},
        "encoding": {"x": x, "y": y},
        "layer": [
            {
                "mark": {"type": "rect", "cornerRadius": 4},
                "encoding": {
                    "color": {
                        "field": "rate",
                        "type": "quantitative",
                        "scale": {"scheme": "blues", "zero": False},
                        "legend": legend,
                    }
                },
            },
            {
                "mark": {"type": "text", "dy": -8, "fontSize": 11.5 if language == "ja" else 9.5},
                "encoding": {"text": {"field": "name"}, "color": text_colour},
            },
            {
                "mark": {"type": "text", "dy": 10, "fontSize": 14},
                "encoding": {"text": {"field": "rate", "format": ".1f"}, "color": text_colour},
            },
        ],
    }


def _time_axis(language: str) -> View:
    return {"format": YEARS[language], "tickCount": "year", "grid": False, "labelFlush": False}


def _name_cohort(cohort: str, language: str) -> str:
    return WORDS["all"][language] if cohort == "all" else cohort


CHARTS: dict[str, Callable[[Rows, str], View]] = {
    "stock": draw_stock,
    "closures": draw_closures,
    "survival": draw_survival,
    "certification": draw_certification,
    "prefectures": draw_prefectures,
}
