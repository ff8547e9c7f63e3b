"""Accepted rows become records: what they are known by, what they say, and which of them counts."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

import polars as pl

from ingest.japanese.clock import JAPAN
from ingest.japanese.text import normalise_name
from ingest.submissions.columns import fold_texts, map_distinct
from ingest.submissions.contracts import CONTRACTS, Contract, bronze_schema, current_contract
from ingest.submissions.screening import screen_texts
from ingest.submissions.validate import RECORD, WITHDRAW
from ingest.submissions.vocabularies import SEEDS


@dataclass(frozen=True)
class Arrival:
    """Where the rows of a file come from.

    Attributes:
        member_id: who sent it.
        batch: sha256 of the file.
        received_at: when it was first received, in UTC.
    """

    member_id: str
    batch: str
    received_at: datetime

    @property
    def received_on(self) -> date:
        """The day of receipt in Japan."""
        return self.received_at.astimezone(JAPAN).date()


def make_records(
    values: pl.DataFrame, sheet: str, rows: pl.Series, contract: Contract, arrival: Arrival
) -> pl.DataFrame:
    """Return accepted rows with the bronze columns of their kind, in the order of the sheet.

    Rows of an older contract are upgraded; ``contract_version`` is the one they were sent in.
    """
    current = _upgrade(values, contract)
    kept = [field for field in current_contract(contract.kind).fields if field.is_kept]
    content = _clear_withdrawn(current.select(field.name for field in kept), contract)
    located = content.with_columns(
        pl.lit(arrival.member_id).alias("member_id"),
        pl.lit(arrival.batch).alias("batch"),
        pl.lit(arrival.received_at).cast(pl.Datetime("us", "UTC")).alias("received_at"),
        pl.lit(arrival.received_on).alias("received_on"),
        pl.lit(sheet).alias("sheet"),
        rows.alias("row"),
        pl.lit(contract.version, dtype=pl.Int32).alias("contract_version"),
        make_record_keys(current, contract, arrival.member_id).alias("record_key"),
        hash_contents(content).alias("content_hash"),
    )
    if contract.kind == "voice":
        flags = screen_texts(content["text"], by_dictionary=False)
        located = located.with_columns(flags.alias("screening_flags"))
    schema = bronze_schema(contract.kind)
    return located.select(pl.col(name).cast(dtype) for name, dtype in schema.items())


def date_records(records: pl.DataFrame, arrival: Arrival) -> pl.DataFrame:
    """Return records as received at another time than that by which they were judged."""
    return records.with_columns(
        pl.lit(arrival.received_at).cast(pl.Datetime("us", "UTC")).alias("received_at"),
        pl.lit(arrival.received_on).alias("received_on"),
    )


def _upgrade(values: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    while contract.upgrade is not None:
        values = contract.upgrade(values)
        contract = CONTRACTS[contract.kind, contract.version + 1]
    return values


def _clear_withdrawn(content: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """Take what a withdrawal need not say from its row: a withdrawn text is not stored once more."""
    kept = {"action", "updated_on", *current_contract(contract.kind).key_fields}
    withdrawn = pl.col("action") == WITHDRAW
    cleared = [
        pl.when(~withdrawn).then(pl.col(name)).otherwise(False if dtype == pl.Boolean else None).alias(name)
        for name, dtype in content.schema.items()
        if name not in kept
    ]
    return content.with_columns(cleared)


def make_record_keys(values: pl.DataFrame, contract: Contract, member_id: str) -> pl.Series:
    """Return what each record is known by, over all files of a member.

    It is the member's own id for the record. A profile is known by its organisation; a collaboration by
    member, programme, organisation and role. An organisation is its corporate number, else its name
    without legal form, prefecture and municipality.
    """
    keys = current_contract(contract.kind).key_fields
    own = [field.name for field in contract.fields if field.name in keys and field.own_id]
    if own:
        return values[own[0]]
    organization = _name_organizations(values)
    before = [pl.col("programme_id"), pl.lit("|")] if "programme_id" in keys else []
    after = [pl.lit("|"), pl.col("role")] if "role" in keys else []
    parts = [pl.lit(f"{member_id}/"), *before, organization, *after]
    return values.select(pl.concat_str(parts).alias("record_key"))["record_key"]


def _name_organizations(values: pl.DataFrame) -> pl.Series:
    names = map_distinct(values["organization_name"], normalise_name, pl.String())
    municipalities = fold_texts(values["municipality"]).str.replace_all(r"\s+", "").fill_null("")
    unnumbered = names + "|" + values["prefecture_code"] + "|" + municipalities
    numbers = values["corporate_number"]
    return numbers.zip_with(numbers.is_not_null(), unnumbered)


def hash_contents(content: pl.DataFrame) -> pl.Series:
    """Return the sha256 of what each record says, whatever file, row and version it came in."""
    texts = content.select(sorted(content.columns)).to_struct("content").struct.json_encode()
    return pl.Series([hashlib.sha256(text.encode()).hexdigest() for text in texts], dtype=pl.String)


def choose_current(records: pl.DataFrame) -> pl.DataFrame:
    """Return one row a record: of several in one file the later revision counts, a withdrawal in any case.

    Where every row of a record states ``updated_on``, later is the row updated later, then the one further
    down. Where one states none, days cannot be compared, and the row further down is later. Rows come in
    the order of the file and stay in it. The warehouse ranks revisions of several files in the same way.
    """
    all_dated = pl.col("updated_on").is_not_null().all().over("record_key")
    ranked = records.with_row_index("position").sort(
        pl.col("action") == WITHDRAW,
        pl.when(all_dated).then("updated_on"),
        "position",
        descending=True,
        nulls_last=True,
    )
    chosen = ranked.unique("record_key", keep="first", maintain_order=True)
    return chosen.sort("position").drop("position")


def count_identical(records: pl.DataFrame) -> int:
    """Return how many rows say what another row of the same record says."""
    return records.height - records.unique(["record_key", "content_hash"]).height


def count_permissions(records: pl.DataFrame, kind: str) -> dict[str, int]:
    """Return how many records their consents allow to be counted, named and quoted.

    The consents a use needs are those of the seed ``consent_uses``, by which the warehouse publishes.
    """
    uses = read_consent_uses()
    recorded = records.filter(pl.col("action") == RECORD)
    return {
        name: _count_use(recorded, uses, kind, words)
        for name, words in (
            ("may_count", ("count",)),
            ("may_name", ("name", "quote_named")),
            ("may_quote", ("quote",)),
        )
    }


def _count_use(
    recorded: pl.DataFrame, uses: Mapping[tuple[str, str], tuple[str, ...]], kind: str, words: tuple[str, ...]
) -> int:
    scopes = [uses[kind, word] for word in words if (kind, word) in uses]
    allowed = [pl.all_horizontal(f"consent_{scope}" for scope in needed) for needed in scopes]
    return recorded.filter(pl.any_horizontal(allowed)).height if allowed else 0


@cache
def read_consent_uses() -> Mapping[tuple[str, str], tuple[str, ...]]:
    """Return the consents that each use of a kind of record needs."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    with (SEEDS / "consent_uses.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            use = row["kind"], row["use"]
            found[use] = (*found.get(use, ()), row["scope"])
    return found
