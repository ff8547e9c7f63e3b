"""How much of everything a sample of a given scale holds."""

from __future__ import annotations

from dataclasses import dataclass

CORPORATIONS_AT_SCALE_1 = 60_000

#: The scale with 5.5 million corporations in the national file and 60,000 NPOs in the portal.
NATIONAL_SCALE = 5_500_000 / CORPORATIONS_AT_SCALE_1


@dataclass(frozen=True)
class SampleSize:
    """Counts of one sample country.

    Attributes:
        corporations: every corporation of the country, also those founded after the national file.
        npos: how many of them are NPOs.
        moving_npos: NPOs with events in the daily files.
        moving_others: other corporations with events in the daily files.
        certified: entries of the certified list.
    """

    corporations: int
    npos: int
    moving_npos: int
    moving_others: int
    certified: int

    @classmethod
    def of(cls, scale: float) -> SampleSize:
        """Return the counts of a scale; a small country has a larger civil sector than the real one."""
        corporations = max(2_000, round(CORPORATIONS_AT_SCALE_1 * scale))
        npos = _enrich(corporations, small=0.05, real=60_000 / 5_500_000, cap=6_000)
        others = corporations - npos
        return cls(
            corporations=corporations,
            npos=npos,
            moving_npos=_enrich(npos, small=0.40, real=0.02, cap=1_200),
            moving_others=_enrich(others, small=0.06, real=0.016, cap=3_400),
            certified=_enrich(npos, small=0.05, real=0.027, cap=160),
        )


def _enrich(count: int, *, small: float, real: float, cap: int) -> int:
    """Take the real share of a count, but up to ``cap`` the larger share of a small country.

    At real shares a small country would have too few NPOs, events and certifications to show anything.
    """
    return max(round(count * real), min(round(count * small), cap))
