"""Builds the release of a home twice and compares every byte. Argument: the home."""

from __future__ import annotations

import sys
from pathlib import Path

from warehouse.dictionary import load_dictionary
from warehouse.inputs import read_inputs, today_in_japan
from warehouse.layout import Home
from warehouse.release import ReleaseInputs, build_release, discard, next_release_id
from warehouse.release.manifest import read_sums
from warehouse.release.signature import read_signer
from warehouse.sources import describe_sources
from warehouse.transform import DBT_PROJECT


def build_sums(home: Home) -> dict[str, str]:
    """Return the sums of all files of a release that is built and not published."""
    inputs = read_inputs(home, today_in_japan())
    staged = build_release(
        home,
        load_dictionary(DBT_PROJECT),
        ReleaseInputs(
            release_id=next_release_id(home, inputs.as_of),
            as_of=inputs.as_of,
            data_through=inputs.data_through,
            fingerprint=inputs.fingerprint,
            code_version=inputs.code_version,
            sources=describe_sources(home, inputs),
        ),
        signer=read_signer(),
    )
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
