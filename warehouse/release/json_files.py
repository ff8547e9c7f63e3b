"""The JSON files of a release: written readable and the same on every machine, read with care."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from warehouse.errors import ReleaseDamaged

MANIFEST = "manifest.json"


def to_json(content: Mapping[str, Any]) -> str:
    """Return readable JSON, the same on every machine."""
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write readable JSON."""
    path.write_text(to_json(content), encoding="utf-8", newline="\n")


def read_json(path: Path) -> dict[str, Any]:
    """Return the content of a JSON file of a release.

    Raises:
        ReleaseDamaged: it is missing or not the JSON it should be.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ReleaseDamaged(
            str(path), str(error)[:200], "a release holds this file as JSON", "Build the release again."
        ) from error
    if not isinstance(content, dict):
        raise ReleaseDamaged(
            str(path), type(content).__name__, "it must be an object", "Build the release again."
        )
    return content
