"""Members' submissions: the inbox is answered, and what dbt reads of it is written."""

from collections.abc import Iterator

import dagster as dg

from ingest.submissions.contracts import KINDS, current_contract
from pipelines.automation import WHEN_BYTES_ARRIVE
from pipelines.metadata import Measure
from pipelines.resources import WarehouseResource
from warehouse.inputs import SUBMISSIONS
from warehouse.submissions import prepare_submissions, receive_inbox

INBOX = dg.AssetKey(["landing", "submissions"])
DESCRIPTIONS = {
    **{f"submission_{kind}": f"{current_contract(kind).title_ja} — records members sent." for kind in KINDS},
    "submission_members": "The members, as declared in members.yml.",
    "voice_approvals": "Voices a person has approved for quotation.",
    "link_decisions": "Links between names and organisations that a person has decided.",
}


def build_inbox_asset() -> dg.AssetsDefinition:
    """Return the asset that answers every file in the inbox with a receipt."""

    @dg.asset(
        key=INBOX,
        group_name="landing",
        description="What members sent: bytes as received, and a receipt for each file.",
        kinds={"file"},
    )
    def take_submissions(
        context: dg.AssetExecutionContext, warehouse: WarehouseResource
    ) -> dg.MaterializeResult:
        measure, intake = Measure(), receive_inbox(warehouse.home)
        if intake.findings:  # they name members and their files: no log and no metadata does
            context.log.warning(f"{len(intake.findings)} findings in the inbox: see `tsunagu status`.")
        accepted = sum(receipt.rows_accepted for receipt in intake.receipts)
        return dg.MaterializeResult(
            metadata=measure.describe(
                rows=accepted,
                files=len(intake.receipts),
                rows_sent=sum(receipt.rows_sent for receipt in intake.receipts),
                rows_accepted=accepted,
                rows_quarantined=sum(receipt.rows_quarantined for receipt in intake.receipts),
                findings=len(intake.findings),
            )
        )

    return take_submissions


def build_record_assets() -> dg.AssetsDefinition:
    """Return the assets that dbt reads: the records of each kind, the members, the decisions."""
    specs = [
        dg.AssetSpec(
            ["bronze", name],
            deps=[INBOX],
            group_name="bronze",
            description=text,
            kinds={"parquet"},
            automation_condition=WHEN_BYTES_ARRIVE,
        )
        for name, text in DESCRIPTIONS.items()
    ]

    @dg.multi_asset(name="write_records", specs=specs, can_subset=True)
    def write_records(
        context: dg.AssetExecutionContext, warehouse: WarehouseResource
    ) -> Iterator[dg.MaterializeResult]:
        measure, rows = Measure(), prepare_submissions(warehouse.home)
        version = dg.DataVersion(warehouse.read_inputs().content_of(SUBMISSIONS)[:16])
        for key in sorted(context.selected_asset_keys):
            name = key.path[-1]
            size = sum(path.stat().st_size for path in (warehouse.home.bronze / name).glob("[!.]*.parquet"))
            measured = measure.describe(rows=rows[name], size=size)
            yield dg.MaterializeResult(asset_key=key, data_version=version, metadata=measured)

    return write_records
