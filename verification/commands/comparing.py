"""To compare parameterizations: a table and a figure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from verification.commands.options import json_flag

PICTURES = (".svg", ".png", ".pdf")
KINDS = (*PICTURES, ".tex", ".json")


@click.command()
@click.argument("names", nargs=-1, metavar="[LAMBDA]...")
@click.option("--all", "everything", is_flag=True, help="The whole catalogue.")
@click.option("--gain", default="", help="gamma of maps of your own, as for probe. [1]")
@click.option("--input", "input_", default="white", show_default=True, help="As for probe.")
@click.option(
    "--budget",
    type=click.FloatRange(1, 3600),
    default=20.0,
    show_default=True,
    metavar="SECONDS",
    help="For each; one that takes longer is left out, and the table says so.",
)
@click.option(
    "-o",
    "path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The figure: FILE.svg, .png or .pdf; or the table: FILE.tex or .json.",
)
@json_flag
@click.option("--quiet", is_flag=True, help="No progress and no table.")
def compare(names: tuple[str, ...], everything: bool, **settings: Any) -> None:
    """Compare parameterizations at equal memories: E|d(gamma h)/d omega|^2, and a verdict.

    LAMBDA is a name of the catalogue or a map of your own, as for probe. gamma is differentiated or
    held fixed as each unit does; of several coordinates the first is shown.
    """
    click.get_current_context().exit(_compared(names, everything, **settings))


def _compared(
    names: tuple[str, ...],
    everything: bool,
    *,
    gain: str,
    input_: str,
    budget: float,
    path: Path | None,
    as_json: bool,
    quiet: bool,
) -> int:
    if everything == bool(names):
        raise click.UsageError("Give LAMBDA, at least one, or --all.")
    if path is not None and path.suffix not in KINDS:
        raise click.BadParameter(f"-o {path}: must end in {', '.join(KINDS)}; rename it.")
    from derivations.parameterizations import NAMES
    from verification.output import as_json as dump
    from verification.probing.comparing import compare

    chosen = NAMES if everything else names
    record = compare(chosen, gain=gain, input=input_, seconds=budget, quiet=quiet)
    if path is not None:
        _write(path, record)
    if as_json:
        click.echo(dump(record))
    elif not quiet:
        from verification.probing.side_by_side import show

        show(record)
    return 3 if any(row.get("missing") for row in record["rows"]) else 0


def _write(path: Path, record: dict[str, Any]) -> None:
    from verification.output import as_json as dump
    from verification.output import write, writing
    from verification.probing.equalisation import figure, svg
    from verification.probing.side_by_side import tex

    if path.suffix == ".svg":
        write(path, svg(figure(record)))
    elif path.suffix in PICTURES:
        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            figure(record).savefig(path, dpi=200)
    else:
        write(path, dump(record) + "\n" if path.suffix == ".json" else tex(record))
