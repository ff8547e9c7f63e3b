"""The snippets of docs/researchers.md run, on a release, as they are printed."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import duckdb
import pytest

from tests.tsunagu.shared_runs import FinishedRun
from warehouse.inputs import REPOSITORY

pytestmark = pytest.mark.xdist_group("demo")

TEXT = (REPOSITORY / "docs" / "researchers.md").read_text(encoding="utf-8")
BLOCK = re.compile(
    r"^```(sql|python|r)\n(?:--|#) (duckdb|polars|pandas|pyarrow|r)\b(.*?)^```", re.DOTALL | re.MULTILINE
)
SNIPPETS = [(match[2], match[0].split("\n", 1)[1].rsplit("\n", 1)[0]) for match in BLOCK.finditer(TEXT)]
PRINTED = "var/public/latest"


def select(*tools: str) -> list[str]:
    """Return the snippets of a tool."""
    return [snippet for tool, snippet in SNIPPETS if tool in tools]


def point_to(demo: FinishedRun, snippet: str) -> str:
    """Return the snippet on the demo's release; it must name the place a reader has."""
    assert PRINTED in snippet
    return snippet.replace(PRINTED, str(demo.release))


def test_every_code_block_says_what_runs_it() -> None:
    assert len(SNIPPETS) == TEXT.count("```") // 2
    assert {tool for tool, _ in SNIPPETS} == {"duckdb", "polars", "pandas", "pyarrow", "r"}


@pytest.mark.parametrize("snippet", select("duckdb"))
def test_a_duckdb_snippet_gives_rows(demo: FinishedRun, snippet: str) -> None:
    with duckdb.connect() as connection:
        assert connection.execute(point_to(demo, snippet)).fetchall()


@pytest.mark.parametrize("snippet", select("polars", "pandas", "pyarrow"))
def test_a_python_snippet_prints_a_table(
    demo: FinishedRun, snippet: str, capsys: pytest.CaptureFixture[str]
) -> None:
    exec(compile(point_to(demo, snippet), "docs/researchers.md", "exec"), {})

    assert len(capsys.readouterr().out.splitlines()) > 1


@pytest.mark.parametrize("snippet", select("r"))
def test_an_r_snippet_runs(demo: FinishedRun, snippet: str, tmp_path: Path) -> None:
    if shutil.which("Rscript") is None:
        pytest.skip("Rscript is not installed")
    if subprocess.run(["Rscript", "-e", "library(arrow); library(dplyr)"], check=False).returncode:
        pytest.skip("the R packages arrow and dplyr are not installed")
    script = tmp_path / "snippet.R"
    script.write_text(point_to(demo, snippet), encoding="utf-8")

    done = subprocess.run(["Rscript", str(script)], capture_output=True, check=False)

    assert done.returncode == 0, done.stderr.decode()
