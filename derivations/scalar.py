"""The recurrence h' = lambda h + x' at several eigenvalues side by side, with its tangents."""

from __future__ import annotations

from sympy import Symbol

from derivations import tangents
from derivations.inputs import Input, X
from derivations.system import System, prime


def state(eigenvalue: Symbol) -> str:
    """Name the state of the recurrence that has this eigenvalue."""
    return f"h({eigenvalue})"


def tangent(eigenvalue: Symbol) -> str:
    """Name the derivative of that state with respect to its eigenvalue."""
    return tangents.tangent(state(eigenvalue), eigenvalue)


def bare_system(source: Input, eigenvalues: tuple[Symbol, ...]) -> System:
    """Write the rows of an input and of one recurrence per eigenvalue, h' = lambda h + x'.

    Args:
        source: the input.
        eigenvalues: the lambdas, shape (n,).

    Returns:
        Rows for the input's states, then a state per eigenvalue.
    """
    states = {eigenvalue: Symbol(state(eigenvalue)) for eigenvalue in eigenvalues}
    rows = tuple((h, eigenvalue * h + prime(X)) for eigenvalue, h in states.items())
    return System((*source.rows, *rows), source.laws, source.data)


def joint_system(source: Input, eigenvalues: tuple[Symbol, ...]) -> System:
    """Write the rows of an input and of one recurrence and tangent per eigenvalue.

    The state is h' = lambda h + x', its tangent d' = lambda d + h.

    Args:
        source: the input.
        eigenvalues: the lambdas, shape (n,).

    Returns:
        Rows for the input's states, then a state per eigenvalue, then the tangents.
    """
    system = bare_system(source, eigenvalues)
    for eigenvalue in eigenvalues:
        system = tangents.differentiated(system, eigenvalue)
    return system
