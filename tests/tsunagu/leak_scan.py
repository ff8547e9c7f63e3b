"""Looks for given values in every file of a release, however the file keeps its text.

Text is read in its encodings and with its escapes undone, tables are read as tables, archives are opened,
and the bytes of every file are searched as well. Values and text are compared in one width and case,
without the blanks and dashes people write differently.
"""

from __future__ import annotations

import gzip
import html
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from ingest.japanese.text import DASHES
from warehouse.database import quote_name

_LOOSE = re.compile("[ \\t\u3000\u00ad\u200b-\u200f\u2060\ufeff()（）" + re.escape(DASHES) + "]+")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "cp932", "euc_jp")


@dataclass(frozen=True)
class Leak:
    """A value found where it must not be: the file, the place in it, the value as it was asked for."""

    file: str
    place: str
    value: str


@dataclass(frozen=True)
class Piece:
    """Some text of a file, and where it stands."""

    place: str
    text: str


class Values:
    """The values to look for, prepared once."""

    def __init__(self, values: Iterable[str]) -> None:
        self.by_key = {key: value for value in values if (key := fold(value))}
        self.encoded = {
            value.encode(encoding, "ignore"): value
            for value in self.by_key.values()
            for encoding in _ENCODINGS
            if len(value.encode(encoding, "ignore")) >= 4
        }

    def find_in_text(self, text: str) -> set[str]:
        """Return the values that a text holds, in any of its readings."""
        readings = [fold(reading) for reading in _read_ways(text)]
        return {value for key, value in self.by_key.items() if any(key in reading for reading in readings)}

    def find_in_bytes(self, data: bytes) -> set[str]:
        """Return the values that stand in the bytes as they are."""
        return {value for encoded, value in self.encoded.items() if encoded in data}


def fold(text: str) -> str:
    """Return a text as it is compared: one width, one case, without blanks, dashes and round brackets."""
    return _LOOSE.sub("", unicodedata.normalize("NFKC", text).casefold())


def find_leaks(folder: Path, values: Iterable[str]) -> list[Leak]:
    """Return where any of the values stands in the files of a folder; none when the folder is clean."""
    wanted = Values(values)
    leaks: set[Leak] = set()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        leaks |= {Leak(name, "name of the file", value) for value in wanted.find_in_text(name)}
        leaks |= {Leak(name, "bytes", value) for value in wanted.find_in_bytes(path.read_bytes())}
        for piece in read_pieces(path):
            leaks |= {Leak(name, piece.place, value) for value in wanted.find_in_text(piece.text)}
    return sorted(leaks, key=lambda leak: (leak.file, leak.place, leak.value))


def read_pieces(path: Path) -> Iterator[Piece]:
    """Yield the text of a file, by what it is rather than by what it is called."""
    head = path.open("rb").read(16)
    if head[8:12] == b"DUCK":
        yield from _read_database(path)
    else:
        yield from _read_bytes(path.read_bytes(), "")


def _read_bytes(data: bytes, place: str) -> Iterator[Piece]:
    if data[:4] == b"PAR1":
        yield from _read_parquet(data, place)
    elif data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.infolist():
                yield Piece(f"{place}{member.filename}", member.filename)
                yield from _read_bytes(archive.read(member), f"{place}{member.filename} ")
    elif data[:2] == b"\x1f\x8b":
        yield from _read_bytes(gzip.decompress(data), f"{place}unpacked ")
    else:
        yield Piece(f"{place}text", _decode(data))


def _decode(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "ignore")


def _read_parquet(data: bytes, place: str) -> Iterator[Piece]:
    table = pq.read_table(io.BytesIO(data))
    yield Piece(f"{place}metadata", _decode_metadata(table.schema.metadata))
    for field in table.schema:
        yield Piece(f"{place}metadata of {field.name}", f"{field.name}\n{_decode_metadata(field.metadata)}")
    yield from _read_table(table, place)


def _read_database(path: Path) -> Iterator[Piece]:
    with duckdb.connect(str(path), read_only=True) as connection:
        for catalogue in ("duckdb_tables()", "duckdb_columns()", "duckdb_views()"):
            yield from _read_table(
                connection.execute(f"select * from {catalogue} where not internal").to_arrow_table(),
                f"{catalogue} ",
            )
        tables = connection.execute(
            "select table_schema, table_name from information_schema.tables"
        ).fetchall()
        for schema, name in tables:
            rows = connection.execute(f"select * from {quote_name(schema)}.{quote_name(name)}")
            yield from _read_table(rows.to_arrow_table(), f"{name}.")


def _read_table(table: pa.Table, place: str) -> Iterator[Piece]:
    for name in table.column_names:
        values: dict[str, None] = {}
        for value in table[name].to_pylist():
            values.update(dict.fromkeys(_list_texts(value)))
        yield Piece(f"{place}{name}", "\n".join(values))


def _list_texts(value: Any) -> Iterator[str]:
    """Yield every text within a value: of lists and structs, of their numbers, of bytes."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from _list_texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _list_texts(inner)
    elif isinstance(value, bytes):
        yield _decode(value)
    elif value is not None:
        yield str(value)


def _decode_metadata(metadata: dict[bytes, bytes] | None) -> str:
    return "\n".join(f"{_decode(key)} {_decode(value)}" for key, value in (metadata or {}).items())


def _read_ways(text: str) -> set[str]:
    """Return the text as it stands and with the escapes of HTML, JSON and web addresses undone."""
    return {
        text,
        html.unescape(text),
        unquote(text),
        _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text),
    }
