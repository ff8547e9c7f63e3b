"""What the manifest of the real project says of lineage."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from warehouse.lineage import Lineage
from warehouse.parsed_project import prepare_manifest


@pytest.fixture(scope="module")
def lineage() -> Lineage:
    return Lineage.read(prepare_manifest())


def test_a_daily_file_reaches_the_organizations_and_what_links_to_them(lineage: Lineage) -> None:
    reached = lineage.descendants_of_sources(["nta_diff"])

    assert {"organizations", "stat_flow", "collaborations"} <= reached


def test_a_members_file_reaches_no_table_of_the_registers(lineage: Lineage) -> None:
    reached = lineage.descendants_of_sources(["submission_programme"])

    assert "programmes" in reached
    assert not reached & {"organizations", "organization_events", "stat_stock", "certifications"}


def test_the_reports_beside_bronze_count_as_their_register(lineage: Lineage) -> None:
    assert {"nta_diff", "nta_national"} <= lineage.sources_of("int_nta_lines_keep")


def test_a_view_that_holds_the_place_of_a_home_is_made_anew_each_time(lineage: Lineage) -> None:
    assert "organizations" in lineage.views
    assert not lineage.views & {"stg_nta_diff__lines", "certifications"}


def test_whatever_counts_under_disclosure_control_moves_with_a_release_only(lineage: Lineage) -> None:
    assert {"stat_voices", "stat_connections", "stat_blank_spots"} <= lineage.released_only


def test_what_takes_long_moves_with_a_release(lineage: Lineage) -> None:
    assert "stat_survival" in lineage.released_only
    assert "int_lifetimes_derive" in lineage.live
    assert "programmes" in lineage.live


def test_a_reference_table_has_no_source(lineage: Lineage) -> None:
    assert lineage.sources_of("activity_fields") == frozenset()


def test_a_test_is_chosen_where_a_table_of_it_is_built_and_the_others_are_there(lineage: Lineage) -> None:
    test = "flows_equal_events"
    tables = lineage.tests[test]

    assert test in lineage.choose_tests(["stat_flow"], tables)
    assert test not in lineage.choose_tests(["stat_flow"], ["stat_flow"])
    assert test not in lineage.choose_tests(["certifications"], {*tables, "certifications"})


def test_every_test_is_chosen_when_everything_is_built(lineage: Lineage) -> None:
    assert lineage.choose_tests(lineage.kept, lineage.kept) == sorted(lineage.tests)


def test_an_ephemeral_model_passes_its_sources_on(tmp_path: Path) -> None:
    def node(name: str, kind: str, parents: list[str]) -> dict[str, object]:
        return {
            "name": name,
            "resource_type": "model",
            "config": {"materialized": kind},
            "depends_on": {"nodes": parents},
        }

    manifest = tmp_path / "manifest.json"
    manifest.write_text(
        json.dumps(
            {
                "nodes": {
                    "model.a": node("a", "ephemeral", ["source.s"]),
                    "model.b": node("b", "table", ["model.a"]),
                },
                "sources": {"source.s": {"name": "s"}},
            }
        )
    )

    lineage = Lineage.read(manifest)

    assert lineage.kept == {"b"}
    assert lineage.sources_of("b") == {"s"}
