"""Why a release followed another: new files, corrections, requests, other code; computed, never typed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from warehouse.release.inputs import ReleaseInputs
from warehouse.release.json_files import MANIFEST, read_json
from warehouse.release.paths import SOURCES


def find_reasons(
    previous: Path,
    inputs: ReleaseInputs,
    sources: Mapping[str, Any],
    tables: Collection[str],
    schemas: Mapping[str, Any],
) -> list[dict[str, str]]:
    """Return why a release is not the one before: a kind each, with words in both languages.

    Kinds are ``new_data``, ``corrections``, ``requests``, ``schema`` and ``code``. None of them: the same
    was published anew.

    Args:
        previous: folder of the release before.
        inputs: what the release is made from.
        sources: its `sources.json`.
        tables: names of the tables of which anything changed.
        schemas: its `schema_diff.json`.
    """
    titles = {source.name: (source.title_ja, source.title_en) for source in inputs.sources}
    fresh = [titles[name] for name in _find_registers(previous, sources)]
    data_ja, data_en = "、".join(ja for ja, _ in fresh), ", ".join(en for _, en in fresh)
    has_other_code = read_json(previous / MANIFEST)["code_version"] != inputs.code_version
    found = {
        "new_data": (bool(fresh), f"新しいデータ：{data_ja}", f"new data: {data_en}"),
        "corrections": ("corrections" in tables, "公表元の誤りの訂正", "corrections of publishers' mistakes"),
        "requests": ("suppressions" in tables, "非公開の申出への対応", "requests not to publish"),
        "schema": (_has_other_schemas(schemas), "表や列の変更", "tables or columns have changed"),
        "code": (has_other_code, "表を作るプログラムの改訂", "the program that makes the tables has changed"),
    }
    return [{"kind": kind, "ja": ja, "en": en} for kind, (is_so, ja, en) in found.items() if is_so]


def _find_registers(previous: Path, sources: Mapping[str, Any]) -> list[str]:
    """Return the registers of which other files went into the release, in its order."""
    before = {one["name"]: one["files"] for one in read_json(previous / SOURCES)["registers"]}
    return [one["name"] for one in sources["registers"] if one["files"] != before.get(one["name"], [])]


def _has_other_schemas(schemas: Mapping[str, Any]) -> bool:
    keys = ("columns_added", "columns_removed", "types_changed", "primary_key_before")
    tables = any(table[key] for table in schemas["tables"] for key in keys)
    return bool(tables or schemas["datasets_added"] or schemas["datasets_removed"])
