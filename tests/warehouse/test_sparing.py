"""Which tables stand because what they are made from came out as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import duckdb
import pytest

from tests.warehouse.live_scenario import give_inputs, with_other_code
from warehouse.inputs import Inputs
from warehouse.lineage import Lineage
from warehouse.sparing import MOST_ROWS_COMPARED, SparedTables, read_signature
from warehouse.table_states import TableState, describe_states

LINEAGE = Lineage(
    kept=frozenset({"lines", "organizations", "history", "programmes"}),
    parents={
        "lines": frozenset(),
        "history": frozenset({"lines"}),
        "organizations": frozenset({"history"}),
        "permitted": frozenset(),
        "programmes": frozenset({"organizations", "permitted"}),
    },
    sources={
        "lines": frozenset({"nta_diff"}),
        "history": frozenset(),
        "organizations": frozenset(),
        "permitted": frozenset({"submission_programme"}),
        "programmes": frozenset(),
    },
    tests={"programmes_are_sound": frozenset({"programmes", "organizations"})},
    views=frozenset({"organizations"}),
)
BUILT = give_inputs()


def compare(inputs: Inputs, built: dict[str, TableState] | None = None) -> SparedTables:
    """Return what is known as dbt begins, of tables built from the usual inputs and now asked for anew."""
    states = describe_states(LINEAGE, BUILT) if built is None else built
    before = {name: replace(state, signature=f"{name} as it was") for name, state in states.items()}
    return SparedTables(LINEAGE, LINEAGE.kept, describe_states(LINEAGE, inputs), before)


@pytest.fixture
def tables() -> SparedTables:
    """What is known when a daily file has arrived."""
    return compare(give_inputs(register="two files"))


def test_what_reads_new_bytes_itself_is_made(tables: SparedTables) -> None:
    assert not tables.does_model_stand("lines")


def test_a_table_waits_for_what_it_is_made_from(tables: SparedTables) -> None:
    assert not tables.does_model_stand("history")
    assert not tables.does_test_stand("programmes_are_sound")


def test_a_table_stands_when_what_it_is_made_from_holds_the_same(tables: SparedTables) -> None:
    tables.note("lines", "other lines")
    tables.note("history", "history as it was")

    assert tables.does_model_stand("programmes")
    assert tables.does_test_stand("programmes_are_sound")


def test_a_table_is_made_when_what_a_view_shows_has_changed(tables: SparedTables) -> None:
    tables.note("history", "another history")

    assert not tables.does_model_stand("programmes")
    assert not tables.does_test_stand("programmes_are_sound")


def test_what_stands_keeps_its_signature(tables: SparedTables) -> None:
    tables.note("history", "history as it was")
    tables.does_model_stand("programmes")

    assert tables.signatures == {
        "history": "history as it was",
        "programmes": "programmes as it was",
    }


def test_a_table_too_large_to_compare_counts_as_changed(tables: SparedTables) -> None:
    tables.note("history", "")

    assert not tables.does_model_stand("programmes")


def test_new_bytes_behind_a_model_without_rows_count() -> None:
    tables = compare(give_inputs(submissions="a programme"))
    tables.note("lines", "lines as it was")
    tables.note("history", "history as it was")

    assert not tables.does_model_stand("programmes")


@pytest.mark.parametrize(
    "inputs",
    [give_inputs(day=date(2026, 11, 1)), with_other_code(give_inputs())],
    ids=["a new day", "other code"],
)
def test_a_new_day_and_other_code_spare_nothing(inputs: Inputs) -> None:
    tables = compare(inputs)
    tables.note("history", "history as it was")

    assert not tables.does_model_stand("programmes")


def test_what_was_left_half_built_is_made() -> None:
    tables = compare(give_inputs(register="two files"), built={})
    tables.note("history", "history as it was")

    assert not tables.does_model_stand("programmes")


class Adapter:
    """As much of dbt's adapter as a signature asks for."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def execute(self, sql: str, *, fetch: bool) -> tuple[None, Adapter]:
        """Answer as dbt's adapter does: a pair of which the second holds rows."""
        self.rows = self.connection.execute(sql).fetchall() if fetch else []
        return None, self


def sign(rows: str) -> str:
    """Return the signature of a table of these rows."""
    with duckdb.connect() as connection:
        connection.execute(f"create table held as {rows}")
        return read_signature(Adapter(connection), "held")


def test_a_signature_does_not_tell_the_order_of_rows() -> None:
    assert sign("from (values (1, 'a'), (2, null))") == sign("from (values (2, null), (1, 'a'))")


@pytest.mark.parametrize(
    "rows", ["(1, 'a'), (2, 'b')", "(1, 'a'), (2, null), (2, null)", "(1, 'a')", "(2, 'a'), (1, null)"]
)
def test_a_signature_tells_any_other_content(rows: str) -> None:
    assert sign(f"from (values {rows})") != sign("from (values (1, 'a'), (2, null))")


def test_an_empty_table_has_a_signature() -> None:
    assert sign("select 1 as one where false") != ""


def test_a_large_table_has_none() -> None:
    assert sign(f"from range({MOST_ROWS_COMPARED + 1})") == ""
