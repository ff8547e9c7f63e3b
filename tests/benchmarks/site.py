"""The site alone: `HOME` — the pages of its newest release, made anew though they stand."""

import sys

from warehouse.dictionary import load_dictionary
from warehouse.layout import Home
from warehouse.site.publish import STAMP, build_site
from warehouse.transform import DBT_PROJECT

home = Home.resolve(sys.argv[1])
(home.public / STAMP).unlink()
if build_site(home, load_dictionary(DBT_PROJECT)) is None:
    sys.exit("there is no release to make pages of")
