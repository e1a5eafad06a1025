"""To write: latex."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from verification.commands.options import system_file


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--standalone", is_flag=True, help="A document that compiles on its own.")
@click.option("--derivation", is_flag=True, help="Add the equations that each formula solves.")
@click.option(
    "-o",
    "path",
    type=click.Path(path_type=Path),
    help="A file; for several fragments a folder. BibTeX of the sources goes beside it.",
)
@click.option(
    "--symbols",
    default="",
    metavar="NAME=LATEX,...",
    help=r'Other letters, e.g. "lambda=a, rho=r_{1}"; conjugates get a bar.',
)
@system_file
def latex(names: tuple[str, ...], **settings: Any) -> None:
    r"""Write LaTeX: one fragment to \input per formula, or a standalone document.

    Every formula is read back from its LaTeX and proved equal before anything is written. With
    --system NAME is a quantity of a recurrence of your own; without one, all that can be had in
    symbols is written.
    """
    from verification.export import export

    export(names, **settings)
