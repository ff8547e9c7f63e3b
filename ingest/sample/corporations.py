"""All corporations of the sample country: a number, a form and a place each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ingest.sample.country import addresses, place_weights
from ingest.sample.forms import form_column, form_shares
from ingest.sample.names import Generator, Indices, Mask, pick
from ingest.sample.size import SampleSize

#: Real registry offices have other codes, so no number of the sample can be that of a real body.
_OFFICES_FROM = 9_000
_OFFICES_PER_PREFECTURE = 4


Bytes = np.ndarray[tuple[int], np.dtype[np.uint8]]
Places = np.ndarray[tuple[int], np.dtype[np.uint16]]


@dataclass(frozen=True)
class Corporations:
    """Every corporation, sorted by number.

    Attributes:
        number: 13-digit corporate numbers.
        form: index into ``FORMS``; 0 is the NPO.
        place: index into ``addresses()``.
        detailed: those whose life is told line by line: NPOs, and all with events in the daily files.
        moving: those with events in the daily files.
    """

    number: Indices
    form: Bytes
    place: Places
    detailed: Mask
    moving: Mask

    def __len__(self) -> int:
        """Return how many corporations there are."""
        return len(self.number)


def draw_corporations(rng: Generator, size: SampleSize) -> Corporations:
    """Draw the corporations of a country."""
    count = size.corporations
    form = rng.choice(len(form_shares()), count, p=form_shares()).astype(np.uint8)
    form[: size.npos] = 0
    place = rng.choice(len(place_weights()), count, p=place_weights()).astype(np.uint16)
    moving = np.zeros(count, dtype=np.bool_)
    moving[: size.npos] = pick(rng, size.npos, size.moving_npos / size.npos)
    others = count - size.npos
    moving[size.npos :] = pick(rng, others, size.moving_others / others)
    number = _draw_numbers(rng, form, place)
    order = np.argsort(number)
    return Corporations(
        number[order], form[order], place[order], (moving | (form == 0))[order], moving[order]
    )


def add_check_digits(base: Indices) -> Indices:
    """Put the check digit before 12-digit numbers: 9 - (sum of digit times 1 or 2, mod 9)."""
    total = np.zeros(len(base), dtype=np.int64)
    for place in range(12):
        total += base // 10**place % 10 * (1 + place % 2)
    return (9 - total % 9) * 10**12 + base


def _draw_numbers(rng: Generator, form: Bytes, place: Places) -> Indices:
    """Give each corporation its own number: registry office, class of body, serial, check digit."""
    prefecture = addresses()["prefecture_code"].cast(int).to_numpy()[place]
    office = _OFFICES_FROM + prefecture * 10 + rng.integers(0, _OFFICES_PER_PREFECTURE, len(prefecture))
    register = office * 100 + form_column("number_class").to_numpy()[form]
    return add_check_digits(register * 10**6 + _count_within(register))


def _count_within(group: Indices) -> Indices:
    """Number the members of each group from 1."""
    order = np.argsort(group, kind="stable")
    _, starts, sizes = np.unique(group[order], return_index=True, return_counts=True)
    serial = np.empty(len(group), dtype=np.int64)
    serial[order] = np.arange(1, len(group) + 1) - np.repeat(starts, sizes)
    return serial
