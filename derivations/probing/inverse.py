r"""Forms written in the eigenvalue: $\omega$ as a function of $\lambda$, where the map unwinds."""

from __future__ import annotations

from sympy import Expr, Poly, Rational, Symbol, atanh, exp, expand_log, log, tanh

from derivations.parameterizations.parameterization import Parameterization
from derivations.probing.compact import compact
from derivations.probing.forms import Form
from derivations.probing.generators import Separated, separate
from derivations.symbols import LAMBDA


def in_lambda(unit: Parameterization, forms: tuple[Form, ...]) -> tuple[Form, ...]:
    """Write forms in the eigenvalue.

    Args:
        unit: whose forms they are.
        forms: of one coordinate.

    Returns:
        The same forms as functions of `lambda`, which is positive where roots of it occur; none if
        the map does not unwind.
    """
    coordinate = inverse(unit)
    if coordinate is None:
        return ()
    positive = Symbol(str(LAMBDA), positive=True)
    put = {unit.symbols[0]: coordinate.xreplace({LAMBDA: positive})}
    return tuple(form._replace(expression=_put(form.expression, put)) for form in forms)


def _put(form: Expr, put: dict[Expr, Expr]) -> Expr:
    # under a root first: only then does SymPy see that (lambda^n)^(1/n) is lambda
    inside = form.subs(put).replace(
        lambda node: node.is_Pow and not node.exp.is_Integer,
        lambda node: compact(node.base) ** node.exp,
    )
    inside = inside.replace(exp, lambda power: exp(compact(power))).replace(log, _expanded)
    (coordinate,) = put.values()
    return compact(inside).xreplace({s: LAMBDA for s in coordinate.free_symbols})


def _expanded(argument: Expr) -> Expr:
    return expand_log(log(argument))


def inverse(unit: Parameterization) -> Expr | None:
    """Solve for the coordinate.

    Args:
        unit: any unit.

    Returns:
        The coordinate as a function of `lambda`, positive where there are two; None if the unit is
        complex, has several coordinates, or its map is no chain of functions with known inverses.
    """
    if len(unit.symbols) != 1 or not unit.is_real:
        return None
    return unwound(unit.eigenvalue.xreplace(dict(unit.constants)), unit.symbols[0], LAMBDA)


def unwound(expression: Expr, symbol: Symbol, value: Expr) -> Expr | None:
    """Solve an equation for a symbol by undoing one function after the other.

    Args:
        expression: the left side, which holds the symbol.
        symbol: what is wanted.
        value: the right side.

    Returns:
        The solution, positive where an even power leaves two; None if there is no such chain.
    """
    if expression == symbol:
        return value
    if expression.is_Pow and expression.exp.is_Rational:
        return unwound(expression.base, symbol, value ** (1 / expression.exp))
    parts = separate(expression)
    meanings = dict(parts.meanings)
    inside = [s for s in parts.rational.free_symbols if meanings.get(s, s).has(symbol)]
    if len(inside) != 1:
        return None
    root = _solved(parts, inside[0], value)
    if root is None or inside[0] == symbol:
        return root
    return _through(meanings[inside[0]], symbol, root)


def _solved(parts: Separated, generator: Symbol, value: Expr) -> Expr | None:
    """Solve (p + q g^k)/(r + s g^k) = value for g."""
    num, den = parts.rational.together().as_numer_denom()
    polynomial = Poly(num - value * den, generator)
    degree = polynomial.degree()
    if any(power not in (0, degree) for (power,) in polynomial.monoms()):
        return None
    power = compact((-polynomial.nth(0) / polynomial.LC()).xreplace(dict(parts.meanings)))
    found: Expr = power ** Rational(1, degree)
    return found


def _through(function: Expr, symbol: Symbol, value: Expr) -> Expr | None:
    if isinstance(function, exp):
        return unwound(function.exp, symbol, log(value))
    if isinstance(function, tanh):
        return unwound(function.args[0], symbol, atanh(value))
    if isinstance(function, log):
        return unwound(function.args[0], symbol, exp(value))
    if isinstance(function, atanh):
        return unwound(function.args[0], symbol, tanh(value))
    if function.is_Pow:
        return unwound(function, symbol, value)
    return None
