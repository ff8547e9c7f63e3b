"""A file arrives whole and is not what it was: fewer rows, other columns, another encoding, broken rows."""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
from collections.abc import Callable
from datetime import date

import polars as pl
import pytest

from tests.faults.outside import Outside, at
from tests.ingest.registries.nta_records import make_file, make_number, make_record, make_tombstone, zip_csv

PORTAL = "npo_portal"
FIRST_DAY, NEXT_DAY = "2024-08-30", "2024-08-31"
#: The snapshot of the 30th is in use; that of the 31st is due on 1 September at noon, late a day after.
ON_TIME, TOO_LATE, MENDED = at("2024-08-31"), at("2024-09-02"), at("2024-09-02", "15:00")

Table = list[list[str]]


def read_portal(outside: Outside) -> Table:
    """Return header and rows of the portal's CSV as it is offered."""
    with zipfile.ZipFile(outside.mirror / "portal" / "gyousei_000.zip") as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".csv")]
        text = archive.read(name).decode("cp932")
    return [row for row in csv.reader(io.StringIO(text, newline="")) if row]


def offer_portal(outside: Outside, table: Table, encoding: str = "cp932", day: str = NEXT_DAY) -> None:
    """Let the portal offer the snapshot of a day."""
    stream = io.StringIO(newline="")
    csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(table)
    with zipfile.ZipFile(outside.mirror / "portal" / "gyousei_000.zip", "w") as archive:
        name = f"000_AdministrativeInputData_{day.replace('-', '')}.csv"
        archive.writestr(name, stream.getvalue().encode(encoding))


@pytest.fixture
def portal(outside: Outside) -> Outside:
    """A home that has the portal's snapshot of the first day."""
    status = outside.visit(PORTAL, ON_TIME)
    assert (status.reached_on, status.late, status.findings) == (FIRST_DAY, False, ())
    return outside


def change_column(name: str, change: Callable[[str], str]) -> Callable[[Table], Table]:
    """Return what changes the cells of a column."""

    def apply(table: Table) -> Table:
        at_column = table[0].index(name)
        return [
            table[0],
            *(
                [change(cell) if place == at_column else cell for place, cell in enumerate(row)]
                for row in table[1:]
            ),
        ]

    return apply


def rename_column(name: str, other: str) -> Callable[[Table], Table]:
    """Return what renames a column."""
    return lambda table: [[other if header == name else header for header in table[0]], *table[1:]]


def remove_column(name: str) -> Callable[[Table], Table]:
    """Return what removes a column."""

    def apply(table: Table) -> Table:
        gone = table[0].index(name)
        return [row[:gone] + row[gone + 1 :] for row in table]

    return apply


def keep_rows(share: float) -> Callable[[Table], Table]:
    """Return what keeps a share of the rows; more than one repeats them."""
    return lambda table: [table[0], *(table[1:] * 2)[: round(len(table[1:]) * share)]]


def number_anew(table: Table) -> Table:
    """Give every corporation the number of another."""
    serials = iter(range(500_000, 600_000))
    return change_column("法人番号", lambda number: number and make_number(next(serials)))(table)


REFUSED = {
    "fewer rows": (keep_rows(0.5), "snapshot.rows_change"),
    "more rows": (keep_rows(1.5), "snapshot.rows_change"),
    "the same size about others": (number_anew, "snapshot.keys_lost"),
    "an emptied column": (change_column("主たる事務所の所在地", lambda cell: ""), "snapshot.column_emptied"),
    "a key column renamed": (rename_column("所轄庁", "所轄官庁"), "column.missing_key"),
    "a key column removed": (remove_column("法人番号"), "column.missing_key"),
    "a column twice": (rename_column("法人名称カナ", "法人名称"), "column.duplicate"),
    "no rows": (keep_rows(0), "snapshot.rows_change"),
}
NOTED = {
    "a column added": (lambda table: [[*row, "新"] for row in table], {"column.unknown"}),
    "a column removed": (remove_column("法人名称カナ"), {"column.missing"}),
    "a column renamed": (
        rename_column("法人名称カナ", "法人名称（カナ）"),
        {"column.missing", "column.unknown"},
    ),
    "columns moved": (lambda table: [row[1:] + row[:1] for row in table], {"column.moved"}),
}


@pytest.mark.parametrize(("change", "rule"), REFUSED.values(), ids=REFUSED)
def test_a_snapshot_that_is_not_what_it_was_is_refused_and_the_last_good_one_stays(
    portal: Outside, change: Callable[[Table], Table], rule: str
) -> None:
    good, whole = portal.read_rows(PORTAL), read_portal(portal)
    offer_portal(portal, change(whole))
    status = portal.visit(PORTAL, TOO_LATE)

    (failed,) = [report for report in portal.read_reports(PORTAL) if report.failed]
    assert set(failed.findings_by_rule) == {rule}
    assert failed.findings[0].severity == "blocking"
    assert portal.read_rows(PORTAL).equals(good)
    assert (status.new, status.reached_on, status.late_since) == (1, FIRST_DAY, "2024-09-01T03:00:00Z")
    said = portal.describe_release(PORTAL, date(2024, 9, 3))
    assert (said["latest_data_date"], said["late"]["since"]) == (FIRST_DAY, "2024-09-01")

    offer_portal(portal, whole)
    mended = portal.visit(PORTAL, MENDED)
    assert (mended.reached_on, mended.late) == (NEXT_DAY, False)
    assert [report for report in portal.read_reports(PORTAL) if report.failed] == []


def test_two_cut_snapshots_in_a_row_are_both_refused(portal: Outside) -> None:
    whole = read_portal(portal)
    for day in (NEXT_DAY, "2024-09-01"):
        offer_portal(portal, keep_rows(0.5)(whole), day=day)
        assert portal.visit(PORTAL, TOO_LATE).reached_on == FIRST_DAY
    assert len([report for report in portal.read_reports(PORTAL) if report.failed]) == 2


@pytest.mark.parametrize(("change", "rules"), NOTED.values(), ids=NOTED)
def test_other_columns_that_are_no_keys_are_noted_and_the_snapshot_is_used(
    portal: Outside, change: Callable[[Table], Table], rules: set[str]
) -> None:
    rows = len(read_portal(portal)) - 1
    offer_portal(portal, change(read_portal(portal)))
    status = portal.visit(PORTAL, TOO_LATE)
    report = portal.read_reports(PORTAL)[-1]
    assert (status.reached_on, status.late, report.rows_bronze) == (NEXT_DAY, False, rows)
    assert set(report.findings_by_rule) == rules
    assert {finding.severity for finding in report.findings} == {"noted"}


def test_another_encoding_is_read_as_found_recorded_and_noted(portal: Outside) -> None:
    before = portal.read_rows(PORTAL)
    offer_portal(portal, read_portal(portal), encoding="utf-8")
    assert portal.visit(PORTAL, TOO_LATE).reached_on == NEXT_DAY
    first, second = portal.read_reports(PORTAL)
    assert (first.encoding, second.encoding) == ("cp932", "utf-8")
    assert set(second.findings_by_rule) == {"snapshot.encoding_changed"}
    after = portal.read_rows(PORTAL).tail(before.height)
    assert after["name"].equals(before["name"])
    files = portal.describe_release(PORTAL, date(2024, 9, 2))["files"]
    assert [file["encoding"] for file in files] == ["cp932", "utf-8"]


def offer_diff(outside: Outside, day: str, *records: str, encoding: str = "cp932") -> None:
    """Let the tax agency offer the file of a day."""
    compact = day.replace("-", "")
    path = outside.mirror / "nta" / "diff" / f"diff_{compact}.zip"
    path.write_bytes(zip_csv(make_file(*records).encode(encoding), f"diff_{compact}.csv"))


def dated(day: str) -> dict[str, str]:
    return {"updateDate": day, "assignmentDate": day, "changeDate": day}


DAY = "2024-08-29"


def test_an_encoding_that_switches_overnight_gives_the_same_names(outside: Outside) -> None:
    offer_diff(outside, "2024-08-29", make_record(1, **dated("2024-08-29")), encoding="utf-8")
    offer_diff(outside, "2024-08-30", make_record(1, **dated("2024-08-30")), encoding="cp932")
    outside.visit("nta_diff", at("2024-08-31"))
    encodings = {report.partition: report.encoding for report in outside.read_reports("nta_diff")}
    assert (encodings["20240829"], encodings["20240830"]) == ("utf-8", "cp932")
    rows = outside.read_rows("nta_diff")
    names = rows.filter(rows["source_file"].is_in(["diff_20240829.zip", "diff_20240830.zip"]))["name"]
    assert names.n_unique() == 1


def test_rows_that_break_a_rule_are_kept_apart_or_flagged_and_counted_in_the_release(
    outside: Outside,
) -> None:
    number = make_number(3)
    wrong = str((int(number[0]) + 1) % 10) + number[1:]
    good = [make_record(row, **dated(DAY)) for row in (1, 2)]
    offer_diff(
        outside,
        DAY,
        *good,
        make_record(3, **dated(DAY), corporateNumber=wrong),
        make_record(4, **{**dated(DAY), "changeDate": "2024-02-30"}),
        make_record(5, **dated(DAY), process="55"),
        make_record(6, **dated(DAY), closeDate="2024-08-01", closeCause="77"),
        make_record(7, **dated(DAY)) + ",one cell too many",
    )
    outside.visit("nta_diff", at("2024-08-30"))
    (report,) = [one for one in outside.read_reports("nta_diff") if one.filename == "diff_20240829.zip"]
    assert report.rows_landed == report.rows_bronze + report.rows_quarantined == 7
    assert report.findings_by_rule == {
        "close_cause.unknown": 1,
        "corporate_number.check_digit": 1,
        "date.impossible": 1,
        "process.unknown": 1,
        "record.column_count": 1,
    }
    assert outside.describe_release("nta_diff", date(2024, 8, 30))["rows"]["quarantined"] == 4


def test_a_tombstone_is_a_row_like_any_other(outside: Outside) -> None:
    tombstone = make_tombstone(1).replace("2021-10-04", DAY)
    offer_diff(outside, DAY, tombstone, make_record(2, **dated(DAY)))
    outside.visit("nta_diff", at("2024-08-30"))
    rows = outside.read_rows("nta_diff").filter(pl.col("source_file") == "diff_20240829.zip")
    assert rows["process"].to_list() == ["99", "01"]
    assert "required.missing" not in outside.read_rules("nta_diff")


def test_a_daily_file_of_absurd_size_is_noted_and_used(outside: Outside) -> None:
    shutil.rmtree(outside.mirror / "nta" / "diff")
    (outside.mirror / "nta" / "diff").mkdir()
    for day, rows in (("2024-08-29", 700), ("2024-08-30", 710), ("2024-09-02", 3)):
        offer_diff(outside, day, *(make_record(row, **dated(day)) for row in range(1, rows + 1)))
    status = outside.visit("nta_diff", at("2024-09-03"))
    rules = {report.partition: set(report.findings_by_rule) for report in outside.read_reports("nta_diff")}
    assert rules == {"20240829": set(), "20240830": set(), "20240902": {"increment.unusual_rows"}}
    assert (status.reached_on, status.late) == ("2024-09-02", False)
