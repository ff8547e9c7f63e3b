"""Dagster only: assets, asset checks, jobs, schedules, resources and the one `build_definitions`.

Belongs here: what runs when, in which order, and what is shown of it. Does not belong here: data logic;
the body of an asset is a list of steps that call `ingest` and `warehouse`.
"""

import warnings

from dagster import BetaWarning

# single-run backfills of partitioned assets: without them a backlog of days would be as many runs
warnings.filterwarnings("ignore", message="Parameter `backfill_policy`", category=BetaWarning)
