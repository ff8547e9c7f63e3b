"""Two assets a register: its raw bytes (landing) and its typed rows (bronze, a partition a daily file)."""

from typing import Any

import dagster as dg
import polars as pl

from ingest.acquire import acquire
from ingest.bronze import build_partitions, choose_versions, drop_strays, name_partition
from ingest.register import Register
from ingest.reports import FileReport
from pipelines.automation import WHEN_BYTES_ARRIVE, declare_freshness
from pipelines.metadata import Measure
from pipelines.resources import WarehouseResource
from warehouse.sources import record_acquisition

SAMPLE_ROWS = 5
SAMPLE_WIDTH = 40
PERSONAL_FREE_TEXT = {"address", "street_number", "branch_addresses", "supervision_text", "dissolution_text"}


def name_partitions(register: Register) -> dg.DynamicPartitionsDefinition | None:
    """Return the partitions of a register with daily files: one a file; None for any other."""
    if register.cadence != "business_daily":
        return None
    return dg.DynamicPartitionsDefinition(name=f"{register.name}_files")


def build_landing_asset(register: Register) -> dg.AssetsDefinition:
    """Return the asset that brings a register's raw bytes up to date."""

    @dg.asset(
        key=["landing", register.name],
        group_name="landing",
        description=f"{register.title_ja} — raw bytes as published by {register.publisher_en}.",
        kinds={"file"},
        freshness_policy=declare_freshness(register),
    )
    def land(context: dg.AssetExecutionContext, warehouse: WarehouseResource) -> dg.MaterializeResult:
        measure, store = Measure(), warehouse.open_landing()
        acquisition = acquire(register, store, warehouse.open_fetcher())
        record_acquisition(warehouse.home, acquisition)
        for finding in acquisition.findings:
            context.log.warning(finding.describe())
        return dg.MaterializeResult(
            metadata=measure.describe(
                size=sum(landed.size for landed in choose_versions(register, store.versions(register.name))),
                files_offered=acquisition.offered,
                files_new=len(acquisition.new),
                bytes_new=sum(landed.size for landed in acquisition.new),
                findings=len(acquisition.findings),
            )
        )

    return land


def build_bronze_asset(register: Register) -> dg.AssetsDefinition:
    """Return the asset that turns landed files into typed Parquet, only where that is not done yet."""
    partitions = name_partitions(register)

    @dg.asset(
        key=["bronze", register.name],
        deps=[dg.AssetKey(["landing", register.name])],
        group_name="bronze",
        partitions_def=partitions,
        backfill_policy=dg.BackfillPolicy.single_run() if partitions else None,
        automation_condition=WHEN_BYTES_ARRIVE,
        description=f"{register.title_ja} — typed rows; those that cannot be used are in quarantine.",
        kinds={"parquet"},
    )
    def bronze(context: dg.AssetExecutionContext, warehouse: WarehouseResource) -> dg.MaterializeResult:
        measure, home = Measure(), warehouse.home
        landed = choose_versions(register, warehouse.open_landing().versions(register.name))
        drop_strays(register, {name_partition(register, version) for version in landed}, home.bronze)
        reports = build_partitions(register, landed, home.bronze, home.quarantine)
        fresh = [report for report in reports if not report.unchanged]
        if partitions:
            _report_partitions(context, partitions, fresh)
        for report in fresh:
            for finding in report.findings:
                context.log.warning(finding.describe())
        return dg.MaterializeResult(
            data_version=dg.DataVersion(warehouse.read_inputs().content_of(register.name)[:16]),
            metadata=_describe(
                measure, warehouse, register, [report for report in reports if not report.failed]
            ),
        )

    return bronze


def _report_partitions(
    context: dg.AssetExecutionContext, partitions: dg.DynamicPartitionsDefinition, fresh: list[FileReport]
) -> None:
    """Add one partition a new file, with its own row count."""
    if partitions.name is None or not fresh:
        return
    fresh = [report for report in fresh if not report.failed]
    context.instance.add_dynamic_partitions(partitions.name, [report.partition for report in fresh])
    for report in fresh:
        context.log_event(
            dg.AssetMaterialization(
                asset_key=context.asset_key,
                partition=report.partition,
                metadata={
                    "rows": report.rows_bronze,
                    "quarantined": report.rows_quarantined,
                    "encoding": report.encoding or "",
                },
            )
        )


def _describe(
    measure: Measure, warehouse: WarehouseResource, register: Register, reports: list[FileReport]
) -> dict[str, Any]:
    """Return what the data team looks at: rows, bytes, seconds, memory, a few rows."""
    return measure.describe(
        rows=sum(report.rows_bronze for report in reports),
        size=sum(report.bronze_bytes for report in reports),
        files=len(reports),
        quarantined=sum(report.rows_quarantined for report in reports),
        sample=dg.MetadataValue.md(_show_sample(warehouse, register, reports)),
    )


def _show_sample(warehouse: WarehouseResource, register: Register, reports: list[FileReport]) -> str:
    """Return a few rows as a table, without free text that could name a person's home."""
    if not reports:
        return "no file yet"
    path = warehouse.home.bronze / register.name / f"{reports[-1].partition}.parquet"
    frame = pl.scan_parquet(path).head(SAMPLE_ROWS).collect()
    shown = frame.select([name for name in frame.columns if name not in PERSONAL_FREE_TEXT][:12])
    return _to_markdown(shown)


def _to_markdown(frame: pl.DataFrame) -> str:
    """Return a table of Markdown, one line a row; long cells are cut."""
    rows = [frame.columns, ["---"] * frame.width, *frame.iter_rows()]
    cells = (
        [" ".join(str("" if cell is None else cell).split())[:SAMPLE_WIDTH] for cell in row] for row in rows
    )
    return "\n".join("| " + " | ".join(cell.replace("|", "/") for cell in row) + " |" for row in cells)
