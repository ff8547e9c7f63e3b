"""The live folder: the public tables as they stand, provisional, without a person."""

from collections.abc import Iterator

import dagster as dg

from pipelines.automation import WHEN_CONTENT_CHANGES
from pipelines.dbt import read_lineage
from pipelines.metadata import Measure
from pipelines.resources import WarehouseResource
from warehouse.dictionary import Dictionary
from warehouse.live import publish_live
from warehouse.table_states import find_behind


def build_live_asset(dictionary: Dictionary) -> dg.AssetsDefinition:
    """Return the asset that shows the public tables in `public/live/`."""
    lineage = read_lineage()
    shown = [dataset.name for dataset in dictionary if dataset.name in lineage.live]

    @dg.asset(
        key="live",
        deps=[*(dg.AssetKey(["public", name]) for name in shown), dg.AssetKey("release")],
        group_name="release",
        output_required=False,
        automation_condition=WHEN_CONTENT_CHANGES,
        description="The files of a release, provisional: they follow every new byte that passes the checks.",
        kinds={"parquet", "csv"},
    )
    def live(
        context: dg.AssetExecutionContext, warehouse: WarehouseResource
    ) -> Iterator[dg.MaterializeResult]:
        if not warehouse.follows_today:
            context.log.info("The tables speak for a day of the past: the live folder stays as it is.")
            return
        inputs = warehouse.read_inputs()
        if behind := find_behind(warehouse.home, read_lineage(), inputs) & read_lineage().live:
            context.log.info(
                f"{len(behind)} tables are behind and have a run of their own to come; live stays."
            )
            return
        measure = Measure()
        shown = publish_live(warehouse.home, dictionary, read_lineage(), inputs)
        yield dg.MaterializeResult(
            metadata=measure.describe(
                rows=sum(shown.rows.values()),
                size=shown.bytes,
                path=dg.MetadataValue.path(str(shown.path)),
                tables_written=len(shown.written),
                written=dg.MetadataValue.json(sorted(shown.written)),
            )
        )

    return live
