"""Error bars: as often exceeded as they say, and as large as theory predicts."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax
from scipy.stats import binom, norm
from scipy.stats import t as student

from numerics import gram
from numerics.devices import RUN, keys
from numerics.doubling import stationary, value
from numerics.innovations import EXCESS_KURTOSIS
from numerics.linear import Linear, linear
from numerics.plan import Group, plan
from numerics.points import Point, exponential
from numerics.settings import LAWS, Settings
from numerics.stream import Mean, _measured
from numerics.threefry import key_words

REPEATS = 200
RATE = 1e-6  # how often each test may fail by chance, over all its comparisons
# Thinned averages look at every 64th step, so a memory of 100 correlates them; short memories show
# the kurtosis of the innovations in the Gram form's. Chains of hundreds of memories are normal.
KINDS = {
    "thinned real": ("thinned", Point(0.99, 0.3, -0.4), 4, 2**20),
    "thinned complex": ("thinned", Point(0.7 + 0.69j, -0.5, 0.6), 4, 2**20),
    "gram real": ("gram", Point(0.5, -0.3, 0.4), 8, 2**18),
    "gram complex": ("gram", Point(0.3 + 0.4j, -0.6, -0.5), 8, 2**18),
}
FEW = ("thinned complex",)
KIND = pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=() if kind in FEW else pytest.mark.long) for kind in KINDS]
)

pytestmark = pytest.mark.slow


class Repeats(NamedTuple):
    """Independent repeats of one plan, real and imaginary parts of its quantities one by one.

    Args:
        group: the plan.
        problem: its one point.
        parts: the real form of each part.
        scores: how many standard errors the means are off, shape (parts, repeats).
        errors: these standard errors, shape (parts, repeats).
        batches: in one repeat.
    """

    group: Group
    problem: Linear
    parts: list[np.ndarray]
    scores: np.ndarray
    errors: np.ndarray
    batches: int


def in_parts(group: Group, problem: Linear, estimates: list[dict[str, Mean]]) -> Repeats:
    moments, parts, scores, errors = stationary(problem), [], [], []
    for name, form in problem.forms.items():
        for part in ("real", "imag"):
            if np.any(getattr(form, part)):
                found = np.array([getattr(e[name].mean, part) for e in estimates])
                error = np.array([getattr(e[name].stderr, part) for e in estimates])
                parts.append(getattr(form, part))
                errors.append(error)
                scores.append((found - getattr(value(moments, form), part)) / error)
    batches = estimates[0]["state_moment"].batches
    return Repeats(group, problem, parts, np.array(scores), np.array(errors), batches)


@cache
def repeated(kind: str, salt: int) -> Repeats:
    """Run one small plan under many seeds, each replica with the keys that a stream would use."""
    form, point, replicas, steps = KINDS[kind]
    system = exponential(point)
    settings = Settings(steps, form=form, replicas=replicas, lanes=8)
    (group,) = plan([system], settings)
    shape, numbers = group.shape, jax.tree.map(jnp.asarray, group.numbers)
    seeds = range(REPEATS * salt, REPEATS * (salt + 1))
    own = jnp.concatenate([jax.vmap(key_words)(keys(s, 0, replicas, RUN)) for s in seeds])
    draws = np.random.default_rng(salt).standard_normal((len(own), shape.size, 1, 8))

    def one(replica: tuple[jax.Array, jax.Array]) -> Any:
        words, normal = replica

        def block(index: jax.Array, carry: Any) -> Any:
            return group.form.advance(shape, numbers, carry, words, index)

        begun = group.form.start(shape, numbers, normal)
        return lax.fori_loop(jnp.uint32(0), jnp.uint32(group.blocks), block, begun)

    whole = jax.tree.map(np.asarray, jax.jit(lambda r: lax.map(one, r))((own, jnp.asarray(draws))))
    estimates = []
    for first in range(0, len(own), replicas):
        mine = jax.tree.map(lambda leaf, f=first: leaf[f : f + replicas], whole)
        (found,) = _measured(group, mine, group.blocks)
        estimates.append(found)
    return in_parts(group, linear(system), estimates)


def rates_fit(scores: np.ndarray, batches: int) -> bool:
    """Compare how often |z| > 2 and |z| > 3 with Student's law, each quantity by itself."""
    share = RATE / 2 / 2 / len(scores)
    for limit in (2, 3):
        rate = 2 * student.sf(limit, batches - 1)
        low, high = binom.ppf(share, REPEATS, rate), binom.isf(share, REPEATS, rate)
        counts = (np.abs(scores) > limit).sum(axis=1)
        if not np.all((low <= counts) & (counts <= high)):
            return False
    return True


@KIND
def test_error_bars_are_exceeded_as_often_as_they_say(kind: str, salt: int) -> None:
    found = repeated(kind, salt)
    assert rates_fit(found.scores, found.batches)
    # error bars of half the size, or a mean that is off by two of them
    assert not rates_fit(2 * found.scores, found.batches)
    assert not rates_fit(found.scores + 2, found.batches)


def predicted(found: Repeats, kurtosis: float, stride: int) -> np.ndarray:
    """Sum the covariances of looks at z^T M z over lags, for the variance of one batch."""
    problem, group = found.problem, found.group
    count = int(40 * problem.memory)
    powers = [np.eye(len(problem.noise))]
    for _ in range(count - 1):
        powers.append(problem.matrix @ powers[-1])
    lagged = np.array(powers) @ stationary(problem)
    kicks = np.array(powers) @ problem.noise
    looks = group.blocks * group.shape.block // stride
    lags = np.arange(0, count, stride)
    counted = np.where(lags, 2, 1) * np.maximum(1 - lags / stride / looks, 0)
    variances = []
    for form in found.parts:
        gaussian = 2 * np.einsum("kij,kij->k", form @ lagged, lagged @ form)
        own = np.einsum("ki,ij,kj->k", kicks, form, kicks)
        fourth = np.correlate(own, own, "full")[count - 1 :]
        variances.append(counted @ (gaussian + kurtosis * fourth)[lags] / looks)
    return np.array(variances) / (group.shape.lanes if group.form is gram else 1)


def test_the_prediction_in_closed_form() -> None:
    # V = sum_k 2 C_hh(k)^2 + k4 C_hh(0)^2 at rho = 0, where C_hh(k) = lambda^|k| / (1 - lambda^2)
    point = Point(0.5, 0.25, 0.0)
    (group,) = plan([exponential(point)], Settings(2**40, form="gram", replicas=2, lanes=1))
    problem = linear(exponential(point))
    parts = [problem.forms["state_moment"]]
    found = Repeats(group, problem, parts, np.empty(0), np.empty(0), 2)
    square = (1 / (1 - 0.25)) ** 2
    right = 2 * square * (1 + 2 * 0.25 / (1 - 0.25)) - 2 * square
    steps = group.blocks * group.shape.block
    assert abs(predicted(found, -2.0, 1)[0] * steps / right - 1) < 1e-9


def ratios(found: Repeats, kurtosis: float) -> np.ndarray:
    stride = 1 if found.group.form is gram else found.group.shape.length
    observed = (found.errors**2).mean(axis=1) * found.batches
    return np.sqrt(observed / predicted(found, kurtosis, stride))


@KIND
def test_error_bars_are_as_large_as_predicted(kind: str, salt: int) -> None:
    found = repeated(kind, salt)
    kurtosis = EXCESS_KURTOSIS[LAWS.index(found.group.shape.law)]
    gaps = np.abs(ratios(found, kurtosis) - 1)
    # a standard deviation of nearly normal batches is known to 1 / sqrt(2 (batches - 1))
    limit = norm.isf(RATE / 2 / len(gaps)) / np.sqrt(2 * REPEATS * (found.batches - 1))
    assert gaps.max() <= limit
    if found.group.form is gram:  # there a prediction without the fourth moment would be seen
        assert np.abs(ratios(found, 0.0) - 1).max() > limit
    else:  # and here one that takes the looks for independent
        alone = (
            found.errors**2
            * found.batches
            * found.group.form.looks(found.group.shape, found.group.blocks)
        )
        single = [2 * np.sum((f @ stationary(found.problem)) ** 2) for f in found.parts]
        assert np.abs(np.sqrt(alone.mean(axis=1) / single) - 1).max() > limit
