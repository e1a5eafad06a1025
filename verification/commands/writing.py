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
@click.option("--theorems", is_flag=True, help="Write theorems with their proofs instead.")
@system_file
def latex(names: tuple[str, ...], *, theorems: bool, **settings: Any) -> None:
    r"""Write LaTeX: one fragment to \input per formula, or a standalone document.

    Every formula is read back from its LaTeX and proved equal before anything is written. With
    --system NAME is a quantity of a recurrence of your own; without one, all that can be had in
    symbols is written.

    With --theorems NAME is a theorem; without one, all are written. Every part of a proof is
    checked before, and exit code 1 says that one does not hold; the published statements that a
    theorem is about are judged by proof, and a standalone document ends with all of them.
    """
    if theorems:
        _theorems(names, **settings)
        return
    from verification.export import export

    export(names, **settings)


def _theorems(names: tuple[str, ...], **settings: Any) -> None:
    if settings["derivation"] or settings["symbols"] or settings["path_of_system"]:
        raise click.UsageError("--theorems goes with --standalone and -o only.")
    from verification.theorem_document import PartError, export

    try:
        export(names, standalone=settings["standalone"], path=settings["path"])
    except PartError as error:
        click.echo(f"linrec: {error}", err=True)
        click.get_current_context().exit(1)
