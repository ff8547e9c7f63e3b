"""The statistics alone: `HOME AS_OF` — build them, and what only they are made from, again."""

import sys
from collections.abc import Iterable
from datetime import date

from warehouse.dictionary import load_dictionary
from warehouse.inputs import read_inputs
from warehouse.layout import Home
from warehouse.lineage import Lineage
from warehouse.parsed_project import prepare_manifest
from warehouse.table_build import build_tables
from warehouse.table_states import forget_states
from warehouse.transform import DBT_PROJECT


def choose_tables(lineage: Lineage) -> list[str]:
    """Return the statistics and the tables that nothing but statistics is made from."""
    dictionary = load_dictionary(DBT_PROJECT)

    def reach(names: Iterable[str]) -> frozenset[str]:
        return frozenset().union(*(lineage.ancestors(name) for name in names))

    statistics = reach(dataset.name for dataset in dictionary if dataset.is_statistic)
    others = reach(dataset.name for dataset in dictionary if not dataset.is_statistic)
    return sorted((statistics - others) & lineage.kept)


home, as_of = Home.resolve(sys.argv[1]), date.fromisoformat(sys.argv[2])
lineage = Lineage.read(prepare_manifest())
names = choose_tables(lineage)
forget_states(home, names)
nodes = build_tables(home, lineage, read_inputs(home, as_of), names)
for node in sorted(nodes, key=lambda node: -node.seconds):
    print(f"{node.seconds:8.2f} s  {node.name}", flush=True)
if not all(node.is_good for node in nodes):
    sys.exit("not every statistic was built")
