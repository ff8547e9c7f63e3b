"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from warehouse.layout import DEFAULT_HOME, HOME_VARIABLE

HomeOption = Annotated[
    Path | None,
    typer.Option(
        "--home",
        metavar="DIR",
        file_okay=False,
        help=f"Where everything is kept. Default: ${HOME_VARIABLE} or {DEFAULT_HOME}/.",
    ),
]
