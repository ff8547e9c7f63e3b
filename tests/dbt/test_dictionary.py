from __future__ import annotations

import re

import pytest

from ingest.registries import REGISTERS
from tests.dbt.warehouse_of_files import DATASETS, PROJECT

JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-鿿]")


@pytest.mark.parametrize("name", sorted(DATASETS))
def test_every_column_is_described_in_both_languages(name: str) -> None:
    dataset = DATASETS[name]
    for thing in (dataset, *dataset.columns):
        for japanese in (thing.title_ja, thing.description_ja):
            assert JAPANESE.search(japanese), (name, thing.name)
        for english in (thing.title_en, thing.description_en):
            assert re.search("[a-z]{2}", english), (name, thing.name)
        assert not JAPANESE.search(thing.title_en), (name, thing.name)


def test_every_mart_is_in_the_dictionary() -> None:
    marts = {path.stem for path in (PROJECT / "models" / "marts").rglob("*.sql")}
    assert marts == set(DATASETS)


def test_every_source_named_is_a_register_or_the_members() -> None:
    for dataset in DATASETS.values():
        assert set(dataset.sources) <= {*REGISTERS, "member_submissions"}, dataset.name


def test_no_name_of_a_person_has_a_column() -> None:
    for dataset in DATASETS.values():
        for column in dataset.columns:
            assert "代表者" not in column.source_column, (dataset.name, column.name)
