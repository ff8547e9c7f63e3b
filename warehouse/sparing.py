"""Sparing tables their making: a table stands when everything it is made from came out as it was.

By lineage, a daily file of a register reaches most tables; by content, it changes few. dbt decides what to
build before it begins, so the decision is made here, node by node while it runs: what a table holds is
compared, as soon as it is made, with what it held before.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from warehouse.lineage import Lineage
from warehouse.table_states import TableState

STANDS = "STANDS"
MOST_ROWS_COMPARED = 1_000_000
"""A table of more rows counts as changed: to compare it would cost about what it saves."""


class SparedTables:
    """What is known, while dbt runs, of the tables it was asked for.

    Attributes:
        signatures: of each table that was made or stands, what it holds, where it is small enough to compare.
    """

    def __init__(
        self,
        lineage: Lineage,
        names: Collection[str],
        wanted: Mapping[str, TableState],
        built: Mapping[str, TableState],
    ) -> None:
        """Begin with every table asked for as one that may change.

        Args:
            lineage: of the dbt project.
            names: the seeds and models asked for.
            wanted: the states in which they should be.
            built: the states in which they were left, all tests passed.
        """
        self._lineage = lineage
        self._moving = set(names) - lineage.views
        self._before = {
            name: built[name].signature for name in names if wanted[name].reads_the_same(built.get(name))
        }
        self.signatures: dict[str, str] = {}

    def does_model_stand(self, name: str) -> bool:
        """Return whether a model would hold what it held before; it is then taken down as such."""
        if name not in self._before or self._moving & self._lineage.tables_at_hand(name):
            return False
        self.signatures[name] = self._before[name]
        self._moving.discard(name)
        return True

    def does_test_stand(self, name: str) -> bool:
        """Return whether a test would say what it said before."""
        return not self._moving & self._lineage.tables_of_test(name)

    def note(self, name: str, signature: str) -> None:
        """Take down what a table holds now; it has not changed when it held the same before."""
        self.signatures[name] = signature
        if signature and self._before.get(name) == signature:
            self._moving.discard(name)


@contextmanager
def spare(tables: SparedTables) -> Iterator[None]:
    """Let dbt pass over, within the block, what stands; its answer to such a node is the message `STANDS`.

    dbt has no place of its own for this: the classes with which its `build` runs models and tests are
    exchanged for ones that ask first.
    """
    from dbt.adapters.duckdb.relation import DuckDBRelation
    from dbt.artifacts.resources.types import NodeType
    from dbt.artifacts.schemas.results import RunStatus, TestStatus
    from dbt.task.build import BuildTask

    standing_runners = BuildTask.RUNNER_MAP
    model_runner: Any = standing_runners[NodeType.Model]
    test_runner: Any = standing_runners[NodeType.Test]

    class SparingModelRunner(model_runner):  # type: ignore[misc]
        def compile_and_execute(self, manifest: Any, ctx: Any) -> Any:
            if tables.does_model_stand(self.node.name):
                return self._build_run_result(ctx.node, time.time(), RunStatus.Success, [], STANDS)
            return super().compile_and_execute(manifest, ctx)

        def run(self, compiled_node: Any, manifest: Any) -> Any:
            result = super().run(compiled_node, manifest)
            if self.node.get_materialization() != "view":
                relation = DuckDBRelation.create_from(self.config, self.node)
                tables.note(self.node.name, read_signature(self.adapter, str(relation)))
            return result

    class SparingTestRunner(test_runner):  # type: ignore[misc]
        def compile_and_execute(self, manifest: Any, ctx: Any) -> Any:
            if tables.does_test_stand(self.node.name):
                return self._build_run_result(ctx.node, time.time(), TestStatus.Pass, [], STANDS, failures=0)
            return super().compile_and_execute(manifest, ctx)

    sparing: dict[NodeType, Any] = {NodeType.Model: SparingModelRunner, NodeType.Test: SparingTestRunner}
    BuildTask.RUNNER_MAP = {**standing_runners, **sparing}
    try:
        yield
    finally:
        BuildTask.RUNNER_MAP = standing_runners


def read_signature(adapter: Any, relation: str) -> str:
    """Return what a table holds, as its rows and the sum of their hashes; nothing of a large one."""
    rows = _ask(adapter, f"select count(*) from {relation}")
    if int(rows) > MOST_ROWS_COMPARED:
        return ""
    return f"{rows}-{_ask(adapter, f'select sum(hash(held)) from {relation} held')}"


def _ask(adapter: Any, sql: str) -> str:
    _, answer = adapter.execute(f"select cast(({sql}) as varchar) as answer", fetch=True)
    return str(answer.rows[0][0])
