"""Where pages read: the files of one release, and the dictionary that says what its columns are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from warehouse.checks import CheckResult, check_tables
from warehouse.database import MEMORY_LIMIT, THREADS, quote_name, quote_text
from warehouse.dictionary import Dictionary
from warehouse.release.citation import cite
from warehouse.release.json_files import MANIFEST, read_json
from warehouse.release.paths import SOURCES, SUMMARY
from warehouse.site.page import Words

WITHDRAWN = "withdrawn"


class SiteSource:
    """One release, with a view for every dataset over its Parquet file.

    Attributes:
        release: the folder of the release.
        release_id: its number.
        dictionary: the datasets that the release holds, and no others.
        manifest: its ``manifest.json``.
        sources: its ``sources.json``: publishers, terms, files, lateness.
        releases: the entries of ``releases.json``, newest first, withdrawn ones included.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        release: Path,
        dictionary: Dictionary,
        releases: Sequence[dict[str, Any]],
    ) -> None:
        self._connection = connection
        self.release = release
        self.manifest = read_json(release / MANIFEST)
        self.sources = read_json(release / SOURCES)
        self.release_id = str(self.manifest["release"])
        self.dictionary = Dictionary(
            tuple(dataset for dataset in dictionary if dataset.name in self.manifest["rows"])
        )
        self.releases = list(releases)

    def query(self, sql: str, parameters: Sequence[object] = ()) -> pl.DataFrame:
        """Return the rows of a query; every dataset is a view under its name, ``?`` takes a parameter."""
        return self._connection.execute(sql, list(parameters)).pl()

    def ask(self, sql: str, parameters: Sequence[object] = ()) -> list[dict[str, Any]]:
        """Return the rows of a query as templates like them: one mapping a row, by column."""
        return self.query(sql, parameters).to_dicts()

    @cached_property
    def told_by_release(self) -> dict[str, dict[str, Any]]:
        """Rows and differences of every release that is public, by its number, newest first."""
        public = (entry["id"] for entry in self.releases if entry["status"] != WITHDRAWN)
        return {release_id: _tell_release(self.release.parent / release_id) for release_id in public}

    def holds(self, *datasets: str) -> bool:
        """Return whether the release has all these datasets."""
        return set(datasets) <= {dataset.name for dataset in self.dictionary}

    @property
    def is_sample(self) -> bool:
        """Whether the release says that it is made from invented data."""
        return bool(self.manifest.get("sample"))

    @property
    def contact(self) -> str | None:
        """Whom a reader asks; None where the deployment names nobody."""
        return self.manifest.get("contact")

    @property
    def citation(self) -> dict[str, str]:
        """The sentence to cite the release by, by language."""
        return cite(*(self.manifest[key] for key in ("release", "as_of", "data_through")))

    @cached_property
    def vocabularies(self) -> dict[str, dict[str, Words]]:
        """The names of the codes of every list, by list and code, in their order; none without the table."""
        lists: dict[str, dict[str, Words]] = {}
        if self.holds("vocabularies"):
            query = "select vocabulary, code, name_ja, name_en from vocabularies order by vocabulary, code"
            for row in self.ask(query):
                lists.setdefault(row["vocabulary"], {})[row["code"]] = Words(row["name_ja"], row["name_en"])
        return lists

    def names(self, vocabulary: str) -> dict[str, Words]:
        """Return the names of a vocabulary such as ``prefectures`` by code, in the order of the codes."""
        return self.vocabularies.get(vocabulary, {})

    def check_shape(self) -> list[CheckResult]:
        """Look whether the files of the release are as the dictionary declares; one result a dataset."""
        return check_tables(self._connection, self.dictionary)

    def read_json(self, path: str | Path) -> dict[str, Any]:
        """Return the content of a JSON file of the release, such as ``changes/summary.json``."""
        return read_json(self.release / path)


def _tell_release(root: Path) -> dict[str, Any]:
    """Return the day, the rows of every dataset, and what its difference counts, where it has one."""
    manifest = read_json(root / MANIFEST)
    summary = read_json(root / SUMMARY) if (root / SUMMARY).is_file() else None
    return {"as_of": manifest["as_of"], "rows": manifest["rows"], "summary": summary}


@contextmanager
def open_source(
    release: Path, dictionary: Dictionary, releases: Sequence[dict[str, Any]], scratch: Path
) -> Iterator[SiteSource]:
    """Open a release for its pages, bounded in memory; closed on leaving the block.

    Args:
        release: the folder of the release; nothing outside it can be read by a query.
        dictionary: every public dataset.
        releases: the entries of ``releases.json``.
        scratch: where DuckDB spills to.
    """
    with closing(duckdb.connect(":memory:")) as connection:
        for path in sorted((release / "parquet").glob("*.parquet")):
            view = f"create view {quote_name(path.stem)} as from read_parquet({quote_text(str(path))})"
            connection.execute(view)
        for setting in (
            f"memory_limit = {quote_text(MEMORY_LIMIT)}",
            f"threads = {THREADS}",
            f"temp_directory = {quote_text(str(scratch))}",
            f"allowed_directories = [{quote_text(f'{release}/')}]",
            "enable_external_access = false",
            "lock_configuration = true",
        ):
            connection.execute(f"set {setting}")
        yield SiteSource(connection, release, dictionary, releases)
