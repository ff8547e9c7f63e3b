"""The prefectures on maps: where each stands, how it is outlined, and its short name."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path

from markupsafe import Markup

#: ``@svg-maps/japan`` 2.0.0 as its package holds it, with its licence and sums beside it.
OUTLINES = Path(__file__).parent / "map" / "index.js"
MAP_SIZE = (438, 516)
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
#: Code, three letters that fit into a tile, and how the outlines call it.
PREFECTURES = """
01 HKD hokkaido · 02 AOM aomori · 03 IWT iwate · 04 MYG miyagi
05 AKT akita · 06 YGT yamagata · 07 FKS fukushima · 08 IBR ibaraki
09 TCG tochigi · 10 GNM gunma · 11 SIT saitama · 12 CHB chiba
13 TKY tokyo · 14 KNG kanagawa · 15 NGT niigata · 16 TYM toyama
17 ISK ishikawa · 18 FKI fukui · 19 YMN yamanashi · 20 NGN nagano
21 GIF gifu · 22 SZO shizuoka · 23 AIC aichi · 24 MIE mie
25 SIG shiga · 26 KYT kyoto · 27 OSK osaka · 28 HYG hyogo
29 NAR nara · 30 WKY wakayama · 31 TTR tottori · 32 SMN shimane
33 OKY okayama · 34 HRS hiroshima · 35 YGC yamaguchi · 36 TKS tokushima
37 KGW kagawa · 38 EHM ehime · 39 KOC kochi · 40 FKO fukuoka
41 SAG saga · 42 NGS nagasaki · 43 KMM kumamoto · 44 OIT oita
45 MYZ miyazaki · 46 KGS kagoshima · 47 OKN okinawa
"""
_FACTS = {
    code: (letters, outline)
    for code, letters, outline in (
        entry.split() for entry in PREFECTURES.replace("·", "\n").strip().splitlines()
    )
}


def abbreviate(code: str, name: str, language: str) -> str:
    """Return what a tile calls a prefecture: in Japanese its name without 都, 府 or 県.

    Args:
        code: two digits.
        name: its full Japanese name.
        language: ``ja`` or ``en``.
    """
    if language == "en":
        return _FACTS[code][0]
    return name if name == "北海道" else name[:-1]


@lru_cache(maxsize=1)
def load_outlines() -> dict[str, Markup]:
    """Return the outline of every prefecture by its code, as an SVG path on a sheet of `MAP_SIZE`.

    Points are rounded to a tenth, which halves what a page weighs and which nobody sees.
    """
    text = OUTLINES.read_text(encoding="utf-8").removeprefix("export default ").strip().removesuffix(";")
    paths = {location["id"]: location["path"] for location in json.loads(text)["locations"]}
    return {code: Markup(round_path(paths[outline])) for code, (_, outline) in _FACTS.items()}


def round_path(path: str) -> str:
    """Return a path of relative moves and closes with points rounded to a tenth, errors not adding up."""
    written = []
    start_x = start_y = 0.0
    for outline in path.split("z"):
        if not outline.strip():
            continue
        numbers = [float(number) for number in NUMBER.findall(outline)]
        steps = list(zip(numbers[::2], numbers[1::2], strict=True))
        start_x, start_y = start_x + steps[0][0], start_y + steps[0][1]
        written.append(_round_outline(start_x, start_y, steps[1:]))
    return "".join(written)


def _round_outline(start_x: float, start_y: float, steps: list[tuple[float, float]]) -> str:
    x, y = start_x, start_y
    drawn_x, drawn_y = round(10 * x), round(10 * y)
    moves = []
    for step_x, step_y in steps:
        x, y = x + step_x, y + step_y
        move_x, move_y = round(10 * x) - drawn_x, round(10 * y) - drawn_y
        if move_x or move_y:
            moves.append(f"{_write_tenths(move_x)} {_write_tenths(move_y)}")
            drawn_x, drawn_y = drawn_x + move_x, drawn_y + move_y
    if not moves:  # an islet of less than a tenth
        return ""
    line = " ".join(moves).replace(" -", "-")
    return f"M{_write_tenths(round(10 * start_x))} {_write_tenths(round(10 * start_y))}l{line}z"


def _write_tenths(tenths: int) -> str:
    whole, rest = divmod(abs(tenths), 10)
    sign = "-" if tenths < 0 else ""
    return f"{sign}{whole or ''}.{rest}" if rest else f"{sign}{whole}"
