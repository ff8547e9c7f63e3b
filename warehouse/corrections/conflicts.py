"""Two corrections must never mean the same value: what came out would depend on their order.

Judged on what is written, before any row is seen, so that it shows on the day of writing and never in the
night of a run: two corrections are apart when some column must have one value for the one and another for
the other, be it to name the row or as what the publisher is expected to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from warehouse.errors import CorrectionUnreadable

if TYPE_CHECKING:
    from warehouse.corrections.registers import Correction

_WHOLE_ROW = "the row"


def refuse_contradictions(corrections: Sequence[Correction]) -> None:
    """Refuse two corrections that could change the same value.

    Raises:
        CorrectionUnreadable: there are two; the message names both and the value.
    """
    for one, other in combinations(corrections, 2):
        shared = _find_shared(one, other)
        if shared and set(one.registers) & set(other.registers) and not _are_apart(one, other):
            raise CorrectionUnreadable(
                other.place,
                f"{other.id}: {shared}",
                f"a value is corrected once, and {one.id} ({one.place}) could mean it too",
                "Join the two, or name under rows a column that sets their rows apart.",
            )


def _find_shared(one: Correction, other: Correction) -> str | None:
    """Return what both would change; a row that one takes out is shared whatever the other sets."""
    if one.drops or other.drops:
        return _WHOLE_ROW
    return next((column for column in one.replacements if column in other.replacements), None)


def _are_apart(one: Correction, other: Correction) -> bool:
    mine, theirs = {**one.expected, **one.rows}, {**other.expected, **other.rows}
    return any(mine[column] != theirs[column] for column in mine.keys() & theirs.keys())
