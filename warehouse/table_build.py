"""Building tables: one dbt invocation in this process, told what to build, answering how each part went."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from warehouse.database import connect_read_only, discard_damaged, quote_name, tells_damage
from warehouse.errors import TablesNotBuilt
from warehouse.inputs import Inputs
from warehouse.layout import Home
from warehouse.lineage import Lineage
from warehouse.parsed_project import read_parsed
from warehouse.sparing import STANDS, SparedTables, spare
from warehouse.table_states import describe_states, forget_states, read_states, record_states
from warehouse.transform import DBT_PROJECT, describe_environment, locate_target, prepare_sources

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

GOOD_STATUSES = frozenset({"success", "pass", "warn"})
LOG = "dbt.log"

Advance = Callable[[str], None]


@dataclass(frozen=True)
class BuiltNode:
    """How dbt fared with one seed, model or test.

    Attributes:
        unique_id: dbt's own name of it.
        name: the short name; of a seed or model, the name of its table.
        is_test: whether it judges tables instead of building one.
        status: dbt's word: success, pass, warn, error, fail or skipped.
        seconds: how long it took.
        message: what dbt says of it.
        failures: rows that break a test.
        rows: rows of the table afterwards; None for views and tests.
    """

    unique_id: str
    name: str
    is_test: bool
    status: str
    seconds: float
    message: str
    failures: int
    rows: int | None = None

    @property
    def is_good(self) -> bool:
        """Whether nothing stands against what comes after."""
        return self.status in GOOD_STATUSES


def build_tables(
    home: Home, lineage: Lineage, inputs: Inputs, names: Collection[str], advance: Advance | None = None
) -> list[BuiltNode]:
    """Build tables and run every dbt test that speaks of them; note their state when all is well.

    Args:
        home: whose DuckDB file is written; nobody else may write to it meanwhile.
        lineage: of the dbt project.
        inputs: what the tables are to be made from.
        names: the seeds and models to build; what they are made from must stand already or be among them.
        advance: told the name of each node that ends.

    Returns:
        One record a node; tests that were not asked because of a failure are left out, and so are views,
        which show what is built beneath them, and all that stands because what it is made from came out as
        it was.

    Raises:
        TablesNotBuilt: dbt itself broke down before it could answer.
        DatabaseDamaged: the DuckDB file turned out not to be whole.
    """
    prepare_sources(home)
    os.environ.update(describe_environment(home, inputs.as_of))
    states, built = describe_states(lineage, inputs), read_states(home)
    is_other_code = any(name in names and state.code != inputs.code_version for name, state in built.items())
    standing = {name for name in lineage.views & set(names) if states[name].has_same_text(built.get(name))}
    forget_states(home, names)
    tests = lineage.choose_tests(names, {*names, *built})
    chosen = [*sorted(set(names) - standing), *tests]
    spared = SparedTables(lineage, names, states, built)
    with spare(spared):
        parsed = read_parsed(home, inputs.code_version)
        nodes = _invoke_dbt(home, chosen, parsed, full_refresh=is_other_code, advance=advance)
    for node in nodes:
        if tells_damage(node.message):
            raise discard_damaged(home, node.message)
    if all(node.is_good for node in nodes):
        record_states(home, names, states, spared.signatures)
    return _count_rows(home, [node for node in nodes if node.message != STANDS])


def _invoke_dbt(
    home: Home, names: Sequence[str], parsed: Manifest | None, *, full_refresh: bool, advance: Advance | None
) -> list[BuiltNode]:
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.artifacts.schemas.run import RunExecutionResult
    from dbt.cli.main import dbtRunner

    def listen(event: Any) -> None:
        if advance and event.info.name == "NodeFinished":
            advance(str(event.data.node_info.node_name))

    arguments = ["build", "--select", *names, "--indirect-selection", "empty", "--no-write-json"]
    arguments += ["--target-path", str(locate_target(home))]
    arguments += ["--log-path", str(home.dbt), "--log-level-file", "info", "--log-level", "none"]
    arguments += ["--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)]
    if full_refresh:
        arguments.append("--full-refresh")
    answer = dbtRunner(parsed, callbacks=[listen]).invoke(arguments)
    close: Callable[[], None] = DuckDBConnectionManager.close_all_connections
    close()  # else nobody in this process could open the file to read
    if not isinstance(answer.result, RunExecutionResult):
        raise TablesNotBuilt(
            str(home.dbt / LOG),
            " ".join(str(answer.exception).split())[:300],
            "dbt must be able to read its project and to write the database",
            "Look at the end of that log; free space if the disk is full, then run again.",
        )
    return [_describe_node(result) for result in answer.result.results]


def _describe_node(result: Any) -> BuiltNode:
    return BuiltNode(
        unique_id=str(result.node.unique_id),
        name=str(result.node.name),
        is_test=str(result.node.resource_type) == "test",
        status=str(result.status),
        seconds=round(float(result.execution_time), 3),
        message=" ".join(str(result.message or "").split()),
        failures=int(result.failures or 0),
    )


def _count_rows(home: Home, nodes: Sequence[BuiltNode]) -> list[BuiltNode]:
    """Return the nodes with the rows of each table; the database knows them without reading it."""
    with connect_read_only(home) as connection:
        found = connection.execute("select table_name from duckdb_tables()").fetchall()
        tables = {name for (name,) in found}
        return [
            replace(node, rows=_count(connection, node.name))
            if node.is_good and not node.is_test and node.name in tables
            else node
            for node in nodes
        ]


def _count(connection: Any, table: str) -> int:
    (rows,) = connection.execute(f"select count(*) from {quote_name(table)}").fetchone()
    return int(rows)
