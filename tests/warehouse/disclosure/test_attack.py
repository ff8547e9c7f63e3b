"""The attack finds exactly what can be worked out: compared with trying every table there is."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import combinations

import pyarrow as pa
import pytest

from tests.warehouse.disclosure.tables import (
    VOICES,
    design_flat,
    invent_voices,
    list_small,
    publish_all,
    tabulate,
    withhold,
)
from warehouse.disclosure.attack import attack
from warehouse.disclosure.equations import read_publication
from warehouse.disclosure.errors import DisclosureDesignError

ROWS, COLUMNS, THRESHOLD = 2, 3, 3
FLAT = design_flat(ROWS, COLUMNS, THRESHOLD)
Table = dict[tuple[str, str], int]


def list_tables(total: int) -> Iterator[Table]:
    """Yield every table of the flat design with this grand total, with all its totals."""
    base = [(f"r{row}", f"c{column}") for row in range(ROWS) for column in range(COLUMNS)]
    for bars in combinations(range(total + len(base) - 1), len(base) - 1):
        ends = [-1, *bars, total + len(base) - 1]
        yield add_totals({key: ends[at + 1] - ends[at] - 1 for at, key in enumerate(base)})


def add_totals(base: Table) -> Table:
    table: Table = {}
    for (row, column), count in base.items():
        for key in ((row, column), (row, "all"), ("all", column), ("all", "all")):
            table[key] = table.get(key, 0) + count
    return table


def find_by_trying(shown: Table, hidden: set[tuple[str, str]]) -> dict[tuple[str, str], tuple[int, int]]:
    """Return the true interval of every withheld cell, over all tables that agree with what is shown."""
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for table in list_tables(shown["all", "all"]):
        if all(table[key] == value for key, value in shown.items()):
            for key in hidden:
                low, high = found.get(key, (table[key], table[key]))
                found[key] = min(low, table[key]), max(high, table[key])
    return found


@pytest.mark.parametrize("seed", range(12))
def test_the_attack_agrees_with_trying_every_table(seed: int) -> None:
    chance = random.Random(seed)
    records = [(f"r{chance.randrange(ROWS)}", f"c{chance.randrange(COLUMNS)}") for _ in range(12)]
    everything = publish_all(tabulate(FLAT, records), FLAT)
    keys = [(row["row"], row["column"]) for row in everything.to_pylist()]
    hidden = {key for key in keys if key != ("all", "all") and chance.random() < 0.6}
    published = withhold(everything, hidden, FLAT.columns)
    shown = {
        (row["row"], row["column"]): row["value"] for row in published.to_pylist() if row["value"] is not None
    }

    truth = find_by_trying(shown, hidden)

    narrow = {key for key, (low, high) in truth.items() if high - low < THRESHOLD and high > 0}
    breaches = {breach.cell: breach for breach in attack(published, FLAT) if breach.cell in hidden}
    assert set(breaches) == narrow
    assert all(
        breach.low <= truth[key][0] and truth[key][1] <= breach.high for key, breach in breaches.items()
    )


def test_withholding_only_what_is_small_gives_it_away() -> None:
    everything = publish_all(tabulate(VOICES, invent_voices(900, 3)), VOICES)
    small = list_small(everything, VOICES, 5)
    assert small
    assert attack(withhold(everything, small, VOICES.columns), VOICES)


def test_a_single_gap_in_a_sum_is_worked_out_exactly() -> None:
    everything = publish_all(tabulate(FLAT, [("r0", "c0")] * 2 + [("r0", "c1")] * 9), FLAT)
    published = withhold(everything, [("r0", "c0")], FLAT.columns)
    (breach,) = [each for each in attack(published, FLAT) if each.cell == ("r0", "c0")]
    assert (breach.low, breach.high) == (2, 2)
    assert "2" not in breach.describe()


def test_a_small_count_that_is_published_is_a_breach_by_itself() -> None:
    everything = publish_all(tabulate(FLAT, [("r0", "c0")] * 2), FLAT)
    assert ("r0", "c0") in {breach.cell for breach in attack(everything, FLAT)}


def test_named_rows_are_subtracted_before_judging() -> None:
    rows = [("r0", "c0", 9, 7), ("all", "c0", 9, 7), ("r0", "all", 9, 7), ("all", "all", 9, 7)]
    published = pa.table(
        {
            "row": [row[0] for row in rows],
            "column": [row[1] for row in rows],
            "value": [row[2] for row in rows],
            "value_status": pa.nulls(len(rows), pa.string()),
            "named_n": [row[3] for row in rows],
        }
    )
    assert {breach.low for breach in attack(published, FLAT)} == {2}


def test_a_small_change_between_two_releases_is_a_breach() -> None:
    before = publish_all(tabulate(FLAT, [("r0", "c0")] * 20), FLAT)
    after = publish_all(tabulate(FLAT, [("r0", "c0")] * 21), FLAT)
    (breach, *_) = attack(after, FLAT, [read_publication("2026.1.0", before, FLAT)])
    assert breach.compared_with == "2026.1.0"
    assert attack(before, FLAT, [read_publication("2026.1.0", before, FLAT)]) == []


def test_two_patterns_over_the_same_data_give_each_other_away() -> None:
    records = [("r0", "c0")] * 4 + [("r0", "c1")] * 5 + [("r0", "c2")] * 6
    records += [("r1", "c0")] * 6 + [("r1", "c1")] * 7 + [("r1", "c2")] * 8
    everything = publish_all(tabulate(FLAT, records), FLAT)
    first = withhold(everything, [("r0", "c0"), ("r0", "c1"), ("r1", "c0"), ("r1", "c1")], FLAT.columns)
    second = withhold(everything, [("r0", "c0"), ("r0", "c2"), ("r1", "c0"), ("r1", "c2")], FLAT.columns)
    assert attack(first, FLAT) == attack(second, FLAT) == []
    assert attack(second, FLAT, [read_publication("2026.1.0", first, FLAT)])


def test_a_status_that_contradicts_its_value_is_refused() -> None:
    everything = publish_all(tabulate(FLAT, [("r0", "c0")] * 9), FLAT)
    column = everything.schema.get_field_index("value_status")
    marked = everything.set_column(column, "value_status", pa.array(["c"] * len(everything)))
    with pytest.raises(DisclosureDesignError, match="unless it is withheld"):
        attack(marked, FLAT)
