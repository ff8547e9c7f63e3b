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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from ingest.japanese.text import DASHES
from warehouse.database import quote_name

_LOOSE = "[ \\t\u3000\u00ad\u200b-\u200f\u2060\ufeff()（）" + re.escape(DASHES) + "]+"
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_FILES_AT_ONCE = 100
#: Digits of a post code.
_SHORT_NUMBER = 7
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "cp932", "euc_jp")


@dataclass(frozen=True, order=True)
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
    """The values to look for, prepared once; many texts are searched in one pass for all of them."""

    def __init__(self, values: Iterable[str]) -> None:
        asked = list(values)
        folded = fold(asked).to_list()
        self.by_key = {key: value for key, value in zip(folded, asked, strict=True) if key}
        self.encoded = {
            encoded.decode("latin-1"): value
            for value in self.by_key.values()
            for encoding in _ENCODINGS
            if len(encoded := value.encode(encoding, "ignore")) >= 4
        }

    def find_in_pieces(self, pieces: Sequence[tuple[str, Piece]]) -> set[Leak]:
        """Return the values that the pieces of files hold, in any of their readings."""
        texts = fold("\n".join(_read_ways(piece.text)) for _, piece in pieces)
        return {
            Leak(file, piece.place, value)
            for (file, piece), values in zip(pieces, _find_any(self.by_key, texts), strict=True)
            for value in values
        }

    def find_in_bytes(self, data: Iterable[bytes]) -> list[set[str]]:
        """Return of each file the values that stand in its bytes as they are."""
        return _find_any(self.encoded, pl.Series([some.decode("latin-1") for some in data], dtype=pl.String))


def _find_any(values: Mapping[str, str], texts: pl.Series) -> list[set[str]]:
    if not values:
        return [set() for _ in texts]
    found = texts.str.extract_many(list(values), overlapping=True)
    return [
        {values[key] for key in keys if _stands_alone(key, text)}
        for keys, text in zip(found.to_list(), texts, strict=True)
    ]


def _stands_alone(key: str, text: str) -> bool:
    """Return whether a short number is told: its digits occur by chance in times, sums and identifiers."""
    if not (key.isdigit() and len(key) <= _SHORT_NUMBER):
        return True
    return re.search(f"(?<![0-9a-z]){key}(?![0-9a-z])", text) is not None


def fold(texts: Iterable[str]) -> pl.Series:
    """Return texts as they are compared: one width, one case, without blanks, dashes and round brackets."""
    alike = [unicodedata.normalize("NFKC", text).casefold() for text in texts]
    return pl.Series(alike, dtype=pl.String).str.replace_all(_LOOSE, "")


def find_leaks(folder: Path, values: Iterable[str]) -> list[Leak]:
    """Return where any of the values stands in the files of a folder; none when the folder is clean."""
    wanted = Values(values)
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    leaks: set[Leak] = set()
    for start in range(0, len(paths), _FILES_AT_ONCE):
        files = {path.relative_to(folder).as_posix(): path for path in paths[start : start + _FILES_AT_ONCE]}
        pieces = [(name, Piece("name of the file", name)) for name in files]
        pieces += [(name, piece) for name, path in files.items() for piece in read_pieces(path)]
        leaks |= wanted.find_in_pieces(pieces)
        found = wanted.find_in_bytes(path.read_bytes() for path in files.values())
        leaks |= {
            Leak(name, "bytes", value) for name, held in zip(files, found, strict=True) for value in held
        }
    return sorted(leaks)


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
        column = pl.Series(table[name])
        if column.dtype.is_nested() or column.dtype == pl.Binary:
            texts = list(dict.fromkeys(text for value in column.to_list() for text in _list_texts(value)))
        else:
            texts = column.unique().drop_nulls().cast(pl.String).to_list()
        yield Piece(f"{place}{name}", "\n".join(texts))


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
