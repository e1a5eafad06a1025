"""Witnesses of the theorem about backward signals: errors summed over later times."""

from __future__ import annotations

import random

from mpmath import matrix, mp, mpc, mpf, workdps
from sympy import Symbol

from verification.theorems.witness import Measured, Witness

TIMES, RADIUS, DIGITS = 90, 0.5, 40
LEFT_OUT = 2.0 ** (6 - TIMES)  # bounds what lies beyond `TIMES`, relative to the variance


def _summed(rng: random.Random) -> Measured:
    """Differentiate a long loss by one input, and take the variance over its errors."""
    with workdps(DIGITS):
        gamma, rho = mpf(rng.uniform(0.3, 2)), mpf(rng.choice((-1, 1)) * rng.uniform(0.1, 0.9))
        turn = mp.expjpi(mpf(rng.uniform(-1, 1)))
        eigenvalue = turn * mpf(rng.uniform(0.1, RADIUS))
        weights = matrix([gamma * w for w in _gradient(eigenvalue)])
        total = mp.fsum(
            (weights[n] * mp.conj(weights[m]) * rho ** abs(n - m)).real
            for n in range(TIMES)
            for m in range(TIMES)
        )
        names = ("lambda", "lambda_bar", "rho", "gamma")
        numbers = (eigenvalue, mp.conj(eigenvalue), rho, gamma)
        point = {Symbol(name): number for name, number in zip(names, numbers, strict=True)}
        return Measured(point, total, LEFT_OUT)


def _gradient(eigenvalue: mpc) -> list[mpc]:
    """Give the derivative of h_t, h_(t+1), ... by x_t, by running an impulse forwards."""
    answer, state = [], mpc(1)
    for _ in range(TIMES):
        answer.append(state)
        state = eigenvalue * state
    return answer


WITNESSES: tuple[Witness, ...] = (
    Witness("backward-signals", 0, "the gradient of a long loss by one input", _summed),
)
