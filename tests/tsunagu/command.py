"""Calling `tsunagu` as a person does: arguments in; exit status, standard output and error out."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from unittest import mock

from tsunagu.command_line import main
from tsunagu.console import console, errors

#: Wide enough that no message of the argument parser is broken in the middle of a phrase.
WIDE = {"COLUMNS": "200"}
console.width = errors.width = 200

AT_NOON = """
import sys
from datetime import date
from tests.clock import stop_clock
from tsunagu.command_line import main
with stop_clock(date.fromisoformat(sys.argv.pop(1))):
    main()
"""


@dataclass(frozen=True)
class Answer:
    """What one call gave."""

    status: int
    out: str
    err: str

    @property
    def text(self) -> str:
        """Everything that was printed."""
        return self.out + self.err

    @property
    def findings(self) -> list[str]:
        """The lines that report a finding."""
        return [line for line in self.err.splitlines() if line.startswith("finding: ")]

    def save(self, path: Path) -> None:
        """Keep the answer for other processes."""
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Answer:
        """Return a kept answer."""
        return cls(**json.loads(path.read_text(encoding="utf-8")))


def call(*arguments: str | Path) -> Answer:
    """Call the command in this process; whatever it sets in the environment is undone."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    status = 0
    with (
        mock.patch.dict(os.environ, WIDE),
        mock.patch.object(sys, "argv", ["tsunagu", *map(str, arguments)]),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as end:
            status = int(end.code or 0)
    return Answer(status, *(stream.buffer.getvalue().decode() for stream in (out, err)))  # type: ignore[attr-defined]


def call_process(*arguments: str | Path, day: date | None = None) -> Answer:
    """Call the command in a process of its own, as from a shell; at noon of a day in Japan if given."""
    start = ["-m", "tsunagu"] if day is None else ["-c", AT_NOON, day.isoformat()]
    done = subprocess.run([sys.executable, *start, *map(str, arguments)], capture_output=True, check=False)
    return Answer(done.returncode, done.stdout.decode(), done.stderr.decode())
