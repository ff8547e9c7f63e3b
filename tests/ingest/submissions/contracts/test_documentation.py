from __future__ import annotations

import re
from pathlib import Path

import pytest

from ingest.submissions.contracts import CONTRACTS, Contract
from ingest.submissions.contracts.documentation import PAGES, build_pages, write_pages
from tests.ingest.submissions.contracts.rows import ALL_CONTRACTS

DOCUMENTS = sorted(PAGES.glob("*.md"))


def test_the_pages_are_what_the_contracts_say_now() -> None:
    stale = [
        name for name, text in build_pages().items() if (PAGES / name).read_text(encoding="utf-8") != text
    ]

    assert stale == [], "run python -m ingest.submissions.contracts.documentation"


def test_a_page_of_a_kind_that_is_gone_does_not_stay() -> None:
    assert {path.name for path in DOCUMENTS} == {*build_pages(), "README.ja.md", "README.en.md"}


def test_all_pages_are_written(tmp_path: Path) -> None:
    write_pages(tmp_path)

    assert {path.name for path in tmp_path.iterdir()} == set(build_pages())


@pytest.mark.parametrize("contract", ALL_CONTRACTS, ids=lambda contract: contract.name)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_column_stands_on_the_page_of_its_kind(contract: Contract, language: str) -> None:
    page = build_pages()[f"{contract.kind}.{language}.md"]

    assert f"`{contract.name}`" in page
    assert [it.name for it in contract.fields if f"| {it.title_ja} | `{it.name}` |" not in page] == []


def test_the_end_of_an_old_version_is_told() -> None:
    assert "2027-03-31" in build_pages()["voice.en.md"]
    assert str(CONTRACTS["voice", 1].accepted_until) in build_pages()["index.ja.md"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    headings = {
        re.sub(r"[^\w]+", "-", title.lower()).strip("-") for title in re.findall(r"^#+ (.+)", text, re.M)
    }
    targets = re.findall(r"\]\(([^)\s]+)\)", text)

    assert targets
    assert [it for it in targets if it.startswith("#") and it[1:] not in headings] == []
    files = [target.split("#")[0] for target in targets if not target.startswith("#") and "://" not in target]
    assert [it for it in files if not (document.parent / it).exists()] == []
