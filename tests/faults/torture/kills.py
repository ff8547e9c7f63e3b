"""Kills a stage again and again, looks at what is left each time, then lets it run and compares."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tests.clock import stop_clock
from tests.faults.torture.groups import Ending, list_strangers, run_in_group
from tests.faults.torture.inspect import (
    Sent,
    compare,
    count_repeated_receipts,
    digest_home,
    digest_sums,
    list_public,
    look_after_kill,
    look_after_recovery,
    sha256_of,
)
from tests.faults.torture.stages import Stage
from tests.faults.torture.strikes import NEVER, Strike, Watch
from tests.faults.torture.workshop import TODAY, Workshop, copy_home
from warehouse.layout import Home

Say = Callable[[str], None]

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


@dataclass(frozen=True)
class Suffered:
    """A shortage that a stage met."""

    stage: str
    kind: str


@dataclass
class Findings:
    """What a campaign found: every kill that hit, every shortage that was met, everything that was wrong."""

    kills: list[Kill] = field(default_factory=list)
    suffered: list[Suffered] = field(default_factory=list)
    recoveries: int = 0
    wrong: list[str] = field(default_factory=list)

    def note_wrong(self, place: str, wrong: Iterable[str], say: Say) -> None:
        """Keep what was wrong in a place, and tell it at once."""
        for line in wrong:
            self.wrong.append(f"{place}: {line}")
            say(f"    WRONG {line}")


@dataclass(frozen=True)
class Scene:
    """A stage made ready.

    Attributes:
        stage: the stage.
        shop: where everything is kept.
        start: the home it starts from.
        expected: digest of every file after an undisturbed run.
        sent: what may not be lost.
        counts: how many things are done in each part of it.
    """

    stage: Stage
    shop: Workshop
    start: Home
    expected: dict[str, str]
    sent: Sent
    counts: Mapping[str, int]


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
    notes = shop.logs / f"{stage.name}.counts.json"
    work, log = partial(_do, stage, home, shop, notes), shop.logs / f"{stage.name}.log"
    ending = run_in_group(work, log, name_area=stage.name_area)
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
    if stage.is_job:
        watch.count_events()
    watch.count_changes(home.root)
    with stop_clock(TODAY):
        stage.run(home, shop)
    if notes:
        notes.write_text(json.dumps(dict(watch.counts)))
        _verify_public(home)


def _verify_public(home: Home) -> None:
    """Check every folder that readers can open as `tsunagu verify` does; their sums are known from then on.

    Raises:
        RuntimeError: one is not whole.
    """
    from warehouse.release.verify import verify_release

    for folder in list_public(home):
        if broken := [result for result in verify_release(folder) if not result.passed]:
            raise RuntimeError(f"{folder}: {broken}")


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
    chains, hits = _plan_chains(draw, scene.counts), 0
    while hits < kills:
        chain = next(chains)[: kills - hits]
        home = copy_home(scene.start, Home(scene.shop.root / "tortured"))
        found = _kill_in_a_row(scene, home, chain, say, findings)
        hits += len(found)
        say(f"{scene.stage.name} {hits}/{kills}: {', '.join(kill.place for kill in found)}")
        findings.note_wrong(f"{scene.stage.name} after {chain}", let_recover(scene, home, len(found)), say)
        findings.recoveries += 1
        findings.kills += found


def _plan_chains(draw: random.Random, counts: Mapping[str, int]) -> Iterator[list[Strike]]:
    """Yield chains of strikes, for ever. The first of each hits every part of the stage in turn.

    A later one comes early in its part: what is done already is not done again.
    """
    turns = [area for area in sorted(counts) for _ in range(WEIGHTS.get(area, 1))]
    while True:
        for first in draw.sample(turns, len(turns)):
            areas = [first, *draw.choices(turns, k=draw.randrange(LONGEST_CHAIN))]
            reach = [
                counts[area] if number == 0 else 1 + counts[area] // 4 for number, area in enumerate(areas)
            ]
            yield [
                Strike(area, draw.randint(1, most), draw.choice(("at once", "soon after")))
                for area, most in zip(areas, reach, strict=True)
            ]


def _kill_in_a_row(
    scene: Scene, home: Home, chain: Sequence[Strike], say: Say, findings: Findings
) -> list[Kill]:
    """Run and kill, once a strike; stop where a run came to its end before it was struck. Return the hits."""
    hits: list[Kill] = []
    for strike in chain:
        ending = run_stage(scene, home, strike)
        wrong = [*look_after_kill(home, scene.sent), *(f"outlived: process {it}" for it in list_strangers())]
        if not ending.killed and ending.status:
            wrong.append(f"failed before the kill: {ending.output[-3000:]}")
        findings.note_wrong(f"{scene.stage.name} at {strike}, {ending.label}", wrong, say)
        if not ending.killed:
            break
        area = scene.stage.name_area(ending.label)
        hits.append(Kill(scene.stage.name, area, f"{strike.area} {strike.at} ({ending.label})", strike))
    return hits


def let_recover(scene: Scene, home: Home, kills: int) -> Iterator[str]:
    """Run without a kill; yield what then differs from an undisturbed run."""
    ending = run_stage(scene, home)
    if not ending.succeeded:
        yield f"the next run failed with {ending.status}: {ending.output[-3000:]}"
        return
    yield from look_after_recovery(home, scene.sent)
    yield from compare(scene.expected, digest_home(home))
    expected = count_repeated_receipts(scene.shop.expected(scene.stage.name))
    if not expected <= count_repeated_receipts(home) <= expected + kills:
        yield "more receipts say 'we have this already' than there were kills"


def run_stage(scene: Scene, home: Home, strike: Strike = NEVER) -> Ending:
    """Run a stage on a home, in a group of its own."""
    work = partial(_do, scene.stage, home, scene.shop, None)
    return run_in_group(work, scene.shop.logs / "tortured.log", strike, scene.stage.name_area)
