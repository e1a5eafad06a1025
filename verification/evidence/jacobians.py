"""Evidence for claims about products of Jacobians: two arguments, a search, and random matrices.

Rung `proof`. One matrix of spectral radius r < 1 is unitarily similar to a triangular T (Schur).
With D = diag(1, e, e^2, ...) the entries of D^-1 T D are T_ij e^(j - i), which is checked in
symbols: those above the diagonal vanish with e, so that the norm comes below any q > r, and the
powers below c q^k. The norm of k factors of norm at most q < 1 is at most q^k. Where neither
applies a counterexample is searched for, which disproves the claim.
Rung `exact`: random rational matrices, their powers or products, until they are below one.
"""

from __future__ import annotations

import random
from fractions import Fraction
from functools import reduce

from sympy import Matrix, Symbol, diag, zeros

from verification import matrix_search
from verification.claims.claim import Claim
from verification.claims.jacobians import (
    AT_EVERY_LAG,
    BELOW_ONE,
    IN_THE_LIMIT,
    MANY_MATRICES,
    NORM,
    ONE_MATRIX,
    SPECTRAL_RADIUS,
)
from verification.evidence.finding import AGREES, CONTRADICTS, SILENT, UNDECIDED, Finding

DRAWS, STEPS, WIDEST = 30, 100, 4
Factors = matrix_search.Matrix


def examine(claim: Claim, rung: str, salt: int) -> Finding:
    """Examine a claim about products of Jacobians on one rung.

    Args:
        claim: the claim on trial.
        rung: one of `RUNGS`.
        salt: of every random choice.

    Returns:
        The finding.
    """
    if rung == "proof":
        return proof(claim)
    if rung == "exact":
        return at_random(claim, salt)
    return Finding(rung, SILENT, "a statement about matrices, not about moments")


def proof(claim: Claim) -> Finding:
    """Prove a claim, or disprove it by a counterexample.

    Args:
        claim: the claim on trial.

    Returns:
        The finding.
    """
    ((bound, region),) = claim.domain.regions
    factors, lag = claim.truth.args
    if (bound, region) == (NORM, BELOW_ONE):
        return Finding(
            "proof", AGREES, "the norm of k factors of norm at most q < 1 is at most q^k"
        )
    one = (bound, region, factors, lag) == (SPECTRAL_RADIUS, BELOW_ONE, ONE_MATRIX, IN_THE_LIMIT)
    if one and all(map(is_scaled, range(2, WIDEST + 1))):
        return Finding(
            "proof",
            AGREES,
            "triangular by Schur; scaled by e^(j - i) above the diagonal its norm is below some "
            f"q < 1, its powers below c q^k (scaling checked in symbols up to size {WIDEST})",
        )
    found = matrix_search.smallest(claim)
    if found is None:
        return Finding("proof", UNDECIDED, "neither an argument nor a counterexample")
    place = ", ".join(f"{symbol} = {value}" for symbol, value in found.point.items())
    return Finding("proof", CONTRADICTS, f"fails at {place}", data={"point": found.point})


def is_scaled(size: int) -> bool:
    """Check that D^-1 T D has the entries T_ij e^(j - i), for a triangular T of symbols."""
    small = Symbol("e")
    triangle = Matrix(size, size, lambda i, j: Symbol(f"t_{i}{j}") if i <= j else 0)
    scale = diag(*(small**k for k in range(size)))
    wanted = Matrix(size, size, lambda i, j: triangle[i, j] * small ** (j - i))
    return bool((triangle * scale - scale * wanted).expand() == zeros(size))


def at_random(claim: Claim, salt: int) -> Finding:
    """Multiply random rational matrices, exactly.

    Args:
        claim: the claim on trial.
        salt: chooses the matrices, together with the claim's id.

    Returns:
        The finding.
    """
    generator = random.Random(f"{salt}/{claim.id}")
    factors, lag = claim.truth.args
    for _ in range(DRAWS):
        chosen = [_drawn(claim, generator) for _ in range(1 + (factors == MANY_MATRICES))]
        fault = _fault(chosen, at_every_lag=lag == AT_EVERY_LAG)
        if fault:
            return Finding("exact", CONTRADICTS, fault)
    return Finding("exact", AGREES, f"{DRAWS} draws of 2 x 2 matrices, products exact")


def _drawn(claim: Claim, generator: random.Random) -> Factors:
    while True:
        # wide entries beside small ones: matrices far from normal are not seldom
        spread = generator.choice((1, 1, 4))
        a, b, c, d = (Fraction(generator.randrange(-64, 65), 64) for _ in range(4))
        matrix = (a, spread * b, c / spread**2, d)
        if matrix_search.is_allowed(matrix, claim):
            return matrix


def _fault(chosen: list[Factors], *, at_every_lag: bool) -> str:
    """Say what is wrong; empty where powers of the product vanish, and are seen to."""
    whole = reduce(lambda product, factor: matrix_search.times(factor, product), chosen)
    if not matrix_search.is_inside(whole):
        return "a product of two has spectral radius one or more"
    power = whole
    for lag in range(1, STEPS + 1):
        if at_every_lag and matrix_search.size(power) > 1:
            return f"size {float(matrix_search.size(power)):.4g} at lag {lag}"
        # twice the largest entry bounds the norm: from here on a norm below one only falls
        if 4 * matrix_search.size(power) < 1:
            return ""
        power = matrix_search.times(whole, power)
    return ""
