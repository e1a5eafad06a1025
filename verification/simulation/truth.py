"""What a simulation is held against: closed forms, and two channels without random numbers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from derivations import catalogue, moments, scalar
from derivations.field import value
from derivations.inputs import EXPONENTIAL, X
from derivations.symbols import LAMBDA
from derivations.system import ordered
from numerics import doubling, gram, plain, thinned
from numerics.impulse import impulse
from numerics.linear import linear
from numerics.plan import Group
from numerics.points import exponential
from verification.simulation.grid import Place, rounded

CLOSED, DOUBLED = "closed form", "doubling"
Values = dict[str, complex]


class Channels(NamedTuple):
    """Values without statistical error.

    Args:
        impulse: the stationary values by the production kernel run on impulses; None where it was
            not run.
        doubling: the means of the average by doubling the recurrence; stationary, or from zero.
    """

    impulse: Values | None
    doubling: Values


def closed_forms(place: Place) -> Values:
    """Evaluate the closed form of each quantity exactly, and round.

    Args:
        place: the point.

    Returns:
        By name the stationary values.
    """
    names = ("state_moment", "state_kernel", "sensitivity_moment", "sensitivity_kernel")
    found = {}
    for name in (*names, "teacher_student_loss"):
        form = catalogue.derive(name)
        found[name] = rounded(form.value({s: place.exact[s] for s in form.variables}))
    return found | _probes(place)


def doubled(place: Place, group: Group, blocks: int, start: str) -> Values:
    """Compute the expectation of each average by doubling the recurrence, in floats.

    Args:
        place: the point.
        group: the group it belongs to.
        blocks: blocks of each chain so far.
        start: `law` or `zero`.

    Returns:
        By name the values; from zero those of the very steps that are averaged.
    """
    problem = linear(exponential(place.numeric))
    if start == "law" or not blocks:
        found = doubling.stationary(problem)
    else:
        stride = group.shape.length if group.form is thinned else 1
        count = blocks * int(group.shape.block) // stride
        found = doubling.finite_average(problem, stride, count)
    return {name: doubling.value(found, form) for name, form in problem.forms.items()}


def impulses(groups: tuple[Group, ...], count: int, *, always: bool) -> list[Values | None]:
    """Run the production kernels on impulses, where that costs no more than the run itself.

    Args:
        groups: the plan.
        count: how many points.
        always: whether to do it at any cost.

    Returns:
        For each point the values by name; None for plain steps, and where it would cost too much.
    """
    found: list[Values | None] = [None] * count
    for group in groups:
        if group.form is plain or not (always or _cheap(group)):
            continue
        for index, values in zip(group.indices, impulse(group), strict=True):
            found[index] = values
    return found


def _cheap(group: Group) -> bool:
    lanes = 1 if group.form is gram else int(group.shape.length)
    return bool(np.multiply(doubling.MEMORIES * lanes, group.memory) <= group.steps)


def _probes(place: Place) -> Values:
    """Solve the stationarity equations of E[x h] and E[x dh] in symbols; evaluate."""
    state, tangent = scalar.state(LAMBDA), scalar.tangent(LAMBDA)
    asked = {"input_state": ordered(str(X), state), "input_sensitivity": ordered(str(X), tangent)}
    system = scalar.joint_system(EXPONENTIAL, (LAMBDA,))
    solution = moments.solve(system, tuple(asked.values()))
    return {
        name: rounded(value(solution.value(*product), {**place.exact}))
        for name, product in asked.items()
    }
