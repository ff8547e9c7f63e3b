"""Finding organisations in the browser, and the record of one of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.tsunagu.shared_runs import FinishedRun
from warehouse.dictionary import Dictionary
from warehouse.site.offline import write_offline

SEARCH = "en/organizations/index.html"
PROFILE = "en/organizations/profile/index.html"
FIND = """async (question) => {
    const index = await tsunagu.loadIndex()
    return index.search(question, 10000).rows.map((row) => row.id)
}"""


@pytest.fixture(scope="module")
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The page that finds organisations."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(address + SEARCH)
        yield page


@pytest.fixture(scope="module")
def parquet(demo: FinishedRun) -> Path:
    return demo.release / "parquet"


def ask(parquet: Path, query: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query in which ``{}`` is the folder of the Parquet files."""
    return duckdb.execute(query.replace("{}", str(parquet))).fetchall()


def find_ids(parquet: Path, condition: str) -> set[str]:
    """Return the organisations that meet a condition and may be searched for."""
    rows = ask(
        parquet,
        "select o.org_id from '{}/organizations.parquet' as o"
        " left join '{}/municipalities.parquet' as m using (municipality_code)"
        f" where not coalesce(o.is_excluded_from_search, false) and ({condition})",
    )
    return {org_id for (org_id,) in rows}


def test_every_name_finds_its_organisation(page: Page, parquet: Path) -> None:
    rows = ask(
        parquet,
        "select org_id, name from '{}/organizations.parquet'"
        " where not coalesce(is_excluded_from_search, false) order by hash(org_id) limit 200",
    )
    missed = [name for org_id, name in rows if org_id not in page.evaluate(FIND, name)]
    assert missed == []


def test_a_reading_finds_its_organisation_in_either_kana(page: Page, parquet: Path) -> None:
    ((org_id, kana),) = ask(
        parquet,
        "select org_id, kana from '{}/organizations.parquet'"
        " where kana is not null and not coalesce(is_excluded_from_search, false) order by org_id limit 1",
    )
    hiragana = "".join(chr(ord(one) - 0x60) if "ァ" <= one <= "ヶ" else one for one in kana)
    assert org_id in page.evaluate(FIND, kana)
    assert org_id in page.evaluate(FIND, hiragana)


def test_a_former_name_finds_its_organisation(page: Page, parquet: Path) -> None:
    ((org_id, former),) = ask(
        parquet,
        "select h.org_id, h.name from '{}/organization_history.parquet' as h"
        " join '{}/organizations.parquet' as o using (org_id)"
        " where h.name <> o.name and not coalesce(o.is_excluded_from_search, false)"
        " order by h.org_id, h.name limit 1",
    )
    assert org_id in page.evaluate(FIND, former)


def test_every_number_finds_one_organisation(page: Page, parquet: Path) -> None:
    rows = ask(
        parquet,
        "select org_id, corporate_number from '{}/organizations.parquet'"
        " where corporate_number is not null and not coalesce(is_excluded_from_search, false)"
        " order by hash(org_id) limit 200",
    )
    assert [page.evaluate(FIND, number) for _, number in rows] == [[org_id] for org_id, _ in rows]
    org_id, number = rows[0]
    assert page.evaluate(FIND, org_id) == [org_id]
    wide = number.translate({ord("0") + at: ord("０") + at for at in range(10)})
    assert page.evaluate(FIND, wide) == [org_id]


def test_an_organisation_without_a_number_is_found_by_its_identifier(page: Page, parquet: Path) -> None:
    rows = ask(parquet, "select org_id from '{}/organizations.parquet' where corporate_number is null")
    assert rows
    assert [page.evaluate(FIND, org_id) for (org_id,) in rows] == [[org_id] for (org_id,) in rows]


@pytest.mark.parametrize("place", ["仙台市", "せんだいし", "宮城県", "Miyagi"])
def test_a_place_finds_all_its_organisations(page: Page, parquet: Path, place: str) -> None:
    conditions = {
        "仙台市": "m.name like '%仙台市%'",
        "せんだいし": "m.kana like '%センダイシ%'",
    }
    expected = find_ids(parquet, conditions.get(place, "o.prefecture_code = '04'"))
    assert expected
    assert expected <= set(page.evaluate(FIND, place))


def test_words_must_all_apply(page: Page, parquet: Path) -> None:
    both = set(page.evaluate(FIND, "宮城県 センター"))
    assert both
    assert both == set(page.evaluate(FIND, "宮城県")) & set(page.evaluate(FIND, "センター"))


def test_a_legal_form_in_front_does_not_matter(page: Page) -> None:
    bare = page.evaluate(FIND, "センター")
    assert bare
    assert page.evaluate(FIND, "NPO法人センター") == bare
    assert page.evaluate(FIND, "ＮＰＯ法人 センター") == bare


def test_who_asked_to_be_left_out_of_searches_is_not_found(page: Page, parquet: Path) -> None:
    rows = ask(parquet, "select org_id, name from '{}/organizations.parquet' where is_excluded_from_search")
    assert rows
    for org_id, name in rows:
        assert page.evaluate(FIND, org_id) == []
        assert org_id not in page.evaluate(FIND, name)


def test_the_best_come_first_and_the_ended_after_the_active(page: Page, parquet: Path) -> None:
    (name,) = ask(
        parquet,
        "select replace(name, '特定非営利活動法人', '') as bare from '{}/organizations.parquet'"
        " where name like '特定非営利活動法人%' and not coalesce(is_excluded_from_search, false)"
        " group by bare having count(*) > 1 and count(distinct status) > 1"
        " order by count(*) desc, bare limit 1",
    )[0]
    rows = page.evaluate("async (question) => (await tsunagu.loadIndex()).search(question, 1000).rows", name)
    exact = [row for row in rows if row["name"].replace("特定非営利活動法人", "") == name]
    assert rows[: len(exact)] != []
    active = [row["status"] == "active" for row in exact]
    assert active == sorted(active, reverse=True)


def test_writing_shows_results_and_enter_on_one_opens_its_record(browser: Browser, address: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(address + SEARCH)
        page.focus("#question")
        page.keyboard.type("センター")
        expect(page.locator("#found li")).to_have_count(20)
        expect(page.locator("#count")).to_contain_text("Organisations found")
        for _ in range(3):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.closest('#found') !== null"):
                break
        name = page.evaluate("document.activeElement.textContent")
        page.keyboard.press("Enter")
        expect(page.locator("#profile h1")).to_have_text(name)


def test_what_is_written_goes_to_no_server(browser: Browser, address: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address + SEARCH)
        page.fill("#question", "zxqj")
        expect(page.locator("#count")).to_contain_text("No organisation")
        page.press("#question", "Enter")
        assert page.url.endswith("#q=zxqj")
    assert [url for url in asked if "zxqj" in url] == []


def test_a_record_tells_every_event_and_register(browser: Browser, address: str, parquet: Path) -> None:
    ((org_id, events),) = ask(
        parquet,
        "select org_id, count(*) from '{}/organization_events.parquet' group by org_id"
        " order by count(*) desc, org_id limit 1",
    )
    ((name, sources),) = ask(
        parquet,
        f"select name, len(sources) from '{{}}/organizations.parquet' where org_id = '{org_id}'",
    )
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{address}{PROFILE}#id={org_id}")
        expect(page.locator("#profile h1")).to_have_text(name)
        expect(page.locator(".timeline li")).to_have_count(events)
        expect(page.locator("section[aria-labelledby=section-registers] tbody tr")).to_have_count(sources)
        times = page.locator(".timeline time").evaluate_all("all => all.map((it) => it.dateTime)")
    assert times == sorted(times)


def test_a_record_that_is_not_there_is_said_to_be_missing(browser: Browser, address: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{address}{PROFILE}#id=<img src=x>")
        expect(page.locator("#state")).to_contain_text("<img src=x>")
        assert page.locator("#profile img").count() == 0


def test_the_offline_edition_finds_and_shows_without_a_server(
    browser: Browser, demo: FinishedRun, dictionary: Dictionary, parquet: Path, tmp_path: Path
) -> None:
    ((number, name),) = ask(
        parquet,
        "select corporate_number, name from '{}/organizations.parquet'"
        " where corporate_number is not null and not coalesce(is_excluded_from_search, false)"
        " order by org_id limit 1",
    )
    entrance = write_offline(demo.home, dictionary, tmp_path / "stick").entrance
    with browser.new_context() as context:
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda it: complaints.append(it.text))
        page.goto(f"{entrance.parent.as_uri()}/{SEARCH}")
        page.fill("#question", number)
        page.click("#found a")
        expect(page.locator("#profile h1")).to_have_text(name)
    assert complaints == []
