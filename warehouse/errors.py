"""The exceptions of the warehouse room; each says the place, the value, the rule and the remedy."""

from __future__ import annotations


class WarehouseError(Exception):
    """Something is wrong with the tables, with a release, or with what was asked of them.

    Attributes:
        place: where it was found (file, dataset, column, release).
        value: the offending value, shortened for display.
        rule: the rule it breaks, as a short sentence.
        remedy: what a person can do about it.
    """

    def __init__(self, place: str, value: str, rule: str, remedy: str) -> None:
        self.place = place
        self.value = value
        self.rule = rule
        self.remedy = remedy
        super().__init__(f"{place}: {rule} (found: {value}). {remedy}")


class UnusableHome(WarehouseError):
    """The path of a home cannot be told to all who read there."""


class DictionaryError(WarehouseError):
    """The data dictionary is incomplete, or contradicts itself."""


class DatabaseUnavailable(WarehouseError):
    """The DuckDB file is missing, or another process is writing to it."""


class DatabaseDamaged(WarehouseError):
    """The DuckDB file cannot be read any more; it is made anew from what was landed."""


class TablesNotBuilt(WarehouseError):
    """The tables could not be built; those that stood before stand still."""


class ShapeError(WarehouseError):
    """A table is not as the dictionary declares it: a column, a type, a null or a key."""


class ReleaseExists(WarehouseError):
    """A release of that number is public already; releases are never overwritten."""


class ReleaseNotFound(WarehouseError):
    """No such release, or none at all yet."""


class ReleaseWithdrawn(ReleaseNotFound):
    """A release that was public and is not any more; its number, day and reason remain."""


class ReleaseHeld(WarehouseError):
    """A release differs from the one before in a way that nobody has approved."""


class ReleaseDamaged(WarehouseError):
    """A file of a release is not what its manifest says."""


class SiteNotBuilt(WarehouseError):
    """The pages about a release could not be made; those before, and every release, stand."""


class KeyUnreadable(WarehouseError):
    """A key to sign or to verify with is not one; a secret is never repeated."""


class LockHeld(WarehouseError):
    """Another process holds the lock; its owner is named."""


class EntryUnreadable(WarehouseError):
    """An entry of a file that persons write is not as it must be."""


class ApprovalUnreadable(EntryUnreadable):
    """An approval is not written as it must be; nothing is let through on a guess."""


class CorrectionUnreadable(EntryUnreadable):
    """A correction or a suppression request is not written as it must be; none is applied on a guess."""


class StorageRefused(WarehouseError):
    """The machine does not take what is to be written: the disk is full, or may not be written to."""


class QueryRefused(WarehouseError):
    """A query is not read-only, or cannot be answered."""


class BackupRefused(WarehouseError):
    """A back-up cannot be written or restored where it was asked for."""


class BackupDamaged(WarehouseError):
    """A back-up is not what it was when it was written; what is damaged is named."""
