"""Builds the release of a home twice and compares every byte. Argument: the home."""

from __future__ import annotations

import sys
from pathlib import Path

from warehouse.dictionary import load_dictionary
from warehouse.inputs import read_inputs, today_in_japan
from warehouse.layout import Home
from warehouse.publish import stage_release
from warehouse.release import discard
from warehouse.release.manifest import read_sums
from warehouse.transform import DBT_PROJECT


def build_sums(home: Home) -> dict[str, str]:
    """Return the sums of all files of a release that is built and not published."""
    staged = stage_release(home, load_dictionary(DBT_PROJECT), read_inputs(home, today_in_japan()))
    try:
        return read_sums(staged.root)
    finally:
        discard(staged)


def compare_builds(home: Home) -> list[str]:
    """Return the files that two builds of one home do not share, byte for byte."""
    one, two = build_sums(home), build_sums(home)
    return sorted(path for path in one.keys() | two.keys() if one.get(path) != two.get(path))


if __name__ == "__main__":
    differing = compare_builds(Home(Path(sys.argv[1]).resolve()))
    print("\n".join(differing) or "Two builds gave the same bytes.")
    sys.exit(bool(differing))
