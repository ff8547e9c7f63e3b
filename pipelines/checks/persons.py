"""Blocking asset checks that protect persons: withheld counts stay withheld, quotes name nobody."""

from collections.abc import Iterator, Sequence

import dagster as dg

from pipelines.checks.report import keep_asked
from pipelines.resources import WarehouseResource
from warehouse.database import connect_read_only
from warehouse.ledger import PROTECTED_TABLES, attack_tables
from warehouse.quality.quotes import judge_quotes


def build_person_checks() -> dg.AssetChecksDefinition:
    """Return one check a protected table, and one on the quotes, in one step."""
    attacks = {
        table: dg.AssetCheckSpec(
            "attack",
            asset=dg.AssetKey(["public", table]),
            blocking=True,
            description="No withheld number can be worked out from all that is and was published, "
            "nor be narrowed to a range below its threshold.",
        )
        for table in PROTECTED_TABLES
    }
    quotes = dg.AssetCheckSpec(
        "no_personal_data",
        asset=dg.AssetKey(["public", "voice_quotes"]),
        blocking=True,
        description="By today's screening no quote holds personal data that nobody has accepted.",
    )

    @dg.multi_asset_check(name="check_persons", specs=[*attacks.values(), quotes], can_subset=True)
    def check(
        context: dg.AssetCheckExecutionContext, warehouse: WarehouseResource
    ) -> Iterator[dg.AssetCheckResult]:
        asked = context.selected_asset_check_keys
        with connect_read_only(warehouse.home) as connection:
            if any(spec.key in asked for spec in attacks.values()):
                found = attack_tables(connection, warehouse.home)
                yield from keep_asked(context, (_report(attacks[table], found[table]) for table in found))
            if quotes.key in asked:
                yield _report(quotes, judge_quotes(warehouse.home, connection))

    return check


def _report(spec: dg.AssetCheckSpec, broken: Sequence[str]) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        asset_key=spec.asset_key,
        check_name=spec.name,
        passed=not broken,
        description="; ".join(broken) or None,
        metadata={"broken": list(broken)},
    )
