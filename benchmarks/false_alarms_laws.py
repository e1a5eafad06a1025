"""How often does the t rule reject a right formula under other laws, and does it see wrong ones?

Run from the repository root: `python -m benchmarks.false_alarms_laws [-o FILE.json]`, some minutes.
A repetition looks at 16,384 and 32,768 chains, where the rule of `student` begins with 131,072:
what holds here holds there the better. Looks below ten thousand chains, which it never takes, are
counted apart: products as skew as those of sample-and-hold inputs are then rejected too often.
"""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser
from functools import partial
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray
from scipy import stats
from sympy import Rational

from benchmarks.false_alarms import CONFIDENCE, NOMINAL, interval
from benchmarks.simulation import machine
from derivations.inputs import EXPONENTIAL
from derivations.symbols import RHO
from numerics.chains import BATCH, batch
from numerics.gaussian import GaussianRational, exact
from numerics.simulate import as_arrays
from numerics.system import System
from verification import claims
from verification.bridge import exact_moments, rows_at
from verification.evidence import montecarlo, student
from verification.evidence.finding import CONTRADICTS
from verification.session import strict

CELLS = (("1/2", "-2/5"), ("9/10", "9/10"))
WRONG = (
    *("paper/B.2.2-exponential", "paper/C.2.2-S"),
    *("companion/visualization_S.estimate", "paper/B.2.2-tangent", "paper/lemma-1"),
)
STEPS, REPEATS, FIRST, BATCHES = 8, 600, 1024, 4
COUNTS = FIRST * 2 ** np.arange((BATCHES * BATCH // FIRST).bit_length())
FEW = COUNTS < 10_000
Reals = NDArray[np.float64]


def cell(eigenvalue: str, rho: str) -> tuple[System, float]:
    """Give the rows of a cell as arrays, and the exact mean of (dh)^2 at the horizon."""
    rows = rows_at(EXPONENTIAL, {RHO: Rational(rho)}, ())
    number: GaussianRational = exact(Rational(eigenvalue))
    system = rows._replace(eigenvalues=(number,))
    return as_arrays(system), float(complex(exact_moments(system, system, STEPS)[2][2]).real)


@partial(jax.jit, static_argnames=("law",))
def sums(system: System, mean: Array, key: Array, law: str) -> Array:
    """Sum y, y^2, y^3 of y = (dh)^2 - mean over groups of FIRST chains, shape (3, groups)."""
    y = batch(system, key, STEPS, law).dh[0] ** 2 - mean
    return jnp.stack([y, y**2, y**3]).reshape(3, -1, FIRST).sum(axis=2)


def scores(system: System, mean: float, key: Array, law: str) -> tuple[Reals, float]:
    """Repeat the looks: |t| at each, shape (REPEATS, looks); and the skewness of (dh)^2."""
    every, whole = [], np.zeros(3)
    for k in range(REPEATS):
        keys = jax.random.split(jax.random.fold_in(key, k), BATCHES)
        drawn = [np.asarray(sums(system, jnp.asarray(mean), one, law)) for one in keys]
        total = np.cumsum(np.concatenate(drawn, axis=1), axis=1)[:, COUNTS // FIRST - 1]
        average = total[0] / COUNTS
        variance = (total[1] - COUNTS * average**2) / (COUNTS - 1)
        every.append(np.abs(average) / np.sqrt(variance / COUNTS))
        whole += total[:, -1]
    _, second, third = whole / (REPEATS * BATCHES * BATCH)
    return np.array(every), float(third / second**1.5)


def rates(found: Reals, counts: NDArray[np.int64]) -> dict[str, Any]:
    """Count repetitions that are ever outside, with the level spent over the looks and without."""
    report = {}
    for alpha in NOMINAL:
        shares = [student.spent(alpha, k + 1) for k in range(len(counts))]
        edges = [student.quantile(a, n - 1) for a, n in zip(shares, counts, strict=True)]
        flat = [student.quantile(alpha, n - 1) for n in counts]
        count = int((found > edges).any(axis=1).sum())
        most = int(stats.binom.ppf((1 + CONFIDENCE) / 2, len(found), alpha))
        report[f"{alpha:g}"] = {
            "count": count,
            "rate": round(count / len(found), 6),
            "99.9 % interval": interval(count, len(found)),
            "most at 99.9 %": most,
            "within": count <= most,
            "rate at the last look alone": round(float((found > flat)[:, -1].mean()), 6),
            "rate without spending": round(float((found > flat).any(axis=1).mean()), 6),
        }
    return report


def null(seed: int) -> list[dict[str, Any]]:
    """Measure the rate of false alarms, law by law, and cell by cell."""
    report = []
    for law in montecarlo.NOISES[1:]:
        every, cells = [], []
        for place, (eigenvalue, rho) in enumerate(CELLS):
            key = jax.random.fold_in(jax.random.key(seed), place)
            found, skewness = scores(*cell(eigenvalue, rho), key, law)
            every.append(found)
            here = {"lambda": eigenvalue, "rho": rho, "skewness": round(skewness, 2)}
            cells.append({**here, **rates(found[:, ~FEW], COUNTS[~FEW])})
        whole = np.concatenate(every)
        report.append(
            {
                "law": law,
                "repeats": len(whole),
                **rates(whole[:, ~FEW], COUNTS[~FEW]),
                "looks at too few": rates(whole[:, FEW], COUNTS[FEW]),
                "cells": cells,
            }
        )
        print(f"false alarms: {law}", file=sys.stderr, flush=True)
    return report


def power(seed: int) -> list[dict[str, Any]]:
    """Put wrong formulas to chains of every law."""
    report = []
    for name in WRONG:
        for law in montecarlo.NOISES[1:]:
            finding = montecarlo.examine(claims.find(name), seed, noise=law)
            chains = finding.data.get("chains")
            report.append({"claim": name, "law": law, "outcome": finding.outcome, "chains": chains})
        print(f"power: {name}", file=sys.stderr, flush=True)
    return report


def main() -> int:
    """Measure, print and record; 1 if a rate is too high or a wrong formula is not rejected."""
    parser = ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("-o", dest="file", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    strict()
    begin = time.perf_counter()
    found = {
        "chains of": STEPS,
        "looks": COUNTS[~FEW].tolist(),
        "looks at too few": COUNTS[FEW].tolist(),
        "null": null(asked.seed),
        "power": power(asked.seed),
        "seed": asked.seed,
        "seconds": round(time.perf_counter() - begin, 1),
        "machine": machine(),
    }
    print(json.dumps(found, indent=1))
    if asked.file:
        asked.file.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    within = all(law[f"{alpha:g}"]["within"] for law in found["null"] for alpha in NOMINAL)
    return int(not within or any(row["outcome"] != CONTRADICTS for row in found["power"]))


if __name__ == "__main__":
    sys.exit(main())
