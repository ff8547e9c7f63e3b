"""Records and zips in the exact form of the corporate-number registers, for tests."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from ingest.registries.nta_diff import REGISTER
from ingest.registries.nta_layout import COLUMNS
from tests.ingest.check_digits import corporate_number_check_digit
from tests.ingest.registries.bronze_of import Built, build

DAY = "2021-10-04"
FILENAME = "diff_20211004.zip"

#: Quoted by the publisher when they are not empty.
_QUOTED = {
    "name", "prefectureName", "cityName", "streetNumber", "addressOutside", "changeCause", "enName",
    "enPrefectureName", "enCityName", "enAddressOutside", "furigana",
}  # fmt: skip

_NPO = {
    "process": "01", "correct": "0", "updateDate": DAY, "changeDate": "2021-09-30",
    "name": "特定非営利活動法人つなぐ", "kind": "399", "prefectureName": "静岡県", "cityName": "浜松市浜名区",
    "streetNumber": "貴布祢３０００番地", "prefectureCode": "22", "cityCode": "139", "postCode": "4340038",
    "assignmentDate": DAY, "latest": "1", "furigana": "ツナグ", "hihyoji": "0",
}  # fmt: skip


def make_number(serial: int) -> str:
    """Return a corporate number with its check digit."""
    base = f"{80405000000 + serial:012d}"
    return corporate_number_check_digit(base) + base


def make_record(sequence: int, **values: str) -> str:
    """Return the line of an NPO's registration, with some values replaced."""
    cells = {"sequenceNumber": str(sequence), "corporateNumber": make_number(sequence), **_NPO, **values}
    texts = (cells.get(column, "") for column in COLUMNS)
    return ",".join(
        f'"{text}"' if column in _QUOTED and text else text
        for column, text in zip(COLUMNS, texts, strict=True)
    )


def make_tombstone(sequence: int) -> str:
    """Return the line of a deletion: number, process, update date, and nothing else."""
    empty = dict.fromkeys(_NPO, "")
    return make_record(sequence, **{**empty, "process": "99", "updateDate": DAY})


def make_file(*records: str) -> str:
    """Return a whole file: every record with its line feed."""
    return "".join(f"{record}\n" for record in records)


def zip_csv(content: bytes, name: str = "diff_20211004.csv") -> bytes:
    """Return a zip with a CSV and its signature."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
        archive.writestr(name + ".asc", b"-----BEGIN PGP SIGNATURE-----\n")
    return buffer.getvalue()


def build_diff(
    folder: Path, content: str | bytes, encoding: str = "cp932", filename: str = FILENAME
) -> Built:
    """Build a daily file below ``folder``."""
    encoded = content.encode(encoding) if isinstance(content, str) else content
    return build(REGISTER, folder, filename, zip_csv(encoded))
