"""Workbooks for members: the template to fill in, and their own file returned with its faults marked."""

from __future__ import annotations

from ingest.submissions.workbooks.marks import Mark
from ingest.submissions.workbooks.styles import CHOICES, INSTRUCTIONS, RESULT, SERVICE_SHEETS
from ingest.submissions.workbooks.writer import write_template_workbook, write_workbook

__all__ = [
    "CHOICES",
    "INSTRUCTIONS",
    "RESULT",
    "SERVICE_SHEETS",
    "Mark",
    "write_template_workbook",
    "write_workbook",
]
