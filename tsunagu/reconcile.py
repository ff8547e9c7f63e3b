"""`tsunagu reconcile`: a reader's own table, with the organisation that each of its rows names."""

from __future__ import annotations

from pathlib import Path

from tsunagu.console import say
from tsunagu.exits import EXIT_DONE
from warehouse.layout import Home
from warehouse.reconcile import Asked, reconcile_file
from warehouse.release.catalog import find_release


def reconcile_table(
    home: Home, file: Path, column: str, place: str | None, out: Path | None, release: str | None
) -> int:
    """Write the table again with its organisations and say how many were found; return the exit status."""
    root = find_release(home, release)
    done = reconcile_file(file, Asked(column, place), root, out)
    none = done.mentions - done.linked - done.doubtful
    say(f"{done.path}")
    say(
        f"{done.rows:,} rows name {done.mentions:,} different organisations"
        f" (release {root.resolve().name}): {done.linked:,} linked, {done.doubtful:,} doubtful, {none:,} none"
    )
    if done.doubtful:
        say("Look at the doubtful ones: the candidate and the reason stand in the last columns.")
    if place is None:
        say("With --place COLUMN (prefecture, municipality or address) many more can be told for sure.")
    return EXIT_DONE
