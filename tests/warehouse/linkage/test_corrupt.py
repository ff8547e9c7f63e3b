from __future__ import annotations

import random
from dataclasses import astuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.japanese.text import normalise_name
from warehouse.linkage.corrupt import CORRUPTIONS, Corruption, Entry, corrupt_entry

NAMES = st.builds(
    str.__add__,
    st.sampled_from(["特定非営利活動法人", "一般社団法人", "公益財団法人", "社会福祉法人", ""]),
    st.text(
        st.sampled_from("高崎芸術の会ネットワークセンターみらいＡＢＣabc１2・ー　協支"),
        min_size=1,
        max_size=16,
    ),
).filter(lambda name: name.strip() != "")
ENTRIES = st.builds(
    Entry,
    name=NAMES,
    kana=st.none() | st.text(st.sampled_from("アヴァキョウッーヅコウ"), min_size=1, max_size=12),
    prefecture_code=st.just("04"),
    municipality_code=st.none() | st.sampled_from(["04101", "04100", "04202"]),
    address=st.none()
    | st.sampled_from(["宮城県仙台市青葉区本町３丁目８番１号", "石巻市中央2-1", "宮城県", "仙台市"]),
    former_names=st.lists(NAMES, max_size=2).map(tuple),
)


@pytest.mark.parametrize("corruption", CORRUPTIONS, ids=lambda corruption: corruption.name)
@given(entry=ENTRIES, seed=st.integers(0, 2**32))
def test_a_corruption_that_claims_a_change_has_changed_the_entry(
    corruption: Corruption, entry: Entry, seed: int
) -> None:
    changed = corruption.apply(entry, random.Random(seed))
    assert changed is None or (
        changed != entry and changed.name.strip() and changed.former_names == entry.former_names
    )


@given(entry=ENTRIES, seed=st.integers(0, 2**32))
def test_the_same_seed_changes_an_entry_alike(entry: Entry, seed: int) -> None:
    assert corrupt_entry(entry, random.Random(seed)) == corrupt_entry(entry, random.Random(seed))


@given(entry=ENTRIES, seed=st.integers(0, 2**32))
def test_what_is_named_as_changed_is_what_can_change(entry: Entry, seed: int) -> None:
    changed, kinds = corrupt_entry(entry, random.Random(seed))
    assert len(set(kinds)) == len(kinds)
    assert bool(kinds) or astuple(changed) == astuple(entry)


@pytest.mark.parametrize("kind", ["legal_form_dropped", "legal_form_abbreviated", "width_or_space"])
def test_habits_of_writing_leave_the_name_key_as_it_is(kind: str) -> None:
    entry = Entry("特定非営利活動法人ＡＢＣ子どもの会", None, "04", "04101", None)
    apply = next(one.apply for one in CORRUPTIONS if one.name == kind)
    for seed in range(20):
        changed = apply(entry, random.Random(seed))
        assert changed is not None and normalise_name(changed.name) == normalise_name(entry.name)


def test_a_typing_slip_changes_the_name_key() -> None:
    entry = Entry("特定非営利活動法人みなとまち食堂", None, "04", "04101", None)
    apply = next(one.apply for one in CORRUPTIONS if one.name == "typing_slip")
    changed = [apply(entry, random.Random(seed)) for seed in range(20)]
    assert all(one and normalise_name(one.name) != normalise_name(entry.name) for one in changed)


def test_shares_are_shares() -> None:
    assert all(0 < one.share <= 1 and one.counted_on for one in CORRUPTIONS)
