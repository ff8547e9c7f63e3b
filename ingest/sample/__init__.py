"""A sample country: synthetic organisations in the exact file formats of the real publishers.

Belongs here: inventing organisations and writing them as the publishers would. Does not belong here:
reading files; the registers do that and are tested against what is written here.
"""

from ingest.sample.size import NATIONAL_SCALE
from ingest.sample.write import SampleSummary, write_sample

__all__ = ["NATIONAL_SCALE", "SampleSummary", "write_sample"]
