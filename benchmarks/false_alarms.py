"""How often does the Monte-Carlo test reject a right formula, and how soon does it see a wrong one?

Run from the repository root: `python -m benchmarks.false_alarms [-o FILE.json]`, about a minute.
"""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import jax
import numpy as np
from jax import Array
from numpy.typing import NDArray
from scipy import stats
from sympy import Rational

from benchmarks.simulation import machine
from derivations.inputs import EXPONENTIAL
from derivations.quantities import SENSITIVITY_KERNEL
from derivations.symbols import RHO
from numerics.gaussian import GaussianRational
from numerics.noise import draw
from numerics.simulate import as_arrays, simulate
from numerics.system import System
from verification.bridge import rows_at
from verification.evidence import eprocess, gaussian_law
from verification.evidence.chernoff import Law, law_of
from verification.evidence.eprocess import ACCEPT, GOES_ON, REJECT
from verification.evidence.montecarlo import ALPHA, BATCH, BETA, BUDGET, EPSILON
from verification.session import strict

LAMBDAS, RHOS = ("1/2", "9/10", "99/100"), ("0", "9/10", "99/100")
NOMINAL = (1e-2, 1e-3)
STEPS, LOOKS, BETWEEN = 64, 64, 16  # a look after every 16 chains, 1024 chains in all
PIECE, PIECES = 70, 16  # 1120 repetitions a cell, 10,080 in all
OFF = (0.0, 0.01, 0.02, 0.05)
POWER_REPEATS = 400
CONFIDENCE = 0.999
Reals = NDArray[np.float64]


def cell(eigenvalue: str, rho: str) -> tuple[System, Law]:
    """Give the rows of a cell, and the exact law of (dh)^2 at the horizon."""
    rows = rows_at(EXPONENTIAL, {RHO: Rational(rho)}, ())
    exact = GaussianRational(Fraction(eigenvalue))
    system = rows._replace(eigenvalues=(exact,))
    term = gaussian_law.Term(1.0, SENSITIVITY_KERNEL, (exact, exact))
    form = gaussian_law.quadratic_form(term, system)
    return system, gaussian_law.parts(form, system, STEPS)[0]


@partial(jax.jit, static_argnames=("steps",))
def sums(system: System, key: Array, steps: int) -> Array:
    """Run chains from empty states; sum (dh)^2 between looks, shape (PIECE, LOOKS)."""
    noise = draw(key, (PIECE * LOOKS * BETWEEN, steps + 1))
    final = jax.vmap(partial(simulate, system))(noise)
    return (final.dh[0] ** 2).reshape(PIECE, LOOKS, BETWEEN).sum(axis=2)


def interval(count: int, repeats: int) -> list[float]:
    """Bound a rate by Clopper and Pearson."""
    found = stats.binomtest(count, repeats).proportion_ci(CONFIDENCE, method="exact")
    return [round(float(found.low), 6), round(float(found.high), 6)]


def rates(peaks: Reals) -> dict[str, Any]:
    """Count the repetitions whose evidence, or for contrast whose |z|, ever went too far."""
    found = {}
    for alpha in NOMINAL:
        count = int((peaks[:, 0] >= np.log(1 / alpha)).sum())
        naive = int((peaks[:, 1] >= stats.norm.isf(alpha / 2)).sum())
        most = int(stats.binom.ppf((1 + CONFIDENCE) / 2, len(peaks), alpha))
        found[f"{alpha:g}"] = {
            "count": count,
            "rate": round(count / len(peaks), 6),
            "99.9 % interval": interval(count, len(peaks)),
            "most at 99.9 %": most,
            "within": count <= most,
            "rate of |z| at every look": round(naive / len(peaks), 6),
        }
    return found


def peaks(eigenvalue: str, rho: str, key: Array) -> Reals:
    """Repeat the test on right values; the largest log E and |z| of each, shape (repeats, 2)."""
    system, law = cell(eigenvalue, rho)
    plan = eprocess.design(law, 0.02 * law.expectation)
    arrays, counts = as_arrays(system), BETWEEN * np.arange(1, LOOKS + 1)
    found = []
    for k in range(PIECES):
        drawn = np.asarray(sums(arrays, jax.random.fold_in(key, k), STEPS))
        excess = np.cumsum(drawn, axis=1) - counts * law.expectation
        evidence = eprocess.log_evidence(plan, counts * np.ones_like(excess), excess)
        scores = np.abs(excess) / np.sqrt(counts * law.variance)
        found.append(np.stack([evidence.max(axis=1), scores.max(axis=1)], axis=1))
    return np.concatenate(found)


def null(seed: int) -> dict[str, Any]:
    """Measure the rate of false alarms, cell by cell and over all."""
    key, every, cells = jax.random.key(seed), [], []
    for place, (eigenvalue, rho) in enumerate((a, r) for a in LAMBDAS for r in RHOS):
        here = peaks(eigenvalue, rho, jax.random.fold_in(key, place))
        cells.append({"lambda": eigenvalue, "rho": rho, "repeats": len(here), **rates(here)})
        every.append(here)
        print(f"false alarms: lambda = {eigenvalue}, rho = {rho}", file=sys.stderr, flush=True)
    whole = np.concatenate(every)
    return {
        "chains of": STEPS,
        "chains a repetition": LOOKS * BETWEEN,
        "a look every": BETWEEN,
        "repeats": len(whole),
        **rates(whole),
        "cells": cells,
    }


def power(off: float, seed: int) -> dict[str, Any]:
    """Follow the test as `montecarlo` runs it, one stream, on a claim that is off.

    (dh)^2 is a multiple of chi-square with one degree of freedom, so sums over batches are drawn
    from the chi-square law that the chains above were held against.

    Args:
        off: relative deviation of the claim.
        seed: of the draws.

    Returns:
        How the repetitions ended, and after how many chains.
    """
    law = law_of(np.ones((1, 1)), np.ones((1, 1)), np.zeros(1))
    plan = eprocess.design(law, EPSILON)
    generator = np.random.default_rng([seed, round(1e4 * off)])
    totals = np.cumsum(generator.chisquare(BATCH, (POWER_REPEATS, BUDGET)), axis=1)
    counts = BATCH * np.arange(1, BUDGET + 1) * np.ones((POWER_REPEATS, 1))
    excess = totals - counts * (1 + off)
    evidence = eprocess.log_evidence(plan, counts, excess)
    closeness = eprocess.log_closeness(plan, counts, excess)
    words = eprocess.decide(evidence, closeness, ALPHA, BETA)
    undecided = (words == GOES_ON).all(axis=1)
    first = np.where(undecided, BUDGET - 1, (words != GOES_ON).argmax(axis=1))
    final = words[np.arange(POWER_REPEATS), first]
    return {
        "off by": off,
        "repeats": POWER_REPEATS,
        "rejected": int((final == REJECT).sum()),
        "accepted": int((final == ACCEPT).sum()),
        "undecided": int(undecided.sum()),
        "mean chains": round(float(BATCH * (first + 1).mean())),
        "most chains": int(BATCH * (first + 1).max()),
    }


def main() -> int:
    """Measure, print and record; 1 if a rate is above what its nominal value allows."""
    parser = ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("-o", dest="file", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    strict()
    begin = time.perf_counter()
    found = {
        "null": null(asked.seed),
        "alpha": ALPHA,
        "beta": BETA,
        "epsilon": EPSILON,
        "power": [power(off, asked.seed) for off in OFF],
        "seed": asked.seed,
        "seconds": round(time.perf_counter() - begin, 1),
        "machine": machine(),
    }
    print(json.dumps(found, indent=1))
    if asked.file:
        asked.file.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    tables = (found["null"], *found["null"]["cells"])
    return int(not all(table[f"{alpha:g}"]["within"] for table in tables for alpha in NOMINAL))


if __name__ == "__main__":
    sys.exit(main())
