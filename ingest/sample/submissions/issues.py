"""What the sample's voices are about: how often, where and when each issue is raised."""

from __future__ import annotations

from datetime import date
from functools import cache
from random import Random

from ingest.sample.country import prefectures
from ingest.submissions.vocabularies import load_vocabulary

#: Issue → weight; a few are on everybody's lips, most are rare.
WEIGHTS: dict[str, float] = {
    "disaster_recovery": 13,
    "npo_management": 12,
    "children_places": 11,
    "isolation": 10,
    "older_people": 9,
    "depopulation": 8,
    "child_poverty": 6,
    "school_absence": 5.5,
    "multicultural": 5,
    "npo_tax_and_law": 4.5,
    "poverty_and_housing": 4,
    "support_centre_capacity": 4,
    "young_carers": 4,
    "disability": 3.5,
    "digital_divide": 3,
    "employment": 3,
    "climate": 2.5,
    "gender_equality": 2.2,
    "domestic_violence": 2.2,
    "mental_health": 2,
    "digital_sexual_violence": 2,
    "financial_exclusion": 1.8,
    "child_abuse": 1.2,
    "suicide_prevention": 1.0,
    "sexual_minorities": 0.9,
    "addiction": 0.8,
    "other": 0.8,
}

#: Issue and prefecture → how many times more often it is raised there.
_LOCAL: dict[tuple[str, str], float] = {
    ("disaster_recovery", "17"): 12.0,
    ("disaster_recovery", "16"): 3.0,
    ("disaster_recovery", "15"): 2.5,
    ("disaster_recovery", "04"): 3.0,
    ("disaster_recovery", "03"): 3.0,
    ("disaster_recovery", "07"): 3.0,
    ("disaster_recovery", "43"): 4.0,
    ("depopulation", "01"): 3.0,
    ("depopulation", "32"): 3.0,
    ("depopulation", "39"): 3.5,
    ("depopulation", "05"): 3.0,
    ("depopulation", "13"): 0.1,
    ("multicultural", "23"): 3.0,
    ("multicultural", "22"): 2.5,
    ("multicultural", "10"): 2.0,
    ("multicultural", "34"): 2.5,
    ("young_carers", "40"): 6.0,
    ("young_carers", "01"): 4.0,
    ("digital_sexual_violence", "13"): 8.0,
    ("digital_sexual_violence", "27"): 6.0,
    ("financial_exclusion", "13"): 5.0,
    ("children_places", "13"): 2.0,
    ("children_places", "27"): 2.0,
    ("climate", "46"): 3.0,
    ("gender_equality", "47"): 3.0,
}

#: Issue → year and month from which it is spoken of much more, and how much.
_WAVES: dict[str, tuple[tuple[int, int], float]] = {
    "disaster_recovery": ((2024, 1), 2.6),
    "young_carers": ((2023, 4), 1.8),
    "digital_sexual_violence": ((2022, 7), 2.0),
    "isolation": ((2021, 1), 1.0),
    "digital_divide": ((2024, 4), 1.7),
}

#: Prefecture → day from which more is heard from there, and how much.
_ATTENTION: dict[str, tuple[date, float]] = {
    "17": (date(2024, 1, 5), 7.0),
    "03": (date(2025, 3, 1), 2.5),
    "43": (date(2025, 8, 12), 3.0),
}
_AT_HOME = 4.0

#: Issue and prefecture → a quarter in which a campaign brought many voices, and how many times more.
_CAMPAIGNS: dict[tuple[str, str], tuple[int, int, float]] = {
    ("young_carers", "40"): (2024, 2, 6.0),
    ("digital_sexual_violence", "13"): (2023, 3, 7.0),
    ("digital_sexual_violence", "27"): (2024, 4, 5.0),
    ("climate", "34"): (2025, 2, 9.0),
}

_RAISERS: dict[str, float] = {
    "npo_staff": 30,
    "support_centre_staff": 14,
    "resident": 14,
    "person_concerned": 10,
    "family": 8,
    "volunteer": 7,
    "professional": 6,
    "child_or_youth": 4,
    "government_staff": 3,
    "company_staff": 2,
    "researcher": 1,
    "unknown": 1,
}


@cache
def list_sensitive_issues() -> frozenset[str]:
    """Return the issues that the vocabulary marks as sensitive."""
    terms = load_vocabulary("issues").terms
    return frozenset(term.code for term in terms if term.attributes["is_sensitive"] == "true")


def draw_issue(rng: Random, prefecture_code: str, year: int, month: int) -> str:
    """Draw the main issue of a voice heard in a prefecture in a month."""
    weights = [
        weight
        * _LOCAL.get((issue, prefecture_code), 1.0)
        * _rise(issue, year, month)
        * _campaign(issue, prefecture_code, year, month)
        for issue, weight in WEIGHTS.items()
    ]
    return rng.choices(list(WEIGHTS), weights=weights)[0]


def draw_other_issues(rng: Random, main_issue: str) -> tuple[str, ...]:
    """Draw none to three further issues, in no special order."""
    count = rng.choices((0, 1, 2, 3), weights=(55, 30, 11, 4))[0]
    others = [issue for issue in WEIGHTS if issue not in (main_issue, "other")]
    return tuple(rng.sample(others, count))


def draw_prefecture(rng: Random, choices: tuple[str, ...], home: str = "", day: date | None = None) -> str:
    """Draw a prefecture by its people, flattened: small ones are listened to as well.

    A member hears most at home, and from where a disaster has drawn everybody's attention.
    """
    people = {prefecture.code: prefecture.weight for prefecture in prefectures()}
    weights = [
        people[code] ** 0.8 * (_AT_HOME if code == home else 1.0) * _attend(code, day) for code in choices
    ]
    return rng.choices(choices, weights=weights)[0]


def _attend(prefecture_code: str, day: date | None) -> float:
    since, factor = _ATTENTION.get(prefecture_code, (date.max, 1.0))
    return factor if day is not None and day >= since else 1.0


def draw_raiser(rng: Random) -> str:
    """Draw who raised it: a kind of person, never a name."""
    return rng.choices(list(_RAISERS), weights=list(_RAISERS.values()))[0]


def _rise(issue: str, year: int, month: int) -> float:
    start, factor = _WAVES.get(issue, ((0, 0), 1.0))
    return factor if (year, month) >= start else 1.0


def _campaign(issue: str, prefecture_code: str, year: int, month: int) -> float:
    *quarter, factor = _CAMPAIGNS.get((issue, prefecture_code), (0, 0, 1.0))
    return factor if quarter == [year, (month - 1) // 3 + 1] else 1.0
