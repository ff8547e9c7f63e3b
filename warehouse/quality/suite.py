"""What a suite is: measures of one public table, and the rules they are judged by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from warehouse.quality.judge import Rule


@dataclass(frozen=True)
class TableSuite:
    """What is expected of one public table: SQL that measures, rules that judge."""

    table: str
    measures: Mapping[str, str]
    rules: tuple[Rule, ...]
