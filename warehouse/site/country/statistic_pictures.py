"""The pictures of every statistic, each with the table of its numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from warehouse.press.desk import Desk
from warehouse.site.country.member_tables import make_table
from warehouse.site.country.paths import lead_to_field
from warehouse.site.country.prefecture_maps import (
    PrefectureNumbers,
    ask_corporations,
    draw_prefecture_outlines,
    draw_prefecture_tiles,
)
from warehouse.site.country.press_pictures import Shown, ask_press, draw_press, tabulate
from warehouse.site.country.statistic_questions import (
    CERTIFICATION_OF_COUNTRY,
    CERTIFICATION_PREFECTURES,
    DORMANCY_YEARS,
    FIELDS_OF_COUNTRY,
    FLOW_MONTHS,
    RATE_PREFECTURES,
    SILENT_PREFECTURES,
    STOCK_MONTHS,
)
from warehouse.site.formats import format_day
from warehouse.site.page import LANGUAGES, Language, Words
from warehouse.site.pictures.charts import draw_bars, draw_columns, draw_months
from warehouse.site.pictures.picture import Caption, Link
from warehouse.site.pictures.vega import WIDTH, draw_view
from warehouse.site.source import SiteSource
from warehouse.site.values import write_value
from warehouse.site.vocabulary import FIELDS, Vocabulary

Rows = list[dict[str, Any]]
CORPORATIONS = Words("法人数", "Corporations")
MONTH = Words("月", "Month")
CERTIFIED = Words("認定", "Certified")
SPECIALLY_CERTIFIED = Words("特例認定", "Specially certified")


Draw = Callable[[SiteSource, Desk, Vocabulary, Language, str], list[Shown]]


def draw_stock(
    source: SiteSource, desk: Desk, names: Vocabulary, language: Language, here: str
) -> list[Shown]:
    """Return the number of NPO corporations over time, on the maps, and that of every legal form."""
    rows = source.ask(STOCK_MONTHS)
    written = (
        (format_day(row["as_of_on"], language), write_value(row["value"], row["value_status"], language))
        for row in rows
    )
    table = make_table((Words("月末", "Month end"), CORPORATIONS), written, language)
    shown = draw_press("stock", desk, table, language)
    numbers = ask_corporations(source)
    return shown + (_draw_maps(numbers, names, language, here) if numbers else [])


def draw_rate(
    source: SiteSource, desk: Desk, names: Vocabulary, language: Language, here: str
) -> list[Shown]:
    """Return the number per 100,000 inhabitants on the maps."""
    rows = source.ask(RATE_PREFECTURES)
    if not rows:
        return []
    ja, en = (format_day(rows[0]["as_of_on"], one) for one in LANGUAGES)
    title = Words(f"人口10万人当たりのNPO法人({ja})", f"NPO corporations per 100,000 inhabitants on {en}")
    column = Words("10万人当たり", "per 100,000")
    return map_prefectures("rate", title, column, rows, names, language, here, digits=1)


def draw_flow(
    source: SiteSource, desk: Desk, names: Vocabulary, language: Language, here: str
) -> list[Shown]:
    """Return closures by cause, and new corporations beside closed ones, a month."""
    cause = f"cause_{language}"
    table = tabulate(
        desk,
        "closures",
        (("month", MONTH), (cause, Words("事由", "Cause")), ("closed", CORPORATIONS)),
        language,
    )
    return [*draw_press("closures", desk, table, language, WIDTH), *_draw_comings(source, language)]


def _draw_comings(source: SiteSource, language: Language) -> list[Shown]:
    """Return new and closed NPO corporations a month; the line is broken where no file was read."""
    rows = source.ask(FLOW_MONTHS)
    if not any(row["registered"] is not None for row in rows):
        return []
    new, closed = Words("新たに番号が付いた", "Newly numbered"), Words("登記記録の閉鎖", "Records closed")
    title = Words("新たに番号が付いたNPO法人と、閉鎖", "NPO corporations newly numbered, and closed")
    observed = sum(row["registered"] is not None for row in rows)
    description = Words(
        f"資料が及ぶ{observed}か月の値。線の切れた月は資料がなく、何も分からない。",
        f"The {observed} months that a file reaches. Where the line is broken none tells of the month.",
    )
    written = (
        (
            f"{row['month']:%Y-%m}",
            write_value(row["registered"], row["status"], language),
            write_value(row["closed"], row["status"], language),
        )
        for row in rows
    )
    table = make_table((MONTH, new, closed), written, language)
    points = [
        {"day": row["month"].isoformat(), "kind": words[language], "number": row[measure]}
        for row in rows
        for measure, words in (("registered", new), ("closed", closed))
    ]
    view = draw_months(points, (new[language], closed[language]), CORPORATIONS[language], language)
    return [Shown(draw_view(Caption("flow", title[language], description[language], table), view))]


def draw_certification(
    source: SiteSource, desk: Desk, names: Vocabulary, language: Language, here: str
) -> list[Shown]:
    """Return certified corporations by authority, what is about to end, and both on the map."""
    columns = (
        (f"authority_{language}", Words("所轄庁", "Authority")),
        ("certified", CERTIFIED),
        ("special", SPECIALLY_CERTIFIED),
    )
    shown = draw_press("certification", desk, tabulate(desk, "certification", columns, language), language)
    rows = source.ask(CERTIFICATION_PREFECTURES)
    title = Words(
        "認定・特例認定NPO法人(所轄庁の都道府県別)",
        "Certified and specially certified, by prefecture of the authority",
    )
    ending = _draw_endings(source, names, language)
    maps = map_prefectures("certification", title, CORPORATIONS, rows, names, language, here)
    return [*shown, *ending, *maps]


def _draw_endings(source: SiteSource, names: Vocabulary, language: Language) -> list[Shown]:
    """Return how many certifications are current, end soon, or have lapsed, in the country."""
    rows = source.ask(CERTIFICATION_OF_COUNTRY)
    if not rows:
        return []
    labels = [names.name("measures", row["measure"], language) for row in rows]
    texts = [write_value(row["certified"], row["certified_status"], language) for row in rows]
    special = (write_value(row["special"], row["special_status"], language) for row in rows)
    head = (Words("状態", "State"), CERTIFIED, SPECIALLY_CERTIFIED)
    table = make_table(head, zip(labels, texts, special, strict=True), language)
    title = Words("認定の有効・満了・失効(全国)", "Certifications current, about to end, and lapsed")
    day = format_day(rows[0]["as_of_on"], language)
    description = Words(
        f"{day}の名簿による認定NPO法人の数。6か月以内は12か月以内に、3か月以内は6か月以内に含まれ、足し上げられない。",
        f"Certified NPO corporations by the list of {day}. Six months are within twelve, and three within"
        " six: do not add them up.",
    )
    caption = Caption("endings", title[language], description[language], table)
    return [_show_bars(caption, labels, [row["certified"] for row in rows], texts, language)]


def draw_fields(
    source: SiteSource, desk: Desk, names: Vocabulary, language: Language, here: str
) -> list[Shown]:
    """Return the fields of activity by how many corporations state them."""
    rows = [row for row in source.ask(FIELDS_OF_COUNTRY) if row["value"] is not None]
    if not rows:
        return []
    labels = [names.name(FIELDS, row["field_code"], language) for row in rows]
    texts = [write_value(row["value"], row["value_status"], language) for row in rows]
    links = [Link(label, lead_to_field(row["field_code"])) for label, row in zip(labels, rows, strict=True)]
    shares = [f"{row['share']:.1f} %" if row["share"] is not None else "–" for row in rows]
    head = (
        Words("活動分野", "Field"),
        CORPORATIONS,
        Words("分野を定める法人に占める割合", "Of all that state any"),
    )
    table = make_table(head, zip(links, texts, shares, strict=True), language)
    day = format_day(rows[0]["as_of_on"], language)
    title = Words("定款に定める活動分野", "Fields stated in the articles")
    description = Words(
        f"{day}現在のNPO法人。一つの法人が複数の分野を定める。最も多いのは「{labels[0]}」の{texts[0]}。",
        f"NPO corporations on {day}. One states several fields. Most state “{labels[0]}”: {texts[0]}.",
    )
    caption = Caption("fields", title[language], description[language], table)
    return [_show_bars(caption, labels, [row["value"] for row in rows], texts, language)]


def _show_bars(
    caption: Caption,
    labels: Sequence[str],
    numbers: Sequence[int | None],
    texts: Sequence[str],
    language: Language,
) -> Shown:
    """Return a bar of corporations a label, its number behind it as it is written."""
    bars = [
        {"label": label, "number": number, "text": text}
        for label, number, text in zip(labels, numbers, texts, strict=True)
    ]
    return Shown(draw_view(caption, draw_bars(bars, CORPORATIONS[language])))


def draw_survival(
    source: SiteSource, desk: Desk, names: Vocabulary, language: Language, here: str
) -> list[Shown]:
    """Return the curves of survival of NPO corporations."""
    rows = ask_press("survival", desk)
    everyone = Words("全設立年", "all years")[language]
    written = (
        (
            everyone if row["cohort"] == "all" else row["cohort"],
            str(row["years"]),
            f"{100 * row['share']:.1f}",
            "–" if row["lower"] is None else f"{100 * row['lower']:.1f}–{100 * row['upper']:.1f}",
        )
        for row in rows
    )
    head = (
        Words("設立年", "Founded in"),
        Words("年数", "Years"),
        Words("存続する割合(%)", "Share, %"),
        Words("95%信頼区間", "95 % bounds"),
    )
    return draw_press("survival", desk, make_table(head, written, language), language)


def draw_dormancy(
    source: SiteSource, desk: Desk, names: Vocabulary, language: Language, here: str
) -> list[Shown]:
    """Return what a register ended unasked, by year, and a map of those long without an event."""
    rows = source.ask(DORMANCY_YEARS)
    closed, revoked = Words("登記官による閉鎖", "Closed by the registrar"), Words("認証取消し", "Revoked")
    years = [_name_year(row["as_of_on"], language) for row in rows]
    written = (
        (
            year,
            write_value(row["closed"], row["closed_status"], language),
            write_value(row["revoked"], row["revoked_status"], language),
        )
        for year, row in zip(years, rows, strict=True)
    )
    points = [
        {"period": year, "kind": words[language], "number": row[measure]}
        for year, row in zip(years, rows, strict=True)
        for measure, words in (("closed", closed), ("revoked", revoked))
    ]
    title = Words("年ごとの、登記官による閉鎖と認証取消し", "Closed by the registrar, and revoked, by year")
    description = Words(
        "NPO法人について、その年に起きた数。柱のない年は、0か、資料がなく分からない年で、表が区別する。",
        "NPO corporations, in the year. A year without a column is zero or not known; the table says which.",
    )
    table = make_table((Words("年", "Year"), closed, revoked), written, language)
    caption = Caption("dormancy", title[language], description[language], table)
    view = draw_columns(points, (closed[language], revoked[language]), CORPORATIONS[language])
    shown = [Shown(draw_view(caption, view))] if rows else []
    silent = source.ask(SILENT_PREFECTURES)
    name = Words(
        "5年間どの登録簿にも異動のないNPO法人",
        "NPO corporations without an event in any register for 5 years",
    )
    return shown + map_prefectures("silent", name, CORPORATIONS, silent, names, language, here)


def _name_year(day: date, language: Language) -> str:
    """Return the year that a day ends, or how far into its year it reaches."""
    if (day.month, day.day) == (12, 31):
        return f"{day.year}年" if language == "ja" else str(day.year)
    return f"{day.year}年{day.month}月まで" if language == "ja" else f"{day.year}, to {day:%b}"


def map_prefectures(
    name: str,
    title: Words,
    column: Words,
    rows: Rows,
    names: Vocabulary,
    language: Language,
    here: str,
    digits: int = 0,
) -> list[Shown]:
    """Return both maps of rows with code, value and value_status; none without rows."""
    if not rows:
        return []
    values = {row["code"]: (row["value"], row["value_status"]) for row in rows}
    return _draw_maps(PrefectureNumbers(name, title, column, values, digits), names, language, here)


def _draw_maps(numbers: PrefectureNumbers, names: Vocabulary, language: Language, here: str) -> list[Shown]:
    tiles = draw_prefecture_tiles(numbers, names, language, here)
    return [Shown(tiles, "map"), Shown(draw_prefecture_outlines(numbers, names, language), "outline")]


#: By dataset; a statistic that is not here has a page of its own elsewhere.
DRAWINGS: dict[str, Draw] = {
    "stat_stock": draw_stock,
    "stat_flow": draw_flow,
    "stat_rate": draw_rate,
    "stat_fields": draw_fields,
    "stat_certification": draw_certification,
    "stat_survival": draw_survival,
    "stat_dormancy": draw_dormancy,
}
