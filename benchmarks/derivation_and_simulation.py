"""Time linrec's derivation, simulation and exact moments against their peers.

Run from the repository root: `.venv/bin/python benchmarks/derivation_and_simulation.py [-o FILE]`.
CPU seconds of all threads; the roads of a race take turns; medians of five. Every road's answer is
checked before it is timed.
"""

from __future__ import annotations

import json
import os
import platform
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from importlib.util import find_spec
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

Roads = dict[str, Callable[[], Any]]
REPEATS, REPLICATES, CHUNK, CHUNKS, DIGITS = 5, 256, 1024, 8, 30
STEPS = REPLICATES * CHUNK * CHUNKS  # of each simulation; the first chunk is left out of averages
POINT = {LAMBDA: Rational(9, 10), LAMBDA_0: Rational(1, 2), RHO: Rational(1, 2)}
FIRST, SECOND = (
    rows_at(EXPONENTIAL, POINT, (QQ_I.from_sympy(POINT[z]),)) for z in (LAMBDA, LAMBDA_0)
)


def race(
    roads: Roads, loops: int = 1, prepare: Callable[[], None] = lambda: None
) -> dict[str, float]:
    """Run every road once unmeasured, then all of them in turn; median CPU seconds of a call."""
    seconds: dict[str, list[float]] = {name: [] for name in roads}
    for turn in range(REPEATS + 1):
        for name, road in roads.items():
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
    forms = [road() for road in roads.values()]
    assert all(identical(forms[0], form) for form in forms)
    return race(roads, prepare=forget)


def simulations() -> dict[str, float]:
    """Race two simulations of the averages of h^2, dh^2, x h and x dh, in float64."""
    rho, lam = float(POINT[RHO]), float(POINT[LAMBDA])
    exact = complex(stationary_moments(FIRST, FIRST)[-1][-1]).real
    key, rng, system = jax.random.key(0), np.random.default_rng(0), as_arrays(FIRST)

    def ours() -> Any:
        return time_average(system, key, replicates=REPLICATES, chunks=CHUNKS - 1, chunk=CHUNK)

    roads: Roads = {"numerics.stream.time_average (linrec)": ours}
    found = [float(ours().sensitivity.mean[0, 0])]
    if find_spec("scipy"):
        from scipy.signal import lfilter

        def theirs() -> Any:
            noise = rng.standard_normal((REPLICATES, CHUNK * CHUNKS))
            x = lfilter([np.sqrt(1 - rho**2)], [1, -rho], noise)
            h = lfilter([1], [1, -lam], x)
            dh = lfilter([0, 1], [1, -lam], h)
            x, h, dh = (states[:, CHUNK:] for states in (x, h, dh))
            return [(a * b).mean(axis=1) for a, b in ((h, h), (dh, dh), (x, h), (x, dh))]

        roads["NumPy normal, three SciPy lfilter"] = theirs
        found.append(float(theirs()[1].mean()))
    assert all(abs(mean / exact - 1) < 0.05 for mean in found)
    return race(roads)


def moments() -> dict[str, float]:
    """Race four roads to all stationary moments of (x, h, dh), or to S alone, at one point."""
    form, readings = catalogue.derive("sensitivity_kernel"), (read_off(FIRST), read_off(SECOND))
    floats = [np.array([[complex(c).real for c in row] for row in r.matrix]) for r in readings]
    noises = [np.array([complex(c).real for c in r.noise]) for r in readings]
    left = np.eye(9) - np.kron(*floats)
    right = complex(FIRST.variance).real * np.kron(*noises)

    def digits() -> Any:
        with mpmath.workdps(DIGITS):
            return mpmath.lu_solve(mpmath.matrix(left.tolist()), mpmath.matrix(right.tolist()))

    roads: Roads = {
        "exact, all moments, from the simulator (linrec)": lambda: stationary_moments(
            FIRST, SECOND
        ),
        "exact, S alone, from the closed form (linrec)": lambda: form.value(POINT),
        "NumPy float64 Lyapunov solve": lambda: np.linalg.solve(left, right),
        f"mpmath Lyapunov solve, {DIGITS} digits": digits,
    }
    exact, closed, double, multiple = (road() for road in roads.values())
    values = (complex(exact[-1][-1]).real, double[-1], multiple[-1])
    assert all(abs(float(value) / float(closed) - 1) < 1e-12 for value in values)
    return race(roads, loops=20)


def main(arguments: list[str]) -> None:
    """Run the races, print a table, and write JSON where `-o FILE` asks for it."""
    strict()
    races = {"derive S": derivations(), "simulate": simulations(), "moments": moments()}
    results = []
    for name, seconds in races.items():
        base = next(iter(seconds.values()))
        for road, median_seconds in seconds.items():
            row = {"race": name, "road": road, "cpu_seconds": float(f"{median_seconds:.3g}")}
            row["ratio"] = float(f"{median_seconds / base:.3g}")
            if name == "simulate":
                row["steps_per_cpu_second"] = float(f"{STEPS / median_seconds:.3g}")
            results.append(row)
            print(f"{name:<10}{road:<50}{row['cpu_seconds']:>10.3g} s{row['ratio']:>9.3g}")
    if not find_spec("scipy"):
        print("simulate  SciPy is not importable: its peer was not measured")
    packages = ("sympy", "python-flint", "jax", "numpy", "scipy", "mpmath")
    machine = (
        f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}, no accelerator used"
    )
    versions = {name: version(name) for name in packages if name != "scipy" or find_spec("scipy")}
    versions = {"python": platform.python_version(), **versions}
    if arguments[:1] == ["-o"]:
        whole = {"machine": machine, "versions": versions, "repeats": REPEATS, "results": results}
        Path(arguments[1]).write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
