"""How invented data is known: a file that says so, in a sample's folder and in every home that read it."""

from __future__ import annotations

from pathlib import Path

SAMPLE_MARK = "SAMPLE.txt"
_TEXT = (
    "見本データです。ここにある団体も数も実在しません。\n"
    "Sample data: the organisations and numbers here are invented.\n"
)


def write_mark(folder: Path) -> None:
    """Mark a folder as holding invented data."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / SAMPLE_MARK).write_text(_TEXT, encoding="utf-8")


def carry_mark(mirror: Path, home: Path) -> None:
    """Mark a home that reads from a mirror of invented data; it stays marked."""
    if (mirror / SAMPLE_MARK).is_file() and not (home / SAMPLE_MARK).is_file():
        write_mark(home)
