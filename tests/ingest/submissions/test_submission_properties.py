"""Properties of intake: sums, order of arrival, and no crash whatever the table and its encoding."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.submissions.contracts import CONTRACTS
from tests.ingest.submissions.desk import NOON, Desk, make_csv, voice

NO_DAY = date(1, 1, 1)
HEADERS = sorted({field.title_ja for contract in CONTRACTS.values() for field in contract.fields})
CELLS = st.one_of(
    st.sampled_from(
        ["", "○", "×", "V1", "nagoya/V1", "2026-03-14", "令和8年3月1日", "宮城県", "isolation", "住民",
         "取下げ", "記入例", "12", "1180301018771", "=1+1", "https://example.jp", "対面", "共催", "npo"]
    ),
    st.text(max_size=8),
)  # fmt: skip


def choose_current(records: Sequence[dict[str, Any]]) -> dict[str, tuple[str, str]]:
    """Return what is current of each record by the agreed order of revisions."""
    chosen: dict[str, tuple[str, str]] = {}
    for key in {record["record_key"] for record in records}:
        of_key = [record for record in records if record["record_key"] == key]
        all_dated = all(record["updated_on"] for record in of_key)
        newest = max(
            of_key,
            key=lambda it: (it["updated_on"] if all_dated else NO_DAY, it["received_at"], it["content_hash"]),
        )
        withdrawn = any(record["action"] == "withdraw" for record in of_key)
        chosen[key] = ("withdraw", "") if withdrawn else ("record", newest["content_hash"])
    return chosen


@st.composite
def revisions(draw: st.DrawFn) -> list[dict[str, str]]:
    """Return rows of a few voices, each revision of a voice updated on a day of its own."""
    rows = []
    for name in ("V1", "V2", "V3"):
        days = draw(st.lists(st.integers(0, 20), max_size=4, unique=True))
        for day in days:
            action = draw(st.sampled_from(["", "", "", "取下げ"]))
            updated = (date(2026, 3, 1) + timedelta(days=day)).isoformat()
            text = draw(st.sampled_from(["ひとつ", "ふたつ"]))
            rows.append(voice(声の番号=name, 更新日=updated, 内容=text, 操作=action))
    return rows


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_the_same_rows_in_any_order_and_any_files_make_the_same_records(data: st.DataObject) -> None:
    rows = data.draw(revisions().filter(bool))
    results = []
    for _ in range(2):
        order = data.draw(st.permutations(rows))
        cuts = sorted(data.draw(st.sets(st.integers(1, len(order)), max_size=3)))
        files = [order[first:last] for first, last in zip([0, *cuts], [*cuts, len(order)], strict=True)]
        with tempfile.TemporaryDirectory() as folder:
            desk = Desk(Path(folder))
            receipts = [
                desk.send(part, received_at=NOON + timedelta(hours=number))
                for number, part in enumerate(files)
                if part
            ]
            assert sum(receipt.rows_accepted for receipt in receipts) == len(rows)
            results.append(choose_current(desk.read_records()))
    assert results[0] == results[1]
    assert set(results[0]) == {f"sendai-centre/{row['声の番号']}" for row in rows}


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(["ひとつ", "ふたつ", "みっつ"]), min_size=2, max_size=6), st.data())
def test_of_rows_of_which_one_is_not_dated_the_last_to_arrive_counts_however_they_are_cut_into_files(
    texts: list[str], data: st.DataObject
) -> None:
    rows = [
        voice(声の番号="V1", 更新日=f"2026-03-{20 - number:02}", 内容=f"{text}{number}")
        for number, text in enumerate(texts)
    ]
    rows[-1]["更新日"] = ""
    cut = data.draw(st.integers(0, len(rows) - 1))
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        for number, part in enumerate(part for part in (rows[:cut], rows[cut:]) if part):
            desk.send(part, received_at=NOON + timedelta(hours=number))
        records = desk.read_records()
    assert choose_current(records) == {"sendai-centre/V1": ("record", records[-1]["content_hash"])}
    assert records[-1]["text"] == rows[-1]["内容"]


@st.composite
def tables(draw: st.DrawFn) -> bytes:
    """Return a table of random headers and cells in a random encoding."""
    header = draw(st.lists(st.one_of(st.sampled_from(HEADERS), st.text(max_size=5)), min_size=1, max_size=12))
    rows = draw(st.lists(st.lists(CELLS, max_size=len(header) + 1), max_size=6))
    stream = io.StringIO()
    csv.writer(stream).writerows([header, *rows])
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "cp932", "utf-16"]))
    return stream.getvalue().encode(encoding, errors="replace")


@settings(max_examples=60, deadline=None)
@given(tables(), st.sampled_from([None, "voice", "event", "collaboration"]))
def test_whatever_the_table_there_is_a_receipt_and_its_sums_are_right(
    content: bytes, kind: str | None
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        receipt = desk.send(content, kind=kind)
        assert receipt.rows_sent == receipt.rows_accepted + receipt.rows_quarantined
        assert sum(count.accepted for count in receipt.kinds) == receipt.rows_accepted
        stored = sum(
            len(desk.read_records(count.kind)) for count in {it.kind: it for it in receipt.kinds}.values()
        )
        assert stored == receipt.rows_accepted - sum(count.superseded for count in receipt.kinds)
        rows = {(line["sheet"], line["row"]) for line in desk.read_quarantine()}
        assert len(rows) == receipt.rows_quarantined
        assert bool(receipt.refused) == (receipt.format is None)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.fixed_dictionaries({name: CELLS for name in voice()}), min_size=1, max_size=6))
def test_a_table_of_voices_with_any_cells_is_judged_row_by_row(rows: list[dict[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        together = Desk(Path(folder) / "together").send(make_csv(rows), kind="voice")
        alone = [
            Desk(Path(folder) / str(number)).send(make_csv([row]), kind="voice")
            for number, row in enumerate(rows)
        ]
        assert together.rows_accepted == sum(receipt.rows_accepted for receipt in alone)
        assert together.rows_sent == sum(receipt.rows_sent for receipt in alone)
