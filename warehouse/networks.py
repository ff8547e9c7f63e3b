"""Who holds a network of organisations together: measured on who takes part in what with whom."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import combinations
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    import networkx as nx

BETWEENNESS = pa.decimal128(9, 6)
BRIDGES = pa.schema(
    [
        ("participant_id", pa.string()),
        ("partners", pa.int64()),
        ("betweenness", BETWEENNESS),
    ]
)

#: A programme with more participants ties nobody: its pairs grow with the square (500 have 124,750), and who
#: takes part in something that large does not for that reason know the others.
MOST_PARTICIPANTS = 500
#: Up to this many organisations every shortest path is followed; beyond, those from this many of them.
MOST_STARTS = 1000
_MICRO = Decimal("0.000001")
_SEED = 1

logger = logging.getLogger(__name__)


def measure_bridges(participations: pa.Table) -> pa.Table:
    """Return how often each organisation lies between two others.

    Two organisations are connected when they take part in the same programme; one with more than
    `MOST_PARTICIPANTS` organisations connects nobody, and the log names it. Betweenness is the share of
    shortest paths between any two others that pass through an organisation (Freeman 1977), from 0 to 1.

    Args:
        participations: programme_id and participant_id, in any order, repeated or not.

    Returns:
        One row an organisation that is connected with another, by its identifier: how many it is connected
        with, and its betweenness to six places. The same rows in another order give the same table.
    """
    graph = connect_participants(
        zip(
            participations["programme_id"].to_pylist(),
            participations["participant_id"].to_pylist(),
            strict=True,
        )
    )
    scores = _measure_betweenness(graph)
    rows = [
        {
            "participant_id": participant,
            "partners": graph.degree(participant),
            "betweenness": Decimal(scores[participant]).quantize(_MICRO),
        }
        for participant in graph
    ]
    return pa.Table.from_pylist(rows, schema=BRIDGES)


def connect_participants(participations: Iterable[tuple[str, str]]) -> nx.Graph:
    """Return the network of organisations, an edge for each two that share a programme of bounded size.

    Args:
        participations: pairs of programme and participant.
    """
    import networkx as nx

    together: dict[str, set[str]] = {}
    for programme, participant in participations:
        together.setdefault(programme, set()).add(participant)
    tying = _leave_out_large(together)
    edges = {pair for members in tying for pair in combinations(sorted(members), 2)}
    graph = nx.Graph()
    graph.add_nodes_from(sorted({node for edge in edges for node in edge}))
    graph.add_edges_from(sorted(edges))
    return graph


def _leave_out_large(together: Mapping[str, set[str]]) -> list[set[str]]:
    """Return the participants of each programme that is not too large to tie them; warn of the others."""
    for programme, members in sorted(together.items()):
        if len(members) > MOST_PARTICIPANTS:
            logger.warning(
                f"programme {programme}: its {len(members):,} participants are not connected by it in the "
                f"network; a programme ties at most {MOST_PARTICIPANTS:,}. Look whether it is one programme."
            )
    return [members for members in together.values() if len(members) <= MOST_PARTICIPANTS]


def _measure_betweenness(graph: nx.Graph) -> Mapping[str, float]:
    """Return the betweenness of every node; in a large network from a fixed sample of starting points."""
    import networkx as nx

    if not graph:
        return {}
    starts = MOST_STARTS if len(graph) > MOST_STARTS else None
    scores: Mapping[str, float] = nx.betweenness_centrality(graph, k=starts, normalized=True, seed=_SEED)
    return scores
