"""The exceptions of disclosure control; each says the place, the value, the rule and the remedy."""

from __future__ import annotations

from warehouse.errors import WarehouseError


class DisclosureDesignError(WarehouseError):
    """The dimensions of a table do not add up, or a row has a code that is none of theirs."""


class LedgerUnreadable(WarehouseError):
    """What an earlier release published cannot be read; nothing is published on a guess."""


class DisclosureFound(WarehouseError):
    """A reader could work out a withheld count from what would be published."""


class DisclosureUndecided(WarehouseError):
    """The attack could not be carried through; what it did not judge is not safe."""
