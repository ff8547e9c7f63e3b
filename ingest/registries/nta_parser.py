"""Parsing a landed file of the corporate-number registers into bronze."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np
import pyarrow as pa

from ingest.archives import open_single_member
from ingest.errors import UnreadableFile
from ingest.registries.nta_columns import Positions
from ingest.registries.nta_layout import BRONZE_SCHEMA
from ingest.registries.nta_notes import IsExpectedDay
from ingest.registries.nta_reader import (
    Block,
    Malformed,
    Records,
    cut_blocks,
    decode_block,
    other_layout,
    split_records,
)
from ingest.registries.nta_rules import (
    BYTE_ORDER_MARK,
    COLUMN_COUNT_RULE,
    LINE_END,
    UNSPLITTABLE,
    UNTERMINATED,
    Note,
    Notebook,
    Violation,
    make_quarantine,
)
from ingest.registries.nta_typing import TypedRecords, type_records

if TYPE_CHECKING:
    from ingest.bronze import BronzeSink
    from ingest.landing import LandedFile

_BOM = b"\xef\xbb\xbf"
_NOWHERE = np.array([], np.int64)
_NO_ROWS = BRONZE_SCHEMA.empty_table()
_WORKERS = 2
_AHEAD = 3

Item = TypeVar("Item")
Result = TypeVar("Result")


class _Parsed(NamedTuple):
    """What became of a block."""

    block: Block
    rows: pa.Table | None
    quarantined: pa.Table | None
    malformed: list[Malformed]
    notes: list[Note]


def parse_records(
    landed: LandedFile, sink: BronzeSink, *, max_bytes: int, fits: Callable[[date, date], bool]
) -> None:
    """Read the CSV in the zip into bronze.

    Args:
        landed: the zip, with the date it speaks for in its name.
        sink: takes rows, broken rows and findings.
        max_bytes: the CSV is at most this long.
        fits: given the date of the file and an update date, tells whether they agree.

    Raises:
        UnreadableFile: not this layout, not one encoding, or no row that can be used.
    """
    file_date = sink.published_on = find_file_date(landed.filename)
    notebook = Notebook()
    malformed: Malformed | None = None
    parse = partial(_parse_block, place=landed.filename, is_expected_day=partial(fits, file_date))
    with open_single_member(landed.path, suffix=".csv", max_bytes=max_bytes).stream as stream:
        for parsed in map_ahead(parse, cut_blocks(stream, landed.filename)):
            _deliver(parsed, sink)
            notebook.add(parsed.notes)
            malformed = malformed or next(iter(parsed.malformed), None)
    _refuse_without_rows(landed, sink, malformed)
    notebook.hand_over(sink)


def find_file_date(filename: str) -> date:
    """Return the date in a file's name.

    Raises:
        UnreadableFile: there is none.
    """
    digits = re.search(r"(?<![0-9])([0-9]{4})([0-9]{2})([0-9]{2})(?![0-9])", filename)
    try:
        return date(*map(int, digits.groups())) if digits else _refuse_name(filename)
    except ValueError:
        return _refuse_name(filename)


def map_ahead(function: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    """Map in order, a few items ahead in threads; a single item is done without any."""
    iterator = iter(items)
    head = list(islice(iterator, 2))
    if len(head) < 2:
        yield from map(function, head)
        return
    with ThreadPoolExecutor(_WORKERS, thread_name_prefix="block") as executor:
        pending: deque[Future[Result]] = deque()
        for item in chain(head, iterator):
            pending.append(executor.submit(function, item))
            if len(pending) > _AHEAD:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()


def _parse_block(block: Block, place: str, is_expected_day: IsExpectedDay) -> _Parsed:
    """Decode, split, type and judge the lines of a block."""
    if not block.terminated:
        return _set_apart(block)
    block, notes = _note_form(block)
    data = decode_block(block, place)
    records = split_records(data, block.rows, place)
    typed = _type(records, block, is_expected_day)
    broken = np.unique(np.concatenate([_NOWHERE, *(one.positions for one in typed.violations)]))
    keep = np.ones(typed.rows.num_rows, bool)
    keep[broken] = False
    return _Parsed(
        block,
        typed.rows.filter(pa.array(keep)) if len(broken) else typed.rows,
        _quarantine(data, block, records, typed.violations, broken),
        records.malformed,
        [*notes, *typed.notes],
    )


def _type(records: Records, block: Block, is_expected_day: IsExpectedDay) -> TypedRecords:
    if not records.table.num_rows:
        return TypedRecords(_NO_ROWS, [], [])
    return type_records(records.table, block.first_row + records.positions, is_expected_day)


def _note_form(block: Block) -> tuple[Block, list[Note]]:
    """Take away a byte order mark and carriage returns before line feeds, and say so."""
    notes, data = [], block.data
    if block.first_row == 1 and data.startswith(_BOM):
        notes.append(Note(BYTE_ORDER_MARK, None, None, 1, 1))
        data = data.removeprefix(_BOM)
    if returns := data.count(b"\r\n"):
        notes.append(Note(LINE_END, None, None, block.first_row, returns))
        data = data.replace(b"\r\n", b"\n")
    return block._replace(data=data), notes


def _quarantine(
    data: bytes, block: Block, records: Records, violations: list[Violation], broken: Positions
) -> pa.Table | None:
    """Return the lines of a block that cannot be used, in file order, with their text as it stands."""
    if not len(broken) and not records.malformed:
        return None
    lines = data.split(b"\n")
    by_line = [one._replace(positions=records.positions[one.positions]) for one in violations]
    by_line += [_judge_malformed(one) for one in records.malformed]
    bad = np.unique(np.concatenate([_NOWHERE, *(one.positions for one in by_line)]))
    texts = pa.array([lines[line].decode("utf-8") for line in bad], pa.string())
    return make_quarantine(by_line, bad, block.first_row + bad, texts)


def _judge_malformed(one: Malformed) -> Violation:
    position = np.array([one.position])
    if one.columns is None:
        return Violation(UNSPLITTABLE, None, position, pa.array([one.text[:80]]))
    return Violation(COLUMN_COUNT_RULE, None, position, pa.array([f"{one.columns} columns"]))


def _set_apart(block: Block) -> _Parsed:
    """Quarantine what follows the last line feed: nobody can tell whether it is whole."""
    text = block.data.decode(block.codec, "backslashreplace")
    violation = Violation(UNTERMINATED, None, np.array([0]), pa.array([text[-80:]]))
    rows = make_quarantine([violation], np.array([0]), np.array([block.first_row]), pa.array([text]))
    return _Parsed(block, None, rows, [Malformed(0, None, text)], [])


def _deliver(parsed: _Parsed, sink: BronzeSink) -> None:
    sink.rows_landed += parsed.block.rows
    sink.encoding = parsed.block.codec
    if parsed.rows is not None and parsed.rows.num_rows:
        sink.write(parsed.rows)
    if parsed.quarantined is not None:
        sink.quarantine(parsed.quarantined)


def _refuse_without_rows(landed: LandedFile, sink: BronzeSink, malformed: Malformed | None) -> None:
    """Refuse a file none of whose rows can be used: its layout changed, or it is no such file."""
    if sink.rows_bronze:
        return
    if malformed is not None:
        raise other_layout(landed.filename, malformed)
    example = sink.findings[0].describe() if sink.findings else "no rows"
    raise UnreadableFile(
        landed.filename,
        example,
        "a file has rows that can be used",
        "Compare the file with the layout in nta_layout; if it changed, change it there.",
        code="file.no_usable_rows",
    )


def _refuse_name(filename: str) -> date:
    raise UnreadableFile(
        filename,
        filename,
        "the file name carries a date of 8 digits",
        "Give the file the publisher's own name.",
        code="file.name_without_date",
    )
