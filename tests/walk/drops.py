"""What is dropped into a running warehouse: a member's file, daily files of the tax agency."""

from __future__ import annotations

import zipfile
from datetime import date, timedelta
from pathlib import Path

from ingest.submissions.contracts import current_contract
from ingest.submissions.template_files import write_template
from tests.ingest.check_digits import corporate_number_check_digit

MEMBER = "civil-hub"
FIRST_NEW_DAY = date(2024, 8, 29)
ROWS_A_DAY = 2_800


def drop_programme(home: Path, number: int) -> Path:
    """Put a member's file with one programme into the inbox; return the file."""
    path = home / "inbox" / MEMBER / f"事業{number}.csv"
    write_template(current_contract("programme"), "csv", path)
    header = path.read_text(encoding="utf-8-sig").splitlines()[0].split(",")
    row = {
        "事業の番号": f"W-{number}",
        "事業名": f"あたらしい事業 {number}",
        "事業の種類": "ラボ",
        "課題": "子どもの居場所",
        "対象地域": "宮城県",
        "主催団体名": "特定非営利活動法人みほん広場",
        "主催団体の都道府県": "宮城県",
        "主催団体の種別": "NPO法人",
        "開始日": "2024-04-01",
        "集計への利用": "○",
        "匿名での引用": "○",
        "団体名を付けた公開": "○",
    }
    line = ",".join(row.get(title, "") for title in header)
    path.write_text(f"\ufeff{','.join(header)}\r\n{line}\r\n", encoding="utf-8")
    return path


def drop_daily_files(mirror: Path, first: date, days: int, rows: int = ROWS_A_DAY) -> list[Path]:
    """Put daily files of so many days into a mirror, each of the size of a real one; return them.

    The files appear at once, as when a mirror is brought up to date after a long absence.
    """
    folder, made = mirror / "nta" / "diff", []
    for offset in range(days):
        day = first + timedelta(offset)
        beside = folder / f".{day:%Y%m%d}.part"
        with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"diff_{day:%Y%m%d}.csv", _write_rows(day, rows).encode("cp932"))
        made.append((beside, folder / f"diff_{day:%Y%m%d}.zip"))
    return [beside.rename(target) for beside, target in made]


def _write_rows(day: date, rows: int) -> str:
    return "".join(_write_row(day, number) for number in range(1, rows + 1))


def _write_row(day: date, number: int) -> str:
    """Return a new corporation a row: one in fifty an NPO corporation of Sendai."""
    is_npo = number % 50 == 1
    body = f"{'9700' if is_npo else '0100'}{day.toordinal() % 10**4:04d}{number:04d}"
    name = f"特定非営利活動法人あたらしい{day:%m%d}{number}" if is_npo else f"株式会社あたらしい{number}"
    kind = 399 if is_npo else 301
    text = name.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    return (
        f'{number},{corporate_number_check_digit(body)}{body},01,0,{day},{day},"{text}",,{kind},"宮城県","仙台市青葉区",'
        f'"中央１丁目１番１号",,04,101,9800021,,,,,,,{day},1,,,,,"アタラシイ",0\n'
    )
