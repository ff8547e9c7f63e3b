"""Both maps of a number that every prefecture has, with the table of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from warehouse.site.country.paths import lead_to_prefecture
from warehouse.site.formats import format_day, format_number
from warehouse.site.page import LANGUAGES, Language, Words
from warehouse.site.pictures.maps import PlaceNumber, draw_outline_map, draw_tile_map
from warehouse.site.pictures.picture import Caption, Link, Picture, Table
from warehouse.site.pictures.shades import list_legend
from warehouse.site.render import relate
from warehouse.site.source import SiteSource
from warehouse.site.values import Number, write_short, write_value
from warehouse.site.vocabulary import PREFECTURES, Vocabulary

TITLE = Words("都道府県", "Prefecture")
NO_NUMBER = Words("値なし(秘匿・不明)", "no number (withheld or not available)")
EXTREMES = Words(
    "最も多いのは{most}の{most_text}、最も少ないのは{least}の{least_text}。",
    "Most: {most}, {most_text}. Fewest: {least}, {least_text}.",
)
TOGETHER = Words("{name}など{count}都道府県", "{name} and {others} more")
HIDDEN = Words("値のない都道府県が{count}ある。", "{count} have no number.")
NOTHING = Words("どの都道府県にも値がない。", "No prefecture has a number.")

CORPORATIONS = """
    with newest as (
        select max(as_of_on) as day from stat_stock
        where geography_kind = 'prefecture' and legal_form = 'npo' and certification_kind = 'any'
            and value is not null
    )
    select as_of_on, geography_code as code, value, value_status
    from stat_stock join newest on newest.day = stat_stock.as_of_on
    where geography_kind = 'prefecture' and legal_form = 'npo' and certification_kind = 'any'
    order by code
"""


@dataclass(frozen=True)
class PrefectureNumbers:
    """A number for each prefecture.

    Attributes:
        name: of the pictures; lower-case letters and hyphens.
        title: what is counted, with the day.
        column: the same in a head of a table.
        values: number and ``value_status`` by code of the prefecture.
        digits: behind the point.
    """

    name: str
    title: Words
    column: Words
    values: Mapping[str, tuple[Number | None, str | None]]
    digits: int = 0


def ask_corporations(source: SiteSource) -> PrefectureNumbers | None:
    """Return the number of NPO corporations of every prefecture on the newest day; None without any."""
    rows = source.ask(CORPORATIONS)
    if not rows:
        return None
    day = Words(*(format_day(rows[0]["as_of_on"], language) for language in LANGUAGES))
    return PrefectureNumbers(
        "corporations",
        Words(f"NPO法人の数({day.ja})", f"NPO corporations on {day.en}"),
        Words("NPO法人", "NPO corporations"),
        {row["code"]: (row["value"], row["value_status"]) for row in rows},
    )


def draw_prefecture_tiles(
    numbers: PrefectureNumbers, vocabulary: Vocabulary, language: Language, here: str | None = None
) -> Picture:
    """Return the map of tiles.

    Args:
        numbers: what it shows.
        vocabulary: names the prefectures.
        language: of all words.
        here: path of the page; the tiles lead to the pages of the prefectures, nowhere when None.
    """
    places = _make_places(numbers, vocabulary, language, here)
    return draw_tile_map(_caption(numbers, places, language, "tiles"), places, language)


def draw_prefecture_outlines(
    numbers: PrefectureNumbers, vocabulary: Vocabulary, language: Language
) -> Picture:
    """Return the map of outlines, in the shades of the tiles."""
    places = _make_places(numbers, vocabulary, language, None)
    return draw_outline_map(_caption(numbers, places, language, "outlines"), places)


def _make_places(
    numbers: PrefectureNumbers, vocabulary: Vocabulary, language: Language, here: str | None
) -> dict[str, PlaceNumber]:
    return {
        code: PlaceNumber(
            name=vocabulary.name(PREFECTURES, code, language),
            name_ja=vocabulary.name(PREFECTURES, code, "ja"),
            number=None if value is None else float(value),
            text=write_value(value, status, language, numbers.digits),
            short=write_short(value, status, language, numbers.digits),
            address=None if here is None else relate(here, lead_to_prefecture(code)),
        )
        for code, (value, status) in sorted(numbers.values.items())
    }


def _caption(
    numbers: PrefectureNumbers, places: Mapping[str, PlaceNumber], language: Language, kind: str
) -> Caption:
    rows = [(Link(place.name, lead_to_prefecture(code)), place.text) for code, place in places.items()]
    known = {code: place.number for code, place in places.items()}

    def write(value: float) -> str:
        return format_number(value, numbers.digits)

    return Caption(
        name=f"{numbers.name}-{kind}",
        title=numbers.title[language],
        description=_describe(places, language),
        table=Table((TITLE[language], numbers.column[language]), tuple(rows)),
        legend=list_legend(known, write, NO_NUMBER[language]),
    )


def _describe(places: Mapping[str, PlaceNumber], language: Language) -> str:
    """Return the extremes in words, and how many have no number."""
    known = [place for place in places.values() if place.number is not None]
    if not known:
        return NOTHING[language]
    by_number = sorted(known, key=lambda place: place.number or 0)
    least, most = by_number[0].text, by_number[-1].text
    text = EXTREMES[language].format(
        most=_name_all(known, most, language),
        most_text=most,
        least=_name_all(known, least, language),
        least_text=least,
    )
    hidden = len(places) - len(known)
    space = "" if language == "ja" else " "
    return text + (space + HIDDEN[language].format(count=hidden) if hidden else "")


def _name_all(places: Sequence[PlaceNumber], text: str, language: Language) -> str:
    """Return the first place with a number, as it is written, and how many share it."""
    names = [place.name for place in places if place.text == text]
    if len(names) == 1:
        return names[0]
    return TOGETHER[language].format(name=names[0], count=len(names), others=len(names) - 1)
