"""A record that is taken down is in no file of the next release; copies that follow the changes lose it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest

from tests.tsunagu.command import Answer, call
from tests.tsunagu.leak_scan import find_leaks
from tests.tsunagu.shared_runs import FinishedRun, make_once
from warehouse.layout import Home
from warehouse.release.catalog import find_release, list_release_ids
from warehouse.release.difference import apply_changes

pytestmark = pytest.mark.xdist_group("demo")

SHRINKING = (
    "certifications",
    "identifier_links",
    "organization_events",
    "organization_fields",
    "organization_history",
    "organizations",
)


@dataclass(frozen=True)
class Takedown:
    """A home after a request, the organisation it was about, and the releases before and after."""

    home: Home
    organization: dict[str, str]
    answer: Answer

    @property
    def before(self) -> Path:
        """The release that shows the organisation."""
        return find_release(self.home, list_release_ids(self.home)[-2])

    @property
    def after(self) -> Path:
        """The release that does not."""
        return find_release(self.home)


def choose_organization(release: Path) -> dict[str, str]:
    """Return an organisation that many tables name, whose name and address nobody else bears."""
    organizations = pl.read_parquet(release / "parquet/organizations.parquet")
    alone = organizations.filter(
        pl.col("name").is_unique(),
        pl.col("address").is_unique(),
        pl.col("address").is_not_null(),
        pl.col("certification_kind").is_not_null(),
        pl.col("corporate_number").is_not_null(),
    )
    events = pl.read_parquet(release / "parquet/organization_events.parquet").group_by("org_id").len("events")
    chosen = alone.join(events, on="org_id").sort("events", "org_id", descending=True)
    return chosen.select("org_id", "corporate_number", "name", "address").row(0, named=True)


def approve_loss(home: Home, release: str) -> None:
    """Approve that rows go: in a country this small, one organisation is more than one row in a hundred."""
    home.approvals.mkdir(exist_ok=True)
    with (home.approvals / "tables.yml").open("a", encoding="utf-8") as approvals:
        for table in SHRINKING:
            approvals.write(
                f"- {{table: {table}, after: {release}, allow: [rows, total], reason: withheld on request}}\n"
            )


@pytest.fixture(scope="module")
def takedown(demo: FinishedRun, tmp_path_factory: pytest.TempPathFactory) -> Takedown:
    """A copy of the demo's home after a request that nothing of an organisation be shown."""
    organization = choose_organization(demo.release)

    def run(place: Path) -> None:
        home = Home.resolve(place / "home")
        shutil.copytree(demo.home.root, home.root, symlinks=True)
        with (home.corrections / "suppressions.yml").open("a", encoding="utf-8") as requests:
            requests.write(
                f"- {{id: s-test-1, org_id: {organization['org_id']}, withhold: [record],"
                " reason: privacy, requested_on: 2024-09-03}\n"
            )
        approve_loss(home, demo.release.name)
        run = ["run", "--home", home.root, "--mirror", home.root / "sample", "--as-of", demo.as_of]
        call(*run).save(place / "answer.json")

    place = make_once(tmp_path_factory, "takedown", run)
    return Takedown(Home.resolve(place / "home"), organization, Answer.load(place / "answer.json"))


def test_the_release_before_shows_it(takedown: Takedown) -> None:
    found = {leak.value for leak in find_leaks(takedown.before, takedown.organization.values())}
    assert found == set(takedown.organization.values())


def test_no_file_of_the_next_release_holds_any_of_it(takedown: Takedown) -> None:
    assert takedown.answer.status in (0, 3), takedown.answer.text
    assert find_leaks(takedown.after, takedown.organization.values()) == []


def test_its_rows_are_removed_by_the_sum_of_their_keys(takedown: Takedown) -> None:
    lines = pl.read_parquet(takedown.after / "changes/changes.parquet")
    removed = lines.filter(dataset="organizations", change_type="removed")
    assert removed["key"].str.starts_with("sha256:").to_list() == [True]


def test_a_copy_that_follows_the_changes_loses_it_too(takedown: Takedown) -> None:
    for table in ("organizations", "organization_events", "organization_history", "certifications"):
        expected = pq.read_table(takedown.after / "parquet" / f"{table}.parquet")
        found = apply_changes(takedown.before, takedown.after / "changes", table)
        assert found.to_pylist() == expected.to_pylist(), table
