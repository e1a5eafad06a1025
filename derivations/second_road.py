r"""Every closed form once more, by an argument that needs no stationarity equation.

Under any input the scalar recurrence follows from its autocovariance (`general`); what is linear in
its noise is a residue of the spectral integral (`spectral`); gates are sums over lags (`gated`). A
gate that shares its noise has E[h h~] = sum_n (m m~ + kappa kappa~)^n. With g the impulse response,
the variance of a square is 2 (sum g^2)^2 + (mu_4 - 3) sum g^4, and that of a long average is
2 sum_k R(k)^2 + (mu_4 - 3) (sum g^2)^2 by Bartlett's formula.

Residues start from the rows of the tangents, which are therefore not checked here: the simulator
differentiates its own step, see `verification.agreement`.
"""

from __future__ import annotations

from functools import cache

from sympy import Expr, Integer, Symbol

from derivations import catalogue, gated, general, spectral
from derivations.families import AVERAGE, MOMENT, QUESTIONS, Question, system_of
from derivations.field import reduce
from derivations.quotient import quotient, ring_over
from derivations.recurrences import KAPPA, THETA, M, T
from derivations.routes import power_sum
from derivations.spectra import KURTOSIS
from derivations.symbols import LAMBDA, LAMBDA_BAR, NU, RHO
from derivations.system import System, prime

NAMES = tuple(name for name in catalogue.NAMES if not name.endswith(catalogue.GENERAL))
GATES = (("gated", gated.gated), ("gru", gated.averaging))
UNIT = Symbol("i")  # the imaginary unit, as the root of -1
Matrix = tuple[tuple[Expr, ...], ...]


@cache
def derive(name: str) -> tuple[str, Expr]:
    """Reach a closed form by its other road.

    Args:
        name: one of `NAMES`.

    Returns:
        The road in words, and the expression it leads to.
    """
    for question in QUESTIONS:
        if question.name == name:
            return _answer(question)
    quantity, source = catalogue.parts(name)
    terms = (c * general.pick_form(a, b)[order] for c, order, a, b in quantity.terms)
    abstract = sum(terms, Integer(0))
    return "the input's generating function", general.for_input(abstract, source)  # type: ignore[arg-type]


def agrees(name: str, expression: Expr) -> bool:
    """Decide whether the other road leads to the same closed form.

    Args:
        name: one of `NAMES`.
        expression: what the first road, or somebody else, has found.

    Returns:
        True exactly when their difference cancels, squares of square roots put in.
    """
    left, right = expression, derive(name)[1]
    ring = ring_over(left.free_symbols | right.free_symbols)
    gap = quotient(left, ring) - quotient(right, ring)
    roots = {UNIT: Integer(-1)}
    for question in QUESTIONS:
        if question.name == name:
            roots |= dict(system_of(question).relations)
    for root, square in roots.items():
        if root in right.free_symbols:
            gap = gap.without_root(str(root), quotient(square, ring))
    return not gap


def _answer(question: Question) -> tuple[str, Expr]:
    for name, road in GATES:
        if question.recurrence.name == name:
            m1, m2, g1, g2, c = map(Symbol, ("m_1", "m_2", "m_0_1", "m_0_2", "m_1_1"))
            return "sums over lags", road(m1, m2, RHO, (g1, g2, c) if question.by else ())
    if question.recurrence.name == "selective":
        return "sums over lags", _selective(question)
    if question.recurrence.name == "polar":
        return "the scalar recurrence at a complex eigenvalue", _polar(question)
    if question.kind != MOMENT:
        return "fourth cumulants", _variance(question)
    transition, drive, variances = linear(system_of(question))
    places = system_of(question).states.index
    total = Integer(0)
    for a, b in question.moments:
        total += spectral.moment(transition, drive, variances, places(a), places(b))
    return "residues of the spectral integral", total


def linear(system: System) -> tuple[Matrix, Matrix, tuple[Expr, ...]]:
    """Write rows without random coefficients as matrices of z' = A z + B xi.

    Args:
        system: the rows.

    Returns:
        A, B, and the variances of the noise.
    """
    now: dict[Symbol, Expr] = {}
    for state, row in system.rows:
        now[prime(state)] = row.xreplace(now).expand()
    states = [state for state, _ in system.rows]
    transition = tuple(tuple(row.coeff(s) for s in states) for row in now.values())
    drive = tuple(tuple(row.coeff(n) for n in system.random) for row in now.values())
    return transition, drive, tuple(law.moment((2,)) for law in system.laws)


def _selective(question: Question) -> Expr:
    other, more = Symbol("m_twin"), Symbol("kappa_twin")
    kernel = power_sum(0, M * other + KAPPA * more)
    for theta in question.by:
        kernel = kernel.diff(theta).diff(other if theta == M else more)
    return reduce(kernel.subs({other: M, more: KAPPA}))


def _polar(question: Question) -> Expr:
    """Take lambda = nu (1 + i t)/(1 - i t): h is holomorphic in it, |d lambda/d theta| = nu."""
    name = "sensitivity_moment" if question.by else "state_moment"
    moment = derive(name)[1]
    turn = (1 + UNIT * T) / (1 - UNIT * T)
    there = moment.xreplace({LAMBDA: NU * turn, LAMBDA_BAR: NU / turn})
    return NU**2 * there if question.by == (THETA,) else there


def _variance(question: Question) -> Expr:
    """Assemble the variance of a square, or of a long average of it, from cumulants."""
    transition, drive, variances = linear(system_of(question))
    ((state, _),) = question.moments
    place = system_of(question).states.index(state)
    second = spectral.moment(transition, drive, variances, place, place)
    normal = 2 * second**2
    if question.kind == AVERAGE:
        normal = 2 * spectral.squared(transition, drive, variances, place)
    if question.source.name != "any_noise":
        return normal
    excess = KURTOSIS - 3
    if question.kind == AVERAGE:
        return normal + excess * second**2
    order = 4 * len(question.by)  # g_n = n^p lambda^(n - p) after p derivatives, and its 4th power
    return normal + excess * power_sum(order, LAMBDA**4) / LAMBDA**order
