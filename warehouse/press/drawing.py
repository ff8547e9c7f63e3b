"""Draws the pictures of a release as SVG and PNG in both languages, each with a text of what it shows."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import jinja2
import yaml

from warehouse.press.charts import CHARTS
from warehouse.press.desk import Desk
from warehouse.press.font import FAMILY, LICENCE, embed_font, find_fonts
from warehouse.press.style import CHART_STYLE, GREY_TEXT, SCHEMA, TITLE_STYLE, make_plain, number_identifiers
from warehouse.release.inputs import ReleaseInputs

DECLARED = Path(__file__).with_name("pictures.yml")
LANGUAGES = ("ja", "en")
#: Some 1,100 pixels wide; who needs more takes the SVG.
PNG_SCALE = 1.5
CREDIT = {
    "ja": "出典：つなぐ {release}(CC BY 4.0)。公的な台帳を加工して作成",
    "en": "Source: Tsunagu {release} (CC BY 4.0), made from public registers",
}
SAMPLE_CREDIT = {
    "ja": "見本データ：団体も数も実在しない。つなぐ {release}(CC BY 4.0)",
    "en": "Sample data, invented. Tsunagu {release} (CC BY 4.0)",
}


@dataclass(frozen=True)
class Picture:
    """One picture in both languages: its name, its title, and what it shows in words."""

    name: str
    title_ja: str
    title_en: str
    alt_ja: str
    alt_en: str


@cache
def declare_pictures() -> tuple[dict[str, Any], ...]:
    """Return the pictures as ``pictures.yml`` declares them, in order."""
    return tuple(yaml.safe_load(DECLARED.read_text(encoding="utf-8")))


def draw_pictures(
    desk: Desk, press: Path, inputs: ReleaseInputs, environment: jinja2.Environment
) -> list[Picture]:
    """Draw every picture that has rows into ``press/ja`` and ``press/en``, and return what they show."""
    import vl_convert

    vl_convert.register_font_directory(str(find_fonts()))
    credits = {
        language: text.format(release=inputs.release_id)
        for language, text in (SAMPLE_CREDIT if inputs.is_sample else CREDIT).items()
    }
    pictures, drawn = [], {}
    for declared, rows in _ask_pictures(desk):
        words = render_words(declared, rows, environment)
        for language in LANGUAGES:
            spec = _make_spec(declared["name"], rows, words, language, credits[language])
            drawn[language, declared["name"]] = vl_convert.vegalite_to_svg(spec), words[f"alt_{language}"]
        names = ("title_ja", "title_en", "alt_ja", "alt_en")
        pictures.append(Picture(declared["name"], *(words[name] for name in names)))
    if not drawn:
        return []
    style = embed_font("".join(sorted(set("".join(svg for svg, _ in drawn.values())))))
    for (language, name), (svg, text) in drawn.items():
        stem = press / language / name
        png = vl_convert.svg_to_png(svg, scale=PNG_SCALE)
        stem.with_suffix(".png").write_bytes(png)
        stem.with_suffix(".svg").write_text(_furnish(svg, name, text, style), encoding="utf-8", newline="\n")
    shutil.copyfile(find_fonts() / LICENCE, press / LICENCE)
    return pictures


def _ask_pictures(desk: Desk) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    for declared in declare_pictures():
        if rows := desk.ask(declared["query"]):
            yield declared, rows


def render_words(
    declared: dict[str, Any], rows: list[dict[str, Any]], environment: jinja2.Environment
) -> dict[str, str]:
    """Return titles, subtitles and alternative texts, with the rows that stand out."""
    measure = declared["measure"]
    together = [row for row in rows if row.get("cohort") == "all"]
    outstanding = {
        "first": rows[0],
        "last": rows[-1],
        "last_all": together[-1] if together else None,
        "most": max(rows, key=lambda row: row[measure]),
        "least": min(rows, key=lambda row: row[measure]),
    }
    texts = [f"{kind}_{language}" for kind in ("title", "subtitle", "alt") for language in LANGUAGES]
    return {name: environment.from_string(declared[name]).render(outstanding) for name in texts}


def _make_spec(
    name: str, rows: list[dict[str, Any]], words: dict[str, str], language: str, credit_line: str
) -> dict[str, Any]:
    plain = make_plain(rows)
    credit = {
        "text": credit_line,
        "orient": "bottom",
        "anchor": "start",
        "offset": 10,
        "fontSize": 11,
        "color": GREY_TEXT,
    }
    return {
        "$schema": SCHEMA,
        "background": "white",
        "padding": 16,
        "title": {
            "text": words[f"title_{language}"],
            "subtitle": words[f"subtitle_{language}"],
            "anchor": "start",
            "offset": 14,
        },
        "vconcat": [{"title": credit, "vconcat": [CHARTS[name](plain, language)]}],
        "config": {**CHART_STYLE, "font": FAMILY, "title": TITLE_STYLE},
    }


def _furnish(svg: str, name: str, text: str, style: str) -> str:
    """Return the picture with its alternative text and its letters inside, so that it stands alone."""
    svg = number_identifiers(svg, name)
    end = svg.index(">", svg.index("<svg"))
    head = f'{svg[:end]} role="img" aria-labelledby="{name}-text">'
    return f'{head}<title id="{name}-text">{escape(text)}</title>{style}{svg[end + 1 :]}\n'
