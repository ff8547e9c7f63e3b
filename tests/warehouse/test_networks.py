from __future__ import annotations

import random
import tracemalloc
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.networks import BRIDGES, measure_bridges


def take_part(*pairs: tuple[str, str]) -> pa.Table:
    """Return participations from pairs of programme and participant."""
    return pa.table(
        {
            "programme_id": pa.array([pair[0] for pair in pairs], pa.string()),
            "participant_id": pa.array([pair[1] for pair in pairs], pa.string()),
        }
    )


def measure(*pairs: tuple[str, str]) -> dict[str, tuple[int, Decimal]]:
    """Return partners and betweenness of every organisation."""
    rows = measure_bridges(take_part(*pairs)).to_pylist()
    return {row["participant_id"]: (row["partners"], row["betweenness"]) for row in rows}


def test_who_alone_joins_two_groups_lies_on_every_path_between_them() -> None:
    bridges = measure(("p", "a"), ("p", "bridge"), ("q", "bridge"), ("q", "z"))

    assert bridges == {
        "a": (1, Decimal(0)),
        "bridge": (2, Decimal(1)),
        "z": (1, Decimal(0)),
    }


def test_where_all_know_each_other_nobody_is_a_bridge() -> None:
    assert measure(("p", "a"), ("p", "b"), ("p", "c")) == dict.fromkeys("abc", (2, Decimal(0)))


def test_two_ways_around_share_the_paths() -> None:
    bridges = measure(
        ("1", "a"), ("1", "l"), ("2", "l"), ("2", "z"), ("3", "a"), ("3", "r"), ("4", "r"), ("4", "z")
    )

    assert bridges["l"] == bridges["r"] == (2, Decimal("0.166667"))


def test_a_participation_told_twice_counts_once() -> None:
    assert measure(("p", "a"), ("p", "b"), ("p", "b"), ("q", "a"), ("q", "b")) == {
        "a": (1, Decimal(0)),
        "b": (1, Decimal(0)),
    }


def test_who_shares_no_programme_is_not_in_the_network() -> None:
    assert measure(("p", "a"), ("q", "b")) == {}


@pytest.mark.parametrize(("members", "partners"), [(3, 2), (4, None)])
def test_a_programme_too_large_ties_nobody_and_the_log_names_it(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, members: int, partners: int | None
) -> None:
    monkeypatch.setattr("warehouse.networks.MOST_PARTICIPANTS", 3)
    large = [("large", f"o{n}") for n in range(members)]

    bridges = measure(*large, ("small", "o0"), ("small", "z"))

    assert bridges["z"] == (1, Decimal(0))
    assert bridges.get("o1", (None,))[0] == partners
    assert bridges["o0"][0] == (partners or 0) + 1
    told = [record.getMessage().partition(" are")[0] for record in caplog.records]
    assert told == ([] if partners else ["programme large: its 4 participants"])


def test_many_participants_of_one_programme_take_no_memory_by_pairs() -> None:
    tracemalloc.start()
    assert measure(*(("large", f"o{n}") for n in range(5000))) == {}
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20e6


def test_nobody_gives_an_empty_table_of_the_same_columns() -> None:
    assert measure_bridges(take_part()).equals(BRIDGES.empty_table())


@given(st.lists(st.tuples(st.sampled_from("pqrst"), st.sampled_from("abcdefgh")), max_size=30), st.randoms())
def test_the_order_of_rows_does_not_matter(pairs: list[tuple[str, str]], chance: random.Random) -> None:
    shuffled = chance.sample(pairs, len(pairs))

    assert measure_bridges(take_part(*shuffled)).equals(measure_bridges(take_part(*pairs)))


@pytest.mark.parametrize("most", [3, 1000])
def test_a_sample_of_starting_points_is_the_same_each_time(
    monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr("warehouse.networks.MOST_STARTS", most)
    chain = [pair for n in range(9) for pair in ((str(n), f"o{n}"), (str(n), f"o{n + 1}"))]

    assert measure(*chain) == measure(*chain)
    assert max(measure(*chain), key=lambda name: measure(*chain)[name][1]) in {"o3", "o4", "o5", "o6"}
