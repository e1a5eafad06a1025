"""How a simulation is laid out: groups of points of like memory, ready to run; or refused."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from math import ceil, isfinite
from types import ModuleType
from typing import Any, NamedTuple

import jax
import numpy as np

from numerics import cells, chunks, gram, plain, thinned
from numerics.cells import Cell
from numerics.layout import form_of, layout
from numerics.linear import Linear, linear
from numerics.refusal import Refusal
from numerics.settings import Settings, check
from numerics.system import System

GROUP = 16
MODULES = {"thinned": thinned, "gram": gram, "plain": plain}
PIECE = 2e9


class Group(NamedTuple):
    """Points that share their innovations.

    Args:
        form: the module that runs them: `thinned`, `gram` or `plain`.
        shape: its static shape.
        numbers: its arrays.
        weights: what turns its sums into quantities.
        names: names of the quantities.
        indices: positions of its points in the order asked for.
        replicas: independent runs.
        blocks: blocks of each chain.
        memory: the longest memory of its points, in steps.
    """

    form: ModuleType
    shape: Any
    numbers: Any
    weights: np.ndarray
    names: tuple[str, ...]
    indices: tuple[int, ...]
    replicas: int
    blocks: int
    memory: float

    @property
    def chains(self) -> int:
        """Chains of each point."""
        return self.replicas * int(self.shape.lanes)

    @property
    def steps(self) -> int:
        """Steps of each point in all."""
        return self.chains * self.blocks * int(self.shape.block)


def plan(systems: Sequence[System], settings: Settings) -> tuple[Group, ...]:
    """Lay out a simulation of pairs of recurrences.

    Args:
        systems: rows of floats with the eigenvalues lambda and lambda_0, one system per point.
        settings: how to run them.

    Returns:
        Groups of up to 16 points of like memory.

    Raises:
        Refusal: in one line, if a setting or a point cannot be run.
    """
    check(settings)
    problems = [_problem(index, system) for index, system in enumerate(systems)]
    groups = [
        like[first : first + GROUP]
        for like in _alike(problems, systems, settings)
        for first in range(0, len(like), GROUP)
    ]
    return tuple(
        _group(g, [problems[i] for i in g], [systems[i] for i in g], settings) for g in groups
    )


def plan_cell(cell: Cell, numbers: cells.Arrays, settings: Settings) -> tuple[Group, ...]:
    """Lay out a simulation of a cell of one's own, linear or not, by plain steps.

    Args:
        cell: the recurrence, see `numerics.cells.Cell`.
        numbers: what its step is handed and where it starts, leaves of shape (P, 1).
        settings: how to run it; its form must be `plain` and its start `zero`.

    Returns:
        One group of P points.

    Raises:
        Refusal: in one line, if a setting cannot be had.
    """
    check(settings)
    if settings.form != "plain":
        raise Refusal("form", settings.form, "plain for a cell", "write form='plain'")
    points = len(jax.tree.leaves(numbers.state)[0])
    _, length, count, replicas, lanes, blocks = layout(1.0, settings)
    shape = plain.Shape(cell, points, length, count, lanes, settings.law)
    return (
        Group(
            *(plain, shape, numbers, np.empty(0), cell.names, tuple(range(points))),
            *(replicas, blocks, 1.0),
        ),
    )


def ticks(groups: Sequence[Group], scale: float = 1.0) -> int:
    """Choose into how many pieces a run is cut; its results do not depend on it.

    Args:
        groups: a plan.
        scale: how much faster than a processor core the devices are.

    Returns:
        A number of pieces of about a second each.
    """
    work: float = sum(g.steps * len(g.indices) * g.form.COST for g in groups)
    return max(1, min(ceil(work / (PIECE * scale)), max(g.blocks for g in groups)))


def _problem(index: int, system: System) -> Linear:
    numbers = [complex(leaf) for leaf in jax.tree.leaves(tuple(system))]
    if not all(isfinite(n.real) and isfinite(n.imag) for n in numbers):
        shown = ", ".join(map(_shown, numbers))
        raise Refusal(f"point {index}", shown, "finite", "mend its numbers")
    for name, value in zip(("lambda", "lambda_0"), system.eigenvalues, strict=True):
        if not abs(complex(value)) < 1:
            rule = "inside the unit disk, else there is no stationary state"
            raise Refusal(name, _shown(value), rule, "move it inside")
    problem = linear(system)
    if not problem.radius < 1:
        raise Refusal(
            "rho",
            "1 or -1",
            "inside (-1, 1): else one long chain never sees all of its input",
            "move it inside, or see `linrec check`, which averages independent chains",
        )
    return problem


def _alike(
    problems: Sequence[Linear], systems: Sequence[System], settings: Settings
) -> list[tuple[int, ...]]:
    """Sort points of one number of coordinates and one form together, by memory."""

    def kind(index: int) -> tuple[int, int, str, int]:
        sizes = len(systems[index].mean), len(problems[index].noise)
        return *sizes, *form_of(problems[index].memory, settings)

    order = sorted(range(len(problems)), key=lambda i: (kind(i), problems[i].memory))
    return [tuple(like) for _, like in groupby(order, kind)]


def _shown(value: complex) -> str:
    number = complex(value)
    return f"{number.real:.12g}" if not number.imag else f"{number:.12g}"


def _group(
    indices: tuple[int, ...], problems: list[Linear], systems: list[System], settings: Settings
) -> Group:
    memory = max(problem.memory for problem in problems)
    name, length, count, replicas, lanes, blocks = layout(memory, settings)
    common = (len(problems), length, count, lanes, settings.law)
    shape: Any
    numbers: Any
    if name == "plain":
        cell, numbers = cells.of_system(tuple(systems))
        shape, names = plain.Shape(cell, *common), cell.names
    else:
        links, pairs = chunks.links_of(problems), chunks.pairs_of(problems)
        shape = chunks.Shape(*common, settings.precision, links, pairs)
        numbers, names = chunks.arrays(problems, shape, settings.start), tuple(problems[0].forms)
    form = MODULES[name]
    weights = form.weights(shape, problems)
    return Group(form, shape, numbers, weights, names, indices, replicas, blocks, memory)
