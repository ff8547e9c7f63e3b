"""What can be wrong with a table that is to be reconciled."""

from __future__ import annotations

from warehouse.errors import WarehouseError


class TableRefused(WarehouseError):
    """A reader's table cannot be reconciled as asked; nothing is written."""
