from __future__ import annotations

import pyarrow as pa
import pytest
import yaml

from tests.warehouse.small_warehouse import MARTS
from warehouse.dictionary import load_dictionary
from warehouse.errors import DictionaryError


@pytest.fixture
def change_marts(project):
    """Change the parsed YAML of the marts and write it back."""

    def change(edit) -> None:
        path = project / "models" / "marts" / "marts.yml"
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        edit(content["models"])
        path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")

    return change


def test_datasets_come_sorted_by_name(dictionary):
    assert [dataset.name for dataset in dictionary] == ["organizations", "stat_stock"]


def test_types_become_arrow_types(dictionary):
    types = {column.name: column.arrow_type for dataset in dictionary for column in dataset.columns}
    assert types["established_on"] == pa.date32()
    assert types["value"] == pa.int64()
    assert types["rate"] == pa.decimal128(10, 2)
    assert types["certified"] == pa.bool_()
    assert types["fields"].value_type == pa.string()


def test_only_a_not_null_constraint_makes_a_column_required(dictionary):
    schema = dictionary["organizations"].to_arrow_schema()
    assert [field.name for field in schema if not field.nullable] == ["org_id", "certified"]


def test_words_of_a_column_are_in_its_field_metadata(dictionary):
    metadata = dictionary["stat_stock"].to_arrow_schema().field("value").metadata
    assert metadata[b"title_ja"].decode() == "値"
    assert metadata[b"title_en"] == b"Value"
    assert metadata[b"unit"].decode() == "法人"
    assert metadata[b"source_column"] == b"derived"


@pytest.mark.parametrize("key", ["title_ja", "title_en", "description_ja", "source_column"])
def test_a_column_without_a_declared_word_is_refused(project, change_marts, key):
    change_marts(lambda models: models[0]["columns"][2]["config"]["meta"].pop(key))
    with pytest.raises(
        DictionaryError, match=rf"marts\.yml, organizations\.name, {key}.*config: meta"
    ) as caught:
        load_dictionary(project)
    assert caught.value.remedy


@pytest.mark.parametrize("key", ["data_type", "description"])
def test_a_column_without_type_or_description_is_refused(project, change_marts, key):
    change_marts(lambda models: models[0]["columns"][2].pop(key))
    with pytest.raises(DictionaryError, match=rf"organizations\.name, {key}"):
        load_dictionary(project)


@pytest.mark.parametrize(
    "key", ["title_ja", "title_en", "description_ja", "dataset", "primary_key", "sources"]
)
def test_a_dataset_without_a_declared_word_is_refused(project, change_marts, key):
    change_marts(lambda models: models[1]["config"]["meta"].pop(key))
    with pytest.raises(DictionaryError, match=f"stat_stock, {key}"):
        load_dictionary(project)


def test_an_unknown_type_is_refused_with_those_known(project, change_marts):
    change_marts(lambda models: models[0]["columns"][0].update(data_type="timestamp"))
    with pytest.raises(DictionaryError, match=r"timestamp.*varchar, date, bigint"):
        load_dictionary(project)


def test_a_key_of_optional_columns_is_refused(project, change_marts):
    change_marts(lambda models: models[0]["config"]["meta"].update(primary_key=["name"]))
    with pytest.raises(DictionaryError, match="not_null"):
        load_dictionary(project)


def test_two_columns_with_one_japanese_title_are_refused(project, change_marts):
    change_marts(lambda models: models[0]["columns"][1]["config"]["meta"].update(title_ja="名称"))
    with pytest.raises(DictionaryError, match="Japanese title"):
        load_dictionary(project)


def test_a_dataset_declared_twice_is_refused(project):
    (project / "models" / "marts" / "again.yml").write_bytes(MARTS.read_bytes())
    with pytest.raises(DictionaryError, match="declared once"):
        load_dictionary(project)


def test_broken_yaml_is_refused_with_its_file(project):
    (project / "models" / "marts" / "marts.yml").write_text("models: [", encoding="utf-8")
    with pytest.raises(DictionaryError, match=r"marts\.yml"):
        load_dictionary(project)


def test_a_project_without_marts_is_refused(tmp_path):
    with pytest.raises(DictionaryError, match="no YAML file"):
        load_dictionary(tmp_path)


def test_a_changed_file_is_read_again(project, change_marts):
    load_dictionary(project)
    change_marts(lambda models: models[0]["config"]["meta"].update(title_en="Changed"))
    assert load_dictionary(project)["organizations"].title_en == "Changed"


def test_a_line_folded_by_yaml_leaves_no_space_in_japanese(project, change_marts):
    change_marts(
        lambda models: models[0]["config"]["meta"].update(description_ja="一行が\n一つの NPO です。")
    )
    assert load_dictionary(project)["organizations"].description_ja == "一行が一つの NPO です。"


def test_method_and_warnings_of_a_dataset_are_read_in_both_languages(project, change_marts):
    words = {
        "method_ja": "数える。",
        "method_en": "Counted.",
        "warnings_ja": ["注意。"],
        "warnings_en": ["Mind."],
    }
    change_marts(lambda models: models[0]["config"]["meta"].update(words))
    dataset = load_dictionary(project)["organizations"]
    assert (dataset.method_ja, dataset.method_en) == ("数える。", "Counted.")
    assert (dataset.warnings_ja, dataset.warnings_en) == (("注意。",), ("Mind.",))


@pytest.mark.parametrize("words", [{"method_en": "Counted."}, {"warnings_ja": ["注意。"]}])
def test_a_note_in_one_language_only_is_refused(project, change_marts, words):
    change_marts(lambda models: models[0]["config"]["meta"].update(words))
    with pytest.raises(DictionaryError, match="told in both languages"):
        load_dictionary(project)


@pytest.mark.parametrize("note", ["method", "warnings"])
def test_a_statistic_without_a_note_is_refused(project, change_marts, note):
    def remove(models):
        for language in ("ja", "en"):
            models[1]["config"]["meta"].pop(f"{note}_{language}")

    change_marts(remove)
    with pytest.raises(DictionaryError, match=f"stat_stock, {note}.*a statistic says how it is made"):
        load_dictionary(project)
