"""Whatever lies in a file of corrections: it is read, or refused in words; it never breaks anything."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.warehouse.corrections.written import DICTIONARY, correction, request, write
from warehouse.corrections import fingerprint_corrections, read_corrections, read_suppressions
from warehouse.errors import CorrectionUnreadable
from warehouse.layout import Home

_SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 10**13), st.floats(), st.text(max_size=12), st.dates(),
    st.sampled_from(["npo_portal", "nta_diff", "portal_id", "JP-JCN-7000012050002", "record", "address"]),
)  # fmt: skip
_NAMES = st.text(max_size=8) | st.integers()
_PRINTABLE = st.characters(codec="utf-8", exclude_categories=["C"])
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8) | st.integers(), inner, max_size=3)
    ),
    max_leaves=6,
)
_EITHER_READ_OR_REFUSED = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(tmp_path_factory.mktemp("home"))


def read(home: Home) -> None:
    """Read both kinds of entries; a refusal has to say place, value, rule and remedy."""
    fingerprint_corrections(home)
    for read_entries in (lambda: read_corrections(home), lambda: read_suppressions(home, DICTIONARY)):
        try:
            read_entries()
        except CorrectionUnreadable as refused:
            assert str(home.corrections) in refused.place
            assert refused.rule and refused.remedy


@given(fields=st.dictionaries(st.sampled_from([*correction(), "drop", "mended_on"]), _VALUES, max_size=3))
@_EITHER_READ_OR_REFUSED
def test_a_correction_with_any_values(home: Home, fields: dict[str, Any]) -> None:
    write(home, {**correction(), **fields})
    read(home)


@given(fields=st.dictionaries(st.sampled_from([*request(), "table", "key", "until"]), _VALUES, max_size=3))
@_EITHER_READ_OR_REFUSED
def test_a_request_with_any_values(home: Home, fields: dict[str, Any]) -> None:
    write(home, {**request(), **fields}, name="suppressions.yml")
    read(home)


@given(content=st.one_of(st.binary(max_size=60), st.text("-{}[]:&*a!|>'\" \n", max_size=40).map(str.encode)))
@_EITHER_READ_OR_REFUSED
def test_any_bytes(home: Home, content: bytes) -> None:
    write(home).write_bytes(content)
    read(home)


@pytest.mark.parametrize("content", ["- &a {rows: *a}", "- " + "[" * 3000])
def test_a_field_that_holds_itself_or_too_much_is_refused(home: Home, content: str) -> None:
    write(home).write_text(content, "utf-8")
    with pytest.raises(CorrectionUnreadable):
        read_corrections(home)


@given(
    day=st.dates(),
    text=st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=20),
)
@_EITHER_READ_OR_REFUSED
def test_what_is_written_is_what_is_read(home: Home, day: date, text: str) -> None:
    entry = correction(
        rows={"name": text}, expect={"values": {"established_on": None}}, set={"established_on": day}
    )
    write(home, entry)
    if text.strip():
        (found,) = read_corrections(home)
        assert (found.rows, found.replacements) == ({"name": text}, {"established_on": day})
    assert yaml.safe_load((home.corrections / "a.yml").read_text("utf-8"))[0]["rows"]["name"] == text
