from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from ingest.acquire import acquire, open_fetcher
from ingest.bronze import BronzeSink, build_partitions, drop_strays
from ingest.files import sha256_of
from ingest.landing import LandedFile, LandingStore
from ingest.register import Licence, Register, Tolerance
from ingest.registries import REGISTERS
from ingest.reports import FileReport
from ingest.snapshots import (
    COLUMN_EMPTIED,
    ENCODING_CHANGED,
    KEYS_LOST,
    ROWS_CHANGE,
    find_last_good,
    measure_kept_keys,
)


def parse_lines(landed: LandedFile, sink: BronzeSink) -> None:
    content = landed.path.read_bytes()
    sink.encoding = "ascii" if content.isascii() else "cp932"
    lines = [None if line == "-" else line for line in content.decode(sink.encoding).split()]
    sink.rows_landed = len(lines)
    sink.published_on = date.fromisoformat(landed.filename.removeprefix("list_").removesuffix(".txt"))
    rows = pa.array(range(1, len(lines) + 1), pa.int64())
    sink.write(pa.table({"file_row": rows, "word": pa.array(lines, pa.string())}))


REGISTER = Register(
    name="list",
    title_ja="名簿",
    title_en="List",
    publisher_ja="府",
    publisher_en="Office",
    homepage="https://example.jp/",
    licence=Licence("Terms", "https://example.jp/terms", "", "", "", ""),
    cadence="irregular",
    kind="snapshot",
    bronze_schema=pa.schema(
        [
            ("source_file", pa.string()),
            ("file_row", pa.int64()),
            ("published_on", pa.date32()),
            ("word", pa.string()),
        ]
    ),
    discover=lambda fetcher: [],
    parse=parse_lines,
    name_partition=lambda landed: landed.filename[5:15].replace("-", ""),
    tolerance=Tolerance(0.9, 1.1),
)


def land(folder: Path, day: str, rows: int) -> LandedFile:
    return land_words(folder, day, ["word"] * rows)


def land_words(folder: Path, day: str, words: Iterable[str]) -> LandedFile:
    path = folder / f"{day}.object"
    path.write_bytes(" ".join(words).encode("cp932"))
    name = f"list_{day}.txt"
    return LandedFile("list", name, sha256_of(path), path.stat().st_size, path, "", "", None, None, None)


def build(folder: Path, *landed: LandedFile, register: Register = REGISTER) -> list[FileReport]:
    return build_partitions(register, landed, folder / "bronze", folder / "quarantine")


def tell_refused(reports: list[FileReport]) -> list[bool]:
    return [ROWS_CHANGE in report.findings_by_rule for report in reports]


def test_a_snapshot_within_the_tolerance_is_used(tmp_path: Path) -> None:
    reports = build(tmp_path, land(tmp_path, "2026-01-01", 100), land(tmp_path, "2026-02-01", 95))
    assert tell_refused(reports) == [False, False]


@pytest.mark.parametrize("rows", [50, 200])
def test_a_snapshot_out_of_tolerance_is_refused(tmp_path: Path, rows: int) -> None:
    reports = build(tmp_path, land(tmp_path, "2026-01-01", 100), land(tmp_path, "2026-02-01", rows))
    assert tell_refused(reports) == [False, True]


def test_a_refused_snapshot_is_not_the_measure_of_the_next(tmp_path: Path) -> None:
    landed = [
        land(tmp_path, f"2026-0{month}-01", rows) for month, rows in ((1, 100), (2, 50), (3, 50), (4, 98))
    ]
    assert tell_refused(build(tmp_path, *landed)) == [False, True, True, False]


def test_the_finding_names_both_counts_and_the_remedy(tmp_path: Path) -> None:
    refused = build(tmp_path, land(tmp_path, "2026-01-01", 100), land(tmp_path, "2026-02-01", 50))[1]
    sentence = refused.findings[0].describe()
    assert "50 rows, 100 in list_2026-01-01.txt" in sentence
    assert "widen the tolerance" in sentence


def name_words(numbers: Iterable[int]) -> list[str]:
    return [f"word{number}" for number in numbers]


FILLED = replace(REGISTER, tolerance=Tolerance(filled=("word",)))
KEYED = replace(REGISTER, tolerance=Tolerance(key="word", keys_kept=0.9))


def test_a_snapshot_of_the_same_size_about_others_is_refused(tmp_path: Path) -> None:
    reports = build(
        tmp_path,
        land_words(tmp_path, "2026-01-01", name_words(range(100))),
        land_words(tmp_path, "2026-02-01", name_words(range(11, 111))),
        land_words(tmp_path, "2026-03-01", name_words(range(10, 110))),
        register=KEYED,
    )
    assert [dict(report.findings_by_rule) for report in reports] == [{}, {KEYS_LOST: 1}, {}]
    sentence = reports[1].findings[0].describe()
    assert "89.0% of the values of word in list_2026-01-01.txt" in sentence
    assert "keys_kept" in sentence


def test_a_key_given_twice_counts_once_and_a_missing_one_not_at_all(tmp_path: Path) -> None:
    words = name_words(range(100))
    reports = build(
        tmp_path,
        land_words(tmp_path, "2026-01-01", words[:50] + ["word0"] * 40 + ["-"] * 10),
        land_words(tmp_path, "2026-02-01", words[:50] + ["-"] * 50),
        register=KEYED,
    )
    assert [report.failed for report in reports] == [False, False]


def test_a_snapshot_without_any_key_is_no_measure(tmp_path: Path) -> None:
    reports = build(
        tmp_path,
        land_words(tmp_path, "2026-01-01", ["-"] * 100),
        land_words(tmp_path, "2026-02-01", name_words(range(100))),
        register=KEYED,
    )
    assert [report.failed for report in reports] == [False, False]


def test_a_key_column_that_is_empty_all_at_once_is_refused(tmp_path: Path) -> None:
    reports = build(
        tmp_path,
        land_words(tmp_path, "2026-01-01", ["word"] * 5 + ["-"] * 95),
        land_words(tmp_path, "2026-02-01", ["-"] * 100),
        register=FILLED,
    )
    assert [dict(report.findings_by_rule) for report in reports] == [{}, {COLUMN_EMPTIED: 1}]
    assert "word: 0 of 100 rows, 5 in list_2026-01-01.txt" in reports[1].findings[0].describe()


def test_a_column_that_was_hardly_filled_may_be_empty(tmp_path: Path) -> None:
    reports = build(
        tmp_path,
        land_words(tmp_path, "2026-01-01", ["word"] * 4 + ["-"] * 96),
        land_words(tmp_path, "2026-02-01", ["-"] * 100),
        register=FILLED,
    )
    assert [report.failed for report in reports] == [False, False]


def test_another_encoding_is_noted_and_the_snapshot_used(tmp_path: Path) -> None:
    reports = build(
        tmp_path,
        land(tmp_path, "2026-01-01", 100),
        land_words(tmp_path, "2026-02-01", ["語"] * 100),
    )
    assert [dict(report.findings_by_rule) for report in reports] == [{}, {ENCODING_CHANGED: 1}]
    (finding,) = reports[1].findings
    assert (finding.severity, finding.value) == ("noted", "cp932")


def test_every_register_of_snapshots_names_a_key_it_has() -> None:
    snapshots = [register for register in REGISTERS.values() if register.kind == "snapshot"]
    assert [one.name for one in snapshots if one.tolerance.key not in one.bronze_schema.names] == []


def test_the_published_lists_are_no_outliers_of_themselves(real_data: Path, tmp_path: Path) -> None:
    for name in ("certified_list", "municipality_codes", "municipality_wards", "population_census"):
        register = REGISTERS[name]
        store = LandingStore(tmp_path / name / "landing")
        with open_fetcher([register], real_data) as fetcher:
            (landed,) = acquire(register, store, fetcher).new
        roots = (tmp_path / name / "bronze", tmp_path / name / "quarantine")
        (first,) = build_partitions(register, [landed], *roots)
        again = replace(register, parser_version=register.parser_version + 1)
        (second,) = build_partitions(again, [landed], *roots)
        assert not first.failed and not second.failed
        path = roots[0] / name / f"{first.partition}.parquet"
        assert measure_kept_keys(path, path, str(register.tolerance.key)) == 1.0


def test_a_wider_tolerance_takes_a_refused_snapshot_in(tmp_path: Path) -> None:
    landed = [land(tmp_path, "2026-01-01", 100), land(tmp_path, "2026-02-01", 50)]
    build(tmp_path, *landed)
    assert tell_refused(
        build(tmp_path, *landed, register=replace(REGISTER, tolerance=Tolerance(0.4, 1.1)))
    ) == [
        False,
        False,
    ]


def test_an_older_edition_is_not_held_against_a_newer_one(tmp_path: Path) -> None:
    build(tmp_path, land(tmp_path, "2026-02-01", 100))
    assert tell_refused(build(tmp_path, land(tmp_path, "2019-02-01", 40))) == [False]


def test_files_of_another_layout_do_not_compare() -> None:
    report = FileReport("list", "x_20260101_cities.csv", "20260101", "0" * 64, 1, published_on="2026-01-01")
    other = replace(report, filename="x_20250101_prefectures.csv", published_on="2025-01-01")
    assert find_last_good(report, [other]) is None


def test_a_partition_without_its_landed_file_is_removed(tmp_path: Path) -> None:
    build(tmp_path, land(tmp_path, "2026-01-01", 100), land(tmp_path, "2026-02-01", 100))
    assert drop_strays(REGISTER, {"20260201"}, tmp_path / "bronze") == ["20260101"]
    assert {path.name for path in (tmp_path / "bronze" / "list").iterdir()} == {
        "20260201.parquet",
        "20260201.json",
    }
