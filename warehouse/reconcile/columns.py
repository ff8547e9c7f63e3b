"""The columns that reconciling adds to a table, and where the reader's own columns stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.submissions.readers.tables import HEADER_WITHIN, fold_title
from warehouse.reconcile.errors import TableRefused

#: What is added, in this order; all begin alike so that none is taken for a column of the reader's.
ADDED = (
    "tsunagu_match",
    "tsunagu_org_id",
    "tsunagu_corporate_number",
    "tsunagu_name",
    "tsunagu_probability",
    "tsunagu_reason",
    "tsunagu_reason_ja",
    "tsunagu_candidate_org_id",
    "tsunagu_candidate_name",
)

#: A mention as the table writes it: name and place, each without spaces around it, empty for none.
Mention = tuple[str, str]

#: The added cells of each mention.
Answers = dict[Mention, tuple[str, ...]]


@dataclass(frozen=True)
class Asked:
    """Which columns hold what is looked for.

    Attributes:
        name: header of the column with the names of organisations.
        place: header of the column with their places, if there is one.
    """

    name: str
    place: str | None

    @property
    def headers(self) -> frozenset[str]:
        """The headers that are looked for."""
        return frozenset(header for header in (self.name, self.place) if header is not None)


@dataclass(frozen=True)
class Located:
    """Where the header and the columns asked for stand.

    Attributes:
        header_at: position of the header among the rows, from 0.
        name_at: position of the column with the names, from 0.
        place_at: position of the column with the places, if one was asked for.
    """

    header_at: int
    name_at: int
    place_at: int | None

    def read_mention(self, cells: Sequence[str]) -> Mention:
        """Return the mention in a row."""
        return (_read_cell(cells, self.name_at), _read_cell(cells, self.place_at))


def _read_cell(cells: Sequence[str], at: int | None) -> str:
    return cells[at].strip() if at is not None and at < len(cells) else ""


def locate_columns(first_rows: Sequence[Sequence[str]], asked: Asked, place: str) -> Located | None:
    """Find the header among the first rows of a table: the first row that has the column of names.

    Args:
        first_rows: the first rows, also empty ones; a title may stand above the header.
        asked: the columns asked for.
        place: file and sheet, for messages.

    Returns:
        Where they stand; None where no row has the column of names.

    Raises:
        TableRefused: the column of places is missing, a header stands there twice, or the table has our
            columns already.
    """
    for header_at, row in enumerate(first_rows[:HEADER_WITHIN]):
        titles = [fold_title(cell) for cell in row]
        if fold_title(asked.name) not in titles:
            continue
        if known := sorted(set(ADDED).intersection(titles)):
            raise TableRefused(
                place,
                ", ".join(known),
                "the table has been reconciled before",
                "Give the table as it was before, or delete or rename these columns.",
            )
        name_at = _find_title(titles, asked.name, place)
        place_at = _find_title(titles, asked.place, place) if asked.place is not None else None
        return Located(header_at, name_at, place_at)
    return None


def _find_title(titles: list[str], wanted: str, place: str) -> int:
    found = [at for at, title in enumerate(titles) if title == fold_title(wanted)]
    if len(found) == 1:
        return found[0]
    if found:
        raise TableRefused(
            place, wanted, f"{len(found)} columns have this header", "Rename all of them but the one meant."
        )
    raise refuse_column(place, wanted, titles)


def guess_header(first_rows: Sequence[Sequence[str]]) -> Sequence[str]:
    """Return the row that is likeliest the header where none was found.

    The first that has more than half as many filled cells as the fullest: a title has fewer, and a row below
    may have more.
    """
    filled = [sum(map(bool, row)) for row in first_rows[:HEADER_WITHIN]]
    fullest = max(filled, default=0)
    return next((row for row, count in zip(first_rows, filled, strict=False) if 2 * count > fullest), ())


def refuse_column(place: str, wanted: str, titles: Sequence[str]) -> TableRefused:
    """Return the refusal of a table without a column that was asked for; it lists those that are there."""
    named = ", ".join(title for title in titles if title)[:400]
    return TableRefused(
        place,
        wanted,
        "no column has this header",
        f"Write the header as it stands in the table. Its columns are: {named or 'none'}.",
    )
