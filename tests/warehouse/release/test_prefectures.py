"""One CSV file a prefecture: the rows that speak of a place there, in the form of the whole file."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pyarrow as pa

from warehouse.dictionary import Column, Dataset
from warehouse.release.csv_files import LINE_END, CsvSink, make_japanese_header
from warehouse.release.prefectures import PrefectureSink, prefecture_of


def make_dataset(*names: str) -> Dataset:
    columns = tuple(
        Column(name, "varchar", True, f"{name}の見出し", name, "。", ".", None, "x") for name in names
    )
    return Dataset("places", "所", "Places", "。", ".", "register", (names[0],), ("nta_diff",), columns)


def write(tmp_path: Path, dataset: Dataset, *chunks: dict[str, list[str | None]]) -> dict[str, int]:
    place = prefecture_of(dataset)
    assert place is not None
    header = make_japanese_header(dataset)
    with (
        PrefectureSink(tmp_path, dataset, place, header, LINE_END) as prefectures,
        CsvSink(tmp_path / "all.csv", tmp_path / "ja.csv", dataset, prefectures) as sink,
    ):
        for chunk in chunks:
            sink.write(pa.table(chunk, pa.schema([(name, pa.string()) for name in chunk])))
    return prefectures.rows


def test_rows_go_to_the_file_of_their_prefecture_and_only_there(tmp_path: Path) -> None:
    dataset = make_dataset("id", "prefecture_code")
    rows = write(
        tmp_path,
        dataset,
        {"id": ["a", "b"], "prefecture_code": ["04", "13"]},
        {"id": ["c", "d", "=e"], "prefecture_code": ["04", None, "04"]},
    )
    assert rows == {"csv/by_prefecture/04/places.csv": 3, "csv/by_prefecture/13/places.csv": 1}
    text = (tmp_path / "csv/by_prefecture/04/places.csv").read_bytes().decode("utf-8-sig")
    assert text == "idの見出し,prefecture_codeの見出し\r\na,04\r\nc,04\r\n'=e,04\r\n"


def test_a_row_stands_as_in_the_file_of_the_whole_country(tmp_path: Path) -> None:
    dataset = make_dataset("id", "prefecture_code")
    write(tmp_path, dataset, {"id": ['say "a",\n', "@b"], "prefecture_code": ["01", "01"]})
    assert (tmp_path / "csv/by_prefecture/01/places.csv").read_bytes() == (tmp_path / "ja.csv").read_bytes()


def test_a_municipality_belongs_to_the_prefecture_of_its_code() -> None:
    place = prefecture_of(make_dataset("id", "municipality_code"))
    assert place is not None
    assert pl.DataFrame({"municipality_code": ["04101", None]}).select(place.alias("p"))["p"].to_list() == [
        "04",
        None,
    ]


def test_of_a_statistic_prefecture_and_municipalities_are_given_and_no_authority() -> None:
    place = prefecture_of(make_dataset("id", "geography_kind", "geography_code"))
    assert place is not None
    frame = pl.DataFrame(
        {
            "geography_kind": ["country", "prefecture", "jurisdiction", "municipality"],
            "geography_code": ["JP", "04", "041", "04101"],
        }
    )
    assert frame.select(place.alias("p"))["p"].to_list() == [None, "04", None, "04"]


def test_a_table_without_places_has_no_such_files() -> None:
    assert prefecture_of(make_dataset("id", "name")) is None


def test_a_code_that_is_no_prefecture_makes_no_file(tmp_path: Path) -> None:
    dataset = make_dataset("id", "prefecture_code")
    assert write(tmp_path, dataset, {"id": ["a"], "prefecture_code": ["../../etc"]}) == {}
