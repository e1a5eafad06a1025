"""To try the judge: mutants."""

from __future__ import annotations

import click

from verification.commands.options import json_flag


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option(
    "--order2",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    metavar="N",
    help="Pairs of slips to draw for each formula.",
)
@click.option(
    "--rung",
    "rungs",
    multiple=True,
    type=click.Choice(("exact", "driven", "montecarlo")),
    help="What is to kill them; may be repeated. [default: exact]",
)
@click.option("--seed", default=0, show_default=True, help="Of every random choice.")
@json_flag
@click.option("--quiet", is_flag=True, help="No progress and no table.")
def mutants(
    names: tuple[str, ...],
    order2: int,
    rungs: tuple[str, ...],
    seed: int,
    as_json: bool,
    quiet: bool,
) -> None:
    """Make wrong formulas on purpose, by single slips, and count what kills them.

    NAME is a closed form; without one, all of the exponential input are tried. A slip changes one
    number, symbol, exponent, sign, summand or factor. Slips that change nothing are proved equal
    and counted apart. Exit code 1 if a wrong formula survives.
    """
    from verification.mutation.session import hold

    code = hold(names, order2, rungs, seed, as_json=as_json, quiet=quiet)
    click.get_current_context().exit(code)
