"""Tests of taking a file in: once, again, killed half-way, and by two at once."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from ingest.errors import UnreadableFile
from ingest.files import sha256_of
from ingest.submissions import store
from ingest.submissions.intake import clean_filename, rebuild_missing, submit_file
from ingest.submissions.members import Member
from ingest.submissions.readers.limits import Limits
from ingest.submissions.store import LostBytes, list_batches, load_batch
from tests.ingest.submissions.desk import MEMBER, NOON, Desk, make_csv, make_places, voice

LATER = NOON + timedelta(days=1)


class Killed(BaseException):
    """Stands for a process that ends at this line."""


def test_the_bytes_are_kept_below_their_sha256(desk: Desk) -> None:
    content = make_csv([voice()])
    receipt = desk.send(content)
    kept = desk.places.find_accepted(receipt.sha256)
    assert kept.read_bytes() == content
    assert sha256_of(kept) == receipt.sha256


def test_a_file_sent_three_times_has_three_receipts_and_one_set_of_records(desk: Desk) -> None:
    content = make_csv([voice(), voice(声の番号="V2", 聞いた日="?")])
    first = desk.send(content)
    tables = desk.list_tables()
    second, third = desk.send(content), desk.send(content, received_at=LATER)
    assert [first.is_repeated, second.is_repeated, third.is_repeated] == [False, True, True]
    assert len({first.id, second.id, third.id}) == 3
    assert len(list(desk.places.find_receipt("sendai-centre", first.id).parent.iterdir())) == 3
    assert desk.list_tables() == tables
    assert first.outcome == second.outcome == third.outcome
    assert third.first_received_at == NOON


def test_the_same_file_of_another_member_is_another_batch(desk: Desk) -> None:
    content = make_csv([voice()])
    desk.send(content)
    other = desk.send(content, member=replace(MEMBER, id="nagoya"))
    assert not other.is_repeated
    assert [record["record_key"] for record in desk.read_records()] == ["nagoya/V1", "sendai-centre/V1"]


def test_a_refused_file_is_kept_with_its_receipt(desk: Desk) -> None:
    receipt = desk.send(b"%PDF-1.7 not a table", "声.pdf")
    assert receipt.refused is not None
    assert receipt.refused.message_ja and receipt.refused.remedy_ja
    assert desk.places.find_accepted(receipt.sha256).is_file()
    assert (receipt.rows_sent, desk.list_tables()) == (0, {})


def test_an_empty_file_is_refused(desk: Desk) -> None:
    receipt = desk.send(b"")
    assert receipt.refused is not None
    assert receipt.refused.rule == "file.empty"


def test_too_large_a_file_is_refused_without_keeping_a_copy(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    path.write_bytes(make_csv([voice()]))
    receipt = submit_file(desk.places, MEMBER, path, path.name, NOON, limits=Limits(file_bytes=10))
    assert receipt.refused is not None
    assert receipt.refused.rule == "file.too_large"
    assert list(desk.places.accepted.iterdir()) == []


def test_a_link_is_no_submission(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "link.csv").symlink_to("/etc/hostname")
    with pytest.raises(Exception, match="no ordinary file"):
        submit_file(desk.places, MEMBER, tmp_path / "link.csv", "link.csv", NOON)


def test_a_time_without_zone_is_a_mistake_of_the_caller(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="time zone"):
        submit_file(desk.places, MEMBER, tmp_path / "x", "x", datetime(2026, 4, 1))


def test_a_kind_allowed_since_is_taken_when_the_same_file_comes_again(desk: Desk) -> None:
    content = make_csv([voice()])
    desk.send(content, member=replace(MEMBER, kinds=("event",)))
    again = desk.send(content, received_at=LATER)
    assert (again.is_repeated, again.rows_accepted) == (False, 1)
    assert desk.read_records()[0]["received_at"] == LATER
    assert desk.read_quarantine() == []


def test_records_once_accepted_are_not_lost_by_sending_the_file_as_another_kind(desk: Desk) -> None:
    content = make_csv([voice(), voice(声の番号="V2", 聞いた日="?")])
    desk.send(content)
    again = desk.send(content, kind="event")
    assert (again.is_repeated, again.rows_accepted) == (True, 1)
    assert len(desk.read_records()) == 1


@pytest.mark.parametrize("name", ["_write_quarantine", "_write_parquet", "write_text_atomically"])
def test_an_intake_killed_before_the_batch_record_is_completed_by_the_next(
    name: str, desk: Desk, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = make_csv([voice(), voice(声の番号="V2", 聞いた日="?")])

    def die(*arguments: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(store, name, die)
        with pytest.raises(Killed):
            desk.send(content)
    assert list(list_batches(desk.places)) == []
    receipt = desk.send(content)
    assert not receipt.is_repeated
    untouched = Desk(tmp_path_factory.mktemp("untouched"))
    untouched.send(content)
    assert desk.list_tables() == untouched.list_tables()


def test_an_intake_killed_before_the_receipt_is_told_as_new(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*arguments: object, **options: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("ingest.submissions.receipt_folder.render_page", die)
        with pytest.raises(Killed):
            desk.send([voice()])
    assert len(desk.read_records()) == 1
    receipt = desk.send([voice()])
    assert not receipt.is_repeated
    folder = desk.places.find_receipt("sendai-centre", receipt.id).parent
    assert [path.name for path in folder.iterdir()] == [receipt.id]


def _make_early() -> bytes:
    return make_csv([voice(), voice(声の番号="V2", 聞いた日="2026-04-02")])


def test_a_day_that_was_ahead_and_has_passed_is_taken_when_the_same_file_comes_again(desk: Desk) -> None:
    first = desk.send(_make_early())
    assert first.outcome.rejections_by_rule == {"date.future": 1}
    again = desk.send(_make_early(), received_at=LATER)
    assert (again.rows_accepted, again.rows_quarantined, again.is_repeated) == (2, 0, False)
    assert {record["received_at"] for record in desk.read_records()} == {NOON}
    assert {record["received_on"] for record in desk.read_records()} == {NOON.date()}


def test_lost_tables_are_judged_again_by_the_day_by_which_they_were_judged(desk: Desk) -> None:
    for moment in (NOON, LATER):
        desk.send(_make_early(), received_at=moment)
    tables = desk.list_tables()
    for path in tables:
        (desk.root / path).unlink()
    assert rebuild_missing(desk.places) == 1
    assert desk.list_tables() == tables


def test_a_batch_record_without_the_time_of_judging_was_judged_on_receipt(desk: Desk) -> None:
    receipt = desk.send([voice()])
    batch = load_batch(desk.places, "sendai-centre", receipt.sha256)
    assert batch is not None
    plain = batch.to_dict()
    del plain["judged_at"]
    assert store.Batch.from_dict(plain).judged_at == NOON


def test_damaged_bytes_of_the_same_size_are_replaced_when_the_file_comes_again(desk: Desk) -> None:
    content = make_csv([voice()])
    kept = desk.places.find_accepted(desk.send(content).sha256)
    kept.write_bytes(bytes(len(content)))
    desk.send(content)
    assert kept.read_bytes() == content


def test_lost_tables_are_made_again_byte_for_byte(desk: Desk) -> None:
    desk.send([voice(), voice(声の番号="V2", 聞いた日="?")])
    desk.send([voice(声の番号="V3")])
    tables = desk.list_tables()
    for path in tables:
        (desk.root / path).unlink()
    assert rebuild_missing(desk.places) == 2
    assert desk.list_tables() == tables
    assert rebuild_missing(desk.places) == 0


def test_a_lost_table_is_made_again_when_the_file_is_sent_again(desk: Desk) -> None:
    content = make_csv([voice()])
    desk.send(content)
    tables = desk.list_tables()
    for path in tables:
        (desk.root / path).unlink()
    assert desk.send(content, received_at=LATER).is_repeated
    assert desk.list_tables() == tables


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"other")])
def test_tables_are_not_made_from_bytes_that_are_gone_or_others(
    damage: Callable[[Path], object], desk: Desk
) -> None:
    receipt = desk.send([voice()])
    damage(desk.places.find_accepted(receipt.sha256))
    desk.places.find_bronze("voice", "sendai-centre", receipt.sha256).unlink()
    with pytest.raises(LostBytes):
        rebuild_missing(desk.places)


def test_the_batch_record_says_what_became_of_the_file(desk: Desk) -> None:
    receipt = desk.send([voice(), voice(内容="あと"), voice(声の番号="V2", 聞いた日="?")])
    batch = load_batch(desk.places, "sendai-centre", receipt.sha256)
    assert batch is not None
    assert (batch.member, batch.receipt_id, batch.outcome) == (MEMBER, receipt.id, receipt.outcome)
    assert (dict(batch.stored), batch.quarantined) == ({"voice": 1}, 1)


def test_a_damaged_batch_record_is_named(desk: Desk) -> None:
    receipt = desk.send([voice()])
    desk.places.find_batch("sendai-centre", receipt.sha256).write_text("{}")
    with pytest.raises(UnreadableFile, match="delete it"):
        desk.send([voice()])


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("声 2026.csv", "声 2026.csv"),
        ("../../etc/passwd", "../../etc/passwd"),
        ("a\nb\x00\u202e.csv", "a\ufffdb\ufffd\ufffd.csv"),
        ("\udce3.csv", "\ufffd.csv"),
        ("あ" * 300 + ".csv", "あ" * 196 + ".csv"),
    ],
)
def test_a_name_is_only_shown(name: str, shown: str, desk: Desk) -> None:
    assert clean_filename(name) == shown
    receipt = desk.send([voice()], filename=name)
    assert receipt.filename == shown
    names = {path.name for path in desk.root.rglob("*") if path.is_file()}
    assert not any("passwd" in found or "あ" in found for found in names)


def _send_in_child(root: Path, number: int) -> None:
    Desk(root, Member("sendai-centre", "仙台", "04", "npo"), sent=number * 100).send([voice()])


def test_two_intakes_at_once_store_a_file_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    children = [context.Process(target=_send_in_child, args=(tmp_path, number)) for number in (1, 2)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    assert [child.exitcode for child in children] == [0, 0]
    receipts = list((make_places(tmp_path).receipts / "sendai-centre").iterdir())
    assert len(receipts) == 2
    assert len(Desk(tmp_path).read_records()) == 1
