r"""Closed form to the expression that survives floating point, in decay rates.

With lambda = e^-alpha, lambda_0 = e^-beta, rho = e^-kappa every binomial 1 - m of a formula is
-expm1(-rate of m), computed without cancellation. A numerator of more than two terms is avoided:
S = K (L_a L_b + L_ab) with L = log K, and with a = lambda, b = lambda_0, p = |1 - rho a|^2,
q = |1 - rho b|^2, r = |1 - a conj b|^2 the loss is (1/2)|a - b|^2 times the sum of squares
(1 - rho^2)/(r p (1 - |a|^2)) + (1 - rho^2)|I|^2/(r p q (1 - |b|^2)) + rho^4/(p q), where
I = b (1 - rho conj a) + rho (1 - |b|^2).
"""

from __future__ import annotations

from functools import cache

from sympy import (
    Add,
    Expr,
    I,
    Integer,
    Poly,
    Rational,
    Symbol,
    exp,
    factor_list,
    fraction,
    log,
    prod,
)
from sympy.codegen.cfunctions import expm1

from derivations import catalogue
from derivations.field import identical, reduce
from derivations.inputs import Input
from derivations.quantities import Quantity
from derivations.spectra import PHI_1, PHI_2, RHO_1, RHO_2, P, Q, W
from derivations.symbols import LAMBDA, LAMBDA_0, LAMBDA_0_BAR, LAMBDA_BAR, RHO

RATES = {
    LAMBDA: Symbol("alpha"),
    LAMBDA_BAR: Symbol("alpha_bar"),
    LAMBDA_0: Symbol("beta"),
    LAMBDA_0_BAR: Symbol("beta_bar"),
    RHO: Symbol("kappa"),
    RHO_1: Symbol("kappa_1"),
    RHO_2: Symbol("kappa_2"),
}
SUMS: tuple[tuple[str, dict[Symbol, Expr], tuple[Expr, Expr]], ...] = (
    # an input; its parameters in two correlations; the weights of these in its autocovariance
    ("exponentials_2", {}, (W, 1 - W)),
    (
        "damped_cosine",
        {P: (RHO_1 + RHO_2) / 2, Q: (RHO_1 - RHO_2) / (2 * I)},
        (Rational(1, 2), Rational(1, 2)),
    ),
    (
        "ar_2",
        {PHI_1: RHO_1 + RHO_2, PHI_2: -RHO_1 * RHO_2},
        tuple(
            r * (1 - s**2) / ((r - s) * (1 + RHO_1 * RHO_2))
            for r, s in ((RHO_1, RHO_2), (RHO_2, RHO_1))
        ),
    ),
)
NAMES = tuple(
    name
    for name in catalogue.SCALAR
    if not name.endswith((catalogue.GENERAL, "arma_1_1", "periodic"))
)


@cache
def stable(name: str) -> Expr:
    """Rewrite a closed form of the catalogue for floating point.

    Args:
        name: one of `NAMES`.

    Returns:
        An expression in the decay rates alpha, beta, kappa (and conjugates), proved equal to the
        closed form. Two exponentials, a damped cosine and an AR(2) input are sums over two
        correlations e^-kappa_1 and e^-kappa_2, for the latter two its roots, complex or real.

    Raises:
        ValueError: if no form that survives floating point is known.
        ArithmeticError: if the rewriting is not identical to the closed form.
    """
    if name not in NAMES:
        raise ValueError(f"{name}: no form for floating point is known; use its exact value")
    quantity, source = catalogue.parts(name)
    for input_name, parameters, weights in SUMS:
        if source is not None and source.name == input_name:
            return _sum_of_atoms(quantity, source, parameters, weights)
    form = catalogue.derive(name)
    if RHO not in form.expression.free_symbols:
        rewritten = sum((_product(term) for term in Add.make_args(_by_parameter(name))), Integer(0))
    elif quantity.name == "teacher_student_loss":
        rewritten = _loss()
    else:
        first, second = quantity.terms[0][2:]
        kernel = catalogue.derive("state_kernel").expression.xreplace(
            {LAMBDA: first, LAMBDA_0: second}
        )
        order = quantity.terms[0][1]
        rewritten = _log_derivative(kernel, first, second) if order else _product(kernel)
    if not identical(in_variables(rewritten), form.expression):
        raise ArithmeticError(f"{name}: the stable form differs from the closed form")
    return rewritten


def _sum_of_atoms(
    quantity: Quantity, source: Input, parameters: dict[Symbol, Expr], weights: tuple[Expr, ...]
) -> Expr:
    """Add up exponential inputs; kernels are linear in the autocovariance, so these are checked."""
    for order in {order for _, order, _, _ in quantity.terms}:
        kernel = ("state_kernel", "sensitivity_kernel")[order]
        atom = catalogue.derive(kernel).expression
        total = sum(
            (w * atom.xreplace({RHO: r}) for w, r in zip(weights, (RHO_1, RHO_2), strict=True)),
            Integer(0),
        )
        closed = catalogue.derive(f"{kernel}_{source.name}").expression
        if not identical(total, closed.subs(parameters)):
            raise ArithmeticError(f"{kernel}_{source.name}: differs from its sum of exponentials")
    atom = stable(quantity.name)
    return sum(
        (
            (_product(w) if w.has(RHO_1) else w) * atom.xreplace({RATES[RHO]: RATES[r]})
            for w, r in zip(weights, (RHO_1, RHO_2), strict=True)
        ),
        Integer(0),
    )


def in_variables(expression: Expr) -> Expr:
    """Write an expression in decay rates back in the variables.

    Args:
        expression: in alpha, beta, kappa.

    Returns:
        A rational function of lambda, lambda_0, rho.
    """
    plain = expression.replace(expm1, lambda x: exp(x) - 1)
    return plain.subs({rate: -log(variable) for variable, rate in RATES.items()})


def _by_parameter(name: str) -> Expr:
    """Factor the coefficient of each power of mu and sigma, so that no long numerator is left."""
    _, source = catalogue.parts(name)
    whole = reduce(catalogue.derive(name).expression)
    parameters = source.parameters if source else ()
    if not parameters:
        return whole
    numerator, denominator = fraction(whole)
    terms = Poly(numerator, *parameters).terms()
    monomials = (prod(p**k for p, k in zip(parameters, powers, strict=True)) for powers, _ in terms)
    return sum(
        (m * reduce(c / denominator) for m, (_, c) in zip(monomials, terms, strict=True)),
        Integer(0),
    )


def _product(expression: Expr) -> Expr:
    """Translate a fraction whose factors have at most two terms."""
    result = Integer(1)
    for part, sign in zip(fraction(reduce(expression)), (1, -1), strict=True):
        constant, factors = factor_list(part)
        result *= constant**sign * prod(
            _binomial(f) ** (sign * power) for f, power in _merged(factors)
        )
    return result


def _merged(factors: list[tuple[Expr, int]]) -> list[tuple[Expr, int]]:
    """Join 1 - x and 1 + x of equal power, whose product alone is accurate near x = -1."""
    left = list(factors)
    joined = []
    while left:
        f, power = left.pop(0)
        mirror = next(((g, k) for g, k in left if k == power and _mirrors(f, g)), None)
        if mirror:
            left.remove(mirror)
            f = (f * mirror[0]).expand()
        joined.append((f, power))
    return joined


def _mirrors(first: Expr, second: Expr) -> bool:
    product = (first * second).expand()
    return first.is_Add and second.is_Add and len(Add.make_args(product)) == 2


def _binomial(factor: Expr) -> Expr:
    terms = sorted(Poly(factor, *sorted(factor.free_symbols, key=str)).terms())
    gens = sorted(factor.free_symbols, key=str)
    if len(terms) == 1:
        return terms[0][1] * exp(-_rate(gens, terms[0][0])) if _known(gens) else factor
    if len(terms) != 2 or not _known(gens):
        raise ArithmeticError(f"{factor}: more than two terms, no stable form is known")
    (low, c), (high, d) = terms
    step = [h - k for h, k in zip(high, low, strict=True)]
    gap = c + d * exp(-_rate(gens, step)) if c == d else -c * expm1(-_rate(gens, step))
    return exp(-_rate(gens, low)) * gap


def _known(gens: list[Symbol]) -> bool:
    return set(gens) <= set(RATES)


def _rate(gens: list[Symbol], powers: tuple[int, ...] | list[int]) -> Expr:
    return sum((k * RATES[g] for g, k in zip(gens, powers, strict=True)), Integer(0))


def _log_derivative(kernel: Expr, a: Symbol, b: Symbol) -> Expr:
    """Write the mixed derivative of a kernel as K (L_a L_b + L_ab)."""
    numerator, denominator = fraction(kernel)
    factors = [
        (f, k * s) for p, s in ((numerator, 1), (denominator, -1)) for f, k in factor_list(p)[1]
    ]
    joint = sum((k * log(f) for f, k in factors if f.has(a) and f.has(b)), Integer(0))
    alone = sum((k * log(f) for f, k in factors if not (f.has(a) and f.has(b))), Integer(0))
    slopes = [
        _product(joint.diff(z)) + (_product(alone.diff(z)) if alone.has(z) else 0) for z in (a, b)
    ]
    return _product(kernel) * (slopes[0] * slopes[1] + _product(joint.diff(a, b)))


def _loss() -> Expr:
    a, b, a_bar, b_bar = LAMBDA, LAMBDA_0, LAMBDA_BAR, LAMBDA_0_BAR
    inner = _product(b) * _product(1 - RHO * a_bar) + _product(RHO) * _product(1 - b * b_bar)
    outer = _product(b_bar) * _product(1 - RHO * a) + _product(RHO) * _product(1 - b * b_bar)
    cross = _product(1 - a * b_bar) * _product(1 - a_bar * b)
    ours, theirs = (
        _product(1 - RHO * z) * _product(1 - RHO * w) for z, w in ((a, a_bar), (b, b_bar))
    )
    noise = _product(1 - RHO**2)
    divided = (
        noise / (_product(1 - a * a_bar) * cross * ours)
        + noise * inner * outer / (_product(1 - b * b_bar) * cross * ours * theirs)
        + _product(RHO**4) / (ours * theirs)
    )
    return _product(a - b) * _product(a_bar - b_bar) * divided / 2
