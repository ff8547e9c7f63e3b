"""Quality: how new the sources are, what was set apart, what was checked, how far official counts agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from warehouse.database import quote_name
from warehouse.site.page import Language, Page
from warehouse.site.source import SiteSource
from warehouse.site.words import find_words

QUARANTINE = "quality/quarantine_summary.json"
VERDICTS = ("equal", "explained", "unexplained", "not_comparable")
STATUSES = ("c", "x", "z", "p", "r")


def list_pages(source: SiteSource) -> Iterator[Page]:
    """Yield the page."""
    context = {
        "registers": source.sources["registers"],
        "rules": read_rules(source),
        "checks": source.check_shape(),
        "verdicts": VERDICTS,
        "publications": read_publications(source),
        "country": read_country(source),
        "statuses": STATUSES,
        "gaps": list(count_gaps(source)),
        "corrections": read_corrections(source),
        "requests": read_requests(source),
    }

    def fill(language: Language) -> Mapping[str, object]:
        return context

    words = find_words("navigation.quality")
    yield Page("quality/index.html", "quality.html.jinja", words, fill, find_words("quality.lead"))


def read_rules(source: SiteSource) -> list[dict[str, Any]]:
    """Return the rules that rows of the registers broke: register, rule, number of rows."""
    registers = source.read_json(QUARANTINE)["registers"]
    return [
        {"register": register["name"], "rule": rule, "rows": rows}
        for register in registers
        for rule, rows in register["findings_by_rule"].items()
    ]


def read_publications(source: SiteSource) -> list[dict[str, Any]]:
    """Return the official publications we compare with, and how many of their figures have each verdict."""
    if not source.holds("stat_reconciliation"):
        return []
    counts = ", ".join(f"count(*) filter (where verdict = '{name}') as {name}" for name in VERDICTS)
    query = (
        "select publisher_ja, publisher_en, title_ja, title_en, any_value(source_url) as source_url, "
        f"{counts} from stat_reconciliation group by all order by publisher_en, title_en"
    )
    return source.ask(query)


def read_country(source: SiteSource) -> list[dict[str, Any]]:
    """Return the newest official figure of the country of each publication and measure, beside ours."""
    if not source.holds("stat_reconciliation"):
        return []
    return source.ask(
        """
        select
            title_ja, title_en, measure, counted_on, official_value,
            our_counted_on, value, difference, verdict
        from stat_reconciliation
        where geography_kind = 'country' and value is not null
        qualify row_number() over (partition by publication_id, measure order by counted_on desc) = 1
        order by title_en, measure
        """
    )


def count_gaps(source: SiteSource) -> Iterator[dict[str, Any]]:
    """Yield how many values of each statistic carry a status, by status; those without any are left out."""
    for dataset in source.dictionary:
        if not any(column.name == "value_status" for column in dataset.columns):
            continue
        counts = ", ".join(f"count(*) filter (where value_status = '{name}') as {name}" for name in STATUSES)
        (row,) = source.ask(f"select count(*) as rows, {counts} from {quote_name(dataset.name)}")
        if any(row[name] for name in STATUSES):
            yield {"name": dataset.name, **row}


def read_corrections(source: SiteSource) -> list[dict[str, Any]]:
    """Return the publishers' mistakes that are mended here."""
    if not source.holds("corrections"):
        return []
    return source.ask(
        "select correction_id, column_names, reason_ja, reason_en, status, rows_corrected"
        " from corrections order by correction_id"
    )


def read_requests(source: SiteSource) -> int:
    """Return how many requests not to publish are honoured."""
    if not source.holds("suppressions"):
        return 0
    (row,) = source.ask("select coalesce(sum(requests), 0) as requests from suppressions")
    return int(row["requests"])
