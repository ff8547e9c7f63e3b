"""What dbt read of its project serves every home, and none but the code it was read from."""

from __future__ import annotations

from pathlib import Path

from warehouse.inputs import fingerprint_code
from warehouse.layout import Home
from warehouse.parsed_project import prepare_manifest, read_parsed


def test_the_sources_are_those_of_the_home_of_the_run(tmp_path: Path) -> None:
    prepare_manifest()
    homes = [Home.resolve(tmp_path / name) for name in ("one", "other")]

    for home in homes:
        parsed = read_parsed(home, fingerprint_code())
        assert parsed is not None
        places = {source.meta["external_location"] for source in parsed.sources.values()}
        assert len(places) == 1
        assert places.pop().startswith(f"read_parquet('{home.bronze}/{{name}}/")


def test_no_model_or_test_holds_the_place_of_a_home(tmp_path: Path) -> None:
    prepare_manifest()
    parsed = read_parsed(Home.resolve(tmp_path / "home"), fingerprint_code())

    assert parsed is not None
    assert [name for name, node in parsed.nodes.items() if "home-of-the-run" in str(node.to_dict())] == []


def test_what_was_read_of_other_code_is_not_handed_over(tmp_path: Path) -> None:
    prepare_manifest()

    assert read_parsed(Home.resolve(tmp_path / "home"), "another") is None
