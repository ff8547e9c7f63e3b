"""Tests of what becomes of the rows of a file."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from ingest.submissions.contracts import CONTRACTS, Contract, bronze_schema
from ingest.submissions.contracts.messages import show_cell
from ingest.submissions.errors import UnknownContract
from ingest.submissions.members import Member
from ingest.submissions.template_files import write_template
from tests.ingest.submissions.desk import MEMBER, NOON, PROFILE, VOICE, Desk, voice


def test_a_sound_row_becomes_a_record_with_its_place(desk: Desk) -> None:
    receipt = desk.send([voice()])
    assert (receipt.rows_sent, receipt.rows_accepted, receipt.rows_quarantined) == (1, 1, 0)
    (record,) = desk.read_records()
    assert record["record_key"] == record["voice_id"] == "sendai-centre/V1"
    assert (record["sheet"], record["row"], record["contract_version"]) == ("rows", 2, 2)
    assert (record["batch"], record["received_at"], record["received_on"]) == (
        receipt.sha256, NOON, date(2026, 4, 1)
    )  # fmt: skip
    assert (record["main_issue"], record["raised_by"]) == ("isolation", "resident")
    assert (record["consent_aggregate"], record["consent_quote_attributed_org"]) == (True, False)


def test_bronze_has_exactly_the_agreed_columns(desk: Desk) -> None:
    desk.send([voice()])
    (path,) = desk.places.bronze.rglob("*.parquet")
    assert path.parent.name == "submission_voice"
    assert pl.read_parquet_schema(path) == dict(bronze_schema("voice"))


def test_the_day_of_receipt_is_that_of_japan(desk: Desk) -> None:
    desk.send([voice(聞いた日="2026-04-01")], received_at=datetime(2026, 3, 31, 15, 30, tzinfo=UTC))
    assert desk.read_records()[0]["received_on"] == date(2026, 4, 1)


def test_a_bad_row_does_not_keep_its_neighbours_out(desk: Desk) -> None:
    receipt = desk.send([voice(), voice(声の番号="V2", 聞いた日="2026-02-30"), voice(声の番号="V3")])
    assert (receipt.rows_sent, receipt.rows_accepted, receipt.rows_quarantined) == (3, 2, 1)
    assert [record["voice_id"][-2:] for record in desk.read_records()] == ["V1", "V3"]


def test_every_broken_rule_of_a_row_is_named_with_place_and_remedy(desk: Desk) -> None:
    row = voice(聞いた日="2026-02-30", 都道府県="仙台県", 内容="", 声の番号="nagoya/V1", 集計への利用="△")
    receipt = desk.send([row])
    found = {(it.column, it.rule): it for it in receipt.rejections}
    assert set(found) == {
        ("声の番号", "id.foreign"), ("聞いた日", "date.unreadable"), ("都道府県", "code.unknown"),
        ("内容", "required.missing"), ("集計への利用", "flag.unreadable"),
    }  # fmt: skip
    bad_day = found["聞いた日", "date.unreadable"]
    assert (bad_day.sheet, bad_day.row, bad_day.field, bad_day.value) == (
        "rows", 2, "heard_on", "2026-02-30"
    )  # fmt: skip
    assert all(it.message_ja and it.message_en and it.remedy_ja and it.remedy_en for it in receipt.rejections)
    assert (receipt.rows_sent, receipt.rows_quarantined) == (1, 1)


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("聞いた日", "2026-04-02", "date.future"),
        ("声の番号", "V 1", "id.form"),
        ("内容", "あ" * 2001, "text.too_long"),
        ("内容", "居場所\u202eがない", "text.control_character"),
        ("内容", "居場所\ue000がない", "text.gaiji"),
        ("操作", "けす", "code.unknown"),
        ("主な課題", "isolation、children_places", "code.unknown"),
    ],
)
def test_a_rule_keeps_a_row_apart(column: str, value: str, rule: str, desk: Desk) -> None:
    receipt = desk.send([voice(**{column: value})])
    assert receipt.outcome.rejections_by_rule == {rule: 1}
    assert desk.read_records() == []


def test_a_near_miss_is_answered_with_what_may_be_meant(desk: Desk) -> None:
    receipt = desk.send([voice(主な課題="子どもの居場所づくり")])
    assert "子どもの居場所" in receipt.rejections[0].suggestions


def test_a_row_in_quarantine_keeps_what_was_sent(desk: Desk) -> None:
    receipt = desk.send([voice(聞いた日="きのう") | {"備考": "内輪のメモ"}])
    (line,) = desk.read_quarantine()
    assert json.loads(line["content"])["備考"] == "内輪のメモ"
    assert (line["member_id"], line["batch"], line["row"]) == ("sendai-centre", receipt.sha256, 2)
    assert (line["kind"], line["field"], line["value"]) == ("voice", "heard_on", "きのう")


def test_an_unknown_column_is_noted_with_the_nearest_header(desk: Desk) -> None:
    row = voice() | {"市町村": "石巻市"}
    del row["市区町村"]
    (note,) = [note for note in desk.send([row]).notes if note.code == "column.unknown"]
    assert "「市町村」" in note.message_ja and "「市区町村」" in note.message_ja


def test_a_missing_column_is_told_once_and_all_rows_are_kept(desk: Desk) -> None:
    rows = [voice(声の番号=f"V{number}") for number in range(3)]
    for row in rows:
        del row["主な課題"]
    receipt = desk.send(rows)
    (rejection,) = receipt.rejections
    assert (rejection.rule, rejection.field, rejection.row) == ("column.missing", "main_issue", None)
    assert (receipt.rows_sent, receipt.rows_quarantined) == (3, 3)
    assert [line["row"] for line in desk.read_quarantine()] == [2, 3, 4]


def test_two_columns_of_one_field_keep_the_sheet_apart(desk: Desk) -> None:
    receipt = desk.send([voice() | {"Heard on": "2026-03-15"}])
    assert receipt.outcome.rejections_by_rule == {"column.twice": 1}
    assert (receipt.rows_sent, receipt.rows_accepted) == (1, 0)


def test_a_withdrawal_needs_its_key_alone_and_stores_nothing_else(desk: Desk) -> None:
    receipt = desk.send([voice(操作="取り下げ", 聞いた日="いつか", 都道府県="", 主な課題="")])
    assert receipt.rows_accepted == 1
    (record,) = desk.read_records()
    assert (record["action"], record["record_key"]) == ("withdraw", "sendai-centre/V1")
    assert (record["text"], record["municipality"], record["consent_aggregate"]) == (None, None, False)


def test_a_sheet_of_keys_alone_withdraws(desk: Desk) -> None:
    receipt = desk.send([{"操作": "取下げ", "声の番号": "V1"}, {"操作": "取下げ", "声の番号": "V2"}])
    assert (receipt.rows_accepted, receipt.kinds[0].withdrawn) == (2, 2)


def test_nobody_withdraws_what_another_member_sent(desk: Desk) -> None:
    receipt = desk.send([{"操作": "取下げ", "声の番号": "nagoya/V1"}])
    assert receipt.outcome.rejections_by_rule == {"id.foreign": 1}


def test_example_rows_are_counted_apart(desk: Desk) -> None:
    receipt = desk.send([voice(操作="記入例", 内容=""), voice()])
    assert (receipt.rows_sent, receipt.rows_accepted, receipt.rows_example) == (1, 1, 1)


def test_of_two_rows_of_one_record_the_lower_counts(desk: Desk) -> None:
    receipt = desk.send([voice(内容="はじめ"), voice(内容="あと")])
    assert [record["text"] for record in desk.read_records()] == ["あと"]
    assert (receipt.rows_accepted, receipt.kinds[0].superseded) == (2, 1)
    assert "record.repeated" in {note.code for note in receipt.notes}


def test_of_two_rows_of_one_record_the_one_updated_last_counts(desk: Desk) -> None:
    desk.send([voice(内容="新しい", 更新日="2026-03-20"), voice(内容="古い", 更新日="2026-03-19")])
    assert [record["text"] for record in desk.read_records()] == ["新しい"]


def test_of_two_rows_of_which_one_is_not_dated_the_lower_counts(desk: Desk) -> None:
    receipt = desk.send([voice(内容="上", 更新日=""), voice(内容="下", 更新日="2026-03-19")])
    assert [record["text"] for record in desk.read_records()] == ["下"]
    (note,) = [note for note in receipt.notes if note.code == "record.repeated"]
    assert "更新日のない行があれば下の行" in note.message_ja


def test_a_withdrawal_counts_wherever_it_stands(desk: Desk) -> None:
    desk.send([voice(操作="取下げ", 更新日="2026-03-01"), voice(更新日="2026-03-20")])
    assert [record["action"] for record in desk.read_records()] == ["withdraw"]


def test_an_older_version_is_upgraded(desk: Desk) -> None:
    row = {"課題" if name == "主な課題" else name: value for name, value in voice().items()}
    receipt = desk.send([row | {"課題": "isolation、children_places"}])
    (record,) = desk.read_records()
    assert (receipt.kinds[0].version, record["contract_version"]) == (1, 1)
    assert (record["main_issue"], record["other_issues"]) == ("isolation", ["children_places"])


def test_an_older_version_is_not_taken_after_its_last_day(desk: Desk) -> None:
    row = {"課題" if name == "主な課題" else name: value for name, value in voice().items()}
    last = datetime(2027, 3, 31, 14, 59, tzinfo=UTC)
    assert desk.send([row], received_at=last).rows_accepted == 1
    receipt = desk.send([row | {"声の番号": "V2"}], received_at=last + timedelta(minutes=1))
    assert receipt.outcome.rejections_by_rule == {"contract.expired": 1}


def test_the_same_words_have_the_same_hash_in_any_file_and_version(desk: Desk) -> None:
    old = {"課題" if name == "主な課題" else name: value for name, value in voice().items()}
    desk.send([voice()])
    desk.send([old])
    first, second = desk.read_records()
    assert first["content_hash"] == second["content_hash"]
    desk.send([voice(内容="ほかの内容")])
    assert len({record["content_hash"] for record in desk.read_records()}) == 2


def test_a_kind_that_is_not_agreed_keeps_the_sheet_apart(desk: Desk) -> None:
    member = Member("sendai-centre", "仙台", "04", "support_centre", kinds=("event",))
    receipt = desk.send([voice(), voice(声の番号="V2")], member=member)
    (rejection,) = receipt.rejections
    assert (rejection.rule, rejection.sheet) == ("member.kind", "rows")
    assert (receipt.rows_sent, receipt.rows_quarantined, len(desk.read_quarantine())) == (2, 2, 2)


@pytest.mark.parametrize(
    ("name", "number", "accepted"),
    [
        ("みちのく子ども会", "", True),
        ("NPO法人みちのく子ども会", "", True),
        ("仙台みらいセンター", "", True),
        ("どこかの会", "1180301018771", True),
        ("どこかの会", "", False),
        ("どこかの会", "7000012050002", False),
    ],
)
def test_a_profile_is_of_the_member_or_of_those_it_represents(
    name: str, number: str, accepted: bool, desk: Desk
) -> None:
    receipt = desk.send([{**PROFILE, "団体名": name, "法人番号": number}])
    assert receipt.rows_accepted == int(accepted)
    assert receipt.outcome.rejections_by_rule == ({} if accepted else {"member.organisation": 1})


def test_a_profile_is_known_by_its_number_else_by_name_and_place(desk: Desk) -> None:
    other = {**PROFILE, "団体名": "特定非営利活動法人 仙台みらいセンター", "法人番号": "1180301018771"}
    desk.send([PROFILE, other])
    keys = [record["record_key"] for record in desk.read_records("organization_profile")]
    assert keys == ["sendai-centre/1180301018771", "sendai-centre/みちのく子ども会|04|仙台市"]


def test_contacts_are_checked_but_never_stored(desk: Desk) -> None:
    desk.send([{**PROFILE, "連絡先メール": "jimukyoku@example.org", "連絡先電話": "022-123-4567"}])
    (record,) = desk.read_records("organization_profile")
    assert not {"contact_email", "contact_phone"} & set(record)
    receipt = desk.send([{**PROFILE, "連絡先メール": "jimukyoku.example.org"}])
    assert receipt.outcome.rejections_by_rule == {"email.form": 1}


def test_a_collaboration_is_known_by_programme_organisation_and_role(desk: Desk) -> None:
    row = {
        "事業の番号": "nagoya/P1", "団体名": "みなと会", "都道府県": "04", "市区町村": "塩竈市",
        "種別": "npo", "役割": "共催",
    }  # fmt: skip
    desk.send([row])
    (record,) = desk.read_records("collaboration")
    assert record["record_key"] == "sendai-centre/nagoya/P1|みなと会|04|塩竈市|co_host"


def test_voices_are_screened_for_personal_data(desk: Desk) -> None:
    desk.send([voice(内容="連絡は 090-1234-5678 へ。"), voice(声の番号="V2")])
    first, second = desk.read_records()
    assert "phone" in first["screening_flags"]
    assert second["screening_flags"] == []


def test_the_receipt_counts_what_the_consents_allow(desk: Desk) -> None:
    consents = [("○", "○", "○"), ("○", "×", "○"), ("○", "", ""), ("", "○", "○")]
    rows = [
        voice(声の番号=f"V{number}", 集計への利用=count, 匿名での引用=quote) | {"団体名を付けた公開": name}
        for number, (count, quote, name) in enumerate(consents)
    ]
    (count,) = desk.send(rows).kinds
    assert (count.may_count, count.may_quote, count.may_name) == (3, 1, 2)


def test_more_rejections_than_a_receipt_lists_are_counted_and_kept(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.submissions.judge.MAX_LISTED", 2)
    receipt = desk.send([voice(声の番号=f"V{number}", 聞いた日="?") for number in range(5)])
    assert len(receipt.rejections) == 2
    assert receipt.outcome.rejections_total == receipt.rows_quarantined == len(desk.read_quarantine()) == 5


def test_a_file_without_a_known_header_is_refused_with_the_nearest_kind(desk: Desk) -> None:
    receipt = desk.send([{"声の番号": "V1", "聞いた日": "2026-03-14", "名前": "x"}])
    assert receipt.refused is not None
    assert receipt.refused.rule == "kind.unknown"
    assert "「声」" in receipt.refused.remedy_ja and "「内容」" in receipt.refused.remedy_ja
    assert desk.list_tables() == {}


def test_a_kind_may_be_named_beside_the_file(desk: Desk) -> None:
    receipt = desk.send([{"声の番号": "V1", "聞いた日": "2026-03-14"}], kind="voice")
    assert receipt.refused is None
    assert receipt.rows_quarantined == 1


def write_sheets(path: Path, sheets: dict[str, list[list[str]]], declared: str | None = None) -> bytes:
    workbook = xlsxwriter.Workbook(str(path))
    for name, rows in sheets.items():
        sheet = workbook.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    if declared:
        workbook.set_custom_property("tsunagu_contract", declared, "text")
    workbook.close()
    return path.read_bytes()


def test_a_sheet_of_notes_in_a_workbook_is_noted_not_mended(desk: Desk, tmp_path: Path) -> None:
    sheets = {"声": [list(VOICE), list(VOICE.values())], "メモ": [["担当", "連絡"], ["総務", "済"]]}
    receipt = desk.send(write_sheets(tmp_path / "x.xlsx", sheets, "voice/2"), "x.xlsx")
    assert (receipt.rows_sent, receipt.rows_accepted, receipt.rejections) == (1, 1, ())
    (note,) = [note for note in receipt.notes if note.code == "sheet.unread"]
    assert "メモ" in note.message_ja


def test_a_sheet_of_another_kind_in_a_template_is_known_by_its_header(desk: Desk, tmp_path: Path) -> None:
    sheets = {"声": [list(VOICE), list(VOICE.values())], "団体": [list(PROFILE), list(PROFILE.values())]}
    receipt = desk.send(write_sheets(tmp_path / "x.xlsx", sheets, "voice/2"), "x.xlsx")
    assert (receipt.rows_accepted, {count.kind for count in receipt.kinds}) == (
        2, {"voice", "organization_profile"}
    )  # fmt: skip


def test_a_table_whose_kind_is_doubtful_is_kept_apart_beside_a_sound_one(desk: Desk, tmp_path: Path) -> None:
    sheets = {
        "声": [list(VOICE), list(VOICE.values())],
        "表": [["声の番号", "聞いた日"], ["V2", "2026-03-14"]],
    }
    receipt = desk.send(write_sheets(tmp_path / "x.xlsx", sheets), "x.xlsx")
    assert receipt.outcome.rejections_by_rule == {"kind.unknown": 1}
    assert (receipt.rows_sent, receipt.rows_accepted, receipt.rows_quarantined) == (2, 1, 1)


def test_a_kind_nobody_knows_in_a_record_does_not_matter_where_the_fields_tell(desk: Desk) -> None:
    receipt = desk.send(json.dumps([{"kind": "voices", **VOICE}]).encode(), "rows.json")
    assert receipt.rows_accepted == 1


def test_a_kind_nobody_knows_beside_the_file_is_a_mistake_of_the_caller(desk: Desk) -> None:
    with pytest.raises(UnknownContract):
        desk.send([voice()], kind="voices")


def test_several_kinds_in_one_file_are_told_apart(desk: Desk) -> None:
    text = json.dumps([{"kind": "voice", **VOICE}, {"kind": "organization_profile", **PROFILE}])
    receipt = desk.send(text.encode(), "rows.json")
    assert {count.kind for count in receipt.kinds} == {"voice", "organization_profile"}
    assert (receipt.format, receipt.rows_accepted) == ("json", 2)


def test_a_broken_line_is_sent_and_kept_apart(desk: Desk) -> None:
    lines = [json.dumps(dict(VOICE), ensure_ascii=False), "{oops"]
    receipt = desk.send("\n".join(lines).encode(), "rows.jsonl")
    assert (receipt.rows_sent, receipt.rows_accepted, receipt.rows_quarantined) == (2, 1, 1)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ('[{"text": NaN}, {"text": NaN}]', "json.not_a_number"),
        ('[{"text": 1, "text": 2}]', "json.duplicate_key"),
    ],
)
def test_a_file_of_broken_records_alone_is_refused_for_what_is_wrong_with_the_first(
    text: str, rule: str, desk: Desk
) -> None:
    refused = desk.send(text.encode(), "rows.json").refused
    assert refused is not None
    assert refused.rule == rule
    assert "はじめの記録（1件目）" in refused.message_ja
    assert "number 1" in refused.message_en


def test_a_header_that_stands_again_in_the_table_is_passed_over_with_a_note(desk: Desk) -> None:
    receipt = desk.send([voice(), {name: name for name in VOICE}, voice(声の番号="V2")])
    assert (receipt.rows_sent, receipt.rows_accepted, receipt.rejections) == (2, 2, ())
    (note,) = [note for note in receipt.notes if note.code == "row.header_repeated"]
    assert "3行目" in note.message_ja


def test_a_row_that_is_a_header_only_in_part_is_no_header(desk: Desk) -> None:
    receipt = desk.send([voice(内容="内容"), voice(声の番号="V2", 市区町村="市区町村")])
    assert receipt.rows_accepted == 2


@pytest.mark.parametrize("word", ["合計", "※ 二月の分まで"])
def test_a_row_without_a_known_action_has_that_one_fault(word: str, desk: Desk) -> None:
    receipt = desk.send([voice(), dict.fromkeys(VOICE, "") | {"操作": word, "内容": "1\ue000件"}])
    (rejection,) = receipt.rejections
    assert (rejection.rule, rejection.field, rejection.row) == ("code.unknown", "action", 3)
    assert all(choice in rejection.remedy_ja for choice in ("登録", "取下げ", "記入例"))
    assert (receipt.rows_accepted, receipt.rows_quarantined) == (1, 1)


def test_the_number_of_another_member_is_fine_in_a_reference(desk: Desk) -> None:
    desk.send([voice() | {"聞いた催しの番号": "nagoya/E1"}], member=MEMBER)
    assert desk.read_records()[0]["event_id"] == "nagoya/E1"


@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=lambda contract: contract.name)
@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_a_template_sent_back_unfilled_holds_an_example_and_nothing_else(
    suffix: str, contract: Contract, desk: Desk, tmp_path: Path
) -> None:
    path = tmp_path / f"template.{suffix}"
    write_template(contract, suffix, path)
    receipt = desk.send(path.read_bytes(), path.name)
    assert receipt.refused is None
    assert (receipt.rows_sent, receipt.rows_example) == (0, 1)
    assert [(count.kind, count.version) for count in receipt.kinds] == [(contract.kind, contract.version)]


@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=lambda contract: contract.name)
def test_the_example_of_every_contract_is_a_record_when_it_is_no_example(
    contract: Contract, desk: Desk
) -> None:
    row = {field.title_ja: show_cell(field, field.example) for field in contract.fields} | {"操作": ""}
    organization = "団体名" if "団体名" in row else "事業名"
    member = replace(MEMBER, represents=(row.get(organization, ""), row.get("法人番号", "")))
    receipt = desk.send([row], member=member, received_at=datetime(2027, 3, 1, tzinfo=UTC))
    assert receipt.rejections == ()
    assert len(desk.read_records(contract.kind)) == 1


def test_tables_have_the_same_bytes_every_time(tmp_path: Path) -> None:
    rows = [voice(声の番号=f"V{9 - number}") for number in range(9)] + [voice(聞いた日="?")]
    desks = [Desk(tmp_path / name) for name in ("one", "two")]
    for each in desks:
        each.send(rows)
    assert desks[0].list_tables() == desks[1].list_tables() != {}
