"""Leads for stories: places and corporations worth a question, each with the query that gives its number."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jinja2
import polars as pl
import yaml

from warehouse.press.desk import Desk
from warehouse.release.csv_files import LINE_END, make_header
from warehouse.release.formulas import neutralise_formulas
from warehouse.release.inputs import ReleaseInputs
from warehouse.release.paths import PRESS
from warehouse.release.resources import CSV_FORMAT, name_table

DECLARED = Path(__file__).with_name("leads.yml")
STORY_LEADS = "story_leads.csv"
#: The page of the corporate-number register that tells the history of one corporation.
CORPORATION_PAGE = "https://www.houjin-bangou.nta.go.jp/henkorireki-johoto.html?selHouzinNo="
#: Columns of ``story_leads.csv``: Japanese header and English title, by field name.
COLUMNS = {
    "kind": ("種類", "Kind"),
    "headline_ja": ("見出し", "Headline, in Japanese"),
    "headline_en": ("見出し(英語)", "Headline"),
    "number": ("数値", "Number"),
    "number_ja": ("数値の意味", "What the number is, in Japanese"),
    "number_en": ("数値の意味(英語)", "What the number is"),
    "comparison": ("比較する数値", "Number it is compared with"),
    "comparison_ja": ("比較する数値の意味", "What that is, in Japanese"),
    "comparison_en": ("比較する数値の意味(英語)", "What that is"),
    "period": ("期間", "Period"),
    "place_code": ("地域コード", "Code of the place"),
    "place_ja": ("地域", "Place, in Japanese"),
    "place_en": ("地域(英語)", "Place"),
    "corporate_number": ("法人番号", "Corporate number"),
    "evidence": ("根拠となるSQL", "Query that gives the number"),
    "caveat_ja": ("注意", "Caveat, in Japanese"),
    "caveat_en": ("注意(英語)", "Caveat"),
    "link": ("確認先", "Page where it is checked"),
}
_NUMBERS = ("number", "comparison")


def declare_kinds() -> list[dict[str, Any]]:
    """Return the kinds of leads as ``leads.yml`` declares them, in order."""
    declared: list[dict[str, Any]] = yaml.safe_load(DECLARED.read_text(encoding="utf-8"))
    return declared


def find_leads(desk: Desk, inputs: ReleaseInputs, environment: jinja2.Environment) -> pl.DataFrame:
    """Return the leads of a release in their order: kind by kind, the largest first.

    Returns:
        The columns of `COLUMNS`. A corporation whose name is withheld, and a figure that is, give no lead.
    """
    homepages = {source.name: source.homepage for source in inputs.sources}
    leads = [
        _write_lead(kind, row, homepages, environment)
        for kind in declare_kinds()
        for row in desk.ask(kind["query"], kind["thresholds"])
        if row["number"] is not None
    ]
    schema = {name: pl.Int64 if name in _NUMBERS else pl.String for name in COLUMNS}
    return pl.DataFrame(leads, schema=schema, orient="row")


def _write_lead(
    kind: dict[str, Any], row: dict[str, Any], homepages: dict[str, str], environment: jinja2.Environment
) -> dict[str, Any]:
    number = row.get("corporate_number")
    words = {
        name: environment.from_string(kind[name]).render(row)
        for name in ("headline_ja", "headline_en", "evidence")
    }
    known = {**kind, **row, **words, "kind": kind["name"], "corporate_number": number}
    page = row.get("link") or homepages.get(kind.get("register", ""))
    known["link"] = f"{CORPORATION_PAGE}{number}" if number else page
    return {name: known[name] for name in COLUMNS}


def write_leads(leads: pl.DataFrame, path: Path, path_ja: Path) -> None:
    """Write the leads as CSV with field names and with Japanese headers, as every table of a release."""
    neutralised, _ = neutralise_formulas(leads)
    body = neutralised.write_csv(include_header=False, line_terminator=LINE_END).encode("utf-8")
    path.write_bytes(make_header(list(COLUMNS)) + body)
    path_ja.write_bytes(make_header([title_ja for title_ja, _ in COLUMNS.values()]) + body)


def describe_leads(root: Path) -> list[dict[str, Any]]:
    """Return the resources of ``datapackage.json`` that are the leads, if a release has them."""
    editions = (("csv", PRESS / STORY_LEADS, False), ("csv-ja", PRESS / "ja" / STORY_LEADS, True))
    titles = {"ja": "取材の手がかり", "en": "Story leads"}
    descriptions = {
        "ja": "取材の手がかり（1行に一つ）。数値、比べる数値、それを出すSQL、注意、確認先のページ。",
        "en": "Leads for stories, one a row: a number, what it is compared with, the query behind it, what to"
        " beware of, and the page where it is checked.",
    }
    return [
        {
            "name": f"story_leads-{edition}",
            "path": path.as_posix(),
            **CSV_FORMAT,
            **name_table(titles, descriptions),
            "schema": {
                "fields": [
                    {
                        "name": title_ja if japanese else name,
                        "type": "integer" if name in _NUMBERS else "string",
                        "title": title_en,
                        "titles": {"ja": title_ja, "en": title_en},
                    }
                    for name, (title_ja, title_en) in COLUMNS.items()
                ]
            },
        }
        for edition, path, japanese in editions
        if (root / path).is_file()
    ]


def count_kinds(leads: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield every kind as declared, with the number of its leads."""
    counts = dict(leads.group_by("kind").len().iter_rows())
    for kind in declare_kinds():
        yield {**kind, "leads": counts.get(kind["name"], 0)}
