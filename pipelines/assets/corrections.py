"""Corrections and suppression requests as assets: what persons wrote, and what stands where they look."""

from collections.abc import Iterator

import dagster as dg

from ingest.registries import REGISTERS
from pipelines.automation import WHEN_BYTES_ARRIVE
from pipelines.metadata import Measure
from pipelines.resources import WarehouseResource
from warehouse.corrections import CORRECTIONS, FINDINGS, SUPPRESSIONS, prepare_corrections
from warehouse.dictionary import Dictionary

DESCRIPTIONS = {
    CORRECTIONS: "Mistakes of publishers that persons have found, as written in corrections/.",
    SUPPRESSIONS: "What somebody asked us not to publish, as written in corrections/suppressions.yml.",
    FINDINGS: "What the publishers' files say where corrections look; the corrected rows lie beside.",
}


def build_correction_assets(dictionary: Dictionary) -> dg.AssetsDefinition:
    """Return the assets that dbt reads of corrections and requests."""
    searched = [dg.AssetKey(["bronze", name]) for name in (CORRECTIONS, *REGISTERS)]
    specs = [
        dg.AssetSpec(
            ["bronze", name],
            deps=searched if name == FINDINGS else [],
            group_name="bronze",
            description=text,
            kinds={"parquet"},
            automation_condition=WHEN_BYTES_ARRIVE,
        )
        for name, text in DESCRIPTIONS.items()
    ]

    @dg.multi_asset(name="write_corrections", specs=specs, can_subset=True)
    def write_corrections(
        context: dg.AssetExecutionContext, warehouse: WarehouseResource
    ) -> Iterator[dg.MaterializeResult]:
        measure = Measure()
        rows = prepare_corrections(warehouse.home, dictionary)
        inputs = warehouse.read_inputs()
        asked = [spec.key for spec in specs if spec.key in context.selected_asset_keys]
        for key in asked:
            name = key.path[-1]
            version = dg.DataVersion(inputs.content_of(name)[:16])
            measured = measure.describe(rows=rows[name])
            yield dg.MaterializeResult(asset_key=key, data_version=version, metadata=measured)

    return write_corrections
