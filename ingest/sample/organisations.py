"""Names, addresses and lives of the corporations whose history is told line by line."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from ingest.sample.calendar import DIFF_DAYS, SYSTEM_START
from ingest.sample.corporations import Corporations
from ingest.sample.country import WARD_REFORM, addresses, place_weights
from ingest.sample.forms import FOREIGN_FORM, form_column
from ingest.sample.names import Generator, Indices, Mask, draw_names, draw_streets, pick
from ingest.sample.stories import QUIET_STORIES, STORIES, WARD_DAYS

_EPOCH = date(1970, 1, 1)
_LONGEST_LAG = 197
_OLDER_SHARE = 0.7  # founded before the numbering began; all of these are dated on its first day
_SLIP = "特定非営利法人"


def draw_organisations(rng: Generator, corporations: Corporations) -> pl.DataFrame:
    """Draw everything about the detailed corporations, one row each, sorted by number.

    Returns:
        Columns number, form, kind; place_0/1, street_0/1, name_0/1, furigana_0/1 (before and after a change);
        name_image_id, address_image_id, english, hidden; story, day (index of its daily file, or null);
        assigned, past and lag (days) for the dates of its lines.
    """
    chosen = corporations.detailed
    form = corporations.form[chosen].astype(np.int64)
    place = corporations.place[chosen].astype(np.int64)
    story, day = _draw_stories(rng, form, place, corporations.moving[chosen])
    organisations = pl.DataFrame(
        {
            "number": corporations.number[chosen],
            "form": form.astype(np.uint8),
            "kind": form_column("kind").gather(form),
            "story": story,
            "day": pl.Series(np.where(day < 0, 0, day)).set(pl.Series(day < 0), None).cast(pl.Int32),
            "place_0": place.astype(np.uint16),
            "place_1": _draw_next_places(rng, place, story),
            "street_0": draw_streets(rng, len(form)),
            "street_1": draw_streets(rng, len(form)),
        }
    )
    return (
        organisations.hstack(_draw_dates(rng, story, day, form))
        .hstack(_draw_both_names(rng, form))
        .hstack(_draw_oddities(rng, form))
    ).with_columns(_with_image_texts())


def full_names(rng: Generator, core: pl.Series, form: Indices) -> pl.Series:
    """Put the legal form before or behind a bare name, as custom has it for each form."""
    at_end = rng.random(len(form)) < form_column("at_end").to_numpy()[form]
    frame = pl.DataFrame({"core": core, "form": form_column("text").gather(form), "at_end": at_end})
    return frame.select(
        name=pl.when("at_end").then(pl.concat_str("core", "form")).otherwise(pl.concat_str("form", "core"))
    )["name"]


def draw_bare_names(rng: Generator, form: Indices) -> pl.DataFrame:
    """Draw core and furigana for corporations of any form."""
    tails = form_column("tails").gather(form).to_numpy()
    alone = np.where(tails == "alone", 1.0, 0.12)
    civil = draw_names(rng, len(form), "aims", "tails", alone=alone, regional=0.4, spaced=0.06)
    trade = draw_names(rng, len(form), "heads", "trades", alone=0.06, regional=0.5, spaced=0.02)
    return pl.select(
        pl.when(pl.Series(tails != "trades")).then(pl.struct(civil)).otherwise(pl.struct(trade)).alias("pair")
    ).unnest("pair")


def draw_lags(rng: Generator, count: int) -> Indices:
    """Draw the days between a change and its publication: median 6, one in ten over 19, at most 197."""
    return np.clip(np.exp(rng.normal(np.log(6.4), 0.88, count)), 0, _LONGEST_LAG).astype(np.int64)


def _draw_stories(rng: Generator, form: Indices, place: Indices, moving: Mask) -> tuple[pl.Series, Indices]:
    """Give each organisation a story, and the index of the daily file it begins in (-1 for none)."""
    is_npo = form == 0
    names = np.array(list(STORIES))
    story = np.empty(len(form), dtype=object)
    for mask, shares in (
        (moving & is_npo, [s.npo for s in STORIES.values()]),
        (moving & ~is_npo, [s.other for s in STORIES.values()]),
    ):
        story[mask] = names[_deal(rng, int(mask.sum()), shares)]
    quiet = list(QUIET_STORIES)
    story[~moving] = rng.choice(quiet, int((~moving).sum()), p=[share for _, share in QUIET_STORIES.values()])
    story[(form == FOREIGN_FORM) & moving] = "outside_moved"
    story[(form != FOREIGN_FORM) & (story == "outside_moved")] = "corrected"
    in_reform = np.isin(place, _reformed_places())
    story[in_reform] = "ward_renamed"
    story[in_reform & (rng.random(len(form)) < 0.2)] = "ward_renamed_quietly"
    return pl.Series(story.tolist()), _draw_days(rng, story)


def _deal(rng: Generator, count: int, shares: list[float]) -> Indices:
    """Deal stories by their shares; each with a share is dealt at least once if there is room."""
    weights = np.array(shares) / sum(shares)
    once = np.flatnonzero(weights)[:count]
    return rng.permutation(np.concatenate([once, rng.choice(len(weights), count - len(once), p=weights)]))


def _draw_days(rng: Generator, story: np.ndarray[tuple[int], np.dtype[np.object_]]) -> Indices:
    """Draw the daily file each story begins in; -1 for stories that no daily file tells."""
    day = np.full(len(story), -1, dtype=np.int64)
    for name, told in STORIES.items():
        mask = story == name
        last = max(line.file or 0 for line in told.lines)
        days = told.days or tuple(range(len(DIFF_DAYS) - last))
        day[mask] = rng.choice(days, int(mask.sum()))
    mask = story == "ward_renamed"
    day[mask] = rng.choice(WARD_DAYS, int(mask.sum()))
    return day


def _draw_next_places(rng: Generator, place: Indices, story: pl.Series) -> pl.Series:
    """Draw where a move leads: mostly within the municipality, for far moves to another prefecture."""
    weights = place_weights().copy()
    weights[_reformed_places()] = 0.0  # a move there would need its own ward history
    other = rng.choice(len(weights), len(place), p=weights / weights.sum())
    elsewhere = (rng.random(len(place)) < 0.3) | (story.to_numpy() == "moved_far")
    prefecture = addresses()["prefecture_code"].cast(int).to_numpy()
    same = prefecture[other] == prefecture[place]
    far = (story.to_numpy() == "moved_far") & same
    other[far] = np.flatnonzero(prefecture == 13)[0]
    other[far & (prefecture[place] == 13)] = np.flatnonzero(prefecture == 27)[0]
    return pl.Series(np.where(elsewhere, other, place).astype(np.uint16))


def _reformed_places() -> Indices:
    """Return the places whose name the ward reform changed."""
    frame = addresses().filter(pl.col("old_place") != pl.col("place"))
    return frame["place"].to_numpy().astype(np.int64)


def _draw_dates(rng: Generator, story: pl.Series, day: Indices, form: Indices) -> pl.DataFrame:
    """Draw assigned < past, both before the story's own day, and the lag of its news."""
    count = len(day)
    start = _days_since_epoch(SYSTEM_START)
    told = np.where(day >= 0, _days_since_epoch(date(2019, 1, 1)), _days_since_epoch(date(2022, 1, 1)))
    assigned = np.where(rng.random(count) < _OLDER_SHARE, start, start + 1 + rng.integers(0, told - start))
    end = np.where(day >= 0, _days_since_epoch(date(2021, 2, 1)), _days_since_epoch(date(2024, 6, 28)))
    reform = _days_since_epoch(WARD_REFORM)
    end = np.where(np.char.startswith(story.to_numpy().astype(str), "ward"), reform - 1, end)
    past = assigned + 1 + (rng.random(count) * (end - assigned - 1)).astype(np.int64)
    lag = draw_lags(rng, count)
    lag[np.flatnonzero((story.to_numpy() == "moved") & (form == 0))[:1]] = _LONGEST_LAG
    born = story.to_numpy() == "born"
    files = np.array([_days_since_epoch(d) for d in DIFF_DAYS])
    assigned[born] = files[day[born]] - lag[born]
    return pl.DataFrame(
        {
            "assigned": pl.Series(assigned.astype(np.int32)).cast(pl.Date),
            "past": pl.Series(past.astype(np.int32)).cast(pl.Date),
            "lag": lag.astype(np.int32),
        }
    )


def _draw_both_names(rng: Generator, form: Indices) -> pl.DataFrame:
    """Draw the names before and after a renaming, with readings for five in six of them."""
    columns: dict[str, pl.Series] = {}
    for version in (0, 1):
        bare = draw_bare_names(rng, form)
        name = full_names(rng, bare["core"], form)
        if version == 0:
            name = _displace_npo_forms(rng, name, bare["core"], form)
        columns[f"name_{version}"] = name
        columns[f"core_{version}"] = bare["core"]
        silent = rng.random(len(form)) < np.where(form == 0, 0.17, 0.11)
        columns[f"furigana_{version}"] = bare["furigana"].set(pl.Series(silent), None)
    return pl.DataFrame(columns)


def _displace_npo_forms(rng: Generator, name: pl.Series, core: pl.Series, form: Indices) -> pl.Series:
    """Write a few NPO names unlike the rest: form at the end or in the middle, certified, the slip."""
    npo = np.flatnonzero(form == 0)
    order = rng.permutation(npo)
    counts = [
        max(minimum, round(share * len(npo)))
        for share, minimum in ((0.0003, 3), (0.0014, 4), (0.0013, 4), (0.0003, 3))
    ]
    ends = np.cumsum(counts)
    full, bare = name.to_list(), core.to_list()
    for index in order[: ends[0]]:
        full[index] = bare[index] + "特定非営利活動法人"
    for index in order[ends[0] : ends[1]]:
        full[index] = f"{bare[index]}の会特定非営利活動法人ささえ"
    for index in order[ends[1] : ends[2]]:
        full[index] = f"認定特定非営利活動法人{bare[index]}"
    for index in order[ends[2] : ends[3]]:
        full[index] = _SLIP + bare[index]
    return pl.Series(full)


def _draw_oddities(rng: Generator, form: Indices) -> pl.DataFrame:
    """Draw picture ids, English names and exclusion from search."""
    count = len(form)
    npo = form == 0
    image = _share_of(rng, npo, 0.0022, 6) | _share_of(rng, ~npo, 0.008, 4)
    ids = pl.Series(np.char.zfill(rng.integers(20_000, 60_000, count).astype(str), 8).tolist())
    address = _share_of(rng, npo, 0.0110, 6) | _share_of(rng, ~npo, 0.009, 4)
    return pl.DataFrame(
        {
            "name_image_id": ids.set(pl.Series(~image), None),
            "name_gaiji": image & (rng.random(count) < 0.5),
            "address_image_id": ids.reverse().set(pl.Series(~address), None),
            "address_gaiji": address & (rng.random(count) < 0.3),
            "english": pl.Series(["Sample Organization"] * count).set(
                pl.Series(~(_share_of(rng, npo, 0.0011, 3) | _share_of(rng, ~npo, 0.003))), None
            ),
            "hidden": _share_of(rng, npo, 0.00014, 2) | _share_of(rng, ~npo, 0.0005),
        }
    )


def _share_of(rng: Generator, group: Mask, share: float, at_least: int = 0) -> Mask:
    mask = np.zeros(len(group), dtype=np.bool_)
    mask[group] = pick(rng, int(group.sum()), share, at_least)
    return mask


def _with_image_texts() -> list[pl.Expr]:
    """Names with a picture hold ``＿`` where a character is missing, or a harmless variant such as 葛."""
    texts = []
    for column in ("name_0", "name_1"):
        mark = pl.when("name_gaiji").then(pl.lit("神＿")).otherwise(pl.lit("葛葉"))
        texts.append(
            pl.when(pl.col("name_image_id").is_not_null())
            .then(pl.col(column) + mark)
            .otherwise(column)
            .alias(column)
        )
    for column in ("street_0", "street_1"):
        mark = pl.when("address_gaiji").then(pl.lit("＿田")).otherwise(pl.lit("茨谷"))
        texts.append(
            pl.when(pl.col("address_image_id").is_not_null())
            .then(mark + pl.col(column))
            .otherwise(column)
            .alias(column)
        )
    return texts


def _days_since_epoch(day: date) -> int:
    return (day - _EPOCH).days
