"""A small Dagster: two assets and a check that do in the next run what a test tells them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import dagster as dg

from pipelines.operations import RELEASE_SCHEDULE, read_operations
from warehouse.status.model import CheckHealth, Operations


@dataclass
class Plant:
    """Two assets with checks; a test says what each does in the next run."""

    instance: dg.DagsterInstance
    breaks: set[str] = field(default_factory=set)
    result: dg.AssetCheckResult = field(default_factory=lambda: dg.AssetCheckResult(passed=True))
    dies: bool = False

    def __post_init__(self) -> None:
        @dg.asset
        def first() -> None:
            if "first" in self.breaks:
                raise OSError(28, "No space left on device", "/home/x/secret")

        @dg.asset(deps=[first])
        def second() -> None:
            if "second" in self.breaks:
                raise KeyError("x")

        spec = dg.AssetCheckSpec("shape", asset="first", blocking=True)

        @dg.multi_asset_check(name="check_first", specs=[spec])
        def check_first() -> Iterator[dg.AssetCheckResult]:
            if self.dies:
                raise MemoryError
            yield self.result._replace(asset_key=dg.AssetKey("first"), check_name="shape")

        main = dg.define_asset_job("main", executor_def=dg.in_process_executor)
        refresh = dg.define_asset_job("refresh", executor_def=dg.in_process_executor)
        weekly = dg.ScheduleDefinition(
            name=RELEASE_SCHEDULE, job=main, cron_schedule="0 10 * * 3", execution_timezone="Asia/Tokyo"
        )

        @dg.sensor(name="inbox", job=refresh)
        def inbox() -> dg.SkipReason:
            return dg.SkipReason("nothing")

        self.definitions = dg.Definitions(
            assets=[first, second],
            asset_checks=[check_first],
            jobs=[main, refresh],
            schedules=[weekly],
            sensors=[inbox],
        )

    def run(self, job: str = "refresh", assets: Sequence[str] = ()) -> str:
        """Run a job, or some assets of it; return the id of the run."""
        keys = [dg.AssetKey(name) for name in assets] or None
        result = self.definitions.resolve_job_def(job).execute_in_process(
            instance=self.instance, raise_on_error=False, asset_selection=keys
        )
        return result.run_id

    def read(self, now: datetime | None = None) -> Operations:
        """Return what is read of it."""
        repository = self.definitions.get_repository_def()
        return read_operations(self.instance, repository, now or datetime.now(UTC))

    @property
    def check(self) -> CheckHealth:
        """The only check."""
        (check,) = self.read().checks
        return check

    @property
    def failing(self) -> list[tuple[str, str]]:
        """Job and step of what fails."""
        return [(failure.job, failure.step) for failure in self.read().failures]
