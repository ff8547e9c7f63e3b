"""The site of the demo, `tsunagu site`, and `tsunagu serve`."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.tsunagu.command import call
from tests.tsunagu.shared_runs import FinishedRun, copy_public
from tests.warehouse.site import links
from warehouse.site.publish import STAMP

pytestmark = pytest.mark.xdist_group("demo")

PATHS = Path(links.__file__).with_name("paths.txt")
#: A page for each release: as many as there are, so the list of paths names none of them.
OF_RELEASES = re.compile(r"releases/\d+\.\d+\.\d+/index\.html")
READING_WEIGHT = 150_000


def list_paths(demo: FinishedRun, language: str) -> set[str]:
    root = demo.home.public / language
    paths = {path.relative_to(root).as_posix() for path in root.rglob("*.html")}
    return {path for path in paths if not OF_RELEASES.fullmatch(path)}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_path_that_was_ever_public_still_leads_to_a_page(demo: FinishedRun, language: str) -> None:
    assert set(PATHS.read_text(encoding="utf-8").split()) - list_paths(demo, language) == set()


def test_every_page_is_in_the_list_of_paths_that_never_die(demo: FinishedRun) -> None:
    unlisted = sorted(list_paths(demo, "ja") - set(PATHS.read_text(encoding="utf-8").split()))
    assert unlisted == [], f"append to {PATHS}:\n" + "\n".join(unlisted)


def test_no_link_of_the_site_is_broken(demo: FinishedRun) -> None:
    assert list(links.find_broken_links(demo.home.public)) == []


def test_no_page_loads_anything_from_elsewhere(demo: FinishedRun) -> None:
    assert list(links.find_foreign_fetches(demo.home.public)) == []


def test_a_page_for_reading_weighs_little(demo: FinishedRun) -> None:
    style = sum(path.stat().st_size for path in (demo.home.public / "assets").glob("*.css"))
    heavy = {
        str(path): path.stat().st_size
        for path in links.list_pages(demo.home.public)
        if path.stat().st_size + style > READING_WEIGHT
    }
    assert heavy == {}


def test_the_demo_ends_by_naming_the_page_to_open(demo: FinishedRun) -> None:
    named = re.search(r"(/\S+)", demo.answer.out.strip().splitlines()[-1])
    assert named is not None
    assert Path(named[1]) == demo.home.public / "index.html"


def test_a_dataset_page_describes_itself_for_search_engines(demo: FinishedRun) -> None:
    page = demo.home.public / "en/datasets/organizations/index.html"
    found = re.search(
        r'<script type="application/ld\+json">(.*?)</script>', page.read_text("utf-8"), re.DOTALL
    )
    assert found is not None
    described = json.loads(found[1])
    parquet = (page.parent / described["distribution"][0]["contentUrl"]).resolve()
    assert (described["@type"], parquet) == ("sc:Dataset", demo.home.latest / "parquet/organizations.parquet")


def test_the_site_is_made_again_on_demand(demo: FinishedRun, tmp_path: Path) -> None:
    home = copy_public(demo, tmp_path / "home")
    assert "already" in call("site", "--home", home.root).out
    (home.public / STAMP).unlink()
    answer = call("site", "--home", home.root)
    assert (answer.status, "pages in each language" in answer.out) == (0, True)


def test_without_a_release_there_is_nothing_to_tell_of(tmp_path: Path) -> None:
    answer = call("site", "--home", tmp_path / "empty")
    assert (answer.status, "a release must have been built" in answer.err) == (1, True)


def test_serve_names_its_address_and_answers_there(demo: FinishedRun) -> None:
    command = [sys.executable, "-m", "tsunagu", "serve", "--home", str(demo.home.root), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            shown = (re.search(r"http://127\.0\.0\.1:\d+/", line) for line in process.stdout)
            address = next(found[0] for found in shown if found)
            with urllib.request.urlopen(f"{address}ja/index.html", timeout=30) as answer:
                assert "つなぐ" in answer.read().decode()
        finally:
            process.terminate()
