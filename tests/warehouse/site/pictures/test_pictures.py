"""Pictures: readable without colours, harmless whatever their names, the same for the same numbers."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.press.tiles import place_tiles
from warehouse.site.pictures.grid import Grid, GridCell, draw_grid
from warehouse.site.pictures.line import Point, draw_line
from warehouse.site.pictures.maps import PlaceNumber, draw_outline_map, draw_tile_map
from warehouse.site.pictures.network import Participant, Programme, draw_network
from warehouse.site.pictures.picture import Caption, Link, Picture, Table
from warehouse.site.pictures.places import MAP_SIZE, OUTLINES, abbreviate, load_outlines, round_path
from warehouse.site.pictures.shades import choose_shades, list_legend
from warehouse.site.pictures.vega import draw_view

HOSTILE = "</title><script>alert(1)</script>\"'&"
CAPTION = Caption("name", "題 <b>", "説明 & words", Table(("a",), ()))
VALUES = st.dictionaries(st.text(max_size=3), st.none() | st.integers(0, 50).map(float), max_size=40)


def parse(picture: Picture) -> ElementTree.Element:
    """Return the drawing, which must be well-formed."""
    return ElementTree.fromstring(picture.svg)


def list_texts(picture: Picture) -> list[str]:
    """Return every text that is drawn."""
    return [element.text or "" for element in parse(picture).iter("{http://www.w3.org/2000/svg}text")]


def make_places(**numbers: float | None) -> dict[str, PlaceNumber]:
    """Return prefectures whose codes are the digits of the names of the arguments."""
    return {
        name[1:]: PlaceNumber(
            "Tokyo", "東京都", number, str(number), "秘匿" if number is None else f"{number:.0f}"
        )
        for name, number in numbers.items()
    }


@given(VALUES)
def test_a_larger_number_is_never_lighter(values: dict[str, float | None]) -> None:
    shades = choose_shades(values)
    known = sorted((value, shades[key]) for key, value in values.items() if value is not None)
    assert [shade for _, shade in known] == sorted(shade for _, shade in known)
    assert len({shade for _, shade in known}) <= 5


@given(VALUES)
def test_what_has_no_number_has_a_shade_of_its_own(values: dict[str, float | None]) -> None:
    shades = choose_shades(values)
    assert {key for key, shade in shades.items() if shade == "shade-none"} == {
        key for key, value in values.items() if value is None
    }


def test_a_legend_says_which_numbers_a_shade_has() -> None:
    legend = list_legend({"a": 1.0, "b": 2.0, "c": None}, lambda value: f"{value:.0f}", "withheld")
    assert [words for _, words in legend] == ["1", "2", "withheld"]


def test_a_picture_says_its_title_and_what_it_shows() -> None:
    drawing = parse(draw_tile_map(CAPTION, make_places(p13=5.0), "ja"))
    assert drawing.get("role") == "img"
    told = {element.get("id"): element.text for element in drawing.iter() if element.get("id")}
    assert told[drawing.get("aria-labelledby")] == "題 <b>"
    assert told[drawing.get("aria-describedby")] == "説明 & words"


def test_a_tile_without_a_number_says_why() -> None:
    assert list_texts(draw_tile_map(CAPTION, make_places(p13=None), "ja")) == ["東京", "秘匿"]


def test_tiles_that_lead_somewhere_are_not_hidden_in_an_image() -> None:
    place = PlaceNumber("Tokyo", "東京都", 5.0, "5", "5", "13/index.html")
    assert parse(draw_tile_map(CAPTION, {"13": place}, "ja")).get("role") == "group"


def test_every_prefecture_has_a_tile_an_outline_and_a_short_name() -> None:
    codes = {f"{number:02}" for number in range(1, 48)}
    assert set(place_tiles()) == codes
    assert {code for code, outline in load_outlines().items() if outline} == codes
    assert len({abbreviate(code, "", "en") for code in codes}) == 47


def test_outlines_are_the_bytes_of_the_package() -> None:
    sums = dict(
        reversed(line.split("  ")) for line in Path(OUTLINES.parent, "SHA256SUMS").read_text().splitlines()
    )
    assert sums.keys() == {"LICENSE.md", "index.js"}
    for name, expected in sums.items():
        assert hashlib.sha256((OUTLINES.parent / name).read_bytes()).hexdigest() == expected


def test_outlines_stay_on_their_sheet() -> None:
    for path in load_outlines().values():
        starts = re.findall(r"M(-?[\d.]+) (-?[\d.]+)", path)
        assert all(0 <= float(x) <= MAP_SIZE[0] and 0 <= float(y) <= MAP_SIZE[1] for x, y in starts)


@given(st.lists(st.tuples(st.integers(-999, 999), st.integers(-999, 999)), min_size=2, max_size=30))
def test_errors_of_rounding_do_not_add_up(steps: list[tuple[int, int]]) -> None:
    path = "m " + " ".join(f"{x / 100},{y / 100}" for x, y in steps) + " z"
    numbers = [float(number) for number in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", round_path(path))]
    drawn_x, drawn_y = (sum(numbers[side::2]) for side in (0, 1))
    if numbers:
        assert drawn_x == pytest.approx(sum(x for x, _ in steps) / 100, abs=0.06)
        assert drawn_y == pytest.approx(sum(y for _, y in steps) / 100, abs=0.06)


def test_an_outline_map_has_the_shades_of_the_tiles() -> None:
    places = make_places(p13=5.0, p04=None)
    classes = re.compile(r'class="(shade-\w+)"')
    assert classes.findall(draw_outline_map(CAPTION, places).svg) == classes.findall(
        draw_tile_map(CAPTION, places, "ja").svg
    )


def test_a_heat_map_frames_what_is_marked_and_leaves_pairs_without_cell_empty() -> None:
    cells = {("r", "a"): GridCell(3.0, "3", is_marked=True), ("r", "b"): GridCell(None, "秘匿")}
    picture = draw_grid(CAPTION, Grid({"r": "行"}, {"a": "甲", "b": "乙", "c": "丙"}, cells))
    assert picture.svg.count("<rect") == 2
    assert picture.svg.count(" marked") == 1
    assert list_texts(picture) == ["甲", "乙", "丙", "行", "3", "秘匿"]


def test_a_line_is_broken_where_there_is_no_number() -> None:
    numbers = [1.0, 2.0, None, 4.0, 5.0]
    points = [Point(str(place), number, str(number)) for place, number in enumerate(numbers)]
    picture = draw_line(CAPTION, points)
    assert picture is not None
    assert picture.svg.count("<polyline") == 2


def test_one_number_makes_no_line() -> None:
    assert draw_line(CAPTION, [Point("a", 1.0, "1"), Point("b", None, "–")]) is None


def test_a_network_is_the_same_in_whatever_order_it_is_told() -> None:
    pairs = [("p", "a"), ("p", "b"), ("q", "b"), ("q", "c")]
    programmes = {"p": Programme(1, "P"), "q": Programme(2, "Q")}
    participants = {name: Participant(name, 1) for name in "abc"}
    drawn = {
        draw_network(CAPTION, programmes, participants, told).svg for told in (pairs, list(reversed(pairs)))
    }
    assert len(drawn) == 1


def test_hostile_names_are_text_and_nothing_else() -> None:
    drawn = draw_network(CAPTION, {"p": Programme(1, HOSTILE)}, {"a": Participant(HOSTILE, 9)}, [("p", "a")])
    place = PlaceNumber(HOSTILE, HOSTILE, 1.0, HOSTILE, HOSTILE, HOSTILE)
    for picture in (drawn, draw_tile_map(CAPTION, {"13": place}, "ja")):
        assert "<script" not in picture.svg
        assert HOSTILE in {element.text for element in parse(picture).iter()}


def test_a_chart_takes_colours_and_letters_from_the_page() -> None:
    rows = [{"x": "a", "y": 1}, {"x": HOSTILE, "y": 2}]
    view = {"data": {"values": rows}, "mark": {"type": "bar", "color": "#0072b2"}}
    encoding = {"x": {"field": "x", "type": "nominal"}, "y": {"field": "y", "type": "quantitative"}}
    picture = draw_view(CAPTION, {**view, "encoding": encoding})
    assert parse(picture).get("role") == "img"
    assert 'fill="var(--series-1)"' in picture.svg
    assert not re.search(r"#0072b2|style=|font-family|<script|aria-roledescription", picture.svg)


def test_a_column_of_numbers_is_told_from_one_of_words_and_days() -> None:
    table = Table(
        ("words", "numbers", "days", "links"),
        (("a", "1,234 (provisional)", "2024-01-31", Link("b", "p")), ("b", "withheld", "2024-02-29", "3")),
    )
    assert table.numeric == (False, True, False, False)
