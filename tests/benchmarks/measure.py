"""Run one command as a process of its own and say what it took."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Measurement:
    """What one command took: wall seconds, and the peak memory of its largest process in MiB."""

    seconds: float
    peak_mib: float
    status: int


def measure(arguments: Sequence[str], **environment: str) -> Measurement:
    """Run `python ARGUMENTS` and wait; the kernel's own account of the finished process tree is used."""
    started = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, *arguments], env={**os.environ, **environment}, stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Measurement(time.monotonic() - started, usage.ru_maxrss / 1024, process.returncode)
