"""Back-ups of a home: what cannot be made again, in one file, with the sum of every file in it."""

from warehouse.backup.restore import restore_backup
from warehouse.backup.write import write_backup

__all__ = ["restore_backup", "write_backup"]
