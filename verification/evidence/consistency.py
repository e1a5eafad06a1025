"""Rung `consistency`: what any right formula must satisfy; it can contradict, never accept.

Kernels are symmetric and at lambda = lambda_0 = 0 they are R(0), since there h_t = x_t and
d h_t = x_{t-1}; second moments are positive and vanish for no input; real points give real values.
"""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Expr, Integer, im

from derivations.closed_form import with_conjugates
from derivations.domain import Domain
from derivations.field import identical, value
from derivations.general import for_input
from derivations.inputs import Input
from derivations.quantities import SENSITIVITY_KERNEL, STATE_KERNEL
from derivations.symbols import LAMBDA, LAMBDA_0, conjugate
from verification.claims.claim import Claim
from verification.evidence.driven import probe_points
from verification.evidence.finding import CONTRADICTS, SILENT, UNDECIDED, Finding
from verification.interpret import calls
from verification.points import instances


def examine(claim: Claim) -> Finding:
    """Look for a contradiction inside the published formula alone.

    Args:
        claim: the claim on trial.

    Returns:
        A contradiction, or `undecided`.
    """
    if claim.limit is not None or claim.truth.func not in (STATE_KERNEL, SENSITIVITY_KERNEL):
        return Finding("consistency", SILENT, "not a single kernel value")
    if calls(claim.published):
        return Finding("consistency", SILENT, "not a formula of its own")
    for source, domain in instances(claim):
        formula = for_input(claim.published, source).xreplace(dict(claim.fixed))
        for fault in _faults(claim, formula, source, domain):
            return Finding("consistency", CONTRADICTS, fault)
    return Finding(
        "consistency", UNDECIDED, "symmetric, R(0) at the origin, positive where it must be"
    )


def _faults(claim: Claim, formula: Expr, source: Input, domain: Domain) -> Iterator[str]:
    a, b = claim.truth.args
    swapped = formula.xreplace({LAMBDA: LAMBDA_0, LAMBDA_0: LAMBDA})
    if (a, b) == (LAMBDA, LAMBDA_0) and not identical(formula, swapped):
        yield "not symmetric in lambda and lambda_0"
    eigenvalues = {s: Integer(0) for s in formula.free_symbols if s in _eigenvalues()}
    variance = source.autocovariance(0).xreplace(dict(claim.fixed))
    at_origin = formula.xreplace(eigenvalues)
    if a.is_Symbol and b.is_Symbol and not identical(at_origin, variance):
        yield f"at the origin it is {at_origin}, not R(0) = {variance}"
    if b == conjugate(a) if a.is_Symbol else False:
        for point in probe_points(domain):
            number = value(formula, with_conjugates(point))
            if im(number) != 0 or not number > 0:
                yield f"the second moment is {number.evalf(5)} at {point}"


def _eigenvalues() -> tuple[Expr, ...]:
    return (LAMBDA, LAMBDA_0, conjugate(LAMBDA), conjugate(LAMBDA_0))
