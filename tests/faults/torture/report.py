"""Writes what a campaign counted: into the page on reliability, or as data for a test."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tests.benchmarks.__main__ import describe_machine
from tests.faults.torture.disks import can_mount
from tests.faults.torture.kills import Findings
from tests.faults.torture.workshop import Workshop

BEGIN, END = "<!-- written by make torture -->\n", "<!-- end -->\n"
ORDER = (
    "landing",
    "bronze",
    "intake",
    "tables",
    "checks",
    "release",
    "promotion",
    "live",
    "between steps",
)


@dataclass(frozen=True)
class Campaign:
    """What was done, besides what was found."""

    seed: str
    seconds: float
    publishers_files: int
    members_files: int

    @classmethod
    def of(cls, shop: Workshop, seed: str, seconds: float) -> Campaign:
        """Return a campaign with the files it was made on."""
        counts = (sum(path.is_file() for path in folder.rglob("*")) for folder in _list_inputs(shop))
        return cls(seed, seconds, *counts)


def _list_inputs(shop: Workshop) -> Sequence[Path]:
    return shop.mirror, shop.submissions / "inbox"


def write_counts(page: Path, campaign: Campaign, findings: Findings) -> None:
    """Put the counts between the two marks of a page.

    Raises:
        ValueError: the page has no such marks.
    """
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    if not rest or END not in rest:
        raise ValueError(f"{page}: the marks {BEGIN.strip()} and {END.strip()} are missing")
    page.write_text(f"{before}{BEGIN}{describe(campaign, findings)}{END}{after}", encoding="utf-8")


def describe(campaign: Campaign, findings: Findings) -> str:
    """Return the counts as Markdown."""
    wrong = len(findings.wrong)
    met = len(findings.suffered)
    lines = [
        f"{date.today().isoformat()}, seed {campaign.seed}: **{len(findings.kills)} kills** and **{met} full "
        f"or closed disks**, {findings.recoveries + met} runs to heal them, {campaign.seconds / 60:,.0f} "
        f"minutes; **{wrong or 'nothing'} wrong**.",
        f"Machine: {describe_machine()}.",
        f"Inputs: a sample of {campaign.publishers_files} publishers' files and {campaign.members_files} "
        "members' files.",
        "",
        "| killed in | at once | soon after | kills |",
        "|---|---:|---:|---:|",
        *_count_kills(findings),
        "",
        "| disk | " + " | ".join(_list_stages(findings)) + " |",
        "|---|" + "---:|" * len(_list_stages(findings)),
        *_count_shortages(findings),
    ]
    return "\n".join(lines) + "\n"


def _count_kills(findings: Findings) -> Iterable[str]:
    counts = Counter((kill.area, kill.strike.manner) for kill in findings.kills)
    areas = sorted({kill.area for kill in findings.kills}, key=ORDER.index)
    for area in areas:
        at_once, soon_after = counts[area, "at once"], counts[area, "soon after"]
        yield f"| {area} | {at_once} | {soon_after} | {at_once + soon_after} |"


def _list_stages(findings: Findings) -> list[str]:
    return list(dict.fromkeys(one.stage for one in findings.suffered))


def _count_shortages(findings: Findings) -> Iterable[str]:
    counts = Counter((one.kind, one.stage) for one in findings.suffered)
    for kind in dict.fromkeys(one.kind for one in findings.suffered):
        cells = (str(counts[kind, stage] or "") for stage in _list_stages(findings))
        yield f"| {kind} | " + " | ".join(cells) + " |"


def write_data(path: Path, findings: Findings) -> None:
    """Write what a test wants to know."""
    content = {
        "kills": [{"stage": kill.stage, "area": kill.area} for kill in findings.kills],
        "recoveries": findings.recoveries,
        "can_mount": can_mount(),
        "shortages": [one.stage for one in findings.suffered],
        "wrong": findings.wrong,
    }
    path.write_text(json.dumps(content, indent=1), encoding="utf-8")
