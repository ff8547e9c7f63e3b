"""Opened once, reminded daily, resolved once."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.warehouse.notices.situations import NOON, YESTERDAY, find, make_incident
from warehouse.notices.compare import REMIND_AFTER, WELL_AFTER, OpenIncident, compare

LATE = make_incident()
OPEN = {LATE.key: OpenIncident(LATE, seen_at=NOON, told_at=NOON)}
SOON = NOON + timedelta(minutes=1)


def test_what_is_new_is_opened() -> None:
    difference = compare(find(LATE), {}, NOON)

    assert difference.to_open == (LATE,)
    assert difference.open == OPEN


def test_the_same_state_again_tells_nothing() -> None:
    difference = compare(find(LATE), OPEN, SOON)

    assert (difference.to_open, difference.to_remind, difference.to_resolve) == ((), (), ())


def test_what_lasts_is_told_again_after_a_day() -> None:
    difference = compare(find(LATE), OPEN, NOON + REMIND_AFTER)

    assert difference.to_remind == (LATE,)
    assert difference.open[LATE.key].told_at == NOON + REMIND_AFTER


def test_a_reminder_tells_the_newest_state_and_the_first_beginning() -> None:
    newer = make_incident(since=NOON)

    (reminded,) = compare(find(newer), OPEN, NOON + REMIND_AFTER).to_remind

    assert reminded.since == YESTERDAY


def test_what_has_been_well_for_a_while_is_resolved_and_forgotten() -> None:
    gone = compare(find(), OPEN, SOON)
    resolved = compare(find(), gone.open, SOON + WELL_AFTER)

    assert gone.to_resolve == ()
    assert [one.well_since for one in resolved.to_resolve] == [SOON]
    assert resolved.open == {}


def test_what_comes_back_within_that_while_was_never_well() -> None:
    gone = compare(find(), OPEN, SOON)
    back = compare(find(LATE), gone.open, SOON + timedelta(minutes=1))

    assert (back.to_open, back.to_resolve) == ((), ())
    assert back.open == OPEN


def test_what_may_pass_by_itself_is_told_when_it_lasts() -> None:
    patient = make_incident(patience=timedelta(hours=1))
    seen = compare(find(patient), {}, NOON)
    told = compare(find(patient), seen.open, NOON + timedelta(hours=1))

    assert (seen.to_open, told.to_open) == ((), (patient,))


def test_what_passed_before_it_was_told_is_never_told() -> None:
    patient = make_incident(patience=timedelta(hours=1))
    seen = compare(find(patient), {}, NOON)
    gone = compare(find(), seen.open, SOON)

    assert (gone.to_resolve, gone.open) == ((), {})


def test_what_could_not_be_judged_is_not_well() -> None:
    unknown = compare(find(unjudged=("source_late",)), OPEN, NOON + 2 * WELL_AFTER)

    assert (unknown.to_resolve, unknown.to_remind) == ((), ())
    assert unknown.open == OPEN


def test_the_wait_for_well_begins_anew_when_nothing_could_be_judged() -> None:
    gone = compare(find(), OPEN, SOON)
    unknown = compare(find(unjudged=("source_late",)), gone.open, SOON + WELL_AFTER)
    gone_again = compare(find(), unknown.open, SOON + 2 * WELL_AFTER)

    assert (unknown.to_resolve, gone_again.to_resolve) == ((), ())


@given(
    st.lists(
        st.tuples(st.sets(st.sampled_from("abc")), st.integers(min_value=0, max_value=3000)), max_size=40
    )
)
def test_however_things_come_and_go_openings_and_resolutions_alternate(
    history: list[tuple[set[str], int]],
) -> None:
    now, open_ = NOON, {}  # type: ignore[var-annotated]
    opened: Counter[str] = Counter()
    for names, minutes in history:
        now += timedelta(minutes=minutes)
        difference = compare(find(*(make_incident(name) for name in sorted(names))), open_, now)
        for incident in difference.to_open:
            opened[incident.key] += 1
        for one in difference.to_resolve:
            opened[one.incident.key] -= 1
        assert set(opened.values()) <= {0, 1}
        assert {key for key, count in opened.items() if count} == set(difference.open)
        again = compare(find(*(make_incident(name) for name in sorted(names))), difference.open, now)
        assert (again.to_open, again.to_remind, again.to_resolve) == ((), (), ())
        open_ = dict(difference.open)
