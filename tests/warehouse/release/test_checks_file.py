"""What a release says of the checks its tables passed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from warehouse.quality.judge import Rule, Verdict
from warehouse.release.checks_file import describe_checks
from warehouse.release.json_files import to_json

RULE = Rule("rows", "There are rows.", "Look for them.", minimum=1)


def test_each_table_tells_its_rules_what_was_measured_and_what_became_of_it() -> None:
    content = describe_checks({"stat_stock": [Verdict(RULE, "pass", 3)], "members": []})

    assert content == {
        "tables": [
            {"name": "members", "checks": []},
            {
                "name": "stat_stock",
                "checks": [
                    {
                        "measure": "rows",
                        "rule": "There are rows.",
                        "minimum": 1,
                        "maximum": None,
                        "measured": 3,
                        "outcome": "pass",
                        "blocking": True,
                    }
                ],
            },
        ]
    }


@pytest.mark.parametrize(("observed", "written"), [(Decimal("0.5"), "0.5"), (7, "7"), (None, "null")])
def test_whatever_was_measured_can_be_written(observed: float | None, written: str) -> None:
    content = describe_checks({"members": [Verdict(RULE, "error", observed)]})

    assert f'"measured": {written},' in to_json(content)
