from __future__ import annotations

import csv

import polars as pl
import pytest
import yaml

from ingest.japanese.prefectures import PREFECTURE_CODES
from ingest.submissions.contracts import CONTRACTS, KINDS
from ingest.submissions.errors import UnknownVocabulary
from ingest.submissions.vocabularies import SEEDS, VOCABULARIES, fold_label, load_vocabulary

SEED_FILES = yaml.safe_load((SEEDS / "_seeds.yml").read_text(encoding="utf-8"))["seeds"]
SENSITIVE = {
    "addiction",
    "child_abuse",
    "digital_sexual_violence",
    "disability",
    "domestic_violence",
    "financial_exclusion",
    "mental_health",
    "sexual_minorities",
    "suicide_prevention",
    "young_carers",
}


def read_seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("name", VOCABULARIES)
def test_codes_and_labels_are_complete_and_each_there_once(name: str) -> None:
    terms = load_vocabulary(name).terms

    assert len(terms) >= 3
    assert all(term.code and term.name_ja and term.name_en for term in terms)
    for labels in ([term.code for term in terms], [fold_label(term.name_ja) for term in terms]):
        assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("name", VOCABULARIES)
def test_every_word_of_a_vocabulary_leads_to_one_term(name: str) -> None:
    vocabulary = load_vocabulary(name)
    for term in vocabulary.terms:
        also = [word for word in term.attributes.get("also_known_as", "").split("|") if word]
        for word in (term.code, term.name_ja, term.name_en, *also):
            assert vocabulary.resolve(word) == term.code, word


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("issues", "ひきこもり", "isolation"),
        ("issues", "　ＤＶ ", "domestic_violence"),
        ("issues", "子供の居場所", "children_places"),
        ("issues", "障がい", "disability"),
        ("issues", "Climate and Environment", "climate"),
        ("issues", "居場", None),
        ("npo_act_fields", "03", "03"),
        ("npo_act_fields", "３", "03"),
        ("npo_act_fields", "第3号", "03"),
        ("npo_act_fields", "3 まちづくり", "03"),
        ("npo_act_fields", "03：まちづくりの推進を図る活動", "03"),
        ("npo_act_fields", "3号 観光", None),
        ("npo_act_fields", "21", None),
        ("prefectures", "宮城", "04"),
        ("prefectures", "04 宮城県", "04"),
        ("prefectures", "京都", "26"),
        ("prefectures", "miyagi prefecture", "04"),
        ("prefectures", "全国", None),
        ("areas", "全国", "00"),
        ("areas", "沖縄県", "47"),
        ("sectors", "ＮＰＯ法人", "npo"),
        ("actions", "取り下げ", "withdraw"),
        ("income_bands", "100万円以上500万円未満", "from_1m"),
        ("issues", "", None),
    ],
)
def test_a_text_stands_for_a_code_however_it_is_written(name: str, text: str, code: str | None) -> None:
    assert load_vocabulary(name).resolve(text) == code


def test_a_column_of_texts_becomes_codes() -> None:
    texts = pl.Series("prefecture", ["宮城県", None, "どこか", "宮城", "47"])
    codes = load_vocabulary("prefectures").resolve_series(texts)

    assert codes.to_list() == ["04", None, None, "04", "47"]
    assert codes.name == "prefecture"


def test_a_column_without_any_known_text_becomes_nulls() -> None:
    codes = load_vocabulary("prefectures").resolve_series(pl.Series("it", ["どこか", None]))

    assert codes.to_list() == [None, None]
    assert codes.dtype == pl.String


@pytest.mark.parametrize(
    ("name", "text", "first"),
    [
        ("issues", "ヤングケアラ", "young_carers"),
        ("issues", "子どもの居場所づくり", "children_places"),
        ("issues", "災害ボランティア", "disaster_recovery"),
        ("npo_act_fields", "まちづくり", "03"),
        ("npo_act_fields", "3号 観光", "04"),
        ("prefectures", "宮木県", "04"),
        ("sectors", "中間支援センター", "support_centre"),
    ],
)
def test_the_likest_term_is_suggested_first(name: str, text: str, first: str) -> None:
    suggestions = load_vocabulary(name).suggest(text)

    assert suggestions[0].code == first
    assert len(suggestions) <= 3


@pytest.mark.parametrize("text", ["", "xyz", "…", "該当なし"])
def test_nothing_is_suggested_for_what_is_like_nothing(text: str) -> None:
    assert load_vocabulary("issues").suggest(text) == []


def test_an_unknown_vocabulary_is_an_error_that_names_the_others() -> None:
    with pytest.raises(UnknownVocabulary, match=r"colours.*issues"):
        load_vocabulary("colours")


def test_prefectures_are_those_of_the_registers_in_eight_regions() -> None:
    prefectures = load_vocabulary("prefectures").terms
    regions = {row["region"] for row in read_seed("regions")}

    assert {term.name_ja: term.code for term in prefectures} == PREFECTURE_CODES
    assert {term.attributes["region"] for term in prefectures} == regions
    assert len(regions) == 8


def test_what_people_may_be_shunned_for_is_sensitive() -> None:
    issues = load_vocabulary("issues").terms

    assert {term.attributes["is_sensitive"] for term in issues} == {"true", "false"}
    assert {term.code for term in issues if term.attributes["is_sensitive"] == "true"} == SENSITIVE


def test_every_issue_but_other_is_worked_on_by_fields_of_the_act() -> None:
    pairs = [(row["issue"], row["field_code"]) for row in read_seed("issue_fields")]

    assert {issue for issue, _ in pairs} == set(load_vocabulary("issues").codes) - {"other"}
    assert {field for _, field in pairs} <= set(load_vocabulary("npo_act_fields").codes)
    assert len(set(pairs)) == len(pairs)


def test_bands_of_income_follow_each_other_without_a_gap() -> None:
    bands = read_seed("income_bands")

    assert [it["from_jpy"] for it in bands[1:]] == [it["below_jpy"] for it in bands[:-1]]
    assert bands[-1]["below_jpy"] == ""


def test_no_use_of_a_record_goes_without_the_consent_to_counts() -> None:
    rows = read_seed("consent_uses")
    needed: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        needed.setdefault((row["kind"], row["use"]), set()).add(row["scope"])

    assert {kind for kind, _ in needed} == set(KINDS)
    assert all("aggregate" in scopes for scopes in needed.values())
    assert needed["voice", "quote"] == {"aggregate", "quote_anonymous"}
    assert needed["voice", "quote_named"] == {"aggregate", "quote_attributed_org"}
    assert needed["programme", "name"] == {"aggregate", "quote_attributed_org"}
    assert ("voice", "name") not in needed


def test_every_scope_is_a_consent_that_members_give() -> None:
    scopes = {f"consent_{row['scope']}" for row in read_seed("consent_uses")}
    consents = {it.name for it in CONTRACTS["voice", 2].fields if it.name.startswith("consent_")}

    assert scopes == consents


@pytest.mark.parametrize("seed", SEED_FILES, ids=lambda seed: seed["name"])
def test_a_seed_has_its_declared_columns(seed: dict[str, dict[str, dict[str, str]]]) -> None:
    header = read_seed(str(seed["name"]))[0].keys()

    assert set(seed["config"]["column_types"]) <= set(header)


def test_every_seed_is_declared() -> None:
    assert {path.stem for path in SEEDS.glob("*.csv")} == {seed["name"] for seed in SEED_FILES}
