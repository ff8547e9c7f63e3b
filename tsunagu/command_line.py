"""The `tsunagu` command: what a person types. Each command says what it did and what to do next."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import click
import typer

from tsunagu.console import explain_error, explain_system_error
from tsunagu.exits import EXIT_FAILED
from tsunagu.options import Day, HomeOption
from tsunagu.review import review
from tsunagu.site import serve, site
from warehouse.layout import HOME_VARIABLE, Home

QUERY_FORMATS = ("table", "csv", "json", "parquet")
STATUS_FORMATS = ("table", "json")

app = typer.Typer(
    name="tsunagu",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Tsunagu (つなぐ): open data of Japan's civil sector, from registers to a release.",
    epilog="Exit status: 0 done · 1 failed, the last release stands · 2 wrong usage · 3 done, but something "
    "landed that needs a look.",
)

MirrorOption = Annotated[
    Path | None,
    typer.Option(
        "--mirror",
        metavar="DIR",
        exists=True,
        file_okay=False,
        help="Read the publishers' files from this folder instead of the network.",
    ),
]
DateOption = Annotated[
    date | None,
    typer.Option(
        "--as-of",
        click_type=Day(),
        metavar="YYYY-MM-DD",
        help="Count only what was published up to this day.",
    ),
]


@app.command()
def demo(home: HomeOption = None) -> None:
    """Write a sample country, run the whole pipeline on it, and show the release. No network."""
    from tsunagu.run import run_demo

    raise typer.Exit(run_demo(Home.resolve(home)))


@app.command()
def run(
    home: HomeOption = None,
    mirror: MirrorOption = None,
    as_of: DateOption = None,
    sources: Annotated[
        str, typer.Option(metavar="A,B", help="Bring only these registers up to date. Default: all.")
    ] = "",
) -> None:
    """Bring every source up to date, transform, check, release."""
    from tsunagu.run import run_pipeline

    names = tuple(name.strip() for name in sources.split(",") if name.strip())
    raise typer.Exit(run_pipeline(Home.resolve(home), mirror, as_of, names))


@app.command()
def sample(
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", file_okay=False, help="Folder to write the mirror into.")
    ],
    scale: Annotated[
        str,
        typer.Option(metavar="1.0", help="1.0 is a small country; 'national' has 5.5 million corporations."),
    ] = "1.0",
    seed: Annotated[int, typer.Option(metavar="N", min=0, help="Another number gives another country.")] = 1,
) -> None:
    """Write synthetic register files in the publishers' own formats, encodings and quirks."""
    from ingest.sample import NATIONAL_SCALE
    from tsunagu.run import write_sample_country

    try:
        factor = NATIONAL_SCALE if scale == "national" else float(scale)
    except ValueError as error:
        raise typer.BadParameter("a number such as 0.5, or 'national'", param_hint="--scale") from error
    if not 0 < factor <= 10 * NATIONAL_SCALE:
        raise typer.BadParameter("a number above 0", param_hint="--scale")
    write_sample_country(out, factor, seed)


@app.command()
def template(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="Such as voice; another word lists them.")],
    template_format: Annotated[
        str, typer.Option("--format", metavar="xlsx|csv|schema", help="A workbook, CSV, or the JSON Schema.")
    ] = "xlsx",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", dir_okay=False, help="Where to write it.")
    ] = None,
) -> None:
    """Write the form a member fills in: a workbook, a CSV file, or the JSON Schema."""
    from tsunagu.submit import write_form

    raise typer.Exit(write_form(kind, template_format, out))


@app.command()
def submit(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="XLSX, CSV, JSON, JSON Lines.")
    ],
    member: Annotated[str, typer.Option(metavar="ID", help="Who sends it, as members.yml names them.")],
    kind: Annotated[
        str | None, typer.Option(metavar="KIND", help="Kind of its records. Default: told by the headers.")
    ] = None,
    home: HomeOption = None,
) -> None:
    """Take a member's file and answer it: a receipt in Japanese and English, and the file marked."""
    from tsunagu.submit import submit as take

    raise typer.Exit(take(Home.resolve(home), file, member, kind))


app.command()(review)


@app.command()
def status(
    home: HomeOption = None,
    format: Annotated[  # noqa: A002 -- the option's name is what people type
        str,
        typer.Option(
            "--format",
            metavar="table|json",
            click_type=click.Choice(STATUS_FORMATS),
            help="How to show it.",
        ),
    ] = "table",
) -> None:
    """Show how everything stands: sources, checks, runs, inbox, disk, notices. Times are Japan's."""
    from tsunagu.status import show_status

    raise typer.Exit(show_status(Home.resolve(home), format))


@app.command()
def releases(home: HomeOption = None) -> None:
    """List the releases of a home, newest first."""
    from tsunagu.inspect import show_releases

    raise typer.Exit(show_releases(Home.resolve(home)))


@app.command()
def verify(
    release: Annotated[
        str | None, typer.Argument(metavar="[RELEASE]", help="Such as 2026.11.0. Default: the latest.")
    ] = None,
    home: HomeOption = None,
    public_key: Annotated[
        str | None,
        typer.Option(
            metavar="KEY",
            help="The publisher's minisign key, a file or its line RW…: a release it has not signed fails. "
            "Default: the keys published beside the releases.",
        ),
    ] = None,
) -> None:
    """Check a release: sums, rows, schemas, descriptor, signature. Says what is damaged."""
    from tsunagu.inspect import verify_one

    raise typer.Exit(verify_one(Home.resolve(home), release, public_key))


@app.command()
def withdraw(
    release: Annotated[str, typer.Argument(metavar="RELEASE", help="Such as 2026.11.0.")],
    reason: Annotated[
        str,
        typer.Option("--reason", metavar="TEXT", help="Why, in English; published. Name no person."),
    ],
    reason_ja: Annotated[
        str | None, typer.Option("--reason-ja", metavar="TEXT", help="The same in Japanese.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether that is meant.")] = False,
    home: HomeOption = None,
) -> None:
    """Take a release back: its files are deleted, its number, the day and the reason stay public."""
    from tsunagu.inspect import withdraw_one

    for option, words in (("--reason", reason), ("--reason-ja", reason_ja)):
        if words is not None and not words.strip():
            raise typer.BadParameter("a sentence that says why; it is published", param_hint=option)
    raise typer.Exit(withdraw_one(Home.resolve(home), release, reason, reason_ja, is_sure=yes))


@app.command()
def query(
    sql: Annotated[str, typer.Argument(metavar="SQL", help='Such as "select * from organizations limit 5".')],
    home: HomeOption = None,
    release: Annotated[
        str | None, typer.Option(metavar="ID", help="Ask another release than the latest.")
    ] = None,
    format: Annotated[  # noqa: A002 -- the option's name is what people type
        str,
        typer.Option(
            "--format",
            metavar="table|csv|json|parquet",
            click_type=click.Choice(QUERY_FORMATS),
            help="How to give the answer.",
        ),
    ] = "table",
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", dir_okay=False, help="Write the answer to a file."),
    ] = None,
    as_of: Annotated[
        date | None,
        typer.Option(
            "--as-of", click_type=Day(), metavar="YYYY-MM-DD", help="What existed at the end of this day."
        ),
    ] = None,
    known_at: Annotated[
        date | None,
        typer.Option(
            "--known-at",
            click_type=Day(),
            metavar="YYYY-MM-DD",
            help="By what one could know at the end of this day. Default: by all the release knows."
            " Alone, it is the day of --as-of as well.",
        ),
    ] = None,
) -> None:
    """Ask a release in SQL (DuckDB, read-only). Every public table is there under its own name.

    With --as-of or --known-at, four tables are shown as of that day: organizations (name, address, status and
    certification as they were), organization_history, organization_events and certifications. All other
    tables, statistics among them, stay as released. released.<table> is the table as released. Where the
    registers do not reach a day, a note on standard error says so.
    """
    from warehouse.query import run_query

    run_query(
        Home.resolve(home),
        sql,
        release=release,
        format=format,
        out=out,
        as_of=as_of,
        known_at=known_at,
    )


app.command()(site)
app.command()(serve)


@app.command()
def reconcile(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="Your table: CSV or XLSX.")
    ],
    column: Annotated[str, typer.Option(metavar="HEADER", help="Column with the names of organisations.")],
    place: Annotated[
        str | None,
        typer.Option(metavar="HEADER", help="Column with their prefecture, municipality, code or address."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", dir_okay=False, help="Default: beside FILE, -reconciled."),
    ] = None,
    release: Annotated[
        str | None, typer.Option(metavar="ID", help="Search another release than the latest.")
    ] = None,
    home: HomeOption = None,
) -> None:
    """Add to your own table which organisation each row names: identifier, name, how sure, and why."""
    from tsunagu.reconcile import reconcile_table

    raise typer.Exit(reconcile_table(Home.resolve(home), file, column, place, out, release))


@app.command()
def backup(
    target: Annotated[
        Path, typer.Argument(metavar="FILE|DIR", help="File to write, or a folder that gets a new file.")
    ],
    home: HomeOption = None,
) -> None:
    """Write what cannot be made again of a home into one file, while runs and intake go on."""
    from tsunagu.backup import back_up

    raise typer.Exit(back_up(Home.resolve(home), target))


@app.command()
def restore(
    archive: Annotated[
        Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="A file of `tsunagu backup`.")
    ],
    home: HomeOption = None,
) -> None:
    """Make a home of a back-up. The home must be empty; every file is verified first."""
    from tsunagu.backup import restore as make_home

    raise typer.Exit(make_home(archive, Home.resolve(home)))


@app.command()
def dev(
    home: HomeOption = None,
    mirror: MirrorOption = None,
    port: Annotated[int, typer.Option(metavar="N", min=1, max=65535, help="Port of the page.")] = 3000,
) -> None:
    """Start Dagster on a home: its page, its daemon, all sensors and schedules."""
    from pipelines.main_job import close_orphans, open_instance
    from warehouse.inputs import REPOSITORY

    place = Home.resolve(home)
    with open_instance(place) as instance:
        close_orphans(instance)
    environment = {**os.environ, "DAGSTER_HOME": str(place.dagster), HOME_VARIABLE: str(place.root)}
    if mirror:
        environment["TSUNAGU_MIRROR"] = str(mirror.resolve())
    # Dagster would have people use a second command line of its own, which needs another package
    environment["PYTHONWARNINGS"] = "ignore:Function `dev_command` is superseded"
    dagster = str(Path(sys.executable).with_name("dagster"))
    os.chdir(place.root)  # in the repository Dagster would warn of the dagster.yaml that lies there
    command = [dagster, "dev", "-p", str(port), "-w", str(REPOSITORY / "workspace.yaml")]
    os.execve(dagster, command, environment)


def main() -> None:
    """Run the command line; an error of ours is printed as words, never as a traceback."""
    from ingest.errors import IngestError
    from warehouse.errors import WarehouseError

    try:
        app()
    except (IngestError, WarehouseError) as error:
        explain_error(error)
        sys.exit(EXIT_FAILED)
    except OSError as error:
        explain_system_error(error)
        sys.exit(EXIT_FAILED)
