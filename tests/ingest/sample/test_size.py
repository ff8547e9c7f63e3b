from __future__ import annotations

import pytest

from ingest.sample import NATIONAL_SCALE
from ingest.sample.size import SampleSize


def test_national_scale_has_the_real_numbers_of_corporations_and_npos() -> None:
    size = SampleSize.of(NATIONAL_SCALE)
    assert (size.corporations, size.npos) == (5_500_000, 60_000)
    assert size.certified == pytest.approx(1_618, abs=5)


@pytest.mark.parametrize("factor", [0.1, 2.0])
def test_around_national_scale_everything_grows_in_proportion(factor: float) -> None:
    size = SampleSize.of(NATIONAL_SCALE * factor)
    assert size.corporations == pytest.approx(5_500_000 * factor)
    assert size.npos == pytest.approx(60_000 * factor, rel=0.01)


def test_a_small_country_has_enough_npos_to_show_something() -> None:
    size = SampleSize.of(1.0)
    assert (size.corporations, size.npos, size.certified) == (60_000, 3_000, 150)
