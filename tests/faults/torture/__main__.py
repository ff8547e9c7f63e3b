"""`make torture`: kill runs at many points, fill their disk, and say what the next run made of it.

Whatever is wrong is printed with the seed and the place, and the exit status is 1.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.faults.torture.preload import import_heavy_libraries, refuse_threads

PAGE = Path(__file__).parents[3] / "docs" / "reliability.md"


def main() -> int:
    """Run a campaign and write down what it counted; return the exit status."""
    options = _parse_arguments()
    import_heavy_libraries()
    # these import the rooms, in part; what starts threads is imported by children only
    from tests.faults.torture.campaign import run_campaign
    from tests.faults.torture.groups import adopt_orphans
    from tests.faults.torture.report import Campaign, write_counts, write_data
    from tests.faults.torture.workshop import Workshop
    from warehouse.layout import Home

    refuse_threads()
    adopt_orphans()
    started, root = time.monotonic(), Path(tempfile.mkdtemp(prefix="tsunagu-torture-"))
    shop = Workshop(root)

    def say(line: str) -> None:
        print(f"{time.monotonic() - started:6.0f} s  {line}", flush=True)

    finished = Home.resolve(options.finished) if options.finished else None
    findings = run_campaign(shop, options.seed, options.kills, say, finished)
    if options.results:
        write_data(options.results, findings)
    else:
        write_counts(PAGE, Campaign.of(shop, options.seed, time.monotonic() - started), findings)
    say(f"{len(findings.kills)} kills, {len(findings.suffered)} shortages, {len(findings.wrong)} wrong")
    if findings.wrong:
        say(f"Homes and logs are kept in {root}")
        return 1
    shutil.rmtree(root)
    return 0


def _parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.torture", description=__doc__)
    parser.add_argument("--seed", default="1", help="decides where the kills fall")
    parser.add_argument("--kills", type=int, default=240, help="how many kills there are in all")
    parser.add_argument(
        "--finished",
        type=Path,
        help="home after a run: leave whole runs out, and all but one full disk a stage",
    )
    parser.add_argument("--results", type=Path, help="write the counts here, as JSON, and not into docs/")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
