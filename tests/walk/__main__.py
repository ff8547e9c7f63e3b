"""`make walk`: start the services on a sample home, drop files, time what follows, write docs/events.md.

Needs Chromium for the pictures, and an otherwise idle machine for the times.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import duckdb

from tests.benchmarks.__main__ import describe_machine
from tests.walk.drops import FIRST_NEW_DAY, drop_daily_files, drop_programme
from tests.walk.pages import photograph
from tests.walk.services import Outcome, follow_drop, serve
from tsunagu.run import run_demo
from warehouse.inputs import REPOSITORY
from warehouse.layout import Home

BACKLOG_DAYS = 240
PICTURES = REPOSITORY / "docs" / "pictures"
TEMPLATE = Path(__file__).parent / "events.md.in"
RESULT = REPOSITORY / "docs" / "events.md"


def main() -> None:
    """Walk once."""
    with tempfile.TemporaryDirectory() as name:
        home = Home.resolve(Path(name) / "home")
        run_demo(home)
        with serve(home, home.root / "sample", Path(name) / "services.log") as port:
            # the first file after a start also pays for loading the libraries
            first = follow_drop(home, lambda: drop_programme(home.root, 1), lambda: shows_programme(home, 1))
            inbox = follow_drop(home, lambda: drop_programme(home.root, 2), lambda: shows_programme(home, 2))
            daily = follow_drop(home, lambda: drop_days(home, FIRST_NEW_DAY, 1), lambda: shows_days(home, 1))
            after = FIRST_NEW_DAY + timedelta(1)
            backlog = follow_drop(
                home,
                lambda: drop_days(home, after, BACKLOG_DAYS),
                lambda: shows_days(home, 1 + BACKLOG_DAYS),
            )
            take_pictures(port, daily)
    write_result(first, inbox, daily, backlog)


def drop_days(home: Home, first: date, days: int) -> None:
    """Put daily files into the mirror of the home."""
    drop_daily_files(home.root / "sample", first, days)


def shows_programme(home: Home, number: int) -> bool:
    """Return whether the live folder holds the programme of a drop."""
    table = f"'{home.live}/parquet/programmes.parquet'"
    return count(f"select count(*) from {table} where programme_id like '%W-{number}'") == 1


def shows_days(home: Home, days: int) -> bool:
    """Return whether the live folder holds a new corporation of each of the days dropped."""
    last = FIRST_NEW_DAY + timedelta(days - 1)
    sought = (
        f"select count(distinct published_on) from '{home.live}/parquet/organization_events.parquet' "
        f"where event_type = 'registered' and published_on between '{FIRST_NEW_DAY}' and '{last}'"
    )
    return count(sought) == days


def count(sql: str) -> int:
    """Return the number a query gives; none while the folder is being exchanged."""
    try:
        (found,) = duckdb.sql(sql).fetchone() or (0,)
    except duckdb.Error:
        return 0
    return int(found)


def take_pictures(port: int, daily: Outcome) -> None:
    """Take pictures of the asset graph and of the run that a daily file led to."""
    address = f"http://127.0.0.1:{port}"
    photograph(f"{address}/asset-groups", PICTURES / "asset-graph.png", (1600, 1000))
    photograph(f"{address}/runs/{daily.runs[-1]}", PICTURES / "run.png", (1600, 1500))


def write_result(first: Outcome, inbox: Outcome, daily: Outcome, backlog: Outcome) -> None:
    """Write docs/events.md."""
    text = TEMPLATE.read_text(encoding="utf-8")
    values = {
        "date": date.today().isoformat(),
        "machine": describe_machine(),
        "first": f"{first.seconds:.0f}",
        "inbox": describe(inbox),
        "daily": describe(daily),
        "backlog": describe(backlog),
        "inbox_tables": list_tables(inbox.written),
        "daily_tables": list_tables(daily.written),
    }
    for key, value in values.items():
        text = text.replace(f"@{key}@", value)
    RESULT.write_text(text, encoding="utf-8")
    print(text)


def describe(outcome: Outcome) -> str:
    """Return the cells of one line of the table."""
    return (
        f"{outcome.seconds:.0f} | {len(outcome.runs)} | {len(outcome.rebuilt)} | {outcome.stood} "
        f"| {len(outcome.written)}"
    )


def list_tables(names: Sequence[str]) -> str:
    """Return the names of tables, for a sentence."""
    return ", ".join(f"`{name}`" for name in names)


if __name__ == "__main__":
    main()
