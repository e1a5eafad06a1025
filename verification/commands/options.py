"""Options that mean the same in every command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

Command = Callable[..., Any]


def json_flag(function: Command) -> Command:
    """Add `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")(
        function
    )


def system_file(function: Command) -> Command:
    """Add `--system`."""
    return click.option(
        "--system",
        "path_of_system",
        type=click.Path(path_type=Path),
        metavar="FILE.toml",
        help="A recurrence of your own; examples/ has some.",
    )(function)
