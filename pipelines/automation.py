"""When assets are built by themselves, each condition named and declared once.

Sensors ask for whole runs as soon as something arrives; these conditions follow what a person builds by
hand on Dagster's page. Nothing here ever makes a release: that is for the schedule or a person.
"""

from __future__ import annotations

from datetime import timedelta

import dagster as dg

from ingest.register import Register

_SETTLED = (
    ~dg.AutomationCondition.any_deps_missing()
    & ~dg.AutomationCondition.any_deps_in_progress()
    & ~dg.AutomationCondition.in_progress()
)

WHEN_BYTES_ARRIVE = dg.AutomationCondition.eager().with_label("when bytes arrive")
"""For cheap assets only: bronze looks for itself whether there is anything to parse."""

WHEN_CONTENT_CHANGES = (
    _SETTLED
    & dg.AutomationCondition.all_deps_blocking_checks_passed()
    & dg.AutomationCondition.any_deps_match(dg.AutomationCondition.data_version_changed()).since(
        dg.AutomationCondition.newly_requested() | dg.AutomationCondition.newly_updated()
    )
).with_label("when the content it is made from changes, and all blocking checks on that have passed")
"""For tables and the live folder: bytes that only arrived once more wake nobody."""

_WINDOWS = {
    "business_daily": timedelta(hours=26),
    "daily": timedelta(hours=26),
    "monthly": timedelta(hours=50),
    "yearly": timedelta(days=8),
    "irregular": timedelta(days=8),
}


def declare_freshness(register: Register) -> dg.FreshnessPolicy:
    """Return how long ago a register may last have been asked; whether its data is late its status says."""
    warn = _WINDOWS[register.cadence]
    return dg.FreshnessPolicy.time_window(fail_window=2 * warn, warn_window=warn)


automation_sensor = dg.AutomationConditionSensorDefinition(
    "automation",
    target=dg.AssetSelection.all(),
    # an evaluation of every condition costs seconds of a core, and nobody waits for this one
    minimum_interval_seconds=120,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Builds what follows from assets that a person has built by hand.",
)
