"""Time linrec's derivation and exact moments against their peers.

Run from the repository root: `.venv/bin/python benchmarks/roads_to_s.py [-o FILE]`.
CPU seconds of all threads; the roads of a race take turns; medians of five.
"""

from __future__ import annotations

import json
import os
import platform
import sys
import time
from importlib.metadata import version
from itertools import product
from pathlib import Path
from statistics import median
from typing import Any

import jax
import mpmath
import numpy as np
from sympy import QQ_I, Rational, diff, simplify
from sympy.core.cache import clear_cache

from derivations import catalogue
from derivations.field import identical
from derivations.inputs import EXPONENTIAL
from derivations.symbols import LAMBDA, LAMBDA_0, RHO
from numerics.oracle import read_off, stationary_moments
from verification.bridge import rows_at
from verification.session import strict

Roads = dict[str, Any]  # functions without arguments, by name
REPEATS, DIGITS = 5, 30
POINT = {LAMBDA: Rational(9, 10), LAMBDA_0: Rational(1, 2), RHO: Rational(1, 2)}
FIRST, SECOND = (rows_at(EXPONENTIAL, POINT, (QQ_I.from_sympy(POINT[z]),)) for z in [*POINT][:2])


def race(roads: Roads, prepare: Any = lambda: None, loops: int = 1) -> dict[str, float]:
    """Run every road once unmeasured, then all of them in turn; median CPU seconds of a call."""
    seconds: dict[str, list[float]] = {name: [] for name in roads}
    for turn, (name, road) in product(range(REPEATS + 1), roads.items()):
        prepare()
        start = time.process_time()
        for _ in range(loops):
            jax.block_until_ready(road())
        if turn:
            seconds[name].append((time.process_time() - start) / loops)
    return {name: median(values) for name, values in seconds.items()}


def forget() -> None:
    """Empty the caches of the catalogue and of SymPy."""
    for cached in (catalogue.derive, catalogue.solved, catalogue.by_double_sum):
        cached.cache_clear()
    clear_cache()


def derivations() -> dict[str, float]:
    """Race three roads to S(lambda, lambda_0, rho); the last is given K for nothing."""
    name, kernel = "sensitivity_kernel", catalogue.derive("state_kernel").expression
    roads: Roads = {
        "stationarity equations (linrec)": lambda: catalogue.derive(name).expression,
        "double sum over lags (linrec's second road)": lambda: catalogue.by_double_sum(name),
        "SymPy simplify(diff(K)), K given": lambda: simplify(diff(kernel, LAMBDA, LAMBDA_0)),
    }
    assert all(identical(catalogue.derive(name).expression, road()) for road in roads.values())
    return race(roads, forget)


def moments() -> dict[str, float]:
    """Race four roads to the stationary moments of (x, h, dh) at one point, or to S alone."""
    form, readings = catalogue.derive("sensitivity_kernel"), (read_off(FIRST), read_off(SECOND))
    matrices = [np.array([[c.real for c in row] for row in r.matrix]) for r in readings]
    noises = [np.array([c.real for c in r.noise]) for r in readings]
    left = np.eye(9, dtype=int) - np.kron(*matrices)
    right = FIRST.variance.real * np.kron(*noises)
    floats, fractions = ((left.astype(f), right.astype(f)) for f in (float, object))
    digits = mpmath.workdps(DIGITS)(lambda: mpmath.lu_solve(*map(mpmath.matrix, fractions)))
    roads: Roads = {
        "all moments, exact, off the simulator (linrec)": lambda: stationary_moments(FIRST, SECOND),
        "S alone, exact, from the closed form (linrec)": lambda: form.value(POINT),
        "all, NumPy float64 Lyapunov solve": lambda: np.linalg.solve(*floats),
        f"all, mpmath Lyapunov solve, {DIGITS} digits": digits,
    }
    exact, closed, double, multiple = (road() for road in roads.values())
    for value in (exact[2][2].real, double[8], multiple[8]):
        assert abs(float(value) / float(closed) - 1) < 1e-12
    return race(roads, loops=20)


def main(arguments: list[str]) -> None:
    """Run the races, print a table, and write JSON where `-o FILE` asks for it."""
    strict()
    races = {"derive S": derivations(), "moments": moments()}
    results = []
    for name, seconds in races.items():
        for road, each in seconds.items():
            measured = {"cpu_seconds": each, "ratio": each / next(iter(seconds.values()))}
            shown = {what: float(f"{number:.3g}") for what, number in measured.items()}
            print(f"{name:<10}{road:<48}", *(f"{k} {v:<9g}" for k, v in shown.items()))
            results.append({"race": name, "road": road, **shown})
    packages = ["sympy", "python-flint", "jax", "numpy", "mpmath"]
    versions = {"python": platform.python_version()} | {name: version(name) for name in packages}
    machine = f"{os.cpu_count()} cores, {platform.machine()}, JAX on {jax.default_backend()}"
    if arguments[:1] == ["-o"]:
        whole = {"machine": machine, "versions": versions, "repeats": REPEATS, "results": results}
        Path(arguments[1]).write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
