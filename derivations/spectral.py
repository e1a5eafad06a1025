r"""Third road: second moments as residues of the spectral integral, with no pole ever computed.

With g(z) = (I - z A)^-1 B, E[z_i z_j] is the constant Laurent coefficient of g_i(z) g_j(1/z), the
sum of the residues at the eigenvalues of A. For g_i = N_i / D_i, p > deg N_i, p >= deg D_i and
chi(w) = w^p D_i(1/w), the impulse response c of g_i is the functional w^m -> c_m on K[w] / chi, so
E[z_i z_j] = sum_mq U_m n_q c_(m+q), where U D_j = 1 mod chi and N_j = sum_q n_q z^q.
"""

from __future__ import annotations

from collections import Counter
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from sympy import Dummy, Expr, prod
from sympy.polys.matrices import DomainMatrix
from sympy.polys.rings import PolyRing

from derivations.bezout import (
    Coefficients,
    Naming,
    inverse_modulo,
    naming,
    product,
    quotient,
)
from derivations.field import fractions_over

Rows = tuple[tuple[Expr, ...], ...]


class Transfer(NamedTuple):
    """A reduced transfer function N(z) / prod F(z) over a field, lowest coefficients first.

    Args:
        numerator: N, its last coefficient not zero; empty when N vanishes.
        factors: every irreducible F as often as it divides the denominator, F(0) = 1.
    """

    numerator: Coefficients
    factors: tuple[Coefficients, ...]


class Share(NamedTuple):
    """What one noise contributes to a moment, as a fraction over a field.

    Args:
        top: the numerator.
        bottom: the irreducible polynomials of the denominator and their exponents.
    """

    top: Any
    bottom: Counter[Any]


def moment(transition: Rows, drive: Rows, variances: tuple[Expr, ...], i: int, j: int) -> Expr:
    """Compute E[z_i z_j] of z' = A z + B xi as a sum of residues.

    Args:
        transition: A, rational expressions, shape (n, n).
        drive: B, shape (n, q).
        variances: variances of the uncorrelated entries of xi, shape (q,).
        i: first state.
        j: second state.

    Returns:
        The moment in lowest terms, its denominator factored; it holds where A is stable.

    Raises:
        ValueError: if poles of the two states are reciprocal, or a variance is missing.
    """
    if any(len(row) != len(variances) for row in drive):
        raise ValueError(f"variances: {len(variances)} given; give one per column of the drive")
    field = fractions_over(Dummy(), *(e for row in (*transition, *drive, variances) for e in row))
    responses, denominator = resolvent(transition, drive, field)
    factors = irreducible(denominator, field)
    shares = []
    for k, variance in enumerate(variances):
        left, right = (reduced([m[state][k] for m in responses], factors) for state in (i, j))
        if left.numerator and right.numerator:
            shares.append(residues(left, right, field.from_sympy(variance), field))
    return _lowest_terms(shares, field)


def squared(transition: Rows, drive: Rows, variances: tuple[Expr, ...], i: int) -> Expr:
    r"""Sum the squares of the autocovariances of a state, $\sum_{k \in \mathbb{Z}} R_i(k)^2$.

    With one noise, R is the sequence of coefficients of v g(z) g(1/z), so that the sum is v^2 times
    the constant coefficient of g(z)^2 g(1/z)^2: a second moment for the response g^2.

    Args:
        transition: A, rational expressions, shape (n, n).
        drive: B, shape (n, 1).
        variances: variance of the noise, shape (1,).
        i: the state.

    Returns:
        The sum in lowest terms.
    """
    (variance,) = variances
    field = fractions_over(Dummy(), *(e for row in (*transition, *drive, variances) for e in row))
    responses, denominator = resolvent(transition, drive, field)
    one = reduced([m[i][0] for m in responses], irreducible(denominator, field))
    two = Transfer(product(one.numerator, one.numerator), (*one.factors, *one.factors))
    weight = field.from_sympy(variance) ** 2
    return _lowest_terms([residues(two, two, weight, field)], field)


def resolvent(
    transition: Rows, drive: Rows, field: Any
) -> tuple[list[list[Coefficients]], Coefficients]:
    """Expand (I - z A)^-1 B = sum_k z^k M_k B / D(z) by the recursion of Faddeev and LeVerrier.

    Args:
        transition: A, shape (n, n).
        drive: B, shape (n, q).
        field: the field in which they live.

    Returns:
        The n matrices M_k B, and the n + 1 coefficients of D(z) = det(I - z A).
    """
    size = len(transition)
    a, b = (
        DomainMatrix([[field.from_sympy(e) for e in r] for r in rows], (size, len(rows[0])), field)
        for rows in (transition, drive)
    )
    unit = DomainMatrix.eye(size, field).to_dense()
    adjugate, coefficients, responses = unit, [field.one], []
    for k in range(1, size + 1):
        responses.append((adjugate * b).to_list())
        product = a * adjugate
        trace = sum((row[s] for s, row in enumerate(product.to_list())), field.zero)
        coefficients.append(-trace / k)
        adjugate = product + unit * coefficients[-1]
    return responses, coefficients


def irreducible(denominator: Coefficients, field: Any) -> tuple[Coefficients, ...]:
    """Split a polynomial with constant coefficient 1 over a field, repeated factors repeated.

    Args:
        denominator: D, lowest coefficient first.
        field: the field.

    Returns:
        The factors, each with constant coefficient 1.
    """
    ring = PolyRing((Dummy(),), field)
    polynomial = ring.from_dict({(k,): c for k, c in enumerate(denominator) if c})
    split: list[Coefficients] = []
    for factor, exponent in polynomial.factor_list()[1]:
        lowest_first = [factor.get((k,), field.zero) for k in range(factor.degree() + 1)]
        split += [[c / lowest_first[0] for c in lowest_first]] * exponent
    return tuple(split)


def reduced(numerator: Coefficients, factors: tuple[Coefficients, ...]) -> Transfer:
    """Cancel the factors of a denominator that divide the numerator.

    Args:
        numerator: N, lowest coefficient first.
        factors: the irreducible factors of D.

    Returns:
        N / D in lowest terms.
    """
    rest, kept = _trimmed(numerator), []
    for factor in factors:
        shorter = _trimmed(quotient(rest, factor))
        if len(shorter) + len(factor) - 1 > len(rest):
            kept.append(factor)
        else:
            rest = shorter
    return Transfer(rest, tuple(kept))


def residues(left: Transfer, right: Transfer, variance: Any, field: Any) -> Share:
    """Sum the residues of v g_i(z) g_j(1/z) / z at the inverse poles of g_i.

    Args:
        left: g_i, not zero.
        right: g_j, not zero.
        variance: v, in the field.
        field: the field.

    Returns:
        v sum_mq U_m n_q c_(m+q), see the top of this file.

    Raises:
        ValueError: if poles of g_i and g_j are reciprocal.
    """
    size = max(sum(len(factor) - 1 for factor in left.factors), len(left.numerator))
    response = [*left.numerator, *[field.zero] * (size + len(right.numerator))]
    for factor in left.factors:
        response = quotient(response, factor)
    weights = [
        sum((n * response[m + q] for q, n in enumerate(right.numerator)), field.zero)
        for m in range(size)
    ]
    names = naming((*left.factors, *right.factors), field)
    ours, theirs = ([names.name(f) for f in side.factors] for side in (left, right))
    inverse = inverse_modulo(ours, theirs, size, names.fresh)
    share = _combined(inverse, weights, names)
    return Share(share.top * variance, share.bottom)


def _combined(inverse: Coefficients, weights: Coefficients, names: Naming) -> Share:
    """Sum U_m * weight_m over the least common denominator of U."""
    split = reduce(or_, (Counter(dict(u.denom.factor_list()[1])) for u in inverse))
    common = prod((f**e for f, e in split.items()), start=names.fresh.one.numer)
    top, bottom = names.field.zero, Counter[Any]()
    for u, weight in zip(inverse, weights, strict=True):
        top += names.unname(u.numer * common.exquo(u.denom)) * weight
    for factor, exponent in split.items():
        value = names.unname(factor)
        if not value:
            raise ValueError("transition: two states have poles p and 1/p; keep it stable")
        constant, parts = value.numer.factor_list()
        top *= names.field(value.denom / constant) ** exponent
        bottom.update({f: e * exponent for f, e in parts})
    return Share(top, bottom)


def _lowest_terms(shares: list[Share], field: Any) -> Expr:
    bottom: Counter[Any] = reduce(or_, (share.bottom for share in shares), Counter())
    total = field.zero
    for share in shares:
        total += share.top * prod(
            (f**e for f, e in (bottom - share.bottom).items()), start=field.one
        )
    constant, parts = total.denom.factor_list()
    top, bottom = total.numer / constant, bottom + Counter(dict(parts))
    below = field.one.numer.as_expr()
    for factor, exponent in bottom.items():
        while exponent and not (division := top.div(factor))[1]:
            top, exponent = division[0], exponent - 1
        below *= factor.as_expr() ** exponent
    return top.as_expr() / below


def _trimmed(polynomial: Coefficients) -> Coefficients:
    end = len(polynomial)
    while end and not polynomial[end - 1]:
        end -= 1
    return polynomial[:end]
