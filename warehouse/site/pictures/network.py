"""The picture of who takes part in what: programmes as squares, organisations as dots, lines between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from warehouse.site.pictures.picture import Caption, Picture, frame_svg, mark

WIDTH, HEIGHT, MARGIN = 720, 620, 26
#: Colours of the stylesheet; kinds beyond them share the last.
COLOURS = 5
_SEED = 1
Spot = tuple[int, int]


@dataclass(frozen=True)
class Programme:
    """A square: the number that stands in it, and its title."""

    number: int
    title: str


@dataclass(frozen=True)
class Participant:
    """A dot: the name of the organisation, and which of the colours it has, from 1."""

    name: str
    colour: int


def draw_network(
    caption: Caption,
    programmes: Mapping[str, Programme],
    participants: Mapping[str, Participant],
    participations: Sequence[tuple[str, str]],
) -> Picture:
    """Return the network; the same participations give the same picture.

    Args:
        caption: of the picture; its legend says what the colours are.
        programmes: by their identifiers.
        participants: by their identifiers.
        participations: pairs of programme and participant.
    """
    pairs = tuple(sorted(set(participations)))
    spots = _place(pairs)
    partners = Counter(participant for _, participant in pairs)
    marks = [_draw_edges([(spots[programme], spots[participant]) for programme, participant in pairs])]
    for node, (x, y) in spots.items():
        if node in participants:
            size = 3.5 + 1.5 * min(partners[node] - 1, 5)
            marks.append(_draw_participant(participants[node], x, y, size))
    for node, programme in programmes.items():
        if node in spots:
            marks.append(_draw_programme(programme, *spots[node]))
    return Picture(caption, frame_svg(caption, WIDTH, HEIGHT, marks))


@lru_cache(maxsize=1)
def _place(pairs: tuple[tuple[str, str], ...]) -> dict[str, Spot]:
    """Return where every node stands, spread over the sheet by springs between those that are connected.

    Kept for the next language, in which the same nodes stand in the same places.
    """
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(sorted({node for pair in pairs for node in pair}))
    graph.add_edges_from(pairs)
    distance = 2.2 / len(graph) ** 0.5
    spread = nx.spring_layout(graph, k=distance, iterations=80, seed=_SEED, method="force")
    sides = []
    for side, length in ((0, WIDTH), (1, HEIGHT)):
        values = [float(spot[side]) for spot in spread.values()]
        least, room = min(values), (max(values) - min(values)) or 1.0
        sides.append([round(MARGIN + (value - least) / room * (length - 2 * MARGIN)) for value in values])
    return {node: (x, y) for node, x, y in zip(spread, *sides, strict=True)}


def _draw_edges(edges: Sequence[tuple[Spot, Spot]]) -> Markup:
    line = "".join(f"M{start[0]} {start[1]}L{end[0]} {end[1]}" for start, end in edges)
    return mark("path", d=line, class_="edge")


def _draw_participant(participant: Participant, x: int, y: int, size: float) -> Markup:
    name = mark("title", participant.name)
    return mark("circle", name, cx=x, cy=y, r=size, class_=f"series-{min(participant.colour, COLOURS)}")


def _draw_programme(programme: Programme, x: int, y: int) -> Markup:
    square = mark("rect", x=x - 13, y=y - 13, width=26, height=26, rx=5)
    number = mark("text", str(programme.number), x=x, y=y + 5, font_size=14, text_anchor="middle")
    return mark("g", mark("title", programme.title) + square + number, class_="programme")
