"""Options that several commands share."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import click
import typer

from warehouse.layout import DEFAULT_HOME, HOME_VARIABLE


class Day(click.ParamType[date]):
    """A day as YYYY-MM-DD."""

    name = "day"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day that was typed; a day that is none ends the command, with the way to write it."""
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"'{value}' is no day: write it as YYYY-MM-DD, such as 2024-08-31.", param, ctx)


HomeOption = Annotated[
    Path | None,
    typer.Option(
        "--home",
        metavar="DIR",
        file_okay=False,
        help=f"Where everything is kept. Default: ${HOME_VARIABLE} or {DEFAULT_HOME}/.",
    ),
]
