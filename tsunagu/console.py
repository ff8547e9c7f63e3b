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


def explain_error(error: Exception) -> None:
    """Print an error as place, rule and value, and remedy."""
    place, value = getattr(error, "place", ""), getattr(error, "value", "")
    errors.print(f"[bold red]{getattr(error, 'rule', error)}[/]")
    if place or value:
        errors.print(f"  where: {place}\n  found: {value}", markup=False)
    if remedy := getattr(error, "remedy", ""):
        errors.print(f"  what to do: {remedy}", markup=False)
