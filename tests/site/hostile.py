"""A release in which whatever people wrote is hostile: markup, template syntax, overrides, endless words."""

from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl

from tests.tsunagu.shared_runs import FinishedRun
from warehouse.dictionary import Dictionary
from warehouse.layout import Home
from warehouse.release.catalog import RELEASES_FILE
from warehouse.site.publish import write_pages

#: Breaks out of texts, attributes, scripts and templates, and turns around what follows.
HOSTILE = "</script><script>hacked=1</script><img src=x onerror=hacked=1>\"'><b>{{7*7}}\u202e"
ENDLESS = "長" * 10_000
#: Columns with words that people wrote: members, registers, persons who mend.
WORDS = {
    "bridging_organizations": ("name",),
    "certifications": ("name_as_listed",),
    "collaborations": ("organization_name",),
    "connection_chain": ("to_title",),
    "corrections": ("reason_ja", "reported_to"),
    "grants": ("organization_name", "purpose"),
    "identifier_links": ("evidence", "name_as_listed"),
    "members": ("name",),
    "organization_events": ("before", "after"),
    "organization_history": ("name", "kana", "address"),
    "organizations": ("name", "kana", "address"),
    "programme_events": ("title",),
    "programmes": ("title", "lead_name", "summary"),
    "proposals": ("title", "addressed_to", "outcome"),
    "support_centres": ("name",),
    "voice_quotes": ("quote", "member_name"),
}


def write_hostile_site(demo: FinishedRun, dictionary: Dictionary, folder: Path) -> Path:
    """Write the site of the demo's release with hostile words; return its root."""
    home = Home(folder / "home").create()
    release = home.releases / demo.release.resolve().name
    shutil.copytree(demo.release, release, dirs_exist_ok=True)
    shutil.copyfile(demo.home.public / RELEASES_FILE, home.public / RELEASES_FILE)
    for dataset, columns in WORDS.items():
        path = release / "parquet" / f"{dataset}.parquet"
        pl.read_parquet(path).with_columns(map(make_hostile, columns)).write_parquet(path)
    write_pages(home, release.name, dictionary, home.public)
    (home.public / "latest").symlink_to(release)
    return home.public


def make_hostile(column: str) -> pl.Expr:
    """Return the words of a column with hostile ones behind; the second is endless, too."""
    words = pl.col(column) + HOSTILE
    endless = pl.int_range(pl.len()) == 1
    return pl.when(endless).then(words + ENDLESS).otherwise(words).alias(column)
