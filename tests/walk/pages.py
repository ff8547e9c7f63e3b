"""Pictures of Dagster's page, taken by a browser that asks nobody else anything."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

BROWSER = [
    "chromium",
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--hide-scrollbars",
    "--disable-background-networking",
    "--virtual-time-budget=20000",
]


def photograph(address: str, out: Path, size: tuple[int, int]) -> None:
    """Take a picture of a page once it has drawn itself."""
    with tempfile.TemporaryDirectory() as profile:
        window = [f"--user-data-dir={profile}", f"--window-size={size[0]},{size[1]}", f"--screenshot={out}"]
        subprocess.run([*BROWSER, *window, address], check=True, capture_output=True, timeout=120)
