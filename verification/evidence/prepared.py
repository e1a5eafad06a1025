"""A claim made ready for chains: the horizon, the exact law of a chain's product, and the test."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from sympy import Add, Expr

from derivations.inputs import Input
from numerics.gaussian import GaussianRational
from numerics.system import System
from verification import interpret
from verification.bridge import rows_at, to_numerics
from verification.claims.claim import Claim
from verification.evidence import gaussian_law as law
from verification.evidence.batches import Runner, runner
from verification.evidence.chernoff import Law
from verification.evidence.eprocess import Design, design
from verification.evidence.gaussian_law import Term
from verification.points import Point

HORIZONS = (8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256)
ROUNDING = 1e-9  # of the scale: what a part without spread may be off by


class Part(NamedTuple):
    """The real or imaginary part of a claim's value.

    Args:
        axis: 0 for real, 1 for imaginary.
        law: of this part of one chain's product.
        target: its mean under the claim.
        plan: the test.
    """

    axis: int
    law: Law
    target: float
    plan: Design


class Trial(NamedTuple):
    """A claim made ready for chains.

    Args:
        run: gives sums of products over a batch of chains.
        form: M of the product w^T M w.
        target: its mean at the horizon under the claim.
        scale: sqrt(E|u|^2 E|v|^2), summed over terms; over E|u|^2 alone where there are any.
        parts: what spreads; two at most.
        impossible: whether a part that does not spread is off.
    """

    run: Runner
    form: law.Matrix
    target: complex
    scale: float
    parts: tuple[Part, ...]
    impossible: bool


def prepare(claim: Claim, source: Input, point: Point, epsilon: float) -> Trial | None:
    """Find the horizon, the exact law of a chain's product there, and the test.

    Args:
        claim: a claim whose true side is linear in kernel values.
        source: the input.
        point: exact numbers for all its symbols.
        epsilon: the deviation that acceptance excludes, relative to the scale.

    Returns:
        The trial; None when the start is not forgotten, to a tenth of epsilon, within the longest
        horizon.
    """
    published = interpret.evaluate(claim.published, point, _no_kernel, complex)
    terms = _terms(claim.truth, point)
    inner = tuple(dict.fromkeys(e for term in terms for e in term.eigenvalues))
    system = rows_at(source, point, ())._replace(eigenvalues=_closed(inner))
    form = np.sum([t.coefficient * law.quadratic_form(t, system) for t in terms], axis=0)
    scale = _scale(terms, system)
    for steps in HORIZONS:
        moved = law.second_moments(system, steps) - law.second_moments(system, None)
        tail = complex(np.sum(form * moved))
        if abs(tail) <= epsilon / 10 * scale:
            return _trial(
                runner(system, steps),
                law.parts(form, system, steps),
                form,
                published + tail,
                scale,
                epsilon,
            )
    return None


def _trial(
    run: Runner,
    laws: tuple[Law, Law],
    form: law.Matrix,
    target: complex,
    scale: float,
    epsilon: float,
) -> Trial:
    targets = (target.real, target.imag)
    spread = [k for k in (0, 1) if laws[k].variance > (ROUNDING * scale) ** 2]
    whole = math.sqrt(sum(laws[k].variance for k in spread))
    parts = []
    for k in spread:
        share = epsilon * scale * math.sqrt(laws[k].variance) / whole
        parts.append(Part(k, laws[k], targets[k], design(laws[k], share)))
    off = sum(abs(targets[k] - laws[k].expectation) for k in {0, 1} - set(spread))
    return Trial(run, form, target, scale, tuple(parts), not off <= ROUNDING * scale)


def _scale(terms: tuple[Term, ...], system: System) -> float:
    """Sum the sizes of terms; of squares alone, if any: a loss may be small beside its parts."""
    pairs = (t for t in terms if len(t.eigenvalues) == 2)
    squares = tuple(t for t in pairs if t.eigenvalues[1] == t.eigenvalues[0].conjugate())
    forms = ((abs(t.coefficient), law.quadratic_form(t, system)) for t in squares or terms)
    return sum(size * law.scale(form, system, None) for size, form in forms)


def is_linear(side: Expr) -> bool:
    """Say whether a side of a claim is a weighted sum of kernel values."""
    calls = interpret.calls(side)
    return bool(calls) and all(
        len(interpret.calls(term)) == 1 and (term / interpret.calls(term)[0]).is_number
        for term in Add.make_args(side)
    )


def _no_kernel(function: Any, arguments: tuple[Any, ...]) -> Any:
    raise KeyError(function)


def _terms(side: Expr, point: Point) -> tuple[Term, ...]:
    found = []
    for term in Add.make_args(side):
        (call,) = interpret.calls(term)
        arguments = interpret.arguments_at(call, point)
        found.append(Term(complex(term / call), call.func, tuple(map(to_numerics, arguments))))
    return tuple(found)


def _closed(eigenvalues: tuple[GaussianRational, ...]) -> tuple[GaussianRational, ...]:
    return tuple(dict.fromkeys((*eigenvalues, *(e.conjugate() for e in eigenvalues))))
