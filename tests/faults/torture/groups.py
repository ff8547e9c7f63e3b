"""Work in a process group of its own, which can be killed whole at any moment.

A child is forked from a process that has imported the heavy libraries already, but has started no thread of
theirs: a fork keeps only the thread that forks, and a pool of threads would be dead in the child.
"""

from __future__ import annotations

import ctypes
import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.faults.torture.strikes import NEVER, Board, Strike, Watch

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
PATIENCE_SECONDS = 900.0

Work = Callable[[Watch], None]


@dataclass(frozen=True)
class Ending:
    """How a child ended.

    Attributes:
        killed: it was struck down as planned; else it ended by itself.
        status: exit status, negative for a signal.
        label: what it was at in the end.
        seconds: how long it lived.
        output: the end of what it printed.
    """

    killed: bool
    status: int
    label: str
    seconds: float
    output: str

    @property
    def succeeded(self) -> bool:
        """Whether it came to its end without a kill and without an error."""
        return not self.killed and self.status == 0


class Hung(Exception):
    """A child neither ended nor came to the point where it was to be killed."""


def adopt_orphans() -> None:
    """Let processes whose parent was killed become ours, so that their end can be awaited."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def run_in_group(
    work: Work,
    log: Path,
    strike: Strike = NEVER,
    name_area: Callable[[str], str] = str,
    patience: float = PATIENCE_SECONDS,
) -> Ending:
    """Run work in a child that leads its own process group; strike it down where the plan says.

    When this returns, no process of the group is left.

    Args:
        work: what the child does; given the watch that counts how far it has come.
        log: file that takes what the child prints.
        strike: when and how to kill it.
        name_area: part of a run that something it does belongs to.
        patience: seconds after which it counts as hung.

    Raises:
        Hung: it did not end in time.
    """
    started, board = time.monotonic(), Board()
    ear, mouth = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(ear)
        _be_child(work, log, Watch(board, strike, mouth, name_area))
    os.close(mouth)
    try:
        is_ripe = _listen(ear, patience)
    finally:
        os.close(ear)
    if is_ripe is None or is_ripe:
        _kill_group(pid)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    _kill_group(pid)  # the leader may have died alone: by its own hand, or at its natural end
    _reap_group(pid)
    if is_ripe is None:
        raise Hung(f"no end after {patience:.0f} s; see {log}")
    return Ending(status == -signal.SIGKILL, status, board.read(), time.monotonic() - started, _read_end(log))


def _be_child(work: Work, log: Path, watch: Watch) -> None:
    """Do the work and leave at once, without the parent's clean-up."""
    status = 1
    try:
        os.setsid()
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)  # whoever stops us stops it too
        descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        os.dup2(descriptor, 1)
        os.dup2(descriptor, 2)
        work(watch)
        status = 0
    except SystemExit as end:
        status = int(end.code or 0)
    except BaseException:  # noqa: BLE001 -- whatever it is, the parent reads it in the log
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _listen(ear: int, patience: float) -> bool | None:
    """Return whether the child asks to be killed; False when it ended by itself; None when neither came."""
    ready, _, _ = select.select([ear], [], [], patience)
    return bool(os.read(ear, 1)) if ready else None


def _kill_group(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _reap_group(pid: int) -> None:
    """Await the end of every process of a group, those that lost their parent included."""
    while True:
        try:
            os.waitpid(-pid, 0)
        except ChildProcessError:
            return


def list_strangers() -> list[int]:
    """Return the children of this process that are still alive: none may outlive its group."""
    strangers: list[int] = []
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return strangers
        if pid == 0:
            return [*strangers, *_read_children()]


def _read_children() -> list[int]:
    return [int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]


def _read_end(log: Path, size: int = 4000) -> str:
    return log.read_bytes()[-size:].decode("utf-8", "replace") if log.exists() else ""
