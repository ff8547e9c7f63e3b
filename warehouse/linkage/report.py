"""What people read of the measurement: a picture, and the tables of ``docs/linkage.md``."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import polars as pl

_DOCS = Path(__file__).resolve().parents[2] / "docs"
DOCUMENT = _DOCS / "linkage.md"
PICTURE = _DOCS / "pictures" / "linkage-precision-recall.svg"

BEGIN = "<!-- measured: written by python -m warehouse.linkage.train -->"
END = "<!-- end of measured -->"

_BLUE, _RED = "#1f5fa8", "#b3261e"


def draw_curve(curve: pl.DataFrame, quality: dict[str, Any]) -> str:
    """Return the precision-recall curve of the test half as SVG, with a title and a description.

    Args:
        curve: linked (upper threshold), precision and recall.
        quality: the figures at the chosen threshold.
    """
    import altair as alt
    import vl_convert

    points = alt.InlineData(values=curve.sort("linked").to_dicts())
    chosen = alt.InlineData(values=[{"recall": quality["recall"], "precision": quality["precision"]}])
    x = alt.X("recall:Q", title="Recall", scale=alt.Scale(zero=False), axis=alt.Axis(format=".0%"))
    y = alt.Y(
        "precision:Q",
        title="Precision",
        scale=alt.Scale(zero=False),
        axis=alt.Axis(format=".2%", tickCount=6),
    )
    line = (
        alt.Chart(points)
        .mark_line(color=_BLUE, point=alt.OverlayMarkDef(color=_BLUE, size=18))
        .encode(x=x, y=y, order="linked:Q")
    )
    dot = alt.Chart(chosen).mark_point(color=_RED, size=160, filled=True, shape="diamond").encode(x=x, y=y)
    wanted = alt.Chart(alt.InlineData(values=[{"precision": 0.995}])).mark_rule(
        color="#555", strokeDash=[5, 4]
    )
    chart = alt.layer(wanted.encode(y=y), line, dot).properties(width=560, height=320, background="white")
    svg: str = vl_convert.vegalite_to_svg(chart.configure(font="sans-serif").to_dict())
    return _describe(svg, quality)


def _describe(svg: str, quality: dict[str, Any]) -> str:
    title = "Precision and recall of linking at every threshold"
    text = (
        "Line: each upper threshold from low (right) to high (left), on the test half."
        f" Diamond: the chosen threshold, precision {quality['precision']:.2%},"
        f" recall {quality['recall']:.2%}."
        " Dashed: the precision asked for, 99.5 %."
    )
    start = svg.index("<svg") + len("<svg")
    end = svg.index(">", start) + 1
    head = f' role="img" aria-labelledby="linkage-title linkage-text"{svg[start:end]}'
    names = f'<title id="linkage-title">{escape(title)}</title><desc id="linkage-text">{escape(text)}</desc>'
    return f"{svg[:start]}{head}{names}{svg[end:]}\n"


def fill_document(document: str, quality: dict[str, Any]) -> str:
    """Return the document with the tables between its markers written anew."""
    before, _, rest = document.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n\n{render_tables(quality)}\n{END}{after}"


def render_tables(quality: dict[str, Any]) -> str:
    """Return the measured figures as Markdown."""
    low, high = quality["precision_interval"]
    recall_low, recall_high = quality["recall_interval"]
    lines = [
        f"Test half: {quality['mentions']:,} mentions of {quality['organisations']:,} organisations, of"
        f" which {quality['findable']:,} are about an organisation among the {quality['candidates']:,}"
        f" candidates and {quality['nobody']:,} about none of them (the right answer is: nobody).",
        "",
        "| | figure | 95 % interval |",
        "|---|---|---|",
        f"| precision | {quality['precision']:.2%} ({quality['right']:,} of {quality['linked']:,} links)"
        f" | {low:.2%} – {high:.2%} by organisations drawn anew;"
        f" from {quality['precision_lower_95']:.2%} by Wilson |",
        f"| recall | {quality['recall']:.2%} ({quality['right']:,} of {quality['findable']:,})"
        f" | {recall_low:.2%} – {recall_high:.2%} |",
        f"| doubtful, for a person | {quality['doubtful']:,} mentions; for {quality['doubtful_and_right']:,}"
        " the best candidate is the right one | |",
        "",
        *_render_groups("origin of the mention", quality["by_origin"]),
        "",
        *_render_groups("what was changed", quality["by_change"]),
        "",
        *_render_rules(quality["by_rule"]),
        "",
    ]
    return "\n".join(lines)


def _render_groups(title: str, groups: dict[str, dict[str, Any]]) -> list[str]:
    rows = [
        f"| {name.replace('_', ' ')} | {one['mentions']:,} | {one['nobody']:,} | {one['wrong']:,}"
        f" | {_share(one['precision'])} | {_share(one['recall'])} | {one['doubtful']:,} |"
        for name, one in groups.items()
    ]
    return [
        f"| {title} | mentions | about nobody | wrong links | precision | recall | doubtful |",
        "|---|--:|--:|--:|--:|--:|--:|",
        *rows,
    ]


def _render_rules(rules: dict[str, dict[str, Any]]) -> list[str]:
    rows = [
        f"| `{name}` | {one['linked']:,} | {one['wrong']:,} | {_share(one['precision'])} |"
        for name, one in rules.items()
    ]
    return ["| linked by | links | wrong | precision |", "|---|--:|--:|--:|", *rows]


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.2%}"
