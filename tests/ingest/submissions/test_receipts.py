"""Tests of what a member gets back."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
import python_calamine

from ingest.submissions.pages import MAX_SHOWN, group_rejections
from ingest.submissions.receipts import Receipt, Rejection
from tests.ingest.submissions.desk import Desk, make_csv, voice


def open_folder(desk: Desk, receipt: Receipt) -> Path:
    return desk.places.find_receipt(receipt.member_id, receipt.id)


def read_page(desk: Desk, receipt: Receipt, language: str = "ja") -> str:
    return (open_folder(desk, receipt) / f"receipt.{language}.html").read_text(encoding="utf-8")


class TextOf(HTMLParser):
    """Gathers tags and text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not any(name.startswith("on") or name == "style" for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_receipt_has_its_files(desk: Desk) -> None:
    receipt = desk.send([voice(聞いた日="?")])
    names = {path.name for path in open_folder(desk, receipt).iterdir()}
    assert names == {"receipt.json", "receipt.ja.html", "receipt.en.html", "marked.xlsx"}


def test_without_anything_to_mend_nothing_is_marked(desk: Desk) -> None:
    receipt = desk.send([voice()])
    assert not (open_folder(desk, receipt) / "marked.xlsx").exists()


def test_the_json_is_the_receipt(desk: Desk) -> None:
    receipt = desk.send([voice(), voice(声の番号="V2", 主な課題="子どもの居場所づくり")])
    plain = json.loads((open_folder(desk, receipt) / "receipt.json").read_text(encoding="utf-8"))
    assert Receipt.from_dict(plain) == receipt
    assert list(plain)[:9] == [
        "schema_version", "id", "member_id", "member_name", "filename", "sha256", "received_at",
        "first_received_at", "is_repeated",
    ]  # fmt: skip
    assert (plain["rows_sent"], plain["rows_accepted"], plain["rows_quarantined"]) == (2, 1, 1)


def test_the_page_tells_at_a_glance(desk: Desk) -> None:
    receipt = desk.send([voice(), voice(声の番号="V2", 主な課題="子どもの居場所づくり")])
    japanese, english = (TextOf(read_page(desk, receipt, language)).text for language in ("ja", "en"))
    assert "1件を受け取りました。1件は直す必要があります。" in japanese
    assert "Rows accepted: 1. Rows to mend: 1." in english
    assert "もしかして：「子どもの居場所」" in japanese
    assert "3行目・主な課題" in japanese
    assert "UTF-8" in japanese


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"PK\x03\x04broken"])
def test_a_refused_file_has_pages_with_reason_and_remedy(content: bytes, desk: Desk) -> None:
    receipt = desk.send(content)
    assert receipt.refused is not None
    page = TextOf(read_page(desk, receipt)).text
    assert "このファイルは受け取れませんでした。" in page
    assert receipt.refused.message_ja in page
    assert receipt.refused.remedy_ja in page
    assert "Traceback" not in page


def test_a_repeated_file_says_when_it_came_first(desk: Desk) -> None:
    desk.send([voice()])
    text = TextOf(read_page(desk, desk.send([voice()]))).text
    assert "2026-04-01 12:00 JST" in text
    assert "直した記録は、直したままです" in text


@pytest.mark.parametrize("rows", [[], [voice(操作="記入例")]])
def test_a_file_without_rows_to_record_is_answered_with_what_to_do(
    rows: list[dict[str, str]], desk: Desk
) -> None:
    receipt = desk.send(rows or make_csv([voice()]).splitlines()[0] + b"\r\n")
    text = TextOf(read_page(desk, receipt)).text
    assert "登録する行がありませんでした。" in text
    assert "見出しの下に記入し、保存してから送ってください。" in text
    assert "save the file" in TextOf(read_page(desk, receipt, "en")).text


def test_the_page_says_that_a_withdrawal_cannot_be_undone(desk: Desk) -> None:
    receipt = desk.send([voice()])
    assert "取下げは取り消せません" in TextOf(read_page(desk, receipt)).text
    assert "cannot be undone" in TextOf(read_page(desk, receipt, "en")).text


def test_a_row_that_will_not_be_used_is_told_at_the_top_of_the_page(desk: Desk) -> None:
    desk.send([voice(操作="取下げ")])
    text = TextOf(read_page(desk, desk.send([voice()]))).text
    assert text.index("取下げ済みの番号です") < text.index("送った団体")


HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(1)">'


def test_nothing_a_member_writes_becomes_markup(desk: Desk) -> None:
    row = voice(聞いた日=HOSTILE, 声の番号=HOSTILE) | {HOSTILE: HOSTILE}
    receipt = desk.send([row], filename=f"{HOSTILE}.csv")
    for language in ("ja", "en"):
        page = TextOf(read_page(desk, receipt, language))
        assert not {"script", "img", "iframe", "link"} & set(page.tags)
        assert HOSTILE in page.text


def test_the_page_allows_its_own_style_and_nothing_else(desk: Desk) -> None:
    page = read_page(desk, desk.send([voice()]))
    style = re.search(r"<style>(.*)</style>", page, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in page.replace("&#43;", "+")
    assert not re.search(r'(src|href)="(https?:)?//', page)


def test_a_page_shows_a_part_of_many_and_hides_no_rule() -> None:
    def reject(row: int, rule: str) -> Rejection:
        return Rejection("voice", "声", row, "聞いた日", "heard_on", "?", rule, "だめ", "Bad", "直す", "Mend")

    many = [reject(row, "date.unreadable") for row in range(1000)] + [reject(1, "date.future")]
    groups = group_rejections(many, "ja")
    assert sum(len(group.rejections) for group in groups) <= MAX_SHOWN
    assert [group.hidden for group in groups] == [900, 0]


def test_the_marked_copy_is_the_members_table_with_what_to_mend(desk: Desk) -> None:
    receipt = desk.send([voice(), voice(声の番号="V2", 聞いた日="きのう")])
    path = open_folder(desk, receipt) / "marked.xlsx"
    workbook = python_calamine.CalamineWorkbook.from_path(str(path))
    cells = [cell for row in workbook.get_sheet_by_name("rows").to_python() for cell in row]
    assert {"V1", "V2", "きのう"} <= set(cells)
    result = str(workbook.get_sheet_by_name("確認結果").to_python())
    assert "聞いた日" in result and "きのう" in result


def test_a_marked_copy_that_was_mended_is_taken_in(desk: Desk) -> None:
    receipt = desk.send([voice(), voice(声の番号="V2", 聞いた日="きのう")])
    marked = (open_folder(desk, receipt) / "marked.xlsx").read_bytes()
    again = desk.send(marked, "marked.xlsx")
    assert (again.format, again.rows_sent, again.rows_accepted, again.rows_quarantined) == ("xlsx", 2, 1, 1)
