r"""Any stationary real input: both kernels through one function of the input.

G(z) = R(0)/2 + sum_{k >= 1} R(k) z^k and its derivative carry all that matters of the input:
K(a, b) = (G(a) + G(b)) / (1 - ab), and S follows from the tangent's own stationarity equations.
"""

from __future__ import annotations

from typing import Any

from sympy import Expr, Function, Symbol

from derivations.field import reduce
from derivations.inputs import Input, Z
from derivations.symbols import R_0

A, B = Symbol("a"), Symbol("b")


class G(Function):  # type: ignore[misc]
    """The abstract function G of an input; its derivative is `GPrime`."""

    nargs = 1

    def fdiff(self, argindex: int = 1) -> Expr:
        """Differentiate, as SymPy asks its functions to."""
        return GPrime(self.args[0])


class GPrime(Function):  # type: ignore[misc]
    """The derivative of `G`."""

    nargs = 1


def lagged(z: Expr) -> Expr:
    """Give z E[h(z) x'] = sum_{k >= 1} z^k R(k), which is G(z) - R(0)/2."""
    return G(z) - R_0 / 2


def kernels(a: Expr, b: Expr) -> tuple[Expr, Expr]:
    """Derive K(a, b) and S(a, b) for an abstract input from five scalar equations.

    Each equation has the form M = c M + rest with known c, hence M = rest / (1 - c).

    Args:
        a: first eigenvalue.
        b: second eigenvalue.

    Returns:
        The state kernel and the sensitivity kernel.
    """
    state = (lagged(A) + lagged(B) + R_0) / (1 - A * B)
    d_lagged_a, d_lagged_b = lagged(A).diff(A), lagged(B).diff(B)
    tangent_a = (B * state + d_lagged_a) / (1 - A * B)
    tangent_b = (A * state + d_lagged_b) / (1 - A * B)
    sensitivity = (A * tangent_a + B * tangent_b + state) / (1 - A * B)
    swap = {A: a, B: b}
    return state.subs(swap, simultaneous=True), sensitivity.subs(swap, simultaneous=True)


def pick_form(a: Expr, b: Expr) -> tuple[Expr, Expr]:
    """State the structure theorem: K as a Pick kernel, and S as its mixed derivative.

    Args:
        a: first eigenvalue.
        b: second eigenvalue.

    Returns:
        (G(a) + G(b)) / (1 - ab), and the mixed derivative of that fraction at (a, b).
    """
    state = (G(A) + G(B)) / (1 - A * B)
    swap = {A: a, B: b}
    return state.subs(swap, simultaneous=True), state.diff(A, B).subs(swap, simultaneous=True)


def atoms_as_symbols(*expressions: Expr) -> tuple[Expr, ...]:
    """Replace each G(z) and G'(z) by an independent symbol, to compare as rational functions.

    Args:
        *expressions: expressions in G and its derivative.

    Returns:
        The same expressions over symbols.
    """
    found = sorted(set().union(*(e.atoms(G, GPrime) for e in expressions)), key=str)
    names = {function: Symbol(f"{type(function).__name__}_{k}") for k, function in enumerate(found)}
    return tuple(expression.xreplace(names) for expression in expressions)


def for_input(expression: Expr, source: Input) -> Expr:
    """Put a concrete input into an expression that holds for any.

    Args:
        expression: an expression in G, its derivative and R(0).
        source: the input.

    Returns:
        A rational function.
    """
    total = source.generating
    concrete: dict[Any, Expr] = {R_0: 2 * total.subs(Z, 0)}
    for function in expression.atoms(G, GPrime):
        form = total if isinstance(function, G) else total.diff(Z)
        concrete[function] = reduce(form).subs(Z, function.args[0])
    return expression.xreplace(concrete)
