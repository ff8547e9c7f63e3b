"""The search of organisations at national size: `HOME` — a page of its site, and 60,000 generated names.

Says how large the index is, how much the page fetches, and how long the first result takes from the first
letter: cold, with the index still to be fetched and taken apart, and warm, with the index there.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
from pathlib import Path

import numpy as np
import polars as pl
from playwright.sync_api import Browser, CDPSession

from ingest.sample.names import draw_names
from tests.site.browser import open_browser, serve_folder
from warehouse.layout import Home
from warehouse.release.catalog import find_release
from warehouse.site.build import PARTS, STATIC
from warehouse.site.render import ASSETS
from warehouse.site.search_index import INDEX_FILE, build_index

NAMES = 60_000
TIMES = 5
PAGE = "ja/organizations/index.html"
#: Each has results among the generated names.
QUESTIONS = ("さ", "センター", "里山", "東京都 里山", "39000")
#: Writes a question and waits for the list to change; returns the milliseconds it took.
ASK = """(question) => new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('no result for ' + question)), 20000)
    const box = document.getElementById('question')
    const started = performance.now()
    new MutationObserver((_, watching) => {
        watching.disconnect()
        resolve(performance.now() - started)
    }).observe(document.getElementById('found'), { childList: true })
    box.value = question
    box.dispatchEvent(new Event('input', { bubbles: true }))
})"""
FETCHED = """performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))
    .reduce((sum, entry) => sum + entry.transferSize, 0)"""


def draw_country(release: Path) -> bytes:
    """Return an index of generated names in the places of a release."""
    rng = np.random.default_rng(17)
    places = pl.read_parquet(release / "parquet" / "municipalities.parquet").filter(
        pl.col("area_level") != "prefecture"
    )
    drawn = draw_names(rng, NAMES, "heads", "tails", alone=0.1, regional=0.3, spaced=0.05)
    towns = places[rng.integers(0, len(places), NAMES)]
    bodies = np.sort(rng.choice(10**9, NAMES, replace=False)) + 390_005_000_000
    digits = rng.integers(0, 10, NAMES)
    numbers = [f"{digit}{body:012}" for digit, body in zip(digits, bodies, strict=True)]
    names = pl.DataFrame(
        {
            "org_id": [f"JP-JCN-{number}" for number in numbers],
            "corporate_number": numbers,
            "name": "特定非営利活動法人" + drawn["core"],
            "kana": drawn["furigana"],
            "legal_form": "npo",
            "status": pl.Series(rng.choice(["active", "closed", "dissolved"], NAMES, p=[0.8, 0.12, 0.08])),
            "prefecture_code": towns["prefecture_code"],
            "municipality_code": towns["municipality_code"],
        }
    )
    renamed = names.sample(NAMES // 20, seed=3)
    former = renamed.select("org_id", name="特定非営利活動法人" + drawn["core"].sample(NAMES // 20, seed=4))
    vocabulary = pl.read_parquet(release / "parquet" / "vocabularies.parquet").filter(
        vocabulary="prefectures"
    )
    known = places.join(vocabulary, left_on="prefecture_code", right_on="code").select(
        "prefecture_code",
        "municipality_code",
        "name",
        "kana",
        prefecture="name_ja",
        prefecture_en="name_en",
    )
    return build_index(names, former, known)


def measure(browser: Browser, address: str) -> tuple[dict[str, list[float]], int]:
    """Return milliseconds of first results, and the bytes a page fetched in all.

    The time of the page's thread says what a machine with nothing else to do would take, but for the network.
    """
    taken: dict[str, list[float]] = {"cold": [], "cold, thread of the page": [], "warm": []}
    fetched = 0
    for at in range(TIMES):
        with browser.new_context() as context:
            page = context.new_page()
            session = context.new_cdp_session(page)
            session.send("Performance.enable")
            page.goto(address + PAGE)
            before = read_thread_time(session)
            taken["cold"].append(page.evaluate(ASK, QUESTIONS[at % len(QUESTIONS)]))
            taken["cold, thread of the page"].append(read_thread_time(session) - before)
            taken["warm"] += [page.evaluate(ASK, question) for question in QUESTIONS]
            fetched = page.evaluate(FETCHED)
    return taken, fetched


def read_thread_time(session: CDPSession) -> float:
    """Return the milliseconds the thread of a page has worked."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(float(one["value"]) * 1000 for one in metrics if one["name"] == "ThreadTime")


def main() -> None:
    """Measure on the site of a home, whose index is put aside in a copy."""
    home = Home.resolve(sys.argv[1])
    with tempfile.TemporaryDirectory() as name, open_browser() as browser:
        root = Path(name)
        for part in PARTS[1:]:
            if (home.public / part).is_dir():
                shutil.copytree(home.public / part, root / part)
        shutil.copytree(STATIC, root / ASSETS)
        index = draw_country(find_release(home))
        path = root / ASSETS / INDEX_FILE
        path.parent.mkdir()
        path.write_bytes(index)
        with serve_folder(root) as address:
            taken, fetched = measure(browser, address)
    print(f"names {NAMES:,} · index {len(index):,} bytes · fetched in all {fetched:,} bytes")
    for title, times in taken.items():
        print(f"first result, {title}: median {statistics.median(times):.0f} ms, most {max(times):.0f} ms")


if __name__ == "__main__":
    main()
