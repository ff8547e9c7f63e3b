"""What changed from one release to the next: found, written down, applied, judged.

Belongs here: comparing two releases file by file, the files of `changes/`, applying them to a copy, the rules
a difference must keep before it goes out. Does not belong here: how a release is built or promoted.
"""

from warehouse.release.difference.apply import apply_changes
from warehouse.release.difference.compare import TableFile, list_changes
from warehouse.release.difference.schemas import TableSchema, read_schemas
from warehouse.release.difference.withheld import NOTHING_WITHHELD, Withheld, read_withheld
from warehouse.release.difference.write import Comparison, write_changes

__all__ = [
    "Comparison",
    "NOTHING_WITHHELD",
    "TableFile",
    "TableSchema",
    "Withheld",
    "apply_changes",
    "list_changes",
    "read_schemas",
    "read_withheld",
    "write_changes",
]
