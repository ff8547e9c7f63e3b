"""What a picture is: an SVG, what it shows in words, and the table of its numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup, escape

from warehouse.site.formats import MISSING
from warehouse.site.page import LANGUAGES
from warehouse.site.values import REASONS


class Link(NamedTuple):
    """A cell that leads to a page of the site; text alone where the site lacks that page."""

    text: str
    path: str
    anchor: str = ""


Cell = str | Link
#: A number with what may stand around it; a day is none.
NUMBER = re.compile(r"[+-]?\d[\d,]*(\.\d+)?(–\d+(\.\d+)?)?( ?%)?( ?\(\D*\))?")
NO_NUMBERS = {MISSING, *(words[language] for words in REASONS.values() for language in LANGUAGES)}


@dataclass(frozen=True)
class Table:
    """The numbers of a picture, as text: a head, and rows of as many cells; the first names the row."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def numeric(self) -> tuple[bool, ...]:
        """Whether each column holds numbers, or why there are none, and nothing else."""
        columns = range(len(self.head))
        return tuple(all(_is_number(row[place]) for row in self.rows) for place in columns)


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, str) and (NUMBER.fullmatch(cell) is not None or cell in NO_NUMBERS)


@dataclass(frozen=True)
class Caption:
    """What goes with a picture in one language.

    Attributes:
        name: tells it from the others of its page; lower-case letters, digits and hyphens.
        title: what it is about.
        description: what it shows, for who does not see it.
        table: its numbers.
        legend: what its shades or colours mean: class of the stylesheet and words, in order.
    """

    name: str
    title: str
    description: str
    table: Table
    legend: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Picture:
    """One picture in one language: a complete SVG, with title and description inside, without style."""

    caption: Caption
    svg: Markup


def frame_svg(
    caption: Caption, width: float, height: float, marks: Sequence[Markup], role: str = "img"
) -> Markup:
    """Return the SVG around drawn marks, named by its title and described by its description.

    Args:
        caption: of the picture.
        width: of the drawing, which the page scales.
        height: of the drawing.
        marks: what is drawn.
        role: ``img``, or ``group`` where marks are links.
    """
    return Markup("{}{}</svg>").format(
        open_svg(caption, f"0 0 {shorten(width)} {shorten(height)}", role), Markup("").join(marks)
    )


def open_svg(caption: Caption, box: str, role: str = "img") -> Markup:
    """Return the beginning of an SVG: its view box, its role, and its title and description."""
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" role="{role}" '
        'aria-labelledby="{name}-title" aria-describedby="{name}-description">'
        '<title id="{name}-title">{title}</title><desc id="{name}-description">{description}</desc>'
    ).format(box=box, role=role, name=caption.name, title=caption.title, description=caption.description)


def mark(tag: str, content: str | Markup = "", **attributes: object) -> Markup:
    """Return one element; everything in it is escaped but markup.

    An attribute is named as Python allows: ``class_`` is ``class``, and ``text_anchor`` is ``text-anchor``.
    """
    written = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(shorten(value))}"'
        for name, value in attributes.items()
    )
    return Markup(f"<{tag}{written}>{escape(content)}</{tag}>")  # noqa: S704


def shorten(value: object) -> object:
    """Return a number with at most one digit behind the point; anything else as it is."""
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else value
