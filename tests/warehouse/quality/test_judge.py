from __future__ import annotations

import pytest

from warehouse.quality.judge import Rule, judge

ROWS = Rule("rows", "There are rows.", "Look at the file.", minimum=1)
SHARE = Rule("share", "The share is small.", "Read the reasons.", maximum=0.1, blocking=False)


def judge_one(rule: Rule, value: object):
    return judge("suite", {rule.measure: value}, [rule])[0]


def test_a_measure_within_its_bounds_passes():
    assert judge_one(ROWS, 5).outcome == "pass"


@pytest.mark.parametrize(("rule", "value"), [(ROWS, 0), (SHARE, 0.5)])
def test_a_measure_out_of_its_bounds_fails(rule, value):
    assert judge_one(rule, value).outcome == "fail"


def test_a_missing_measure_is_an_error_and_not_a_pass():
    assert judge("suite", {}, [ROWS])[0].outcome == "error"


def test_a_null_measure_is_an_error_and_not_a_pass():
    assert judge_one(ROWS, None).outcome == "error"


def test_an_exception_inside_the_expectation_is_an_error_and_not_a_failure():
    assert judge_one(ROWS, "many").outcome == "error"


def test_an_error_on_a_blocking_rule_stops_the_run():
    assert judge_one(ROWS, None).stops


def test_a_failure_of_a_rule_that_only_warns_does_not_stop_the_run():
    assert not judge_one(SHARE, 0.5).stops


def test_a_verdict_names_the_rule_the_value_and_the_remedy():
    assert judge_one(ROWS, 0).describe() == "FAIL There are rows. (measured: 0) Look at the file."


def test_verdicts_come_in_the_order_of_the_rules():
    verdicts = judge("suite", {"rows": 0, "share": 0.0}, [SHARE, ROWS])
    assert [verdict.rule for verdict in verdicts] == [SHARE, ROWS]
