"""`tsunagu site` and `tsunagu serve`: make the pages about the newest release, and show them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tsunagu.console import say, warn
from tsunagu.exits import EXIT_DONE
from tsunagu.options import HomeOption
from warehouse.layout import Home


def site(
    home: HomeOption = None,
    offline: Annotated[
        Path | None,
        typer.Option(
            "--offline",
            metavar="DIR",
            file_okay=False,
            help="Write pages and data into a new folder that opens without a server, such as a USB stick.",
        ),
    ] = None,
) -> None:
    """Make the pages about the newest release, in Japanese and English; every release does so by itself."""
    raise typer.Exit(make_site(Home.resolve(home), offline))


def serve(
    home: HomeOption = None,
    port: Annotated[
        int, typer.Option(metavar="N", min=0, max=65535, help="Port; 0 takes a free one.")
    ] = 8000,
) -> None:
    """Show what is public, pages and files, on this machine alone."""
    raise typer.Exit(serve_public(Home.resolve(home), port))


def make_site(home: Home, offline: Path | None) -> int:
    """Make the pages of a home, or the edition without a server; return the exit status."""
    from warehouse.dictionary import load_dictionary
    from warehouse.release.catalog import find_release
    from warehouse.site.offline import write_offline
    from warehouse.site.publish import build_site
    from warehouse.transform import DBT_PROJECT

    find_release(home)
    dictionary = load_dictionary(DBT_PROJECT)
    built = write_offline(home, dictionary, offline.resolve()) if offline else build_site(home, dictionary)
    if built is not None:
        pages = f"{built.pages} pages in each language tell" if built.pages else "The site tells already"
        say(f"{pages} of release {built.release}. Open {built.entrance}")
    return EXIT_DONE


def serve_public(home: Home, port: int) -> int:
    """Show the public folder until the person stops it; return the exit status."""
    from warehouse.site.serve import open_server

    make_site(home, None)
    with open_server(home.public, port) as server:
        say(f"Or open http://{server.server_address[0]!s}:{server.server_port}/ — Ctrl+C stops it.")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            say("Stopped.")
    return EXIT_DONE


def show_entrance(home: Home) -> bool:
    """Say which page to open; where the pages of the newest release are missing, how to learn why.

    Returns:
        Whether the site tells of the newest release, or there is none to tell of.
    """
    from warehouse.release.catalog import newest_release
    from warehouse.site.publish import read_stamp

    newest, stamp = newest_release(home), read_stamp(home)
    if newest is None:
        return True
    if stamp is None or stamp.get("release") != newest:
        warn(f"The pages about release {newest} could not be made; the release stands. See why: tsunagu site")
        return False
    say(f"The site: {home.public / 'index.html'} — or tsunagu serve")
    return True
