"""Releases: built in staging, checked, promoted in one step, verified at any time.

Belongs here: the files of a release, their descriptors and words, promotion, the list of releases.
Does not belong here: how the tables come to be (dbt), when a release is made (pipelines).
"""

from warehouse.release.build import build_release
from warehouse.release.catalog import (
    ReleaseEntry,
    find_release,
    is_published,
    list_releases,
    newest_release,
    next_release_id,
)
from warehouse.release.inputs import ReleaseInputs, SourceFile, SourceRecord
from warehouse.release.promotion import promote, repair_latest, withdraw_release
from warehouse.release.staging import StagedRelease, clean_staging, discard
from warehouse.release.verify import check_staged, verify_release

__all__ = [
    "ReleaseEntry",
    "ReleaseInputs",
    "SourceFile",
    "SourceRecord",
    "StagedRelease",
    "build_release",
    "check_staged",
    "clean_staging",
    "discard",
    "find_release",
    "is_published",
    "list_releases",
    "newest_release",
    "next_release_id",
    "promote",
    "repair_latest",
    "verify_release",
    "withdraw_release",
]
