"""The prefectures: a page for each, and the map that leads to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from warehouse.site.country.member_tables import Name, Rows, list_programmes, list_proposals, make_table
from warehouse.site.country.paths import lead_to_field, lead_to_issue, lead_to_prefecture
from warehouse.site.country.prefecture_facts import PrefectureFacts, collect_facts
from warehouse.site.country.prefecture_maps import (
    PrefectureNumbers,
    ask_corporations,
    draw_prefecture_outlines,
    draw_prefecture_tiles,
)
from warehouse.site.country.quotations import name_quotes
from warehouse.site.formats import format_day, format_number
from warehouse.site.page import Language, Page, Words
from warehouse.site.pictures.line import Point, draw_line
from warehouse.site.pictures.picture import Caption, Link, Picture, Table
from warehouse.site.source import SiteSource
from warehouse.site.values import PROVISIONAL, UNAVAILABLE, write_value
from warehouse.site.vocabulary import FIELDS, ISSUES, NAMES, PREFECTURES, Vocabulary

INDEX = "prefectures/index.html"
TITLE = Words("都道府県", "Prefectures")
SUMMARY = Words(
    "47都道府県それぞれの、団体の数と移り変わり、声、取り組み。",
    "Organisations, their change, voices and work in each of the 47 prefectures.",
)
NEEDED = ("stat_stock", "stat_rate", "stat_voices", "stat_blank_spots", "programmes", "voice_quotes")


def list_pages(source: SiteSource) -> Iterator[Page]:
    """Yield the index, and a page for every prefecture in the order of their codes."""
    if not source.holds(*NEEDED, *NAMES):
        return
    vocabulary = Vocabulary(source)
    facts = collect_facts(source)
    numbers = ask_corporations(source) or _number_nothing(vocabulary)
    yield Page(INDEX, "prefectures.html.jinja", TITLE, partial(_fill_index, numbers, vocabulary), SUMMARY)
    for code, name in vocabulary.list_codes(PREFECTURES).items():
        summary = Words(f"{name.ja}の団体・声・取り組み。", f"Organisations, voices and work in {name.en}.")
        fill = partial(_fill, facts, vocabulary, code)
        yield Page(lead_to_prefecture(code), "prefecture.html.jinja", name, fill, summary)


def _number_nothing(vocabulary: Vocabulary) -> PrefectureNumbers:
    """Return the prefectures without numbers, so that the map leads to their pages all the same."""
    nothing = {code: (None, UNAVAILABLE) for code in vocabulary.list_codes(PREFECTURES)}
    return PrefectureNumbers("corporations", TITLE, Words("NPO法人", "NPO corporations"), nothing)


def _fill_index(
    numbers: PrefectureNumbers, vocabulary: Vocabulary, language: Language
) -> Mapping[str, object]:
    return {
        "tiles": draw_prefecture_tiles(numbers, vocabulary, language, INDEX),
        "outlines": draw_prefecture_outlines(numbers, vocabulary, language),
    }


def _fill(
    facts: PrefectureFacts, vocabulary: Vocabulary, code: str, language: Language
) -> Mapping[str, object]:
    name = partial(vocabulary.name, language=language)
    npo, rate = facts.npo.get(code, {}), facts.rates.get(code, {})
    codes = list(vocabulary.list_codes(PREFECTURES))
    place = codes.index(code)
    return {
        "code": code,
        "stock_day": facts.day,
        "npo": write_value(npo.get("value"), _drop_provisional(npo.get("value_status")), language),
        "is_provisional": npo.get("value_status") == PROVISIONAL,
        "change": facts.changes.get(code),
        "rate": write_value(rate.get("value"), _drop_provisional(rate.get("value_status")), language, 1),
        "rank": facts.ranks.get(code),
        "certified": facts.certified.get(code),
        "line": _draw_history(facts.series.get(code, []), name(PREFECTURES, code), language),
        "forms": _list_forms(facts.forms.get(code, []), name, language),
        "fields": _list_fields(facts.fields.get(code, []), name, language),
        "municipalities": _list_municipalities(facts.municipalities.get(code, []), language),
        "issues": _list_issues(facts.issues.get(code, []), name, language),
        "blanks": [
            Link(name(ISSUES, row["issue"]), lead_to_issue(row["issue"]))
            for row in facts.issues.get(code, [])
            if row["is_blank_spot"]
        ],
        "programmes": list_programmes(facts.programmes.get(code, []), name, language),
        "nationwide": len(facts.programmes.get("00", [])),
        "proposals": list_proposals(facts.proposals.get(code, []), name, language),
        "centres": facts.centres.get(code, []),
        "quotes": name_quotes(facts.quotes.get(code, [])[:6], vocabulary, language),
        "before": codes[place - 1] if place else None,
        "after": codes[place + 1] if place + 1 < len(codes) else None,
        "name_of": partial(name, PREFECTURES),
        "files": facts.files.get(code, []),
    }


def _draw_history(rows: Rows, place: str, language: Language) -> Picture | None:
    """Return the line of the number of NPO corporations at year ends and on the newest day."""
    texts = [write_value(row["value"], row["value_status"], language) for row in rows]
    days = [format_day(row["as_of_on"], language) for row in rows]
    points = [Point(f"{row['as_of_on']:%Y-%m}", row["value"], format_number(row["value"])) for row in rows]
    known = [
        (day, text) for day, text, row in zip(days, texts, rows, strict=True) if row["value"] is not None
    ]
    if not known:
        return None
    (first, first_text), (last, last_text) = known[0], known[-1]
    title = Words(f"{place}のNPO法人", f"NPO corporations in {place}")
    description = Words(
        f"{first}の{first_text}から、{last}の{last_text}へ。各年末と最新の日の値。縦軸は0から始まる。",
        f"From {first_text} on {first} to {last_text} on {last}; year ends and the newest day. "
        "The axis begins at zero.",
    )
    head = Words("日", "Day"), Words("NPO法人", "NPO corporations")
    table = make_table(head, zip(days, texts, strict=True), language)
    return draw_line(Caption("history", title[language], description[language], table), points)


def _drop_provisional(status: str | None) -> str | None:
    """Return the status for a figure under which the page itself says that it is provisional."""
    return None if status == PROVISIONAL else status


def _list_forms(rows: Rows, name: Name, language: Language) -> Table:
    head = Words("法人種別", "Legal form"), Words("法人数", "Corporations")
    return make_table(
        head,
        (
            (name("legal_forms", row["legal_form"]), write_value(row["value"], row["value_status"], language))
            for row in rows
        ),
        language,
    )


def _list_fields(rows: Rows, name: Name, language: Language) -> Table:
    head = Words("活動分野", "Field"), Words("法人数", "Corporations"), Words("割合", "Share")
    return make_table(
        head,
        (
            (
                Link(name(FIELDS, row["field_code"]), lead_to_field(row["field_code"])),
                write_value(row["value"], row["value_status"], language),
                "–" if row["share"] is None else f"{row['share']:.0f} %",
            )
            for row in rows
        ),
        language,
    )


def _list_municipalities(rows: Rows, language: Language) -> Table:
    head = (
        Words("市区町村", "Municipality"),
        Words("NPO法人", "NPO corporations"),
        Words("人口10万人当たり", "per 100,000"),
        Words("人口", "Inhabitants"),
    )
    return make_table(
        head,
        (
            (
                row["name"] or row["code"],
                write_value(
                    row["organizations"], None if row["organizations"] is not None else "x", language
                ),
                write_value(row["value"], row["value_status"], language, 1),
                write_value(row["population"], None, language),
            )
            for row in rows
        ),
        language,
    )


def _list_issues(rows: Rows, name: Name, language: Language) -> Table:
    head = (
        Words("課題", "Issue"),
        Words("声", "Voices"),
        Words("分野の合うNPO法人", "NPO corporations in its fields"),
        Words("ここを対象とする事業", "Programmes for here"),
        Words("参加する団体", "Organisations taking part"),
        Words("助成", "Grants"),
    )
    return make_table(
        head,
        (
            (
                Link(name(ISSUES, row["issue"]), lead_to_issue(row["issue"])),
                write_value(row["voices"], row["voices_status"], language),
                write_value(row["organizations_in_fields"], None, language),
                write_value(row["programmes_active"], None, language),
                write_value(row["organizations_collaborating"], None, language),
                write_value(row["grants"], None, language),
            )
            for row in rows
        ),
        language,
    )
