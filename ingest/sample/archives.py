"""Zip archives with fixed times: the same content is the same bytes."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from ingest.files import write_atomically

_FAST_LEVEL = 2


def write_archive(path: Path, day: date, members: dict[str, bytes]) -> None:
    """Write a zip whose members carry the time 00:00 of ``day``."""
    with (
        write_atomically(path) as temporary,
        zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name, content in members.items():
            info = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            archive.writestr(info, content)


def write_streamed_archive(path: Path, name: str, pieces: Iterable[bytes]) -> None:
    """Write a zip of one large member piece by piece; it carries the oldest time a zip can hold."""
    with (
        write_atomically(path) as temporary,
        zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED, compresslevel=_FAST_LEVEL) as archive,
        archive.open(name, "w", force_zip64=True) as member,
    ):
        for piece in pieces:
            member.write(piece)
