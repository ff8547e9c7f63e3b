"""What is marked in the copy of its own file that a member gets back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

#: Comments are drawn one by one and kept in memory: beyond so many, cells are only coloured.
MOST_COMMENTS = 2_000


@dataclass(frozen=True)
class Mark:
    """One thing to mend in a file that was sent.

    Attributes:
        sheet: name of the sheet as it was read.
        row: the row as the sender sees it (``_row``).
        column: position of the column from 0; None when the whole row is meant.
        message: what is wrong and what to do, in Japanese.
        value: what was written.
        header: header of the column as the sender wrote it.
    """

    sheet: str
    row: int
    column: int | None
    message: str
    value: str = ""
    header: str = ""


class MarkBook:
    """The marks of a file by sheet, row and column."""

    def __init__(self, marks: Iterable[Mark]) -> None:
        self.marks: Sequence[Mark] = tuple(marks)
        self._by_row: dict[tuple[str, int], dict[int, list[str]]] = {}
        for mark in self.marks:
            cells = self._by_row.setdefault((mark.sheet, mark.row), {})
            cells.setdefault(mark.column or 0, []).append(mark.message)

    def find_cells(self, sheet: str, row: int) -> dict[int, str]:
        """Return the words for each bad cell of a row; a row that is bad as a whole has them in its first."""
        cells = self._by_row.get((sheet, row), {})
        return {column: "\n".join(dict.fromkeys(messages)) for column, messages in cells.items()}

    def list_rows(self, sheet: str) -> list[int]:
        """Return the rows of a sheet that have a mark, in order."""
        return sorted(row for name, row in self._by_row if name == sheet)

    def count_rows(self) -> int:
        """Return how many rows have a mark."""
        return len(self._by_row)
