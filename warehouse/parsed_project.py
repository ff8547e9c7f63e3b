"""What dbt read of its project: parsed once a version of the code, and handed to the runs on any home.

Parsing takes dbt several seconds, whatever there is to build. Of what it reads, the places of sources alone
are those of a home; a home that is nowhere stands for all of them until a run says on which it works.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.files import write_text_atomically
from warehouse.errors import TablesNotBuilt
from warehouse.inputs import fingerprint_code
from warehouse.layout import Home
from warehouse.locks import hold_lock
from warehouse.transform import DBT_PROJECT, describe_environment

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

MANIFEST = DBT_PROJECT / "target" / "manifest.json"
_STAMP = MANIFEST.with_suffix(".stamp")
_PARSED = MANIFEST.parent / "parsed"
_MEMORY = _PARSED / "partial_parse.msgpack"  # as dbt calls what it keeps for its next parse
_NOWHERE = Home(Path("/home-of-the-run"))
_PLACE = "external_location"


def prepare_manifest() -> Path:
    """Return dbt's manifest, parsed anew when any file of the project has changed.

    Other processes may read it at any moment, and a parse may be killed: it is written beside and then
    renamed, and its stamp, which says of which code it is, is withdrawn before and given after.

    Raises:
        TablesNotBuilt: dbt cannot read the project.
    """
    MANIFEST.parent.mkdir(parents=True, exist_ok=True)
    with hold_lock(MANIFEST.parent / ".lock"):
        if not _is_of(fingerprint_code()):
            _STAMP.unlink(missing_ok=True)
            _parse_project().replace(MANIFEST)
            write_text_atomically(_STAMP, _describe(fingerprint_code()))
    return MANIFEST


def read_parsed(home: Home, code_version: str) -> Manifest | None:
    """Return what dbt read of the project, for a run on a home; None where that is not of this code."""
    from dbt.contracts.graph.manifest import Manifest

    with hold_lock(MANIFEST.parent / ".lock"):
        if not _is_of(code_version):
            return None
        manifest: Manifest = Manifest.from_msgpack(_MEMORY.read_bytes())
    for source in manifest.sources.values():
        source.meta[_PLACE] = source.meta[_PLACE].replace(str(_NOWHERE.bronze), str(home.bronze))
    complete: Callable[[], None] = manifest.build_flat_graph
    complete()
    return manifest


def _is_of(code_version: str) -> bool:
    is_whole = all(path.is_file() for path in (MANIFEST, _MEMORY, _STAMP))
    return is_whole and _STAMP.read_text(encoding="utf-8") == _describe(code_version)


def _describe(code_version: str) -> str:
    """Return what was parsed, and by which dbt: another may not understand what this one kept."""
    return f"{code_version} dbt {version('dbt-core')}"


def _parse_project() -> Path:
    """Let dbt parse the project; return the manifest it wrote."""
    from dbt.cli.main import dbtRunner

    os.environ.update(describe_environment(_NOWHERE, date.max))
    folders = ["--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)]
    outputs = ["--target-path", str(_PARSED), "--log-path", str(_PARSED)]
    result = dbtRunner().invoke(["--quiet", "parse", *folders, *outputs])
    if not result.success:
        raise TablesNotBuilt(
            str(DBT_PROJECT),
            " ".join(str(result.exception).split())[:300],
            "dbt must be able to parse its project",
            "Mend the file that dbt names.",
        )
    return _PARSED / MANIFEST.name
