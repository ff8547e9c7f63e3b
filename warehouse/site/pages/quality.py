"""Quality: how new the sources are, what was set apart, what was checked, how far official counts agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from warehouse.database import quote_name
from warehouse.release.paths import CHECKS, QUARANTINE
from warehouse.site.formats import MISSING
from warehouse.site.page import Language, Page
from warehouse.site.source import SiteSource
from warehouse.site.words import find_words

VERDICTS = ("equal", "explained", "unexplained", "not_comparable")
STATUSES = ("c", "x", "z", "p", "r")


def list_pages(source: SiteSource) -> Iterator[Page]:
    """Yield the page."""
    context = {
        "registers": source.sources["registers"],
        "rules": read_rules(source),
        "checks": source.check_shape(),
        "expected": read_expected(source),
        "verdicts": VERDICTS,
        "publications": read_publications(source),
        "country": read_country(source),
        "measures": source.names("measures"),
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
    titles = {register["name"]: register["title"] for register in source.sources["registers"]}
    registers = source.read_json(QUARANTINE)["registers"]
    return [
        {"register": titles[register["name"]], "rule": rule, "rows": rows}
        for register in registers
        for rule, rows in register["findings_by_rule"].items()
    ]


def read_expected(source: SiteSource) -> list[dict[str, Any]]:
    """Return each rule of each table and what was measured, as text; nothing of a release that is silent."""
    if not (source.release / CHECKS).is_file():
        return []
    return [
        {
            "table": table["name"],
            "measure": check["measure"],
            "rule": check["rule"],
            "outcome": check["outcome"],
            "bounds": tell_bounds(check["minimum"], check["maximum"]),
            "measured": MISSING if check["measured"] is None else tell_measure(check["measured"]),
        }
        for table in source.read_json(CHECKS)["tables"]
        for check in table["checks"]
    ]


def tell_bounds(minimum: float | None, maximum: float | None) -> str:
    """Return the smallest and the largest good value as people write them."""
    if minimum is None:
        return MISSING if maximum is None else f"≤ {tell_measure(maximum)}"
    if maximum is None:
        return f"≥ {tell_measure(minimum)}"
    return tell_measure(minimum) if minimum == maximum else f"{tell_measure(minimum)}–{tell_measure(maximum)}"


def tell_measure(value: float) -> str:
    """Return a count with commas, a share with up to four decimals."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:.4f}".rstrip("0")


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
        "select correction_id, column_names, reason_ja, reason_en, rows_corrected"
        " from corrections order by correction_id"
    )


def read_requests(source: SiteSource) -> int:
    """Return how many requests not to publish are honoured."""
    if not source.holds("suppressions"):
        return 0
    (row,) = source.ask("select coalesce(sum(requests), 0) as requests from suppressions")
    return int(row["requests"])
