"""`tsunagu backup` and `tsunagu restore`: a home in one file, and a home of that file."""

from __future__ import annotations

from pathlib import Path

from tsunagu.console import say, show_progress, warn
from tsunagu.exits import EXIT_DONE, EXIT_FINDINGS
from warehouse.backup import restore_backup, write_backup
from warehouse.backup.contents import KEPT, MADE_AGAIN
from warehouse.layout import Home


def back_up(home: Home, target: Path) -> int:
    """Write the back-up and say what it holds and what not; return the exit status."""
    with show_progress("Writing the back-up") as advance:
        path, manifest = write_backup(home, target, warn, advance)
    say(f"{path}  {len(manifest.files):,} files, {path.stat().st_size:,} bytes, as of {manifest.created}")
    say(f"It holds {', '.join(KEPT)}.\nThe next run makes again: {', '.join(MADE_AGAIN)}.")
    for name in manifest.unfinished:
        warn(f"{name}: still being sent, not in this back-up")
    return EXIT_FINDINGS if manifest.unfinished else EXIT_DONE


def restore(archive: Path, home: Home) -> int:
    """Make a home of a back-up and say what to do next; return the exit status."""
    with show_progress("Restoring") as advance:
        manifest = restore_backup(archive, home, advance)
    say(f"{home.root}  {len(manifest.files):,} files as of {manifest.created}, every sum is right")
    say(f"Next: tsunagu run --home {home.root}")
    return EXIT_DONE
