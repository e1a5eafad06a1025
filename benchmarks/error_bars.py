"""Are the error bars honest? One long run against theory, and a hundred repeats of short ones.

Run from the repository root: `python -m benchmarks.error_bars [-o FILE.json]`, some minutes.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import jax
import numpy as np
from scipy import stats

import linrec
from benchmarks.simulation import machine
from numerics.plan import plan
from numerics.points import Point, exponential
from numerics.settings import Settings
from numerics.stream import Snapshot, stream
from verification.session import strict

FAR = {"lambda": "0.9999", "lambda_0": "0.9998", "rho": "0.9"}
FAR_STEPS = 4 * 10**10
NEAR = (
    ("thinned", {"lambda": "0.999", "lambda_0": "0.998", "rho": "0.9"}, 4 * 10**8),
    ("gram", {"lambda": "0.9", "lambda_0": "-0.7", "rho": "-0.4"}, 2 * 10**7),
)
REPEATS = 100
NAME = "sensitivity_kernel"


def exact(at: dict[str, str]) -> float:
    """Evaluate the closed form of S."""
    text = ", ".join(f"{name}={value}" for name, value in at.items())
    return float(complex(linrec.value(NAME, text)).real)


def measured(at: dict[str, str], steps: int, seed: int, form: str = "auto") -> Snapshot:
    """Simulate one point."""
    point = Point(*(float(at[name]) for name in ("lambda", "lambda_0", "rho")))
    *_, last = stream(plan([exponential(point)], Settings(steps, form=form)), seed)
    return last


def far() -> dict[str, Any]:
    """Measure S at long memory."""
    last = measured(FAR, FAR_STEPS, seed=0)
    found, truth = last.estimates[0][NAME], exact(FAR)
    return {
        "at": FAR,
        "steps": last.steps[0],
        "seconds": round(last.seconds, 1),
        "S": found.mean.real,
        "stderr": found.stderr.real,
        "relative stderr": found.stderr.real / truth,
        "exact": truth,
        "z": (found.mean.real - truth) / found.stderr.real,
    }


def repeats(form: str, at: dict[str, str], steps: int) -> dict[str, Any]:
    """Repeat a short run with independent seeds and count large deviations."""
    truth, scores, batches = exact(at), [], 0
    for seed in range(REPEATS):
        found = measured(at, steps, seed, form).estimates[0][NAME]
        scores.append((found.mean.real - truth) / found.stderr.real)
        batches = found.batches
        print(f"error bars: {form}, {seed + 1} of {REPEATS}", file=sys.stderr, flush=True)
    counts = {}
    for bound in (2, 3):
        rate = 2 * float(stats.t.sf(bound, batches - 1))
        count = int(np.sum(np.abs(scores) > bound))
        least, most = (int(stats.binom.ppf(tail, REPEATS, rate)) for tail in (0.0005, 0.9995))
        counts[f"|z| > {bound}"] = {
            "count": count,
            "expected": round(REPEATS * rate, 2),
            "bounds at 99.9 %": [least, most],
            "within": least <= count <= most,
        }
    return {"form": form, "at": at, "steps": steps, "batches": batches, **counts}


def main() -> int:
    """Measure, print and record; 1 if a count is out of its bounds."""
    parser = ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("-o", dest="file", type=Path)
    asked = parser.parse_args()
    jax.config.update("jax_num_cpu_devices", 2)
    strict()
    found = {"far": far(), "near": [repeats(*case) for case in NEAR], "machine": machine()}
    print(json.dumps(found, indent=1))
    if asked.file:
        asked.file.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    inside = (case[f"|z| > {bound}"]["within"] for case in found["near"] for bound in (2, 3))
    return int(not all(inside))


if __name__ == "__main__":
    sys.exit(main())
