"""`tsunagu releases`, `verify` and `withdraw`: what is public, whether it is whole, what is no longer."""

from __future__ import annotations

import typer
from rich.table import Table

from tsunagu.console import console, say, warn
from tsunagu.exits import EXIT_DONE, EXIT_FAILED
from warehouse.approvals import Withdrawal
from warehouse.dictionary import load_dictionary
from warehouse.inputs import today_in_japan
from warehouse.layout import Home
from warehouse.release.catalog import find_release, list_releases, list_tombstones, newest_release
from warehouse.release.promotion import withdraw_release
from warehouse.release.signature import list_published_keys, read_public_key
from warehouse.release.verify import verify_release
from warehouse.site.publish import build_site
from warehouse.transform import DBT_PROJECT


def show_releases(home: Home) -> int:
    """Print the releases of a home, newest first; return the exit status."""
    entries, tombstones = list_releases(home), list_tombstones(home)
    if not entries and not tombstones:
        say(f"No release yet in {home.releases}. Make one: tsunagu demo, or tsunagu run.")
        return EXIT_DONE
    table = Table(box=None, header_style="dim", pad_edge=False)
    for title in ("release", "as of", "data through", "published (UTC)"):
        table.add_column(title)
    for title in ("rows", "bytes"):
        table.add_column(title, justify="right")
    for entry in entries:
        table.add_row(
            entry.id,
            entry.as_of,
            entry.data_through or "–",
            entry.created[:16].replace("T", " "),
            f"{entry.rows:,}",
            f"{entry.bytes:,}",
        )
    console.print(table)
    for tombstone in tombstones:
        say(f"{tombstone.id} was withdrawn on {tombstone.withdrawn_on}: {tombstone.reason}")
    return EXIT_DONE


def withdraw_one(home: Home, release: str, reason: str, reason_ja: str | None, *, is_sure: bool) -> int:
    """Take a release back, once the person is sure; return the exit status."""
    path = find_release(home, release)
    if not is_sure:
        typer.confirm(f"Delete the files of {path} for good?", abort=True)
    withdraw_release(home, Withdrawal("the command line", release, today_in_japan(), reason_ja, reason))
    newest = newest_release(home)
    say(f"{release} is withdrawn; {f'{newest} is the latest' if newest else 'there is no release any more'}.")
    say("Back-ups and copies of readers still hold it: say so where they would look.")
    build_site(home, load_dictionary(DBT_PROJECT))
    return EXIT_DONE


def verify_one(home: Home, release: str | None, public_key: str | None = None) -> int:
    """Check one release and print each check; return the exit status."""
    path = find_release(home, release)
    keys = [read_public_key(public_key)] if public_key else list_published_keys(home.public)
    results = verify_release(path, keys, must_be_signed=public_key is not None)
    for result in results:
        mark = "ok " if result.passed else "BAD"
        say(f"{mark} {result.description}")
        for note in result.notes:
            warn(f"    {note}")
    broken = [result for result in results if not result.passed]
    if broken:
        warn(f"{path} is damaged: do not use it. Fetch it again, or rebuild it from the landing store.")
        return EXIT_FAILED
    say(f"{path} is whole.")
    return EXIT_DONE
