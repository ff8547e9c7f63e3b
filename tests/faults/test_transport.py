"""A publisher is down, slow, or gives something that is not its file: the last good data stays, dated."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest

from ingest.http.patience import Limits
from ingest.probe import HASTE
from tests.faults.outside import Outside, Spoil, at
from tests.faults.publisher import Reply
from tests.ingest.registries.nta_records import make_file, make_record, zip_csv
from warehouse.sources import read_status

SOURCE = "nta_diff"
NEW = "diff_20240829.zip"
NEW_ADDRESS = "selDlFileNo=20240829"
LIST = r"/download/sabun/\Z"
WEB_PAGE = "<!DOCTYPE html><html><body>ただいまメンテナンス中です</body></html>".encode()

#: The file of the 28th is in use; that of the 29th was due on the 30th at seven, and is awaited until noon.
ON_TIME, IN_TIME, TOO_LATE, MENDED = (
    at("2024-08-29"),
    at("2024-08-30", "09:00"),
    at("2024-08-30"),
    at("2024-08-30", "15:00"),
)


def offer_day(outside: Outside, day: str, rows: int = 5) -> None:
    """Let the tax agency offer the file of one more day."""
    dates = {"updateDate": day, "assignmentDate": day, "changeDate": day}
    content = make_file(*(make_record(row, **dates) for row in range(1, rows + 1)))
    compact = day.replace("-", "")
    path = outside.mirror / "nta" / "diff" / f"diff_{compact}.zip"
    path.write_bytes(zip_csv(content.encode("cp932"), f"diff_{compact}.csv"))


@pytest.fixture
def grown(outside: Outside) -> Outside:
    """A home on time, to whose publisher one more day has come."""
    assert not outside.visit(SOURCE, ON_TIME).late
    offer_day(outside, "2024-08-29")
    return outside


def become(**changes: object) -> Spoil:
    """Return what changes an answer."""
    return lambda reply: replace(reply, **changes)  # type: ignore[arg-type]


def cut_declared(reply: Reply) -> Reply:
    return replace(reply, cut=len(reply.body) // 2)


def cut_undeclared(reply: Reply) -> Reply:
    return replace(reply, body=reply.body[: len(reply.body) // 2], declare_length=False)


def declare(difference: int) -> Spoil:
    """Return what gives a wrong Content-Length."""

    def lie(reply: Reply) -> Reply:
        length = str(len(reply.body) + difference)
        return replace(reply, headers={**reply.headers, "Content-Length": length}, cut=len(reply.body))

    return lie


def rewrite(change: Callable[[bytes], bytes]) -> Spoil:
    """Return what changes the body."""
    return lambda reply: replace(reply, body=change(reply.body))


def break_checksum(archive: bytes) -> bytes:
    """Flip a bit of the checksum that both headers of the first member declare."""
    sum_at = archive.index(b"PK\x03\x04") + 14, archive.index(b"PK\x01\x02") + 16
    changed = bytearray(archive)
    for at_byte in sum_at:
        changed[at_byte] ^= 1
    return bytes(changed)


def zip_members(*members: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return stream.getvalue()


def declare_huge(archive: bytes) -> bytes:
    """Say in the directory that each member inflates to almost 4 GiB."""
    changed = bytearray(archive)
    entry = archive.find(b"PK\x01\x02")
    while entry >= 0:
        changed[entry + 24 : entry + 28] = (0xFFFFFFF0).to_bytes(4, "little")
        entry = archive.find(b"PK\x01\x02", entry + 1)
    return bytes(changed)


@dataclass(frozen=True)
class Case:
    """A fault, the rule of the finding it gives, and how patient we are for the test to end soon."""

    spoil: Spoil
    rule: str
    where: str = NEW_ADDRESS
    limits: Limits = field(default_factory=lambda: Limits(retries=1))


OUT_OF_REACH = {
    "connection reset": Case(become(reset=True), "fetch.unreachable"),
    "connection closed": Case(become(hang_up=True), "fetch.unreachable"),
    "no answer": Case(become(silent=True), "fetch.unreachable", limits=Limits(retries=1, timeout=(5, 0.1))),
    "drops of a body": Case(
        become(drip=True, declare_length=False), "fetch.unreachable", limits=Limits(deadline=0.3)
    ),
    "status 429": Case(become(status=429, body=b"slow down"), "fetch.unreachable"),
    "status 500": Case(become(status=500), "fetch.unreachable"),
    "status 503": Case(become(status=503, body=WEB_PAGE), "fetch.unreachable"),
    "list of files out of reach": Case(become(status=503), "fetch.unreachable", LIST),
}
NOT_THE_FILE = {
    "body shorter than declared": Case(cut_declared, "fetch.cut_short"),
    "reset within the body": Case(become(reset=True, cut=100), "fetch.cut_short"),
    "length declared too long": Case(declare(+10), "fetch.cut_short"),
    "length declared too short": Case(declare(-10), "zip.end_record"),
    "body cut without declared length": Case(cut_undeclared, "zip.end_record"),
    "truncated zip": Case(rewrite(lambda body: body[:-40]), "zip.end_record"),
    "wrong checksum": Case(rewrite(break_checksum), "zip.damaged"),
    "web page with status 200": Case(become(body=WEB_PAGE), "content.web_page"),
    "web page in place of the list": Case(become(body=WEB_PAGE), "page.other_layout", LIST),
    "empty file": Case(become(body=b""), "content.empty"),
    "robot check": Case(become(status=202, body=b""), "fetch.status"),
    "forbidden": Case(become(status=403), "fetch.status"),
    "listed and missing": Case(become(status=404), "fetch.not_offered"),
    "zip bomb": Case(rewrite(declare_huge), "zip.too_large"),
    "thousands of members": Case(
        become(body=zip_members(*((f"{n}.txt", b"") for n in range(30_000)))), "zip.too_many"
    ),
    "path traversal in a member": Case(
        become(body=zip_members(("../../etc/cron.d/x.csv", b"1"))), "zip.member_name"
    ),
}


def visit_fault(outside: Outside, case: Case) -> None:
    """Visit the publisher while the fault lasts, before and after the file is late."""
    patience, outside.limits = outside.limits, case.limits
    outside.faults[case.where] = case.spoil
    outside.visit(SOURCE, IN_TIME)
    outside.visit(SOURCE, TOO_LATE)
    outside.faults.clear()
    outside.limits = patience


@pytest.mark.parametrize(
    "case", [*OUT_OF_REACH.values(), *NOT_THE_FILE.values()], ids=[*OUT_OF_REACH, *NOT_THE_FILE]
)
def test_the_last_good_data_stays_and_its_date_is_shown_until_the_publisher_mends_it(
    grown: Outside, case: Case
) -> None:
    rows = grown.read_rows(SOURCE)
    visit_fault(grown, case)

    status = read_status(grown.home, SOURCE, TOO_LATE)
    assert status is not None
    assert [finding for finding in status.findings if f"[{case.rule}]" in finding]
    assert (status.late, status.reached_on) == (True, "2024-08-28")
    assert grown.read_rows(SOURCE).equals(rows)
    assert grown.store.newest(SOURCE, NEW) is None

    said = grown.describe_release(SOURCE, date(2024, 8, 31))
    assert (said["latest_data_date"], said["late"]["since"]) == ("2024-08-28", "2024-08-30")

    mended = grown.visit(SOURCE, MENDED)
    assert (mended.new, mended.findings, mended.late) == (1, (), False)
    assert mended.reached_on == "2024-08-29"
    assert grown.describe_release(SOURCE, date(2024, 8, 31))["late"] is None


@pytest.mark.parametrize("case", OUT_OF_REACH.values(), ids=OUT_OF_REACH)
def test_a_publisher_out_of_reach_is_late_at_once_and_since_the_first_visit(
    grown: Outside, case: Case
) -> None:
    grown.limits = case.limits
    grown.faults[case.where] = case.spoil
    grown.visit(SOURCE, IN_TIME)
    status = grown.visit(SOURCE, at("2024-08-30", "10:00"))
    assert (status.late, status.late_since) == (True, "2024-08-30T00:00:00Z")
    assert status.late_reason is not None and "cannot be reached" in status.late_reason


@pytest.mark.parametrize("case", NOT_THE_FILE.values(), ids=NOT_THE_FILE)
def test_what_is_not_the_file_leaves_no_bytes_and_is_no_lateness_before_its_time(
    grown: Outside, case: Case
) -> None:
    objects = sorted((grown.home.landing / "objects").rglob("*"))
    grown.faults[case.where] = case.spoil
    status = grown.visit(SOURCE, IN_TIME)
    assert not status.late
    assert sorted((grown.home.landing / "objects").rglob("*")) == objects
    assert list((grown.home.landing / "incoming").iterdir()) == []


def test_a_passing_fault_is_ridden_out_within_one_visit(grown: Outside) -> None:
    faults = iter([become(reset=True), cut_declared])
    grown.faults[NEW_ADDRESS] = lambda reply: next(faults, become())(reply)
    status = grown.visit(SOURCE, IN_TIME)
    assert (status.new, status.findings, status.reached_on) == (1, (), "2024-08-29")


def test_a_publisher_who_asks_us_to_wait_is_asked_again_after_that_time(grown: Outside) -> None:
    faults = iter([become(status=429, headers={"Retry-After": "17"})])
    grown.faults[NEW_ADDRESS] = lambda reply: next(faults, become())(reply)
    status = grown.visit(SOURCE, IN_TIME)
    assert (grown.waits, status.new, status.late) == ([17], 1, False)


def test_the_days_missed_in_an_outage_come_with_the_first_visit_after_it(grown: Outside) -> None:
    grown.faults["."] = become(reset=True)
    missed = ("2024-08-30", "2024-09-02", "2024-09-03")
    for day in missed:
        offer_day(grown, day)
        grown.visit(SOURCE, at(day) + timedelta(days=1))
    status = read_status(grown.home, SOURCE, at("2024-09-04"))
    assert status is not None
    assert (status.reached_on, status.late_since) == ("2024-08-28", "2024-08-29T22:00:00Z")

    grown.faults.clear()
    status = grown.visit(SOURCE, at("2024-09-04"))
    assert (status.new, status.late, status.reached_on) == (4, False, "2024-09-03")


def test_a_sensor_sees_an_outage_and_its_end_and_never_fails(grown: Outside) -> None:
    grown.limits = HASTE
    grown.faults["."] = become(reset=True)
    found = grown.probe(SOURCE, IN_TIME)
    assert (found.pending, found.identity) == ((), "")
    status = read_status(grown.home, SOURCE, IN_TIME)
    assert status is not None and status.late

    grown.faults.clear()
    assert grown.probe(SOURCE, MENDED).pending == (NEW,)
    status = read_status(grown.home, SOURCE, IN_TIME)
    assert status is not None and not status.late


@pytest.mark.parametrize("withheld", [(), ("ETag",), ("Last-Modified",), ("ETag", "Last-Modified")], ids=str)
@pytest.mark.parametrize("source", ["nta_diff", "npo_portal", "municipality_codes"])
def test_what_has_not_changed_makes_no_new_version_and_no_new_rows(
    outside: Outside, source: str, withheld: tuple[str, ...]
) -> None:
    outside.faults["."] = lambda reply: replace(
        reply, headers={name: value for name, value in reply.headers.items() if name not in withheld}
    )
    first = outside.visit(source, ON_TIME)
    versions = outside.store.versions(source)
    built = {path: path.stat().st_mtime_ns for path in (outside.home.bronze / source).iterdir()}

    second = outside.visit(source, IN_TIME)
    assert (first.new, second.new, second.findings) == (len(versions), 0, ())
    assert second.changed_at == first.changed_at
    assert [landed.sha256 for landed in outside.store.versions(source)] == [one.sha256 for one in versions]
    assert {path: path.stat().st_mtime_ns for path in (outside.home.bronze / source).iterdir()} == built
    assert outside.probe(source, MENDED).pending == ()


def test_the_same_bytes_under_another_validator_are_no_news(outside: Outside) -> None:
    outside.visit("npo_portal", ON_TIME)
    outside.faults["gyousei"] = lambda reply: replace(
        reply, status=200, headers={"ETag": '"moved to another machine"'}
    )
    path = outside.mirror / "portal" / "gyousei_000.zip"
    path.write_bytes(path.read_bytes())  # its time changes, and with it what a condition is held against
    assert outside.visit("npo_portal", IN_TIME).new == 0
    assert len(outside.store.versions("npo_portal")) == 1
