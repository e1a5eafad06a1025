"""Rung `proof`: an identity of rational functions, resting on equations that cancel identically.

The moments behind the claim solve their stationarity equations (every residual cancels to zero),
the solution is the only one (the determinant is a product of factors 1 - m with |m| < 1 on the
domain), and a double sum over lags gives the same moments. What remains is whether the published
side minus the true one is zero as a rational function.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sympy import Dummy, Expr, Integer, Poly, factor_list, fraction

from derivations import closure, general, moments, routes
from derivations.domain import Domain
from derivations.field import identical, reduce
from derivations.inputs import Input
from derivations.symbols import LAMBDA, LAMBDA_0, entry
from verification import certifying, interpret, kernels
from verification.claims.claim import Claim
from verification.evidence.finding import AGREES, CONTRADICTS, UNDECIDED, Finding


def examine(claim: Claim) -> Finding:
    """Prove a claim, or show that it is not an identity.

    Args:
        claim: the claim on trial.

    Returns:
        The finding; it cannot be wrong unless exact field arithmetic is.
    """
    weakness = foundations(claim)
    if weakness:
        return Finding("proof", UNDECIDED, weakness)
    if claim.limit is not None:
        return _limit(claim)
    gap = difference(claim)
    if gap == 0:
        roads = "residuals of the stationarity equations cancel, solution unique, double sums agree"
        if claim.input is None:
            roads = "five scalar stationarity equations with an abstract G"
        found = certifying.of_claim(claim)
        if why := certifying.refused(found):
            return Finding("proof", UNDECIDED, f"the certificate is not valid: {why}")
        rests = certifying.words(found)
        return Finding("proof", AGREES, f"published - true = 0 identically ({roads}); {rests}")
    return Finding(
        "proof", CONTRADICTS, "published - true does not cancel", data={"difference": gap}
    )


def difference(claim: Claim) -> Expr:
    """Give the published side minus theory's, as a reduced fraction.

    Args:
        claim: the claim on trial.

    Returns:
        Zero exactly when the claim is an identity.
    """
    if same_in_kernels(claim):
        return Integer(0)
    left, right = general.atoms_as_symbols(*interpret.both_forms(claim, claim.input))
    return reduce(left - right)


def same_in_kernels(claim: Claim) -> bool:
    """Decide whether both sides are equal whatever the values of the kernels are.

    Args:
        claim: the claim on trial.

    Returns:
        True if they are the same rational function of kernel values.
    """
    sides = (claim.published, claim.truth)
    asked = {call for side in sides for call in interpret.calls(side)}
    names = {call: Dummy() for call in asked}
    published, truth = (side.xreplace(names) for side in sides)
    if not asked <= set(interpret.calls(claim.published)):
        return False
    return identical(published, truth)


def foundations(claim: Claim) -> str:
    """Check the moments that a claim rests on.

    Args:
        claim: the claim on trial.

    Returns:
        What is weak about them, in words; empty when all is well.
    """
    if claim.input is None:
        derived, stated = general.kernels(LAMBDA, LAMBDA_0), general.pick_form(LAMBDA, LAMBDA_0)
        pairs = (general.atoms_as_symbols(*pair) for pair in zip(derived, stated, strict=True))
        return "" if all(identical(*pair) for pair in pairs) else "the general form is not derived"
    functions = {
        call.func for side in (claim.published, claim.truth) for call in interpret.calls(side)
    }
    weak = (weakness(function, claim.input) for function in functions)
    return next(filter(None, weak), "")


@cache
def weakness(function: Any, source: Input) -> str:
    """Check the moments behind a kernel function.

    Args:
        function: a key of `kernels.ORDERS`.
        source: the input.

    Returns:
        What is weak about them, in words; empty when all is well.
    """
    solution = kernels.solution(function, source)
    if any(solution.residual(moment) != 0 for moment in solution.moments if moment):
        return f"the stationarity equations behind {function} leave a residual"
    if not is_unique(solution):
        return f"the stationarity equations behind {function} may have other solutions"
    if not _agrees_with_sums(function, source):
        return f"the double sum for {function} differs from the stationarity equations"
    return ""


def is_unique(solution: moments.Solution) -> bool:
    """Decide whether stationarity equations have one solution on the whole domain.

    Args:
        solution: the closed set of moments.

    Returns:
        True when the determinant is a product of factors 1 - m, each m a product of variables
        bounded by one of which at least one is bounded strictly.
    """
    return all(
        _never_zero(closure.written(closure.determinant(solution.closure, block), solution.system))
        for block in solution.closure.blocks
    )


def _never_zero(determinant: Expr) -> bool:
    if not determinant.free_symbols:
        return bool(determinant != 0)
    _, factors = Poly(determinant, *determinant.free_symbols).factor_list()
    return all(_stays_away(factor) for factor, _ in factors)


def _stays_away(factor: Poly) -> bool:
    terms = factor.as_dict()
    constant = terms.pop((0,) * len(factor.gens), 0)
    if len(terms) != 1 or constant == 0 or next(iter(terms.values())) != -constant:
        return False
    (powers,) = terms
    names = [entry(g).region for g, power in zip(factor.gens, powers, strict=True) if power]
    return "disk" in names and set(names) <= {"disk", "interval"}


def _agrees_with_sums(function: Any, source: Input) -> bool:
    first, *second = kernels.ORDERS[function]
    if not second:
        summed = routes.probe(source, LAMBDA, first)
    elif first == second[0]:
        summed = routes.kernel(source, LAMBDA, LAMBDA_0, first)
    else:
        sums = (w * routes.double_sum(LAMBDA, LAMBDA_0, r, routes.N) for w, r in source.atoms)
        summed = sum(sums, Integer(0)) / LAMBDA
    return identical(kernels.solved_kernel(function, source), summed)


def _limit(claim: Claim) -> Finding:
    points = [dict(stratum) for stratum in strata(claim.domain)]
    failing = [point for point in points if limit_gap(claim, point) != 0]
    if failing:
        named = (
            ", ".join(f"{s} = {v}" for s, v in point.items()) or "generic" for point in failing
        )
        detail = f"the limit fails for {'; '.join(named)}"
        return Finding("proof", CONTRADICTS, detail, data={"strata": failing})
    if not _poles_on_edges(claim):
        return Finding(
            "proof", UNDECIDED, "the limit holds except perhaps where a denominator vanishes"
        )
    return Finding("proof", AGREES, "the limit holds for generic parameters and on every edge")


def _gap_near(claim: Claim, point: dict[Expr, Expr]) -> tuple[Expr, Expr]:
    left, right = (side.subs(point) for side in interpret.both_forms(claim, claim.input))
    numerator, denominator = fraction(reduce(left - right))
    at_one = {claim.limit: Integer(1)}
    return numerator.subs(at_one), denominator.subs(at_one)


def _poles_on_edges(claim: Claim) -> bool:
    """Check that the gap's denominator vanishes in the limit on edges of the domain alone."""
    _, denominator = _gap_near(claim, {})
    ends = ("interval", "segment")
    edges = {s - end for s, name in claim.domain.regions if name in ends for end in (1, -1)}
    nonzero = {s for s, name in claim.domain.regions if name == "circle"}
    _, factors = factor_list(denominator)
    return all(f in edges or -f in edges or f in nonzero for f, _ in factors)


def limit_gap(claim: Claim, point: dict[Expr, Expr]) -> Expr:
    """Evaluate published - true in the limit, with some variables given.

    Args:
        claim: a claim about a limit.
        point: exact numbers for some or all variables.

    Returns:
        The gap, a rational function of the remaining variables; infinite when it has a pole.
    """
    numerator, denominator = _gap_near(claim, point)
    return reduce(numerator) / denominator


def strata(domain: Domain) -> tuple[tuple[tuple[Expr, Expr], ...], ...]:
    """List the edges of a domain on which an identity must be checked on its own.

    Args:
        domain: regions of the variables.

    Returns:
        Partial points: none fixed, then each closed end of each interval.
    """
    ends = (
        (s, Integer(end)) for s, name in domain.regions if name == "interval" for end in (1, -1)
    )
    return ((), *(((s, end),) for s, end in ends))
