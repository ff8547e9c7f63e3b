"""Few shades for many numbers: every shade holds about as many places as any other."""

from __future__ import annotations

from collections.abc import Callable, Mapping

SHADES = 5
#: Where there is a row without a number; the stylesheet hatches it.
WITHOUT_NUMBER = "shade-none"


def choose_shades(values: Mapping[str, float | None]) -> dict[str, str]:
    """Return a class of the stylesheet for every key: ``shade-1`` has the smallest numbers.

    Equal numbers have one shade. With five different numbers or fewer each has its own.
    """
    known = sorted({value for value in values.values() if value is not None})
    shade_of = {value: 1 + place * SHADES // len(known) for place, value in enumerate(known)}
    if 1 < len(known) < SHADES:
        shade_of = {
            value: 1 + round(place * (SHADES - 1) / (len(known) - 1)) for place, value in enumerate(known)
        }
    return {
        key: WITHOUT_NUMBER if value is None else f"shade-{shade_of[value]}" for key, value in values.items()
    }


def list_legend(
    values: Mapping[str, float | None], write: Callable[[float], str], without: str
) -> tuple[tuple[str, str], ...]:
    """Return what every shade in use means, the smallest numbers first.

    Args:
        values: what was shaded.
        write: writes a number.
        without: what it means that there is no number.
    """
    held: dict[str, list[float]] = {}
    shades = choose_shades(values)
    for key, value in values.items():
        held.setdefault(shades[key], []).append(0 if value is None else value)
    return tuple(
        (
            shade,
            without if shade == WITHOUT_NUMBER else _write_range(min(held[shade]), max(held[shade]), write),
        )
        for shade in sorted(held, key=lambda shade: (shade == WITHOUT_NUMBER, shade))
    )


def _write_range(least: float, most: float, write: Callable[[float], str]) -> str:
    return write(least) if write(least) == write(most) else f"{write(least)}–{write(most)}"
