"""Places as codes: the city a ward belongs to."""

from __future__ import annotations

import polars as pl

#: The designated cities (政令指定都市); the codes of a city's wards follow the city's own.
DESIGNATED_CITIES = (
    "01100", "04100", "11100", "12100", "14100", "14130", "14150", "15100", "22100", "22130",
    "23100", "26100", "27100", "27140", "28100", "33100", "34100", "40100", "40130", "43100",
)  # fmt: skip


def city_of(municipality: str) -> str:
    """Return the code of the designated city a ward belongs to; of any other municipality its own code.

    The special wards of Tokyo (131nn) are municipalities of their own.
    """
    if municipality[2:3] != "1":
        return municipality
    below = [city for city in DESIGNATED_CITIES if city[:2] == municipality[:2] and city <= municipality]
    return below[-1] if below else municipality


def city_expression(municipalities: pl.Series) -> pl.Series:
    """Return the code of the city for each municipality code; null stays null."""
    known = municipalities.drop_nulls().unique().to_list()
    return municipalities.replace_strict({code: city_of(code) for code in known}, return_dtype=pl.String)
