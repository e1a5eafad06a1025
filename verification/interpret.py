"""What a claim's kernel functions mean: to theory, to the simulator's matrix, to a run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sympy import QQ_I, Expr, Symbol
from sympy.core.function import AppliedUndef

from derivations import general
from derivations.closed_form import with_conjugates
from derivations.field import walk
from derivations.inputs import Input
from derivations.quantities import (
    INPUT_SENSITIVITY,
    INPUT_STATE,
    MIXED_KERNEL,
    SENSITIVITY_KERNEL,
    STATE_KERNEL,
)
from derivations.symbols import LAMBDA, LAMBDA_0
from numerics.gaussian import GaussianRational, exact
from numerics.oracle import ZERO
from numerics.system import System, dot
from verification.bridge import exact_moments, from_numerics, only, rows_at, to_numerics
from verification.claims.claim import Claim
from verification.kernels import ORDERS, abstract, solved_kernel

FUNCTIONS = tuple(ORDERS)
NO_PRODUCT = "tables of products have no state times a sensitivity"


def calls(expression: Expr) -> tuple[AppliedUndef, ...]:
    """List the kernel values that an expression asks for.

    Args:
        expression: a side of a claim.

    Returns:
        The applied functions, in a fixed order.
    """
    found = (call for call in expression.atoms(AppliedUndef) if call.func in FUNCTIONS)
    return tuple(sorted(found, key=str))


def symbolic(expression: Expr, source: Input | None) -> Expr:
    """Write a side of a claim in theory's closed forms.

    Args:
        expression: a side of a claim.
        source: the input; None keeps it abstract, in G and its derivative.

    Returns:
        An expression without kernel functions.
    """
    forms = {}
    for call in calls(expression):
        if source is None:
            forms[call] = abstract(call)
        else:
            names = dict(zip((LAMBDA, LAMBDA_0), call.args, strict=False))
            forms[call] = solved_kernel(call.func, source).xreplace(names)
    result = expression.xreplace(forms)
    return result if source is None else general.for_input(result, source)


def both_forms(claim: Claim, source: Input | None) -> tuple[Expr, Expr]:
    """Write both sides of a claim in theory's closed forms, its fixed parameters put in.

    Args:
        claim: the claim on trial.
        source: the input; None keeps it abstract.

    Returns:
        The published and the true side, without kernel functions.
    """
    fixed = dict(claim.fixed)
    published, truth = (symbolic(side, source) for side in (claim.published, claim.truth))
    return published.xreplace(fixed), truth.xreplace(fixed)


def at_point(
    expression: Expr, source: Input, point: Mapping[Symbol, Expr], steps: int | None = None
) -> Any:
    """Evaluate a side of a claim exactly, its kernel values taken from the simulator's matrix.

    Args:
        expression: a side of a claim.
        source: the input.
        point: exact numbers by variable.
        steps: horizon, None for stationary.

    Returns:
        An element of Q(i).
    """

    def kernel(function: Any, arguments: tuple[Any, ...]) -> Any:
        return from_numerics(kernel_at(function, source, point, arguments, steps))

    return evaluate(general.for_input(expression, source), point, kernel)


def kernel_at(
    function: Any,
    source: Input,
    point: Mapping[Symbol, Expr],
    arguments: tuple[Any, ...],
    steps: int | None,
) -> GaussianRational:
    """Read one kernel value off the simulator's exact moments.

    Args:
        function: one of `FUNCTIONS`.
        source: the input.
        point: exact numbers for the input's parameters.
        arguments: the eigenvalues, elements of Q(i).
        steps: horizon, None for stationary.

    Returns:
        The exact value.
    """
    system = rows_at(source, point, (arguments[0], arguments[-1]))
    table = exact_moments(only(system, 0), only(system, 1), steps)
    first, *second = (order - 2 for order in ORDERS[function])
    if second:
        return table[first][second[0]]
    column = [row[first] for row in table]
    return exact(dot((*system.readout, ZERO, ZERO), column))


def arguments_at(call: AppliedUndef, point: Mapping[Symbol, Expr]) -> tuple[Any, ...]:
    """Evaluate the eigenvalues at which a kernel value is asked for.

    Args:
        call: an applied kernel function.
        point: exact numbers by variable; conjugates are filled in.

    Returns:
        Elements of Q(i).
    """
    exact = {s: QQ_I.from_sympy(number) for s, number in with_conjugates(point).items()}
    return tuple(walk(argument, exact, QQ_I.from_sympy) for argument in call.args)


def eigenvalues(claim: Claim, point: Mapping[Symbol, Expr]) -> tuple[Any, ...]:
    """List the eigenvalues at which a claim asks for kernel values.

    Args:
        claim: the claim on trial.
        point: exact numbers by variable.

    Returns:
        Distinct elements of Q(i).
    """
    asked = {call for side in (claim.published, claim.truth) for call in calls(side)}
    arguments = (a for call in sorted(asked, key=str) for a in arguments_at(call, point))
    return tuple(dict.fromkeys(arguments))


def is_seen(claim: Claim) -> bool:
    """Say whether tables of products hold every kernel value that a claim asks for.

    Args:
        claim: the claim on trial.

    Returns:
        False when it needs a state times a sensitivity.
    """
    sides = (claim.published, claim.truth)
    return all(call.func != MIXED_KERNEL for side in sides for call in calls(side))


def reader(system: System, tables: Any) -> Callable[[Any, tuple[Any, ...]], complex]:
    """Answer for kernel functions out of tables of moments.

    Args:
        system: rows with the eigenvalues that the tables are about.
        tables: `state`, `sensitivity`, `input_state` and `input_sensitivity`.

    Returns:
        A function of (function, arguments in Q(i)), for `evaluate`.
    """
    table = {
        STATE_KERNEL: tables.state,
        SENSITIVITY_KERNEL: tables.sensitivity,
        INPUT_STATE: tables.input_state,
        INPUT_SENSITIVITY: tables.input_sensitivity,
    }

    def read(function: Any, arguments: tuple[Any, ...]) -> complex:
        places = tuple(system.eigenvalues.index(to_numerics(number)) for number in arguments)
        return complex(table[function][places])

    return read


def evaluate(
    expression: Expr,
    point: Mapping[Symbol, Expr],
    kernel: Callable[[Any, tuple[Any, ...]], Any],
    constant: Callable[[Expr], Any] = QQ_I.from_sympy,
) -> Any:
    """Evaluate an expression whose kernel functions are answered by someone else.

    Args:
        expression: a side of a claim.
        point: exact numbers by variable; conjugates are filled in.
        kernel: answers (function, arguments in Q(i)).
        constant: how an exact number becomes one of the arithmetic that `kernel` answers in.

    Returns:
        The value in that arithmetic.
    """
    full = with_conjugates(point)
    leaves: dict[Expr, Any] = {symbol: constant(number) for symbol, number in full.items()}
    for call in calls(expression):
        leaves[call] = kernel(call.func, arguments_at(call, point))
    return walk(expression, leaves, constant)
