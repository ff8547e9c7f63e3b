"""Expectations on the statistics made from registers: what a count, a share or a comparison can never be."""

from __future__ import annotations

from warehouse.quality.judge import Rule
from warehouse.quality.suite import TableSuite

_WITHOUT_STATUS = "count(*) filter (value is null and value_status is null)"
_UNKNOWN_WITH_VALUE = "count(*) filter (value_status = 'x' and value is not null)"


def _none(measure: str, says: str, remedy: str) -> Rule:
    """Return the rule that there is no such row."""
    return Rule(measure, says, remedy, maximum=0)


_STATUS_MEASURES = {"empty_without_status": _WITHOUT_STATUS, "unknown_with_value": _UNKNOWN_WITH_VALUE}
_STATUS_RULES = (
    _none("empty_without_status", "An empty value says why.", "Look at the table's last model."),
    _none("unknown_with_value", "What is not known has no value.", "Look at how the day is judged."),
)


def _sum(measure: str) -> str:
    return f"coalesce(sum(value) filter (measure = '{measure}'), 0)"


STATISTIC_SUITES = (
    TableSuite(
        "stat_stock",
        {"smallest": "coalesce(min(value), 0)"},
        (Rule("smallest", "No count is negative.", "Look at the ends of stays.", minimum=0),),
    ),
    TableSuite(
        "stat_flow",
        {"smallest": "coalesce(min(value), 0)"},
        (Rule("smallest", "No count is negative.", "Look at the events of the month.", minimum=0),),
    ),
    TableSuite(
        "stat_rate",
        {"largest": "coalesce(max(value), 0)"},
        (
            Rule(
                "largest",
                "No place has more non-profits than a tenth of its inhabitants.",
                "Look for a wrong population or municipality code.",
                maximum=10000,
                blocking=False,
            ),
        ),
    ),
    TableSuite(
        "stat_fields",
        {**_STATUS_MEASURES, "more_than_state_any": "count(*) filter (value > organizations_stating_any)"},
        (
            *_STATUS_RULES,
            _none(
                "more_than_state_any",
                "No field is stated by more organisations than state any.",
                "Look for an organisation that is counted twice in stat_fields.",
            ),
        ),
    ),
    TableSuite(
        "stat_certification",
        {
            **_STATUS_MEASURES,
            "horizons_out_of_order": f"(not {_sum('expiring_within_3_months')}"
            f" <= {_sum('expiring_within_6_months')})::int"
            f" + (not {_sum('expiring_within_6_months')} <= {_sum('expiring_within_12_months')})::int"
            f" + (not {_sum('expiring_within_12_months')} <= {_sum('current')})::int",
        },
        (
            *_STATUS_RULES,
            _none(
                "horizons_out_of_order",
                "What expires within a time is among what expires within a longer one, and current.",
                "Look at the days that stat_certification compares.",
            ),
        ),
    ),
    TableSuite(
        "stat_dormancy",
        {**_STATUS_MEASURES, "smallest": "coalesce(min(value), 0)"},
        (
            *_STATUS_RULES,
            Rule("smallest", "No count is negative.", "Look at int_dormancy_signals_list.", minimum=0),
        ),
    ),
    TableSuite(
        "stat_survival",
        {
            **_STATUS_MEASURES,
            "no_share": "count(*) filter (value not between 0 and 1)",
            "outside_bounds": "count(*) filter (value not between lower_bound and upper_bound)",
            "rising": "(select count(*) from (select value > lag(value) over (partition by legal_form,"
            " field_code, founding_cohort order by years) as rises from stat_survival) where rises)",
        },
        (
            *_STATUS_RULES,
            _none("no_share", "Survival is a share.", "Look at warehouse/survival.py."),
            _none("outside_bounds", "A share lies between its bounds.", "Look at warehouse/survival.py."),
            _none("rising", "Nobody comes back: no curve rises.", "Look at warehouse/survival.py."),
        ),
    ),
    TableSuite(
        "stat_reconciliation",
        {
            "wrong_difference": "count(*) filter (difference is distinct from value - official_value)",
            "wrong_verdict": "count(*) filter ((verdict = 'equal') is distinct from"
            " coalesce(difference = 0, false))",
        },
        (
            _none("wrong_difference", "A difference is ours less theirs.", "Look at stat_reconciliation."),
            _none("wrong_verdict", "Equal is what does not differ.", "Look at stat_reconciliation."),
        ),
    ),
)
