"""Write the sample of a size and print the rows of its national file: `SCALE FOLDER`.

A process of its own: a child's peak memory begins with that of its parent, so the measuring one stays small.
"""

import sys
from pathlib import Path

from ingest.sample import NATIONAL_SCALE, write_sample

factor, folder = sys.argv[1:]
print(write_sample(Path(folder), scale=NATIONAL_SCALE * float(factor)).rows["nta_national"])
