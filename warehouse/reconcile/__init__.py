"""A reader's own table tied to the organisations of a release: no row of it is lost, no cell of it changed.

``files`` reads and writes such tables, ``answers`` finds the organisations by the linkage model, ``places``
reads what people write for a place, ``lookup`` writes the static files for OpenRefine.
"""

from __future__ import annotations

from warehouse.reconcile.columns import Asked
from warehouse.reconcile.files import Reconciled, reconcile_file

__all__ = ["Asked", "Reconciled", "reconcile_file"]
