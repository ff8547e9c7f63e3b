"""The lives corporations lead, told as lines of the tax agency's register.

A story is data: its lines in order, each with the process code and when it becomes known. The shares follow
counts on the real daily files, with the rarest raised so that a small country has one of each.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import polars as pl

from ingest.sample.calendar import JANUARY_2024, MASS_CLOSURE
from ingest.sample.country import WARD_REFORM

CLOSED_BY_REGISTRAR_ON = date(2024, 1, 23)


@dataclass(frozen=True)
class Line:
    """One history line.

    Attributes:
        process: 処理区分.
        when: its change date: ``assigned``, ``past``, ``change`` (shortly before publication) or a date.
        file: daily file it comes in, counted from the story's own day; None: known long before.
        name: 0 before, 1 after a renaming.
        place: 0 before, 1 after a move.
        correct: 訂正区分; 1 repeats known history.
        latest: 最新履歴.
        cause: 登記記録の閉鎖等の事由 of a closed register.
    """

    process: str
    when: str | date = "past"
    file: int | None = None
    name: int = 0
    place: int = 0
    correct: int = 0
    latest: int = 1
    cause: str | None = None


@dataclass(frozen=True)
class Story:
    """A life.

    Attributes:
        lines: the lines in order of time.
        npo: share among NPOs that have events in the daily files.
        other: share among other corporations that have.
        days: indices of the daily files it may begin in; all, if empty.
    """

    lines: tuple[Line, ...]
    npo: float
    other: float
    days: tuple[int, ...] = ()


_BIRTH = Line("01", "assigned", latest=0)
_RETOLD = Line("01", "assigned", 0, correct=1, latest=0)
_MOVED_RETOLD = Line("12", "past", 0, place=1, correct=1, latest=0)

STORIES: dict[str, Story] = {
    "born": Story((Line("01", "assigned", 0),), 0.12, 0.25),
    "moved": Story((_BIRTH, Line("12", "change", 0, place=1)), 0.17, 0.23),
    "moved_far": Story((_BIRTH, Line("12", "change", 0, place=1)), 0.03, 0.03),
    "renamed": Story((_BIRTH, Line("11", "change", 0, name=1)), 0.03, 0.03),
    "closed": Story((_BIRTH, Line("21", "change", 0, cause="01")), 0.13, 0.08),
    "closed_otherwise": Story((_BIRTH, Line("21", "change", 0, cause="31")), 0.003, 0.001),
    "closed_by_registrar": Story(
        (_BIRTH, Line("21", CLOSED_BY_REGISTRAR_ON, 0, cause="21")), 0.13, 0.03, MASS_CLOSURE
    ),
    "merged": Story((_BIRTH, Line("21", "change", 0, cause="11")), 0.006, 0.010),
    "absorbed": Story((_BIRTH, Line("71", "change", 0)), 0.004, 0.008),
    "merger_undone": Story((_BIRTH, Line("71", "past", latest=0), Line("72", "change", 0)), 0.0, 0.001),
    "revived": Story(
        (_BIRTH, Line("21", "past", latest=0, cause="21"), Line("22", "change", 0)), 0.006, 0.002
    ),
    "struck_off": Story((_BIRTH, Line("81", "change", 0)), 0.0, 0.001),
    "deleted": Story((_BIRTH, Line("99", "change", 0)), 0.004, 0.002),
    "outside_moved": Story((_BIRTH, Line("13", "change", 0, place=1)), 0.0, 0.003),
    "corrected": Story((Line("01", "assigned", 0, correct=1),), 0.20, 0.22),
    "history_repeated": Story(
        (_RETOLD, _MOVED_RETOLD, Line("11", "past", 0, name=1, place=1, correct=1)), 0.06, 0.05
    ),
    "history_repeated_with_news": Story((_RETOLD, Line("12", "change", 0, place=1)), 0.06, 0.03),
    "repeated_again": Story(
        (
            _BIRTH,
            Line("12", "change", 0, place=1),
            Line("01", "assigned", 6, correct=1, latest=0),
            Line("12", "change", 6, place=1, correct=1),
        ),
        0.04,
        0.02,
    ),
    "latest_in_another_file": Story(
        (_BIRTH, Line("12", "change", 0, place=1, latest=0), Line("11", "change", 2, name=1, place=1)),
        0.006,
        0.003,
    ),
}

#: Lives without an event in a daily file, with their shares.
QUIET_STORIES: dict[str, tuple[tuple[Line, ...], float]] = {
    "quiet": ((Line("01", "assigned"),), 0.62),
    "quiet_moved": ((_BIRTH, Line("12", "past", place=1)), 0.17),
    "quiet_renamed": ((_BIRTH, Line("11", "past", name=1)), 0.06),
    "quiet_closed": ((_BIRTH, Line("21", "past", cause="01")), 0.15),
}

#: The wards of Hamamatsu changed their names on 2024-01-01: a change of address that is not a move.
WARD_STORIES: dict[str, tuple[Line, ...]] = {
    "ward_renamed": (_BIRTH, Line("12", WARD_REFORM, 0)),
    "ward_renamed_quietly": (_BIRTH, Line("12", WARD_REFORM)),
}
WARD_DAYS = JANUARY_2024


@cache
def story_lines() -> pl.DataFrame:
    """Return every line of every story; one row a line, numbered within its story."""
    every = {name: story.lines for name, story in STORIES.items()}
    every |= {name: lines for name, (lines, _) in QUIET_STORIES.items()} | WARD_STORIES
    return pl.DataFrame(
        [
            {
                "story": name,
                "line": position,
                "process": line.process,
                "rule": line.when if isinstance(line.when, str) else None,
                "fixed_date": line.when if isinstance(line.when, date) else None,
                "file": line.file,
                "name_version": line.name,
                "place_version": line.place,
                "correct": line.correct,
                "latest": line.latest,
                "close_cause": line.cause,
            }
            for name, lines in every.items()
            for position, line in enumerate(lines)
        ],
        schema_overrides={"fixed_date": pl.Date, "file": pl.Int32, "rule": pl.String},
        infer_schema_length=None,
    )
