"""Time linrec's derivation, simulation and exact moments against their peers.

Run from the repository root: `.venv/bin/python benchmarks/derivation_and_simulation.py [-o FILE]`.
CPU seconds of all threads; the roads of a race take turns; medians of five.
"""

from __future__ import annotations

import json
import os
import platform
import sys
import time
from functools import partial
from importlib.metadata import version
from importlib.util import find_spec
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
from numerics.simulate import as_arrays
from numerics.stream import time_average
from verification.bridge import rows_at
from verification.session import strict

Roads = dict[str, Any]  # functions without arguments, by name
REPEATS, REPLICATES, CHUNK, CHUNKS, DIGITS = 5, 256, 1024, 8, 30
STEPS = REPLICATES * CHUNK * CHUNKS  # of each simulation; the first chunk is left out of averages
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


def simulations() -> dict[str, float]:
    """Race two simulations of the averages of h^2, dh^2, x h and x dh, in float64."""
    rho, lam = float(POINT[RHO]), float(POINT[LAMBDA])
    exact = complex(stationary_moments(FIRST, FIRST)[-1][-1]).real
    key, rng, system = jax.random.key(0), np.random.default_rng(0), as_arrays(FIRST)
    ours = partial(time_average, system, key, replicates=REPLICATES, chunks=CHUNKS - 1, chunk=CHUNK)

    def theirs() -> Any:
        from scipy.signal import lfilter

        noise = rng.standard_normal((REPLICATES, CHUNK * CHUNKS))
        x = lfilter([np.sqrt(1 - rho**2)], [1, -rho], noise)
        h = lfilter([1], [1, -lam], x)
        dh = lfilter([0, 1], [1, -lam], h)
        x, h, dh = (states[:, CHUNK:] for states in (x, h, dh))
        return [(a * b).mean(axis=1) for a, b in ((h, h), (dh, dh), (x, h), (x, dh))]

    roads: Roads = {"numerics.stream.time_average (linrec)": ours}
    found = [float(ours().sensitivity.mean[0, 0])]
    if find_spec("scipy"):
        roads["NumPy normal, three SciPy lfilter"] = theirs
        found.append(float(theirs()[1].mean()))
    else:
        print("simulate: SciPy is not importable, its road is not measured")
    assert all(abs(mean / exact - 1) < 0.05 for mean in found)
    return race(roads)


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
    races = {"derive S": derivations(), "simulate": simulations(), "moments": moments()}
    results = []
    for name, seconds in races.items():
        for road, each in seconds.items():
            measured = {"cpu_seconds": each, "ratio": each / next(iter(seconds.values()))}
            if name == "simulate":
                measured["steps_per_cpu_second"] = STEPS / each
            shown = {what: float(f"{number:.3g}") for what, number in measured.items()}
            print(f"{name:<10}{road:<48}", *(f"{k} {v:<9g}" for k, v in shown.items()))
            results.append({"race": name, "road": road, **shown})
    packages = ["sympy", "python-flint", "jax", "numpy", "mpmath"]
    packages += ["scipy"] if find_spec("scipy") else []
    versions = {"python": platform.python_version()} | {name: version(name) for name in packages}
    machine = f"{os.cpu_count()} cores, {platform.machine()}, JAX on {jax.default_backend()}"
    if arguments[:1] == ["-o"]:
        whole = {"machine": machine, "versions": versions, "repeats": REPEATS, "results": results}
        Path(arguments[1]).write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
