from __future__ import annotations

import csv
import io
import re
import unicodedata

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.warehouse.small_warehouse import MARTS
from warehouse.dictionary import load_dictionary
from warehouse.release.csv_files import CsvSink
from warehouse.release.formulas import DANGEROUS, MARK, neutralise_formulas

# Biased towards what the rule is about; surrogates cannot be written in UTF-8.
CELLS = st.one_of(
    st.text(st.sampled_from(list("=+-@＝＋－＠﹢﹣﹦﹫'\t\r\n 　\u200b\ufeffa1,\"")), max_size=6),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
)


def neutralise(texts: list[str | None]) -> list[str | None]:
    frame, _ = neutralise_formulas(pl.DataFrame({"text": texts}, schema={"text": pl.String}))
    return frame["text"].to_list()


def is_dangerous(text: str) -> bool:
    """Say it in other words than the code: what is the first character a spreadsheet would look at?"""
    if text.lstrip(" \n\u3000\u200b\ufeff")[:1] in ("\t", "\r"):
        return True
    skipped = {"Cc", "Cf", "Zs", "Zl", "Zp"}
    first = next((letter for letter in text if unicodedata.category(letter) not in skipped), "")
    return unicodedata.normalize("NFKC", first) in {"=", "+", "-", "@"} and first not in "⁺₊⁼₌﬩"


def restore(text: str) -> str:
    """Take the mark away as the documentation tells readers to."""
    unmarked = pl.Series([text[1:]]).str.contains(DANGEROUS)[0]
    return text[1:] if text.startswith(MARK) and unmarked else text


@pytest.mark.parametrize(
    "text", ["=1+1", "+81", "-x", "@SUM(1)", "\tx", "\rx", "  =1", "　＝1", "＋1", "－1", "＠a"]
)
def test_a_dangerous_cell_gets_an_apostrophe(text):
    assert neutralise([text]) == [MARK + text]


@pytest.mark.parametrize("text", ["", "東京都", "a=1", "1-2-3", "'quoted'", "ー", "—", "\u200b", " ", None])
def test_any_other_cell_is_left_alone(text):
    assert neutralise([text]) == [text]


def test_cells_are_counted_by_column():
    frame = pl.DataFrame({"a": ["=1", "-2", "x"], "b": ["x", "y", "z"], "c": [-1, -2, -3]})
    neutral, counts = neutralise_formulas(frame)
    assert counts == {"a": 2}
    assert neutral["c"].to_list() == [-1, -2, -3]


@given(CELLS)
def test_no_cell_is_dangerous_afterwards(text):
    assert not is_dangerous(neutralise([text])[0])


@given(CELLS)
def test_every_dangerous_cell_is_marked_and_can_be_restored(text):
    neutral = neutralise([text])[0]
    assert restore(neutral) == text
    if is_dangerous(text):
        assert neutral == MARK + text


def write_csv(dictionary, folder, rows: list[dict]) -> str:
    dataset = dictionary["organizations"]
    chunk = pa.Table.from_pylist(rows, schema=dataset.to_arrow_schema())
    with CsvSink(folder / "english.csv", folder / "japanese.csv", dataset) as sink:
        sink.write(chunk)
    return (folder / "english.csv").read_bytes().decode("utf-8-sig")


@pytest.fixture(scope="module")
def small_dictionary(tmp_path_factory):
    marts = tmp_path_factory.mktemp("project") / "models" / "marts"
    marts.mkdir(parents=True)
    (marts / "marts.yml").write_bytes(MARTS.read_bytes())
    return load_dictionary(marts.parent.parent)


@given(names=st.lists(st.one_of(st.none(), CELLS), min_size=1, max_size=5))
def test_a_csv_file_read_back_gives_the_names_and_no_formula(small_dictionary, tmp_path_factory, names):
    folder = tmp_path_factory.mktemp("csv")
    rows = [{"org_id": f"JP-{n}", "name": name, "certified": True} for n, name in enumerate(names)]
    content = write_csv(small_dictionary, folder, rows)
    header, *records = csv.reader(io.StringIO(content, newline=""))
    position = header.index("name")
    assert [restore(record[position]) for record in records] == [name or "" for name in names]
    assert not any(is_dangerous(cell) for record in records for cell in record)


def test_a_negative_number_is_never_touched(small_dictionary, tmp_path):
    dataset = small_dictionary["stat_stock"]
    chunk = pa.Table.from_pylist(
        [{"on_date": None, "area": "-", "value": -5}],
        schema=pa.schema([field.with_nullable(True) for field in dataset.to_arrow_schema()]),
    )
    with CsvSink(tmp_path / "a.csv", tmp_path / "b.csv", dataset) as sink:
        sink.write(chunk)
    assert re.search(rb"\r\n,'-,-5,\r\n$", (tmp_path / "a.csv").read_bytes())
    assert sink.neutralised == {"area": 1}
