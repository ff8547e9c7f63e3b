"""For members: the forms, how to send, what becomes of it, and what each member has given so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ingest.submissions.contracts import KINDS, current_contract
from ingest.submissions.template_files import name_template
from warehouse.database import quote_name
from warehouse.site.forms import FORMATS
from warehouse.site.page import Language, Page
from warehouse.site.source import SiteSource
from warehouse.site.words import find_words

#: Tables whose rows name the member that stated them.
GIVEN = ("programmes", "programme_events", "collaborations", "proposals", "grants", "support_centres")


def list_pages(source: SiteSource) -> Iterator[Page]:
    """Yield the page."""
    contracts = [current_contract(kind) for kind in KINDS]
    forms = [
        {
            "title": {"ja": contract.title_ja, "en": contract.title_en},
            "about": {"ja": contract.description_ja, "en": contract.description_en},
            "files": [(form, name_template(contract, form)) for form in FORMATS],
        }
        for contract in contracts
    ]
    given, members = [name for name in GIVEN if source.holds(name)], read_members(source)
    prefectures, sectors = source.names("prefectures"), source.names("sectors")

    def fill(language: Language) -> Mapping[str, object]:
        return {
            "forms": forms,
            "given": given,
            "members": members,
            "prefectures": prefectures,
            "sectors": sectors,
        }

    words = find_words("navigation.members")
    yield Page("members/index.html", "members.html.jinja", words, fill, find_words("members.lead"))


def read_members(source: SiteSource) -> list[dict[str, Any]]:
    """Return the members that may be named, with the number of public rows each has stated, by table."""
    if not source.holds("members"):
        return []
    tables = [name for name in GIVEN if source.holds(name)]
    counts = "".join(
        f", (select count(*) from {quote_name(name)} as stated where stated.member_id = members.member_id)"
        f" as {quote_name(name)}"
        for name in tables
    )
    query = f"select member_id, name, sector, prefecture_code{counts} from members"
    return source.ask(f"{query} order by prefecture_code nulls last, member_id")
