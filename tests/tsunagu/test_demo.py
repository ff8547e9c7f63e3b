"""`tsunagu demo`, and `tsunagu run` again right after."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.tsunagu.command import Answer, call
from tests.tsunagu.shared_runs import FinishedRun, make_once
from warehouse.dictionary import load_dictionary
from warehouse.quality.table_suite import SUITES
from warehouse.release.json_files import MANIFEST, read_json
from warehouse.release.paths import CHECKS, TablePaths
from warehouse.table_build import LOG
from warehouse.transform import DBT_PROJECT

pytestmark = pytest.mark.xdist_group("demo")

DATASETS = [dataset.name for dataset in load_dictionary(DBT_PROJECT)]


def test_the_demo_succeeds(demo: FinishedRun) -> None:
    assert demo.answer.status == 0, demo.answer.text


def test_the_demo_prints_nothing_on_standard_error(demo: FinishedRun) -> None:
    assert demo.answer.err == ""


@pytest.mark.parametrize("register", ["nta_national", "nta_diff", "npo_portal", "certified_list"])
def test_the_demo_says_how_many_rows_of_each_register_were_read_and_rejected(
    demo: FinishedRun, register: str
) -> None:
    line = next(line for line in demo.answer.out.splitlines() if line.startswith(register))
    files, new, rows, rejected = line.split()[1:5]

    assert (files, rejected) == (new, "0")
    assert int(rows.replace(",", "")) > 0


def test_the_demo_says_how_to_open_what_it_published(demo: FinishedRun) -> None:
    shown = re.findall(r"/\S+", demo.answer.out.partition("Open it:")[2])

    assert shown
    assert all(Path(path.strip("'\"")).exists() for path in shown)


def test_the_query_the_demo_proposes_can_be_asked(demo: FinishedRun) -> None:
    proposed = re.search(r'tsunagu query --home (\S+) "(.+)"', demo.answer.out)

    assert proposed is not None
    assert call("query", "--home", proposed[1], proposed[2]).status == 0


def test_the_release_is_numbered_by_the_month_it_speaks_for(demo: FinishedRun) -> None:
    day = date.fromisoformat(demo.as_of)

    assert demo.release.name == f"{day.year}.{day.month}.0"


@pytest.mark.parametrize("dataset", DATASETS)
def test_parquet_and_both_csv_files_of_a_table_open_with_the_same_rows(
    demo: FinishedRun, dataset: str
) -> None:
    paths = TablePaths.of(dataset)
    parquet = pl.read_parquet(demo.release / paths.parquet)
    texts = [pl.read_csv(demo.release / path, infer_schema=False) for path in (paths.csv, paths.csv_ja)]

    assert parquet.height > 0
    assert [text.height for text in texts] == [parquet.height] * 2


def test_the_release_says_what_was_expected_of_every_table(demo: FinishedRun) -> None:
    told = read_json(demo.release / CHECKS)["tables"]

    assert {table["name"] for table in told} == read_json(demo.release / MANIFEST)["rows"].keys()
    assert {check["outcome"] for table in told for check in table["checks"]} == {"pass"}
    assert {table["name"] for table in told if table["checks"]} >= {
        suite.table for suite in SUITES if suite.rules
    }


def test_latest_holds_the_bytes_of_the_release(demo: FinishedRun) -> None:
    sums = [(folder / "SHA256SUMS").read_bytes() for folder in (demo.home.latest, demo.release)]

    assert sums[0] == sums[1]


@pytest.fixture(scope="module")
def again(demo: FinishedRun, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The very same run once more: its answer, and what was last written before it."""

    def run(place: Path) -> None:
        (place / "before.json").write_text(json.dumps(_times(demo)))
        call("run", "--home", demo.home.root, "--mirror", demo.mirror).save(place / "answer.json")

    return make_once(tmp_path_factory, "again", run)


def test_a_second_run_says_that_nothing_is_new(demo: FinishedRun, again: Path) -> None:
    answer = Answer.load(again / "answer.json")

    assert (answer.status, answer.err) == (0, "")
    assert f"Nothing new: no source has changed, release {demo.release.name} stands." in answer.out


def test_a_second_run_lands_no_file(again: Path) -> None:
    out = Answer.load(again / "answer.json").out
    news = [line.split()[2] for line in out.splitlines() if re.match(r"[a-z]+_[a-z]+ ", line)]

    assert news == ["0"] * 8


def test_a_second_run_starts_no_dbt(demo: FinishedRun, again: Path) -> None:
    assert _times(demo) == json.loads((again / "before.json").read_text())


def test_a_second_run_makes_no_release(demo: FinishedRun, again: Path) -> None:
    assert [path.name for path in demo.home.releases.iterdir()] == [demo.release.name]


def test_sources_not_named_are_not_asked(demo: FinishedRun, tmp_path: Path) -> None:
    mirror = tmp_path / "mirror"
    folder = mirror / "nta" / "diff"
    folder.mkdir(parents=True)
    shutil.copy(demo.mirror / "nta/diff/diff_20240828.zip", folder / "diff_20240829.zip")
    shutil.copytree(demo.mirror / "codes", mirror / "codes")

    named = ["--sources", "municipality_codes, municipality_wards"]
    answer = call("run", "--home", demo.home.root, "--mirror", mirror, *named)

    assert answer.status == 0, answer.text
    assert "Nothing new" in answer.out
    assert not list((demo.home.landing / "records/nta_diff").glob("diff_20240829*"))


def _times(run: FinishedRun) -> dict[str, int]:
    log = run.home.dbt / LOG
    return {path.name: path.stat().st_mtime_ns for path in (log, run.home.database)}
