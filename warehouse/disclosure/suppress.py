"""Secondary suppression by pytauargus: what to withhold in the two-way margins, at the least loss.

The margins carry the totals readers use most, so they get the optimal method (`OPT`); its modular method
(`MOD`) does not survive tables as sparse as these. What lies between the margins is left to the attack.
The native library may end the process it runs in, and prints; it therefore runs in one of its own.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np

from warehouse.disclosure.cells import Cells
from warehouse.disclosure.design import Dimension
from warehouse.disclosure.grid import Flags, Positions

MOST_CELLS = 700  # a margin with more cells that are not zero goes without its finest level
#: Longer than it takes on a busy machine: without its answer other cells are withheld, and bytes differ.
SECONDS = 600
TOTAL = "T"
RUN = "import sys; from pytauargus.engine import run_batch; run_batch(sys.argv[1])"
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Margin:
    """A one- or two-way table inside a larger one.

    Attributes:
        dimensions: its dimensions.
        codes: the codes of each dimension that take part; the root first.
        places: the cells that are not zero.
    """

    dimensions: tuple[Dimension, ...]
    codes: tuple[tuple[str, ...], ...]
    places: Positions


def suppress_margins(cells: Cells, unsafe: Flags, scratch: Path) -> tuple[Flags, str]:
    """Return further cells to withhold in the margins, and how they were chosen.

    Args:
        cells: the table.
        unsafe: cells that must be withheld.
        scratch: a folder for files; what is written there is removed again.
    """
    chosen = np.zeros(cells.grid.size, dtype=bool)
    solved, failed = 0, 0
    for margin in list_margins(cells):
        if not unsafe[margin.places].any() or unsafe[margin.places].all():
            continue
        added = run_margin(cells, margin, unsafe, chosen, scratch)
        solved, failed = solved + (added is not None), failed + (added is None)
        if added is not None:
            chosen[added] = True
    if failed:
        logger.warning("%s: pytauargus gave up on %d margins", cells.grid.design.name, failed)
    return chosen, f"pytauargus OPT on {solved} margins, then attack" if solved else "attack"


def list_margins(cells: Cells) -> Iterator[Margin]:
    """Yield every two-way margin; of a larger table without the finest level of its longer dimension."""
    dimensions = cells.grid.design.dimensions
    for pair in combinations(range(len(dimensions)), min(2, len(dimensions))):
        codes = [list(dimensions[at].codes) for at in pair]
        margin = _pick(cells, pair, codes)
        while len(margin.places) > MOST_CELLS and any(
            _drop_finest(dimensions[at], codes, at, pair) for at in pair
        ):
            margin = _pick(cells, pair, codes)
        if 1 < len(margin.places) <= MOST_CELLS:
            yield margin


def _drop_finest(dimension: Dimension, codes: list[list[str]], at: int, pair: tuple[int, ...]) -> bool:
    """Take the deepest codes off the longest dimension, where it has two levels or more; say if done."""
    number = pair.index(at)
    depth = max(len(dimension.list_ancestors(code)) for code in codes[number])
    if depth <= 2 or len(codes[number]) < max(len(each) for each in codes):
        return False
    codes[number] = [code for code in codes[number] if len(dimension.list_ancestors(code)) < depth]
    return True


def _pick(cells: Cells, pair: tuple[int, ...], codes: list[list[str]]) -> Margin:
    """Return the margin over some codes of some dimensions, all others at their root."""
    dimensions = cells.grid.design.dimensions
    wanted: list[set[str]] = [{dimension.root} for dimension in dimensions]
    for at, kept in zip(pair, codes, strict=True):
        wanted[at] = set(kept)
    places = [
        place
        for place, key in enumerate(cells.grid.keys)
        if cells.hidden[place] > 0 and all(code in kept for code, kept in zip(key, wanted, strict=True))
    ]
    return Margin(
        tuple(dimensions[at] for at in pair), tuple(map(tuple, codes)), np.array(places, dtype=np.int64)
    )


def run_margin(cells: Cells, margin: Margin, unsafe: Flags, cheap: Flags, scratch: Path) -> Positions | None:
    """Return the cells pytauargus withholds besides the unsafe ones; None when it did not end well."""
    scratch.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="margin-", dir=scratch)).resolve()
    try:
        names = write_files(cells, margin, unsafe, cheap, folder)
        environment = {**os.environ, "TMPDIR": str(folder)}
        with contextlib.suppress(subprocess.TimeoutExpired):
            subprocess.run(
                [sys.executable, "-c", RUN, str(folder / "batch.arb")],
                cwd=folder,  # the programme leaves logs where it runs
                env=environment,
                capture_output=True,
                timeout=SECONDS,
                check=False,
            )
        return read_answer(folder / "out.tab", names)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write_files(
    cells: Cells, margin: Margin, unsafe: Flags, cheap: Flags, folder: Path
) -> dict[tuple[str, ...], int]:
    """Write table, metadata, hierarchies and batch; return the cell each written row stands for.

    The levels ask that an unsafe count can be as small as 1 and as large as its threshold and 1.
    """
    short = [
        {code: TOTAL if code == dimension.root else f"{number:05d}" for number, code in enumerate(codes)}
        for dimension, codes in zip(margin.dimensions, margin.codes, strict=True)
    ]
    where = [cells.grid.design.columns.index(dimension.name) for dimension in margin.dimensions]
    rows: dict[tuple[str, ...], int] = {}
    lines = []
    for place in margin.places:
        codes = [names[cells.grid.keys[place][at]] for names, at in zip(short, where, strict=True)]
        count, threshold = int(cells.hidden[place]), int(cells.thresholds[place])
        levels = (max(count - 1, 0), max(threshold - count + 1, 1)) if unsafe[place] else (0, 0)
        cost = 1 if cheap[place] else count + 1
        lines.append(
            ";".join([*codes, str(count), str(cost), "U" if unsafe[place] else "S", *map(str, levels)])
        )
        rows[tuple(codes)] = int(place)
    (folder / "table.tab").write_text("\n".join(lines) + "\n", encoding="ascii")
    (folder / "table.rda").write_text(_describe_metadata(margin, short, folder), encoding="ascii")
    variables = "".join(f'"d{number}"' for number in range(len(short)))
    (folder / "batch.arb").write_text(
        f'<OPENTABLEDATA> "{folder}/table.tab"\n<OPENMETADATA> "{folder}/table.rda"\n'
        f'<SPECIFYTABLE> {variables}|"n"||\n<SAFETYRULE>\n<READTABLE> 0\n<SUPPRESS> OPT(1,1)\n'
        f'<WRITETABLE> (1,5,SO+,"{folder}/out.tab")\n',
        encoding="utf-8",
    )
    return rows


def _describe_metadata(margin: Margin, short: list[dict[str, str]], folder: Path) -> str:
    """Return the metadata of a table, and write the hierarchy of each dimension that has one."""
    text = '<SEPARATOR> ";"\n<SAFE> S\n<UNSAFE> U\n<PROTECT> P\n'
    for number, (dimension, names) in enumerate(zip(margin.dimensions, short, strict=True)):
        text += f'd{number}\n <RECODEABLE>\n <TOTCODE> "{TOTAL}"\n'
        depths = {code: len(dimension.list_ancestors(code)) - 2 for code in names if code != dimension.root}
        if any(depths.values()):
            tree = "".join(f"{'@' * depth}{names[code]}\n" for code, depth in depths.items())
            (folder / f"d{number}.hrc").write_text(tree, encoding="ascii")
            text += f' <HIERARCHICAL>\n <HIERCODELIST> "{folder}/d{number}.hrc"\n <HIERLEADSTRING> "@"\n'
    return (
        text + "n\n <NUMERIC>\n <DECIMALS> 0\ncost\n <NUMERIC> <COST>\nstatus\n <STATUS>\n"
        "lower\n <NUMERIC> <LOWERPL>\nupper\n <NUMERIC> <UPPERPL>\n"
    )


def read_answer(path: Path, names: dict[tuple[str, ...], int]) -> Positions | None:
    """Return the cells marked M, withheld to protect others; None without an answer."""
    if not path.is_file():
        return None
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        fields = [field.strip().strip('"') for field in line.split(";")]
        place = names.get(tuple(fields[: len(fields) - 6]))
        if fields[-3] == "M" and place is not None:
            found.append(place)
    return np.array(found, dtype=np.int64)
