"""The blank spots: where voices are raised and nobody is seen at work, by issue and region."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from warehouse.site.country.member_tables import Name, lead_to, make_table
from warehouse.site.country.paths import lead_to_issue
from warehouse.site.page import Language, Page, Words
from warehouse.site.pictures.grid import Grid, GridCell, draw_grid
from warehouse.site.pictures.picture import Caption, Link, Picture, Table
from warehouse.site.pictures.shades import list_legend
from warehouse.site.source import SiteSource
from warehouse.site.values import WITHHELD, write_short, write_value
from warehouse.site.vocabulary import ISSUES, NAMES, Vocabulary

PATH = "blank-spots/index.html"
TITLE = Words("空白", "Blank spots")
SUMMARY = Words(
    "声があるのに、取り組みが見当たらないところ。", "Where voices are raised and nobody is seen at work."
)
#: From the north; the vocabulary has them by their codes.
REGIONS = ("hokkaido", "tohoku", "kanto", "chubu", "kinki", "chugoku", "shikoku", "kyushu")
MOST_ROWS = 120
QUESTION = """
    select * from stat_blank_spots
    where geography_kind = ?
    order by voices desc nulls last, issue, geography_code
"""
YES, NO, UNSAID = Words("空白", "blank"), Words("", ""), Words("言えない", "cannot be said")
Rows = list[dict[str, Any]]


def list_pages(source: SiteSource) -> Iterator[Page]:
    """Yield the page of the blank spots."""
    if not source.holds("stat_blank_spots", *NAMES):
        return
    regions, prefectures = (source.ask(QUESTION, [kind]) for kind in ("region", "prefecture"))
    fill = partial(_fill, regions, prefectures, Vocabulary(source))
    yield Page(PATH, "blank_spots.html.jinja", TITLE, fill, SUMMARY)


def _fill(
    regions: Rows, prefectures: Rows, vocabulary: Vocabulary, language: Language
) -> Mapping[str, object]:
    name = partial(vocabulary.name, language=language)
    blank = [row for row in prefectures if row["is_blank_spot"]]
    return {
        "heat": _draw_regions(regions, vocabulary, language) if regions else None,
        "pairs": len(prefectures),
        "blank": len(blank),
        "unsaid": sum(row["is_blank_spot"] is None for row in prefectures),
        "table": _list_prefectures(blank[:MOST_ROWS], name, language),
    }


def _draw_regions(rows: Rows, vocabulary: Vocabulary, language: Language) -> Picture:
    """Return the heat map of voices by issue and region, the blank spots framed; most voices on top."""
    name = partial(vocabulary.name, language=language)
    heard: dict[str, int] = {}
    for row in rows:
        heard[row["issue"]] = heard.get(row["issue"], 0) + (row["voices"] or 0)
    issues = {code: name(ISSUES, code) for code in sorted(heard, key=lambda code: (-heard[code], code))}
    regions = {code: name("regions", code) for code in REGIONS}
    cells = {
        (row["issue"], row["geography_code"]): GridCell(
            row["voices"],
            write_short(row["voices"], row["voices_status"], language),
            is_marked=bool(row["is_blank_spot"]),
        )
        for row in rows
    }
    marked = [row for row in rows if row["is_blank_spot"]]
    withheld = sum(row["voices"] is None for row in rows)
    title = Words("課題と地方ごとの声と、その空白", "Voices by issue and region, and the blank spots")
    description = Words(
        f"数は声の数。枠で囲んだ{len(marked)}升では声があるのに、公開の取り組みが見当たらない。"
        f"{withheld}升の声は秘匿している。秘匿は0ではない。",
        f"The numbers are voices. In the {len(marked)} framed cells there are voices, and no public work is "
        f"seen. The voices of {withheld} cells are withheld ([c]); withheld is not zero.",
    )
    numbers = {"+".join(pair): cell.number for pair, cell in cells.items()}
    shades = list_legend(numbers, lambda value: f"{value:,.0f}", write_value(None, WITHHELD, language))
    legend = (*shades, ("frame", YES[language]))
    table = _list_regions(rows, name, language)
    caption = Caption("blank-spots", title[language], description[language], table, legend)
    return draw_grid(caption, Grid(issues, regions, cells))


def _list_regions(rows: Rows, name: Name, language: Language) -> Table:
    head = (
        Words("課題", "Issue"),
        Words("地方", "Region"),
        Words("声", "Voices"),
        Words("行われている事業", "Programmes under way"),
        Words("参加団体", "Organisations in them"),
        Words("助成", "Grants"),
        Words("空白か", "Blank"),
    )
    flags = {True: YES, False: NO, None: UNSAID}
    written = (
        (
            name(ISSUES, row["issue"]),
            name("regions", row["geography_code"]),
            write_value(row["voices"], row["voices_status"], language),
            str(row["programmes_active"]),
            str(row["organizations_collaborating"]),
            str(row["grants"]),
            flags[row["is_blank_spot"]][language],
        )
        for row in rows
    )
    return make_table(head, written, language)


def _list_prefectures(rows: Rows, name: Name, language: Language) -> Table:
    head = (
        Words("課題", "Issue"),
        Words("都道府県", "Prefecture"),
        Words("声", "Voices"),
        Words("分野の合うNPO法人", "NPO corporations in its fields"),
        Words("全国を対象とする事業", "Nationwide programmes"),
    )
    written = (
        (
            Link(name(ISSUES, row["issue"]), lead_to_issue(row["issue"])),
            lead_to(row["geography_code"], name),
            write_value(row["voices"], row["voices_status"], language),
            write_value(row["organizations_in_fields"], None, language),
            str(row["nationwide_programmes_active"]),
        )
        for row in rows
    )
    return make_table(head, written, language)
