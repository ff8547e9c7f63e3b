"""The themes: a page for every issue that voices are raised about, and for every field of the NPO Act."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from warehouse.site.country.member_tables import list_chain, list_grants, list_programmes, list_proposals
from warehouse.site.country.paths import lead_to_field, lead_to_issue, lead_to_prefecture
from warehouse.site.country.prefecture_maps import PrefectureNumbers, draw_prefecture_tiles
from warehouse.site.country.quotations import name_quotes
from warehouse.site.country.theme_facts import FieldFacts, IssueFacts, collect_fields, collect_issues
from warehouse.site.page import Language, Page, Words
from warehouse.site.pictures.picture import Link
from warehouse.site.source import SiteSource
from warehouse.site.values import write_value
from warehouse.site.vocabulary import FIELDS, NAMES, PREFECTURES, Vocabulary

INDEX = "themes/index.html"
TITLE = Words("テーマ", "Themes")
SUMMARY = Words(
    "課題ごとの声と取り組み、活動分野ごとの法人。",
    "Voices and work by issue, corporations by field of activity.",
)
NEEDED = (
    "stat_voices",
    "stat_blank_spots",
    "programmes",
    "proposals",
    "grants",
    "connection_chain",
    "voice_quotes",
)
MOST_QUOTES = 12


def list_pages(source: SiteSource) -> Iterator[Page]:
    """Yield the index, a page for every issue, and one for every field where the release counts them."""
    if not source.holds(*NEEDED, *NAMES):
        return
    vocabulary = Vocabulary(source)
    issues, fields = collect_issues(source), collect_fields(source)
    yield Page(INDEX, "themes.html.jinja", TITLE, partial(_fill_index, issues, fields, vocabulary), SUMMARY)
    for code, facts in issues.items():
        path = lead_to_issue(code)
        yield Page(path, "issue.html.jinja", facts.name, partial(_fill_issue, facts, vocabulary, path))
    for code, field in fields.items():
        path = lead_to_field(code)
        yield Page(
            path, "field.html.jinja", field.name, partial(_fill_field, field, vocabulary, path, issues)
        )


def _fill_index(
    issues: Mapping[str, IssueFacts],
    fields: Mapping[str, FieldFacts],
    vocabulary: Vocabulary,
    language: Language,
) -> Mapping[str, object]:
    return {
        "issues": [
            (Link(facts.name[language], lead_to_issue(code)), write_value(*facts.voices, language))
            for code, facts in issues.items()
        ],
        "fields": [
            (Link(field.name[language], lead_to_field(code)), write_value(*field.organizations, language))
            for code, field in fields.items()
        ],
    }


def _fill_issue(
    facts: IssueFacts, vocabulary: Vocabulary, path: str, language: Language
) -> Mapping[str, object]:
    numbers = PrefectureNumbers(
        "voices",
        Words(f"声の数：{facts.name.ja}", f"Voices: {facts.name.en}"),
        Words("声", "Voices"),
        facts.voices_by_prefecture,
    )
    name = partial(vocabulary.name, language=language)
    return {
        "facts": facts,
        "voices": write_value(*facts.voices, language),
        "tiles": draw_prefecture_tiles(numbers, vocabulary, language, path),
        "years": [(year, write_value(value, status, language)) for year, value, status in facts.years],
        "fields": [_lead_to_field(code, vocabulary, language) for code in facts.field_codes],
        "blanks": [
            Link(name(PREFECTURES, code), lead_to_prefecture(code)) for code in facts.blank_prefectures
        ],
        "programmes": list_programmes(facts.programmes, name, language),
        "proposals": list_proposals(facts.proposals, name, language),
        "grants": list_grants(facts.grants, name, language),
        "granted": sum(row["amount_jpy"] for row in facts.grants),
        "number_of_grants": len(facts.grants),
        "chain": list_chain(facts.chain, name, language),
        "quotes": name_quotes(facts.quotes[:MOST_QUOTES], vocabulary, language),
    }


def _lead_to_field(code: str, vocabulary: Vocabulary, language: Language) -> Link:
    return Link(vocabulary.name(FIELDS, code, language), lead_to_field(code))


def _fill_field(
    field: FieldFacts,
    vocabulary: Vocabulary,
    path: str,
    issues: Mapping[str, IssueFacts],
    language: Language,
) -> Mapping[str, object]:
    numbers = PrefectureNumbers(
        "share",
        Words(f"定款に定める法人の割合(%)：{field.name.ja}", f"Share that states it, in %: {field.name.en}"),
        Words("割合(%)", "Share, %"),
        field.shares,
        digits=0,
    )
    return {
        "field": field,
        "organizations": write_value(*field.organizations, language),
        "tiles": draw_prefecture_tiles(numbers, vocabulary, language, path),
        "issues": [
            Link(facts.name[language], lead_to_issue(code))
            for code, facts in issues.items()
            if field.code in facts.field_codes
        ],
        "survival": [_write_survival(row, language) for row in field.survival],
    }


def _write_survival(row: Mapping[str, Any], language: Language) -> tuple[int, str, str]:
    """Return age, share and 95 % bounds of a row of the survival curve."""
    share = write_value(
        None if row["value"] is None else 100 * row["value"], row["value_status"], language, 1
    )
    if row["lower_bound"] is None:
        return row["years"], share, "–"
    return row["years"], share, f"{100 * row['lower_bound']:.1f}–{100 * row['upper_bound']:.1f}"
