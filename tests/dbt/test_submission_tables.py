"""The public tables made from what members send: what they show, and what they never show."""

from __future__ import annotations

import re
import shutil
from typing import Any

import pytest

from tests.dbt.network_scenario import QUOTED, REDACTED, TITLE, Organization, tell_story
from tests.dbt.warehouse_of_files import DATASETS, PROJECT, Tables
from warehouse.inputs import REPOSITORY

pytestmark = pytest.mark.xdist_group("dbt_sample")
AS_OF = "2026-04-10"
CONNECTIONS = sorted(name for name, dataset in DATASETS.items() if "member_submissions" in dataset.sources)
#: Words of the story that stand in records which may not be named, or in places that are never published.
NEVER_SHOWN = (
    "名前を出さない", "こっそり会", "隠れた事業の会", "秘密の住所", "同意のない声", "声0", "四つの声",
    "七つの声", "田中さん", "まだ承認されていない", "引用の同意なし", "直す前の声", "電話つき", "青葉区",
)  # fmt: skip


@pytest.fixture(scope="module")
def organizations(sample_tables: Tables) -> tuple[Organization, Organization]:
    """Return two organisations of the sample country whose names nobody else bears."""
    rows = sample_tables.query(
        "select o.corporate_number, min(o.name), min(o.prefecture_code), min(m.name)"
        " from organizations as o inner join municipalities as m using (municipality_code)"
        " where o.legal_form = 'npo' and o.status = 'active' and o.corporate_number is not null"
        " and not o.is_excluded_from_search and length(o.name) > 14"
        " and o.name in (select name from organizations group by name having count(*) = 1)"
        " and o.org_id not in (select org_id from organization_history group by org_id having count(*) > 1)"
        " group by o.corporate_number order by 1 limit 2"
    )
    one, other = (Organization(*row) for row in rows)
    return one, other


@pytest.fixture(scope="module")
def network(
    sample_tables: Tables,
    organizations: tuple[Organization, Organization],
    tmp_path_factory: pytest.TempPathFactory,
) -> Tables:
    """The tables of the sample country and of a small network in it, with every dbt test run on them."""
    folder = tmp_path_factory.mktemp("network")
    shutil.copytree(sample_tables.bronze, folder / "bronze")
    tables = Tables(folder, tell_story(*organizations).write(folder / "bronze"))
    tables.build(unit_tests=False, as_of=AS_OF)
    return tables


def ask(tables: Tables, question: str) -> Any:
    """Return the single value a question has for an answer."""
    ((value,),) = tables.query(question)
    return value


def test_without_submissions_every_table_is_there_and_empty(sample_tables: Tables) -> None:
    filled = {"identifier_links", "issues", "vocabularies"}
    rows = {name: ask(sample_tables, f"select count(*) from {name}") for name in CONNECTIONS}

    assert {name for name, count in rows.items() if count} == filled


def test_only_programmes_that_may_be_named_are_public(network: Tables) -> None:
    assert ask(network, "select list(programme_id order by programme_id) from programmes") == [
        "centre/E01", "centre/F01", "centre/L01",
    ]  # fmt: skip


def test_a_collaboration_needs_a_public_programme_and_its_own_consent(network: Tables) -> None:
    assert ask(network, "select list(distinct programme_id) from collaborations") == ["centre/L01"]
    assert ask(network, "select count(*) from collaborations") == 3


def test_an_organisation_named_by_its_number_is_that_of_the_register(
    network: Tables, organizations: tuple[Organization, Organization]
) -> None:
    org_id = f"JP-JCN-{organizations[0].corporate_number}"

    assert network.query(
        "select distinct participant_id, org_id from collaborations where role = 'partner'"
    ) == [(org_id, org_id)]


def test_an_organisation_named_without_number_is_found_in_the_register(
    network: Tables, organizations: tuple[Organization, Organization]
) -> None:
    org_id = f"JP-JCN-{organizations[1].corporate_number}"

    assert network.query("select participant_id, org_id from collaborations where role = 'adviser'") == [
        (org_id, org_id)
    ]
    assert network.query(
        "select org_id, rule, name_as_listed from identifier_links where source = 'member_submissions'"
    ) == [(org_id, "exact_name_and_municipality", organizations[1].name)]


def test_a_company_without_number_is_linked_to_nobody(network: Tables) -> None:
    ((participant, org_id),) = network.query(
        "select participant_id, org_id from collaborations where role = 'funder'"
    )
    assert re.fullmatch("TSN-[0-9a-f]{16}", participant)
    assert org_id is None


def test_an_unlinked_organisation_is_one_participant_in_every_table(network: Tables) -> None:
    assert ask(
        network,
        "select count(distinct id) from (select lead_participant_id as id from programmes"
        " union all select participant_id from support_centres)",
    ) == 1  # fmt: skip


def test_a_municipality_written_with_its_prefecture_is_found(network: Tables) -> None:
    assert ask(network, "select distinct lead_municipality_code from programmes") == "04100"


def test_a_ward_without_its_city_is_found_where_only_one_has_that_name(network: Tables) -> None:
    assert (
        ask(network, "select municipality_code from programme_events where event_id = 'centre/V01'")
        == "04101"
    )


@pytest.mark.parametrize(
    ("event", "participants", "status", "sectors"),
    [("V01", 14, None, ["npo"]), ("V02", None, "c", []), ("V03", None, "x", [])],
)
def test_participants_of_a_small_gathering_are_withheld(
    network: Tables, event: str, participants: int | None, status: str | None, sectors: list[str]
) -> None:
    assert network.query(
        "select participants, participants_status, sectors from programme_events"
        f" where event_id = 'centre/{event}'"
    ) == [(participants, status, sectors)]


def test_a_proposal_counts_its_voices_in_full_tens_only(network: Tables) -> None:
    assert network.query(
        "select proposal_id, source_voices, source_voices_status from proposals order by 1"
    ) == [("centre/P01", 10, None), ("centre/P02", None, "c")]


def test_a_proposal_names_public_events_and_programmes_only(network: Tables) -> None:
    assert network.query(
        "select source_events, resulting_programmes from proposals where proposal_id = 'centre/P01'"
    ) == [(["centre/V01"], ["centre/L01"])]


def test_a_support_centre_that_may_not_be_named_is_not_listed(network: Tables) -> None:
    assert network.query("select name, municipality_code, is_own_word from support_centres") == [
        ("みやぎ支援センター", "04100", True)
    ]


def test_only_approved_words_with_consent_are_quoted(network: Tables) -> None:
    quotes = {quote for (quote,) in network.query("select quote from voice_quotes")}

    assert quotes == {QUOTED, REDACTED, "団体名つき", "住所つき"}


def test_a_member_is_named_beside_a_quotation_only_where_it_may_be(network: Tables) -> None:
    assert network.query("select quote, member_name from voice_quotes where member_name is not null") == [
        ("団体名つき", "みやぎ支援センター")
    ]


def test_a_quotation_gives_no_day_municipality_or_number_of_the_voice() -> None:
    columns = {column.name for column in DATASETS["voice_quotes"].columns}

    assert not columns & {"heard_on", "municipality_code", "voice_id", "member_id", "event_id", "approved_on"}


def test_nothing_without_consent_stands_in_any_public_table(network: Tables) -> None:
    public = network.read_public()
    shown = {name: repr(public[name].to_pydict()) for name in CONNECTIONS}

    assert TITLE in shown["programmes"]
    assert [(name, word) for name, text in shown.items() for word in NEVER_SHOWN if word in text] == []


def test_no_public_table_has_a_number_of_a_voice(network: Tables) -> None:
    numbers = re.compile(r"centre/[iodcq][0-9]")

    assert [n for n, table in network.read_public().items() if numbers.search(repr(table.to_pydict()))] == []


def test_published_counts_of_voices_are_true_and_small_ones_are_withheld(network: Tables) -> None:
    rows = network.query(
        "select issue, geography_code, value, value_status from stat_voices"
        " where geography_kind = 'prefecture' and period_kind = 'all' and issue != 'all'"
    )
    counted = dict(
        ((issue, area), count)
        for issue, area, count in network.query(
            "select issue, prefecture_code, count(*) from int_voices_count group by all"
        )
    )
    published = {(issue, area): value for issue, area, value, status in rows if status is None}

    assert published
    assert published == {key: counted[key] for key in published}
    assert {("older_people", "04"), ("domestic_violence", "27")} <= counted.keys() - published.keys()


def test_pairs_that_are_shown_are_counted_even_where_the_count_is_withheld(network: Tables) -> None:
    assert ask(
        network,
        "select named_pairs from stat_connections"
        " where issue = 'all' and sector_pair = 'all' and region_pair = 'all'",
    ) == 6  # fmt: skip


def test_bridges_are_measured_on_participations_that_may_be_named(network: Tables) -> None:
    assert network.query("select count(*), max(partners) from bridging_organizations") == [(4, 3)]


def read_documented_question() -> str:
    """Return the query that docs/researchers.md prints for the chain."""
    text = (REPOSITORY / "docs" / "researchers.md").read_text(encoding="utf-8")
    (query,) = re.findall(
        r"^```sql\n-- duckdb: what became of the voices.*?^```", text, re.DOTALL | re.MULTILINE
    )
    return re.sub(
        r"'var/public/latest/parquet/(\w+)\.parquet'", r"\1", query.removeprefix("```sql").rstrip("`")
    )


def test_one_question_tells_what_became_of_the_voices_of_a_region_about_an_issue(network: Tables) -> None:
    answer = network.query(read_documented_question())

    assert [(step, kind, id_) for step, kind, id_, *_ in answer][:4] == [
        (1, "event", "centre/V01"),
        (1, "proposal", "centre/P01"),
        (2, "programme", "centre/F01"),
        (2, "proposal", "centre/P01"),
    ]
    assert [(kind, id_) for step, kind, id_, *_ in answer if step == 3] == [("programme", "centre/L01")]
    assert [kind for step, kind, *_ in answer if step == 4] == ["collaboration"] * 3 + ["grant"] * 2


def test_the_programme_of_a_gathering_leads_to_its_grants_for_the_issue(network: Tables) -> None:
    assert ask(
        network,
        "select list(distinct (issue, to_id)) from connection_chain"
        " where from_id = 'centre/F01' and to_kind = 'grant'",
    ) == [("isolation", "centre/G02")]  # fmt: skip


def test_a_status_of_the_chain_names_its_list_of_words(network: Tables) -> None:
    assert (
        ask(
            network,
            "select count(*) from connection_chain as chain left join vocabularies as words"
            " on chain.to_status = words.code and chain.to_status_vocabulary = words.vocabulary"
            " where coalesce(chain.to_status, chain.to_status_vocabulary) is not null and words.code is null",
        )
        == 0
    )


def test_a_link_to_a_gathering_needs_a_published_count_of_its_quarter(network: Tables) -> None:
    links = network.query(
        "select issue, prefecture_code from connection_chain where from_kind = 'voices' and to_kind = 'event'"
    )
    published = network.query(
        "select issue, geography_code from stat_voices where period = '2025-Q2' and value is not null"
    )
    assert links
    assert set(links) <= set(published)


def test_a_link_of_few_voices_is_not_shown(network: Tables) -> None:
    assert ask(network, "select count(*) from connection_chain where issue = 'older_people'") == 0


@pytest.mark.parametrize(
    ("issue", "area", "expected"),
    [
        ("depopulation", "13", True),
        ("employment", "13", True),  # a programme is there that may not be named: nothing may say so
        ("isolation", "04", False),
        ("domestic_violence", "27", None),
    ],
)
def test_a_blank_spot_has_voices_and_nobody_at_work(
    network: Tables, issue: str, area: str, expected: bool | None
) -> None:
    assert ask(
        network,
        f"select is_blank_spot from stat_blank_spots where issue = '{issue}' and geography_code = '{area}'",
    ) is expected  # fmt: skip


def test_a_programme_that_has_ended_is_not_at_work(network: Tables) -> None:
    assert ask(
        network,
        "select sum(programmes_active) from stat_blank_spots where issue = 'climate'",
    ) == 0  # fmt: skip


def test_every_area_of_a_programme_has_words(network: Tables) -> None:
    assert network.query("select name_ja from vocabularies where vocabulary = 'areas' and code = '00'") == [
        ("全国",)
    ]


def test_members_with_a_public_record_are_named(network: Tables) -> None:
    assert network.query("select * from members") == [
        ("centre", "みやぎ支援センター", "support_centre", "04")
    ]


def test_numbers_that_nobody_sent_are_listed_for_the_data_team(network: Tables) -> None:
    assert network.query("select * from int_references_missing_list") == [
        ("centre", "proposal", "centre/P01", "source_events", "centre/none")
    ]


def test_what_arrives_after_the_day_does_not_count(network: Tables) -> None:
    network.run(as_of="2026-03-31")
    try:
        assert ask(network, "select count(*) from programmes") == 0
    finally:
        network.run(as_of=AS_OF)


def test_consents_are_read_in_one_place_only() -> None:
    reading = {
        path.name
        for folder in ("models", "macros", "tests")
        for path in (PROJECT / folder).rglob("*")
        if path.suffix in {".sql", ".py"}
        and re.search(r"\bconsent_(?:aggregate|quote)|\bscopes\b", path.read_text(encoding="utf-8"))
    }
    assert reading == {
        "submissions.sql",
        "int_submission_revisions_rank.sql",
        "int_submission_records_permit.sql",
    }


def test_every_model_that_reads_what_members_sent_asks_what_is_permitted() -> None:
    models = PROJECT / "models"
    reading = {
        path.stem: path.read_text(encoding="utf-8")
        for path in models.rglob("*.sql")
        if re.search(r"ref\('stg_submission__(?!members)", path.read_text(encoding="utf-8"))
    }
    # these rank, place and hold back; none of them passes a word on
    free = {
        "int_submission_revisions_rank",
        "int_submission_places_locate",
        "int_submission_records_withhold",
    }

    assert len(reading) > 8
    assert {name for name, sql in reading.items() if "permitted.may_" not in sql} == free
