"""When a table counts as behind."""

from __future__ import annotations

from datetime import date

import pytest

from tests.warehouse.live_scenario import LINEAGE, give_inputs, with_other_code
from warehouse.inputs import Inputs
from warehouse.layout import Home
from warehouse.table_states import describe_states, find_behind, forget_states, record_states

EVERYTHING = LINEAGE.kept


@pytest.fixture
def built(home: Home) -> Home:
    """A home whose tables were built from the usual inputs."""
    record_states(home, EVERYTHING, describe_states(LINEAGE, give_inputs()))
    return home


def test_what_was_built_from_the_same_content_stands(built: Home) -> None:
    assert find_behind(built, LINEAGE, give_inputs()) == frozenset()


@pytest.mark.parametrize(
    ("inputs", "is_same"),
    [
        (give_inputs(register="two files"), True),
        (give_inputs(day=date(2026, 11, 1)), False),
        (with_other_code(give_inputs()), False),
    ],
    ids=["a daily file", "a new day", "other code"],
)
def test_the_text_of_a_view_depends_on_code_and_day_alone(inputs: Inputs, is_same: bool) -> None:
    before, after = (describe_states(LINEAGE, one)["organizations"] for one in (give_inputs(), inputs))
    assert after.has_same_text(before) is is_same


@pytest.mark.parametrize(
    ("inputs", "behind"),
    [
        (give_inputs(register="two files"), {"organizations"}),
        (give_inputs(submissions="a voice"), {"int_cells_protect", "stat_stock"}),
        (give_inputs(day=date(2026, 11, 1)), EVERYTHING),
        (with_other_code(give_inputs()), EVERYTHING),
    ],
    ids=["a daily file", "a submission", "a new day", "other code"],
)
def test_only_what_a_change_reaches_is_behind(built: Home, inputs: Inputs, behind: set[str]) -> None:
    assert find_behind(built, LINEAGE, inputs) == behind


def test_everything_is_behind_when_the_database_is_gone(built: Home) -> None:
    built.database.unlink()

    assert find_behind(built, LINEAGE, give_inputs()) == EVERYTHING


def test_a_table_that_is_being_written_is_behind_until_it_is_done(built: Home) -> None:
    forget_states(built, ["organizations"])

    assert find_behind(built, LINEAGE, give_inputs()) == {"organizations"}


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"organizations": 1}', '{"organizations": {"x": 1}}'])
def test_a_damaged_record_means_that_nothing_is_known(built: Home, text: str) -> None:
    (built.status / "tables.json").write_text(text)

    assert find_behind(built, LINEAGE, give_inputs()) == EVERYTHING


def test_recording_one_table_keeps_the_others(built: Home) -> None:
    newer = give_inputs(register="two files")

    record_states(built, ["organizations"], describe_states(LINEAGE, newer))

    assert find_behind(built, LINEAGE, newer) == frozenset()
