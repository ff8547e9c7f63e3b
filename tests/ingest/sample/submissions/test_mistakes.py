from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

import polars as pl
import pytest

from ingest.identifiers import corporate_number_is_valid
from ingest.sample.submissions import PERSONAL_VALUES, UNAPPROVED_MARKERS, SubmissionSummary
from ingest.sample.submissions.confidences import FORMULAS
from ingest.sample.submissions.mistakes import BLUNDERS, add_blunders, add_habits
from ingest.sample.submissions.model import Row, SampleFile, Style
from ingest.sample.submissions.personal import CONFIDENCES, CONTACT_EMAILS, CONTACT_PHONES, PRIVATE_STREETS
from ingest.sample.submissions.typing_habits import type_date, type_row
from ingest.submissions.contracts import current_contract
from ingest.submissions.vocabularies import load_vocabulary

GRANT = Row(
    {
        "grant_id": "G2024-001",
        "programme_id": "FUND",
        "organization_name": "例示の会",
        "corporate_number": "9000000000000",
        "prefecture_code": "17",
        "sector": "npo",
        "amount_jpy": 500_000,
        "decided_on": date(2024, 6, 15),
        "main_issue": "disaster_recovery",
        "purpose": "集いを開く",
        "consent_aggregate": True,
    }
)


def test_every_planned_mistake_is_in_the_files(written: SubmissionSummary) -> None:
    blunders = {blunder.slip for several in BLUNDERS.values() for blunder in several}
    assert set(written.slips) >= blunders | {"merged_cell", "revision", "withdrawal"}


def test_every_harmless_habit_is_in_the_files(written: SubmissionSummary) -> None:
    assert set(written.slips) >= {
        "era_date",
        "era_letter_date",
        "kanji_date",
        "wide_date",
        "flag_in_words",
        "wide_number",
        "number_with_unit",
        "grouped_number",
        "wide_code",
        "padded_text",
        "other_spelling",
    }


def test_most_rows_of_every_file_are_good(written: SubmissionSummary) -> None:
    assert sum(written.quarantined.values()) < sum(written.sent.values()) / 20
    assert not [file.name for file in written.files if file.quarantined and not file.accepted]


def test_the_counts_of_a_file_add_up(written: SubmissionSummary) -> None:
    for file in written.files:
        assert file.sent == file.accepted + file.quarantined
        assert len(file.faults) == file.quarantined


def test_near_misses_are_in_no_vocabulary() -> None:
    for kind, blunders in BLUNDERS.items():
        for blunder in blunders:
            if blunder.slip == "near_miss":
                ((name, text),) = blunder.typed.items()
                vocabulary = current_contract(kind).by_name[name].vocabulary
                assert vocabulary is not None
                assert load_vocabulary(vocabulary).resolve(text) is None


def test_broken_numbers_fail_their_check_digit() -> None:
    numbers = [
        blunder.typed["corporate_number"].replace("-", "")
        for blunders in BLUNDERS.values()
        for blunder in blunders
        if blunder.slip == "broken_number"
    ]
    frame = pl.DataFrame({"number": numbers})
    assert len(numbers) == 3
    assert not frame.select(corporate_number_is_valid(pl.col("number")).any()).item()


def test_a_blunder_is_a_further_row_under_an_id_of_its_own() -> None:
    rows = add_blunders(Random(1), "grant", [GRANT], BLUNDERS["grant"])
    spoilt = [row for row in rows if row.faults]
    assert GRANT in rows
    assert len(rows) == 1 + len(BLUNDERS["grant"])
    assert Counter(row.values["grant_id"] for row in rows).most_common(1)[0][1] == 1
    assert {row.faults for row in spoilt} == {("amount_jpy",), ("decided_on",), ("corporate_number",)}


def test_habits_change_what_is_typed_and_not_what_is_meant() -> None:
    rows = add_habits(Random(1), "grant", [GRANT] * 40, 40)
    typed = {slip: row for row in rows for slip in row.slips}
    assert {row.values["amount_jpy"] for row in rows} == {500_000}
    assert typed["number_with_unit"].typed == {"amount_jpy": "50万円"}
    assert typed["wide_number"].typed == {"amount_jpy": "５００，０００"}
    assert typed["era_date"].typed == {"decided_on": "令和6年6月15日"}
    assert not any(row.faults for row in rows)


@pytest.mark.parametrize(
    ("habit", "text"),
    [
        ("iso", "2019-05-01"),
        ("slash", "2019/5/1"),
        ("kanji", "2019年5月1日"),
        ("era", "令和元年5月1日"),
        ("era_letter", "R元.5.1"),
        ("wide", "２０１９／０５／０１"),
    ],
)
def test_dates_are_typed_in_six_ways(habit: str, text: str) -> None:
    assert type_date(date(2019, 5, 1), habit) == text


def test_a_typed_cell_stands_instead_of_the_value() -> None:
    row = GRANT.mistype("written_amount", fault=True, amount_jpy="三十万円")
    cells = type_row(row, current_contract("grant").fields, Style())
    assert cells["amount_jpy"] == "三十万円"
    assert cells["prefecture_code"] == "石川県"
    assert cells["consent_aggregate"] == "○"
    assert cells["municipality"] == ""


def test_every_confidence_marker_and_formula_is_in_the_inbox(inbox_text: str) -> None:
    wanted = [*UNAPPROVED_MARKERS, *FORMULAS, *(sentence for sentence, _ in CONFIDENCES)]
    flat = inbox_text.replace("\\n", "\n")
    assert not [text for text in wanted if text not in flat]


def test_personal_values_are_where_people_put_them(inbox_text: str) -> None:
    told = [value for _, values in CONFIDENCES for value in values]
    # One number is named as it is written and as it reads after folding.
    assert [value for value in told if value not in inbox_text] == ["0990-00-5512"]
    for values in (CONTACT_EMAILS, CONTACT_PHONES, PRIVATE_STREETS):
        assert sum(1 for value in values if value in inbox_text) >= 20
        assert set(values) <= set(PERSONAL_VALUES)


def test_personal_values_are_distinct_and_long_enough_to_search_for() -> None:
    assert len(set(PERSONAL_VALUES)) == len(PERSONAL_VALUES)
    assert min(len(value) for value in PERSONAL_VALUES) >= 3
    assert len(set(UNAPPROVED_MARKERS)) == 12


def test_a_corrected_record_declares_its_day_in_both_files(files: list[SampleFile]) -> None:
    days: dict[tuple[str, str], list[date | None]] = {}
    for file in files:
        for row in file.rows:
            key = "voice_id" if file.kind == "voice" else "grant_id"
            if file.kind in ("voice", "grant") and not row.faults:
                record = f"{file.member_id}/{row.values[key]}"
                day = row.values.get("updated_on")
                assert day is None or isinstance(day, date)
                days.setdefault((file.kind, record), []).append(day)
    twice = [sent for sent in days.values() if len(sent) > 1]
    assert len(twice) >= 40
    assert all(None not in sent and len(set(sent)) == len(sent) for sent in twice)


def test_no_withdrawn_voice_is_cited_by_a_proposal(files: list[SampleFile]) -> None:
    withdrawn = {
        f"{file.member_id}/{row.values['voice_id']}"
        for file in files
        if file.kind == "voice"
        for row in file.rows
        if "withdrawal" in row.slips
    }
    cited = {
        source if "/" in source else f"{file.member_id}/{source}"
        for file in files
        if file.kind == "proposal"
        for row in file.rows
        for source in _as_tuple(row.values["source_voices"])
    }
    assert len(withdrawn) >= 15
    assert not withdrawn & cited


def _as_tuple(value: object) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def test_files_are_named_as_people_name_them(written: SubmissionSummary) -> None:
    names = [Path(file.name) for file in written.files]
    assert {name.suffix for name in names} == {".xlsx", ".csv", ".json", ".jsonl", ".txt"}
    assert any(" (1)" in name.stem for name in names)
