"""Mentions whose organisation is known, from the registers' own files: for training and measuring.

Two published lists state corporate numbers next to names and addresses written by others than the
corporate-number register: the certified NPOs and the public-interest foundations. Read without their
numbers they are mentions as people write them; the number says who is meant. Where it is not among the
candidates the right answer is: nobody.

They are too few to tell 99.5 % from 99 %. So entries of organisations are also copied with the habits of
``corrupt``, and part of the organisations is taken out of the candidates, so that their copies must stay
unlinked. Nothing of this is kept: the files are read, used and forgotten.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from ingest.japanese.legal_forms import LEGAL_FORM_WORDS
from warehouse.linkage.corrupt import Entry, corrupt_entry
from warehouse.linkage.real_files import RealFiles, read_real_files
from warehouse.linkage.schema import CANDIDATES, MENTIONS
from warehouse.linkage.search import NATIONAL_ORGANISATIONS

SEED = 20261005

#: Of 24,834 NPO names in the register about so many are borne twice or more (405 names).
_NAMESAKE_SHARE = 0.04

_HELD_OUT_SHARE = 0.15
_COPIED_SHARE = 0.35
_COPIES_OF_LISTED = 3
_ENTRY = ("name", "kana", "prefecture_code", "municipality_code", "address")


@dataclass(frozen=True)
class Labelled:
    """Mentions with their answers, and the candidates they are searched in.

    Attributes:
        mentions: as ``link_organizations`` takes them.
        candidates: as ``link_organizations`` takes them.
        answers: mention_key, truth (org_id, null: nobody), about (the organisation meant), origin, kinds
            (what was changed), half (train or test; an organisation is in one half with all its mentions).
    """

    mentions: pa.Table
    candidates: pa.Table
    answers: pl.DataFrame


@dataclass(frozen=True)
class _Written:
    about: str
    origin: str
    entry: Entry
    kinds: tuple[str, ...]


def build_labelled_set(real: Path) -> Labelled:
    """Read the real files and return the labelled set; the same files give the same set."""
    return label(read_real_files(real))


def label(files: RealFiles, organisations: int = NATIONAL_ORGANISATIONS) -> Labelled:
    """Return the labelled set of what the files say.

    Args:
        files: the real files.
        organisations: number of candidates; what the files lack is filled up with made-up neighbours.
    """
    numbers = files.lines["number"].unique().sort()
    held_out = [number for number in numbers if draw(number, "held out") < _HELD_OUT_SHARE]
    foreign = files.foundations.filter(~pl.col("number").is_in(numbers.to_list()))
    strangers = [number for number in foreign["number"] if draw(number, "stranger") < 0.5]
    known = pl.concat(
        [
            files.lines.filter(~pl.col("number").is_in(held_out)),
            foreign.filter(pl.col("number").is_in(strangers)).with_columns(is_former=pl.lit(False)),
        ],
        how="diagonal",
    )
    listed = [
        *_list_entries(files.certified, "certified list"),
        *_list_entries(files.foundations.filter(~pl.col("number").is_in(strangers)), "foundations"),
    ]
    written = [*listed, *_copy(listed, files.lines, set(numbers))]
    return _assemble(written, known, _make_neighbours(known, organisations))


def draw(number: str, purpose: str) -> float:
    """Return a number between 0 and 1 that depends on the organisation and the purpose alone."""
    return int(hashlib.sha256(f"{SEED}/{purpose}/{number}".encode()).hexdigest()[:12], 16) / 16**12


def half_of(number: str) -> str:
    """Return the half an organisation is in, with every mention of it."""
    return "train" if draw(number, "half") < 0.5 else "test"


def read_entry(row: dict[str, Any], former_names: tuple[str, ...] = ()) -> Entry:
    """Return a row of a list as an entry."""
    return Entry(
        row["name"],
        row["kana"],
        row["prefecture_code"],
        row["municipality_code"],
        row["address"],
        former_names,
    )


def _list_entries(rows: pl.DataFrame, origin: str) -> Iterator[_Written]:
    for row in rows.sort("number", "name").iter_rows(named=True):
        yield _Written(row["number"], origin, read_entry(row), ("as written",))


def _copy(listed: list[_Written], lines: pl.DataFrame, numbers: set[str]) -> Iterator[_Written]:
    """Yield changed copies: of listed entries the register knows, and of a share of the register."""
    for written in listed:
        if written.about in numbers:
            for copy in range(_COPIES_OF_LISTED):
                yield _change(written.about, f"{written.origin}, copied", written.entry, copy)
    names = dict(lines.group_by("number").agg("name").iter_rows())
    for row in lines.filter(~pl.col("is_former")).sort("number").iter_rows(named=True):
        if draw(row["number"], "copied") < _COPIED_SHARE:
            entry = read_entry(row, tuple(sorted(set(names[row["number"]]))))
            yield _change(row["number"], "register, copied", entry, 0)


def _change(about: str, origin: str, entry: Entry, copy: int) -> _Written:
    changed, kinds = corrupt_entry(entry, random.Random(f"{SEED}/{origin}/{about}/{copy}"))
    return _Written(about, origin, changed, kinds)


def _make_neighbours(known: pl.DataFrame, organisations: int) -> pl.DataFrame:
    """Return made-up organisations: half the name of one, half that of another, the place of a third.

    The daily files hold a part of the country, and among few candidates hardly two are alike. These make
    the search as crowded as it is nationally. As many as in the register have the whole name of another.
    """
    current = known.filter(~pl.col("is_former")).sort("number")
    rng = random.Random(SEED)
    made = []
    for place in range(max(0, organisations - current.height)):
        first, second, third = (current.row(rng.randrange(current.height), named=True) for _ in range(3))
        is_namesake = rng.random() < _NAMESAKE_SHARE
        made.append(
            {
                "number": f"made-up-{place}",
                "name": first["name"] if is_namesake else _cross(first["name"], second["name"]),
                "kana": first["kana"] if is_namesake else None,
                **{column: third[column] for column in ("prefecture_code", "municipality_code", "address")},
                "is_former": False,
            }
        )
    return pl.DataFrame(made, schema=known.select("number", *_ENTRY, "is_former").schema)


def _cross(first: str, second: str) -> str:
    """Return the legal form and the beginning of one name with the end of another."""
    form = next((word for word in LEGAL_FORM_WORDS if first.startswith(word)), "")
    proper = first[len(form) :]
    return form + proper[: (len(proper) + 1) // 2] + second[-(len(second) // 3 + 1) :]


def _assemble(written: list[_Written], known: pl.DataFrame, neighbours: pl.DataFrame) -> Labelled:
    candidates = pl.concat([known, neighbours], how="diagonal").select(
        *_ENTRY, "is_former", org_id="number", fields=pl.lit(None, pl.List(pl.String))
    )
    present = set(known["number"].to_list())
    keys = [f"{place:06}" for place in range(len(written))]
    mentions = pl.DataFrame(
        {
            "mention_key": keys,
            **{column: [getattr(one.entry, column) for one in written] for column in _ENTRY},
        },
        schema_overrides=dict.fromkeys(_ENTRY, pl.String),
    ).with_columns(fields=pl.lit(None, pl.List(pl.String)))
    answers = pl.DataFrame(
        {
            "mention_key": keys,
            "truth": [one.about if one.about in present else None for one in written],
            "about": [one.about for one in written],
            "origin": [one.origin for one in written],
            "kinds": [list(one.kinds) for one in written],
            "half": [half_of(one.about) for one in written],
        },
        schema_overrides={"truth": pl.String, "kinds": pl.List(pl.String)},
    )
    return Labelled(
        mentions.to_arrow().select(MENTIONS.names).cast(MENTIONS),
        candidates.to_arrow().select(CANDIDATES.names).cast(CANDIDATES),
        answers,
    )
