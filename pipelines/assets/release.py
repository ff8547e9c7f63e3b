"""The release: built beside, checked, then promoted; nothing is ever overwritten. Its pages follow it."""

import dagster as dg

from pipelines.metadata import Measure
from pipelines.resources import WarehouseResource
from warehouse.dictionary import Dictionary
from warehouse.errors import WarehouseError
from warehouse.layout import Home
from warehouse.publish import find_published, publish_release
from warehouse.site.publish import build_site


def build_release_asset(dictionary: Dictionary) -> dg.AssetsDefinition:
    """Return the asset that turns the public tables into an immutable release."""

    @dg.asset(
        key="release",
        deps=[dg.AssetKey(["public", dataset.name]) for dataset in dictionary.datasets],
        group_name="release",
        description="Parquet, CSV and descriptors of every public table, promoted atomically.",
        kinds={"parquet", "csv"},
    )
    def release(context: dg.AssetExecutionContext, warehouse: WarehouseResource) -> dg.MaterializeResult:
        measure, inputs = Measure(), warehouse.read_inputs()
        published = find_published(warehouse.home, inputs)
        if published is None:
            published = publish_release(warehouse.home, dictionary, inputs)
            context.log.info(f"Release {published.id} is public in {published.path}")
        site = tell_of_release(context, warehouse.home, dictionary)
        return dg.MaterializeResult(
            metadata=measure.describe(
                rows=sum(published.rows.values()),
                size=published.bytes,
                release=published.id,
                path=dg.MetadataValue.path(str(published.path)),
                tables=dg.MetadataValue.json(dict(published.rows)),
                site=site,
            )
        )

    return release


def tell_of_release(context: dg.AssetExecutionContext, home: Home, dictionary: Dictionary) -> str:
    """Make the pages about the newest release; return what became of them: the release stands either way."""
    try:
        built = build_site(home, dictionary)
    except (WarehouseError, OSError) as error:
        context.log.error(f"The site was not made, the release stands. {error}")
        return f"not made: {error}"
    return str(built.entrance) if built else "no release"
