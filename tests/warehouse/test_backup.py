"""A back-up holds what cannot be made again, and is restored whole or not at all."""

from __future__ import annotations

import io
import os
import stat
import subprocess
import sys
import tarfile
import time
from pathlib import Path

import pytest

from ingest.submissions.inbox import SETTLE_SECONDS
from warehouse.backup import restore, restore_backup, snapshot, write_backup
from warehouse.backup.contents import KEPT, MADE_AGAIN, MANIFEST, Manifest
from warehouse.errors import BackupDamaged, BackupRefused, LockHeld
from warehouse.layout import Home

HOLDER = """
import fcntl, sys
from pathlib import Path
from warehouse.locks import hold_lock
with hold_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""

FILES = {
    "landing/objects/ab/abcd": "bytes of a publisher",
    "landing/records/nta_diff/diff.zip.json": "{}",
    "submissions/accepted/ef01": "bytes of a member",
    "submissions/batches/centre-ef01.json": "{}",
    "receipts/centre/1/receipt.json": "{}",
    "inbox/centre/声.csv": "id,text",
    "members.yml": "members: []",
    "approvals/links.yml": "[]",
    "corrections/nta.yml": "[]",
    "status/sources.json": "{}",
    "ledger/2026.11.0.parquet": "cells",
    "public/releases/2026.11.0/csv/organizations.csv": "id,name" * 100_000,
    "public/releases.json": "{}",
}
REMADE = {
    "bronze/nta_diff/1.parquet": "x",
    "quarantine/nta_diff/1.parquet": "x",
    "tsunagu.duckdb": "x",
    "dbt/target/run_results.json": "x",
    "dagster/storage": "x",
    "scratch/spill": "x",
    "staging/release": "x",
}
PASSED_OVER = {
    ".lock": "process 1",
    "landing/.lock": "",
    "landing/incoming/half": "half",
    "public/.latest.json.0.part": "half",
    "status/tables.json": "of the database",
}


def write_files(root: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content, encoding="utf-8")
        os.utime(root / name, (time.time() - 60,) * 2)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home with something in each of its folders."""
    home = Home(tmp_path / "home")
    write_files(home.root, {**FILES, **REMADE, **PASSED_OVER})
    release = home.releases / "2026.11.0" / "csv" / "organizations.csv"
    release.chmod(0o444)
    (home.latest / "csv").mkdir(parents=True)
    (home.latest / "csv" / "organizations.csv").hardlink_to(release)
    return home


def be_silent(*_: object) -> None:
    """Say nothing."""


def back_up(home: Home, target: Path) -> Path:
    return write_backup(home, target, be_silent, be_silent)[0]


def list_files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and path.name != ".lock"
    }


def read_members(archive: Path) -> list[tuple[tarfile.TarInfo, bytes]]:
    with tarfile.open(archive) as tar:
        return [
            (member, source.read() if member.isreg() and (source := tar.extractfile(member)) else b"")
            for member in tar
        ]


def rewrite(archive: Path, members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    """Write an archive anew from members that a test has changed."""
    with tarfile.open(archive, "w") as tar:
        for member, content in members:
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))


def test_every_folder_of_a_home_is_kept_or_made_again() -> None:
    root = Path("/home")
    properties = [name for name, value in vars(Home).items() if isinstance(value, property)]
    names = {getattr(Home(root), name).relative_to(root).parts[0] for name in properties}

    assert names == {*KEPT, *MADE_AGAIN}
    assert not set(KEPT) & set(MADE_AGAIN)


def test_what_is_restored_is_what_was_kept(home: Home, tmp_path: Path) -> None:
    restored = Home(tmp_path / "restored")

    restore_backup(back_up(home, tmp_path / "b.tar"), restored, be_silent)

    kept = {name: content.encode() for name, content in FILES.items()}
    organizations = kept["public/releases/2026.11.0/csv/organizations.csv"]
    assert list_files(restored.root) == {**kept, "public/latest/csv/organizations.csv": organizations}


def test_empty_folders_are_restored_too(home: Home, tmp_path: Path) -> None:
    (home.inbox / "another-centre").mkdir()

    restore_backup(back_up(home, tmp_path / "b.tar"), Home(tmp_path / "restored"), be_silent)

    assert (tmp_path / "restored" / "inbox" / "another-centre").is_dir()


def test_times_and_rights_are_restored(home: Home, tmp_path: Path) -> None:
    restored = Home(tmp_path / "restored")
    restore_backup(back_up(home, tmp_path / "b.tar"), restored, be_silent)

    name = "releases/2026.11.0/csv/organizations.csv"
    before, after = (home.public / name).stat(), (restored.public / name).stat()
    assert stat.S_IMODE(after.st_mode) == 0o444
    assert after.st_mtime == pytest.approx(before.st_mtime, abs=1)


def test_the_latest_release_takes_no_space_beside_the_release(home: Home, tmp_path: Path) -> None:
    restored = Home(tmp_path / "restored")
    archive = back_up(home, tmp_path / "b.tar")
    restore_backup(archive, restored, be_silent)

    size = len(FILES["public/releases/2026.11.0/csv/organizations.csv"])
    assert size < archive.stat().st_size < 2 * size
    paths = [
        folder / "csv/organizations.csv" for folder in (restored.latest, restored.releases / "2026.11.0")
    ]
    assert paths[0].samefile(paths[1])


def test_a_back_up_can_be_read_by_its_owner_alone(home: Home, tmp_path: Path) -> None:
    assert stat.S_IMODE(back_up(home, tmp_path / "b.tar").stat().st_mode) == 0o600


def test_no_account_of_the_machine_is_in_a_back_up(home: Home, tmp_path: Path) -> None:
    members = [member for member, _ in read_members(back_up(home, tmp_path / "b.tar"))]

    assert {(member.uid, member.gid, member.uname, member.gname) for member in members} == {(0, 0, "", "")}


def test_a_folder_gets_a_file_named_by_the_time(home: Home, tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()
    path = back_up(home, tmp_path / "backups")

    assert path.parent == tmp_path / "backups"
    assert path.name.startswith("tsunagu-2")
    assert path.suffix == ".tar"


def test_a_file_that_is_still_being_sent_is_named_and_left_out(home: Home, tmp_path: Path) -> None:
    (home.inbox / "centre" / "half.csv").write_text("id,te")

    archive, manifest = write_backup(home, tmp_path / "b.tar", be_silent, be_silent)

    assert SETTLE_SECONDS > 1
    assert manifest.unfinished == ("inbox/centre/half.csv",)
    assert "inbox/centre/half.csv" not in {member.name for member, _ in read_members(archive)}


def test_links_in_the_inbox_are_not_followed(home: Home, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    (home.inbox / "centre" / "link.csv").symlink_to(tmp_path / "secret")
    (home.inbox / "linked").symlink_to(tmp_path)

    names = [member.name for member, _ in read_members(back_up(home, tmp_path / "b.tar"))]

    assert [name for name in names if "link" in name and "approvals" not in name] == []


def test_a_folder_of_the_home_may_lie_on_another_disk(home: Home, tmp_path: Path) -> None:
    for path in (home.landing, home.members):
        path.rename(tmp_path / path.name)
        path.symlink_to(tmp_path / path.name)

    restore_backup(back_up(home, tmp_path / "b.tar"), Home(tmp_path / "restored"), be_silent)

    restored = list_files(tmp_path / "restored")
    assert {"landing/objects/ab/abcd", "members.yml"} <= restored.keys()


def test_a_name_in_another_encoding_survives(home: Home, tmp_path: Path) -> None:
    name = os.fsencode(home.inbox / "centre") + b"/" + "声.csv".encode("cp932")
    Path(os.fsdecode(name)).write_bytes(b"x")
    os.utime(name, (0, 0))

    restore_backup(back_up(home, tmp_path / "b.tar"), Home(tmp_path / "restored"), be_silent)

    names = [os.fsencode(path.name) for path in (tmp_path / "restored/inbox/centre").iterdir()]
    assert "声.csv".encode("cp932") in names


def test_a_file_that_goes_while_the_snapshot_is_taken_is_not_missed(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The outbox of notices is emptied without a run."""
    listed = list(snapshot._list_names(home))
    (home.status / "sources.json").unlink()
    monkeypatch.setattr(snapshot, "_list_names", lambda _: iter(listed))

    names = [member.name for member, _ in read_members(back_up(home, tmp_path / "b.tar"))]

    assert "status/sources.json" in listed
    assert "status/sources.json" not in names


def test_where_links_are_not_possible_files_are_copied(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr("warehouse.backup.snapshot.os.link", refuse)
    archive = back_up(home, tmp_path / "b.tar")
    monkeypatch.undo()
    restore_backup(archive, Home(tmp_path / "restored"), be_silent)

    assert len(list_files(tmp_path / "restored")) == len(FILES) + 1


@pytest.mark.parametrize("lock", [".lock", "submissions/batches/.lock"])
def test_a_back_up_waits_for_runs_and_intakes_and_says_so(home: Home, tmp_path: Path, lock: str) -> None:
    said: list[str] = []
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(home.root / lock)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdin and holder.stdout and holder.stdout.readline() == b"held\n"

    def release_holder(sentence: str) -> None:
        said.append(sentence)
        holder.communicate()

    write_backup(home, tmp_path / "b.tar", release_holder, be_silent)

    assert len(said) == 1
    assert str(home.root / lock) in said[0]


def test_while_a_back_up_is_written_runs_go_on(home: Home, tmp_path: Path) -> None:
    """What changes after the snapshot is not in the back-up, and what it replaces is."""
    taken = []

    def change_the_home(*_: object) -> None:
        if not taken:
            subprocess.run(
                [sys.executable, "-c", HOLDER, str(home.root / ".lock")], input=b"", check=True, timeout=60
            )
            write_files(home.root, {"new": "2"})
            (home.root / "new").replace(home.status / "sources.json")
            home.members.write_text("written in place")
            taken.append(True)

    archive = write_backup(home, tmp_path / "b.tar", be_silent, change_the_home)[0]
    restore_backup(archive, Home(tmp_path / "restored"), be_silent)

    assert taken
    restored = list_files(tmp_path / "restored")
    assert restored["status/sources.json"] == b"{}"
    assert restored["members.yml"] == FILES["members.yml"].encode()


def test_a_back_up_leaves_nothing_in_the_home(home: Home, tmp_path: Path) -> None:
    before = set(list_files(home.root))
    back_up(home, tmp_path / "b.tar")

    assert {name for name in set(list_files(home.root)) - before if not name.endswith(".lock")} == set()


def test_a_killed_back_up_is_swept_away_by_the_next(home: Home, tmp_path: Path) -> None:
    write_files(home.root, {".backup/landing/old": "x"})
    back_up(home, tmp_path / "b.tar")

    assert not (home.root / ".backup").exists()


def test_a_back_up_that_fails_leaves_no_file(home: Home, tmp_path: Path) -> None:
    def fill_the_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    (tmp_path / "backups").mkdir()
    with pytest.raises(OSError, match="No space"):
        write_backup(home, tmp_path / "backups", be_silent, fill_the_disk)

    assert list((tmp_path / "backups").iterdir()) == []


@pytest.mark.parametrize("place", ["home/public/b.tar", "home/b.tar", "home/landing"])
def test_a_back_up_below_the_home_is_refused(home: Home, tmp_path: Path, place: str) -> None:
    with pytest.raises(BackupRefused, match="outside of the home"):
        back_up(home, tmp_path / place)


def test_a_back_up_is_never_overwritten(home: Home, tmp_path: Path) -> None:
    (tmp_path / "b.tar").write_text("older")
    with pytest.raises(BackupRefused, match="never overwritten"):
        back_up(home, tmp_path / "b.tar")

    assert (tmp_path / "b.tar").read_text() == "older"


def test_a_folder_that_is_no_home_is_not_backed_up(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(BackupRefused, match="landing"):
        back_up(Home(tmp_path / "empty"), tmp_path / "b.tar")

    assert list(tmp_path.rglob("*")) == [tmp_path / "empty"]


def test_a_home_that_is_not_empty_is_not_touched(home: Home, tmp_path: Path) -> None:
    archive = back_up(home, tmp_path / "b.tar")
    write_files(tmp_path / "other", {"note.txt": "mine"})

    with pytest.raises(BackupRefused, match=r"note\.txt"):
        restore_backup(archive, Home(tmp_path / "other"), be_silent)

    assert list_files(tmp_path / "other") == {"note.txt": b"mine"}


def test_a_home_that_is_in_use_is_not_restored_into(home: Home, tmp_path: Path) -> None:
    archive = back_up(home, tmp_path / "b.tar")
    target = tmp_path / "restored"
    target.mkdir()
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(target / ".lock")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout and holder.stdout.readline() == b"held\n"
    with pytest.raises(LockHeld):
        restore_backup(archive, Home(target), be_silent)
    holder.communicate()


def test_a_changed_bit_is_found_and_its_file_named(home: Home, tmp_path: Path) -> None:
    archive = back_up(home, tmp_path / "b.tar")
    content = archive.read_bytes()
    archive.write_bytes(content.replace(b"bytes of a member", b"bytes of a mEmber"))

    with pytest.raises(BackupDamaged, match="submissions/accepted/ef01"):
        restore_backup(archive, Home(tmp_path / "restored"), be_silent)

    assert list_files(tmp_path / "restored") == {}


@pytest.mark.parametrize("share", [0, 0.2, 0.5, 0.9, 0.97, 0.99])
def test_a_back_up_that_was_cut_short_is_refused(home: Home, tmp_path: Path, share: float) -> None:
    archive = back_up(home, tmp_path / "b.tar")
    end = archive.read_bytes().rindex(b"}") + 1
    archive.write_bytes(archive.read_bytes()[: int(end * share)])

    with pytest.raises(BackupDamaged, match=r"b\.tar"):
        restore_backup(archive, Home(tmp_path / "restored"), be_silent)

    assert list_files(tmp_path / "restored") == {}


def test_a_file_that_was_taken_out_is_named(home: Home, tmp_path: Path) -> None:
    archive = back_up(home, tmp_path / "b.tar")
    rewrite(archive, [member for member in read_members(archive) if member[0].name != "members.yml"])

    with pytest.raises(BackupDamaged, match=r"members\.yml"):
        restore_backup(archive, Home(tmp_path / "restored"), be_silent)


def make_member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tuple[tarfile.TarInfo, bytes]:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, link
    return member, b"x" if kind == tarfile.REGTYPE else b""


@pytest.mark.parametrize(
    "member",
    [
        make_member("../outside"),
        make_member("/etc/outside"),
        make_member("landing/../../outside"),
        make_member("landing//outside"),
        make_member("dagster/outside"),
        make_member(".ssh/outside"),
        make_member("landing/link", tarfile.SYMTYPE, "/etc/passwd"),
        make_member("landing/link", tarfile.LNKTYPE, "/etc/passwd"),
        make_member("landing/link", tarfile.LNKTYPE, "../../outside"),
        make_member("landing/pipe", tarfile.FIFOTYPE),
        make_member("landing/device", tarfile.CHRTYPE),
        make_member("members.yml"),
    ],
    ids=lambda member: f"{member[0].name}-{member[0].type!r}-{member[0].linkname}",
)
def test_what_no_back_up_holds_is_refused(
    home: Home, tmp_path: Path, member: tuple[tarfile.TarInfo, bytes]
) -> None:
    archive = back_up(home, tmp_path / "b.tar")
    rewrite(archive, [*read_members(archive), member])

    with pytest.raises(BackupRefused, match="nothing else"):
        restore_backup(archive, Home(tmp_path / "restored"), be_silent)

    assert list_files(tmp_path / "restored") == {}
    assert not list(tmp_path.rglob("outside"))


def test_a_back_up_of_a_later_format_is_refused(home: Home, tmp_path: Path) -> None:
    archive = back_up(home, tmp_path / "b.tar")
    members = read_members(archive)
    manifest, content = members[-1]
    rewrite(archive, [*members[:-1], (manifest, content.replace(b'"format": 1', b'"format": 2'))])

    with pytest.raises(BackupDamaged, match="format 2"):
        restore_backup(archive, Home(tmp_path / "restored"), be_silent)


def test_a_restore_killed_between_its_renames_is_carried_on(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, restored = back_up(home, tmp_path / "b.tar"), Home(tmp_path / "restored")
    monkeypatch.setattr(restore, "_move_in", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        restore_backup(archive, restored, be_silent)
    monkeypatch.undo()
    (restored.root / restore.VERIFIED / "landing").rename(restored.landing)

    restore_backup(archive, restored, be_silent)

    assert len(list_files(restored.root)) == len(FILES) + 1
    assert not (restored.root / restore.VERIFIED).exists()


def test_a_restore_killed_while_unpacking_begins_anew(home: Home, tmp_path: Path) -> None:
    restored = Home(tmp_path / "restored")
    write_files(restored.root, {f"{restore.UNPACKED}/landing/half": "x"})

    restore_backup(back_up(home, tmp_path / "b.tar"), restored, be_silent)

    assert "landing/half" not in list_files(restored.root)
    assert len(list_files(restored.root)) == len(FILES) + 1


def test_the_manifest_says_what_is_held_and_what_is_made_again(home: Home, tmp_path: Path) -> None:
    member, content = read_members(back_up(home, tmp_path / "b.tar"))[-1]

    assert member.name == MANIFEST
    assert Manifest.from_json(content).files.keys() == {*FILES, "public/latest/csv/organizations.csv"}
    assert b"made_again_by_the_next_run" in content
