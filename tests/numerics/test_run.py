"""The step under JAX: every path of a short run against exact moments, and long averages."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from itertools import product
from math import prod

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from numerics.atoms import Atom, Law, certain, choice, product_law, three_point
from numerics.dual import Dual, coordinates, leafwise, levels, seed
from numerics.exact_moments import finite, stationary
from numerics.gaussian import GaussianRational, exact
from numerics.rows import Number, Rows, Term, coefficients, step, with_coefficients
from numerics.run import as_arrays, averages, empty, run, sampler

pytestmark = pytest.mark.slow

A, B = GaussianRational(Fraction(1, 2), Fraction(1, 3)), exact(Fraction(-2, 5))
RHO, STEPS = Fraction(-3, 10), 3
LAW = product_law(
    choice((Fraction(1, 3), Fraction(2)), (Fraction(2, 3), Fraction(-1, 5))),
    choice((Fraction(1, 4), Fraction(1, 3)), (Fraction(3, 4), Fraction(-2, 5))),
)
TARGETS = ((0,), (1, 2), (1, 4), (5, 5), (1, 1, 2, 5))


def gated(a: Number, b: Number = B, *, fresh: bool = True) -> Rows:
    """Run x' = rho x + xi, h' = a f h + x' and k' = b k + h' / 3 - xi^2, differentiated in a."""
    return Rows(
        (
            (Term(RHO, (), 0), Term(1, (0,))),
            (Term(a, (1,), 1), Term(1, (), 0, fresh)),
            (Term(b, (), 2), Term(Fraction(1, 3), (), 1, fresh), Term(-1, (0, 0))),
        )
    )


def over_all_paths(rows: Rows, law: Law) -> np.ndarray:
    """Average the products of TARGETS at time STEPS over all sequences of atoms."""
    paths = list(product(law, repeat=STEPS))
    draws = jnp.asarray([[[float(n) for n in atom.randoms] for atom in path] for path in paths])
    weights = np.array([float(prod(atom.probability for atom in path)) for path in paths])
    final = jax.vmap(lambda noise: run(rows, noise, empty(rows)))(draws)
    flat = [np.asarray(c) for c in coordinates(final, max(map(levels, coefficients(rows))))]
    return np.array([(weights * np.prod([flat[i] for i in t], axis=0)).sum() for t in TARGETS])


def expected(rows: Rows, law: Law) -> np.ndarray:
    found = finite(rows, law, TARGETS, certain(0, 0, 0), STEPS)
    return np.array([complex(found[target]) for target in TARGETS])


def tolerance(rows: Rows, law: Law) -> float:
    def size(number: Number) -> Fraction:
        return abs(exact(number).real) + abs(exact(number).imag)

    largest = with_coefficients(rows, (leafwise(size, n) for n in coefficients(rows)))
    positive = tuple(Atom(p, tuple(map(size, randoms))) for p, randoms in law)
    # All signs removed, the same moments bound every sum of absolute values. Along a step a number
    # takes at most 3 products of 3 roundings (complex), 4 sums and 1 conversion for each factor,
    # fewer than 20; four of them are multiplied, and 64 paths are summed.
    count = 4 * 20 * STEPS + 20 + len(law) ** STEPS
    return float(count * 2.0**-52 * max(abs(expected(largest, positive))))


@pytest.mark.parametrize("a", [A, Fraction(-3, 5)], ids=["complex", "real"])
def test_every_path_gives_exact_moments(a: Number) -> None:
    rows = gated(seed(a))
    arrays = as_arrays(rows)
    real = isinstance(a, Fraction)
    assert empty(arrays)[1].slope.dtype == (jnp.float64 if real else jnp.complex128)
    gap = np.abs(over_all_paths(arrays, LAW) - expected(rows, LAW)).max()
    assert gap <= tolerance(rows, LAW)


@pytest.mark.parametrize(
    ("planted", "law"),
    [
        (gated(seed(A), fresh=False), LAW),
        (gated(seed(A, Fraction(9, 10))), LAW),
        (gated(seed(A.conjugate())), LAW),
        (gated(seed(A), exact(Fraction(-39, 100))), LAW),
        (gated(seed(A)), LAW[1:]),
    ],
    ids=["fresh", "slope", "conjugate", "coefficient", "atom"],
)
def test_planted_errors_are_seen(planted: Rows, law: Law) -> None:
    rows = gated(seed(A))
    gap = np.abs(over_all_paths(as_arrays(planted), law) - expected(rows, LAW)).max()
    assert gap > 1e6 * tolerance(rows, LAW)


def test_coefficients_can_be_mapped_over() -> None:
    noise = jnp.asarray([[0.5, -0.25], [1.5, 0.75], [-1.0, 2.0]])
    values = jnp.linspace(-0.9, 0.9, 5)

    @jax.jit
    @jax.vmap
    def last(a: jax.Array) -> jax.Array:
        rows = as_arrays(gated(0))
        rows = with_coefficients(rows, (*coefficients(rows)[:2], a, *coefficients(rows)[3:]))
        return run(rows, noise, empty(rows))[2]

    for a, found in zip(values, last(values), strict=True):
        state = (Fraction(0),) * 3
        for draw in noise:
            numbers = tuple(Fraction(float(number)) for number in draw)
            state = step(gated(Fraction(float(a)), Fraction(-2, 5)), state, numbers)
        # fewer than 20 roundings a step of numbers below 20
        assert abs(float(found) - float(state[2])) <= 3 * 20 * 20 * 2.0**-52


def test_nested_slopes_run() -> None:
    rows = as_arrays(gated(seed(seed(A))))
    final = run(rows, jnp.ones((4, 2)), empty(rows))
    assert [levels(number) for number in final] == [2, 2, 2]
    # x' = 1 + rho x: h_4 = sum a^(4 - t) x_t, so h'' = 2 x_2 + 6 a x_1
    assert abs(final[1].slope.slope - (2 * float(1 + RHO) + 6 * complex(A))) < 100 * 2.0**-52


def test_types_can_be_chosen() -> None:
    rows = as_arrays(gated(Fraction(1, 2), Fraction(1, 3)), jnp.float32)
    final = run(rows, jnp.ones((4, 2)), empty(rows))
    assert {number.dtype for number in final} == {jnp.dtype(jnp.float32)}


def test_averages_are_those_of_the_same_run(key: jax.Array) -> None:
    rows, sample, chunk = as_arrays(gated(seed(A))), sampler(LAW), 8
    found = averages(rows, sample, key, [*TARGETS, ()], chunks=2, chunk=chunk)
    state, sums = empty(rows), np.zeros(len(TARGETS) + 1, complex)
    for k in range(3):
        for draw in sample(jax.random.fold_in(key, jnp.asarray(k)), chunk):
            state = step(rows, state, tuple(draw.astype(jnp.complex128)))
            flat = [complex(number) for number in coordinates(state, 1)]
            if k:
                sums += [prod((flat[i] for i in t), start=1) for t in (*TARGETS, ())]
    # states are below 20, so products below 20^4; a state takes 20 roundings and forgets them
    assert np.abs(sums / (2 * chunk) - found).max() < 16 * 100 * 20**4 * 2.0**-52
    assert found[-1] == 1


@pytest.mark.slow
def test_long_averages_tend_to_stationary_moments(key: jax.Array) -> None:
    rows, targets = gated(seed(A)), ((1, 2), (1, 4), (5, 5))
    arrays, replicates = as_arrays(rows), 256
    mean_of = partial(averages, arrays, sampler(LAW), products=targets, chunks=20, chunk=128)
    found = jax.jit(jax.vmap(mean_of))(jax.random.split(key, replicates))
    exactly = stationary(rows, LAW, targets)
    for column, target in enumerate(targets):
        gap = np.asarray(found[:, column]) - complex(exactly[target])
        # six standard errors are passed less than once in 10^7 runs
        for part in (gap.real, gap.imag):
            assert abs(part.mean()) <= 6 * part.std(ddof=1) / replicates**0.5


def test_drawn_frequencies(key: jax.Array) -> None:
    count = 20_000
    drawn = np.asarray(sampler(LAW)(key, count))
    assert drawn.shape == (count, 2)
    for probability, randoms in LAW:
        p = float(probability)
        seen = (np.abs(drawn - np.array([float(n) for n in randoms])) < 1e-12).all(axis=1).mean()
        assert abs(seen - p) <= 6 * (p * (1 - p) / count) ** 0.5


def test_complex_draws() -> None:
    law = choice((Fraction(1, 4), A), (Fraction(3, 4), B))
    drawn = sampler(law)(jax.random.key(0), 50)
    assert drawn.dtype == jnp.complex128
    assert set(np.asarray(drawn)[:, 0]) == {complex(A), complex(B)}


def test_three_points_draw_few_values() -> None:
    drawn = sampler(three_point(Fraction(1, 2)))(jax.random.key(1), 200)
    assert set(np.asarray(drawn)[:, 0]) == {-1.0, 0.0, 1.0}


def test_duals_are_trees() -> None:
    assert jax.tree.map(lambda n: 2 * n, Dual(1.0, Dual(2.0, 3.0))) == Dual(2.0, Dual(4.0, 6.0))
