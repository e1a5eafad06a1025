"""Simulator bugs planted one by one: the rung `driven` must see them.

The rung reads the published formula and theory's probes, neither of which passes through the code
that is spoiled here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from jax import Array

from numerics import simulate as simulator
from numerics import system as stepping
from numerics.noise import impulses
from numerics.simulate import Products, as_arrays, driven_mean, products
from numerics.system import State, System, dot
from tests import planted
from tests.alike import one_in
from verification import claims
from verification.evidence import driven
from verification.evidence.finding import AGREES, CONTRADICTS

pytestmark = pytest.mark.slow

CLAIM = "linrec/sensitivity_kernel"
Edit = Callable[..., Any]


# rows handed to the run


def swapped_eigenvalues(system: System) -> System:
    return system._replace(eigenvalues=system.eigenvalues[::-1])


def dropped_imaginary_part(system: System) -> System:
    kept = (e.real.astype(e.dtype) for e in system.eigenvalues)
    return system._replace(eigenvalues=tuple(kept))


ROWS = (*planted.ROWS, swapped_eigenvalues, dropped_imaginary_part)


# the recurrence itself


def tangent_of_new_state(eigenvalues: Any, h: Any, dh: Any, x: Any) -> Any:
    new, _ = HONEST_RECUR(eigenvalues, h, dh, x)
    return new, HONEST_RECUR(eigenvalues, new, dh, x)[1]


def undamped_tangent(eigenvalues: Any, h: Any, dh: Any, x: Any) -> Any:
    new, _ = HONEST_RECUR(eigenvalues, h, dh, x)
    return new, tuple(d + s for d, s in zip(dh, h, strict=True))


def input_damped(eigenvalues: Any, h: Any, dh: Any, x: Any) -> Any:
    _, tangent = HONEST_RECUR(eigenvalues, h, dh, x)
    return tuple(a * (s + x) for a, s in zip(eigenvalues, h, strict=True)), tangent


def input_in_tangent(eigenvalues: Any, h: Any, dh: Any, x: Any) -> Any:
    new, tangent = HONEST_RECUR(eigenvalues, h, dh, x)
    return new, tuple(d + x for d in tangent)


def eigenvalue_of_first(eigenvalues: Any, h: Any, dh: Any, x: Any) -> Any:
    return HONEST_RECUR((eigenvalues[0],) * len(eigenvalues), h, dh, x)


def minus_input(eigenvalues: Any, h: Any, dh: Any, x: Any) -> Any:
    return HONEST_RECUR(eigenvalues, h, dh, -x)


HONEST_RECUR, HONEST_STEP = stepping.recur, stepping.step
RECURRENCES = (
    tangent_of_new_state,
    undamped_tangent,
    input_damped,
    input_in_tangent,
    eigenvalue_of_first,
    minus_input,
)


# one step


def lagged_input(system: System, state: State, innovation: Array) -> State:
    after = HONEST_STEP(system, state, innovation)
    old = dot(system.readout, state.source)
    return State(after.source, *HONEST_RECUR(system.eigenvalues, state.h, state.dh, old))


def noise_for_input(system: System, state: State, innovation: Array) -> State:
    after = HONEST_STEP(system, state, innovation)
    return State(after.source, *HONEST_RECUR(system.eigenvalues, state.h, state.dh, innovation))


def stale_source(system: System, state: State, innovation: Array) -> State:
    after = HONEST_STEP(system, state, innovation)
    return after._replace(source=state.source)  # the input never moves


STEPS = (lagged_input, noise_for_input, stale_source)


# what is read off at the end


def hermitian_product(readout: Any, state: State) -> Products:
    return products(readout, state._replace(h=tuple(h.conj() for h in state.h[::-1])))


def state_for_tangent(readout: Any, state: State) -> Products:
    return products(readout, state._replace(dh=state.h))


def doubled_input(readout: Any, state: State) -> Products:
    return products(readout, state._replace(source=tuple(2 * s for s in state.source)))


READOUTS = (hermitian_product, state_for_tangent, doubled_input)


# the noise


def one_step_less(noise: Array) -> Array:
    return impulses(noise.shape[1] - 1)


BUGS: tuple[tuple[str, Edit], ...] = (
    *(("rows", bug) for bug in ROWS),
    *(("recur", bug) for bug in RECURRENCES),
    *(("step", bug) for bug in STEPS),
    *(("products", bug) for bug in READOUTS),
    ("length", one_step_less),
)
NAMES = [bug.__name__ for _, bug in BUGS]
# Caught by E[x h] and E[x dh] alone: they leave every kernel as it was.
BY_PROBES = ("lagged_input", "minus_input", "doubled_input")


def kept(thing: Any) -> Any:
    return thing


def plant(patch: pytest.MonkeyPatch, place: str, bug: Edit) -> None:
    """Spoil the simulator in one place, and run it without caches."""
    if place == "recur":
        patch.setattr(stepping, "recur", bug)
    elif place in ("step", "products"):
        patch.setattr(simulator, place, bug)
    on_rows, on_noise = (bug if place == which else kept for which in ("rows", "length"))

    def run(system: System, kind: str) -> Products:
        drive = on_noise(driven.DRIVES[kind]())
        found = driven_mean.__wrapped__(on_rows(as_arrays(system)), drive)
        return Products(*map(np.asarray, found))

    patch.setattr(driven, "_run", run)


def outcome(patch: pytest.MonkeyPatch, place: str, bug: Edit) -> str:
    with patch.context() as inner:
        plant(inner, place, bug)
        return driven.examine(claims.find(CLAIM)).outcome


def test_the_simulator_itself_agrees(monkeypatch: pytest.MonkeyPatch) -> None:
    assert outcome(monkeypatch, "rows", kept) == AGREES


def test_there_are_sixteen_bugs() -> None:
    assert len(BUGS) >= 16


# one of each place is planted in every run of the tests
FEW = {place: bug for place, bug in reversed(BUGS)}
PLANTED = [
    pytest.param(*bug, id=bug[1].__name__, marks=() if bug in FEW.items() else pytest.mark.long)
    for bug in BUGS
]


@pytest.mark.parametrize(("place", "bug"), PLANTED)
def test_every_bug_is_killed(place: str, bug: Edit, monkeypatch: pytest.MonkeyPatch) -> None:
    assert outcome(monkeypatch, place, bug) == CONTRADICTS


def test_a_wrong_start_is_seen_by_early_probes_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driven, "_early_gap", lambda *_: 0.0)
    assert outcome(monkeypatch, "rows", planted.unscaled_start) == AGREES


@pytest.mark.parametrize("name", one_in(3, BY_PROBES))
def test_probes_see_what_no_kernel_does(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    bug = BUGS[NAMES.index(name)]
    assert outcome(monkeypatch, *bug) == CONTRADICTS
    for probe in ("_probe_gap", "_early_gap"):
        monkeypatch.setattr(driven, probe, lambda *_: 0.0)
    assert outcome(monkeypatch, *bug) == AGREES
