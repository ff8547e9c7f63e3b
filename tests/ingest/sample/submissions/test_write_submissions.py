from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
import yaml

from ingest.files import sha256_of
from ingest.sample.submissions import SubmissionSummary, write_sample_submissions
from ingest.sample.submissions.chain import Chain
from ingest.sample.submissions.confidences import DIALECT
from ingest.submissions.members import load_members

from .conftest import SCALE, list_files, read_texts


def digests(root: Path) -> dict[str, str]:
    return {name: sha256_of(path) for name, path in list_files(root).items()}


def find(written: SubmissionSummary, member_id: str, name: str) -> Path:
    return written.root / "inbox" / member_id / name


def test_the_same_seed_gives_the_same_bytes(
    written: SubmissionSummary, tmp_path: Path, country: pl.DataFrame
) -> None:
    write_sample_submissions(tmp_path, scale=SCALE, organisations=country)
    assert digests(tmp_path) == digests(written.root)


def test_the_organisations_are_those_of_the_country_of_the_same_seed(
    written: SubmissionSummary, tmp_path: Path
) -> None:
    write_sample_submissions(tmp_path, scale=SCALE)
    assert digests(tmp_path) == digests(written.root)


def test_another_seed_gives_the_same_files_with_other_records(
    written: SubmissionSummary, tmp_path: Path
) -> None:
    other = write_sample_submissions(tmp_path, scale=SCALE, seed=2)
    one, two = digests(written.root / "inbox"), digests(other.root / "inbox")
    assert one.keys() == two.keys()
    same = {Path(name).stem for name in one if one[name] == two[name]}
    assert same <= {"事業", "送付のご案内"}


def test_writing_again_leaves_nothing_of_an_earlier_inbox(tmp_path: Path, country: pl.DataFrame) -> None:
    stray = tmp_path / "inbox" / "sendai-centre" / "古い控え.csv"
    stray.parent.mkdir(parents=True)
    stray.write_text("a,b\n", encoding="utf-8")
    write_sample_submissions(tmp_path, scale=SCALE, organisations=country)
    assert not stray.exists()


def test_the_summary_names_every_file_of_the_inbox(written: SubmissionSummary) -> None:
    named = {f"{file.member_id}/{file.name}" for file in written.files}
    assert named == set(list_files(written.root / "inbox"))


def test_a_small_country_still_has_enough_voices(written: SubmissionSummary) -> None:
    assert 1_100 <= written.current["voice"] < 1_300


def test_the_members_can_be_loaded(written: SubmissionSummary, chain: Chain) -> None:
    members = load_members(written.root / "members.yml")
    assert list(members) == list(chain.members)
    assert {member.sector for member in members.values()} >= {
        "support_centre",
        "npo",
        "foundation",
        "company",
        "government",
        "children_centre",
    }


def test_a_member_sends_only_what_it_may(written: SubmissionSummary) -> None:
    members = load_members(written.root / "members.yml")
    sent = {(file.member_id, file.kind) for file in written.files if file.kind}
    assert not {(member_id, kind) for member_id, kind in sent if kind not in members[member_id].kinds}


def test_some_members_are_npos_of_the_country(written: SubmissionSummary, country: pl.DataFrame) -> None:
    members = load_members(written.root / "members.yml").values()
    numbers = {member.corporate_number for member in members} - {None}
    assert numbers
    assert numbers <= set(country["number"].cast(str))


@pytest.mark.parametrize(
    ("member_id", "name", "start"),
    [
        ("sendai-centre", "voices_2021-2024.csv", b"\xef\xbb\xbf"),
        ("shikoku-centre", "koe.csv", "声の番号".encode()[:3]),
        ("hokkaido-centre", "声_2024-2026.xlsx", b"PK"),
        ("kanto-centre", "koe_2022-2026.json", b'{\n "kind": "voice"'),
        ("osaka-centre", "voices.jsonl", b'{"voice_id": "V2021-0001"'),
    ],
)
def test_files_come_in_every_format(
    written: SubmissionSummary, member_id: str, name: str, start: bytes
) -> None:
    content = find(written, member_id, name).read_bytes()
    assert start in content[:40]
    assert content.startswith(b"\xef\xbb\xbf") == (start == b"\xef\xbb\xbf")


def test_a_windows_file_holds_characters_of_its_dialect(written: SubmissionSummary) -> None:
    content = find(written, "hokkaido-centre", "声_2021-2023.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")
    assert DIALECT in content.decode("cp932")


def test_lines_of_json_hold_one_record_each(written: SubmissionSummary) -> None:
    lines = find(written, "osaka-centre", "voices.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    assert {type(record["consent_aggregate"]) for record in records} >= {bool}
    assert all(isinstance(record.get("other_issues", []), list) for record in records)


def test_one_file_follows_the_older_contract(written: SubmissionSummary) -> None:
    header = find(written, "kanto-centre", "koe_2021.csv").read_text(encoding="utf-8").splitlines()[0]
    assert "課題" in header.split(",")
    assert "主な課題" not in header


def test_an_own_workbook_has_a_title_above_its_header_and_a_hidden_sheet(
    written: SubmissionSummary,
) -> None:
    path = find(written, "sendai-centre", "声の記録_2025-2026.xlsx")
    lines = read_texts(path).split("\n")
    assert lines[0] == "声の記録（センター控え）"
    with zipfile.ZipFile(path) as archive:
        assert b'state="hidden"' in archive.read("xl/workbook.xml")
        assert archive.read("xl/worksheets/sheet1.xml").count(b"<mergeCell ") == 2


def test_a_filled_template_keeps_its_example_row_and_its_mark(written: SubmissionSummary) -> None:
    path = find(written, "chugoku-centre", "声_記入済み.xlsx")
    assert "記入例" in read_texts(path)
    with zipfile.ZipFile(path) as archive:
        assert b"voice/2" in archive.read("docProps/custom.xml")


def test_workbooks_carry_no_wall_clock(written: SubmissionSummary) -> None:
    for path in (written.root / "inbox").rglob("*.xlsx"):
        with zipfile.ZipFile(path) as archive:
            assert {info.date_time[0] for info in archive.infolist()} == {1980}


def test_a_file_is_sent_twice_under_two_names(written: SubmissionSummary) -> None:
    (again,) = (file for file in written.files if file.repeats)
    folder = written.root / "inbox" / again.member_id
    assert (folder / again.name).read_bytes() == (folder / str(again.repeats)).read_bytes()


def test_files_lie_in_the_inbox_in_the_order_of_the_summary(written: SubmissionSummary) -> None:
    paths = [find(written, file.member_id, file.name) for file in written.files]
    times = [path.stat().st_mtime for path in paths]
    assert times == sorted(set(times))
    assert max(times) < datetime(2025, 1, 1, tzinfo=UTC).timestamp()


def test_no_link_has_been_decided_yet(written: SubmissionSummary) -> None:
    text = (written.root / "approvals" / "links.yml").read_text(encoding="utf-8")
    assert text.startswith("#")
    assert yaml.safe_load(text) is None
