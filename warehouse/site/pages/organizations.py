"""The page that finds organisations, and the one page that shows the record of any of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from warehouse.release.code_lists import read_code_lists
from warehouse.site.page import Language, Page
from warehouse.site.scripts import list_words
from warehouse.site.search_index import NEEDED
from warehouse.site.source import SiteSource
from warehouse.site.words import find_words

SEARCH = "organizations/index.html"
PROFILE = "organizations/profile/index.html"
#: Columns whose codes the search shows by name.
FOUND_COLUMNS = ("legal_form", "status")
#: Columns whose codes a record shows by name.
NAMED_COLUMNS = (
    *FOUND_COLUMNS,
    "close_cause",
    "event_type",
    "certification_kind",
    "jurisdiction_code",
    "prefecture_code",
    "fields",
    "role",
)


def list_pages(source: SiteSource) -> Iterator[Page]:
    """Yield both pages; none for a release without organisations."""
    if not source.holds(*NEEDED):
        return

    def fill_search(language: Language) -> Mapping[str, object]:
        codes = _name_codes(source, language)
        return {
            "script_words": list_words(language, bare=["search"]),
            "script_data": {
                "codes": {column: codes[column] for column in FOUND_COLUMNS},
                "profile": "profile/index.html",
            },
        }

    def fill_profile(language: Language) -> Mapping[str, object]:
        return {
            "script_words": list_words(language, "profile"),
            "script_data": {
                "codes": _name_codes(source, language),
                "release": source.release_id,
                "tables": [dataset.name for dataset in source.dictionary],
            },
        }

    lead = find_words("search.lead")
    yield Page(SEARCH, "organizations.html.jinja", find_words("search.label"), fill_search, lead)
    yield Page(PROFILE, "profile.html.jinja", find_words("profile.title"), fill_profile)


def _name_codes(source: SiteSource, language: Language) -> dict[str, dict[str, str]]:
    """Return names by list and code: those of columns, of registers and their publishers, of members."""
    lists = read_code_lists(source.release, source.dictionary)
    codes = {
        column: {
            code: name.ja if language == "ja" else name.en for code, name in lists.of_column(column).items()
        }
        for column in NAMED_COLUMNS
    }
    registers = source.sources["registers"]
    codes["register"] = {one["name"]: one["title"][language] for one in registers}
    codes["publisher"] = {one["name"]: one["publisher"][language] for one in registers}
    # Events of the tax agency's two registers, the whole and the daily differences, are told by one name.
    codes["register"]["nta"] = find_words("profile.tax_agency")[language]
    if source.holds("members"):
        members = source.ask("select member_id, name from members order by member_id")
        codes["member"] = {one["member_id"]: one["name"] for one in members}
    return codes
