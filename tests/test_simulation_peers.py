"""The simulators that linrec's is timed against simulate the recurrence that linrec derives."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache, partial
from typing import Any

import jax
import numpy as np
import pytest
from scipy.stats import t as student

import linrec
from benchmarks import simulation_peers as peers
from benchmarks.simulation_peers import LANES, PEERS, Points, State, Weights
from numerics.gaussian import exact
from numerics.oracle import finite_moments, stationary_moments
from numerics.system import System
from tests.alike import one_in

pytestmark = pytest.mark.slow

Point = tuple[str, str, str]
EXACT: tuple[Point, ...] = (("3/5", "3/10", "1/2"), ("-1/2", "7/10", "-2/5"))
POINTS = Points(*np.array([[float(Fraction(n)) for n in point] for point in EXACT]).T)
ALONE = ("lfilter", "numba_loop")  # one chain for each point
SHORT, LONG, SEEDS = 4, 512, 32
BLOCKS_OF_ONE = partial(peers.associative_scan, lanes=LANES, block=1)
CHAINS = {SHORT: 4 * LANES, LONG: LANES}
SETTLED = 16  # steps that shrink what is left of the start to 0.7^32 = 1e-5
# Student's bound on the spread over seeds; all comparisons of right peers together exceed theirs
# with probability 1e-9, in the normal limit.
COMPARISONS = 2 * (len(PEERS) + 1) * POINTS.other.size * 3
BOUND = float(student.isf(1e-9 / (2 * COMPARISONS), SEEDS - 1))
# Two orders of the same sums: a rounding or two a step, carried on by gains of 1/(1 - 0.7)^4 < 124.
STEPS = 3 * LANES
ROUNDING = 2 * 124 * STEPS * np.finfo(np.float64).eps

Simulate = Callable[[Points, int], np.ndarray]  # points, seed


def rows(point: Point, which: int, begin: int) -> System:
    rho, one, zero = Fraction(point[2]), (exact(1),), (exact(0),)
    drive, spread = exact(1 - rho**2), (exact(begin),)
    return System(((exact(rho),),), one, one, drive, zero, spread, (exact(Fraction(point[which])),))


def products(moments: Callable[[System, System], Any], point: Point, begin: int) -> np.ndarray:
    first, second = rows(point, 0, begin), rows(point, 1, begin)
    own, mixed = moments(first, first), moments(first, second)
    return np.array([float(cell.real) for cell in (own[1][1], own[2][2], mixed[2][2])])


@cache
def expected(times: int) -> np.ndarray:
    """Average exact moments over the first steps of chains that begin at zero."""
    found = []
    for point in EXACT:
        early = range(1, min(times, SETTLED) + 1)
        total = sum(products(partial(finite_moments, steps=t), point, 0) for t in early)
        rest = products(stationary_moments, point, 1) if times > SETTLED else np.zeros(3)
        found.append((total + (times - len(early)) * rest) / times)
    return np.array(found)


def far(simulate: Simulate, times: int, salt: int) -> np.ndarray:
    """Measure how many standard errors the mean over seeds is from what is expected."""
    found = np.array([simulate(POINTS, salt * SEEDS + k) for k in range(SEEDS)])
    error = found.std(axis=0, ddof=1) / np.sqrt(SEEDS)
    assert found.shape == (SEEDS, len(EXACT), 3)
    assert np.all(error < 0.1 * expected(times)[:, :2].max(axis=1, keepdims=True))  # else blind
    return np.abs(found.mean(axis=0) - expected(times)) / error


def in_chains(name: str, times: int) -> Simulate:
    """Let a peer run as many chains of each point as the plain simulator."""
    run, chains = peers.available(name), CHAINS[times]
    if run is None:
        pytest.skip(f"{dict(peers.NEEDS)[name]} is not installed")
    if name == "associative_scan":
        run = partial(run, block=min(peers.BLOCK, times // 2))
    if name not in ALONE:
        return lambda points, seed: run(points, times * chains, seed, lanes=chains)

    def alone(points: Points, seed: int) -> np.ndarray:
        copies = Points(*(np.repeat(part, chains) for part in points))
        return run(copies, times, seed).reshape(-1, chains, 3).mean(axis=1)

    return alone


def plain(step: Callable[..., State], times: int, points: Points, seed: int) -> np.ndarray:
    """Simulate by a given step, as plainly as can be."""
    rng, weights = np.random.default_rng(seed), peers.weights_of(points, np.array)
    shape = (len(weights.lam), CHAINS[times])
    state, sums = State(*[np.zeros(shape)] * 5), np.zeros((3, *shape))
    for _ in range(times):
        state = step(weights, state, rng.standard_normal(shape))
        sums += peers.multiplied(state)
    return sums.mean(axis=2).T / times


def late(weights: Weights, state: State, noise: np.ndarray) -> State:
    """Both tangents by the new h: the stationary process, one step early."""
    new = peers.step(weights, state, noise)
    return new._replace(d=weights.lam * state.d + new.h, d_0=weights.lam_0 * state.d_0 + new.h_0)


def one_late(weights: Weights, state: State, noise: np.ndarray) -> State:
    return peers.step(weights, state, noise)._replace(d_0=late(weights, state, noise).d_0)


def unscaled(weights: Weights, state: State, noise: np.ndarray) -> State:
    return peers.step(weights._replace(kick=1.0), state, noise)


def misprinted(weights: Weights, state: State, noise: np.ndarray) -> State:
    return peers.step(weights._replace(kick=np.sqrt(1 - weights.rho)), state, noise)


def mixed_up(weights: Weights, state: State, noise: np.ndarray) -> State:
    return peers.step(weights, state, noise)._replace(d_0=weights.lam_0 * state.d_0 + state.h)


def test_what_is_expected_tends_to_the_closed_forms() -> None:
    # what the start takes away from a sum over time is the same for all long times
    lacking = LONG * np.abs(expected(10**9) / expected(LONG) - 1)
    for (lam, lam_0, rho), found, lack in zip(EXACT, expected(10**9), lacking, strict=True):
        own = f"lambda={lam}, rho={rho}"
        derived = [
            linrec.value("state_moment", own),
            linrec.value("sensitivity_moment", own),
            linrec.value("sensitivity_kernel", f"{own}, lambda_0={lam_0}"),
        ]
        right = np.array(derived, dtype=float)
        # twice that, for it is taken from an average that it makes too small
        assert np.all(np.abs(found - right) <= 2 * lack / 10**9 * np.abs(right))


@pytest.mark.parametrize("times", [SHORT, LONG])
@pytest.mark.parametrize("name", one_in(2, [name for name, _, _ in PEERS]))
def test_every_peer_agrees(name: str, times: int, salt: int) -> None:
    assert np.all(far(in_chains(name, times), times, salt) < BOUND)


@pytest.mark.parametrize("times", [SHORT, LONG])
def test_the_plain_step_agrees(times: int, salt: int) -> None:
    assert np.all(far(partial(plain, peers.step, times), times, salt) < BOUND)


@pytest.mark.parametrize(
    ("wrong", "times"),
    [(late, SHORT), (one_late, LONG), (unscaled, LONG), (misprinted, LONG), (mixed_up, LONG)],
)
def test_a_wrong_step_is_rejected(wrong: Callable[..., State], times: int, salt: int) -> None:
    assert np.any(far(partial(plain, wrong, times), times, salt) > BOUND)


def test_long_averages_alone_would_miss_late_tangents(salt: int) -> None:
    # updated by the new h, the tangents are the right ones of one step later: same moments at rest
    assert np.all(far(partial(plain, late, LONG), LONG, salt) < BOUND)


def same(one: np.ndarray, two: np.ndarray) -> bool:
    return bool(np.all(np.abs(one - two) <= ROUNDING * np.abs(one).max()))


def test_the_scalar_loop_and_the_filters_agree_on_the_same_noise(salt: int) -> None:
    whole = peers.lfilter(POINTS, STEPS, salt)
    assert same(whole, peers.lfilter(POINTS, STEPS, salt, piece=77))
    assert same(whole, peers.numba_loop(POINTS, STEPS, salt, piece=50, along=peers.walk))
    assert not same(whole, peers.lfilter(POINTS, STEPS, salt + 1))


def test_the_scans_agree_on_the_same_noise(salt: int) -> None:
    own = peers.scan_per_point(POINTS, STEPS, salt)
    assert same(own, BLOCKS_OF_ONE(POINTS, STEPS, salt))
    shared = peers.scan_shared(POINTS, STEPS, salt)
    single = [Points(*(part[k : k + 1] for part in POINTS)) for k in range(len(EXACT))]
    alone = np.concatenate([peers.scan_per_point(point, STEPS, salt) for point in single])
    assert same(shared, alone)
    assert not same(own, shared)


def test_scans_are_in_double_precision_whatever_the_setting(salt: int) -> None:
    for run in (peers.scan_per_point, peers.scan_shared, BLOCKS_OF_ONE):
        with jax.enable_x64(False):
            found = run(POINTS, STEPS, salt)
        assert found.dtype == np.float64
        assert same(found, run(POINTS, STEPS, salt))


@pytest.mark.parametrize("name", ["scan_per_point", "scan_shared", "associative_scan"])
@pytest.mark.parametrize("steps", [0, -LANES, LANES + 1])
def test_steps_must_fill_the_lanes(name: str, steps: int) -> None:
    run = peers.available(name)
    assert run is not None
    with pytest.raises(ValueError, match=rf"steps = {steps}: must be a positive multiple of \d+;"):
        run(POINTS, steps, 0)


def test_peers_are_named_after_their_functions(monkeypatch: pytest.MonkeyPatch) -> None:
    assert all(run.__name__ == name for name, run, _ in PEERS)
    assert {name for name, _ in peers.NEEDS} <= {name for name, _, _ in PEERS}
    monkeypatch.setattr(peers, "find_spec", lambda package: None)
    absent = [name for name, _, _ in PEERS if peers.available(name) is None]
    assert absent == [name for name, _ in peers.NEEDS]
