from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.warehouse.press.conftest import Write, close
from tests.warehouse.small_warehouse import make_inputs
from warehouse.dictionary import Dictionary
from warehouse.press.desk import list_tables, open_desk
from warehouse.press.findings import Finding, declare_findings, tell_findings
from warehouse.press.kit import list_sources, write_press_kit
from warehouse.press.tiles import place_tiles
from warehouse.press.wording import escape_markdown, make_press_environment
from warehouse.release.manifest import list_files

SVG = "{http://www.w3.org/2000/svg}"


def tell(root: Path, marts: Dictionary) -> list[Finding]:
    with open_desk(root) as desk:
        return list(tell_findings(desk, marts, make_press_environment()))


def test_a_finding_has_its_number_in_both_languages_and_the_warnings_of_its_statistic(
    write: Write, marts: Dictionary
) -> None:
    (finding,) = tell(write(stat_flow=[close(1654, place="JP"), close(3, "other_liquidation", "JP")]), marts)

    assert "In January 2024 registrars closed the records of **1,654** NPO corporations; 3 " in finding.en
    assert "2024年1月、登記官は**1,654法人**" in finding.ja
    assert set(marts["stat_flow"].warnings_ja) <= set(finding.caveats_ja)
    assert len(finding.caveats_ja) == len(finding.caveats_en)


@pytest.mark.parametrize("status", ["x", "c"])
def test_a_figure_that_is_not_available_or_withheld_is_not_written(
    write: Write, marts: Dictionary, status: str
) -> None:
    assert tell(write(stat_flow=[{**close(None, place="JP"), "value_status": status}]), marts) == []


def test_every_declared_finding_reads_a_statistic_first(marts: Dictionary) -> None:
    assert [d["name"] for d in declare_findings() if not marts[list_tables(d["query"])[0]].is_statistic] == []


def test_a_hostile_name_is_shown_and_not_run(write: Write, marts: Dictionary) -> None:
    fields = [{"field_code": "01", "name_ja": "<script>", "name_en": "[x](http://example.com) **y**"}]
    stated = {
        "geography_kind": "country",
        "geography_code": "JP",
        "field_code": "01",
        "value": 3,
        "organizations_stating_any": 4,
        "as_of_on": close(1)["month"],
    }
    (finding,) = tell(write(stat_fields=[stated], activity_fields=fields), marts)

    assert r"\<script\>" in finding.ja
    assert r"\[x\]\(http://example.com\) \*\*y\*\*" in finding.en


def test_a_text_stays_on_its_line() -> None:
    assert escape_markdown("a\n\n# b|c`d`") == r"a \# b\|c\`d\`"


def test_every_prefecture_has_a_tile_of_its_own() -> None:
    tiles = place_tiles()

    assert sorted(tiles) == [f"{code:02}" for code in range(1, 48)]
    assert len(set(tiles.values())) == len(tiles)


def test_a_dictionary_without_the_tables_has_no_kit(write: Write, marts: Dictionary) -> None:
    root = write()
    write_press_kit(
        root, Dictionary(tuple(d for d in marts if d.name != "stat_flow")), make_inputs("2026.11.0")
    )

    assert "stat_flow" in list_sources()
    assert not (root / "press").exists()


def test_without_figures_the_pages_say_so(write: Write, marts: Dictionary) -> None:
    root = write()
    write_press_kit(root, marts, make_inputs("2026.11.0"))

    page = (root / "press" / "en" / "findings.md").read_text(encoding="utf-8")
    assert "No figure of this release could be told." in page
    assert [path for path in list_files(root / "press") if path.endswith((".svg", ".png"))] == []


@pytest.fixture
def kit(write: Write, marts: Dictionary) -> Path:
    """The kit of a release that knows the closures of one month, and the rate of one prefecture."""
    rate = {"geography_kind": "prefecture", "geography_code": "13", "legal_form": "npo", "value": Decimal(9)}
    root = write(
        stat_flow=[close(654, place="JP"), close(3, "other_liquidation", "JP")],
        stat_rate=[{**rate, "as_of_on": date(2024, 7, 31), "population_on": date(2024, 1, 1)}],
    )
    write_press_kit(root, marts, make_inputs("2026.11.0"))
    return root / "press"


def test_a_kit_has_pages_leads_pictures_and_the_licence_of_the_font(kit: Path) -> None:
    assert list_files(kit) == [
        "IPA_Font_License_Agreement_v1.0.txt",
        "en/closures.png",
        "en/closures.svg",
        "en/findings.md",
        "en/prefectures.png",
        "en/prefectures.svg",
        "ja/closures.png",
        "ja/closures.svg",
        "ja/findings.md",
        "ja/prefectures.png",
        "ja/prefectures.svg",
        "ja/story_leads.csv",
        "story_leads.csv",
    ]


def test_a_picture_tells_what_it_shows_and_carries_its_letters(kit: Path) -> None:
    page = (kit / "ja" / "findings.md").read_text(encoding="utf-8")
    picture = (kit / "ja" / "closures.svg").read_text(encoding="utf-8")
    tree = ElementTree.fromstring(picture)

    title = tree.find(f"{SVG}title")
    assert title is not None and title.text
    assert "登記官による閉鎖、654法人" in title.text
    assert tree.get("role") == "img"
    assert f"![{title.text}](closures.png)" in page
    assert "url(data:font/" in picture
    assert picture.count("http") == picture.count("http://www.w3.org/")


def test_two_kits_of_the_same_tables_are_byte_identical(write: Write, marts: Dictionary, kit: Path) -> None:
    before = {path: (kit / path).read_bytes() for path in list_files(kit)}
    other = kit.parent / "again"
    (other / "parquet").mkdir(parents=True)
    for file in (kit.parent / "parquet").iterdir():
        (other / "parquet" / file.name).write_bytes(file.read_bytes())
    write_press_kit(other, marts, make_inputs("2026.11.0"))

    assert {path: (other / "press" / path).read_bytes() for path in list_files(other / "press")} == before
