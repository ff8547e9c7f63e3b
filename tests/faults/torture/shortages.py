"""Fills the disk of a stage, or closes it to writing, at many points; frees it, lets it run, and compares."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.faults.torture.disks import Disk, close_to_writing, keep_mounts_private, open_to_writing
from tests.faults.torture.groups import Ending, adopt_orphans, run_in_group
from tests.faults.torture.inspect import look_after_kill
from tests.faults.torture.kills import Scene, let_recover, run_stage
from tests.faults.torture.strikes import Watch
from tests.faults.torture.workshop import copy_home
from warehouse.layout import Home

BYTES, FILES = "no room for bytes", "no room for files"


@dataclass(frozen=True)
class Shortage:
    """A disk that does not take everything.

    Attributes:
        kind: what there is no room for.
        share: of what the stage needs, how much there is room for.
        closed: folder of the home that may not be written to, in place of a full disk.
    """

    kind: str
    share: float = 0.0
    closed: str = ""

    @classmethod
    def close(cls, folder: str) -> Shortage:
        """Return a shortage of the right to write below a folder."""
        return cls(f"read-only {folder}", closed=folder)

    def describe(self) -> str:
        """Return it in words."""
        return self.kind if self.closed else f"{self.kind} beyond {self.share:.0%}"


@dataclass(frozen=True)
class Sequel:
    """What came of a shortage: whether the stage met it, what it said, what was wrong then or afterwards."""

    met: bool
    said: str
    wrong: tuple[str, ...]


def suffer(scene: Scene, shortage: Shortage) -> Sequel:
    """Run a stage under a shortage, end the shortage, run it again, and compare with an undisturbed run."""
    answer = scene.shop.logs / "sequel.json"
    answer.unlink(missing_ok=True)
    ending = run_in_group(partial(_suffer, scene, shortage, answer), scene.shop.logs / "shortage.log")
    if not answer.exists():
        return Sequel(False, "", (f"the harness failed: {ending.output}",))
    found = json.loads(answer.read_text())
    return Sequel(found["met"], found["said"], tuple(found["wrong"]))


def _suffer(scene: Scene, shortage: Shortage, answer: Path, watch: Watch) -> None:
    adopt_orphans()
    keep_mounts_private()
    disk = Disk.mount(scene.shop.root / "disk")
    size, files = _measure_need(scene, disk)
    home = copy_home(scene.start, Home(disk.place / "home"))
    if shortage.closed:
        closed = home.root / shortage.closed
        closed.mkdir(exist_ok=True)
        close_to_writing(closed)
    elif shortage.kind == BYTES:
        disk.leave_room(size=int(size * shortage.share))
    else:
        disk.leave_room(files=int(files * shortage.share))
    ending = run_stage(scene, home)
    wrong = [f"before there was room: {it}" for it in look_after_kill(home, scene.sent)]
    met = not ending.succeeded
    if met and scene.stage.is_job:
        wrong += _judge_words(ending)
    if shortage.closed:
        open_to_writing(closed)
    disk.leave_room()
    wrong += let_recover(scene, home, kills=1)
    answer.write_text(json.dumps({"met": met, "said": ending.output, "wrong": wrong}))


def _measure_need(scene: Scene, disk: Disk) -> tuple[int, int]:
    """Return bytes and files that the stage adds to a home."""
    home = Home(disk.place / "home")
    copy_home(scene.start, home)
    before = disk.used
    copy_home(scene.shop.expected(scene.stage.name), home)
    after = disk.used
    return after[0] - before[0], after[1] - before[1]


def _judge_words(ending: Ending) -> Iterator[str]:
    """Yield what is wrong in what a person is told: place, rule and remedy are, and no traceback."""
    if ending.status != 1:
        yield f"exit status {ending.status}"
    if "Traceback" in ending.output:
        yield f"a traceback is shown: {ending.output[-2000:]}"
    if not any(remedy in ending.output for remedy in ("Make room", "the right to write")):
        yield f"no remedy is told: {ending.output[-2000:]}"
