"""Kills a stage again and again, looks at what is left each time, then lets it run and compares."""

from __future__ import annotations

import json
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tests.faults.torture.groups import Ending, list_strangers, run_in_group
from tests.faults.torture.inspect import (
    Sent,
    compare,
    count_repeated_receipts,
    digest_home,
    digest_sums,
    look_after_kill,
    look_after_recovery,
    sha256_of,
)
from tests.faults.torture.stages import Stage
from tests.faults.torture.strikes import Strike, Watch
from tests.faults.torture.workshop import Workshop, copy_home, stop_clock
from warehouse.layout import Home

#: Kills in a row before a run may come to its end.
LONGEST_CHAIN = 4

#: How much more often a part of a whole run is hit first than another: those that no other stage reaches.
WEIGHTS = {"tables": 4, "checks": 2}


@dataclass(frozen=True)
class Kill:
    """One kill that hit.

    Attributes:
        stage: what was run.
        area: the part of a run that it hit.
        place: what was being done.
        strike: when and how.
    """

    stage: str
    area: str
    place: str
    strike: Strike


@dataclass
class Findings:
    """What a campaign found: every kill that hit, and everything that was wrong."""

    kills: list[Kill] = field(default_factory=list)
    recoveries: int = 0
    wrong: list[str] = field(default_factory=list)

    def count_by_area(self) -> dict[str, int]:
        """Return the kills by the part of a run they hit."""
        return dict(Counter(kill.area for kill in self.kills))


@dataclass(frozen=True)
class Scene:
    """A stage made ready: where it starts, what an undisturbed run of it gives, and how long it is."""

    stage: Stage
    shop: Workshop
    start: Home
    expected: dict[str, str]
    sent: Sent
    labels: Sequence[str]

    def list_areas(self) -> dict[str, list[int]]:
        """Return the ticks of each part of the stage."""
        areas: dict[str, list[int]] = {}
        for tick, label in enumerate(self.labels, start=1):
            areas.setdefault(self.stage.name_area(label), []).append(tick)
        return areas


Say = Callable[[str], None]


def set_scene(stage: Stage, shop: Workshop) -> Scene:
    """Prepare the starting state of a stage and run it once without a kill.

    Raises:
        RuntimeError: the undisturbed run failed.
    """
    start = shop.start(stage.name)
    shutil.rmtree(start.root, ignore_errors=True)
    if stage.begins_from:
        copy_home(shop.expected(stage.begins_from), start)
    stage.prepare(start, shop)
    start.create()
    home = copy_home(start, shop.expected(stage.name))
    notes = shop.logs / f"{stage.name}.labels.json"
    ending = run_in_group(partial(_do, stage, home, shop, notes), shop.logs / f"{stage.name}.log")
    if not ending.succeeded:
        raise RuntimeError(f"{stage.name}: the undisturbed run failed\n{ending.output}")
    sent = Sent(
        files=frozenset(sha256_of(path) for path in start.inbox.rglob("*") if path.is_file()),
        folders=digest_sums(start) | digest_sums(home),
        has_latest=start.latest.is_dir(),
    )
    return Scene(stage, shop, start, digest_home(home), sent, json.loads(notes.read_text()))


def _do(stage: Stage, home: Home, shop: Workshop, notes: Path | None, watch: Watch) -> None:
    """Do a stage in a child; with ``notes``, write down what was counted."""
    stop_clock()
    if stage.is_job:
        watch.count_events()
    watch.count_changes(home.root)
    stage.run(home, shop)
    labels = list(watch.labels)
    if notes:
        notes.write_text(json.dumps(labels))


def torture(scene: Scene, kills: int, seed: str, say: Say, findings: Findings) -> None:
    """Kill a stage as often as asked, in chains; each chain ends with a run that is left alone.

    Args:
        scene: the stage, ready.
        kills: kills that must hit.
        seed: decides everything that is drawn.
        say: told a line a chain.
        findings: what was found so far; added to.
    """
    draw = random.Random(f"{seed}/{scene.stage.name}")
    hits = 0
    for chain in _plan_chains(draw, scene.list_areas()):
        if hits >= kills:
            return
        home = copy_home(scene.start, Home(scene.shop.root / "tortured"))
        found = _kill_in_a_row(scene, home, chain[: kills - hits], findings)
        hits += found
        wrong = list(_let_recover(scene, home, found))
        findings.recoveries += 1
        findings.wrong += [f"{scene.stage.name} {[(it.at, it.manner) for it in chain]}: {it}" for it in wrong]
        places = ", ".join(kill.place for kill in findings.kills[len(findings.kills) - found :])
        say(f"{scene.stage.name} {hits}/{kills}: {places}{f'  {len(wrong)} WRONG' if wrong else ''}")
        for line in wrong[:5]:
            say(f"    {line}")


def _plan_chains(draw: random.Random, areas: Mapping[str, Sequence[int]]) -> Iterator[list[Strike]]:
    """Yield chains of strikes, for ever. The first of each hits every part of the stage in turn.

    A later one falls within what an earlier one has left to do, or it would mostly come too late.
    """
    last = max(max(ticks) for ticks in areas.values())
    turns = [area for area in areas for _ in range(WEIGHTS.get(area, 1))]
    while True:
        for area in draw.sample(turns, len(turns)):
            at, left, chain = draw.choice(areas[area]), last, []
            for _ in range(draw.randint(1, LONGEST_CHAIN)):
                chain.append(Strike(at, draw.choice(("at once", "soon after"))))
                left = max(left - at, last // 10, 1)
                at = draw.randint(1, left)
            yield chain


def _kill_in_a_row(scene: Scene, home: Home, chain: Sequence[Strike], findings: Findings) -> int:
    """Run and kill, once a strike; stop where a run came to its end before it was struck. Return the hits."""
    for number, strike in enumerate(chain):
        ending = _run(scene, home, strike)
        place = f"{strike.at}:{ending.label}"
        wrong = [
            *look_after_kill(home, scene.sent),
            *(f"outlived its group: {it}" for it in list_strangers()),
        ]
        if not ending.killed:
            if ending.status:
                wrong.append(f"failed before the kill: {ending.output[-1500:]}")
            findings.wrong += [f"{scene.stage.name} {place}: {it}" for it in wrong]
            return number
        findings.wrong += [f"{scene.stage.name} {place}: {it}" for it in wrong]
        area = scene.stage.name_area(ending.label)
        findings.kills.append(Kill(scene.stage.name, area, place, strike))
    return len(chain)


def _let_recover(scene: Scene, home: Home, kills: int) -> Iterator[str]:
    """Run without a kill; yield what then differs from an undisturbed run."""
    ending = _run(scene, home, None)
    if not ending.succeeded:
        yield f"the next run failed with {ending.status}: {ending.output[-3000:]}"
        return
    yield from look_after_recovery(home, scene.sent)
    yield from compare(scene.expected, digest_home(home))
    expected = count_repeated_receipts(scene.shop.expected(scene.stage.name))
    if not expected <= count_repeated_receipts(home) <= expected + kills:
        yield "more receipts say 'we have this already' than there were kills"


def _run(scene: Scene, home: Home, strike: Strike | None) -> Ending:
    work = partial(_do, scene.stage, home, scene.shop, None)
    return run_in_group(work, scene.shop.logs / "tortured.log", strike or Strike(0))
