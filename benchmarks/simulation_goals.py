"""What the simulator must reach, each goal measured as a ratio that is better when larger."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from math import sqrt
from typing import Any, NamedTuple

import numpy as np

from benchmarks import simulation_peers as peers
from benchmarks import simulation_roads as roads
from numerics import thinned
from numerics.doubling import stationary, value
from numerics.impulse import impulse
from numerics.linear import linear
from numerics.plan import plan
from numerics.points import Point, exponential
from numerics.settings import Settings
from numerics.stream import stream
from verification.simulation.lags import variances

SLACK = 0.5  # a peer below half its rate elsewhere is not running as it should
HARD = [Point(0.9999, 0.9998, 0.9), Point(0.9995, -0.5, -0.4), Point(0.99 + 0.1j, 0.9j, 0.3)]


class Goal(NamedTuple):
    """One measured goal.

    Args:
        name: what is compared with what.
        ratio: the measured ratio; None where it was not measured.
        floor: what it must reach.
        stretch: what one would like it to reach.
        note: what was measured, or why not.
    """

    name: str
    ratio: float | None
    floor: float
    stretch: float
    note: str


def rates(scale: float) -> dict[str, float]:
    """Race kernels and peers on one core: point-steps a second, noise included, by CPU time."""
    slow, fast = roads.points(roads.POINTS, roads.SLOW), roads.points(roads.POINTS, roads.FAST)
    kernels = {
        f"{form} {precision}": roads.kernel(roads.group_of(where, form, precision), work * scale)
        for form, where, work in (("thinned", slow, 2e9), ("gram", fast, 6e8))
        for precision in ("mixed", "double")
    }
    others = {
        name: roads.peer(name, slow, max(1024, int(steps * scale) // 512 * 512))
        for name, steps in (
            *(("lfilter", 1 << 20), ("numba_loop", 1 << 20), ("torch_loop", 1 << 18)),
            *(("scan_per_point", 1 << 19), ("scan_shared", 1 << 20), ("associative_scan", 1 << 19)),
        )
    }
    noise = {"noise": roads.noise_only(roads.group_of(slow, "thinned", "mixed"), 2e9 * scale)}
    products = {"gemm float32": roads.gemm("float32"), "gemm float64": roads.gemm("float64")}
    normals = {
        "jax normals": roads.jax_normals(),
        "our normals": roads.our_normals(roads.group_of(slow, "thinned", "mixed")),
    }
    return roads.race({**kernels, **others, **noise, **products, **normals}, roads.CPU)


def speed(rate: dict[str, float]) -> list[Goal]:
    """Turn rates into goals."""
    per_second = _variance_gain()
    races = (
        ("thinned mixed / lfilter", "thinned mixed", "lfilter", 1.0, 100, 250),
        ("thinned double / lfilter", "thinned double", "lfilter", 1.0, 70, 180),
        ("Gram mixed / lfilter", "gram mixed", "lfilter", 1.0, 45, 120),
        ("Gram double / lfilter", "gram double", "lfilter", 1.0, 20, 50),
        (
            *("variance a second: thinned mixed / scan, normals per point", "thinned mixed"),
            *("scan_per_point", per_second, 100, 300),
        ),
        (
            *("variance a second: thinned mixed / scan, normals shared", "thinned mixed"),
            *("scan_shared", per_second, 15, 40),
        ),
    )
    goals = [_against(rate, *each) for each in races]
    for precision, dtype in (("mixed", "float32"), ("double", "float64")):
        share = 10 * rate[f"thinned {precision}"] / rate[f"gemm {dtype}"]
        floor = 0.4 if precision == "mixed" else 0.45
        name = f"10 flop a state-step, {precision} / {dtype} matrix product"
        goals.append(Goal(name, share, floor, 0.8, f"{rate[f'gemm {dtype}']:.2g} flop/s"))
    noise = rate["noise"] / rate["thinned mixed"]
    note = f"noise takes {100 / noise:.1f} % of the time"
    goals.append(Goal("time of all / time of noise", noise, 1 / 0.15, 1 / 0.05, note))
    normals = rate["our normals"] / rate["jax normals"]
    note = f"{rate['our normals']:.2g} normals a second"
    return [*goals, Goal("our normals / jax.random.normal", normals, 2, 5, note)]


def precision() -> list[Goal]:
    """Measure what rounding does: mixed against double, and the zero-variance channel."""
    far = [Point(0.99999, 0.99998, 0.9)]
    means = [_means(far, precision) for precision in ("mixed", "double")]
    error = max(abs(means[0][q] / means[1][q] - 1) for q in means[0])
    goals = [Goal("1e-6 / (mixed - double), lambda = 0.99999", 1e-6 / error, 1, 5, f"{error:.1e}")]
    settings = Settings(steps=10**10, precision="double", replicas=2, lanes=8)
    worst = max(
        abs(found[name] / value(stationary(problem), form) - 1)
        for group in plan([exponential(p) for p in HARD], settings)
        for index, found in zip(group.indices, impulse(group), strict=True)
        for problem in [linear(exponential(HARD[index]))]
        for name, form in problem.forms.items()
    )
    return [*goals, Goal("1e-10 / impulse channel's error", 1e-10 / worst, 1, 100, f"{worst:.1e}")]


def error_bars() -> Goal:
    """Compare observed standard errors with those that theory predicts."""
    where = roads.points(4, (1e-3, 1e-2))
    groups = plan([exponential(p) for p in where], Settings(steps=10**9))
    *_, last = stream(groups, roads.SEED)
    lengths = {
        index: group.shape.length if group.form is thinned else 1
        for group in groups
        for index in group.indices
    }
    bounds = []
    for index, (point, found) in enumerate(zip(where, last.estimates, strict=True)):
        for name, v in variances(linear(exponential(point)), "rademacher", lengths[index]).items():
            predicted = sqrt(v.real / last.steps[index])
            gap = abs(found[name].stderr.real / predicted - 1)
            bounds.append(4 / sqrt(2 * (found[name].batches - 1)) / gap)
    note = f"{len(bounds)} error bars, bound 4 / sqrt(2 (chains - 1))"
    return Goal("bound / |observed / predicted s.e. - 1|", min(bounds), 1, 2, note)


def memory(steps: float = 3e8) -> Goal:
    """Compare the peak memory of a run with that of one a hundred times as long."""
    small, large = (int(_fresh("peak", str(int(n)))["peak"]) for n in (steps, 100 * steps))
    note = f"{small / 1e3:.0f} and {large / 1e3:.0f} MB"
    return Goal("memory at T / at 100 T", small / large, 1 / 1.1, 0.99, note)


def scaling(scale: float) -> Goal:
    """Compare two forced host devices with one by wall time, on an idle machine."""
    name, load = "two devices / one", os.getloadavg()[0]
    if len(os.sched_getaffinity(0)) < 2 or load > 1:
        return Goal(name, None, 1.6, 1.9, f"not measured: load {load:.1f}, needs two idle cores")
    one, two = (_fresh("wall", str(n), str(scale))["rate"] for n in (1, 2))
    return Goal(name, two / one, 1.6, 1.9, f"{two:.2g} point-steps a second")


def identical() -> Goal:
    """Compare the results of 1, 2 and 4 forced host devices bit by bit."""
    found = {json.dumps(_fresh("means", str(n))) for n in (1, 2, 4)}
    return Goal("same bits on 1, 2, 4 devices", float(len(found) == 1), 1, 1, "all estimates")


def child(task: str, *numbers: str) -> dict[str, Any]:
    """Do one task in this fresh process; see `memory`, `scaling` and `identical`."""
    import jax

    where = roads.points(4, (1e-3, 1e-2))
    if task == "wall":
        if numbers[0] == "1":  # else its small products would wander over all cores
            os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
        jax.config.update("jax_num_cpu_devices", int(numbers[0]))
        group = roads.group_of(roads.points(roads.POINTS, roads.SLOW), "thinned", "mixed")
        road = roads.kernel(group, 2e10 * float(numbers[1]), int(numbers[0]))
        return {"rate": roads.race({"wall": road}, roads.WALL)["wall"]}
    if task == "means":
        jax.config.update("jax_num_cpu_devices", int(numbers[0]))
        numbers = (str(10**8),)
    if task == "peak":
        where = roads.points(4, roads.SLOW)
    *_, last = stream(plan([exponential(p) for p in where], Settings(int(numbers[0]))), roads.SEED)
    if task == "peak":
        return {"peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}
    return {"means": repr(last.estimates)}


def _fresh(task: str, *numbers: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.simulation", "--child", task, *numbers]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _against(
    rate: dict[str, float], name: str, ours: str, theirs: str, gain: float, *marks: float
) -> Goal:
    elsewhere = next(known for peer, _, known in peers.PEERS if peer == theirs)
    note = f"{rate[ours]:.2g} against {rate[theirs]:.2g} a second, {elsewhere:.2g} elsewhere"
    if rate[theirs] < SLACK * (elsewhere or 0):
        return Goal(name, None, *marks, f"not counted: {note}, less than half of it")
    return Goal(name, gain * rate[ours] / rate[theirs], *marks, note)


def _variance_gain() -> float:
    """Compare V of d d_0 when every step of Gaussian noise is seen with ours, at equal steps."""
    problems = [linear(exponential(p)) for p in roads.points(roads.POINTS, roads.SLOW)]
    length = roads.group_of(roads.points(roads.POINTS, roads.SLOW), "thinned", "mixed").shape.length
    name = "sensitivity_kernel"
    ours = [variances(problem, "rademacher", length)[name].real for problem in problems]
    theirs = [variances(problem, "gaussian", 1)[name].real for problem in problems]
    return float(np.mean(np.array(theirs) / np.array(ours)))


def _means(where: list[Point], precision: str) -> dict[str, complex]:
    settings = Settings(steps=2 * 10**8, precision=precision, start="zero", replicas=2, lanes=64)
    *_, last = stream(plan([exponential(p) for p in where], settings), roads.SEED)
    return {name: found.mean for name, found in last.estimates[0].items()}


def curves(scale: float) -> dict[str, Any]:
    """Measure point-steps a second against steps, points and memory, on one core."""
    kinds = (("thinned", "mixed"), ("thinned", "double"), ("gram", "mixed"), ("gram", "double"))

    def rate(form: str, precision: str, where: list[Point], work: float) -> float:
        road = roads.kernel(roads.group_of(where, form, precision), work * scale)
        return roads.race({"road": road}, roads.CPU)["road"]

    near = roads.points(roads.POINTS, roads.SLOW)
    many = {count: roads.points(count, roads.SLOW) for count in (1, 2, 4, 8, 16)}
    far = {1 / gap: roads.points(8, (gap, 1.01 * gap)) for gap in (1e-1, 1e-2, 1e-3, 1e-4, 1e-5)}
    return {
        "steps": {
            f"{form} {kind}": [
                (steps, rate(form, kind, near, steps * roads.POINTS)) for steps in (1e6, 1e7, 1e8)
            ]
            for form, kind in kinds
        },
        "points": {
            f"{form} {kind}": [(n, rate(form, kind, where, 5e8)) for n, where in many.items()]
            for form, kind in kinds
        },
        "memory": {
            f"{form} {kind}": [(m, rate(form, kind, where, 5e8)) for m, where in far.items()]
            for form, kind in kinds
        },
    }
