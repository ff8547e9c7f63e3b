"""A whole campaign: how many kills and which shortages each stage gets, one stage after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from tests.faults.torture.disks import can_mount
from tests.faults.torture.groups import run_in_group
from tests.faults.torture.kills import Findings, Scene, Suffered, set_scene, torture
from tests.faults.torture.shortages import BYTES, FILES, Shortage, suffer
from tests.faults.torture.stages import STAGES, Stage
from tests.faults.torture.workshop import Workshop, copy_home
from warehouse.layout import Home

Say = Callable[[str], None]

#: Of a hundred kills, how many fall on each stage. Whole runs take most of the time.
SHARES = {
    "landing": 18,
    "bronze": 18,
    "intake": 18,
    "first run": 3,
    "next run": 3,
    "first release": 10,
    "next release": 15,
    "first live tables": 5,
    "next live tables": 10,
}
PART, WHOLE = (0.02, 0.3, 0.6, 0.9), (0.02, 0.1, 0.4, 0.8)
CLOSED = {
    "landing": ("landing",),
    "bronze": ("bronze",),
    "intake": ("submissions", "receipts", "bronze"),
    "first run": ("dagster", "landing", "bronze", "status"),
    "next run": ("public",),
    "next release": ("staging", "public", "ledger"),
    "next live tables": ("staging", "public"),
}
FINISHED = "first run"


def run_campaign(shop: Workshop, seed: str, kills: int, say: Say, finished: Home | None = None) -> Findings:
    """Torture every stage, and return what was found.

    Args:
        shop: where samples, homes and logs are kept.
        seed: decides where the kills fall.
        kills: how many there are in all, at least.
        say: told a line at a time how it goes.
        finished: a home after a run, which is then taken as it is: whole runs are left out, and each
            other stage meets one shortage only.
    """
    findings = Findings()
    prepare(shop, finished)
    stages = [stage for stage in STAGES if not (finished and stage.is_job)]
    whole = sum(SHARES[stage.name] for stage in stages)
    for stage in stages:
        scene = set_scene(stage, shop)
        say(f"{stage.name}: {sum(scene.counts.values()):,} points, {dict(scene.counts)}")
        torture(scene, -(-kills * SHARES[stage.name] // whole), seed, say, findings)
        starve(scene, islice(list_shortages(stage), 1 if finished else None), say, findings)
    return findings


def prepare(shop: Workshop, finished: Home | None = None) -> None:
    """Write the samples, and take a finished home for the outcome of the first run.

    Raises:
        RuntimeError: the samples could not be written.
    """
    shop.logs.mkdir(parents=True)
    written = run_in_group(lambda _: shop.write_samples(), shop.logs / "samples.log")
    if not written.succeeded:
        raise RuntimeError(written.output)
    if finished:
        copy_home(finished, shop.expected(FINISHED))


def list_shortages(stage: Stage) -> Iterator[Shortage]:
    """Yield the shortages of a stage, none where this machine lets us have no disks of our own."""
    if not can_mount():
        return
    yield from (Shortage(BYTES, share) for share in (WHOLE if stage.is_job else PART))
    yield from (Shortage(FILES, share) for share in (0.3, 0.8))
    yield from map(Shortage.close, CLOSED.get(stage.name, ()))


def starve(scene: Scene, shortages: Iterable[Shortage], say: Say, findings: Findings) -> None:
    """Let a stage meet shortages, one after the other."""
    for shortage in shortages:
        sequel = suffer(scene, shortage)
        met = "met" if sequel.met else "not met"
        say(f"{scene.stage.name}: {shortage.describe()}: {met}{'  WRONG' if sequel.wrong else ''}")
        findings.note_wrong(f"{scene.stage.name}, {shortage.describe()}", sequel.wrong, say)
        if sequel.met:
            findings.suffered.append(Suffered(scene.stage.name, shortage.kind))
