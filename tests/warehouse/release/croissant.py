"""mlcroissant, kept from closing a stream of pytest's.

The library it logs with holds the stream that is standard error when it is imported, and closes it when
others configure their logs anew.
"""

from __future__ import annotations

import sys

import mlcroissant
from absl import logging

logging.get_absl_handler().python_handler.stream = sys.__stderr__

__all__ = ["mlcroissant"]
