from __future__ import annotations

import re
import unicodedata
import zipfile
from datetime import date

import polars as pl
import pytest

from ingest.identifiers import corporate_number_is_valid
from ingest.sample import SampleSummary
from tests.ingest.sample.conftest import encoding_of, read_member

NPO = pl.col("name").str.contains("特定非営利(活動)?法人")


def days_between(frame: pl.DataFrame) -> pl.Series:
    lag = pl.col("updateDate").str.to_date() - pl.col("changeDate").str.to_date()
    return frame.select(lag.dt.total_days()).to_series()


def test_the_encoding_switches_on_2021_10_04(sample: SampleSummary) -> None:
    for path in sorted((sample.root / "nta/diff").glob("*.zip")):
        content = read_member(path)
        content.decode(encoding_of(path))
        if path.stem >= "diff_20211004":
            with pytest.raises(UnicodeDecodeError):
                content.decode("utf-8")


def test_lines_end_with_lf_and_text_is_quoted_only_when_there_is_some(sample: SampleSummary) -> None:
    text = read_member(sample.root / "nta/diff/diff_20240104.zip").decode("cp932")
    assert "\r" not in text and text.endswith("\n") and '""' not in text
    line = re.compile(
        r'\d+,\d{13},\d\d,[01]?,[\d-]*,[\d-]*,("[^"]+")?,\d*,\d*,("[^"]+")?,("[^"]+")?,("[^"]+")?,\d*,\d*,\d*,\d*,'
        r'("[^"]+")?,\d*,[\d-]*,\d*,\d*,("[^"]+")?,[\d-]*,[01]?,("[^"]+")?,("[^"]+")?,("[^"]+")?,("[^"]+")?,'
        r'("[^"]+")?,[01]?'
    )
    assert all(line.fullmatch(record) for record in text.splitlines())


def test_records_are_numbered_from_1_and_sorted_by_corporate_number(
    daily: pl.DataFrame, national: pl.DataFrame
) -> None:
    for frame in (national, *daily.partition_by("day")):
        assert frame["sequenceNumber"].cast(int).to_list() == list(range(1, frame.height + 1))
        assert frame["corporateNumber"].is_sorted()
        assert (frame["updateDate"] == frame["day"]).all() if "day" in frame.columns else True


def test_every_corporate_number_has_its_check_digit(daily: pl.DataFrame, national: pl.DataFrame) -> None:
    for frame in (daily, national):
        assert frame.select(corporate_number_is_valid(pl.col("corporateNumber")).all()).item()


def test_the_national_file_has_one_newest_line_for_each_corporation(
    sample: SampleSummary, national: pl.DataFrame
) -> None:
    assert national["corporateNumber"].is_unique().all()
    assert set(national["latest"]) == {"1"}
    assert national.height == sample.rows["nta_national"]
    assert national.height == pytest.approx(60_000, rel=0.02)
    assert "99" not in set(national["process"])


def test_tombstones_carry_nothing_but_number_process_and_day(daily: pl.DataFrame) -> None:
    tombstones = daily.filter(pl.col("process") == "99")
    kept = {"sequenceNumber", "corporateNumber", "process", "updateDate", "day"}
    assert tombstones.height > 0
    empty = [name for name in daily.columns if tombstones[name].null_count() == tombstones.height]
    assert set(empty) == set(daily.columns) - kept


def test_tombstones_of_the_past_are_gone_from_the_national_file(
    daily: pl.DataFrame, national: pl.DataFrame
) -> None:
    gone = daily.filter((pl.col("process") == "99") & (pl.col("day") < "2024-07-31"))
    assert gone.join(national, on="corporateNumber", how="semi").height == 0


def test_the_national_file_agrees_with_the_last_line_of_the_daily_files(
    daily: pl.DataFrame, national: pl.DataFrame
) -> None:
    last = (
        daily.filter((pl.col("day") < "2024-07-31") & (pl.col("process") != "99"))
        .group_by("corporateNumber", maintain_order=True)
        .last()
    )
    both = last.join(national, on="corporateNumber", suffix="_national")
    assert both.height > last.height * 0.98
    for column in ("process", "name", "streetNumber", "changeDate", "updateDate", "closeDate"):
        assert both[column].equals(both[f"{column}_national"], null_equal=True)


def test_corrections_repeat_known_history(daily: pl.DataFrame) -> None:
    births = daily.filter(NPO & (pl.col("process") == "01"))
    assert births.filter(pl.col("correct") == "1").height > 2 * births.filter(pl.col("correct") == "0").height
    assert daily.filter((pl.col("process") == "11") & (pl.col("correct") == "1")).height > 20


def test_a_number_can_occur_several_times_in_a_day_with_at_most_one_latest(daily: pl.DataFrame) -> None:
    groups = (
        daily.filter(pl.col("process") != "99")
        .group_by("corporateNumber", "day")
        .agg(rows=pl.len(), latest=(pl.col("latest") == "1").sum(), kinds=pl.col("correct").n_unique())
    )
    assert 0.05 < (groups["rows"] > 1).mean() < 0.2  # type: ignore[operator]
    assert groups["latest"].max() == 1
    assert 0 < groups.filter(pl.col("latest") == 0).height < groups.height * 0.02
    assert groups.filter(pl.col("kinds") == 2).height > 0


def test_facts_come_late(daily: pl.DataFrame) -> None:
    plain = daily.filter(NPO & (pl.col("correct") == "0") & (pl.col("closeCause").fill_null("") != "21"))
    lag = days_between(plain.filter(pl.col("changeDate") != "2024-01-01"))
    assert 5 <= lag.median() <= 8  # type: ignore[operator]
    assert lag.max() == 197
    assert lag.min() >= 0  # type: ignore[operator]


def test_the_wards_of_hamamatsu_have_new_names_from_2024(daily: pl.DataFrame, national: pl.DataFrame) -> None:
    code = pl.col("prefectureCode") + pl.col("cityCode")
    for frame in (daily, national):
        hamamatsu = frame.with_columns(code=code).filter(pl.col("code").str.contains("^221(3[1-9]|40)$"))
        new = pl.col("code").is_in(["22138", "22139", "22140"])
        assert hamamatsu.filter(new)["changeDate"].min() == "2024-01-01"
        assert hamamatsu.filter(~new).height == hamamatsu.filter(pl.col("changeDate") < "2024-01-01").height
    renamed = daily.with_columns(code=code).filter(pl.col("code").is_in(["22138", "22139", "22140"]))
    assert renamed.height > 20
    assert set(renamed["process"]) == {"12"}


def test_the_registrar_closes_many_npos_in_january_2024(daily: pl.DataFrame) -> None:
    closed = daily.filter(NPO & (pl.col("process") == "21"))
    by_registrar = closed.filter(pl.col("closeCause") == "21")
    assert 0.3 < by_registrar.height / closed.height < 0.7
    assert set(by_registrar["day"].str.slice(0, 7)) == {"2024-01"}


def test_merged_corporations_name_a_successor_of_the_same_country(
    daily: pl.DataFrame, national: pl.DataFrame
) -> None:
    merged = daily.filter(pl.col("closeCause") == "11")
    known = set(national["corporateNumber"]) | set(daily["corporateNumber"])
    assert merged.height > 0
    assert set(merged["successorCorporateNumber"]) <= known
    assert merged["changeCause"].str.ends_with("に合併し解散").all()


@pytest.mark.parametrize("process", ["01", "11", "12", "13", "21", "22", "71", "72", "81", "99"])
def test_every_process_occurs(daily: pl.DataFrame, process: str) -> None:
    assert process in set(daily["process"])


def test_some_moves_cross_a_prefecture(daily: pl.DataFrame, national: pl.DataFrame) -> None:
    moved = daily.filter((pl.col("process") == "12") & (pl.col("day") > "2024-08"))
    both = moved.join(national, on="corporateNumber", suffix="_before")
    assert both.filter(pl.col("prefectureCode") != pl.col("prefectureCode_before")).height > 0


def test_shares_of_quirks_in_npo_names_are_as_counted(national: pl.DataFrame) -> None:
    npos = national.filter(NPO)
    names = npos["name"].to_list()
    unstable = sum(unicodedata.normalize("NFKC", name) != name for name in names)
    assert unstable / len(names) == pytest.approx(0.17, abs=0.04)
    assert sum("　" in name for name in names) / len(names) == pytest.approx(0.044, abs=0.02)
    assert npos["furigana"].null_count() / npos.height == pytest.approx(0.17, abs=0.03)
    assert 2 <= sum("特定非営利法人" in name for name in names) < 10
    assert 2 <= sum(name.startswith("認定特定") for name in names) < 10
    assert 2 <= sum(name.endswith("特定非営利活動法人") for name in names) < 10
    assert max(npos["name"].value_counts()["count"]) >= 5


def test_missing_characters_and_harmless_variants_carry_an_image_id(national: pl.DataFrame) -> None:
    pictured = national.filter(pl.col("nameImageId").is_not_null())
    assert set(pictured["nameImageId"].str.len_chars()) == {8}
    assert pictured["name"].str.contains("＿").any() and pictured["name"].str.contains("葛").any()
    assert not national.filter(pl.col("nameImageId").is_null())["name"].str.contains("＿").any()


def test_kinds_have_their_shares(national: pl.DataFrame) -> None:
    share = dict(national["kind"].value_counts(normalize=True).iter_rows())
    assert share["301"] > 0.4 and share["302"] > 0.2 and 0.1 < share["399"] < 0.2
    names = national.filter(pl.col("kind") == "399")["name"]
    for form in ("一般社団", "公益財団", "社会福祉", "学校法人", "労働者協同組合", "更生保護"):
        assert names.str.contains(form).any()


def test_some_days_are_signed(sample: SampleSummary) -> None:
    signed = []
    for path in (sample.root / "nta/diff").glob("*.zip"):
        with zipfile.ZipFile(path) as archive:
            signed += [name for name in archive.namelist() if name.endswith(".csv.asc")]
    assert len(signed) == 3


def test_daily_files_are_business_days(daily: pl.DataFrame) -> None:
    days = [date.fromisoformat(day) for day in set(daily["day"])]
    assert len(days) == 40
    assert all(day.weekday() < 5 for day in days)
