"""To certify and to recheck: proofs as files that anyone can check."""

from __future__ import annotations

from pathlib import Path

import click

from verification.commands.options import json_flag, system_file


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--all", "everything", is_flag=True, help="All that is claimed, stated or derived.")
@click.option(
    "-o",
    "path",
    type=click.Path(path_type=Path),
    help="A file; a folder where there are several certificates.",
)
@click.option("--quiet", is_flag=True, help="No progress, and no word on what has none.")
@system_file
def certify(
    names: tuple[str, ...],
    everything: bool,
    path: Path | None,
    quiet: bool,
    path_of_system: Path | None,
) -> None:
    """Write proofs that anyone can check: what is proved of NAME, as certificates in JSON.

    NAME is a closed form, a claim id or a theorem. A certificate holds the rows of a recurrence and
    the moments that solve its stationarity equations, or an identity over a table of derivatives,
    or an inequality with nonnegative coefficients; `linrec recheck` checks it, and so does
    verification/recheck.py alone, with nothing but Python. What is proved by other means is said to
    be. With --system NAME is a quantity of a recurrence of your own. Exit code 1: NAME is false,
    and 3: it is proved without certificate.
    """
    from verification.certificates import certify as run

    if everything == bool(names) and path_of_system is None:
        click.get_current_context().fail("Give one NAME or more, or --all.")
    code = run(names, path, quiet=quiet, path_of_system=path_of_system)
    click.get_current_context().exit(code)


@click.command()
@click.argument(
    "paths", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path)
)
@json_flag
@click.option("--quiet", is_flag=True, help="Print nothing but what is not valid.")
def recheck(paths: tuple[Path, ...], as_json: bool, quiet: bool) -> None:
    """Check certificates, and compare what they are about with the catalogue.

    FILE may be a folder of them. Prints what each proves: rows, what is given, where it holds, the
    formula. Exit code 1 if one is not valid. The checker is one file that trusts nothing of linrec,
    verification/recheck.py.
    """
    from verification.certificates import recheck_all

    click.get_current_context().exit(recheck_all(paths, as_json=as_json, quiet=quiet))
