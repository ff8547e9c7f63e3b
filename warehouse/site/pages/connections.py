"""Who works with whom: the network of programmes and organisations, who bridges it, and how sectors meet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from warehouse.site.country.member_tables import Name, lead_to, list_programmes, make_table, title_programme
from warehouse.site.country.paths import lead_to_issue, lead_to_organization
from warehouse.site.formats import format_number
from warehouse.site.page import Language, Page, Words
from warehouse.site.pictures.grid import Grid, GridCell, draw_grid
from warehouse.site.pictures.network import Participant, Programme, draw_network
from warehouse.site.pictures.picture import Caption, Link, Picture, Table
from warehouse.site.pictures.shades import list_legend
from warehouse.site.source import SiteSource
from warehouse.site.values import WITHHELD, write_short, write_value
from warehouse.site.vocabulary import ISSUES, NAMES, Vocabulary

PATH = "connections/index.html"
TITLE = Words("つながり", "Connections")
SUMMARY = Words("誰が誰と取り組んでいるか。", "Who works with whom.")
NEEDED = ("programmes", "collaborations", "bridging_organizations", "stat_connections")
#: Organisations drawn: those in most programmes; more could not be told apart.
MOST_DRAWN = 200
MOST_BRIDGES = 20
#: Sectors with a colour of their own, in the order of the colours; the others share the fifth.
COLOURED = ("npo", "support_centre", "government", "company")
OTHER_SECTORS = Words("その他の種別", "Other sectors")
PARTICIPATIONS = """
    with stated as (
        select
            programme_id, participant_id, org_id, organization_name as name, sector, prefecture_code,
            2 as rank
        from collaborations
        union all
        select programme_id, lead_participant_id, lead_org_id, lead_name, lead_sector, lead_prefecture_code, 1
        from programmes
        where lead_participant_id is not null and lead_name is not null
    )
    select
        participant_id, max(org_id) as org_id, arg_min(name, (rank, name)) as name,
        arg_min(sector, (rank, sector)) as sector,
        arg_min(prefecture_code, (rank, prefecture_code)) as prefecture_code,
        list_sort(list(distinct programme_id)) as programmes
    from stated
    group by participant_id
    order by len(programmes) desc, participant_id
"""
PAIRS = "select * from stat_connections order by all"


@dataclass(frozen=True)
class ConnectionFacts:
    """What is known of the network: rows of programmes, participants, bridges, and counts of pairs."""

    programmes: list[dict[str, Any]]
    participants: list[dict[str, Any]]
    bridges: list[dict[str, Any]]
    pairs: list[dict[str, Any]]


def list_pages(source: SiteSource) -> Iterator[Page]:
    """Yield the page of the connections."""
    if not source.holds(*NEEDED, *NAMES):
        return
    facts = ConnectionFacts(
        source.ask("select * from programmes order by starts_on desc, programme_id"),
        source.ask(PARTICIPATIONS),
        source.ask("select * from bridging_organizations order by position, participant_id"),
        source.ask(PAIRS),
    )
    yield Page(PATH, "connections.html.jinja", TITLE, partial(_fill, facts, Vocabulary(source)), SUMMARY)


def _fill(facts: ConnectionFacts, vocabulary: Vocabulary, language: Language) -> Mapping[str, object]:
    name = partial(vocabulary.name, language=language)
    totals = {
        row["sector_pair"]: row
        for row in facts.pairs
        if row["issue"] == "all" and row["region_pair"] == "all"
    }
    return {
        "organizations": len(facts.participants),
        "pairs": _write_pairs(totals.get("all"), language),
        "pairs_across": _write_pairs(totals.get("across"), language),
        "network": _draw_network(facts, name, language) if facts.participants else None,
        "bridges": _list_bridges(facts.bridges[:MOST_BRIDGES], name, language),
        "number_of_bridges": len(facts.bridges),
        "sectors": _draw_sectors(totals, vocabulary, language) if totals else None,
        "issues": _list_issues(facts.pairs, name, language),
        "programmes": _number_rows(list_programmes(facts.programmes, name, language), language),
    }


def _number_rows(table: Table, language: Language) -> Table:
    """Return a table with the numbers that its rows have in the picture."""
    rows = tuple((str(place), *row) for place, row in enumerate(table.rows, start=1))
    return Table((Words("番号", "Number")[language], *table.head), rows)


def _write_pairs(row: Mapping[str, Any] | None, language: Language) -> str:
    return (
        write_value(0, None, language)
        if row is None
        else write_value(row["value"], row["value_status"], language)
    )


def _draw_network(facts: ConnectionFacts, name: Name, language: Language) -> Picture:
    """Return the network of the organisations in most programmes, with everyone's programmes as its table."""
    drawn = facts.participants[:MOST_DRAWN]
    numbers = {row["programme_id"]: place for place, row in enumerate(facts.programmes, start=1)}
    programmes = {
        row["programme_id"]: Programme(numbers[row["programme_id"]], title_programme(row, language))
        for row in facts.programmes
    }
    participants = {
        row["participant_id"]: Participant(row["name"], _choose_colour(row["sector"])) for row in drawn
    }
    pairs = [(programme, row["participant_id"]) for row in drawn for programme in row["programmes"]]
    title = Words("誰がどの事業に参加しているか", "Who takes part in which programme")
    left_out = len(facts.participants) - len(drawn)
    description = Words(
        f"公開の事業{len(programmes)}件(番号の付いた四角)と、参加する{len(drawn)}団体(点)。"
        "多くの事業に参加する団体ほど点が大きく、事業の間に置かれる。"
        + (f"参加する事業の少ない{left_out}団体は描いていない。" if left_out else ""),
        f"{len(programmes)} public programmes (squares with their number) and the {len(drawn)} organisations "
        "that take part (dots). The more programmes, the larger the dot; it stands between them."
        + (f" {left_out} organisations in the fewest programmes are not drawn." if left_out else ""),
    )
    caption = Caption(
        "network",
        title[language],
        description[language],
        _list_participants(drawn, numbers, name, language),
        _make_legend(name, language),
    )
    return draw_network(caption, programmes, participants, pairs)


def _choose_colour(sector: str | None) -> int:
    return 1 + (COLOURED.index(sector) if sector in COLOURED else len(COLOURED))


def _make_legend(name: Name, language: Language) -> tuple[tuple[str, str], ...]:
    named = [(f"series-{_choose_colour(sector)}", name("sectors", sector)) for sector in COLOURED]
    return (*named, ("series-5", OTHER_SECTORS[language]))


def _list_participants(
    rows: list[dict[str, Any]], numbers: Mapping[str, int], name: Name, language: Language
) -> Table:
    head = (
        Words("団体", "Organisation"),
        Words("種別", "Sector"),
        Words("都道府県", "Prefecture"),
        Words("事業の番号", "Programmes by number"),
    )
    written = (
        (
            lead_to_organization(row["name"], row["org_id"]),
            name("sectors", row["sector"]),
            lead_to(row["prefecture_code"], name),
            ", ".join(str(number) for number in sorted(numbers[one] for one in row["programmes"])),
        )
        for row in rows
    )
    return make_table(head, written, language)


def _list_bridges(rows: list[dict[str, Any]], name: Name, language: Language) -> Table:
    head = (
        Words("団体", "Organisation"),
        Words("順位", "Rank"),
        Words("種別", "Sector"),
        Words("都道府県", "Prefecture"),
        Words("事業数", "Programmes"),
        Words("隣り合う団体数", "Partners"),
        Words("媒介中心性", "Betweenness"),
    )
    written = (
        (
            lead_to_organization(row["name"], row["org_id"]),
            str(row["position"]),
            name("sectors", row["sector"]),
            lead_to(row["prefecture_code"], name),
            str(row["programmes"]),
            str(row["partners"]),
            f"{row['betweenness']:.3f}",
        )
        for row in rows
    )
    return make_table(head, written, language)


def _draw_sectors(
    totals: Mapping[str, Mapping[str, Any]], vocabulary: Vocabulary, language: Language
) -> Picture:
    """Return the heat map of pairs of organisations by the sectors of the two."""
    sectors = {code: words[language] for code, words in vocabulary.list_codes("sectors").items()}
    cells, rows = {}, []
    for row in totals.values():
        if {row["sector_a"], row["sector_b"]} <= sectors.keys():
            cell = GridCell(row["value"], write_short(row["value"], row["value_status"], language))
            cells[row["sector_a"], row["sector_b"]] = cells[row["sector_b"], row["sector_a"]] = cell
            names = sectors[row["sector_a"]], sectors[row["sector_b"]]
            written = write_value(row["value"], row["value_status"], language)
            rows.append((*names, written, format_number(row["named_pairs"])))
    head = (
        Words("種別", "Sector"),
        Words("相手の種別", "Sector of the other"),
        Words("組の数", "Pairs"),
        Words("うち名前の出ている組", "Of these named"),
    )
    title = Words("どの種別とどの種別が出会っているか", "Which sectors meet")
    description = Words(
        "同じ事業に参加する二つの団体の組の数を、両者の種別ごとに示す。空いた升には組がない。秘匿は0ではない。",
        "Pairs of organisations that take part in a same programme, by the sectors of the two. "
        "An empty cell has no pair; withheld ([c]) is not zero.",
    )
    numbers = {"+".join(pair): cell.number for pair, cell in cells.items()}
    legend = list_legend(numbers, lambda value: f"{value:,.0f}", write_value(None, WITHHELD, language))
    table = make_table(head, rows, language)
    caption = Caption("sectors", title[language], description[language], table, legend)
    return draw_grid(caption, Grid(sectors, sectors, cells))


def _list_issues(pairs: list[dict[str, Any]], name: Name, language: Language) -> Table:
    """Return the pairs by issue, of all sectors and regions."""
    head = Words("課題", "Issue"), Words("組の数", "Pairs"), Words("うち名前の出ている組", "Of these named")
    totals = [
        row
        for row in pairs
        if row["issue"] != "all" and row["sector_pair"] == "all" and row["region_pair"] == "all"
    ]
    totals.sort(key=lambda row: (-(row["value"] or 0), row["issue"]))
    written = (
        (
            Link(name(ISSUES, row["issue"]), lead_to_issue(row["issue"])),
            write_value(row["value"], row["value_status"], language),
            format_number(row["named_pairs"]),
        )
        for row in totals
    )
    return make_table(head, written, language)
