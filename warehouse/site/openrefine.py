"""Static files for OpenRefine: a list of names to look up in, and a service that needs no server.

OpenRefine asks a service for matches by POST, which a static host does not answer. What works without it:
names are looked up in a list (``cross``), and numbers become identifiers that lead to the authority's page.
The manifest is that of the W3C community group's Reconciliation Service API 0.2.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from ingest.japanese.text import normalise_name
from warehouse.release.csv_files import LINE_END
from warehouse.release.formulas import neutralise_formulas
from warehouse.release.json_files import to_json
from warehouse.site.source import SiteSource

FOLDER = "reconcile"
NAMES_FILE = "names.csv"
SERVICE_FILE = "service.json"
NEEDED = ("organizations", "organization_history")

#: Identifiers are corporate numbers; the tax agency has a page for each.
SERVICE = {
    "versions": ["0.2"],
    "name": "つなぐ · Tsunagu: corporate numbers of Japan's civil sector (static: identifiers only)",
    "identifierSpace": "https://org-id.guide/list/JP-JCN",
    "schemaSpace": "https://schema.org/Organization",
    "defaultTypes": [{"id": "Organization", "name": "法人 · organisation"}],
    "view": {"url": "https://www.houjin-bangou.nta.go.jp/henkorireki-johoto.html?selHouzinNo={{id}}"},
}
#: Who is excluded from the authority's own search is found by name here no more than there.
_NAMES = """
with shown as (
    select * from organizations
    where not coalesce(is_excluded_from_search, false)
),

borne as (
    select org_id, name, kana, prefecture_code, municipality_code, false as is_former
    from shown
    where name is not null
    union
    select history.org_id, history.name, history.kana, substr(history.municipality_code, 1, 2),
        history.municipality_code, true
    from organization_history as history
    inner join shown as now using (org_id)
    where history.known_to is null and history.name != now.name
)
select borne.name as written, borne.is_former, borne.kana, borne.prefecture_code, borne.municipality_code,
    now.org_id, now.corporate_number, now.name, now.status
from borne
inner join shown as now using (org_id)
order by written, is_former, org_id, municipality_code, kana
"""


def write_openrefine_files(source: SiteSource, root: Path) -> None:
    """Write the list of names and the manifest below the root of a site, if the release has organisations."""
    if not source.holds(*NEEDED):
        return
    folder = root / FOLDER
    folder.mkdir()
    (folder / SERVICE_FILE).write_text(to_json(SERVICE), encoding="utf-8", newline="\n")
    names, _ = neutralise_formulas(list_names(source))
    names.write_csv(folder / NAMES_FILE, include_bom=True, line_terminator=LINE_END)


def list_names(source: SiteSource) -> pl.DataFrame:
    """Return one row for every name an organisation bears or bore.

    Columns: key (how names are compared, see ``normalise_name``), bearers (organisations of that key in
    the country: where it is 1, the name tells), written (the name as registered), is_former, kana,
    prefecture_code, municipality_code, org_id, corporate_number, name (of today), status.
    """
    names = source.query(_NAMES)
    keys = {name: normalise_name(name) for name in names["written"].unique()}
    keyed = names.with_columns(pl.col("written").replace_strict(keys, return_dtype=pl.String).alias("key"))
    bearers = pl.col("org_id").n_unique().over("key").alias("bearers")
    return keyed.select("key", bearers, pl.exclude("key"))
