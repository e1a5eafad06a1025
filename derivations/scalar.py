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


def joint_system(source: Input, eigenvalues: tuple[Symbol, ...]) -> System:
    """Write the rows of an input and of one recurrence and tangent per eigenvalue.

    The state is h' = lambda h + x', its tangent d' = lambda d + h.

    Args:
        source: the input.
        eigenvalues: the lambdas, shape (n,).

    Returns:
        Rows for the input's states, then a state per eigenvalue, then the tangents.
    """
    states = {eigenvalue: Symbol(state(eigenvalue)) for eigenvalue in eigenvalues}
    rows = tuple((h, eigenvalue * h + prime(X)) for eigenvalue, h in states.items())
    system = System((*source.rows, *rows), source.laws, source.data)
    for eigenvalue in eigenvalues:
        system = tangents.differentiated(system, eigenvalue)
    return system
