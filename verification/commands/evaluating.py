"""To evaluate: eval."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from verification.commands.options import json_flag, system_file


@click.command("eval")
@click.argument("name")
@click.option("--at", required=True, help='A point, e.g. "lambda=9/10, lambda_0=1/2, rho=1/2".')
@click.option("--digits", type=click.IntRange(1, 1000), default=20, show_default=True)
@click.option("--enclose", is_flag=True, help="Add an interval, by ball arithmetic: [mid +/- rad].")
@click.option(
    "--horizon", type=click.IntRange(0), metavar="T", help="After T steps from rest, at any point."
)
@click.option(
    "--acf",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A measured autocovariance R(0) R(1) ..., for the closed forms of any input.",
)
@system_file
@json_flag
def eval_(as_json: bool, **asked: Any) -> None:
    """Evaluate a closed form exactly, at rational or Gaussian-rational points.

    Where a root or an exponential is in it only the decimals are given. With --enclose it is
    evaluated in ball arithmetic too, and the interval is sure to contain the value. In JSON that is
    "enclosure": {"mid", "rad"}, and where the value is not known to be real {"re": {"mid", "rad"},
    "im": {"mid", "rad"}}. With --system NAME is a quantity of a recurrence of your own.
    """
    from verification.decimals import in_brackets
    from verification.evaluating import evaluate
    from verification.output import as_json as dump

    answer = evaluate(**asked)
    lines = [answer["exact"], answer["value"]]
    if "enclosure" in answer:
        lines.append(in_brackets(answer["enclosure"]))
    click.echo(dump(answer) if as_json else "\n".join(line for line in lines if line))
