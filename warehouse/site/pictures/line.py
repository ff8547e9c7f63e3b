"""A small line of a number over time, for pages of which there are many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from warehouse.site.pictures.picture import Caption, Picture, frame_svg, mark

WIDTH, HEIGHT = 480, 150
LEFT, RIGHT, TOP, BOTTOM = 8, 64, 24, 26
LETTERS = 13


@dataclass(frozen=True)
class Point:
    """One point: what stands under it, its number (None where there is none), and the number as written."""

    label: str
    number: float | None
    text: str


def draw_line(caption: Caption, points: Sequence[Point]) -> Picture | None:
    """Return the line through the points, broken where there is no number; None without two numbers.

    The axis begins at zero, so a small change looks small.
    """
    known = [point.number for point in points if point.number is not None]
    if len(known) < 2:
        return None
    top = max(known) or 1
    step = (WIDTH - LEFT - RIGHT) / (len(points) - 1)
    floor = HEIGHT - BOTTOM
    spots = [
        None if point.number is None else (LEFT + step * place, floor - (floor - TOP) * point.number / top)
        for place, point in enumerate(points)
    ]
    marks = [mark("line", x1=0, y1=floor, x2=WIDTH - RIGHT + 8, y2=floor, stroke="var(--picture-axis)")]
    for is_gap, run in groupby(spots, key=lambda spot: spot is None):
        if not is_gap:
            line = " ".join(f"{x:.1f},{y:.1f}" for x, y in (spot for spot in run if spot))
            marks.append(
                mark("polyline", points=line, fill="none", stroke="var(--series-1)", stroke_width=2.5)
            )
    return Picture(caption, frame_svg(caption, WIDTH, HEIGHT, marks + _name_ends(points, spots)))


def _name_ends(points: Sequence[Point], spots: Sequence[tuple[float, float] | None]) -> list[Markup]:
    """Return the first and the last number beside the line, each with its label under the axis."""
    places = [place for place, spot in enumerate(spots) if spot]
    marks = []
    for place in (places[0], places[-1]):
        spot = spots[place]
        assert spot is not None, "places are those of points"
        x, y = spot
        is_last = place == places[-1]
        anchor = {"text_anchor": "start"}
        marks.append(mark("circle", cx=x, cy=y, r=4, fill="var(--series-1)"))
        shift = (8.0, 5.0) if is_last else (0.0, -9.0)
        marks.append(
            mark("text", points[place].text, x=x + shift[0], y=y + shift[1], font_size=LETTERS, **anchor)
        )
        anchor = {"text_anchor": "end" if is_last else "start"}
        marks.append(mark("text", points[place].label, x=x, y=HEIGHT - 8, font_size=LETTERS, **anchor))
    return marks
