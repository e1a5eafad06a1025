"""Witnesses of the theorems about kernels: the simulator's matrix, and double sums over lags."""

from __future__ import annotations

import random
from collections.abc import Callable

from mpmath import mp, mpc, mpf, workdps
from sympy import Symbol

from verification.theorems.kernels_moments import (
    Second,
    complex_eigenvalue,
    energy,
    exactly,
    exponential,
    levelled,
    modulus,
    moments,
    phase,
    twisted,
)
from verification.theorems.witness import Measured, Witness

LAGS, RADIUS, SUM_DIGITS = 110, 0.5, 50
MATRIX = "exact moments of the simulator's matrix"


def _any_input(pick: Callable[[Second], object]) -> Callable[[random.Random], Measured]:
    def measure(rng: random.Random) -> Measured:
        rows, a, b = levelled(rng), complex_eigenvalue(rng), complex_eigenvalue(rng)
        found = moments(rows, a, rows, b)
        point = exactly(
            **{"a": a, "b": b, "R_0": found.variance},
            **{"G_a": found.g[0], "G_b": found.g[1]},
            **{"dG_a": found.slopes[0], "dG_b": found.slopes[1]},
        )
        return Measured(point, pick(found))

    return measure


def _complex_input(rng: random.Random) -> Measured:
    rows, a, b = twisted(rng), complex_eigenvalue(rng), complex_eigenvalue(rng)
    found = moments(rows, a, rows.conjugate(), b.conjugate())
    point = exactly(
        **{"a": a, "b": b, "b_bar": b.conjugate(), "R_0": found.variance},
        **{"G_a": found.g[0], "G_b_bar": found.g[1]},
    )
    return Measured(point, found.state)


def _exponential_input(pick: Callable[[Second], object]) -> Callable[[random.Random], Measured]:
    def measure(rng: random.Random) -> Measured:
        (rows, rho), a, b = exponential(rng), complex_eigenvalue(rng), complex_eigenvalue(rng)
        return Measured(exactly(a=a, b=b, rho=rho), pick(moments(rows, a, rows, b)))

    return measure


def _metric(rng: random.Random) -> Measured:
    (rows, rho), a = exponential(rng), complex_eigenvalue(rng)
    found = energy(rows, a)
    rest = found.both - found.first * found.second / found.state
    return Measured(exactly(p=a * a.conjugate(), rho=rho), rest / found.state)


def _phase_free(rng: random.Random) -> Measured:
    (rows, rho), nu = exponential(rng), modulus(rng)
    a = phase(rng) * nu
    near = (1 - a * rho) * (1 - a.conjugate() * rho)
    return Measured(exactly(nu=nu, rho=rho), near * energy(rows, a).state)


def _double_sum(order: int) -> Callable[[random.Random], Measured]:
    """Sum n^p m^p a^(n-p) b^(m-p) R(n - m) over lags for a mixture of damped cosines.

    With |a|, |b| <= 1/2 what is left out is below R(0) n^2 2^(5 - n) for n = `LAGS`.

    Args:
        order: p.

    Returns:
        What measures there.
    """

    def measure(rng: random.Random) -> Measured:
        with workdps(SUM_DIGITS):
            a, b = _inside(rng), _inside(rng)
            lags = _mixture(rng)
            powers = [[n**order * z ** (n - order) for n in range(LAGS)] for z in (a, b)]
            total = sum(
                powers[0][n] * sum(powers[1][m] * lags[abs(n - m)] for m in range(LAGS))
                for n in range(LAGS)
            )
            series = [_series(z, lags) for z in (a, b)]
            names = ("a", "b", "G_a", "G_b", "dG_a", "dG_b")
            values = (a, b, *(s[0] for s in series), *(s[1] for s in series))
            point = {Symbol(name): value for name, value in zip(names, values, strict=True)}
            return Measured(point, total, LAGS**2 * 2.0 ** (6 - LAGS))

    return measure


def _inside(rng: random.Random) -> mpc:
    return mp.expjpi(mpf(rng.uniform(-1, 1))) * mpf(rng.uniform(0.1, RADIUS))


def _mixture(rng: random.Random) -> list[mpf]:
    atoms = [[mpf(rng.uniform(0.2, high)) for high in (1, 0.99, 3)] for _ in range(3)]
    return [mp.fsum(w * r**k * mp.cos(angle * k) for w, r, angle in atoms) for k in range(LAGS + 1)]


def _series(z: mpc, lags: list[mpf]) -> tuple[mpc, mpc]:
    terms = list(enumerate(lags))[1:]
    half = lags[0] / 2
    return half + sum(r * z**k for k, r in terms), sum(k * r * z ** (k - 1) for k, r in terms)


WITNESSES: tuple[Witness, ...] = (
    Witness("pick-kernel", 0, MATRIX, _any_input(lambda m: m.state)),
    Witness("pick-kernel", 0, "a double sum over lags", _double_sum(0)),
    Witness("pick-kernel", 1, MATRIX + ", complex input", _complex_input),
    Witness("pick-kernel", 2, MATRIX, _exponential_input(lambda m: m.state)),
    Witness("sensitivity-general", 0, MATRIX, _any_input(lambda m: m.both)),
    Witness("sensitivity-general", 0, "a double sum over lags", _double_sum(1)),
    Witness("sensitivity-general", 1, MATRIX, _any_input(lambda m: m.both)),
    Witness("sensitivity-general", 3, MATRIX, _exponential_input(lambda m: m.both)),
    Witness("log-derivative-split", 0, MATRIX, _exponential_input(lambda m: m.both)),
    Witness("log-derivative-split", 1, MATRIX, _exponential_input(lambda m: m.first / m.state)),
    Witness(
        "log-derivative-split",
        2,
        MATRIX,
        _exponential_input(lambda m: (m.both - m.first * m.second / m.state) / m.state),
    ),
    Witness("log-derivative-split", 5, MATRIX, _metric),
    Witness("phase-free", 0, MATRIX, _phase_free),
)
