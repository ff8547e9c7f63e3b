"""The stages of a run, as data: from which state each starts, what it does, how its progress is counted.

A new stage is one more entry of ``STAGES``.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.faults.torture.workshop import FIRST_MEMBERS, INTAKE_MEMBERS, LATER_MEMBERS, TODAY, Workshop
from warehouse.layout import Home

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Stage:
    """A part of a run that is killed on its own, or a whole run.

    Attributes:
        name: for people.
        begins_from: the stage whose undisturbed outcome it starts from; a new home when None.
        prepare: what is changed of that home before the stage.
        run: does the stage, in a child; may be repeated.
        name_area: part of a run that a tick belongs to, by its label.
        is_job: it is a whole run of the job: events of Dagster are counted besides changes of files.
    """

    name: str
    begins_from: str | None
    prepare: Callable[[Home, Workshop], None]
    run: Callable[[Home, Workshop], None]
    name_area: Callable[[str], str]
    is_job: bool = False


@contextmanager
def hold_home(home: Home) -> Iterator[None]:
    """Take a home as every run does."""
    from warehouse.locks import hold_lock
    from warehouse.recovery import recover

    with hold_lock(home.create().root / ".lock"):
        recover(home)
        yield


def leave_alone(home: Home, shop: Workshop) -> None:
    """Change nothing."""


def land(home: Home, shop: Workshop) -> None:
    """Fetch every register from the mirror."""
    from ingest.acquire import acquire, open_fetcher
    from ingest.landing import LandingStore
    from ingest.registries import REGISTERS
    from warehouse.sources import record_acquisition

    with hold_home(home):
        fetcher = open_fetcher(REGISTERS.values(), shop.mirror)
        for register in REGISTERS.values():
            record_acquisition(home, acquire(register, LandingStore(home.landing), fetcher))


def build_bronze(home: Home, shop: Workshop) -> None:
    """Parse every landed file."""
    from ingest.bronze import build_partitions, choose_versions, drop_strays, name_partition
    from ingest.landing import LandingStore
    from ingest.registries import REGISTERS

    with hold_home(home):
        for register in REGISTERS.values():
            landed = choose_versions(register, LandingStore(home.landing).versions(register.name))
            drop_strays(register, {name_partition(register, version) for version in landed}, home.bronze)
            build_partitions(register, landed, home.bronze, home.quarantine)


def fill_inbox(home: Home, shop: Workshop) -> None:
    """Have a few members send their files."""
    shop.declare_members(home)
    shop.fill_inbox(home, INTAKE_MEMBERS)


def take_in(home: Home, shop: Workshop) -> None:
    """Answer the inbox, and write what dbt reads of it."""
    from warehouse.submissions import prepare_submissions, receive_inbox

    with hold_home(home):
        receive_inbox(home)
        prepare_submissions(home)


def publish(home: Home, shop: Workshop) -> None:
    """Build and promote a release of the tables that stand, unless that is done."""
    from warehouse.dictionary import load_dictionary
    from warehouse.inputs import read_inputs
    from warehouse.publish import publish_release
    from warehouse.release.catalog import is_published
    from warehouse.transform import DBT_PROJECT

    with hold_home(home):
        inputs = read_inputs(home, TODAY)
        if not is_published(home, inputs.fingerprint):
            publish_release(home, load_dictionary(DBT_PROJECT), inputs)


def withdraw_releases(home: Home, shop: Workshop) -> None:
    """Take a finished home back to the moment before its first release."""
    for folder in (home.public, home.ledger):
        shutil.rmtree(folder)
    home.create()


def show_live(home: Home, shop: Workshop) -> None:
    """Put the tables that stand into the live folder, unless that is done."""
    from pipelines.dbt import read_lineage
    from warehouse.dictionary import load_dictionary
    from warehouse.inputs import read_inputs
    from warehouse.live import is_live_current, publish_live
    from warehouse.transform import DBT_PROJECT

    with hold_home(home):
        inputs, lineage = read_inputs(home, TODAY), read_lineage()
        if not is_live_current(home, lineage, inputs):
            publish_live(home, load_dictionary(DBT_PROJECT), lineage, inputs)


def withdraw_live(home: Home, shop: Workshop) -> None:
    """Take a finished home back to the moment before its first live folder."""
    shutil.rmtree(home.live)


def withdraw_daily_file(home: Home, shop: Workshop) -> None:
    """Make a finished home one that is made from something else than its release."""
    newest = max((home.bronze / "nta_diff").glob("[0-9]*.parquet"))
    newest.unlink()
    newest.with_suffix(".json").unlink()


def send_first_files(home: Home, shop: Workshop) -> None:
    """Have the first members send their files to a new home."""
    shop.declare_members(home)
    shop.fill_inbox(home, FIRST_MEMBERS)


def send_later_files(home: Home, shop: Workshop) -> None:
    """Have other members send theirs to a home that has released."""
    shop.fill_inbox(home, LATER_MEMBERS)


def run_first(home: Home, shop: Workshop) -> None:
    """Run the whole job on what was published at first."""
    _run_job(home, shop, is_first=True)


def run_next(home: Home, shop: Workshop) -> None:
    """Run the whole job once more, with one more daily file."""
    _run_job(home, shop, is_first=False)


def _run_job(home: Home, shop: Workshop, *, is_first: bool) -> None:
    """Run the job as a person does; what needs a look is in the sample, so that this is no failure."""
    from tsunagu.command_line import main
    from tsunagu.exits import EXIT_DONE, EXIT_FINDINGS

    mirror = shop.earlier_mirror if is_first else shop.mirror
    sys.argv = ["tsunagu", "run", "--home", str(home.root), "--mirror", str(mirror)]
    try:
        main()
    except SystemExit as end:
        if end.code not in (EXIT_DONE, EXIT_FINDINGS):
            raise


def name_by_folder(label: str) -> str:
    """Return the part of publishing that a change of a file belongs to."""
    return "promotion" if label.startswith(("public", "ledger", "renameat2", "os.")) else "release"


def name_by_step(label: str) -> str:
    """Return the part of a run that a step of the job belongs to."""
    step = label.partition(":")[0]
    kind = step.partition("__")[0]
    if step in ("landing__submissions", "write_records"):
        return "intake"
    if kind.startswith("check_"):
        return "checks"
    return kind if kind in {"landing", "bronze", "tables", "release", "live"} else "between steps"


def _name(area: str) -> Callable[[str], str]:
    return lambda label: area


STAGES = (
    Stage("landing", None, leave_alone, land, _name("landing")),
    Stage("bronze", "landing", leave_alone, build_bronze, _name("bronze")),
    Stage("intake", None, fill_inbox, take_in, _name("intake")),
    Stage("first run", None, send_first_files, run_first, name_by_step, is_job=True),
    Stage("next run", "first run", send_later_files, run_next, name_by_step, is_job=True),
    Stage("first release", "first run", withdraw_releases, publish, name_by_folder),
    Stage("next release", "first run", withdraw_daily_file, publish, name_by_folder),
    Stage("first live tables", "first run", withdraw_live, show_live, _name("live")),
    Stage("next live tables", "first run", withdraw_daily_file, show_live, _name("live")),
)
