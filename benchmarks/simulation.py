"""Time the long-sequence simulator against its peers and ceilings, all in one run.

Run from the repository root: `linrec bench [-o FOLDER]`, or `python -m benchmarks.simulation`.
Rates are medians of five by CPU time of this process, which keeps itself to one core; the roads
take turns. Ratios mean something, absolute rates belong to the machine and its load.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from argparse import ArgumentParser
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import jax
from rich.console import Console
from rich.table import Table

from benchmarks import simulation_goals as goals
from benchmarks.simulation_figure import draw
from benchmarks.simulation_goals import Goal
from benchmarks.simulation_peers import PEERS
from verification.session import strict

THREADS = "OPENBLAS_NUM_THREADS"
PACKAGES = ("jax", "jaxlib", "numpy", "scipy", "numba", "torch")


@dataclass(frozen=True)
class Measured:
    """What one run found: goals, rates by road, and the curves of the figure."""

    goals: list[Goal]
    rates: dict[str, float]
    curves: dict[str, Any]


def measure(scale: float, curves: bool) -> Measured:
    """Measure everything, and say on the error stream what is being measured."""
    say("devices, memory: in processes of their own")
    found = [goals.scaling(scale), goals.identical(), goals.memory(3e8 * scale)]
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    say("precision and error bars")
    found += [*goals.precision(), goals.error_bars()]
    say("rates, five rounds")
    rates = goals.rates(scale)
    drawn: dict[str, Any] = {}
    if curves:
        say("throughput against steps, points and memory")
        drawn = goals.curves(scale)
    return Measured([*goals.speed(rates), *found], rates, drawn)


def machine() -> dict[str, Any]:
    """Describe where the run took place."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "processor": processor(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "packages": {name: found for name in PACKAGES if (found := installed(name))},
        "gpu": "not measured: none here" if jax.default_backend() == "cpu" else str(jax.devices()),
    }


def processor() -> str:
    """Name the processor, as far as the operating system does."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    return next((s.partition(":")[2].strip() for s in lines if s.startswith("model name")), "")


def installed(name: str) -> str | None:
    """Give the version of a package, or None."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def show(console: Console, found: Measured) -> None:
    """Print goals and rates."""
    table = Table("goal", "ratio", "floor", "stretch", "", "note", title="Goals")
    for goal in found.goals:
        ratio = "-" if goal.ratio is None else f"{goal.ratio:.3g}"
        table.add_row(goal.name, ratio, f"{goal.floor:.3g}", f"{goal.stretch:.3g}", *marks(goal))
    rates = Table("road", "a second", "elsewhere", title="Rates by CPU time, one core")
    elsewhere = {name: rate for name, _, rate in PEERS}
    for name, rate in found.rates.items():
        known = elsewhere.get(name)
        rates.add_row(name, f"{rate:.3g}", f"{known:.2g}" if known else "")
    for name, _, _ in PEERS:
        if name not in found.rates:
            rates.add_row(name, "not installed", "")
    console.print(table, rates)
    console.print("GPU:", machine()["gpu"])


def marks(goal: Goal) -> tuple[str, str]:
    """Say in a word how a goal stands."""
    if goal.ratio is None:
        return "not counted", goal.note
    word = "MISSED" if goal.ratio < goal.floor else "met"
    return ("stretch" if goal.ratio >= goal.stretch else word), goal.note


def as_record(found: Measured) -> dict[str, Any]:
    """Write the run as plain data."""
    results = [
        {**goal._asdict(), "met": None if goal.ratio is None else goal.ratio >= goal.floor}
        for goal in found.goals
    ]
    return {"results": results, "rates": found.rates, "curves": found.curves, "machine": machine()}


def on_one_thread() -> None:
    """Start again where NumPy's products would use several threads: it reads this when loaded."""
    if os.environ.get(THREADS) != "1":
        command = [sys.executable, "-m", "benchmarks.simulation", *sys.argv[1:]]
        os.execve(sys.executable, command, {**os.environ, THREADS: "1"})


def say(text: str) -> None:
    """Report progress."""
    print(f"bench: {text}", file=sys.stderr, flush=True)


def main() -> int:
    """Run, print, record and draw; 1 if a floor is missed."""
    parser = ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("-o", dest="folder", type=Path, help="folder for JSON and figure")
    parser.add_argument("--json", action="store_true", help="one JSON object and nothing else")
    parser.add_argument("--scale", type=float, default=1.0, help="work of each road, 1 by default")
    parser.add_argument("--child", nargs="+", help="used by the run itself")
    asked = parser.parse_args()
    on_one_thread()
    strict()
    jax.config.update("jax_numpy_dtype_promotion", "standard")
    jax.config.update("jax_numpy_rank_promotion", "allow")
    if asked.child:
        print(json.dumps(goals.child(*asked.child)))
        return 0
    found = measure(asked.scale, curves=asked.folder is not None)
    record = as_record(found)
    if asked.folder:
        asked.folder.mkdir(parents=True, exist_ok=True)
        stem = asked.folder / f"{record['machine']['date']}-simulation"
        stem.with_suffix(".json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
        draw(found.curves, stem.with_suffix(".png"))
    if asked.json:
        print(json.dumps(record))
    else:
        show(Console(width=None if sys.stdout.isatty() else 150), found)
    return int(any(goal.ratio is not None and goal.ratio < goal.floor for goal in found.goals))


if __name__ == "__main__":
    sys.exit(main())
