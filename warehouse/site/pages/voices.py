"""The voices: how many are heard about what, where and when, and some of them in their words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from warehouse.site.country.member_tables import make_table
from warehouse.site.country.paths import lead_to_issue
from warehouse.site.country.prefecture_maps import PrefectureNumbers, draw_prefecture_tiles
from warehouse.site.country.quotations import ask_quotes, name_quotes
from warehouse.site.page import Language, Page, Words
from warehouse.site.pictures.charts import draw_bars, draw_columns
from warehouse.site.pictures.picture import Caption, Link, Picture
from warehouse.site.pictures.vega import draw_view
from warehouse.site.source import SiteSource
from warehouse.site.values import write_value
from warehouse.site.vocabulary import ISSUES, NAMES, Vocabulary

PATH = "voices/index.html"
TITLE = Words("声", "Voices")
SUMMARY = Words(
    "会員が地域で聞いた声。何について、どこで、いつ。",
    "What members heard in their regions: about what, where and when.",
)
MOST_QUOTES = 60
VOICES = Words("声の数", "Voices")
Rows = list[dict[str, Any]]
TOTAL = """
    select value, value_status from stat_voices
    where geography_kind = 'country' and period_kind = 'all' and issue = 'all'
"""
BY_ISSUE = """
    select issue, value, value_status from stat_voices
    where geography_kind = 'country' and period_kind = 'all' and issue <> 'all'
    order by value desc nulls last, issue
"""
BY_QUARTER = """
    select period, value, value_status from stat_voices
    where geography_kind = 'country' and period_kind = 'quarter' and issue = 'all'
    order by period
"""
BY_PREFECTURE = """
    select places.code, coalesce(told.value, case when told.value_status is null then 0 end) as value,
        told.value_status
    from vocabularies as places
    left join stat_voices as told
        on told.geography_code = places.code and told.geography_kind = 'prefecture'
        and told.period_kind = 'all' and told.issue = 'all'
    where places.vocabulary = 'prefectures'
    order by places.code
"""


@dataclass(frozen=True)
class VoiceFacts:
    """What is known of all voices: rows by issue, quarter and prefecture, and the quotations."""

    total: dict[str, Any]
    issues: Rows
    quarters: Rows
    prefectures: Rows
    quotes: Rows


def list_pages(source: SiteSource) -> Iterator[Page]:
    """Yield the page of the voices."""
    if not source.holds("stat_voices", "voice_quotes", *NAMES):
        return
    totals = source.ask(TOTAL)
    facts = VoiceFacts(
        totals[0] if totals else {"value": 0, "value_status": None},
        source.ask(BY_ISSUE),
        source.ask(BY_QUARTER),
        source.ask(BY_PREFECTURE),
        ask_quotes(source),
    )
    yield Page(PATH, "voices.html.jinja", TITLE, partial(_fill, facts, Vocabulary(source)), SUMMARY)


def _fill(facts: VoiceFacts, vocabulary: Vocabulary, language: Language) -> Mapping[str, object]:
    numbers = PrefectureNumbers(
        "voices",
        Words("都道府県ごとの声", "Voices by prefecture"),
        VOICES,
        {row["code"]: (row["value"], row["value_status"]) for row in facts.prefectures},
    )
    return {
        "total": write_value(facts.total["value"], facts.total["value_status"], language),
        "issues": _draw_issues(facts.issues, vocabulary, language) if facts.issues else None,
        "quarters": _draw_quarters(facts.quarters, language) if facts.quarters else None,
        "tiles": draw_prefecture_tiles(numbers, vocabulary, language, PATH),
        "quotes": name_quotes(facts.quotes[:MOST_QUOTES], vocabulary, language),
        "number_of_quotes": len(facts.quotes),
    }


def _draw_issues(rows: Rows, vocabulary: Vocabulary, language: Language) -> Picture:
    """Return bars by issue; those withheld have none, and say so."""
    names = [vocabulary.name(ISSUES, row["issue"], language) for row in rows]
    texts = [write_value(row["value"], row["value_status"], language) for row in rows]
    head = Words("課題", "Issue"), VOICES
    links = (Link(name, lead_to_issue(row["issue"])) for name, row in zip(names, rows, strict=True))
    table = make_table(head, zip(links, texts, strict=True), language)
    withheld = sum(row["value"] is None for row in rows)
    description = Words(
        f"最も多いのは「{names[0]}」の{texts[0]}。" + (f"{withheld}の課題の数は秘匿。" if withheld else ""),
        f"Most are about “{names[0]}”: {texts[0]}."
        + (f" {withheld} issues are withheld." if withheld else ""),
    )
    bars = [
        {"label": name, "number": row["value"], "text": text}
        for name, row, text in zip(names, rows, texts, strict=True)
    ]
    title = Words("課題ごとの声", "Voices by issue")
    caption = Caption("voices-by-issue", title[language], description[language], table)
    return draw_view(caption, draw_bars(bars, VOICES[language]))


def _draw_quarters(rows: Rows, language: Language) -> Picture:
    texts = [write_value(row["value"], row["value_status"], language) for row in rows]
    head = Words("四半期", "Quarter"), VOICES
    table = make_table(head, zip((row["period"] for row in rows), texts, strict=True), language)
    known = [(row["value"], row["period"]) for row in rows if row["value"] is not None]
    most, quarter = max(known, default=(0, "–"))
    description = Words(
        f"{rows[0]['period']}から{rows[-1]['period']}まで。最も多いのは{quarter}の{most:,}。",
        f"From {rows[0]['period']} to {rows[-1]['period']}. Most in {quarter}: {most:,}.",
    )
    title = Words("四半期ごとの声", "Voices by quarter")
    caption = Caption("voices-by-quarter", title[language], description[language], table)
    kind = VOICES[language]
    plain = [{"period": row["period"], "kind": kind, "number": row["value"]} for row in rows]
    return draw_view(caption, draw_columns(plain, (kind,), kind))
