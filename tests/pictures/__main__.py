"""Makes the pictures of docs/pictures/ anew: template, receipt and marked copy of a new member's first file.

Needs LibreOffice, Chromium, pdftoppm and a Japanese font on the machine. Run by `make pictures`.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
from PIL import Image, ImageChops

from ingest.submissions.contracts import current_contract
from ingest.submissions.intake import submit_file
from ingest.submissions.members import Member
from ingest.submissions.readers.document import Sheet
from ingest.submissions.template_files import write_template
from ingest.submissions.workbooks import write_workbook
from warehouse.inputs import REPOSITORY
from warehouse.layout import Home
from warehouse.submissions import locate_submissions

OUT = REPOSITORY / "docs" / "pictures"
MEMBER = Member(
    id="mihon-centre", name="みほん市民活動センター", prefecture_code="04", sector="support_centre"
)
RECEIVED = datetime(2026, 4, 1, 1, tzinfo=UTC)
COMMON = {"都道府県": "宮城県", "どなたの声か": "地域住民", "集計への利用": "○", "匿名での引用": "○"}
ROWS = [
    {"声の番号": "V-001", "聞いた日": "令和6年5月12日", "主な課題": "子どもの居場所",
     "内容": "雨の日に子どもを連れて行ける場所が少ない。"},
    {"声の番号": "V-002", "聞いた日": "2024-02-30", "主な課題": "子ども居場所",
     "内容": "夏休みの間だけでも昼食を出したい。"},
    {"声の番号": "V-003", "聞いた日": "２０２４年６月３日", "主な課題": "災害復興・防災",
     "内容": "集会所の鍵を開ける人が足りない。"},
    {"声の番号": "other/V-004", "聞いた日": "2024/6/9", "主な課題": "多文化共生", "内容": ""},
]  # fmt: skip


def main() -> None:
    """Make all pictures."""
    contract = current_contract("voice")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_template(contract, "xlsx", folder / "template.xlsx")
        shutil.copy(_show_page(folder, folder / "template.xlsx", 1), OUT / "template.png")
        home = Home(folder / "home").create()
        filled = folder / "声の記録.xlsx"
        write_workbook(filled, {contract.title_ja: contract}, sheets=[_fill_in()], marks=())
        places = locate_submissions(home)
        receipt = submit_file(places, MEMBER, filled, filled.name, RECEIVED)
        answer = places.find_receipt(MEMBER.id, receipt.id)
        _photograph(answer / "receipt.ja.html", OUT / "receipt.png", folder)
        shutil.copy(_show_page(folder, answer / "marked.xlsx", 1), OUT / "marked.png")
    for path in (OUT / "template.png", OUT / "receipt.png", OUT / "marked.png"):
        _shrink(path)


def _fill_in() -> Sheet:
    """Return the sheet as a new member fills it in, with the mistakes people make."""
    contract = current_contract("voice")
    header = tuple(field.title_ja for field in contract.fields)
    cells = {
        str(at): [{**COMMON, **row}.get(title) or None for row in ROWS] for at, title in enumerate(header)
    }
    rows = pl.DataFrame({**cells, "_row": range(2, len(ROWS) + 2)}, schema_overrides={"_row": pl.Int64})
    return Sheet(
        contract.title_ja, header, 1, rows.cast({name: pl.String for name in cells}), False, None, None
    )


def _show_page(folder: Path, workbook: Path, page: int) -> Path:
    """Return one page of a workbook as LibreOffice prints it."""
    convert = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(workbook)]
    subprocess.run(convert, check=True, capture_output=True)
    stem = folder / workbook.stem
    pages = ["-f", str(page), "-l", str(page), "-singlefile"]
    subprocess.run(["pdftoppm", "-r", "110", "-png", *pages, f"{stem}.pdf", str(stem)], check=True)
    return stem.with_suffix(".png")


def _photograph(page: Path, out: Path, folder: Path) -> None:
    """Take a picture of a page in a browser that asks nobody anything."""
    browser = [
        "chromium",
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--hide-scrollbars",
    ]
    browser += ["--disable-background-networking", f"--user-data-dir={folder / 'browser'}"]
    subprocess.run(
        [*browser, "--window-size=900,1500", f"--screenshot={out}", page.as_uri()],
        check=True,
        capture_output=True,
    )


def _shrink(path: Path) -> None:
    """Cut off empty margins below and store few colours: the pictures are mostly paper."""
    with Image.open(path) as picture:
        paper = picture.convert("RGB")
        corner = Image.new("RGB", paper.size, paper.getpixel((0, paper.height - 1)))
        box = ImageChops.difference(paper, corner).getbbox() or (0, 0, *paper.size)
        cut = paper.crop((0, 0, paper.width, min(paper.height, box[3] + 24)))
        cut.quantize(64).save(path, optimize=True)


if __name__ == "__main__":
    main()
