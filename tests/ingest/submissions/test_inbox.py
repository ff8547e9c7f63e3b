"""Tests of the inbox."""

from __future__ import annotations

import io
import os
import time
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from ingest.submissions import inbox
from ingest.submissions.inbox import InboxFailed, list_inbox, take_inbox
from ingest.submissions.readers.limits import LIMITS, Limits
from ingest.submissions.receipts import Receipt
from tests.ingest.submissions.desk import MEMBER, NOON, Desk, make_csv, voice

MEMBERS = {MEMBER.id: MEMBER}


def now() -> datetime:
    return NOON


def take(desk: Desk, settle_seconds: float = 0, limits: Limits = LIMITS) -> list[Receipt]:
    return take_inbox(desk.places, MEMBERS, now, settle_seconds=settle_seconds, limits=limits)


def put(desk: Desk, name: str, content: bytes | None = None, folder: str = MEMBER.id) -> Path:
    path = desk.places.inbox / folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(make_csv([voice()]) if content is None else content)
    return path


def test_a_file_is_taken_in_and_leaves_the_inbox(desk: Desk) -> None:
    path = put(desk, "声.csv")
    (receipt,) = take(desk)
    assert (receipt.member_id, receipt.filename, receipt.rows_accepted) == (MEMBER.id, "声.csv", 1)
    assert not path.exists()
    assert desk.places.find_accepted(receipt.sha256).is_file()
    assert take(desk) == []


def test_files_are_taken_in_the_order_in_which_they_came(desk: Desk) -> None:
    for age, name in ((30, "b.csv"), (20, "a.csv"), (10, "c.csv")):
        path = put(desk, name, make_csv([voice(内容=name)]))
        os.utime(path, (time.time() - age, time.time() - age))
    assert [receipt.filename for receipt in take(desk)] == ["b.csv", "a.csv", "c.csv"]


@pytest.mark.parametrize(
    "name", ["~$声.xlsx", ".DS_Store", "a.csv.part", "a.crdownload", "a.tmp", "Thumbs.db"]
)
def test_what_is_hidden_or_still_arriving_waits_without_a_word(name: str, desk: Desk) -> None:
    path = put(desk, name)
    assert take(desk) == []
    assert path.exists()
    assert list_inbox(desk.places, MEMBERS, 0) == ([], [])


def test_a_file_that_was_just_written_to_waits(desk: Desk) -> None:
    path = put(desk, "声.csv")
    assert take(desk, settle_seconds=60) == []
    os.utime(path, (time.time() - 61, time.time() - 61))
    assert len(take(desk, settle_seconds=60)) == 1


def test_a_workbook_is_taken_in_as_soon_as_its_last_bytes_are_there(desk: Desk) -> None:
    workbook = io.BytesIO()
    pl.DataFrame([voice()]).write_excel(workbook)
    whole = workbook.getvalue()
    put(desk, "声.xlsx", whole[:-100])
    assert take(desk, settle_seconds=60) == []
    put(desk, "声.xlsx", whole)
    assert len(take(desk, settle_seconds=60)) == 1


def test_a_file_changed_in_the_future_is_taken_in(desk: Desk) -> None:
    path = put(desk, "声.csv")
    os.utime(path, (time.time() + 86_400, time.time() + 86_400))
    assert len(take(desk, settle_seconds=60)) == 1


def test_half_a_file_is_a_finding_after_a_day_and_stays(desk: Desk) -> None:
    path = put(desk, "声.csv.part")
    os.utime(path, (time.time() - 90_000, time.time() - 90_000))
    assert take(desk) == []
    _, findings = list_inbox(desk.places, MEMBERS, 0)
    assert [(it.place, it.rule) for it in findings] == [("sendai-centre/声.csv.part", "inbox.unfinished")]
    assert path.exists()


def test_links_and_folders_are_findings_and_stay(desk: Desk, tmp_path: Path) -> None:
    outside = tmp_path / "secret.csv"
    outside.write_bytes(make_csv([voice()]))
    put(desk, "声.csv").unlink()
    (desk.places.inbox / MEMBER.id / "link.csv").symlink_to(outside)
    (desk.places.inbox / MEMBER.id / "folder").mkdir()
    assert take(desk) == []
    _, findings = list_inbox(desk.places, MEMBERS, 0)
    assert [(it.place, it.rule) for it in findings] == [
        ("sendai-centre/folder", "inbox.not_regular"),
        ("sendai-centre/link.csv", "inbox.not_regular"),
    ]


def test_strangers_and_strays_are_findings_without_receipt(desk: Desk, tmp_path: Path) -> None:
    put(desk, "声.csv", folder="nobody")
    put(desk, "声.csv", folder=".")
    (desk.places.inbox / "link").symlink_to(tmp_path)
    assert take(desk) == []
    _, findings = list_inbox(desk.places, MEMBERS, 0)
    assert {(it.place, it.rule) for it in findings} == {
        ("nobody", "inbox.unknown_member"),
        ("声.csv", "inbox.stray"),
        ("link", "inbox.stray"),
    }
    assert all(it.remedy for it in findings)
    assert not desk.places.receipts.exists()


def test_without_an_inbox_nothing_is_taken_in(desk: Desk) -> None:
    assert take(desk) == []


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n", b"a,b\n1,2\n"])
def test_a_refused_file_leaves_the_inbox_too(content: bytes, desk: Desk) -> None:
    path = put(desk, "x.csv", content)
    (receipt,) = take(desk)
    assert receipt.refused is not None
    assert not path.exists()


def test_too_large_a_file_is_moved_not_lost(desk: Desk) -> None:
    content = make_csv([voice()])
    path = put(desk, "large.csv", content)
    (receipt,) = take(desk, limits=Limits(file_bytes=10))
    assert receipt.refused is not None
    assert not path.exists()
    assert desk.places.find_accepted(receipt.sha256).read_bytes() == content


def test_a_file_exchanged_during_intake_stays_for_the_next(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(desk, "声.csv")
    original = inbox.take_in

    def exchange(*arguments: object) -> Receipt:
        receipt = original(*arguments)  # type: ignore[arg-type]
        path.write_bytes(make_csv([voice(内容="あとから")]))
        return receipt

    with monkeypatch.context() as patch:
        patch.setattr(inbox, "take_in", exchange)
        take(desk)
    assert path.exists()
    take(desk)
    assert {record["text"] for record in desk.read_records()} == {"近くに居場所がない。", "あとから"}


def test_a_file_that_cannot_be_taken_in_does_not_keep_the_others_waiting(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(desk, "a.csv", make_csv([voice(内容="a")]))
    os.utime(path, (1, 1))
    put(desk, "b.csv")
    original = inbox.take_in

    def fail_once(places: object, submission: inbox.Submission, limits: Limits) -> Receipt:
        if submission.filename == "a.csv":
            raise OSError("no space left")
        return original(places, submission, limits)  # type: ignore[arg-type]

    monkeypatch.setattr(inbox, "take_in", fail_once)
    with pytest.raises(InboxFailed, match="a.csv.*no space left"):
        take(desk)
    assert [item.name for item in path.parent.iterdir()] == ["a.csv"]
    assert len(desk.read_records()) == 1


def test_a_name_that_looks_like_a_path_is_only_a_name(desk: Desk) -> None:
    put(desk, "a\\..\\..\\evil\n.csv")
    (receipt,) = take(desk)
    assert receipt.filename == "a\\..\\..\\evil\ufffd.csv"
