r"""How uncertain a Monte-Carlo estimate of a moment is: its variance in closed form.

For q a product of states, N independent replicates have variance Var(q)/N, with E q^2 from the
closure of degree four. One trajectory averaged over T steps has variance L/T for large T: with f
the solution of the Poisson equation f - P f = q - E q, where P averages over one step,
L = 2 Cov(f, q) - Var(q).
"""

from __future__ import annotations

from dataclasses import replace

from sympy import Expr

from derivations.closure import ONE, Closure, close, matrix, written
from derivations.elimination import eliminate
from derivations.moments import Solution, solve
from derivations.quotient import Quotient
from derivations.system import Monomial, RowError, System, ordered


def replicate_variance(system: System, product: Monomial) -> tuple[Expr, Solution]:
    """Derive the variance of a product of states in the stationary state.

    Args:
        system: the rows.
        product: the states whose product is estimated.

    Returns:
        E q^2 - (E q)^2, to be divided by the number of replicates, and the moments it needs.
    """
    square = ordered(*product, *product)
    solution = solve(system, (product, square))
    return _written(solution, _variance(solution, product)), solution


def isserlis(system: System, product: Monomial) -> Expr:
    """Derive the same for normal states, by Isserlis' theorem: the other road.

    Args:
        system: rows with mean zero, driven by normal noise, without random coefficients.
        product: two states.

    Returns:
        E[a a] E[b b] + E[a b]^2.
    """
    a, b = product
    solution = solve(system, (ordered(a, a), ordered(b, b), ordered(a, b)))
    m = solution.moments
    total = m[ordered(a, a)] * m[ordered(b, b)] + m[ordered(a, b)] ** 2
    return _written(solution, total)


def time_average_variance(system: System, product: Monomial) -> tuple[Expr, Solution]:
    """Derive the limit of T times the variance of an average over T steps.

    Args:
        system: the rows; every state must forget its start.
        product: the states whose product is averaged.

    Returns:
        L, to be divided by the number of steps, and the moments it needs. A `RowError` is raised
        if the average of one trajectory does not settle, as under a constant input.
    """
    free = replace(system, data=())
    square = ordered(*product, *product)
    weights = _poisson(close(free, (product, square)), product)
    targets = tuple(ordered(*m, *product) for m in weights)
    solution = solve(free, (square, *weights, *targets))
    moments, total = solution.moments, solution.closure.ring.zero
    for m, weight in weights.items():
        total += weight * (moments[ordered(*m, *product)] - moments[m] * moments[product])
    return _written(solution, total + total - _variance(solution, product)), solution


def _poisson(closure: Closure, product: Monomial) -> dict[Monomial, Quotient]:
    """Solve f - P f = q - E q for f = sum of c_m (m - E m), a transposed system of equations."""
    reached = _reached(closure, product)
    ring, weights = closure.ring, dict[Monomial, Quotient]()
    for block in reversed([b for b in closure.blocks if b[0] in reached]):
        rows = [list(row) for row in zip(*matrix(closure, block), strict=True)]
        for n, row in zip(block, rows, strict=True):
            right = ring.one if n == product else ring.zero
            for m, weight in weights.items():
                right += weight * closure.equations[m].get(n, ring.zero)
            row.append(right)
        try:
            weights |= dict(zip(block, eliminate(rows), strict=True))
        except ZeroDivisionError:
            raise RowError(
                f"E[{' '.join(product)}]: the average of one trajectory does not settle, as some "
                "state never forgets; average over replicates"
            ) from None
    return weights


def _reached(closure: Closure, product: Monomial) -> set[Monomial]:
    found, todo = set[Monomial](), [product]
    while todo:
        m = todo.pop()
        if m not in found and m != ONE:
            found.add(m)
            todo.extend(closure.equations[m])
    return found


def _variance(solution: Solution, product: Monomial) -> Quotient:
    square = solution.moments[ordered(*product, *product)]
    return square - solution.moments[product] ** 2


def _written(solution: Solution, total: Quotient) -> Expr:
    return written(total, solution.system, solution.closure.divisors)
