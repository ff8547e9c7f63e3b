"""The data of the offline edition, carried by scripts: from files browsers run scripts, but let none read."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path

from warehouse.site.render import ASSETS
from warehouse.site.search_index import INDEX_FILE
from warehouse.site.source import SiteSource

TABLES = "tables"


def write_carried(source: SiteSource, root: Path) -> None:
    """Write a script for the index of names, which is there already, and for every table, below the assets.

    A script ``NAME.js`` hands the bytes of ``NAME`` in base 64 to ``tsunagu.take`` of ``scripts/tables.js``.
    """
    for name, path in _list_files(source, root):
        text = base64.b64encode(path.read_bytes()).decode()
        script = root / ASSETS / f"{name}.js"
        script.parent.mkdir(parents=True, exist_ok=True)
        script.write_text(f"tsunagu.take({json.dumps(name)},{json.dumps(text)})\n", encoding="utf-8")


def _list_files(source: SiteSource, root: Path) -> Iterator[tuple[str, Path]]:
    """Yield the name under which scripts ask for a file, and where it is."""
    index = root / ASSETS / INDEX_FILE
    if index.exists():
        yield INDEX_FILE, index
    for path in sorted((source.release / "parquet").glob("*.parquet")):
        yield f"{TABLES}/{path.name}", path
