"""The sums over corrections and requests change with what they say, and with nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.warehouse.corrections.written import correction, request, write
from warehouse.corrections import NO_CORRECTIONS, fingerprint_corrections, fingerprint_suppressions
from warehouse.inputs import read_inputs
from warehouse.layout import Home

DAY = date(2026, 11, 23)
OTHER = correction(id="portal-other", rows={"portal_id": "013000102"})


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_nothing_written_is_nothing_corrected(home: Home) -> None:
    assert fingerprint_corrections(home) == NO_CORRECTIONS
    write(home)
    assert fingerprint_corrections(home) == NO_CORRECTIONS


def test_order_file_and_comments_do_not_count(home: Home) -> None:
    write(home, correction(), OTHER)
    first = fingerprint_corrections(home)
    path = write(home, OTHER)
    path.write_text("# why\n" + path.read_text("utf-8"), "utf-8")
    write(home, correction(), name="b.yml")

    assert fingerprint_corrections(home) == first


def test_a_changed_word_counts(home: Home) -> None:
    write(home, correction())
    first = fingerprint_corrections(home)
    write(home, correction(reason_ja="別の理由"))

    assert fingerprint_corrections(home) != first


def test_corrections_and_requests_have_sums_of_their_own(home: Home) -> None:
    write(home, correction())
    corrections, requests = fingerprint_corrections(home), fingerprint_suppressions(home)
    write(home, request(), name="suppressions.yml")

    assert fingerprint_corrections(home) == corrections
    assert fingerprint_suppressions(home) != requests


@pytest.mark.parametrize("content", [b"- [", b"\x83\x65", b"- {1: a, b: c}", b"- 2026-02-31"])
def test_a_file_that_cannot_be_read_counts_by_its_bytes(home: Home, content: bytes) -> None:
    sums = set()
    for more in (b"", b" "):
        write(home).write_bytes(content + more)
        sums.add(fingerprint_corrections(home))

    assert len(sums - {NO_CORRECTIONS}) == 2


def test_a_correction_makes_a_release_another_one(home: Home) -> None:
    before = read_inputs(home, DAY)
    write(home, correction())
    after = read_inputs(home, DAY)
    changed = {name for name in after.contents if after.contents[name] != before.contents[name]}

    assert after.fingerprint != before.fingerprint
    assert changed == {"corrections", "correction_findings"}


def test_a_request_makes_a_release_another_one(home: Home) -> None:
    before = read_inputs(home, DAY)
    write(home, request(), name="suppressions.yml")
    after = read_inputs(home, DAY)

    assert after.fingerprint != before.fingerprint
    assert {name for name in after.contents if after.contents[name] != before.contents[name]} == {
        "suppressions"
    }
