"""Tables of what members do, as the pages of themes, prefectures and connections show them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from warehouse.site.country.paths import lead_to_organization, lead_to_prefecture
from warehouse.site.formats import MISSING, format_number
from warehouse.site.page import Language, Words
from warehouse.site.pictures.picture import Cell, Link, Table
from warehouse.site.vocabulary import PREFECTURES

#: Rows a page shows; who wants all of them takes the table.
MOST_ROWS = 40
Name = Callable[[str, str | None], str]
Rows = Sequence[Mapping[str, Any]]
STEPS = {
    "voices": Words("声", "Voices"),
    "event": Words("催し", "Event"),
    "proposal": Words("提言", "Proposal"),
    "programme": Words("事業", "Programme"),
    "collaboration": Words("協働", "Collaboration"),
    "grant": Words("助成", "Grant"),
}


def make_table(head: Iterable[Words], rows: Iterable[tuple[Cell, ...]], language: Language) -> Table:
    """Return a table with its head in one language."""
    return Table(tuple(words[language] for words in head), tuple(rows))


def lead_to(code: str | None, name: Name) -> Cell:
    """Return a cell that leads to a prefecture; a dash without one."""
    return Link(name(PREFECTURES, code), lead_to_prefecture(code)) if code else MISSING


def title_programme(row: Mapping[str, Any], language: Language) -> str:
    """Return what a programme is called, in English where its member wrote so."""
    return str(row["title_en"] or row["title"] if language == "en" else row["title"])


def list_programmes(rows: Rows, name: Name, language: Language) -> Table:
    """Return programmes with kind, lead and period."""
    head = Words("事業", "Programme"), Words("種類", "Kind"), Words("主催", "Lead"), Words("期間", "Period")
    written = (
        (
            title_programme(row, language),
            name("programme_kinds", row["programme_kind"]),
            lead_to_organization(row["lead_name"] or MISSING, row["lead_org_id"]),
            f"{row['starts_on']} – {row['ends_on'] or ''}".rstrip(),
        )
        for row in rows
    )
    return make_table(head, written, language)


def list_proposals(rows: Rows, name: Name, language: Language) -> Table:
    """Return proposals with addressee, day, status and outcome."""
    head = (
        Words("提言", "Proposal"),
        Words("提出先", "Addressed to"),
        Words("提出日", "Day"),
        Words("状況", "Status"),
        Words("結果", "Outcome"),
    )
    written = (
        (
            row["title"],
            row["addressed_to"],
            row["submitted_on"].isoformat(),
            name("proposal_statuses", row["proposal_status"]),
            row["outcome"] or MISSING,
        )
        for row in rows[:MOST_ROWS]
    )
    return make_table(head, written, language)


def list_grants(rows: Rows, name: Name, language: Language) -> Table:
    """Return grants with receiver, place, amount, day and purpose."""
    head = (
        Words("助成先", "Given to"),
        Words("都道府県", "Prefecture"),
        Words("金額(円)", "Yen"),
        Words("決定日", "Day"),
        Words("目的", "Purpose"),
    )
    written = (
        (
            lead_to_organization(row["organization_name"], row["org_id"]),
            lead_to(row["prefecture_code"], name),
            format_number(row["amount_jpy"]),
            row["decided_on"].isoformat(),
            row["purpose"],
        )
        for row in rows[:MOST_ROWS]
    )
    return make_table(head, written, language)


def list_chain(rows: Rows, name: Name, language: Language) -> Table:
    """Return what came of voices and events, the newest first."""
    head = (
        Words("都道府県", "Prefecture"),
        Words("から", "From"),
        Words("へ", "To"),
        Words("名称", "Name"),
        Words("日", "Day"),
        Words("状況", "Status"),
    )
    written = (
        (
            lead_to(row["prefecture_code"], name),
            STEPS[row["from_kind"]][language],
            STEPS[row["to_kind"]][language],
            row["to_title"],
            row["to_on"].isoformat() if row["to_on"] else MISSING,
            name(row["to_status_vocabulary"], row["to_status"]) if row["to_status"] else MISSING,
        )
        for row in rows[:MOST_ROWS]
    )
    return make_table(head, written, language)
