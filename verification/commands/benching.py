"""The command that times the simulator: `linrec bench`."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import click

from verification.commands.options import json_flag
from verification.errors import InputError, refusal

MODULE = "benchmarks.simulation"


@click.command()
@click.option("-o", "folder", type=click.Path(path_type=Path), help="Folder for JSON and figure.")
@click.option("--scale", type=click.FloatRange(0.01, 100), default=1.0, show_default=True)
@json_flag
def bench(folder: Path | None, scale: float, as_json: bool) -> None:
    """Time the long-sequence simulator against peers and ceilings, some minutes.

    Every ratio is measured in one run: against scipy.signal.lfilter, plain scans, numba and torch
    where they are installed, and matrix products. Exit code 1 if a floor is missed. With -o, JSON
    and a figure of throughput are written. --scale makes each measurement shorter or longer.
    """
    _demand_checkout()
    options = ["--scale", str(scale), *(["--json"] if as_json else [])]
    if folder is not None:
        options += ["-o", str(folder)]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run([sys.executable, "-m", MODULE, *options], env=environment, check=False)
    click.get_current_context().exit(done.returncode)


def _demand_checkout() -> None:
    if find_spec("benchmarks") is None or find_spec(MODULE) is None:
        rule = "is not part of an installed linrec"
        raise InputError(refusal("bench", MODULE, rule, "run it in a checkout"))
