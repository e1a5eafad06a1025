"""Where a simulation is asked for: the eigenvalues of two recurrences that share an input."""

from __future__ import annotations

from typing import NamedTuple

from numerics.system import System


class Point(NamedTuple):
    """One point of h' = lambda h + x and its twin h0' = lambda_0 h0 + x, E[x_t x_s] = rho^|t-s|.

    Args:
        eigenvalue: lambda, inside the unit disk.
        target: lambda_0, inside the unit disk.
        correlation: rho, in (-1, 1).
    """

    eigenvalue: complex
    target: complex
    correlation: float


def exponential(point: Point) -> System:
    """Write the two recurrences and their exponentially correlated input as rows.

    Args:
        point: lambda, lambda_0 and rho.

    Returns:
        Rows of floats, with x' = rho x + sqrt(1 - rho^2) xi.
    """
    rho = float(point.correlation)
    return System(
        transition=((rho,),),
        drive=(1.0,),
        readout=(1.0,),
        variance=(1.0 - rho) * (1.0 + rho),
        mean=(0.0,),
        spread=(1.0,),
        eigenvalues=(complex(point.eigenvalue), complex(point.target)),
    )
