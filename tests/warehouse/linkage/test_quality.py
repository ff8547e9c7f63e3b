"""Precision and recall with the committed model: on made-up organisations always, on real ones if at hand."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from warehouse.linkage.labelled import Labelled, build_labelled_set, draw, half_of, label
from warehouse.linkage.measure import wilson_lower
from warehouse.linkage.model import QUALITY_FILE
from warehouse.linkage.real_files import RealFiles
from warehouse.linkage.report import BEGIN, DOCUMENT, END, PICTURE, render_tables
from warehouse.linkage.train import measure_half

WANTED_PRECISION = 0.995
WANTED_RECALL = 0.95
_FORMS = ("特定非営利活動法人", "一般社団法人", "社会福祉法人", "公益財団法人")
_WORDS = [
    "みなと",
    "森の",
    "川辺",
    "青空",
    "灯台",
    "虹色",
    "結び",
    "里山",
    "海鳴り",
    "花かご",
    "子ども食堂",
    "若者支援",
    "防災",
    "文化",
    "読書",
    "介護",
    "音楽",
    "環境",
    "共生",
    "就労",
    "ネットワーク",
    "センター",
    "の会",
    "協議会",
    "ひろば",
    "研究所",
    "クラブ",
    "工房",
]


def make_organisations(count: int) -> pl.DataFrame:
    rng = random.Random(7)
    towns = [(f"{4 + place % 20:02}{201 + place}", f"第{place}市") for place in range(60)]
    rows = []
    for number in range(count):
        code, town = rng.choice(towns)
        rows.append(
            {
                "number": f"{number:013}",
                "name": rng.choice(_FORMS) + "".join(rng.sample(_WORDS, 3)),
                "kana": None,
                "prefecture_code": code[:2],
                "municipality_code": code,
                "address": f"{town}本町{rng.randint(1, 9)}丁目{rng.randint(1, 40)}番{rng.randint(1, 30)}号",
                "is_former": False,
            }
        )
    return pl.DataFrame(rows, schema_overrides={"kana": pl.String})


@pytest.fixture(scope="module")
def made_up() -> Labelled:
    nobody = make_organisations(1).clear().drop("is_former")
    return label(RealFiles(make_organisations(1500), nobody, nobody), organisations=1500)


@pytest.fixture(scope="module")
def quality() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(QUALITY_FILE.read_text(encoding="utf-8"))
    return content


def test_made_up_organisations_are_linked_as_well_as_asked(made_up: Labelled) -> None:
    found = measure_half(made_up, "test")
    assert found["findable"] > 100 and found["nobody"] > 20
    assert found["precision"] >= WANTED_PRECISION
    assert found["recall"] >= 0.9


def test_an_organisation_is_in_one_half_with_all_its_mentions(made_up: Labelled) -> None:
    assert made_up.answers.group_by("about").agg(pl.col("half").n_unique())["half"].max() == 1
    assert {half_of(number) for number in made_up.answers["about"]} == {"train", "test"}


def test_who_is_held_out_is_no_candidate(made_up: Labelled) -> None:
    nobody = made_up.answers.filter(pl.col("truth").is_null())["about"]
    assert nobody.len() and not set(nobody) & set(made_up.candidates["org_id"].to_pylist())


def test_a_draw_depends_on_the_organisation_and_the_purpose() -> None:
    assert draw("1", "half") == draw("1", "half") != draw("1", "held out")


def test_the_interval_of_wilson() -> None:
    assert wilson_lower(95, 100) == pytest.approx(0.8882, abs=1e-4)


@pytest.mark.xdist_group("linkage_real")
def test_real_organisations_are_linked_as_well_as_asked(real_data: Path, quality: dict[str, Any]) -> None:
    found = measure_half(build_labelled_set(real_data), "test")
    assert found["precision"] >= WANTED_PRECISION and found["recall"] >= WANTED_RECALL
    assert found["candidates"] >= 70_000 and found["nobody"] > 2_000
    assert found == quality


def test_the_figures_on_record_are_those_asked_for(quality: dict[str, Any]) -> None:
    assert quality["precision_lower_95"] >= WANTED_PRECISION and quality["recall"] >= WANTED_RECALL


def test_the_document_shows_the_figures_on_record(quality: dict[str, Any]) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert text.partition(BEGIN)[2].partition(END)[0].strip() == render_tables(quality).strip()


def test_the_picture_is_described(quality: dict[str, Any]) -> None:
    text = PICTURE.read_text(encoding="utf-8")
    assert "<title id=" in text and f"recall {quality['recall']:.2%}" in text
