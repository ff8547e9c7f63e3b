"""The index of names: what is in it, how small it is, and that names cannot break it."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pytest

from ingest.sample.names import draw_names
from warehouse.site.search_index import FORM_WORDS, NAMES, build_index

#: NPO corporations there have been, ended ones included, and what their index may weigh.
COUNTRY = 60_000
MOST_BYTES = 1_500_000
FORMER = pl.DataFrame(schema={"org_id": pl.String, "name": pl.String})
PLACES = pl.DataFrame(
    {
        "prefecture_code": ["04", "04", "13"],
        "municipality_code": ["04100", "04202", None],
        "prefecture": ["宮城県", "宮城県", "東京都"],
        "prefecture_en": ["Miyagi", "Miyagi", "Tokyo"],
        "name": ["仙台市", "石巻市", None],
        "kana": ["センダイシ", None, None],
    }
)


def make_names(names: list[str], kana: list[str | None] | None = None) -> pl.DataFrame:
    """Return organisations with these names, numbered as they come."""
    numbers = [f"{at % 10}{390005000000 + 7 * at:012}" for at in range(len(names))]
    return pl.DataFrame(
        {
            "org_id": [f"JP-JCN-{number}" for number in numbers],
            "corporate_number": numbers,
            "name": names,
            "kana": kana or [None] * len(names),
            "legal_form": "npo",
            "status": "active",
            "prefecture_code": "04",
            "municipality_code": "04100",
        },
        schema_overrides={"kana": pl.String},
    )


def read_index(content: bytes) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return the first line and the parts, as the browser takes them apart."""
    line, rest = gzip.decompress(content).split(b"\n", 1)
    head, parts = json.loads(line), {}
    for name, length in head["parts"]:
        parts[name], rest = rest[:length], rest[length:]
    assert rest == b""
    return head, parts


def test_a_legal_form_takes_one_character() -> None:
    _, parts = read_index(build_index(make_names(["特定非営利活動法人あおぞら"]), FORMER, PLACES))
    mark = chr(0xE000 + FORM_WORDS.index("特定非営利活動法人"))
    assert parts["names"].decode() == f"{mark}あおぞら"


def test_the_longest_form_is_the_one_that_is_taken() -> None:
    _, parts = read_index(build_index(make_names(["認定特定非営利活動法人虹"]), FORMER, PLACES))
    assert parts["names"].decode() == chr(0xE000 + FORM_WORDS.index("認定特定非営利活動法人")) + "虹"


def test_numbers_come_back_from_steps_and_check_digits() -> None:
    names = make_names(["甲", "乙", "丙"])
    _, parts = read_index(build_index(names, FORMER, PLACES))
    bodies = np.cumsum([int(step) for step in parts["steps"].decode().split("\n")])
    numbers = [f"{digit}{body:012}" for digit, body in zip(parts["digits"].decode(), bodies, strict=True)]
    assert numbers == names["corporate_number"].to_list()


def test_an_organisation_without_a_number_keeps_its_identifier() -> None:
    names = make_names(["甲", "乙"]).with_columns(
        corporate_number=pl.Series(["1390005000000", None]), org_id=pl.Series(["JP-JCN-1", "JP-CAO-041-a"])
    )
    _, parts = read_index(build_index(names, FORMER, PLACES))
    assert parts["others"] == b"JP-CAO-041-a"


def test_readings_are_kept_as_a_byte_a_kana_and_without_other_signs() -> None:
    names = make_names(["甲", "乙", "丙"], ["ｱｵｿﾞﾗ", None, "ニジ 21"])
    _, parts = read_index(build_index(names, FORMER, PLACES))
    lines = ["".join(chr(0x3000 + byte) for byte in line) for line in parts["kana"].split(b"\n")]
    assert lines == ["アオゾラ", "", "ニジ"]


def test_an_organisation_whose_name_is_withheld_is_called_by_its_identifier() -> None:
    with duckdb.connect() as connection:
        connection.execute(
            "create table organizations as select 'JP-JCN-1' as org_id, '1' as corporate_number,"
            " null::varchar as name, null::varchar as kana, 'npo' as legal_form, 'active' as status,"
            " '04' as prefecture_code, '04100' as municipality_code, false as is_excluded_from_search"
        )
        assert connection.execute(NAMES).pl()["name"].to_list() == ["JP-JCN-1"]


def test_only_places_that_occur_are_told() -> None:
    names = make_names(["甲", "乙"]).with_columns(
        prefecture_code=pl.Series(["04", "13"]), municipality_code=pl.Series(["04202", None])
    )
    head, parts = read_index(build_index(names, FORMER, PLACES))
    assert head["places"] == [["宮城県石巻市", "", "Miyagi"], ["東京都", "Tokyo"]]
    assert list(np.frombuffer(parts["places"], "<u2")) == [0, 1]


def test_a_place_that_no_table_knows_is_empty() -> None:
    names = make_names(["甲"]).with_columns(prefecture_code=pl.lit(None, pl.String))
    head, _ = read_index(build_index(names, FORMER, PLACES))
    assert head["places"] == [[""]]


def test_former_names_lead_to_the_row_of_their_organisation() -> None:
    names = make_names(["甲", "乙"])
    former = pl.DataFrame({"org_id": names["org_id"].tail(1), "name": ["旧乙"]})
    _, parts = read_index(build_index(names, former, PLACES))
    assert parts["former"].decode() == "1\t旧乙"


@pytest.mark.parametrize("name", ["一\n二", "一\t二", "\ue000一", "<script>", "\u202e一", "字" * 10_000])
def test_a_hostile_name_stays_one_line_and_marks_no_form(name: str) -> None:
    _, parts = read_index(build_index(make_names([name, "次"]), FORMER, PLACES))
    lines = parts["names"].decode().split("\n")
    assert lines[1:] == ["次"]
    assert not set(lines[0]) & {chr(0xE000 + at) for at in range(len(FORM_WORDS))}


def test_the_same_rows_give_the_same_bytes() -> None:
    names = make_names(["甲", "乙"])
    assert build_index(names, FORMER, PLACES) == build_index(names, FORMER, PLACES)


def test_a_release_without_any_organisation_has_an_empty_index() -> None:
    head, parts = read_index(build_index(make_names(["甲"]).head(0), FORMER, PLACES))
    assert head["places"] == []
    assert set(parts.values()) == {b""}


def test_the_names_of_the_country_stay_below_a_megabyte_and_a_half() -> None:
    drawn = draw_names(
        np.random.default_rng(5), COUNTRY, "heads", "tails", alone=0.1, regional=0.3, spaced=0.05
    )
    names = make_names(("特定非営利活動法人" + drawn["core"]).to_list(), drawn["furigana"].to_list())
    assert len(build_index(names, FORMER, PLACES)) < MOST_BYTES


def test_real_names_stay_below_it_too(real_data: Path) -> None:
    """Generated names repeat their words; those of the tax agency's files are as people choose them."""
    found: dict[str, tuple[str, str | None]] = {}
    for path in sorted((real_data / "nta" / "diff").glob("*.zip")):
        with zipfile.ZipFile(path) as archive:
            (member,) = [name for name in archive.namelist() if name.endswith(".csv")]
            content = archive.read(member)
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError:
            text = content.decode("cp932")
        for row in csv.reader(io.StringIO(text)):
            if "特定非営利活動法人" in row[6]:
                found[row[1]] = (row[6], row[28] or None)
    numbers = sorted(found, key=lambda number: number[1:])
    names = make_names(
        [found[number][0] for number in numbers], [found[number][1] for number in numbers]
    ).with_columns(corporate_number=pl.Series(numbers))
    assert len(names) > 4_000
    assert len(build_index(names, FORMER, PLACES)) / len(names) * COUNTRY < MOST_BYTES
