"""A simulation as records for programs: every float exact, complex numbers as [re, im]."""

from __future__ import annotations

from math import sqrt
from typing import Any, NamedTuple

from jax.sharding import Mesh
from sympy import im

from numerics.plan import Group
from numerics.settings import Settings
from numerics.stream import Mean, Snapshot
from verification.decimals import number
from verification.simulation.grid import Place
from verification.simulation.truth import CLOSED, DOUBLED, Values, doubled

LOSS = "teacher_student_loss"
MODULI = ("state_moment", "sensitivity_moment", LOSS)
OF_ONE = ("input_state", "input_sensitivity")


class Run(NamedTuple):
    """A simulation and what it is held against.

    Args:
        places: the points.
        groups: the plan.
        mesh: the devices.
        settings: what was asked for.
        seed: of all random numbers.
        closed: the closed forms at each point.
        impulses: the impulse channel at each point; None where it was not run.
        predicted: V of each quantity at each point, its mean over T steps varying by V/T, real part
            and i times imaginary part; None where it was not asked for.
    """

    places: tuple[Place, ...]
    groups: tuple[Group, ...]
    mesh: Mesh
    settings: Settings
    seed: int
    closed: list[Values]
    impulses: list[Values | None]
    predicted: list[Values | None]


def truth_of(settings: Settings) -> str:
    """Name what the estimates are held against: a start at zero has no closed form."""
    return CLOSED if settings.start == "law" else DOUBLED


def is_real(name: str, place: Place) -> bool:
    """Say whether a quantity is real at a point by what it is."""
    one = im(place.eigenvalue) == 0
    return name in MODULI or (one and (name in OF_ONE or im(place.target) == 0))


def records(run: Run, snapshot: Snapshot) -> list[dict[str, Any]]:
    """Write down how far a simulation is, one record a point.

    Args:
        run: the simulation.
        snapshot: how far it is.

    Returns:
        Dictionaries of plain values in the order of the points.
    """
    rate = snapshot.state_steps / snapshot.seconds if snapshot.state_steps else None
    found = {}
    for group in run.groups:
        for index in group.indices:
            found[index] = _record(run, group, index, snapshot) | {
                "state_steps_per_second": rate,
                "settings": _settings(run, group),
                "complete": snapshot.done == snapshot.pieces,
            }
    return [found[index] for index in sorted(found)]


def _record(run: Run, group: Group, index: int, snapshot: Snapshot) -> dict[str, Any]:
    place, steps = run.places[index], snapshot.steps[index]
    blocks = steps // (group.chains * int(group.shape.block))
    doubling = doubled(place, group, blocks, run.settings.start)
    exact = run.closed[index] if run.settings.start == "law" else doubling
    variances = run.predicted[index] or {}
    estimates = {
        name: _estimate(measured, exact[name], _error(variances.get(name), steps), place, name)
        for name, measured in snapshot.estimates[index].items()
    }
    return {
        "at": {str(symbol): number(value) for symbol, value in place.exact.items()},
        "steps": steps,
        "seed": run.seed,
        "truth": truth_of(run.settings),
        "estimates": estimates,
        "channels": {
            "impulse": _plain(run.impulses[index], place),
            "doubling": _plain(doubling, place),
        },
    }


def _estimate(
    measured: Mean, exact: complex, predicted: complex | None, place: Place, name: str
) -> dict[str, Any]:
    real = is_real(name, place)
    gap, error = measured.mean - exact, measured.stderr
    if name == LOSS and place.eigenvalue == place.target:
        error = 0j  # what is left of h - h_0 = 0 is rounding
    z = [_ratio(gap.real, error.real), _ratio(gap.imag, error.imag)]
    return {
        "mean": _number(measured.mean, real),
        "stderr": _number(measured.stderr, real),
        "exact": _number(exact, real),
        "z": z[0] if real else z,
        "predicted_stderr": None if predicted is None else _number(predicted, real),
    }


def _settings(run: Run, group: Group) -> dict[str, Any]:
    return {
        "form": group.form.__name__.rpartition(".")[2],
        "chunk_length": int(group.shape.length),
        "lanes": int(group.shape.lanes),
        "replicas": group.replicas,
        "steps": group.steps,
        "law": run.settings.law,
        "precision": group.shape.precision,
        "start": run.settings.start,
        "devices": run.mesh.size,
        "platform": run.mesh.devices.flat[0].platform,
    }


def _plain(values: Values | None, place: Place) -> dict[str, Any] | None:
    if values is None:
        return None
    return {name: _number(value, is_real(name, place)) for name, value in values.items()}


def _number(value: complex, real: bool) -> float | list[float]:
    return value.real if real else [value.real, value.imag]


def _ratio(gap: float, error: float) -> float | None:
    return gap / error if error > 0 else None


def _error(variance: complex | None, steps: int) -> complex | None:
    if variance is None or not steps:
        return None
    return complex(sqrt(variance.real / steps), sqrt(variance.imag / steps))
