"""When a child is struck down: at the n-th thing it does, as it counts them itself."""

from __future__ import annotations

import mmap
import os
import signal
import struct
import sys
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

_HEAD = struct.Struct("=H")
_SIZE = mmap.PAGESIZE

Manner = Literal["at once", "soon after"]

#: Operations on files that Python announces before it does them, with the place of the path they change.
_CHANGES = {
    "os.rename": 0,
    "os.remove": 0,
    "os.rmdir": 0,
    "os.mkdir": 0,
    "os.link": 1,
    "os.symlink": 1,
    "os.truncate": 0,
    "os.chmod": 0,
    "os.utime": 0,
}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


@dataclass(frozen=True)
class Strike:
    """A kill that is planned.

    Attributes:
        area: the part of a run in which it comes.
        at: the how many-th thing done in that part; 0 for no kill at all.
        manner: ``at once`` the child kills its group before it does the thing; ``soon after`` its parent
            does so when told, which lets the child go on for a moment, into the middle of a write.
    """

    area: str = ""
    at: int = 0
    manner: Manner = "at once"


NEVER = Strike()


class Board:
    """Memory that parent and child share: how far the child has come outlives it."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, _SIZE)

    def write(self, label: str) -> None:
        """Note what is about to be done."""
        text = label.encode("utf-8", "replace")[: _SIZE - _HEAD.size]
        self._memory[: _HEAD.size + len(text)] = _HEAD.pack(len(text)) + text

    def read(self) -> str:
        """Return what was noted last."""
        (length,) = _HEAD.unpack_from(self._memory)
        return self._memory[_HEAD.size : _HEAD.size + length].decode("utf-8", "replace")


class Watch:
    """Counts what a child does in each part of a run, and strikes when it is time.

    Args:
        board: tells the parent.
        strike: when to kill.
        mouth: a pipe to the parent.
        name_area: part of a run that something belongs to, by its label.
    """

    def __init__(self, board: Board, strike: Strike, mouth: int, name_area: Callable[[str], str]) -> None:
        self.counts: Counter[str] = Counter()
        self._board = board
        self._strike = strike
        self._mouth = mouth
        self._name_area = name_area
        self._step = ""
        self._lock = threading.RLock()

    def tick(self, label: str) -> None:
        """Count one thing that is about to be done; its label begins with the step of the job, if any."""
        label = f"{self._step}:{label}" if self._step else label
        area = self._name_area(label)
        with self._lock:
            self.counts[area] += 1
            number = self.counts[area]
            self._board.write(label)
        if (area, number) == (self._strike.area, self._strike.at):
            self._kill()

    def _kill(self) -> None:
        if self._strike.manner == "at once":
            os.killpg(os.getpid(), signal.SIGKILL)
        os.write(self._mouth, b"!")

    def count_changes(self, home: Path) -> None:
        """Count every change of a file below a home from now on, as long as the process lives."""
        prefix = f"{home}/"

        def hook(event: str, arguments: tuple[Any, ...]) -> None:
            if (path := _find_change(event, arguments)) is not None:
                below = path.startswith(prefix)
                if below or not path.startswith("/"):  # a bare name is relative to an open folder
                    self.tick(path.removeprefix(prefix) if below else f"{event}/{path}")

        sys.addaudithook(hook)

    def count_events(self) -> None:
        """Count every event that Dagster keeps from now on, and know by them which step is at work."""
        import dagster as dg

        keep = dg.DagsterInstance.handle_new_event

        def keep_and_count(instance: Any, entry: Any, *arguments: Any, **options: Any) -> None:
            keep(instance, entry, *arguments, **options)
            event = entry.dagster_event
            self._step = (entry.step_key if event and not event.is_step_success else None) or "run"
            self.tick(event.event_type_value if event else "message")

        dg.DagsterInstance.handle_new_event = keep_and_count  # type: ignore[method-assign]


def _find_change(event: str, arguments: tuple[Any, ...]) -> str | None:
    """Return the path that an audited operation is about to change; None where it changes none."""
    if event == "open":
        path, _, flags = arguments
        return _to_text(path) if isinstance(flags, int) and flags & _WRITING else None
    if event == "ctypes.dlsym" and arguments[1] == "renameat2":
        return "renameat2"
    if event in _CHANGES:
        return _to_text(arguments[_CHANGES[event]])
    return None


def _to_text(path: Any) -> str | None:
    return os.fsdecode(path) if isinstance(path, (str, bytes, os.PathLike)) else None
