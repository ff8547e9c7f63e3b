"""What the publishers' own corrections and deletions must not do to the public tables."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.bronze import ensure_empty_partition
from ingest.registries import REGISTERS
from ingest.sample import write_sample
from tests.dbt.bronze_of_members import write_empty_bronze
from tests.dbt.warehouse_of_files import Tables
from tests.faults.outside import Outside, at
from tests.faults.publisher import open_publisher
from tests.ingest.registries.nta_records import make_file, make_number, make_record, zip_csv
from warehouse.layout import Home

MOVED, DELETED = make_number(1), make_number(2)
REGISTERED_ON, MOVED_ON, CORRECTED_ON = "2024-08-26", "2024-08-27", "2024-08-28"


def write_day(mirror: Path, day: str, *records: dict[str, str]) -> None:
    """Write the daily file of a day."""
    compact = day.replace("-", "")
    lines = [make_record(row, updateDate=day, **values) for row, values in enumerate(records, start=1)]
    path = mirror / "nta" / "diff" / f"diff_{compact}.zip"
    path.write_bytes(zip_csv(make_file(*lines).encode("cp932"), f"diff_{compact}.csv"))


def describe_registration(number: str, **values: str) -> dict[str, str]:
    """Return a registration, in the first line of a history."""
    dates = {"changeDate": REGISTERED_ON, "assignmentDate": REGISTERED_ON}
    return {"corporateNumber": number, "process": "01", **dates, **values}


def describe_move(number: str, **values: str) -> dict[str, str]:
    """Return a move, in the second line of a history."""
    moved = {"process": "12", "changeDate": MOVED_ON, "streetNumber": "貴布祢１番地"}
    return describe_registration(number, **{**moved, **values})


def write_days(mirror: Path) -> None:
    """Write two registrations and a move; then a correction that repeats all of it, and a tombstone."""
    shutil.rmtree(mirror / "nta")
    (mirror / "nta" / "diff").mkdir(parents=True)
    empty = {
        name: ""
        for name in describe_move(DELETED) | dict.fromkeys(("name", "kind", "prefectureName", "cityName"))
    }
    rest = dict.fromkeys(
        ("prefectureCode", "cityCode", "postCode", "correct", "latest", "furigana", "hihyoji"), ""
    )
    tombstone = {**empty, **rest, "corporateNumber": DELETED, "process": "99"}
    write_day(mirror, REGISTERED_ON, describe_registration(MOVED), describe_registration(DELETED))
    write_day(mirror, MOVED_ON, describe_move(MOVED))
    write_day(
        mirror,
        CORRECTED_ON,
        describe_registration(MOVED, correct="1", latest="0"),
        describe_move(MOVED, correct="1"),
        tombstone,
    )


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tables]:
    """The tables made of those days."""
    folder = tmp_path_factory.mktemp("corrected")
    write_sample(folder / "mirror", scale=0.02)
    write_days(folder / "mirror")
    with open_publisher() as publisher:
        outside = Outside(Home(folder).create(), folder / "mirror", publisher)
        for name, register in REGISTERS.items():
            status = outside.visit(name, at("2024-08-29"))
            assert status.findings == ()
            ensure_empty_partition(register, outside.home.bronze)
    tables = Tables(folder, write_empty_bronze(outside.home.bronze))
    tables.run()
    yield tables


def read_events(tables: Tables, number: str) -> list[tuple[str, str]]:
    rows = tables.query(
        "select event_type, published_on from organization_events"
        f" where org_id = 'JP-JCN-{number}' order by published_on, event_type"
    )
    return [(event, str(day)) for event, day in rows]


def test_a_correction_that_re_emits_a_history_makes_no_new_events(tables: Tables) -> None:
    assert read_events(tables, MOVED) == [("registered", REGISTERED_ON), ("moved", MOVED_ON)]


def test_a_tombstone_marks_its_organisation_as_deleted_and_keeps_it(tables: Tables) -> None:
    assert read_events(tables, DELETED) == [("registered", REGISTERED_ON), ("deleted", CORRECTED_ON)]
    assert tables.query(
        f"select status, name is not null from organizations where org_id = 'JP-JCN-{DELETED}'"
    ) == [("deleted", True)]
