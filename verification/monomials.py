"""A stable form in decay rates, written in the variables, its sums of monomials kept apart."""

from __future__ import annotations

from sympy import Add, Dummy, Expr, Integer, Symbol, exp, prod
from sympy.codegen.cfunctions import expm1

from derivations.stable import RATES

Sum = list[tuple[int, dict[Symbol, int]]]


def by_sums(expression: Expr) -> tuple[Expr, dict[Symbol, Sum]]:
    """Write 1 - m, and other sums of monomials m = e^-rate, as symbols of their own.

    What is left has no difference that cancels, save where the quantity itself vanishes.

    Args:
        expression: in decay rates, of sums, products, powers, `exp` and `expm1`.

    Returns:
        The expression in the variables and in new symbols, and what each of these stands for: a
        sum of c_i prod_z z^n_iz as pairs of c_i and the exponents n_iz >= 0 by variable.
    """
    sums: dict[Symbol, Sum] = {}
    table: dict[Expr, Expr] = {}
    for node in sorted(expression.atoms(expm1, Add), key=str):
        terms = _terms(node)
        if terms:
            symbol = Dummy(f"s{len(sums)}")
            sums[symbol], taken_out = _polynomial(terms)
            table[node] = symbol * taken_out
    plain = expression.xreplace(table)
    return plain.xreplace({node: _in_variables(node) for node in plain.atoms(exp)}), sums


def _terms(node: Expr) -> list[tuple[int, Expr]]:
    """Read a sum of integers times exponentials of rates; empty if it is none."""
    if isinstance(node, expm1):
        return [(1, node.args[0]), (-1, Integer(0))]
    parts = [term.as_coeff_Mul() for term in node.args]
    if not all(c.is_Integer and (rest == 1 or isinstance(rest, exp)) for c, rest in parts):
        return []
    return [(int(c), Integer(0) if rest == 1 else rest.args[0]) for c, rest in parts]


def _polynomial(terms: list[tuple[int, Expr]]) -> tuple[Sum, Expr]:
    """Take e^rate out of a sum, as far as needed for every power to be positive."""
    powers = [rate.as_coefficients_dict() for _, rate in terms]
    out = {rate: max(0, *(int(k[rate]) for k in powers)) for rate in RATES.values()}
    monomials = [
        (c, {z: out[r] - int(k[r]) for z, r in RATES.items() if out[r] != k[r]})
        for (c, _), k in zip(terms, powers, strict=True)
    ]
    return monomials, exp(sum((k * rate for rate, k in out.items()), Integer(0)))


def _in_variables(node: Expr) -> Expr:
    powers = node.args[0].as_coefficients_dict()
    return prod(z ** -powers[rate] for z, rate in RATES.items())
