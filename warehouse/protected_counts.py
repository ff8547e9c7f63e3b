"""The protected statistics on members' records: which counts are withheld, given what is already public."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pyarrow as pa

from warehouse.disclosure.design import Dimension, TableDesign, design_voices
from warehouse.disclosure.ledger import read_ledger
from warehouse.disclosure.protect import protect

ALL, ACROSS, WITHIN = "all", "across", "within"
ORDINARY_THRESHOLD = 5


@dataclass(frozen=True)
class Surroundings:
    """Where protection finds what is public already, and where it may write for the moment.

    Attributes:
        ledger: folder of what earlier releases published; None for none.
        scratch: folder for files that are gone afterwards.
    """

    ledger: Path | None
    scratch: Path

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Surroundings:
        """Return the places that the environment of the dbt project names."""
        ledger = environment.get("TSUNAGU_LEDGER")
        return cls(Path(ledger) if ledger else None, Path(environment["TSUNAGU_SCRATCH"]))


def protect_voices(
    cells: pa.Table, prefectures: pa.Table, issues: pa.Table, surroundings: Surroundings
) -> pa.Table:
    """Return every cell of `stat_voices`, from single issues, prefectures and quarters up to their totals.

    A voice that its member marks as sensitive makes its issue sensitive in the whole table: marks that held
    for single cells would show where such a voice was heard.

    Args:
        cells: issue, geography_code (prefectures), period (quarters), n and threshold of each.
        prefectures: prefecture_code and region.
        issues: issue and is_sensitive.
        surroundings: what earlier releases published, and a place for passing files.

    Returns:
        issue, geography_code, period, value and value_status (``c`` where withheld).
    """
    base = pl.DataFrame(cells)
    design = design_voice_counts(base, pl.DataFrame(prefectures), pl.DataFrame(issues))
    protected = _protect(base.drop("threshold"), design, surroundings)
    return protected.select(
        *design.columns, pl.col("value").cast(pl.Int64), pl.col("value_status").cast(pl.String)
    ).to_arrow()


def protect_pairs(cells: pa.Table, surroundings: Surroundings) -> pa.Table:
    """Return the cells of `stat_connections`: sectors by regions of the two with all totals, and by issue.

    Args:
        cells: issue, sector_pair, region_pair, n, and hidden_n: those pairs no public row shows. A row is
            of one issue and all pairs, or of all issues and one pair each.
        surroundings: what earlier releases published, and a place for passing files.

    Returns:
        issue, sector_pair, region_pair, value, value_status (``c`` where withheld) and named_n: how many of
        the pairs public rows show.
    """
    base = pl.DataFrame(cells)
    crossed = base.filter(pl.col("issue") == ALL).drop("issue")
    by_issue = base.filter(pl.col("issue") != ALL).drop("sector_pair", "region_pair")
    by_pair = _protect(crossed, design_pairs(crossed), surroundings)
    of_issues = _protect(by_issue, design_issues(by_issue), surroundings)
    # The sum over issues is left out: a pair that works on two of them would count twice in it.
    of_issues = of_issues.filter(pl.col("issue") != ALL)
    return pl.concat([_complete(by_pair), _complete(of_issues)]).to_arrow()


def design_voice_counts(base: pl.DataFrame, prefectures: pl.DataFrame, issues: pl.DataFrame) -> TableDesign:
    """Return the design of `stat_voices` for the base counts at hand; arguments as in `protect_voices`."""
    marked = set(base.filter(pl.col("threshold") > ORDINARY_THRESHOLD)["issue"].to_list())
    return design_voices(
        dict(zip(prefectures["prefecture_code"], prefectures["region"], strict=True)),
        {
            issue: is_sensitive or issue in marked
            for issue, is_sensitive in zip(issues["issue"], issues["is_sensitive"], strict=True)
        },
        list_quarters(base["period"]),
    )


def list_quarters(quarters: Iterable[str]) -> list[str]:
    """Return all quarters from the first to the last of some, such as ``2024-Q1``, in order."""
    steps = [int(quarter[:4]) * 4 + int(quarter[-1]) - 1 for quarter in quarters]
    return [f"{step // 4}-Q{step % 4 + 1}" for step in range(min(steps), max(steps) + 1)] if steps else []


def design_pairs(cells: pl.DataFrame) -> TableDesign:
    """Return the design of the pairs of sectors by pairs of regions that occur."""
    return TableDesign(
        "stat_connections",
        (
            Dimension("sector_pair", _list_pair_parents(cells["sector_pair"])),
            Dimension("region_pair", _list_pair_parents(cells["region_pair"])),
        ),
    )


def design_issues(cells: pl.DataFrame) -> TableDesign:
    """Return the design of the pairs by issue."""
    return TableDesign(
        "stat_connections_by_issue", (Dimension("issue", dict.fromkeys(sorted(cells["issue"]), ALL)),)
    )


def _list_pair_parents(pairs: Iterable[str]) -> dict[str, str]:
    """Return the parents of pairs such as ``company+npo``: within one kind or across two, then all."""
    parents = {}
    for pair in sorted(set(pairs)):
        one, _, other = pair.partition("+")
        parents[pair] = WITHIN if one == other else ACROSS
    return parents | dict.fromkeys(sorted(set(parents.values())), ALL)


def _protect(base: pl.DataFrame, design: TableDesign, surroundings: Surroundings) -> pl.DataFrame:
    """Return the cells that are not zero, or withheld."""
    earlier = read_ledger(surroundings.ledger, design.name) if surroundings.ledger else []
    counts = base.sort(design.columns).to_arrow()
    protected = protect(counts, design, earlier, scratch=surroundings.scratch)
    cells = pl.DataFrame(protected.cells)
    return cells.filter((pl.col("value") != 0) | pl.col("value_status").is_not_null())


def _complete(cells: pl.DataFrame) -> pl.DataFrame:
    """Return the cells with every dimension of `stat_connections`, ``all`` in those they lack."""
    names = ("issue", "sector_pair", "region_pair")
    return cells.select(
        *(
            (pl.col(name) if name in cells.columns else pl.lit(ALL)).cast(pl.String).alias(name)
            for name in names
        ),
        pl.col("value").cast(pl.Int64),
        pl.col("value_status").cast(pl.String),
        pl.col("named_n").cast(pl.Int64),
    )
