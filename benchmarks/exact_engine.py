"""Time the exact engine: the whole catalogue, and five derivations against plain SymPy.

Run from the repository root: `.venv/bin/python benchmarks/exact_engine.py [-o FILE]`. CPU seconds;
the two roads of a race take turns, medians of five; both answers are compared before they count.
"""

from __future__ import annotations

import json
import platform
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

import sympy
from sympy import Expr, Integer, Poly, Symbol
from sympy.core.cache import clear_cache

from derivations import scalar
from derivations.families import QUESTIONS, system_of
from derivations.field import identical
from derivations.inputs import EXPONENTIAL
from derivations.moments import solve
from derivations.spectra import further
from derivations.symbols import LAMBDA, LAMBDA_0
from derivations.system import Monomial, System, ordered, prime

REPEATS = 5
EVERYTHING = """
import time
start = time.process_time()
from derivations import catalogue
read = time.process_time()
for name in catalogue.NAMES:
    catalogue.derive(name)
print(read - start, time.process_time() - start, len(catalogue.NAMES))
"""


def by_sympy(system: System, target: Monomial) -> Expr:
    """Derive a second moment as one would by hand in SymPy: `expand`, `linsolve`, `factor`."""
    now: dict[Symbol, Expr] = {}
    for state, row in system.rows:
        now[state] = row.xreplace({prime(s): new for s, new in now.items()}).expand()
    gens = [Symbol(name) for name in system.states] + list(system.random)
    noise = dict(zip(system.random, system.laws, strict=True))  # one law for each number
    data, unknowns, equations, todo = dict(system.data), {}, [], [target]
    while todo:
        pair = todo.pop()
        if pair in unknowns:
            continue
        unknowns[pair] = Symbol(f"M{len(unknowns)}")
        if pair in data:
            equations.append((pair, {(): data[pair]}))
            continue
        product = Poly((now[Symbol(pair[0])] * now[Symbol(pair[1])]).expand(), *gens)
        right: dict[Monomial, Expr] = {}
        for powers, coefficient in product.terms():
            states = [str(g) for g, k in zip(gens, powers, strict=True) for _ in range(k)
                      if g not in noise]  # fmt: skip
            mean = sympy.prod(noise[g].moment((k,)) for g, k in zip(gens, powers, strict=True)
                              if g in noise and k)  # fmt: skip
            if len(states) != 1:
                key = ordered(*states)
                right[key] = right.get(key, Integer(0)) + coefficient * mean
        equations.append((pair, right))
        todo.extend(key for key in right if key)
    symbols = [unknowns[pair] for pair, _ in equations]
    lines = [
        unknowns[pair] - sum((w * unknowns.get(key, 1) for key, w in right.items()), Integer(0))
        for pair, right in equations
    ]
    (answer,) = sympy.linsolve(lines, symbols)
    return sympy.factor(answer[symbols.index(unknowns[target])])


def cases() -> dict[str, tuple[System, Monomial]]:
    """Name the five derivations: rows, and the moment that is wanted."""
    pairs = {order: ordered(*(name(z) for z in (LAMBDA, LAMBDA_0)))
             for order, name in ((0, scalar.state), (1, scalar.tangent))}  # fmt: skip
    exponential = scalar.joint_system(EXPONENTIAL, (LAMBDA, LAMBDA_0))
    ar_2 = next(source for source in further() if source.name == "ar_2")
    by_name = {question.name: question for question in QUESTIONS}
    stacked, dense = by_name["sensitivity_moment_stacked_a"], by_name["sensitivity_moment_dense"]
    return {
        "K, exponential input": (exponential, pairs[0]),
        "S, exponential input": (exponential, pairs[1]),
        "S, AR(2) input": (scalar.joint_system(ar_2, (LAMBDA, LAMBDA_0)), pairs[1]),
        "two stacked layers, sensitivity": (system_of(stacked), stacked.moments[0]),
        "dense 2x2, sensitivity": (system_of(dense), dense.moments[0]),
    }


def timed(road: Any) -> tuple[float, Any]:
    """Run once with SymPy's cache empty."""
    clear_cache()
    start = time.process_time()
    result = road()
    return time.process_time() - start, result


def race(system: System, target: Monomial) -> tuple[float, float]:
    """Time both roads in turns, and insist that they agree."""
    ours, theirs = [], []
    for _ in range(REPEATS):
        seconds, found = timed(lambda: solve(system, (target,)).value(*target))
        ours.append(seconds)
        seconds, other = timed(lambda: by_sympy(system, target))
        theirs.append(seconds)
    if not identical(found, other):
        raise ArithmeticError(f"{target}: the two roads disagree")
    return median(ours), median(theirs)


def everything() -> dict[str, float]:
    """Derive the whole catalogue in fresh processes, imports included."""
    runs = []
    for _ in range(REPEATS):
        done = subprocess.run(
            [sys.executable, "-c", EVERYTHING], capture_output=True, text=True, check=True
        )
        runs.append(tuple(map(float, done.stdout.split())))
    read, total, count = (median(column) for column in zip(*runs, strict=True))
    return {"imports": read, "total": total, "closed_forms": count}


def main() -> None:
    """Print the table, and write it where `-o` says."""
    whole = everything()
    print(f"{whole['closed_forms']:.0f} closed forms in {whole['total']:.2f} CPU s, "
          f"of which imports {whole['imports']:.2f}")  # fmt: skip
    results = []
    for name, (system, target) in cases().items():
        ours, theirs = race(system, target)
        floor = 100 if name.startswith("dense") else 10
        results.append(
            {"name": name, "ours": ours, "sympy": theirs, "ratio": theirs / ours, "floor": floor}
        )
        print(f"{name:<34}{ours:9.4f} s {theirs:9.3f} s  ratio {theirs / ours:7.1f}  floor {floor}")
    if "-o" in sys.argv:
        machine = {"python": platform.python_version(), "machine": platform.machine(),
                   **{name: version(name) for name in ("sympy", "python-flint")}}  # fmt: skip
        record = {"everything": whole, "results": results, "machine": machine}
        Path(sys.argv[sys.argv.index("-o") + 1]).write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    main()
