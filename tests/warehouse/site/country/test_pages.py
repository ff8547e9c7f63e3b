"""Pages about the country: what they say of numbers, of withheld ones, and of members' words."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from tests.warehouse.site.country.conftest import Open, Show, render_all
from tests.warehouse.site.country.rows import (
    collaborate,
    count_events,
    count_stock,
    count_voices,
    judge_spot,
    programme,
    quote,
)
from warehouse.dictionary import Dictionary
from warehouse.site.country.statistic_pictures import DRAWINGS
from warehouse.site.pages.statistics import ELSEWHERE, begin

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\u202e\"'&"
TOKYO = "prefectures/13/index.html"


def read_rows(html: str) -> list[list[str]]:
    """Return the text of the cells of every row of every table."""
    rows = re.findall(r"<tr>(.*?)</tr>", html, re.S)
    return [
        [re.sub(r"<.*?>", "", cell) for cell in re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row)] for row in rows
    ]


def test_every_statistic_has_a_page(marts: Dictionary) -> None:
    assert {dataset.name for dataset in marts if dataset.is_statistic} == DRAWINGS.keys() | ELSEWHERE.keys()


def test_a_release_without_a_single_row_has_all_pages(tmp_path: Path, open_release: Open) -> None:
    pages = render_all(open_release(), tmp_path / "site")
    paths = {path for path, _ in pages}
    assert {"statistics/stock/index.html", TOKYO, "themes/isolation/index.html"} <= paths
    assert len(pages) == 2 * len(paths)


def test_pages_are_mirrored_word_by_word(tmp_path: Path, open_release: Open) -> None:
    pages = render_all(open_release(), tmp_path / "site")
    japanese = re.compile("[ぁ-ん]{2}")
    texts = {
        path: re.sub(r'<[^>]*lang="ja".*?</', "", html)
        for (path, lang), html in pages.items()
        if lang == "en"
    }
    assert [path for path, text in texts.items() if japanese.search(text)] == []


def test_no_page_carries_style_or_script_of_its_own(tmp_path: Path, open_release: Open) -> None:
    stock = [count_stock(date(2024, month, 28), 10 + month, place="JP") for month in (1, 2)]
    pages = render_all(open_release(stat_stock=stock), tmp_path / "site").values()
    assert not any(re.search(r"<style|<script|\sstyle=|\son\w+=", html) for html in pages)


def test_voices_that_are_withheld_are_not_shown_as_none(show: Show) -> None:
    html = show("voices/index.html", stat_voices=[count_voices("13", None, "c", issue="all")])
    assert ["Tokyo", "withheld"] in read_rows(html)
    assert ["Miyagi", "0"] in read_rows(html)


def test_an_issue_that_is_withheld_has_no_number_on_its_page(show: Show) -> None:
    rows = [count_voices("JP", None, "c"), count_voices("13", None, "c")]
    html = show("themes/isolation/index.html", stat_voices=rows)
    assert "<strong>withheld</strong>" in html
    assert ["Tokyo", "withheld"] in read_rows(html)


def test_a_prefecture_says_that_its_number_is_provisional(show: Show) -> None:
    html = show(TOKYO, stat_stock=[count_stock(date(2024, 7, 31), 269, "p")])
    assert "<strong>269</strong>" in html
    assert "31 July 2024, provisional" in html


def test_the_change_of_a_prefecture_is_that_of_a_year(show: Show) -> None:
    stock = [count_stock(date(2023, 7, 31), 260), count_stock(date(2024, 7, 31), 269)]
    assert "<strong>+9</strong>" in show(TOKYO, stat_stock=stock)


def test_a_prefecture_whose_number_is_not_known_does_not_show_zero(show: Show) -> None:
    html = show("prefectures/04/index.html", stat_stock=[count_stock(date(2024, 7, 31), 269)])
    assert "<strong>0</strong>" not in html


def test_tiles_of_the_map_lead_to_the_prefectures(show: Show) -> None:
    html = show("prefectures/index.html", stat_stock=[count_stock(date(2024, 7, 31), 269)])
    assert re.search(r'<a href="(\.\./)*(en/prefectures/)?13/index.html"><g class="shade-', html)


def test_a_month_without_files_is_not_a_month_without_closures(show: Show) -> None:
    flow = [
        count_events(date(2024, 1, 1), "closed", 7),
        count_events(date(2024, 2, 1), "any", None, "x"),
        count_events(date(2024, 3, 1), "registered", 2),
    ]
    rows = read_rows(show("statistics/flow/index.html", stat_flow=flow))
    assert ["2024-01", "0", "7"] in rows
    assert ["2024-02", "not available", "not available"] in rows
    assert ["2024-03", "2", "0"] in rows


def test_blank_spots_are_told_from_what_cannot_be_said(show: Show) -> None:
    spots = [judge_spot("tohoku", 12, True), judge_spot("kanto", None, None)]
    rows = read_rows(show("blank-spots/index.html", stat_blank_spots=spots))
    assert ["Isolation", "Tohoku", "12", "0", "0", "0", "blank"] in rows
    assert ["Isolation", "Kanto", "withheld", "0", "0", "0", "cannot be said"] in rows


def test_who_takes_part_in_what_is_drawn_and_listed(show: Show) -> None:
    html = show(
        "connections/index.html",
        programmes=[programme("hub/1", "見守り", title_en="Watch"), programme("hub/2", "学び")],
        collaborations=[
            collaborate("hub/1", "あおぞら"),
            collaborate("hub/2", "あおぞら"),
            collaborate("hub/2", "かえで", "TSN-2", sector="company"),
        ],
    )
    assert ["あおぞら", "NPO", "Tokyo", "1, 2"] in read_rows(html)
    assert html.count("<circle") == 2


def test_what_members_write_is_escaped_wherever_it_stands(show: Show) -> None:
    html = show(
        "connections/index.html",
        programmes=[programme("hub/1", HOSTILE, lead_name=HOSTILE, lead_participant_id="TSN-2")],
        collaborations=[collaborate("hub/1", HOSTILE)],
    )
    assert "<script" not in html
    assert "<img" not in html
    assert html.count("&lt;script&gt;") >= 4


def test_a_voice_is_escaped_isolated_and_cut(show: Show) -> None:
    html = show("voices/index.html", voice_quotes=[quote(HOSTILE + "声" * 10_000)])
    assert "<bdi>&lt;script&gt;" in html
    assert html.count("声") < 700
    assert "…</bdi>" in html


def test_a_member_is_named_only_where_it_lets_its_name_stand(show: Show) -> None:
    unnamed = quote("言葉", is_named=False, member_name="隠れた団体")
    assert "隠れた団体" not in show("voices/index.html", voice_quotes=[unnamed])


@pytest.mark.parametrize("path", ["voices/index.html", TOKYO, "themes/isolation/index.html"])
def test_a_quotation_stands_where_it_was_heard_and_what_it_is_about(show: Show, path: str) -> None:
    assert "ここにも声がある" in show(path, voice_quotes=[quote("ここにも声がある")])


def test_a_list_of_statistics_says_what_each_is_without_the_details() -> None:
    assert begin("How many there were: month ends since 2015.") == "How many there were"
    assert begin("ある日の数。国は月末、市区町村は年末。") == "ある日の数。"
