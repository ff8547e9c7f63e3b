"""What publishers send when something is wrong, through the whole of `tsunagu run`.

One run meets everything at once: a truncated zip, a web page in place of a zip, and a daily file with a
column too many, a broken check digit and an impossible date among good records. A second run meets a
daily file that is broken in too many places.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from ingest.bronze import load_reports
from ingest.registries import REGISTERS
from tests.ingest.registries.nta_records import make_file, make_number, make_record, zip_csv
from tests.tsunagu.command import Answer, call
from tests.tsunagu.shared_runs import FinishedRun, make_once
from warehouse.layout import Home
from warehouse.query import run_query
from warehouse.release.catalog import find_release, list_release_ids

pytestmark = pytest.mark.xdist_group("faults")

MIXED, TRUNCATED, BROKEN = "diff_20240830.zip", "diff_20240829.zip", "diff_20240902.zip"
PORTAL = "gyousei_000.zip"
GOOD = 400
FIRST_BAD = GOOD + 1
WEB_PAGE = "<!DOCTYPE html><html><head><title>503</title></head><body>混み合っています</body></html>"


@dataclass(frozen=True)
class Faults:
    """A home before and after the run that met the faults, and after the one that could not go on."""

    before: Home
    home: Home
    faulty: Answer
    blocked: Answer
    after_faulty: Path


def dated(day: str) -> dict[str, str]:
    """Return the dates of a record published on a day."""
    return {"updateDate": day, "assignmentDate": day, "changeDate": day}


def write_mixed(folder: Path) -> None:
    """Write a daily file with 400 good registrations and three records that cannot be used."""
    day = dated("2024-08-30")
    good = [make_record(row, **day) for row in range(1, FIRST_BAD)]
    number = make_number(FIRST_BAD + 1)
    wrong = str((int(number[0]) + 1) % 10) + number[1:]
    bad = [
        make_record(FIRST_BAD, **day) + ",more",
        make_record(FIRST_BAD + 1, **day, corporateNumber=wrong),
        make_record(FIRST_BAD + 2, **{**day, "changeDate": "2024-02-30"}),
    ]
    content = make_file(*good, *bad).encode("cp932")
    (folder / MIXED).write_bytes(zip_csv(content, "diff_20240830.csv"))


def write_broken(folder: Path) -> None:
    """Write a daily file in which two records in five have a broken check digit."""
    numbers = [make_number(1000 + row) for row in range(1, 101)]
    wrong = [
        str((int(number[0]) + 1) % 10) + number[1:] if row < 40 else number
        for row, number in enumerate(numbers)
    ]
    day = dated("2024-09-02")
    rows = [make_record(row, **day, corporateNumber=number) for row, number in enumerate(wrong, start=1)]
    (folder / BROKEN).write_bytes(zip_csv(make_file(*rows).encode("cp932"), "diff_20240902.csv"))


def approve_total(home: Home, release: str) -> None:
    """Approve that 400 organisations join a country that has fewer."""
    home.approvals.mkdir(exist_ok=True)
    entries = [
        f"- {{table: {table}, after: {release}, allow: [total], reason: a day of 400 births}}\n"
        for table in ("organizations", "stat_stock", "stat_flow")
    ]
    (home.approvals / "tables.yml").write_text("".join(entries), encoding="utf-8")


def read_files(folder: Path) -> dict[str, bytes]:
    """Return every file of a release."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def faults(demo: FinishedRun, tmp_path_factory: pytest.TempPathFactory) -> Faults:
    """A copy of the demo's home after both runs."""
    place = make_once(tmp_path_factory, "faults", lambda place: run_into_faults(demo, place))
    return Faults(
        before=demo.home,
        home=Home.resolve(place / "home"),
        faulty=Answer.load(place / "faulty.json"),
        blocked=Answer.load(place / "blocked.json"),
        after_faulty=place / "after_faulty",
    )


def run_into_faults(demo: FinishedRun, place: Path) -> None:
    """Run twice on a copy of the demo's home: past the faults, and into the one that blocks."""
    home = Home.resolve(place / "home")
    shutil.copytree(demo.home.root, home.root, symlinks=True)
    daily = home.root / "sample/nta/diff"
    run = ["run", "--home", home.root, "--mirror", home.root / "sample", "--as-of", demo.as_of]
    write_mixed(daily)
    approve_total(home, demo.release.name)
    whole = (daily / "diff_20240828.zip").read_bytes()
    (daily / TRUNCATED).write_bytes(whole[: len(whole) // 2])
    (home.root / "sample/portal" / PORTAL).write_text(WEB_PAGE, encoding="utf-8")
    call(*run).save(place / "faulty.json")
    shutil.copytree(find_release(home), place / "after_faulty")
    write_broken(daily)
    call(*run).save(place / "blocked.json")


def finding(answer: Answer, name: str) -> str:
    """Return the only finding about a file or row."""
    (line,) = [line for line in answer.findings if name in line]
    return line


def test_a_run_that_met_faults_and_released_ends_with_status_3(faults: Faults) -> None:
    assert faults.faulty.status == 3, faults.faulty.text
    assert "Released " in faults.faulty.out


def test_each_fault_gives_one_finding_and_nothing_else_does(faults: Faults) -> None:
    assert len(faults.faulty.findings) == 5


def test_no_traceback_is_shown(faults: Faults) -> None:
    assert "Traceback" not in faults.faulty.text + faults.blocked.text


def test_a_truncated_zip_is_named_with_its_rule_and_what_to_do(faults: Faults) -> None:
    line = finding(faults.faulty, TRUNCATED)

    assert line.startswith(f"finding: nta_diff/{TRUNCATED}: ")
    assert "[zip." in line
    assert "Run again" in line


def test_a_web_page_in_place_of_a_zip_is_named_with_what_was_found(faults: Faults) -> None:
    line = finding(faults.faulty, PORTAL)

    assert line.startswith(f"finding: npo_portal/{PORTAL}: ")
    assert "<!DOCTYPE html>" in line
    assert "[content.web_page]" in line
    assert "open the address in a browser" in line


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (FIRST_BAD, ["[record.column_count]", "30 columns", "Look at the record"]),
        (
            FIRST_BAD + 1,
            ["column corporateNumber", make_number(FIRST_BAD + 1)[1:], "[corporate_number.check_digit]"],
        ),
        (FIRST_BAD + 2, ["column changeDate", "'2024-02-30'", "[date.impossible]"]),
    ],
)
def test_a_bad_row_is_named_with_column_value_and_remedy(faults: Faults, row: int, told: list[str]) -> None:
    line = finding(faults.faulty, f"{MIXED}, row {row}")

    assert all(part in line for part in told), line
    assert line.endswith(".")


def test_the_bad_rows_are_in_quarantine_with_their_whole_record(faults: Faults) -> None:
    kept = pl.read_parquet(faults.home.quarantine / "nta_diff/20240830.parquet")

    assert kept["file_row"].to_list() == [FIRST_BAD, FIRST_BAD + 1, FIRST_BAD + 2]
    assert kept["record"].str.contains("つなぐ").all()
    assert kept["remedy"].str.len_chars().min() > 0


def test_the_release_counts_the_good_rows_and_not_the_bad(faults: Faults, tmp_path: Path) -> None:
    gained = count_npos(faults.home, tmp_path) - count_npos(faults.before, tmp_path)

    assert gained == GOOD


def test_the_files_of_the_refused_register_stay_in_use(faults: Faults) -> None:
    fields = [
        pl.read_parquet(find_release(home) / "parquet/organization_fields.parquet")
        for home in (faults.before, faults.home)
    ]

    assert fields[0].equals(fields[1])
    assert fields[0].height > 0


def test_the_summary_says_how_many_rows_were_set_apart(faults: Faults) -> None:
    line = next(line for line in faults.faulty.out.splitlines() if line.startswith("nta_diff"))

    assert line.split()[4] == "3"


def test_refused_files_are_not_landed(faults: Faults) -> None:
    assert not list((faults.home.landing / "records/nta_diff").glob(f"{TRUNCATED}*"))


def test_rows_landed_are_rows_in_bronze_and_in_quarantine(faults: Faults) -> None:
    reports = load_reports(REGISTERS["nta_diff"], faults.home.bronze)
    (mixed,) = [report for report in reports if report.filename == MIXED]

    assert (mixed.rows_landed, mixed.rows_bronze, mixed.rows_quarantined) == (GOOD + 3, GOOD, 3)


def test_a_failed_blocking_check_ends_with_status_1_and_says_what_stands(faults: Faults) -> None:
    newest = list_release_ids(faults.home)[-1]

    assert faults.blocked.status == 1, faults.blocked.text
    assert f"Nothing was released; release {newest} stands." in faults.blocked.err


def test_a_failed_blocking_check_is_told_with_rule_measure_and_remedy(faults: Faults) -> None:
    (line,) = [line for line in faults.blocked.err.splitlines() if line.startswith("failed: ")]

    assert line.startswith("failed: bronze/nta_diff: check expectations failed.")
    assert "rows are in quarantine" in line
    assert "measured: 0." in line


def test_a_failed_blocking_check_leaves_the_last_release_as_it_was(faults: Faults) -> None:
    assert read_files(find_release(faults.home)) == read_files(faults.after_faulty)
    assert list_release_ids(faults.home)[-1] not in list_release_ids(faults.before)


def test_the_release_after_the_faults_is_whole(faults: Faults) -> None:
    assert call("verify", "--home", faults.home.root).status == 0


def test_many_rows_that_break_one_rule_are_told_in_few_lines(faults: Faults) -> None:
    lines = [line for line in faults.blocked.findings if BROKEN in line]

    assert len(lines) == 4
    assert "37 more rows like these" in lines[-1]
    assert lines[-1].endswith("quarantine/nta_diff/20240902.parquet")


def test_faults_are_told_again_as_long_as_they_last_and_rows_once(faults: Faults) -> None:
    text = faults.blocked.err

    assert TRUNCATED in text
    assert PORTAL in text
    assert MIXED not in text


def test_with_nothing_but_a_broken_file_there_is_no_release_and_status_1(
    demo: FinishedRun, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("nothing")
    folder = root / "mirror/nta/diff"
    folder.mkdir(parents=True)
    (folder / TRUNCATED).write_bytes((demo.mirror / "nta/diff/diff_20240828.zip").read_bytes()[:-30])

    answer = call("run", "--home", root / "home", "--mirror", root / "mirror")

    assert answer.status == 1
    assert len(answer.findings) == 1
    assert "There is nothing to release" in answer.err
    assert "there is no earlier release" in answer.err
    assert not list((root / "home/public/releases").iterdir())


def count_npos(home: Home, folder: Path) -> int:
    """Return the registrations of the made-up NPO in the latest release."""
    out = folder / f"{home.root.parent.name}.parquet"
    sql = (
        "select count(*) as n from organization_events where legal_form = 'npo'"
        " and event_type = 'registered' and published_on = date '2024-08-30'"
    )
    run_query(home, sql, format="parquet", out=out)
    return int(pl.read_parquet(out)["n"].item())
