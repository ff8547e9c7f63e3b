"""What somebody asked not to show is in no public table, and every count of the registers stays as it was."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from tests.dbt.bronze_of_members import Sent
from tests.dbt.network_scenario import Organization, digest, tell_story
from tests.dbt.warehouse_of_files import DATASETS, PROJECT, Tables

pytestmark = pytest.mark.xdist_group("dbt_sample")
AS_OF = "2026-04-10"
#: Counts of the registers; those of members' records depend on what members send.
REGISTER_COUNTS = ("stat_stock", "stat_flow", "stat_rate")
UNIQUE = (
    "o.address in (select address from organizations group by address having count(*) = 1) and"
    " o.name in (select name from organizations group by name having count(*) = 1) and length(o.name) > 12"
)


@dataclass(frozen=True)
class Hidden:
    """Organisations of the sample country of which something is withheld, by what is."""

    everything: Organization
    name: Organization
    address: Organization
    municipality: str
    numberless: str
    merged_into: str


def ask(tables: Tables, question: str) -> Any:
    """Return the single value a question has for an answer."""
    ((value,),) = tables.query(question)
    return value


def choose(tables: Tables, condition: str, taken: Iterable[Organization] = ()) -> Organization:
    """Return the first organisation, with a name and an address of its own, for which a condition holds."""
    numbers = [organization.corporate_number for organization in taken]
    rows = tables.query(
        "select o.corporate_number, o.name, o.prefecture_code, m.name from organizations as o"
        f" inner join municipalities as m using (municipality_code) where {UNIQUE} and ({condition})"
        f" and o.corporate_number not in (select unnest({numbers}::varchar[])) order by 1 limit 1"
    )
    return Organization(*rows[0])


def changed(column: str) -> str:
    """Return the condition that an organisation has had two values of a column."""
    return (
        "o.org_id in (select org_id from organization_history"
        f" group by org_id having count(distinct {column}) > 1)"
    )


@pytest.fixture(scope="module")
def hidden(sample_tables: Tables) -> Hidden:
    npo = "o.legal_form = 'npo' and o.status = 'active' and not o.is_excluded_from_search"
    everything = choose(sample_tables, f"{npo} and {changed('address')} and 'npo_portal' = any(o.sources)")
    name = choose(sample_tables, f"{npo} and {changed('name')}", [everything])
    address = choose(sample_tables, f"{npo} and {changed('address')}", [everything, name])
    municipality = choose(sample_tables, npo, [everything, name, address])
    return Hidden(
        everything,
        name,
        address,
        f"JP-JCN-{municipality.corporate_number}",
        ask(
            sample_tables,
            "select min(org_id) from organizations where org_id like 'JP-CAO-%' and address != ''",
        ),
        ask(
            sample_tables,
            "select min(successor_org_id) from organizations where successor_org_id is not null",
        ),
    )


def write_requests(sent: Sent, hidden: Hidden) -> None:
    """Ask for something to be withheld, once in every way there is."""
    whole, part = ["record"], "JP-JCN-"
    asked: list[tuple[str | None, str | None, str | None, list[str]]] = [
        (part + hidden.everything.corporate_number, None, None, whole),
        (part + hidden.name.corporate_number, None, None, ["name"]),
        (part + hidden.address.corporate_number, None, None, ["address"]),
        (hidden.municipality, None, None, ["municipality"]),
        (hidden.numberless, None, None, ["address"]),
        (hidden.merged_into, None, None, whole),
        (None, "grants", "centre/G03", whole),
        (None, "programmes", "centre/F01", ["summary", "website"]),
    ]
    for number, (org_id, dataset, key, withheld) in enumerate(asked):
        sent.add_other(
            "suppressions",
            request_id=f"s-{number}", org_id=org_id, dataset=dataset, record_key=key, withheld=withheld,
            reason="safety", requested_on=date(2026, 4, 1), until=None,
        )  # fmt: skip
    sent.add_other(
        "suppressions",
        request_id="over", org_id=None, dataset="programmes", record_key="centre/E01", withheld=whole,
        reason="other", requested_on=date(2025, 4, 1), until=date(2026, 4, 9),
    )  # fmt: skip


def mention(sent: Sent, hidden: Hidden) -> None:
    """Let members name the organisations that are to be withheld, by number, by name and in their texts."""
    place = {"prefecture_code": hidden.name.prefecture_code, "municipality": hidden.name.municipality}
    common = {"programme_id": "centre/L01", "sector": "npo"}
    sent.add("collaboration", role="adviser", organization_name=hidden.everything.name, **common, **{
        "prefecture_code": hidden.everything.prefecture_code, "municipality": hidden.everything.municipality,
    })  # fmt: skip
    sent.add("collaboration", role="partner", organization_name=hidden.name.name, **common, **place)
    # the same name somewhere else, where no register has it
    sent.add(
        "collaboration", role="funder", organization_name=hidden.name.name, prefecture_code="47", **common
    )
    lead = {"lead_organization_name": hidden.name.name, "lead_sector": "npo"}
    lead |= {f"lead_{column}": value for column, value in place.items()}
    about = {"programme_kind": "lab", "starts_on": date(2025, 4, 1), "issues": ["climate"], "regions": ["04"]}
    sent.add("programme", programme_id="W01", title="名前のない主催", **about, **lead)
    other = {"lead_organization_name": "みやぎ支援センター", "lead_prefecture_code": "04"}
    other |= {"lead_municipality": "仙台市", "lead_sector": "support_centre"}
    sent.add("programme", programme_id="W02", title=f"{hidden.everything.name}と歩む", **about, **other)
    for number, quote in enumerate((f"{hidden.everything.name}に助けられた", "だれかに助けられた")):
        sent.add(
            "voice", voice_id=f"w{number}", text=quote, heard_on=date(2025, 5, 20), raised_by="family",
            prefecture_code="04", main_issue="isolation", is_sensitive=False, screening_flags=[],
        )  # fmt: skip
        sent.add_other(
            "voice_approvals", voice_id=f"centre/w{number}", text_sha256=digest(quote), quote=None,
            quote_flags=[], flags_accepted=[], approved_on=date(2026, 4, 2),
        )  # fmt: skip


@pytest.fixture(scope="module")
def withheld(sample_tables: Tables, hidden: Hidden, tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """The tables of the sample country and of a network in it, with requests; every dbt test is run."""
    folder = tmp_path_factory.mktemp("withheld")
    shutil.copytree(sample_tables.bronze, folder / "bronze")
    sent = tell_story(hidden.everything, hidden.address)
    mention(sent, hidden)
    write_requests(sent, hidden)
    tables = Tables(folder, sent.write(folder / "bronze"))
    tables.build(unit_tests=False, as_of=AS_OF)
    return tables


@pytest.fixture(scope="module")
def public(withheld: Tables) -> dict[str, str]:
    """Everything the public tables show, as text, but for the counts that name nobody."""
    return {name: write_out(table) for name, table in withheld.read_public().items()}


def write_out(table: pa.Table) -> str:
    """Return a table as text, one value a line."""
    return "\n".join(str(value) for column in table.to_pydict().values() for value in column)


def list_words(tables: Tables, org_id: str, columns: Iterable[str]) -> set[str]:
    """Return what the registers say of an organisation in some columns, now and in every earlier version."""
    found: set[str] = set()
    for table in ("organizations", "organization_history"):
        for column in columns:
            rows = tables.query(f"select distinct {column} from {table} where org_id = '{org_id}'")
            found |= {value for (value,) in rows if value}
    return found


def find(public: dict[str, str], words: Iterable[str]) -> list[tuple[str, str]]:
    """Return each table and word that it shows."""
    return [(table, word) for word in words for table, text in public.items() if word in text]


def test_nothing_of_an_organisation_that_is_withheld_whole_is_in_any_table(
    sample_tables: Tables, public: dict[str, str], hidden: Hidden
) -> None:
    number = hidden.everything.corporate_number
    words = list_words(sample_tables, f"JP-JCN-{number}", ["name", "kana", "address"])

    assert len(words) >= 4, "the organisation has not moved"
    assert find(public, {number, *words}) == []


def test_a_name_that_is_withheld_is_in_no_table_whoever_wrote_it(
    sample_tables: Tables, public: dict[str, str], hidden: Hidden
) -> None:
    org_id = f"JP-JCN-{hidden.name.corporate_number}"
    words = list_words(sample_tables, org_id, ["name", "kana"])

    assert len(words) >= 3, "the organisation was not renamed"
    assert find(public, words) == []
    assert org_id in public["organizations"]


def test_an_address_that_is_withheld_is_in_no_version_and_no_event(
    sample_tables: Tables, withheld: Tables, public: dict[str, str], hidden: Hidden
) -> None:
    org_id = f"JP-JCN-{hidden.address.corporate_number}"
    words = list_words(sample_tables, org_id, ["address"])

    assert len(words) >= 2, "the organisation has not moved"
    assert find(public, words) == []
    assert withheld.query(f"select name, post_code from organizations where org_id = '{org_id}'") == [
        (hidden.address.name, None)
    ]
    assert ask(withheld, f"select count(*) from organization_events where org_id = '{org_id}'") > 0


def test_an_organisation_without_number_can_be_withheld(withheld: Tables, hidden: Hidden) -> None:
    assert withheld.query(
        f"select address, post_code from organizations where org_id = '{hidden.numberless}'"
    ) == [(None, None)]


def test_with_the_municipality_goes_everything_that_tells_it(withheld: Tables, hidden: Hidden) -> None:
    assert withheld.query(
        "select municipality_code, municipality_code_6, address, post_code, jurisdiction_code"
        f" from organizations where org_id = '{hidden.municipality}'"
    ) == [(None, None, None, None, None)]


def test_who_was_merged_into_an_organisation_that_is_withheld_does_not_name_it(
    sample_tables: Tables, withheld: Tables, hidden: Hidden
) -> None:
    taken_over = ask(
        sample_tables,
        f"select min(org_id) from organizations where successor_org_id = '{hidden.merged_into}'",
    )

    assert withheld.query(
        f"select status, successor_org_id from organizations where org_id = '{taken_over}'"
    ) == [("merged", None)]


@pytest.mark.parametrize("table", REGISTER_COUNTS)
def test_what_is_withheld_is_still_counted(sample_tables: Tables, withheld: Tables, table: str) -> None:
    assert withheld.read_public()[table].equals(sample_tables.read_public()[table])


def test_a_record_of_a_member_that_is_withheld_leaves_every_table(public: dict[str, str]) -> None:
    assert find(public, ["centre/G03"]) == []
    assert find(public, ["centre/G01"]) == [], "it went to an organisation that is withheld"


def test_a_record_stays_when_some_of_its_columns_are_withheld(withheld: Tables) -> None:
    assert withheld.query("select summary, website from programmes where programme_id = 'centre/F01'") == [
        (None, None)
    ]


def test_a_programme_stays_when_its_lead_is_withheld(withheld: Tables) -> None:
    assert withheld.query("select columns('lead_.*') from programmes where programme_id = 'centre/W01'") == [
        (None,) * 7
    ]


def test_a_record_whose_words_hold_what_is_withheld_is_not_shown(withheld: Tables) -> None:
    assert withheld.query("select count(*) from programmes where programme_id = 'centre/W02'") == [(0,)]
    assert withheld.query("select quote from voice_quotes where quote like '%助けられた'") == [
        ("だれかに助けられた",)
    ]


def test_a_request_that_has_run_out_withholds_nothing(withheld: Tables) -> None:
    assert ask(withheld, "select count(*) from programmes where programme_id = 'centre/E01'") == 1


def test_pairs_with_an_organisation_that_is_withheld_count_as_hidden(withheld: Tables) -> None:
    named = ask(
        withheld,
        "select named_pairs from stat_connections"
        " where issue = 'all' and sector_pair = 'all' and region_pair = 'all'",
    )
    shown = withheld.query(
        "select programme_id, participant_id from collaborations"
        " union select programme_id, lead_participant_id from programmes"
        " where lead_participant_id is not null"
    )
    pairs = {
        frozenset((one, other)) for at, one in shown for there, other in shown if at == there and one != other
    }
    assert named == len(pairs)


def test_what_is_told_of_requests_points_at_nobody(withheld: Tables) -> None:
    assert withheld.query("select withheld, reason, requests from suppressions order by 1, 2") == [
        ("address", "safety", 2),
        ("municipality", "safety", 1),
        ("name", "safety", 1),
        ("record", "safety", 3),
        ("summary", "safety", 1),
        ("website", "safety", 1),
    ]
    assert {column.name for column in DATASETS["suppressions"].columns} == {"withheld", "reason", "requests"}


def test_every_table_that_names_an_organisation_or_is_a_record_ends_with_what_may_be_shown() -> None:
    for dataset in DATASETS.values():
        names = [column.name for column in dataset.columns]
        path = next((PROJECT / "models" / "marts").rglob(f"{dataset.name}.sql"))
        must = any(re.fullmatch(r"(.*_)?(org|participant)_id", name) for name in names) or (
            dataset.kind == "connection" and len(dataset.primary_key) == 1
        )
        assert ("{{ published(" in path.read_text(encoding="utf-8")) == must, dataset.name
