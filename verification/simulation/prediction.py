"""What the error bars of a simulation should be, before it runs."""

from __future__ import annotations

from collections.abc import Sequence

from numerics import thinned
from numerics.linear import linear
from numerics.plan import Group
from numerics.points import exponential
from verification.simulation import lags, variance
from verification.simulation.grid import Place, rounded
from verification.simulation.truth import Values


def predictions(places: Sequence[Place], groups: Sequence[Group], law: str) -> list[Values | None]:
    """Compute V of each quantity, whose mean over T steps varies by V/T.

    A real quantity has the exact V of a full average, times what is lost where only chunk ends are
    averaged; the parts of a complex one have V from the lags of the simulator's own matrix.

    Args:
        places: the points.
        groups: the plan.
        law: law of the innovations.

    Returns:
        For each point V by name, that of the imaginary part times i.
    """
    found: dict[int, Values] = {}
    for group in groups:
        stride = int(group.shape.length) if group.form is thinned else 1
        for index in group.indices:
            found[index] = _variances(places[index], law, stride)
    return [found[index] for index in range(len(places))]


def _variances(place: Place, law: str, stride: int) -> Values:
    problem = linear(exponential(place.numeric))
    seen = lags.variances(problem, law, stride)
    every = lags.variances(problem, law, 1)
    exact = variance.variances(place.exact, law)
    return {
        name: seen[name] if full is None else rounded(full).real * _loss(seen[name], every[name])
        for name, full in exact.items()
    }


def _loss(seen: complex, every: complex) -> float:
    return seen.real / every.real if every.real > 0 else 1.0
