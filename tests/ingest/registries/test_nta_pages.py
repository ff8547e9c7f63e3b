"""Tests of finding the files on the publisher's pages, and on the same pages made from a mirror."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.acquire import acquire, open_fetcher
from ingest.errors import FetchError
from ingest.http.fetch import Fetcher
from ingest.http.mirror import MirrorRoute, serve_page
from ingest.japanese.dates import parse_date
from ingest.landing import LandingStore
from ingest.register import Register, RemoteFile
from ingest.registries import nta_diff, nta_national
from ingest.registries.nta_pages import format_day
from tests.ingest.registries.nta_records import make_file, make_record, zip_csv

TOKEN_FIELD = "jp.go.nta.houjin_bangou.framework.web.common.CNSFWTokenProcessor.request.token"
FORM = (
    '<form id="appForm" action="" method="post">'
    f'<div><input type="hidden" name="{TOKEN_FIELD}" value="8066bb93-a3be"/></div>'
    '<input type="hidden" name="event" id="event" value="download">'
    '<input type="hidden" name="selDlFileNo" id="selDlFileNo">'
)
DAILY_PAGE = f"""<html><body><p>令和8年10月1日 お知らせ</p>{FORM}
<h2 class="title" id="csv-sjis">CSV形式・Shift_JIS</h2><table class="tbl03">
<tr class="type1_corpHistory1"><th scope="row">令和8年8月21日</th>
<td><a href="#" onclick="return doDownload(101);">zip 130KB</a></td></tr>
<tr class="type1_corpHistory1"><th scope="row">令和8年8月20日</th>
<td><a href="#" onclick="return doDownload(98);">zip 121KB</a></td></tr></table>
<h2 class="title" id="csv-unicode">CSV形式・Unicode</h2><table class="tbl03">
<tr class="type2_corpHistory1"><th scope="row">令和8年8月21日</th>
<td><a href="#" onclick="return doDownload(102);">zip 140KB</a></td></tr></table>
<h2 class="title" id="xml-unicode">XML形式・Unicode</h2><table class="tbl03">
<tr class="type3_corpHistory1"><th scope="row">令和8年8月19日</th>
<td><a href="#" onclick="return doDownload(103);">zip 150KB</a></td></tr></table></form></body></html>"""
MONTHLY_PAGE = f"""<html><body>{FORM}
<h2 class="title" id="csv-sjis">CSV形式・Shift_JIS</h2><p class="mb10">令和8年7月31日更新</p>
<dl><dt class="mb05">全国</dt><dd><a href="#" onclick="return doDownload(1);">zip 219MB</a></dd>
<dt class="mb05">東京都</dt><dd><a href="#" onclick="return doDownload(2);">1 zip 30MB</a>
<a href="#" onclick="return doDownload(3);">2 zip 30MB</a></dd></dl>
<h2 class="title" id="csv-unicode">CSV形式・Unicode</h2><p class="mb10">令和8年7月31日更新</p>
<dl><dt class="mb05">全国</dt><dd><a href="#" onclick="return doDownload(4);">zip 238MB</a></dd></dl>
</form></body></html>"""


def discover(register: Register, page: str | None, url: str) -> list[RemoteFile]:
    """Return what a register offers when the publisher's page reads so."""
    route: MirrorRoute = serve_page(url.replace(".", r"\."), lambda root: page)
    return list(register.discover(Fetcher.from_mirror(Path(), [route], ["www.houjin-bangou.nta.go.jp"])))


def test_a_file_a_day_is_offered_oldest_first_and_in_unicode_where_there_is_one() -> None:
    address = "https://www.houjin-bangou.nta.go.jp/download/sabun/index.html?event=download&selDlFileNo={}&{}=8066bb93-a3be"
    assert discover(nta_diff.REGISTER, DAILY_PAGE, nta_diff.PAGE) == [
        RemoteFile(address.format(98, TOKEN_FIELD), "diff_20260820.zip", date(2026, 8, 20)),
        RemoteFile(address.format(102, TOKEN_FIELD), "diff_20260821.zip", date(2026, 8, 21)),
    ]


def test_the_file_of_the_whole_country_is_offered_once() -> None:
    (remote,) = discover(nta_national.REGISTER, MONTHLY_PAGE, nta_national.PAGE)
    assert remote.filename == "00_zenkoku_all_20260731.zip"
    assert remote.data_date == date(2026, 7, 31)
    assert "zenken/index.html?event=download&selDlFileNo=4&" in remote.url


@pytest.mark.parametrize(
    ("register", "url"), [(nta_diff.REGISTER, nta_diff.PAGE), (nta_national.REGISTER, nta_national.PAGE)]
)
@pytest.mark.parametrize(
    "damage",
    [
        ("doDownload", "getFile"),
        (TOKEN_FIELD, "token"),
        ("令和8年", "未定"),
        ("csv-", "CSV_"),
    ],
)
def test_a_rebuilt_page_is_an_error_that_names_it(
    register: Register, url: str, damage: tuple[str, str]
) -> None:
    page = (DAILY_PAGE if register is nta_diff.REGISTER else MONTHLY_PAGE).replace(*damage)
    with pytest.raises(FetchError) as caught:
        discover(register, page, url)
    assert caught.value.place == url
    assert caught.value.code == "page.other_layout"


def test_a_page_without_the_whole_country_is_an_error() -> None:
    with pytest.raises(FetchError, match="全国"):
        discover(nta_national.REGISTER, MONTHLY_PAGE.replace("全国", "全部"), nta_national.PAGE)


@pytest.mark.parametrize("register", [nta_diff.REGISTER, nta_national.REGISTER])
def test_a_mirror_without_files_offers_nothing(register: Register, tmp_path: Path) -> None:
    assert list(register.discover(open_fetcher([register], tmp_path))) == []


def test_mirrored_files_are_landed_through_the_publishers_pages(tmp_path: Path) -> None:
    content = zip_csv(make_file(make_record(1)).encode("cp932"))
    names = {
        nta_diff.REGISTER: [
            "nta/diff/diff_20210714.zip",
            "nta/diff/diff_20240104.zip",
            "nta/diff/diff_other.zip",
        ],
        nta_national.REGISTER: ["nta/national/00_zenkoku_all_20260731.zip"],
    }
    mirror, store = tmp_path / "mirror", LandingStore(tmp_path / "landing")
    for name in (name for group in names.values() for name in group):
        (mirror / name).parent.mkdir(parents=True, exist_ok=True)
        (mirror / name).write_bytes(content)
    for register, files in names.items():
        acquisition = acquire(register, store, open_fetcher([register], mirror))
        assert acquisition.findings == []
        dated = [Path(name).name for name in files if "other" not in name]
        assert [landed.filename for landed in store.current(register.name)] == dated
        assert acquire(register, store, open_fetcher([register], mirror)).unchanged == len(dated)


def test_a_page_of_the_real_mirror_offers_all_its_files(real_data: Path) -> None:
    remotes = nta_diff.REGISTER.discover(open_fetcher([nta_diff.REGISTER], real_data))
    assert len(remotes) == 136
    assert [remotes[0].data_date, remotes[-1].data_date] == [date(2021, 7, 14), date(2026, 8, 21)]


@given(st.dates(min_value=date(1989, 1, 8), max_value=date(2100, 1, 1)))
def test_a_day_in_the_japanese_calendar_is_read_back(day: date) -> None:
    assert parse_date(format_day(day)) == day
