"""Witnesses of the theorems about averages: sequences of constant variance, not stationary."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
from mpmath import mpf
from sympy import Symbol

from verification.theorems.witness import Measured, Witness

LENGTH, NODES, FURTHEST = 64, 16, 0.5
EPS = float(np.finfo(float).eps)
# what roundings can make of two products with `LENGTH` terms each: all terms are at most 27/5 of
# the result in absolute sum, for a modulus of at most 1/2; sequences are longer than 53 bits show
TOLERANCE = 4 * LENGTH * EPS * 27 / 5


def _moments(rng: random.Random) -> tuple[np.ndarray, float]:
    """Draw E[x_-n conj x_-m] of complex inputs of constant variance, the variance with them."""
    draw = np.random.default_rng(rng.randrange(2**32))
    vectors = draw.normal(size=(LENGTH, 4)) + 1j * draw.normal(size=(LENGTH, 4))
    vectors += 2 * vectors[:1]  # so that far away inputs are correlated
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    variance = rng.uniform(0.5, 2)
    return variance * vectors @ vectors.conj().T, variance


def _mean(table: np.ndarray, modulus: float, order: int) -> float:
    """Average E|h|^2, or E|d h|^2, over equidistant phases of the eigenvalue."""
    n = np.arange(LENGTH)
    turns = np.exp(2j * np.pi * (np.arange(LENGTH) + 0.3) / LENGTH)
    powers = (modulus * turns[:, None]) ** np.maximum(n - order, 0)
    weights = n * powers if order else powers
    each = np.einsum("kn,nm,km->k", weights, table, weights.conj())
    return float(each.real.mean())


def _phase(order: int) -> Callable[[random.Random], Measured]:
    def measure(rng: random.Random) -> Measured:
        table, variance = _moments(rng)
        modulus = rng.uniform(0.1, FURTHEST)
        point = {Symbol("nu"): mpf(modulus), Symbol("R_0"): mpf(variance)}
        return Measured(point, mpf(_mean(table, modulus, order)), TOLERANCE)

    return measure


def _ring(rng: random.Random) -> Measured:
    """Average E|d h|^2 by area, by Gauss's rule in the squared modulus."""
    table, variance = _moments(rng)
    low, high = sorted((rng.uniform(0.05, FURTHEST), rng.uniform(0.05, FURTHEST)))
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    squares = (high**2 - low**2) / 2 * nodes + (high**2 + low**2) / 2
    total = sum(
        w / 2 * _mean(table, float(np.sqrt(s)), 1) for w, s in zip(weights, squares, strict=True)
    )
    names = ("s", "s_0", "R_0")
    point = {Symbol(k): mpf(v) for k, v in zip(names, (high**2, low**2, variance), strict=True)}
    return Measured(point, mpf(float(total)), TOLERANCE)


WITNESSES: tuple[Witness, ...] = (
    Witness("uniform-phase", 0, "a mean over phases, no stationarity", _phase(0)),
    Witness("uniform-phase", 1, "a mean over phases, no stationarity", _phase(1)),
    Witness("ring-average", 0, "a mean over a ring, no stationarity", _ring),
)
