"""Maps of the prefectures: of equal tiles with a number in each, and of their outlines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from warehouse.press.tiles import place_tiles
from warehouse.site.pictures.picture import Caption, Picture, frame_svg, mark
from warehouse.site.pictures.places import MAP_SIZE, abbreviate, load_outlines
from warehouse.site.pictures.shades import choose_shades

TILE, GAP = 44, 3


@dataclass(frozen=True)
class PlaceNumber:
    """What a map says of one prefecture.

    Attributes:
        name: its full name in the language of the page.
        name_ja: its full Japanese name.
        number: shades it; None where there is none.
        text: the number as written, or the words for why there is none.
        short: the same in a tile, of at most six letters.
        address: where its tile leads to; nowhere when None.
    """

    name: str
    name_ja: str
    number: float | None
    text: str
    short: str
    address: str | None = None


def draw_tile_map(caption: Caption, places: Mapping[str, PlaceNumber], language: str) -> Picture:
    """Return the map of equal tiles: every prefecture with its short name and number, roughly where it lies.

    Args:
        caption: of the picture.
        places: what it says, by code of the prefecture; one that is missing has no tile.
        language: of the short names.
    """
    shades = choose_shades({code: place.number for code, place in places.items()})
    spots = place_tiles()
    tiles = [
        _draw_tile(code, place, spots[code], shades[code], language) for code, place in sorted(places.items())
    ]
    width, height = ((1 + max(spot[side] for spot in spots.values())) * (TILE + GAP) - GAP for side in (0, 1))
    role = "group" if any(place.address for place in places.values()) else "img"
    return Picture(caption, frame_svg(caption, width, height, tiles, role))


def _draw_tile(code: str, place: PlaceNumber, spot: tuple[int, int], shade: str, language: str) -> Markup:
    x, y = (side * (TILE + GAP) for side in spot)
    middle = x + TILE // 2
    label = abbreviate(code, place.name_ja, language)
    drawn = (
        mark("title", f"{place.name}: {place.text}")
        + mark("rect", x=x, y=y, width=TILE, height=TILE, rx=4)
        + mark("text", label, x=middle, y=y + 19, font_size=_fit(label), text_anchor="middle")
        + mark("text", place.short, x=middle, y=y + 37, font_size=_fit(place.short), text_anchor="middle")
    )
    tile = mark("g", drawn, class_=shade)
    return mark("a", tile, href=place.address) if place.address else tile


def _fit(text: str) -> float:
    """Return the size of letters at which a text stays inside a tile; a Japanese one is twice as wide."""
    width = sum(1.0 if ord(letter) > 0x2E80 else 0.56 for letter in text)
    return min(17.0, (TILE - 3) / width)


def draw_outline_map(caption: Caption, places: Mapping[str, PlaceNumber]) -> Picture:
    """Return the map of outlines in the shades of the tile map."""
    shades = choose_shades({code: place.number for code, place in places.items()})
    outlines = load_outlines()
    shapes = [
        mark("path", mark("title", f"{place.name}: {place.text}"), class_=shades[code], d=outlines[code])
        for code, place in sorted(places.items())
    ]
    return Picture(caption, frame_svg(caption, *MAP_SIZE, shapes))
