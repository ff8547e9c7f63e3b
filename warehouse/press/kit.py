"""Writes the press kit of a release into ``press/``."""

from __future__ import annotations

from pathlib import Path

from warehouse.dictionary import Dictionary
from warehouse.press.desk import list_tables, open_desk
from warehouse.press.drawing import LANGUAGES, declare_pictures, draw_pictures
from warehouse.press.findings import declare_findings, tell_findings
from warehouse.press.leads import STORY_LEADS, count_kinds, declare_kinds, find_leads, write_leads
from warehouse.press.wording import make_press_environment
from warehouse.release import licence
from warehouse.release.citation import cite_release
from warehouse.release.inputs import ReleaseInputs
from warehouse.release.paths import PRESS


def write_press_kit(root: Path, dictionary: Dictionary, inputs: ReleaseInputs) -> None:
    """Write findings, leads and pictures, computed from the Parquet files below ``root``.

    A dictionary without one of the tables that the kit is drawn from has no kit.
    """
    if not list_sources() <= {dataset.name for dataset in dictionary}:
        return
    press = root / PRESS
    for language in LANGUAGES:
        (press / language).mkdir(parents=True)
    environment = make_press_environment()
    with open_desk(root) as desk:
        findings = list(tell_findings(desk, dictionary, environment))
        leads = find_leads(desk, inputs, environment)
        pictures = draw_pictures(desk, press, inputs, environment)
    write_leads(leads, press / STORY_LEADS, press / "ja" / STORY_LEADS)
    context = {
        "inputs": inputs,
        "findings": findings,
        "kinds": list(count_kinds(leads)),
        "pictures": pictures,
        "licence": licence,
        "citation": cite_release(inputs),
    }
    for language in LANGUAGES:
        text = environment.get_template(f"findings.{language}.md.j2").render(context)
        (press / language / "findings.md").write_text(text, encoding="utf-8", newline="\n")


def list_sources() -> set[str]:
    """Return the datasets that the kit reads."""
    declared = (*declare_findings(), *declare_kinds(), *declare_pictures())
    return {table for entry in declared for table in list_tables(entry["query"])}
