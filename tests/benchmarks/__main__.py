"""`make bench`: measure each stage at 0.1, 1 and 2 times the country, and write docs/benchmarks.md."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tests.benchmarks.measure import Measurement, measure

FACTORS = (0.1, 1.0, 2.0)
AS_OF = "2024-08-31"
#: What a command may take at the size of the country: seconds, and peak memory in MiB.
BUDGETS = {
    "land + bronze": (20, 1_536),
    "statistics alone": (20, 3_072),
    "release alone": (60, 3_072),
    "site alone": (180, 3_072),
}
ADDITIONS = 10_000_000
HERE = Path(__file__).parent
RESULTS = HERE.parent.parent / "docs" / "benchmarks.md"


@dataclass(frozen=True)
class Line:
    """One measured command at one size; pace is what `measure_pace` returned just before."""

    factor: float
    rows: int
    name: str
    taken: Measurement
    pace: float


def measure_size(factor: float, work: Path) -> Iterator[Line]:
    """Write the sample of a size and measure every command on it."""
    mirror, home = work / "mirror", work / "home"
    written = [sys.executable, "-m", "tests.benchmarks.write_country", str(factor), str(mirror)]
    rows = int(subprocess.check_output(written, text=True))
    national = next((mirror / "nta" / "national").glob("*.zip"))
    newest = max((mirror / "nta" / "diff").glob("*.zip"))
    held_back = work / newest.name
    newest.rename(held_back)

    def line(name: str, arguments: Sequence[str | Path]) -> Line:
        pace = measure_pace()
        taken = measure([str(argument) for argument in arguments])
        if taken.status not in (0, 3):
            sys.exit(f"{name} ended with status {taken.status}")
        print(f"{factor:>4} {name:<28} {taken.seconds:7.1f} s {taken.peak_mib:7.0f} MiB", flush=True)
        return Line(factor, rows, name, taken, pace)

    run = ["-m", "tsunagu", "run", "--home", home, "--mirror", mirror, "--as-of", AS_OF]
    yield line("unzip + decode", [HERE / "bare_limit.py", national])
    yield line("land + bronze", ["-m", "tests.benchmarks.stage", mirror, work / "bronze"])
    yield line("pandas: to Parquet", [HERE / "plain_pandas.py", "bronze", national, work / "pandas"])
    yield line("main job, everything new", run)
    yield line("statistics alone", ["-m", "tests.benchmarks.statistics", home, AS_OF])
    yield line("release alone", ["-m", "tests.benchmarks.release", home, AS_OF])
    yield line("site alone", ["-m", "tests.benchmarks.site", home])
    yield line("pandas: tables and files", [HERE / "plain_pandas.py", "all", national, work / "pandas"])
    held_back.rename(newest)
    yield line("one more daily file", run)
    yield line("nothing new", run)


def measure_pace() -> float:
    """Return the seconds of a fixed number of additions: how fast this machine is at this moment."""
    started = time.perf_counter()
    total = 0
    for number in range(ADDITIONS):
        total += number
    return time.perf_counter() - started


def describe_machine() -> str:
    """Return processor, cores, memory and Python, without the machine's name."""
    cpuinfo = Path("/proc/cpuinfo").read_text().splitlines()
    models = (row.split(":", 1)[1].strip() for row in cpuinfo if row.startswith("model name"))
    cpu = next(models, platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{cpu}, {os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}"


def write_results(lines: Sequence[Line]) -> None:
    """Write the table, one line a command and size."""
    text = (HERE / "benchmarks.md.in").read_text(encoding="utf-8")
    table = "\n".join(
        f"| {line.name} | {line.factor:g} | {line.rows:,} | {line.taken.seconds:.1f} "
        f"| {line.taken.peak_mib:,.0f} | {line.rows / line.taken.seconds:,.0f} |"
        for line in sorted(lines, key=lambda line: (line.name, line.factor))
    )
    paces = [line.pace for line in lines]
    text = text.replace("@slowest@", f"{max(paces):.1f}").replace("@fastest@", f"{min(paces):.1f}")
    text = text.replace("@budgets@", "\n".join(compare_with_budgets(lines)))
    text = text.replace("@date@", date.today().isoformat()).replace("@machine@", describe_machine())
    RESULTS.write_text(text.replace("@table@", table), encoding="utf-8")


def compare_with_budgets(lines: Sequence[Line]) -> Iterator[str]:
    """Yield a row of the table of budgets for each command that has one, at the size of the country."""
    for line in lines:
        if line.factor == 1 and line.name in BUDGETS:
            seconds, peak = BUDGETS[line.name]
            is_met = line.taken.seconds <= seconds and line.taken.peak_mib <= peak
            yield (
                f"| {line.name} | {line.taken.seconds:.1f} | {seconds} | {line.taken.peak_mib:,.0f} "
                f"| {peak:,} | {'yes' if is_met else 'no'} | {line.pace:.1f} |"
            )


def main() -> None:
    """Measure all sizes, one after the other, each in a folder that is removed."""
    lines: list[Line] = []
    for factor in FACTORS:
        work = Path(tempfile.mkdtemp(prefix="tsunagu-bench-"))
        try:
            lines += measure_size(factor, work)
        finally:
            shutil.rmtree(work)
    write_results(lines)


if __name__ == "__main__":
    main()
