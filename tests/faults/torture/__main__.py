"""`make torture`: kill the run at many points, and say what was left and what the next run made of it."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.faults.torture.preload import import_heavy_libraries


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.torture", description=__doc__)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--kills", type=int, default=240)
    parser.add_argument("--stages", default="")
    parser.add_argument("--work", type=Path)
    options = parser.parse_args()
    import_heavy_libraries()
    from tests.faults.torture.groups import adopt_orphans, run_in_group
    from tests.faults.torture.kills import Findings, set_scene, torture
    from tests.faults.torture.stages import STAGES
    from tests.faults.torture.workshop import Workshop

    adopt_orphans()
    shop = Workshop(options.work or Path(tempfile.mkdtemp(prefix="tsunagu-torture-")))
    shop.logs.mkdir(parents=True, exist_ok=True)
    if not shop.mirror.exists():
        print(run_in_group(lambda watch: shop.write_samples(), shop.logs / "samples.log"))
    findings = Findings()
    for stage in STAGES:
        if options.stages and stage.name not in options.stages.split(","):
            continue
        t = time.time()
        scene = set_scene(stage, shop)
        print(
            stage.name, "undisturbed", round(time.time() - t, 1), "s", len(scene.labels), "ticks", flush=True
        )
        t = time.time()
        torture(scene, options.kills, options.seed, lambda line: print(line, flush=True), findings)
        print(round(time.time() - t, 1), "s")
    print(findings.count_by_area(), findings.recoveries)
    for it in findings.wrong:
        print("WRONG", it)
    return bool(findings.wrong)


sys.exit(main())
