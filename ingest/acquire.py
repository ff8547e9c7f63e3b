"""Bringing a register up to date: ask what is offered, fetch what changed, check it, land it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Unpack
from urllib.parse import urlsplit

from ingest.content import check_content
from ingest.errors import FetchError, IngestError
from ingest.findings import Finding, Severity
from ingest.http.fetch import Fetcher, NotModified
from ingest.http.patience import UNREACHABLE, Limits
from ingest.landing import LandedFile, LandingStore, Validators, check_filename
from ingest.register import Register, RemoteFile

LIST_OF_FILES = "(list of files)"
MAX_UNREACHABLE = 3

Progress = Callable[[int, int, str], None]


@dataclass
class Acquisition:
    """What one visit to a publisher brought.

    Attributes:
        source: name of the register.
        offered: number of files the publisher offers.
        new: versions landed by this visit, in the order offered.
        unchanged: number of files whose bytes we hold already.
        findings: one for each file refused or not reached; the last good version of it stays.
        late: why the publisher could not be reached, or None; the last good files stay in use.
    """

    source: str
    offered: int = 0
    new: list[LandedFile] = field(default_factory=list)
    unchanged: int = 0
    findings: list[Finding] = field(default_factory=list)
    late: str | None = None


def open_fetcher(
    registers: Iterable[Register], mirror: Path | None = None, **limits: Unpack[Limits]
) -> Fetcher:
    """Return a fetcher for the hosts the registers name; with ``mirror``, answered by that folder."""
    registers = list(registers)
    hosts = {urlsplit(register.homepage).hostname or "" for register in registers} - {""}
    hosts.update(host for register in registers for host in register.hosts)
    if mirror is None:
        return Fetcher(hosts, **limits)
    routes = [route for register in registers for route in register.mirror_routes]
    return Fetcher.from_mirror(mirror, routes, hosts, **limits)


def acquire(
    register: Register, store: LandingStore, fetcher: Fetcher, progress: Progress | None = None
) -> Acquisition:
    """Land every file of a register that is new or changed.

    A file that is refused gives one blocking finding and leaves its last good version current; the other
    files go on. A publisher out of reach makes the register *late*: a finding that is only noted.

    Args:
        register: what to bring up to date.
        store: where files are kept.
        fetcher: asks the publisher, or a mirror in its place.
        progress: called after each file with the number done, the number offered, and the file's name.
    """
    result = Acquisition(register.name)
    remotes = _list_files(register, fetcher, result)
    result.offered = len(remotes)
    unreachable = 0
    for done, remote in enumerate(remotes, start=1):
        problem = _acquire_file(register, remote, store, fetcher, result)
        unreachable = unreachable + 1 if problem == UNREACHABLE else 0
        if progress is not None:
            progress(done, len(remotes), remote.filename)
        if unreachable == MAX_UNREACHABLE and done < len(remotes):
            _note_not_asked(result, remotes[done:])
            break
    return result


def list_remotes(register: Register, fetcher: Fetcher) -> tuple[list[RemoteFile], list[RemoteFile]]:
    """Return the files a publisher offers, each name once, and those whose name another address has.

    Raises:
        IngestError: the list could not be had, or not be understood.
    """
    by_name: dict[str, RemoteFile] = {}
    ambiguous = [
        remote
        for remote in dict.fromkeys(register.discover(fetcher))
        if by_name.setdefault(remote.filename, remote) is not remote
    ]
    return list(by_name.values()), ambiguous


def _list_files(register: Register, fetcher: Fetcher, result: Acquisition) -> list[RemoteFile]:
    """Return the files offered; a list that cannot be had and two addresses for one name are findings."""
    try:
        remotes, ambiguous = list_remotes(register, fetcher)
    except IngestError as error:
        _note(result, LIST_OF_FILES, error)
        return []
    for remote in ambiguous:
        rule = "the publisher offers one file under one name; the first is used"
        remedy = "Look at the publisher's page, and tell the two apart in `discover` of the register."
        code = "fetch.two_addresses"
        _note(result, remote.filename, FetchError(remote.filename, remote.url, rule, remedy, code=code))
    return remotes


def _acquire_file(
    register: Register, remote: RemoteFile, store: LandingStore, fetcher: Fetcher, result: Acquisition
) -> str | None:
    """Bring one file up to date; return the code of what stood against it, or None."""
    try:
        check_filename(register.name, remote.filename)
        landed, new = _fetch_and_land(register, remote, store, fetcher)
    except IngestError as error:
        _note(result, remote.filename, error)
        return error.code
    if new and landed is not None:
        result.new.append(landed)
    else:
        result.unchanged += 1
    return None


def _fetch_and_land(
    register: Register, remote: RemoteFile, store: LandingStore, fetcher: Fetcher
) -> tuple[LandedFile | None, bool]:
    """Fetch a file unless it is unchanged, check it, land it."""
    validators = store.validators(register.name, remote.filename)
    held = store.newest(register.name, remote.filename)
    if register.immutable_files and validators == Validators() and held and store.holds(held.sha256):
        return None, False
    with store.reserve() as path:
        got = fetcher.download(remote.url, path, validators, max_bytes=register.max_bytes)
        if isinstance(got, NotModified):
            return None, False
        verify_sums = not store.holds(got.sha256)
        check_content(path, remote.filename, register.max_bytes, verify_sums=verify_sums)
        return store.land(
            register.name,
            remote.filename,
            path,
            url=remote.url,
            etag=got.etag,
            last_modified=got.last_modified,
            data_date=remote.data_date,
            licence=register.licence.name,
            licence_url=register.licence.url,
            sha256=got.sha256,
        )


def describe_absence(error: IngestError) -> str:
    """Return in a few words which address did not answer, and how."""
    return f"{error.place}: {error.value}"


def _note(result: Acquisition, filename: str, error: IngestError) -> None:
    """Keep what stood against a file as one finding; a publisher out of reach is late, not wrong."""
    severity: Severity = "blocking"
    if error.code == UNREACHABLE:
        severity = "noted"
        result.late = result.late or describe_absence(error)
    place = "" if error.place == filename else f"{error.place}: "
    finding = Finding(
        source=result.source,
        file=filename,
        severity=severity,
        rule=error.code,
        message=place + error.rule,
        remedy=error.remedy,
        value=error.value,
    )
    result.findings.append(finding)


def _note_not_asked(result: Acquisition, remotes: Sequence[RemoteFile]) -> None:
    """Say which files were not asked for, because the publisher did not answer for several in a row."""
    rule = f"{MAX_UNREACHABLE} files in a row had no answer, so {len(remotes)} more were not asked for"
    remedy = "The last good files stay in use; run again later."
    error = FetchError(remotes[0].url, remotes[0].filename, rule, remedy, code=UNREACHABLE)
    _note(result, LIST_OF_FILES, error)
