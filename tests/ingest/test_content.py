from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.content import check_content
from ingest.errors import RefusedFile

PDF = b"%PDF-1.6\n" + b"x" * 5000 + b"\nstartxref\n6\r\n%%EOF\r\n"
PAGE = b"<!DOCTYPE html>\n<html><body>Maintenance</body></html>"

Check = Callable[[bytes, str], None]


@pytest.fixture
def check(tmp_path: Path) -> Check:
    def write_and_check(content: bytes, filename: str) -> None:
        (tmp_path / "received").write_bytes(content)
        check_content(tmp_path / "received", filename, max_bytes=1000)

    return write_and_check


def build_zip(content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        # without the time of day: the bytes name the tests, and both workers must name them alike
        archive.writestr(zipfile.ZipInfo("a.csv"), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("filename", "content"),
    [
        ("a.zip", build_zip(b"1,2\n")),
        ("A.ZIP", build_zip(b"1,2\n")),
        ("a.pdf", PDF),
        ("a.csv", b"name,<b>value</b>\n"),
        ("a.csv", "﻿団体コード\r\n".encode()),
        ("a.html", PAGE),
    ],
)
def test_a_file_that_is_what_its_name_says_passes(check: Check, filename: str, content: bytes) -> None:
    check(content, filename)


@pytest.mark.parametrize(
    ("filename", "content", "code"),
    [
        ("a.csv", b"", "content.empty"),
        ("a.zip", b"", "content.empty"),
        ("a.zip", PAGE, "content.web_page"),
        ("a.pdf", PAGE, "content.web_page"),
        ("a.csv", PAGE, "content.web_page"),
        ("a.csv", b"\xef\xbb\xbf\r\n <HTML lang=ja>", "content.web_page"),
        ("a.csv", b'<?xml version="1.0"?>\n<!-- x -->\n<html>', "content.web_page"),
        ("a.zip", b"number,name\n", "content.kind"),
        ("a.zip", build_zip(b"1,2\n")[:-30], "zip.end_record"),
        ("a.zip", build_zip(b"0" * 20_001), "zip.too_large"),
        ("a.pdf", b"PDF", "content.kind"),
        ("a.pdf", PDF[:-10], "content.cut_short"),
    ],
)
def test_a_file_that_is_something_else_is_refused(
    check: Check, filename: str, content: bytes, code: str
) -> None:
    with pytest.raises(RefusedFile) as caught:
        check(content, filename)
    assert caught.value.code == code
    assert caught.value.place == filename
    assert caught.value.value
    assert caught.value.remedy


def test_every_published_file_we_hold_passes(real_data: Path) -> None:
    paths = sorted(real_data.glob("nta/diff/*.zip"))[::20] + sorted(real_data.glob("certified/*.pdf"))
    paths += sorted(real_data.glob("codes/*.csv")) + sorted(real_data.glob("population/*.csv"))
    assert len(paths) >= 10
    for path in paths:
        check_content(path, path.name, max_bytes=2**26)
