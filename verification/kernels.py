"""Each kernel function solved: from the stationarity equations, or for an abstract input."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from sympy import Expr
from sympy.core.function import AppliedUndef

from derivations import general, moments, scalar
from derivations.inputs import Input
from derivations.quantities import (
    INPUT_SENSITIVITY,
    INPUT_STATE,
    KERNELS,
    MIXED_KERNEL,
    SENSITIVITY_KERNEL,
    STATE_KERNEL,
)
from derivations.symbols import LAMBDA, LAMBDA_0
from derivations.system import Monomial, ordered

# how often the state at each argument is differentiated; one argument alone stands beside x
ORDERS: Mapping[Any, tuple[int, ...]] = MappingProxyType(
    {
        STATE_KERNEL: (0, 0),
        SENSITIVITY_KERNEL: (1, 1),
        MIXED_KERNEL: (1, 0),
        INPUT_STATE: (0,),
        INPUT_SENSITIVITY: (1,),
    }
)


@cache
def solved_kernel(function: Any, source: Input) -> Expr:
    """Give theory's closed form of a kernel function from the stationarity equations.

    Args:
        function: a key of `ORDERS`.
        source: the input.

    Returns:
        A factored expression in lambda (and lambda_0).
    """
    return solution(function, source).value(*_pair(function))


@cache
def solution(function: Any, source: Input) -> moments.Solution:
    """Give the solved moment equations behind a kernel function.

    Args:
        function: a key of `ORDERS`.
        source: the input.

    Returns:
        The closed set of moments around it.
    """
    eigenvalues = (LAMBDA, LAMBDA_0)[: len(ORDERS[function])]
    return moments.solve(scalar.joint_system(source, eigenvalues), (_pair(function),))


def _pair(function: Any) -> Monomial:
    first, *second = ORDERS[function]
    names = (scalar.state, scalar.tangent)
    other = names[second[0]](LAMBDA_0) if second else "x"
    return ordered(names[first](LAMBDA), other)


def abstract(call: AppliedUndef) -> Expr:
    """Give a kernel value for an abstract input.

    Args:
        call: a kernel function of two eigenvalues.

    Returns:
        An expression in G and its derivative.
    """
    if call.func == MIXED_KERNEL:  # M = ab M + b K + G'(a)
        a, b = call.args
        return (b * general.kernels(a, b)[0] + general.GPrime(a)) / (1 - a * b)
    return general.kernels(*call.args)[KERNELS.index(call.func)]
