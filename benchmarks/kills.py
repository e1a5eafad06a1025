"""Kill a simulation at random moments and compare what it ends with, bit for bit.

Run from the repository root: `python -m benchmarks.kills [--kills 50] [-o FILE.json]`. A run that
is never disturbed gives the numbers. Then runs with a checkpoint are killed by SIGKILL at moments
drawn over the length of a run, start-up and writing included, and started again, until they end.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from numerics.plan import plan
from numerics.points import Point, exponential
from numerics.settings import Settings
from numerics.stream import stream
from verification.session import strict

POINTS = (Point(0.9999, 0.9998, 0.9), Point(0.95 + 0.2j, -0.5 + 0.1j, -0.3), Point(0.9, 0.5, 0.4))
STEPS, SEED = 10**8, 7


def child(path: Path) -> None:
    """Run to the end, with a checkpoint after every piece, and print the numbers."""
    strict()
    groups = plan([exponential(point) for point in POINTS], Settings(STEPS))
    *_, last = stream(groups, SEED, path=path, every=0.0)
    print(json.dumps({"pieces": last.pieces, "estimates": repr(last.estimates)}))


def run(path: Path, patience: float | None) -> str | None:
    """Run a child; kill it after some seconds.

    Args:
        path: its checkpoint.
        patience: seconds, None for ever.

    Returns:
        What it printed, or None if it was killed.

    Raises:
        SystemExit: if it ended by itself in an error.
    """
    command = [sys.executable, "-m", "benchmarks.kills", "--child", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            out, _ = process.communicate(timeout=patience)
        except subprocess.TimeoutExpired:
            process.kill()
            return None
        if process.returncode:
            raise SystemExit(f"the run itself failed: exit code {process.returncode}")
        return out


def campaign(kills: int, seed: int) -> dict[str, Any]:
    """Kill so many times.

    Args:
        kills: how many.
        seed: of the moments.

    Returns:
        Kills, completed runs, and how many of these differ from the undisturbed one.
    """
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        truth = run(Path(folder) / "undisturbed.npz", None)
        length = time.monotonic() - began
        done, differing, completed = 0, 0, 0
        while done < kills:
            path = Path(folder) / f"run{completed}.npz"
            out = run(path, rng.uniform(0, length))
            if out is None:
                done += 1
                print(f"kills: {done} of {kills}", file=sys.stderr, flush=True)
            else:
                completed += 1
                differing += out != truth
        differing += run(Path(folder) / f"run{completed}.npz", None) != truth
    return {
        "kills": done,
        "completed": completed + 1,
        "differing": differing,
        "seconds undisturbed": round(length, 1),
        "steps": STEPS,
        "points": [str(point) for point in POINTS],
    }


def main() -> int:
    """Run the campaign; 1 if any completed run differs."""
    parser = ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("-o", dest="file", type=Path)
    parser.add_argument("--child", type=Path, help="used by the campaign itself")
    asked = parser.parse_args()
    if asked.child:
        child(asked.child)
        return 0
    found = campaign(asked.kills, asked.seed)
    print(json.dumps(found, indent=1))
    if asked.file:
        asked.file.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return int(found["differing"] > 0)


if __name__ == "__main__":
    sys.exit(main())
