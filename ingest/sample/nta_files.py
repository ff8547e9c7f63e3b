"""Writes the daily files and the national file of the tax agency."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from ingest.sample.archives import write_archive, write_streamed_archive
from ingest.sample.calendar import DIFF_DAYS, LAST_UTF8_DAY, NATIONAL_DAY, SIGNED_DAYS, SYSTEM_START
from ingest.sample.corporations import Corporations
from ingest.sample.country import WARD_REFORM, addresses
from ingest.sample.forms import form_column
from ingest.sample.histories import national_lines
from ingest.sample.names import Generator, draw_streets
from ingest.sample.organisations import draw_bare_names, full_names
from ingest.sample.records import to_lines, to_records

_PORTION = 200_000
_SIGNATURE = b"""-----BEGIN PGP SIGNATURE-----
Version: Sample

VGhpcyBpcyBub3QgYSBzaWduYXR1cmU7IGl0IHN0YW5kcyB3aGVyZSBvbmUgc3RhbmRzLg==
-----END PGP SIGNATURE-----
"""

Progress = Callable[[str], None]


def encoding_of(day: date) -> str:
    """Return the encoding of a daily file; the publisher changed it in silence."""
    return "utf-8" if day <= LAST_UTF8_DAY else "cp932"


def write_daily_files(folder: Path, histories: pl.DataFrame) -> int:
    """Write one archive for each business day; return the rows written."""
    rows = 0
    for day in DIFF_DAYS:
        records = to_records(histories.filter(pl.col("file_date") == day))
        text = "\n".join(to_lines(records, 1).to_list()) + "\n"
        name = f"diff_{day:%Y%m%d}.csv"
        members = {name: text.encode(encoding_of(day))}
        if day in SIGNED_DAYS:
            members[f"{name}.asc"] = _SIGNATURE
        write_archive(folder / f"diff_{day:%Y%m%d}.zip", day, members)
        rows += records.height
    return rows


def write_national_file(
    path: Path, rng: Generator, corporations: Corporations, histories: pl.DataFrame, progress: Progress
) -> int:
    """Write the national file in portions, so that memory does not grow with it; return its rows."""
    rows = 0

    def portions() -> Iterator[bytes]:
        nonlocal rows
        told = national_lines(histories)
        for start in range(0, len(corporations), _PORTION):
            part = slice(start, start + _PORTION)
            records = _national_records(rng, corporations, part, told)
            text = "\n".join(to_lines(records, rows + 1).to_list()) + "\n"
            rows += records.height
            progress(f"national file: {rows:,} corporations")
            yield text.encode("cp932")

    write_streamed_archive(path, f"{path.stem}.csv", portions())
    return rows


def _national_records(
    rng: Generator, corporations: Corporations, part: slice, told: pl.DataFrame
) -> pl.DataFrame:
    """Return the records of one portion: told organisations and those without a story, by number."""
    numbers = corporations.number[part]
    known = told.filter(pl.col("number").is_between(int(numbers[0]), int(numbers[-1])))
    plain = _draw_plain_lines(rng, corporations, part)
    shared = plain.select(column for column in plain.columns if column in known.columns)
    known = known.select(shared.columns).cast(shared.schema)
    return to_records(pl.concat([shared, known]).sort("number"))


def _draw_plain_lines(rng: Generator, corporations: Corporations, part: slice) -> pl.DataFrame:
    """Draw the newest line of corporations nothing else is known about."""
    plain = ~corporations.detailed[part]
    form = corporations.form[part][plain].astype(np.int64)
    count = len(form)
    bare = draw_bare_names(rng, form)
    frame = pl.DataFrame(
        {
            "number": corporations.number[part][plain],
            "kind": form_column("kind").gather(form),
            "place": corporations.place[part][plain],
            "name": full_names(rng, bare["core"], form),
            "street": draw_streets(rng, count),
            "furigana": bare["furigana"].set(pl.Series(rng.random(count) < 0.11), None),
            "chance": rng.random(count),
            "name_image_id": _some_image_ids(rng, count),
        }
    )
    return _date_plain_lines(rng, frame)


def _some_image_ids(rng: Generator, count: int) -> pl.Series:
    ids = pl.Series(rng.integers(20_000, 60_000, count)).cast(pl.String).str.zfill(8)
    return ids.set(pl.Series(rng.random(count) >= 0.008), None)


def _date_plain_lines(rng: Generator, frame: pl.DataFrame) -> pl.DataFrame:
    """Give each line its last event: founded, moved, renamed or closed; Hamamatsu had its reform."""
    count = frame.height
    days = (NATIONAL_DAY - SYSTEM_START).days - 220
    waited = np.where(rng.random(count) < 0.7, 0, rng.integers(1, days, count))
    assigned_after = pl.lit(pl.Series(waited))
    since = pl.lit(pl.Series((rng.random(count) * (days - waited)).astype(np.int64) + 1))
    reformed = addresses().filter(pl.col("place") != pl.col("old_place"))["place"].to_list()
    chance = pl.col("chance")
    process = (
        pl.when(pl.col("place").is_in(reformed))
        .then(pl.lit("12"))
        .when(chance < 0.66)
        .then(pl.lit("01"))
        .when(chance < 0.83)
        .then(pl.lit("12"))
        .when(chance < 0.88)
        .then(pl.lit("11"))
        .otherwise(pl.lit("21"))
    )
    assigned = pl.lit(SYSTEM_START) + pl.duration(days=assigned_after)
    change = (
        pl.when(pl.col("place").is_in(reformed))
        .then(pl.lit(WARD_REFORM))
        .when(pl.col("process") == "01")
        .then("assigned")
        .otherwise(pl.col("assigned") + pl.duration(days=since))
    )
    closed = pl.col("process") == "21"
    cause = pl.when(chance < 0.97).then(pl.lit("01")).otherwise(pl.lit("21"))
    return (
        frame.with_columns(process=process, assigned=assigned)
        .with_columns(change_date=change)
        .with_columns(
            update_date=pl.col("change_date") + pl.duration(days=6),
            close_date=pl.when(closed).then("change_date"),
            close_cause=pl.when(closed).then(cause),
            correct=pl.lit(0, pl.Int64),
            latest=pl.lit(1, pl.Int64),
            hidden=chance < 0.0005,
            english=pl.when(chance > 0.9985).then(pl.lit("Sample Company")),
            address_image_id=pl.lit(None, pl.String),
            successor_corporate_number=pl.lit(None, pl.Int64),
            change_cause=pl.lit(None, pl.String),
        )
    )
