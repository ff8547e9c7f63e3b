"""Tests of building bronze partitions, with a register of lines of text."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from unittest.mock import Mock

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingest.bronze import (
    MAX_FINDINGS,
    BronzeSink,
    FileReport,
    build_partition,
    build_partitions,
    choose_versions,
    ensure_empty_partition,
    load_reports,
    partition_of,
)
from ingest.bronze_sink import ROW_GROUP_ROWS
from ingest.errors import UnreadableFile
from ingest.files import sha256_of
from ingest.landing import LandedFile
from ingest.register import Register
from ingest.registries.nta_layout import LICENCE

SCHEMA = pa.schema(
    [
        ("source_file", pa.string()),
        ("file_row", pa.int64()),
        ("published_on", pa.date32()),
        ("word", pa.string()),
    ]
)
BAD = "bad"


def parse_words(landed: LandedFile, sink: BronzeSink) -> None:
    """One word a line; ``bad`` goes to quarantine, ``unreadable`` ends it all, ``miscount`` loses a row."""
    words = landed.path.read_text().split()
    if "unreadable" in words:
        raise UnreadableFile(landed.path.name, "unreadable", "words are readable", "Write better.")
    sink.rows_landed = len(words)
    sink.encoding, sink.published_on = "ascii", date(2021, 7, 14)
    numbered = list(enumerate(words, start=1))
    good = [(row, word) for row, word in numbered if word not in {BAD, "miscount"}]
    sink.write(
        pa.table({"file_row": pa.array([row for row, _ in good], pa.int64()), "word": [w for _, w in good]})
    )
    if broken := [row for row, word in numbered if word == BAD]:
        sink.quarantine(describe_bad_rows(broken))


def describe_bad_rows(rows: list[int]) -> pa.Table:
    texts = {"column_name": "word", "value": BAD, "rule": "word.bad", "message": "Bad.", "remedy": "Mend."}
    return pa.table(
        {
            "file_row": rows,
            **{name: [text] * len(rows) for name, text in texts.items()},
            "record": [BAD] * len(rows),
        }
    )


REGISTER = Register(
    name="words",
    title_ja="語",
    title_en="Words",
    publisher_ja="語",
    publisher_en="Words",
    homepage="https://example.jp/",
    licence=LICENCE,
    cadence="daily",
    kind="increment",
    bronze_schema=SCHEMA,
    discover=lambda fetcher: [],
    parse=parse_words,
)

Land = Callable[..., LandedFile]
Build = Callable[..., FileReport]


@pytest.fixture
def land(tmp_path: Path) -> Land:
    def land_text(text: str, filename: str = "words_20210714.txt") -> LandedFile:
        path = tmp_path / "objects" / filename
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return LandedFile("words", filename, sha256_of(path), len(text), path, "", "", None, None, None)

    return land_text


@pytest.fixture
def bronze(tmp_path: Path) -> Path:
    return tmp_path / "bronze"


@pytest.fixture
def quarantine(tmp_path: Path) -> Path:
    return tmp_path / "quarantine"


@pytest.fixture
def build(bronze: Path, quarantine: Path) -> Build:
    def build_one(landed: LandedFile, register: Register = REGISTER) -> FileReport:
        return build_partition(register, landed, bronze, quarantine)

    return build_one


def read_words(bronze: Path) -> list[str]:
    words: list[str] = pq.read_table(bronze / "words" / "20210714.parquet")["word"].to_pylist()
    return words


def list_files(root: Path) -> set[str]:
    return {path.name for path in root.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("filename", "partition"),
    [
        ("diff_20210714.zip", "20210714"),
        ("00_zenkoku_all_20260831.zip", "20260831"),
        ("gyousei_000.zip", "gyousei_000"),
        ("population_20220101_all_prefectures.csv", "20220101_all_prefectures"),
        ("Some Codes-UTF8.csv", "some_codes_utf8"),
        ("語.csv", "file"),
    ],
)
def test_a_partition_is_named_after_the_date_in_the_file_name(filename: str, partition: str) -> None:
    assert partition_of(filename) == partition


def test_rows_carry_their_file_and_date(land: Land, build: Build, bronze: Path) -> None:
    build(land("one two"))
    table = pq.read_table(bronze / "words" / "20210714.parquet")
    assert table.schema.equals(SCHEMA)
    assert table.to_pylist() == [
        {
            "source_file": "words_20210714.txt",
            "file_row": row,
            "published_on": date(2021, 7, 14),
            "word": word,
        }
        for row, word in [(1, "one"), (2, "two")]
    ]


def test_the_report_says_what_became_of_the_rows(land: Land, build: Build, bronze: Path) -> None:
    report = build(land("one bad two"))
    assert (report.rows_landed, report.rows_bronze, report.rows_quarantined) == (3, 2, 1)
    assert (report.encoding, report.published_on, report.partition) == ("ascii", "2021-07-14", "20210714")
    assert report.findings_by_rule == {"word.bad": 1}
    assert report.findings[0].describe() == (
        "words/words_20210714.txt, row 2, column word: Bad. (found: 'bad') [word.bad] Mend."
    )
    assert load_reports(REGISTER, bronze) == [report]


def test_a_built_file_is_not_built_again(land: Land, build: Build) -> None:
    landed = land("one")
    built = build(landed)

    def refuse(landed: LandedFile, sink: BronzeSink) -> None:
        raise AssertionError("parsed twice")

    again = build(landed, replace(REGISTER, parse=refuse))
    assert again == replace(built, unchanged=True)


def test_other_bytes_under_the_same_name_are_built(land: Land, build: Build, bronze: Path) -> None:
    build(land("one"))
    assert not build(land("two")).unchanged
    assert read_words(bronze) == ["two"]


def test_a_raised_parser_version_builds_again(land: Land, build: Build) -> None:
    landed = land("one")
    build(landed)
    assert not build(landed, replace(REGISTER, parser_version=2)).unchanged


@pytest.mark.parametrize("damage", ["20210714.json", "20210714.parquet"])
def test_a_half_lost_partition_is_built_again(damage: str, land: Land, build: Build, bronze: Path) -> None:
    landed = land("one")
    build(landed)
    (bronze / "words" / damage).write_text("{")
    assert not build(landed).unchanged
    assert read_words(bronze) == ["one"]


def test_a_lost_quarantine_is_written_again(land: Land, build: Build, quarantine: Path) -> None:
    landed = land("one bad")
    build(landed)
    (quarantine / "words" / "20210714.parquet").unlink()
    assert not build(landed).unchanged
    assert list_files(quarantine) == {"20210714.parquet"}


def test_a_file_that_comes_back_after_a_kill_has_its_own_quarantine(
    land: Land, build: Build, quarantine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(land("one bad"))
    with monkeypatch.context() as patch:
        patch.setattr("ingest.files.move_into_place", Mock(side_effect=KeyboardInterrupt))  # of the data
        with pytest.raises(KeyboardInterrupt):
            build(land("two"))
    assert not build(land("one bad")).unchanged
    assert list_files(quarantine) == {"20210714.parquet"}


def test_an_unreadable_file_leaves_the_last_good_data(land: Land, build: Build, bronze: Path) -> None:
    good = build(land("one"))
    failed = build(land("unreadable"))
    assert failed.failed
    assert failed.findings[0].severity == "blocking"
    assert failed.findings[0].value == "unreadable"
    assert "words_20210714.txt" in failed.findings[0].message
    assert read_words(bronze) == ["one"]
    assert load_reports(REGISTER, bronze) == [good, failed]


def test_an_unreadable_file_is_not_parsed_again_but_still_reported(land: Land, build: Build) -> None:
    landed = land("unreadable")
    failed = build(landed)
    assert build(landed) == replace(failed, unchanged=True)


def test_a_failure_is_forgotten_when_the_file_is_mended(land: Land, build: Build, bronze: Path) -> None:
    build(land("unreadable"))
    build(land("one"))
    assert list_files(bronze) == {"20210714.parquet", "20210714.json"}


def test_a_failure_is_forgotten_when_the_good_file_comes_back(land: Land, build: Build, bronze: Path) -> None:
    build(land("one"))
    build(land("unreadable"))
    assert build(land("one")).unchanged
    assert "20210714.failed.json" not in list_files(bronze)


def test_rows_that_do_not_add_up_are_refused(land: Land, build: Build, bronze: Path) -> None:
    report = build(land("one miscount"))
    assert report.failed
    assert report.findings_by_rule == {"file.rows_do_not_add_up": 1}
    assert list_files(bronze) == {"20210714.failed.json"}


def test_broken_rows_are_kept_with_their_reason(land: Land, build: Build, quarantine: Path) -> None:
    build(land("one bad"))
    rows = pq.read_table(quarantine / "words" / "20210714.parquet").to_pylist()
    assert rows == [
        {
            "source_file": "words_20210714.txt", "file_row": 2, "column_name": "word", "value": "bad",
            "rule": "word.bad", "message": "Bad.", "remedy": "Mend.", "record": "bad",
        }
    ]  # fmt: skip


def test_a_mended_file_empties_its_quarantine(land: Land, build: Build, quarantine: Path) -> None:
    build(land("one bad"))
    build(land("one good"))
    assert list_files(quarantine) == set()


def test_findings_are_limited_and_all_are_counted(land: Land, build: Build) -> None:
    report = build(land("one " + "bad " * (MAX_FINDINGS + 50)))
    assert len(report.findings) == MAX_FINDINGS
    assert report.findings_by_rule == {"word.bad": MAX_FINDINGS + 50}


def test_more_broken_rows_than_exceptions_refuse_the_file(
    land: Land, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.bronze_sink.MAX_QUARANTINED", 2)
    assert build(land("one bad bad bad")).findings_by_rule == {"file.too_many_broken_rows": 1}


def test_a_killed_parse_leaves_nothing_half_written(land: Land, build: Build, bronze: Path) -> None:
    build(land("one"))

    def die(landed: LandedFile, sink: BronzeSink) -> None:
        sink.write(pa.table({"file_row": pa.array([1], pa.int64()), "word": ["two"]}))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(land("two"), replace(REGISTER, parse=die))
    assert read_words(bronze) == ["one"]
    assert list_files(bronze) == {"20210714.parquet", "20210714.json"}


def write_in_pieces(rows: pa.Table, size: int, landed: LandedFile, path: Path) -> Path:
    with BronzeSink(REGISTER, landed, path) as sink:
        sink.rows_landed = rows.num_rows
        for start in range(0, rows.num_rows, size):
            sink.write(rows.slice(start, size))
        sink.finish()
    return path


def make_many_words() -> pa.Table:
    count = ROW_GROUP_ROWS * 2 + 17
    words = pa.array([f"word {number % 7}" for number in range(count)])
    return pa.table({"file_row": pa.array(np.arange(count) + 1), "word": words})


def test_bytes_do_not_depend_on_how_a_parser_cuts_its_tables(land: Land, tmp_path: Path) -> None:
    rows = make_many_words()
    once = write_in_pieces(rows, rows.num_rows, land("x"), tmp_path / "once.parquet")
    pieces = write_in_pieces(rows, 100_000, land("x"), tmp_path / "pieces.parquet")
    groups = pq.ParquetFile(pieces).metadata
    assert [groups.row_group(group).num_rows for group in range(3)] == [ROW_GROUP_ROWS, ROW_GROUP_ROWS, 17]
    assert once.read_bytes() == pieces.read_bytes()


def test_dictionary_encoded_columns_are_plain_text_to_readers(land: Land, tmp_path: Path) -> None:
    rows = make_many_words()
    encoded = rows.set_column(1, "word", rows["word"].dictionary_encode())
    path = write_in_pieces(encoded, 100_000, land("x"), tmp_path / "x.parquet")
    table = pq.read_table(path)
    assert table.schema.equals(SCHEMA)
    assert table.select(["file_row", "word"]).equals(rows)


def test_a_missing_column_is_a_mistake_of_the_parser(land: Land, tmp_path: Path) -> None:
    with (
        BronzeSink(REGISTER, land("x"), tmp_path / "x.parquet") as sink,
        pytest.raises(ValueError, match="word"),
    ):
        sink.write(pa.table({"file_row": pa.array([1], pa.int64())}))


def test_an_undeclared_column_is_a_mistake_of_the_parser(land: Land, tmp_path: Path) -> None:
    with (
        BronzeSink(REGISTER, land("x"), tmp_path / "x.parquet") as sink,
        pytest.raises(ValueError, match="extra"),
    ):
        sink.write(pa.table({"file_row": pa.array([1], pa.int64()), "word": ["a"], "extra": ["b"]}))


def test_many_files_are_reported_in_their_order(land: Land, bronze: Path, quarantine: Path) -> None:
    files = [land(f"word{day}", f"words_202107{day}.txt") for day in range(10, 30)]
    seen: list[FileReport] = []
    reports = build_partitions(REGISTER, files, bronze, quarantine, seen.append)
    assert [report.filename for report in reports] == [landed.filename for landed in files]
    assert seen == reports


def test_files_that_would_share_a_partition_are_refused(land: Land, bronze: Path, quarantine: Path) -> None:
    files = [land("a", "a_20210714.txt"), land("b", "b_20210714.txt")]
    with pytest.raises(ValueError, match="share a partition"):
        build_partitions(REGISTER, files, bronze, quarantine)


def test_a_register_without_files_can_be_read(land: Land, build: Build, bronze: Path) -> None:
    path = ensure_empty_partition(REGISTER, bronze)
    before = path.stat().st_mtime_ns
    ensure_empty_partition(REGISTER, bronze)
    assert path.stat().st_mtime_ns == before
    assert pq.read_schema(path).equals(SCHEMA)
    build(land("one"))
    tables = [pq.read_table(file) for file in sorted((bronze / "words").glob("*.parquet"))]
    assert pa.concat_tables(tables)["word"].to_pylist() == ["one"]


def test_a_report_survives_its_file(land: Land, build: Build, bronze: Path) -> None:
    report = build(land("one bad"))
    plain = json.loads((bronze / "words" / "20210714.json").read_text())
    assert FileReport.from_dict(plain) == report
    assert "unchanged" not in plain


def test_the_newest_version_of_a_partition_is_chosen(land: Land) -> None:
    old, new, other = land("a"), land("b"), land("c", "words_20210715.txt")
    assert choose_versions(REGISTER, [old, new, other]) == [new, other]


def test_the_same_bytes_under_two_dates_are_two_partitions(
    land: Land, bronze: Path, quarantine: Path
) -> None:
    first = land("a")
    second = replace(first, filename="words_20210715.txt")
    build_partitions(REGISTER, [first, second], bronze, quarantine)
    assert {"20210714.parquet", "20210715.parquet"} <= list_files(bronze)
