"""Published statements on trial: verdict, counterexamples, the slip, where they hold by luck."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Expr, factor

from derivations.field import reduce
from verification import correction, interpret, loci, matrix_search, search
from verification.claims import jacobians
from verification.claims.claim import Claim
from verification.evidence.proof import limit_gap, strata
from verification.ladder import climb
from verification.points import instances
from verification.search import Counterexample
from verification.terms import Terms
from verification.verdict import Verdict


@dataclass(frozen=True)
class Audit:
    """What an audit says of one published statement.

    Args:
        verdict: the verdict with its evidence.
        smallest: the counterexample of smallest height; None unless rejected.
        generic: the smallest with real, nonzero, distinct parameters strictly inside.
        truth: the right value as an expression.
        truth_where: on which part of the domain; empty for all of it.
        edit: the subexpression that is wrong and what should stand there, when one edit mends it.
        right_when_real: where the wrong formula is right although it is wrong, for real variables.
        right_elsewhere: further loci for complex variables; it may happen to be right there.
    """

    verdict: Verdict
    smallest: Counterexample | None = None
    generic: Counterexample | None = None
    truth: Expr | None = None
    truth_where: str = ""
    edit: tuple[Expr, Expr] | None = None
    right_when_real: tuple[str, ...] = ()
    right_elsewhere: tuple[str, ...] = ()


def audit(claim: Claim, terms: Terms) -> Audit:
    """Put a published statement on trial.

    Args:
        claim: the statement.
        terms: on which it is examined.

    Returns:
        The verdict, and for a rejected statement what is wrong with it, all found by search.
    """
    verdict = climb(claim, terms)
    if verdict.word != "rejected" or claim.is_endless or claim.is_theorem:
        return Audit(verdict)
    if claim.has_matrices:
        return _of_matrices(claim, verdict)
    real, elsewhere = _loci(claim)
    edit = correction.smallest_edit(claim) if claim.limit is None else None
    truth, where = right_formula(claim, edit)
    return Audit(
        verdict,
        smallest=search.smallest(claim),
        generic=search.smallest(claim, generic=True),
        truth=truth,
        truth_where=where,
        edit=edit,
        right_when_real=real,
        right_elsewhere=elsewhere,
    )


def _of_matrices(claim: Claim, verdict: Verdict) -> Audit:
    smallest, generic = (matrix_search.smallest(claim, generic=g) for g in (False, True))
    truth, where = jacobians.right(claim)
    return Audit(
        verdict,
        smallest=Counterexample(None, *smallest) if smallest else None,
        generic=Counterexample(None, *generic) if generic else None,
        truth=truth,
        truth_where=where,
    )


def right_formula(claim: Claim, edit: tuple[Expr, Expr] | None) -> tuple[Expr, str]:
    """Write the true side of a claim, in its source's own form where one edit mends that.

    Args:
        claim: the statement.
        edit: the subexpression that is wrong and what should stand there.

    Returns:
        An expression in the glossary's symbols (in G for a statement about every input), and
        where it applies; empty for the whole domain.
    """
    if edit is not None:
        return claim.published.xreplace(dict([edit])), ""
    _, truth = interpret.both_forms(claim, claim.input)
    if claim.limit is None:
        return factor(reduce(truth)), ""
    edge = next(point for point in map(dict, strata(claim.domain)) if limit_gap(claim, point) != 0)
    where = ", ".join(f"{symbol} = {value}" for symbol, value in edge.items())
    return factor(claim.published - limit_gap(claim, edge)), f"where {where}"


def _loci(claim: Claim) -> tuple[tuple[str, ...], tuple[str, ...]]:
    source, domain = instances(claim)[0]
    if claim.limit is not None or any(name == "circle" for _, name in domain.regions):
        return (), ()
    published, true = interpret.both_forms(claim, source)
    difference = reduce(published - true)
    real = loci.where_right(difference, domain, real=True)
    if claim.real_only:
        return real, ()
    everywhere = loci.where_right(difference, domain, real=False)
    return real, tuple(locus for locus in everywhere if locus not in real)
