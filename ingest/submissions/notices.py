"""What the sender should know although nothing was refused for it, in both languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ingest.submissions.contracts import current_contract
from ingest.submissions.judge_sheet import JudgedSheet
from ingest.submissions.readers.document import Note, Sheet

_SHOWN = 60


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
        "更新日の新しい行（同じなら下の行）を使い、取下げの行があれば取下げとしました。",
        f"Several rows of {title.title_en} are about the same record: {identical:,} say the same, "
        f"{max(0, changed):,} differ. The row updated last counts (of equals the lower one); "
        "a withdrawal counts in any case.",
    )


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
