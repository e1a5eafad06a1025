"""Measure how many ulp the stable forms lose in floats, against 50 digits, regime by regime.

Run from the repository root: `.venv/bin/python benchmarks/stable_forms.py [-n POINTS] [-o FILE]`.
"""

from __future__ import annotations

import argparse
import json
import platform
from collections.abc import Callable, Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import mpmath
import numpy as np
from sympy import lambdify

from benchmarks.regimes import PRECISIONS, REGIMES, VARIABLES, Points, Precision, Regime, points
from derivations import catalogue
from derivations.stable import RATES
from verification.lowering import jax_function, rates, variables
from verification.session import strict

QUANTITIES = (
    "state_kernel",
    "state_moment",
    "sensitivity_kernel",
    "sensitivity_moment",
    "teacher_student_loss",
)
NAMES = tuple(q + tail for q in QUANTITIES for tail in ("", "_white", "_white_plus_constant"))
BARS = {"lambda": "lambda_bar", "lambda_0": "lambda_0_bar"}
WORKING = 170  # digits, so that 50 are left where ten factors of 1e-12 cancel


def errors(
    name: str, regime: Regime, precision: Precision, coordinates: str, salt: int, count: int
) -> np.ndarray[Any, Any]:
    """Measure the error of a form at every point, in ulp of what the regime compares it with.

    Args:
        name: a closed form.
        regime: where.
        precision: in which floats.
        coordinates: `rates` or `cartesian`.
        salt: of the random draw.
        count: how many points.

    Returns:
        The largest error of the compiled and the interpreted function, with x64 on and off where
        that is asked for, shape (count,).
    """
    drawn = points(regime, precision, coordinates, salt, count)
    seen = []
    for x64 in precision.x64:
        with jax.enable_x64(x64):
            arguments = list(map(jnp.asarray, _arguments(name, coordinates, drawn)))
            seen += [np.asarray(f(*arguments)) for f in _functions(name, coordinates)]
    assert all(s.dtype in (precision.real, precision.complex) for s in seen)
    with mpmath.workdps(WORKING):
        right = list(_exactly(name, coordinates, drawn, count))
        scales = _scales(name, regime, coordinates, drawn, right)
        return np.array(
            [
                max(float(abs(mpmath.mpmathify(s[k].item()) - right[k])) for s in seen)
                / float(np.spacing(precision.real(scales[k])))
                for k in range(count)
            ]
        )


@cache
def _functions(name: str, coordinates: str) -> tuple[Callable[..., Any], ...]:
    function = jax_function(name, coordinates)
    return jax.jit(function), function


def _arguments(name: str, coordinates: str, drawn: Points) -> Iterator[Any]:
    if coordinates == "cartesian":
        yield from (drawn[symbol.name] for symbol in variables(name))
        return
    back = {rate: symbol.name for symbol, rate in RATES.items()}
    for rate in rates(name):
        variable = back.get(rate, rate.name)
        yield drawn[variable] if variable in drawn else drawn[variable.removesuffix("_bar")].conj()


def _exactly(name: str, coordinates: str, drawn: Points, count: int) -> Iterator[Any]:
    """Evaluate the closed form itself, which shares nothing with the stable one but its meaning."""
    expression = catalogue.derive(name).expression
    symbols = sorted(expression.free_symbols, key=str)
    function = lambdify(symbols, expression, "mpmath")
    for k in range(count):
        numbers = {v: mpmath.mpmathify(values[k].item()) for v, values in drawn.items()}
        if coordinates == "rates":
            for v in VARIABLES:
                numbers[v] = mpmath.exp(-numbers[v])
        numbers |= {bar: mpmath.conj(numbers[v]) for v, bar in BARS.items()}
        yield function(*(numbers[symbol.name] for symbol in symbols))


def _scales(
    name: str, regime: Regime, coordinates: str, drawn: Points, right: list[Any]
) -> list[float]:
    if "kernel" not in name or not regime.pairwise:
        return [float(abs(value)) for value in right]
    moment, count = name.replace("kernel", "moment"), len(right)
    second = drawn | {"lambda": drawn["lambda_0"]}
    pairs = zip(*(_exactly(moment, coordinates, d, count) for d in (drawn, second)), strict=True)
    return [float(mpmath.sqrt(abs(one) * abs(other))) for one, other in pairs]


def main() -> None:
    """Measure every form, print a table of the largest errors, and write JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=400, help="points a regime")
    parser.add_argument("-o", type=Path, help="a JSON file")
    parser.add_argument("--coordinates", nargs="+", default=["rates", "cartesian"])
    options = parser.parse_args()
    strict()
    results = []
    for coordinates in options.coordinates:
        for precision in PRECISIONS:
            print(f"\n{coordinates}, {precision.name}: largest error in ulp")
            for name in NAMES:
                worst = [
                    errors(name, regime, precision, coordinates, 0, options.n).max()
                    for regime in REGIMES
                ]
                found = {r.name: float(f"{ulp:.3g}") for r, ulp in zip(REGIMES, worst, strict=True)}
                print(f"{name:<40}", *(f"{ulp:>8g}" for ulp in found.values()), flush=True)
                where = {"coordinates": coordinates, "precision": precision.name, "form": name}
                results.append({**where, "ulp": found})
    print("\ncolumns:", *(regime.name for regime in REGIMES), sep="\n  ")
    if options.o:
        versions = {"python": platform.python_version()} | {
            package: version(package) for package in ("jax", "numpy", "mpmath", "sympy")
        }
        machine = f"{platform.machine()}, JAX on {jax.default_backend()}"
        whole = {"machine": machine, "versions": versions, "points": options.n, "results": results}
        options.o.write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
