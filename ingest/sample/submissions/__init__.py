"""What the members of a sample network send, with everything that is good and bad about such files.

Belongs here: inventing members, voices, events, proposals, programmes, collaborations and grants, and
typing them into files as people do. Does not belong here: reading files; the intake does that and is held
to what is written here.
"""

from ingest.sample.submissions.personal import PERSONAL_VALUES, UNAPPROVED_MARKERS
from ingest.sample.submissions.summary import ExpectedFile, ExpectedLink, SubmissionSummary
from ingest.sample.submissions.write import write_sample_submissions

__all__ = [
    "PERSONAL_VALUES",
    "UNAPPROVED_MARKERS",
    "ExpectedFile",
    "ExpectedLink",
    "SubmissionSummary",
    "write_sample_submissions",
]
