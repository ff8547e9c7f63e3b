"""What the terminal shows: one console, progress bars, errors in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)

Advance = Callable[[str, int, int], None]


@contextmanager
def show_progress(title: str) -> Iterator[Advance]:
    """Show a bar on a terminal; stay silent elsewhere.

    Yields:
        A function told the current step, how many are done and how many there are (0: unknown).
    """
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[step]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as progress:
        task = progress.add_task(title, total=None, step="")

        def advance(step: str, done: int, total: int) -> None:
            progress.update(task, step=step, completed=done, total=total or None)

        yield advance


def say(text: str) -> None:
    """Print lines as they are: no markup in names and paths, no line break within one."""
    console.print(text, markup=False, soft_wrap=True)


def warn(text: str, style: str | None = None) -> None:
    """Print lines to standard error, as they are."""
    errors.print(text, style=style, markup=False, soft_wrap=True)


def explain_error(error: Exception) -> None:
    """Print an error as place, rule and value, and remedy."""
    place, value = getattr(error, "place", ""), getattr(error, "value", "")
    warn(str(getattr(error, "rule", error)), "bold red")
    if place or value:
        warn(f"  where: {place}\n  found: {value}")
    if remedy := getattr(error, "remedy", ""):
        warn(f"  what to do: {remedy}")


def explain_system_error(error: OSError) -> None:
    """Print what the operating system refused: a full disk, a folder that is a file, a missing permission."""
    place = error.filename or "this machine"
    warn(error.strerror or str(error), "bold red")
    warn(f"  where: {place}\n  what to do: Make room or give access, or name another place; then run again.")
