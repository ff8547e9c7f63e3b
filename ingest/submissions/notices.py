"""What the sender should know although nothing was refused for it, in both languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from ingest.submissions.contracts import current_contract
from ingest.submissions.judge_sheet import JudgedSheet
from ingest.submissions.readers.document import Note, Sheet
from ingest.submissions.screening import FLAG_TITLES

#: Notes that depend on what the member sent before.
HISTORY_NOTES = frozenset({"withdrawal.unknown", "record.withdrawn_before", "record.older"})

#: Notes the sender must not overlook: something sent does not do what it was sent for.
PROMINENT_NOTES = HISTORY_NOTES | {"text.personal_data"}

_SHOWN = 60
_LISTED = 20


@dataclass(frozen=True)
class RowMention:
    """A row that a note speaks of.

    Attributes:
        sheet: name of its sheet; None where the file has only one.
        row: its number as the sender sees it.
        name: the record it is about.
        near: what may have been meant.
    """

    sheet: str | None
    row: int
    name: str
    near: str | None = None


def note_readings(judged: Sequence[JudgedSheet]) -> list[Note]:
    """Return what was read in an unusual way, and the columns that were passed over."""
    counts: Counter[str] = Counter()
    for sheet in judged:
        counts.update(sheet.notes)
    notes = [_READINGS[code](count) for code, count in sorted(counts.items())]
    for sheet in judged:
        if sheet.match:
            notes += [_note_column(sheet.sheet, header, near) for header, near in sheet.match.unknown]
    return notes


def note_duplicates(kind: str, superseded: int, identical: int) -> Note:
    """Return the note on rows of one record in one file."""
    title = current_contract(kind)
    changed = superseded - identical
    return Note(
        "record.repeated",
        f"「{title.title_ja}」に、同じ記録を指す行が二つ以上ありました。"
        f"内容も同じ行が{identical:,}行、ちがう行が{max(0, changed):,}行です。"
        "同じ記録のどの行にも更新日があれば更新日の新しい行（同じなら下の行）を、"
        "更新日のない行があれば下の行を使いました。取下げの行があれば取下げとしました。",
        f"Several rows of {title.title_en} are about the same record: {identical:,} say the same, "
        f"{max(0, changed):,} differ. Where all of them state 更新日 the row updated last counts "
        "(of equals the lower one), else the lower row; a withdrawal counts in any case.",
    )


def note_unknown_withdrawals(kind: str, rows: Sequence[RowMention]) -> Note:
    """Return the note on withdrawals of what was never received."""
    title = current_contract(kind)
    places_ja, places_en = _list_mentions(rows)
    return Note(
        "withdrawal.unknown",
        f"「{title.title_ja}」の取下げのうち{len(rows):,}行は、これまでに受け取った記録のどれも指していません："
        f"{places_ja}。番号や書きかたを確かめ、ちがっていれば正しいものを取り下げてください。"
        "書かれた番号は取下げ済みになり、もう使えません。",
        f"{len(rows):,} withdrawals of {title.title_en} point at no record received so far: {places_en}. "
        "Check the numbers; if they are wrong, withdraw the right ones. "
        "A number withdrawn cannot be used any more.",
    )


def note_withdrawn_before(kind: str, rows: Sequence[RowMention]) -> Note:
    """Return the note on rows to record what was withdrawn before, and stays so."""
    contract = current_contract(kind)
    places_ja, places_en = _list_mentions(rows)
    if any(field.own_id for field in contract.fields if field.name in contract.key_fields):
        advice_ja = "取下げ済みの番号です。新しい番号で送ってください。"
        advice_en = "These numbers were withdrawn. Send the records under new numbers."
    else:
        advice_ja = "取下げ済みの記録です。もう一度載せたいときは事務局に連絡してください。"
        advice_en = "These records were withdrawn. Write to the secretariat to have them listed again."
    return Note(
        "record.withdrawn_before",
        f"「{contract.title_ja}」の{len(rows):,}行は使われません：{places_ja}。{advice_ja}",
        f"{len(rows):,} rows of {contract.title_en} are not used: {places_en}. {advice_en}",
    )


def note_older(kind: str, rows: Sequence[RowMention]) -> Note:
    """Return the note on rows updated before what was received of the same records."""
    title = current_contract(kind)
    places_ja, places_en = _list_mentions(rows)
    return Note(
        "record.older",
        f"「{title.title_ja}」の{len(rows):,}行は、更新日が前に受け取った内容より古いので使われません："
        f"{places_ja}。こちらが正しいときは、更新日を直して送ってください。",
        f"{len(rows):,} rows of {title.title_en} are not used: 更新日 is earlier than in what was received "
        f"before: {places_en}. If they are right, mend 更新日 and send them again.",
    )


def note_personal_data(voices: pl.DataFrame) -> tuple[Note, ...]:
    """Return the note on what looks like personal data in voices that may be quoted, if any does.

    Args:
        voices: records of kind voice, with the columns of bronze.
    """
    quotable = pl.col("consent_quote_anonymous") | pl.col("consent_quote_attributed_org")
    flagged = voices.filter(quotable, pl.col("screening_flags").list.len() > 0).sort("sheet", "row")
    if flagged.is_empty():
        return ()
    shown = flagged.head(_LISTED).select("row", "screening_flags").iter_rows()
    places = [(row, [FLAG_TITLES[kind] for kind in kinds]) for row, kinds in shown]
    words_ja = "、".join(f"{row}行目の内容に{'・'.join(ja for ja, _ in titles)}" for row, titles in places)
    words_en = "; ".join(f"row {row}: {', '.join(en for _, en in titles)}" for row, titles in places)
    more_ja, more_en = _word_rest(flagged.height)
    return (
        Note(
            "text.personal_data",
            f"{words_ja}らしい部分があります{more_ja}。だれのことかわかる部分を除いて、"
            "同じ番号で送り直してください。担当者が確かめるまで引用しません。",
            f"The texts of voices seem to hold personal data ({words_en}{more_en}). Take it out and send "
            "the rows again under the same numbers; nothing is quoted before a person has looked at it.",
        ),
    )


def _list_mentions(rows: Sequence[RowMention]) -> tuple[str, str]:
    """Return rows in words, in both languages."""
    words_ja, words_en = [], []
    for it in rows[:_LISTED]:
        sheet_ja = f"シート「{it.sheet[:_SHOWN]}」" if it.sheet else ""
        sheet_en = f'sheet "{it.sheet[:_SHOWN]}" ' if it.sheet else ""
        near_ja = f"（大文字・小文字だけがちがう「{it.near[:_SHOWN]}」があります）" if it.near else ""
        near_en = f' (there is "{it.near[:_SHOWN]}", which differs only in case)' if it.near else ""
        words_ja.append(f"{sheet_ja}{it.row}行目「{it.name[:_SHOWN]}」{near_ja}")
        words_en.append(f'{sheet_en}row {it.row} "{it.name[:_SHOWN]}"{near_en}')
    more_ja, more_en = _word_rest(len(rows))
    return "、".join(words_ja) + more_ja, ", ".join(words_en) + more_en


def _word_rest(count: int) -> tuple[str, str]:
    rest = count - _LISTED
    return (f"（ほか{rest:,}行）", f" and {rest:,} more") if rest > 0 else ("", "")


def note_hidden_sheet(sheet: Sheet) -> Note:
    """Return the note on a hidden table of records."""
    name, rows = sheet.name[:_SHOWN], sheet.rows.height
    return Note(
        "sheet.hidden_unread",
        f"シート「{name}」（{rows:,}行）は非表示なので読みませんでした。送るときは再表示してください。",
        f'The sheet "{name}" ({rows:,} rows) is hidden and was not read; unhide it to send it.',
    )


def note_unread_sheet(sheet: Sheet) -> Note:
    """Return the note on a sheet that is no table of records."""
    name, rows = sheet.name[:_SHOWN], sheet.rows.height
    return Note(
        "sheet.unread",
        f"シート「{name}」（{rows:,}行）は、様式の見出しがないので読みませんでした。",
        f'The sheet "{name}" ({rows:,} rows) has no header of ours and was not read.',
    )


def _note_column(sheet: Sheet, header: str, near: str | None) -> Note:
    header = header[:_SHOWN]
    hint_ja = f"「{near}」のことであれば、見出しを直して送ってください。" if near else ""
    hint_en = f' If "{near}" was meant, mend the header and send the file again.' if near else ""
    return Note(
        "column.unknown",
        f"シート「{sheet.name[:_SHOWN]}」の列「{header}」は様式にないので使いませんでした。{hint_ja}",
        f'The column "{header}" of the sheet "{sheet.name[:_SHOWN]}" is not in the form '
        f"and was not used.{hint_en}",
    )


def _note_serials(count: int) -> Note:
    return Note(
        "date.serial",
        f"5桁の数字で書かれた日付が{count:,}か所あり、Excel の日付の通し番号として読みました。",
        f"{count:,} dates written as five digits were read as Excel's count of days.",
    )


def _note_completed(count: int) -> Note:
    return Note(
        "corporate_number.completed",
        f"12桁の番号が{count:,}か所あり、会社法人等番号として、先頭に検査用数字を補って法人番号にしました。",
        f"{count:,} numbers of 12 digits were read as company registry numbers and given their check digit.",
    )


_READINGS = {"date.serial": _note_serials, "corporate_number.completed": _note_completed}
