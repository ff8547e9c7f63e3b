"""What Dagster is given: assets, checks, partitions, jobs, schedules and sensors. Nothing runs here."""

from __future__ import annotations

from datetime import UTC, date, datetime

import dagster as dg
import pytest

from ingest.registries import REGISTERS
from pipelines.assets.registers import name_partitions
from pipelines.automation import WHEN_BYTES_ARRIVE, WHEN_CONTENT_CHANGES
from pipelines.build import build_definitions
from pipelines.dbt import read_lineage
from warehouse.dictionary import load_dictionary
from warehouse.release.cover import next_release_on
from warehouse.transform import DBT_PROJECT

REGISTER_CHECKS = {"arrived", "readable", "rows_add_up", "expectations"}


@pytest.fixture(scope="session")
def definitions(tmp_path_factory: pytest.TempPathFactory) -> dg.Definitions:
    """The definitions on a home that does not exist yet."""
    return build_definitions(str(tmp_path_factory.mktemp("definitions") / "home"))


@pytest.fixture(scope="session")
def job(definitions: dg.Definitions) -> dg.JobDefinition:
    """The job that `tsunagu run` executes."""
    return definitions.resolve_job_def("main")


@pytest.fixture(scope="session")
def checks(job: dg.JobDefinition) -> dict[tuple[str, str], bool]:
    """Every asset check by asset and name, and whether it blocks."""
    layer = job.asset_layer
    return {
        (key.asset_key.to_user_string(), key.name): layer.get(key).blocking
        for key in layer.asset_graph.asset_check_keys
    }


def test_the_definitions_can_be_loaded(definitions: dg.Definitions) -> None:
    dg.Definitions.validate_loadable(definitions)


def test_building_them_touches_no_home(definitions: dg.Definitions) -> None:
    resource = definitions.resources["warehouse"]

    assert not resource.home.root.exists()  # type: ignore[union-attr]


@pytest.mark.parametrize("register", REGISTERS)
def test_a_register_is_two_assets_one_after_the_other(job: dg.JobDefinition, register: str) -> None:
    graph = job.asset_layer.asset_graph

    bronze = graph.get(dg.AssetKey(["bronze", register]))
    assert bronze.parent_keys == {dg.AssetKey(["landing", register])}
    assert bronze.child_keys, "no model reads it"


@pytest.mark.parametrize("dataset", [dataset.name for dataset in load_dictionary(DBT_PROJECT)])
def test_a_public_table_is_an_asset_the_release_waits_for(job: dg.JobDefinition, dataset: str) -> None:
    release = job.asset_layer.asset_graph.get(dg.AssetKey("release"))

    assert dg.AssetKey(["public", dataset]) in release.parent_keys


def test_every_model_of_dbt_that_is_kept_is_an_asset(job: dg.JobDefinition) -> None:
    models = {
        path.stem
        for path in (DBT_PROJECT / "models").rglob("*.*")
        if path.suffix in {".sql", ".py"} and "materialized='ephemeral'" not in path.read_text("utf-8")
    }
    assets = {key.path[-1] for key in job.asset_layer.executable_asset_keys}

    assert models - assets == set()


@pytest.mark.parametrize("register", REGISTERS)
def test_a_register_has_its_four_checks(checks: dict[tuple[str, str], bool], register: str) -> None:
    found = {name for asset, name in checks if asset in {f"landing/{register}", f"bronze/{register}"}}

    assert found == REGISTER_CHECKS


@pytest.mark.parametrize("check", ["shape", "expectations", "nothing_withheld"])
def test_every_public_table_is_checked_before_the_release(
    checks: dict[tuple[str, str], bool], check: str
) -> None:
    for dataset in load_dictionary(DBT_PROJECT):
        assert checks[f"public/{dataset.name}", check], f"{dataset.name}: {check} does not block"


@pytest.mark.parametrize("check", ["rows_add_up", "expectations"])
def test_checks_on_bronze_block(checks: dict[tuple[str, str], bool], check: str) -> None:
    assert all(checks[f"bronze/{register}", check] for register in REGISTERS)


def test_tests_of_dbt_are_asset_checks(checks: dict[tuple[str, str], bool]) -> None:
    ours = {"shape", *REGISTER_CHECKS}
    tables = {asset for asset, name in checks if name not in ours}

    assert {"public/organizations", "public/organization_history", "public/stat_stock"} <= tables


@pytest.mark.parametrize("test", sorted(path.stem for path in (DBT_PROJECT / "tests").glob("*.sql")))
def test_a_rule_over_whole_tables_is_an_asset_check(checks: dict[tuple[str, str], bool], test: str) -> None:
    assert test in {name for _, name in checks}


def test_daily_files_are_partitions_and_other_registers_have_none() -> None:
    names = {name: name_partitions(register) for name, register in REGISTERS.items()}

    assert [name for name, partitions in names.items() if partitions] == ["nta_diff"]


def test_only_one_step_at_a_time_writes_the_database(job: dg.JobDefinition) -> None:
    pools = {node.name: node.definition.pool for node in job.graph.nodes if node.definition.pool}  # type: ignore[attr-defined]

    assert pools == {"tables": "duckdb_writer"}


def test_only_the_weekly_schedule_makes_releases(definitions: dg.Definitions) -> None:
    jobs = {schedule.name: schedule.job_name for schedule in definitions.schedules or []}  # type: ignore[union-attr]

    assert jobs == {"daily": "refresh", "weekly_release": "main", "maintenance": "maintain"}


def test_no_sensor_and_no_condition_can_make_a_release(
    definitions: dg.Definitions, job: dg.JobDefinition
) -> None:
    refresh = definitions.resolve_job_def("refresh").asset_layer.executable_asset_keys
    graph = job.asset_layer.asset_graph

    assert dg.AssetKey("release") not in refresh
    assert graph.get(dg.AssetKey("release")).automation_condition is None


def test_counts_under_disclosure_control_follow_no_event(
    definitions: dg.Definitions, job: dg.JobDefinition
) -> None:
    refresh = definitions.resolve_job_def("refresh").asset_layer.executable_asset_keys

    for name in ("stat_voices", "stat_connections", "stat_blank_spots", "connection_chain"):
        key = dg.AssetKey(["public", name])
        assert key not in refresh
        assert job.asset_layer.asset_graph.get(key).automation_condition is None


def test_the_release_is_on_a_fixed_day_at_ten_in_japan(definitions: dg.Definitions) -> None:
    schedule = definitions.resolve_schedule_def("weekly_release")

    assert (schedule.cron_schedule, schedule.execution_timezone) == ("0 10 * * 3", "Asia/Tokyo")


def test_workbooks_announce_the_next_release_for_the_day_of_the_schedule(
    definitions: dg.Definitions,
) -> None:
    cron = str(definitions.resolve_schedule_def("weekly_release").cron_schedule)

    # cron counts from Sunday
    assert int(cron.split()[-1]) == next_release_on(date(2026, 11, 20)).isoweekday() % 7


def test_every_source_is_asked_each_morning_whatever_the_sensors_saw(definitions: dg.Definitions) -> None:
    morning = datetime(2026, 11, 24, 22, tzinfo=UTC)
    with dg.DagsterInstance.ephemeral() as instance:
        context = dg.build_schedule_context(
            instance, scheduled_execution_time=morning, repository_def=definitions.get_repository_def()
        )
        tick = definitions.resolve_schedule_def("daily").evaluate_tick(context)

    assert len(tick.run_requests or []) == 1
    assert tick.run_requests[0].asset_selection is None  # type: ignore[index]


@pytest.mark.parametrize("register", REGISTERS)
def test_a_register_has_a_sensor_and_says_how_often_it_must_be_asked(
    definitions: dg.Definitions, job: dg.JobDefinition, register: str
) -> None:
    landing = job.asset_layer.asset_graph.get(dg.AssetKey(["landing", register]))

    assert definitions.resolve_sensor_def(f"register_{register}").job_name == "refresh"
    assert landing.freshness_policy is not None


@pytest.mark.parametrize(
    ("key", "condition"),
    [
        (["bronze", "nta_diff"], WHEN_BYTES_ARRIVE),
        (["bronze", "submission_voice"], WHEN_BYTES_ARRIVE),
        (["public", "organizations"], WHEN_CONTENT_CHANGES),
        (["live"], WHEN_CONTENT_CHANGES),
    ],
)
def test_what_is_built_by_itself_says_when(
    job: dg.JobDefinition, key: list[str], condition: dg.AutomationCondition
) -> None:
    assert job.asset_layer.asset_graph.get(dg.AssetKey(key)).automation_condition == condition


def test_live_waits_for_the_release_of_its_run_and_for_every_table_it_shows(job: dg.JobDefinition) -> None:
    parents = job.asset_layer.asset_graph.get(dg.AssetKey("live")).parent_keys

    assert dg.AssetKey("release") in parents
    assert {key.path[-1] for key in parents if key.path[0] == "public"} == {
        dataset.name for dataset in load_dictionary(DBT_PROJECT) if dataset.name in read_lineage().live
    }


def test_a_correction_the_publisher_has_mended_stops_nothing(checks: dict[tuple[str, str], bool]) -> None:
    assert checks["public/corrections", "as_expected"] is False
    assert checks["public/suppressions", "reaches_somebody"] is True
