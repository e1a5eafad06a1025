"""The opening statement of the paper: a spectral radius below one makes Jacobians' product vanish.

A claim here has no kernels: its `truth` names what is multiplied and where it is looked at, its
domain what the factors are bounded by. The size of a matrix is its largest entry in modulus, which
no operator norm, column sum, row sum or Frobenius norm falls below.
"""

from __future__ import annotations

from sympy import Expr, Integer, Symbol

from derivations.domain import Domain
from derivations.sources import PAPER, Source
from verification.claims.claim import SIZE, Claim

ONE_MATRIX, MANY_MATRICES = Symbol("of_one_matrix"), Symbol("of_many_matrices")
IN_THE_LIMIT, AT_EVERY_LAG = Symbol("in_the_limit"), Symbol("at_every_lag")
SPECTRAL_RADIUS, NORM = Symbol("spectral_radius"), Symbol("norm")
C, Q, K = Symbol("c"), Symbol("q"), Symbol("k")
BELOW_ONE, UP_TO_ONE = "modulus", "interval"
VANISHES, BELOW = Integer(0), Integer(1)


def claim(
    name: str, statement: str, bound: tuple[Symbol, str], factors: Symbol, lag: Symbol
) -> Claim:
    """State that a product is below one at every lag, or that it vanishes in the limit.

    Args:
        name: its id.
        statement: what it says, in one line.
        bound: what each factor is bounded by, and how.
        factors: `ONE_MATRIX` or `MANY_MATRICES`.
        lag: `IN_THE_LIMIT` or `AT_EVERY_LAG`.

    Returns:
        The claim.
    """
    published: Expr = VANISHES if lag == IN_THE_LIMIT else BELOW
    source = Source(PAPER, "section 1, in words")
    return Claim(name, statement, published, SIZE(factors, lag), Domain((bound,)), source)


def right(claim: Claim) -> tuple[Expr, str]:
    """Say what holds of a product that the claim is wrong about.

    Args:
        claim: a claim about products.

    Returns:
        A bound in the number k of factors, and of what it is one.
    """
    factors, _ = claim.truth.args
    bound = Q**K
    if factors == MANY_MATRICES:
        return bound, "bounds the norm of k factors, each of norm at most q < 1"
    return C * bound, "bounds the norm of the power k, for q above the radius and some c"


RADIUS_BELOW_ONE = (SPECTRAL_RADIUS, BELOW_ONE)
CLAIMS = (
    claim(
        "paper/1-limit",
        "powers of one Jacobian whose spectral radius is below one vanish in the limit",
        RADIUS_BELOW_ONE,
        ONE_MATRIX,
        IN_THE_LIMIT,
    ),
    claim(
        "paper/1-every-lag",
        "powers of one Jacobian whose spectral radius is below one stay below one at every lag",
        RADIUS_BELOW_ONE,
        ONE_MATRIX,
        AT_EVERY_LAG,
    ),
    claim(
        "paper/1-product",
        "products of different Jacobians, each of spectral radius below one, vanish in the limit",
        RADIUS_BELOW_ONE,
        MANY_MATRICES,
        IN_THE_LIMIT,
    ),
)
