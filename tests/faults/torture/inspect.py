"""What is looked at after a kill, and after the next run. Only bytes are read: no library is asked."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ingest.files import sha256_of
from warehouse.layout import Home

SUMS = "SHA256SUMS"

#: Places whose bytes depend on the clock, on the machine or on the way a run took.
_PASSED_OVER = {"dagster", "dbt", "scratch", "status", "inbox", "receipts", "sample"}
_LISTS = {".json", ".jsonld", ".atom"}
_CLOCKED = {"retrieved_at", "created", "checked_at", "changed_at"}
_CLOCKED_TAG = re.compile(rb"<(published|updated)>[^<]*</\1>")

Digests = Mapping[str, str]


@dataclass(frozen=True)
class Sent:
    """What was given to a home: nothing of it may ever be lost.

    Attributes:
        files: sha256 of every file that lay in the inbox.
        folders: sha256 of the sums of every release or live folder that a reader may find.
        has_latest: whether a release was public before.
    """

    files: frozenset[str]
    folders: frozenset[str]
    has_latest: bool


def look_after_kill(home: Home, sent: Sent) -> Iterator[str]:
    """Yield what is wrong in a home between a kill and the next run."""
    yield from _look_at_public(home, sent)
    yield from _look_at_landing(home)
    yield from _look_at_submissions(home, sent)


def look_after_recovery(home: Home, sent: Sent) -> Iterator[str]:
    """Yield what is wrong in a home after a run came to its end."""
    yield from look_after_kill(home, sent)
    left = [path for path in home.root.rglob("*.part") if "sample" not in path.relative_to(home.root).parts]
    yield from (f"left behind: {path.relative_to(home.root)}" for path in left)
    for folder in (home.staging, home.scratch, home.landing / "incoming", home.ledger / "pending"):
        if folder.is_dir():
            yield from (f"left behind: {path.relative_to(home.root)}" for path in folder.iterdir())
    waiting = [path for path in home.inbox.rglob("*") if path.is_file()]
    yield from (f"still in the inbox: {path.relative_to(home.root)}" for path in waiting)


def _look_at_public(home: Home, sent: Sent) -> Iterator[str]:
    if sent.has_latest and not home.latest.is_dir():
        yield "public/latest is missing"
    for folder in list_public(home):
        yield from (f"{folder.relative_to(home.root)}: {fault}" for fault in _check_folder(folder, sent))


def _check_folder(folder: Path, sent: Sent) -> Iterator[str]:
    """Yield what keeps a folder from being, to the byte, one that was verified as a whole."""
    if not (folder / SUMS).is_file():
        yield f"without {SUMS}"
        return
    if sha256_of(folder / SUMS) not in sent.folders:
        yield f"{SUMS} is not that of an undisturbed run"
    listed = dict(line.split("  ", 1)[::-1] for line in (folder / SUMS).read_text("utf-8").splitlines())
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {SUMS}
    yield from (f"{name}: listed, but missing" for name in sorted(listed.keys() - found))
    yield from (f"{name}: there, but not listed" for name in sorted(found - listed.keys()))
    for name in sorted(found & listed.keys()):
        if sha256_of(folder / name) != listed[name]:
            yield f"{name}: other bytes than listed"


def _look_at_landing(home: Home) -> Iterator[str]:
    """Yield records whose bytes are not in the store."""
    for record in (home.landing / "records").rglob("*.json"):
        sha256 = json.loads(record.read_bytes())["sha256"]
        held = home.landing / "objects" / sha256[:2] / sha256
        if not held.is_file() or sha256_of(held) != sha256:
            yield f"{record.relative_to(home.root)}: its bytes are not in the store"


def _look_at_submissions(home: Home, sent: Sent) -> Iterator[str]:
    """Yield files that are neither kept nor waiting, and batches without their bytes or their receipt."""
    kept = {path.name for path in (home.submissions / "accepted").glob("[!.]*") if path.is_file()}
    waiting = {sha256_of(path) for path in home.inbox.rglob("*") if path.is_file()}
    yield from (f"a member's file is lost: {sha256}" for sha256 in sorted(sent.files - kept - waiting))
    for path in (home.submissions / "batches").glob("[!.]*.json"):
        batch = json.loads(path.read_bytes())
        receipt = home.receipts / batch["member"]["id"] / batch["receipt_id"] / "receipt.json"
        if batch["sha256"] not in kept and batch["outcome"]["refused"] is None:
            yield f"{path.name}: a batch without its bytes"
        if batch["sha256"] not in waiting and not receipt.is_file():
            yield f"{path.name}: a batch that left the inbox without a receipt"


def digest_home(home: Home) -> dict[str, str]:
    """Return the sha256 of every file of a home whose bytes a kill may not change, by its path.

    Times of retrieval and of creation are left out of the JSON that holds them. Receipts are told apart
    below: one that says "we have this already" may be written once more after a kill, the first one may not.
    """
    found = {}
    for path in sorted(home.root.rglob("*")):
        below = path.relative_to(home.root)
        if below.parts[0] in _PASSED_OVER or not path.is_file() or not _is_compared(below):
            continue
        is_record = below.parts[:2] == ("landing", "records")
        is_list = below.parts[0] == "public" and len(below.parts) == 2 and path.suffix in _LISTS
        if is_list and path.suffix == ".atom":
            found[str(below)] = _digest_feed(path)
        else:
            found[str(below)] = _digest_json(path) if is_record or is_list else sha256_of(path)
    return found | _digest_receipts(home)


def _is_compared(below: Path) -> bool:
    if below.name == ".lock" or below.name.startswith("tsunagu.duckdb"):
        return False
    return below.parts[:2] != ("landing", "status")


def _digest_json(path: Path) -> str:
    content = json.loads(path.read_bytes())
    return hashlib.sha256(json.dumps(_drop_clock(content), sort_keys=True).encode()).hexdigest()


def _digest_feed(path: Path) -> str:
    return hashlib.sha256(_CLOCKED_TAG.sub(b"", path.read_bytes())).hexdigest()


def _drop_clock(content: object) -> object:
    if isinstance(content, dict):
        return {key: _drop_clock(value) for key, value in content.items() if key not in _CLOCKED}
    return [_drop_clock(value) for value in content] if isinstance(content, list) else content


def _digest_receipts(home: Home) -> dict[str, str]:
    """Return the digests of the first receipt of each file of each member."""
    found: dict[str, str] = {}
    for receipt in sorted(home.receipts.glob("*/[!.]*/receipt.json")):
        if not json.loads(receipt.read_bytes())["is_repeated"]:
            for path in receipt.parent.iterdir():
                found[str(path.relative_to(home.root))] = sha256_of(path)
    return found


def count_repeated_receipts(home: Home) -> int:
    """Return how many receipts say that a file was dealt with before."""
    receipts = home.receipts.glob("*/[!.]*/receipt.json")
    return sum(json.loads(receipt.read_bytes())["is_repeated"] for receipt in receipts)


def compare(expected: Digests, found: Digests) -> Iterator[str]:
    """Yield every file that is missing, not expected, or other bytes than in an undisturbed run."""
    yield from (f"missing: {path}" for path in sorted(expected.keys() - found.keys()))
    yield from (f"not in an undisturbed run: {path}" for path in sorted(found.keys() - expected.keys()))
    both = expected.keys() & found.keys()
    yield from (f"other bytes: {path}" for path in sorted(both) if expected[path] != found[path])


def list_public(home: Home) -> list[Path]:
    """Return every folder that readers can open."""
    releases = sorted(home.releases.iterdir()) if home.releases.is_dir() else []
    return [folder for folder in (home.latest, home.live, *releases) if folder.is_dir()]


def digest_sums(home: Home) -> frozenset[str]:
    """Return the digests of the sums of every folder that readers can open."""
    return frozenset(sha256_of(folder / SUMS) for folder in list_public(home))
