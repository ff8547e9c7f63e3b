"""The organisation of each name and place in a reader's table, by the linkage model, and the reason."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from warehouse.linkage import link_organizations
from warehouse.linkage.forms import is_outside, read_stated_forms
from warehouse.linkage.keys import prepare_keys
from warehouse.linkage.rules import SHORTEST_TELLING_NAME
from warehouse.linkage.schema import CANDIDATES, DECISIONS, DOUBTFUL, LINKED, LINKS, MENTIONS, UNLINKED
from warehouse.reconcile.columns import ADDED, Answers, Mention
from warehouse.reconcile.places import list_areas, locate_places
from warehouse.reconcile.reasons import (
    NO_BEARER,
    NO_NAME,
    NOBODY,
    ONE_BEARER,
    OUTSIDE,
    SEVERAL_BEARERS,
    SHORT,
    UNREAD_PLACE,
    translate_reasons,
)
from warehouse.release.formulas import neutralise_formulas

#: Mentions searched for at once; each is judged alike whatever else is asked.
_BATCH = 20_000


def answer_mentions(mentions: Iterable[Mention], release: Path) -> Answers:
    """Find the organisation of each mention among those of a release.

    With a place the linkage model answers as it does for members' files. Without one, or with one nobody
    understands, a name that a single organisation of the country bears is doubtful, never linked: how
    often that is right was not measured.

    Args:
        mentions: names and places, each pair once.
        release: the folder of a release.

    Returns:
        The cells to add for each mention, in the order of ``ADDED``.
    """
    asked = pl.DataFrame(sorted(mentions), schema={"name": pl.String, "place": pl.String}, orient="row")
    asked = asked.with_row_index("mention_key").with_columns(pl.col("mention_key").cast(pl.String))
    areas = list_areas(pl.read_parquet(release / "parquet" / "municipalities.parquet"))
    placed = asked.filter(pl.col("name") != "").join(
        locate_places(asked["place"].unique(), areas), on="place", how="left"
    )
    known = read_candidates(release)
    has_place = pl.col("prefecture_code").is_not_null()
    found = [_link_placed(placed.filter(has_place), known), _compare_names(placed.filter(~has_place), known)]
    links = pl.concat([pl.DataFrame(LINKS.empty_table()), *found], how="diagonal_relaxed")
    return _list_cells(asked.join(links, on="mention_key", how="left"), release)


def read_candidates(release: Path) -> pl.DataFrame:
    """Return the organisations of a release with their former names and places, as linking takes them.

    Who is excluded from the authority's own search is found by name here no more than there.
    """
    folder = release / "parquet"
    shown = pl.read_parquet(folder / "organizations.parquet").filter(
        ~pl.col("is_excluded_from_search").fill_null(False)
    )
    today = shown.select(name for name in CANDIDATES.names if name != "is_former")
    history = pl.read_parquet(
        folder / "organization_history.parquet",
        columns=["org_id", "name", "kana", "municipality_code", "address", "known_to"],
    )
    now = today.select("org_id", "fields", name_now="name", municipality_now="municipality_code")
    has_changed = pl.col("name").ne_missing(pl.col("name_now")) | pl.col("municipality_code").ne_missing(
        pl.col("municipality_now")
    )
    former = history.filter(pl.col("known_to").is_null()).join(now, on="org_id").filter(has_changed)
    former = former.with_columns(prefecture_code=pl.col("municipality_code").str.slice(0, 2))
    rows = pl.concat(
        [
            today.with_columns(is_former=pl.lit(False)),
            former.select(today.columns).unique().with_columns(is_former=pl.lit(True)),
        ]
    )
    return rows.filter(pl.col("name").is_not_null())


def _link_placed(mentions: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    candidates, decisions = known.to_arrow(), DECISIONS.empty_table()
    asked = _complete_mentions(mentions)
    batches = [
        pl.DataFrame(link_organizations(batch.to_arrow(), candidates, decisions))
        for batch in asked.iter_slices(_BATCH)
        if batch.height
    ]
    links = pl.concat([pl.DataFrame(LINKS.empty_table()), *batches])
    named = links.join(mentions.select("mention_key", "name"), on="mention_key")
    outside = pl.col("name").map_elements(_is_outside, return_dtype=pl.Boolean)
    unfound = pl.when(outside).then(pl.lit(OUTSIDE)).otherwise(pl.lit(NOBODY))
    return named.with_columns(pl.coalesce("evidence", unfound)).drop("name")


def _is_outside(name: str) -> bool:
    return is_outside(read_stated_forms(name))


def _complete_mentions(mentions: pl.DataFrame) -> pl.DataFrame:
    return mentions.with_columns(
        address="place", kana=pl.lit(None, pl.String), fields=pl.lit(None, pl.List(pl.String))
    ).select(MENTIONS.names)


def _compare_names(mentions: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Return who bears the very name of each mention; the place of none of them is known."""
    asked = prepare_keys(_complete_mentions(mentions).to_arrow()).select("mention_key", "name_key", "forms")
    bearers = prepare_keys(known.filter(~pl.col("is_former")).to_arrow()).select(
        "name_key", "org_id", candidate_name="name", candidate_forms="forms"
    )
    agree = (
        pl.col("forms").is_null()
        | pl.col("candidate_forms").is_null()
        | (pl.col("forms").list.set_intersection("candidate_forms").list.len() > 0)
    )
    counted = (
        asked.join(bearers, on="name_key")
        .filter(agree)
        .group_by("mention_key", "name_key")
        .agg(pl.len().alias("bearers"), pl.col("org_id", "candidate_name").first())
    )
    return mentions.join(counted, on="mention_key", how="left").select(
        "mention_key",
        state=pl.when(_is_telling()).then(pl.lit(DOUBTFUL)).otherwise(pl.lit(UNLINKED)),
        evidence=_explain_bearers(),
        unread_place=pl.when(pl.col("place") != "").then("place"),
        candidate_org_id=pl.when(_is_telling()).then("org_id"),
        candidate_name=pl.when(_is_telling()).then("candidate_name"),
    )


def _is_telling() -> pl.Expr:
    return (pl.col("bearers") == 1) & (pl.col("name_key").str.len_chars() >= SHORTEST_TELLING_NAME)


def _explain_bearers() -> pl.Expr:
    bearers = pl.col("bearers")
    outside = pl.col("name").map_elements(_is_outside, return_dtype=pl.Boolean)
    several = pl.format(SEVERAL_BEARERS, bearers)
    return (
        pl.when(outside)
        .then(pl.lit(OUTSIDE))
        .when(bearers.is_null())
        .then(pl.lit(NO_BEARER))
        .when(_is_telling())
        .then(pl.lit(ONE_BEARER))
        .when(bearers == 1)
        .then(pl.lit(SHORT))
        .otherwise(several)
    )


def _list_cells(links: pl.DataFrame, release: Path) -> Answers:
    """Return the cells of each mention as text; a name that a spreadsheet would run is marked."""
    organizations = pl.read_parquet(
        release / "parquet" / "organizations.parquet", columns=["org_id", "corporate_number", "name"]
    ).rename({"name": "tsunagu_name"})
    is_doubtful = pl.col("state") == DOUBTFUL
    reason = pl.col("evidence").fill_null(NO_NAME)
    unread, unread_ja = (pl.format(text, pl.col("unread_place").str.slice(0, 40)) for text in UNREAD_PLACE)
    named = links.join(organizations, on="org_id", how="left", maintain_order="left").select(
        "name",
        "place",
        pl.col("state").replace({UNLINKED: "none"}).fill_null("none").alias("tsunagu_match"),
        pl.col("org_id").alias("tsunagu_org_id"),
        pl.col("corporate_number").alias("tsunagu_corporate_number"),
        "tsunagu_name",
        pl.when(pl.col("state") == LINKED)
        .then(pl.col("probability").cast(pl.Decimal(5, 4)).cast(pl.String))
        .alias("tsunagu_probability"),
        (reason + unread.fill_null("")).alias("tsunagu_reason"),
        (translate_reasons(reason) + unread_ja.fill_null("")).alias("tsunagu_reason_ja"),
        pl.when(is_doubtful).then("candidate_org_id").alias("tsunagu_candidate_org_id"),
        pl.when(is_doubtful).then("candidate_name").alias("tsunagu_candidate_name"),
    )
    cells, _ = neutralise_formulas(named.select(ADDED).fill_null(""))
    keys = named.select("name", "place").iter_rows()
    return {(name, place): row for (name, place), row in zip(keys, cells.iter_rows(), strict=True)}
