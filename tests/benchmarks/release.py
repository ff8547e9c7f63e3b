"""The release alone: `HOME AS_OF` — every file of the next release, built and checked, and then left out."""

import sys
from datetime import date

from warehouse.dictionary import load_dictionary
from warehouse.inputs import read_inputs
from warehouse.layout import Home
from warehouse.publish import stage_release
from warehouse.release.staging import discard
from warehouse.release.verify import find_damage
from warehouse.transform import DBT_PROJECT

home, as_of = Home.resolve(sys.argv[1]), date.fromisoformat(sys.argv[2])
staged = stage_release(home, load_dictionary(DBT_PROJECT), read_inputs(home, as_of))
try:
    if broken := find_damage(staged):
        sys.exit("; ".join(broken))
finally:
    discard(staged)
