"""Rung `driven` judges what is quadratic in the noise, and agrees with nothing that differs."""

from __future__ import annotations

from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import Array

from numerics.simulate import Products, follow, products, simulate
from numerics.system import System
from verification import claims
from verification.evidence import driven
from verification.evidence.finding import AGREES, CONTRADICTS, UNDECIDED

pytestmark = pytest.mark.slow


def test_driven_does_not_judge_what_is_not_quadratic(monkeypatch: pytest.MonkeyPatch) -> None:
    run = driven._run

    def distorted(system: object, kind: str) -> object:
        found = run(system, kind)  # type: ignore[arg-type]
        return found._replace(state=found.state * (1 + 1e-6 * (kind == "rotated")))

    monkeypatch.setattr(driven, "_run", distorted)
    assert driven.examine(claims.find("state_kernel")).outcome == UNDECIDED


def test_driven_sees_a_simulator_that_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    run = driven._run

    def lagged(system: object, kind: str) -> object:
        found = run(system, kind)  # type: ignore[arg-type]
        return found._replace(input_state=found.input_state * 1.001)

    monkeypatch.setattr(driven, "_run", lagged)
    assert driven.examine(claims.find("sensitivity_kernel")).outcome == CONTRADICTS


@pytest.mark.parametrize("field", ["state", "input_state", "input_sensitivity"])
def test_a_run_that_is_not_a_number_never_agrees(
    field: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = driven._run

    def spoiled(system: System, kind: str) -> Products:
        run = honest(system, kind)
        return run._replace(**{field: np.full_like(getattr(run, field), np.nan)})

    monkeypatch.setattr(driven, "_run", spoiled)
    assert driven.examine(claims.find("state_kernel")).outcome != AGREES


# Inputs of other laws, written on the noise that a run is handed.

LENGTH = 12
EIGENVALUES = (0.6, -0.5)


def telegraph(noise: Array) -> Array:
    return jnp.cumprod(jnp.where(noise > -1.0, 1.0, -1.0))


def sample_and_hold(noise: Array) -> Array:
    def advance(x: Array, now: Array) -> tuple[Array, Array]:
        x = jnp.where(jnp.abs(now) > 0.5, now, x)
        return x, x

    return jax.lax.scan(advance, noise[0], noise)[1]


def from_inputs(law: Callable[[Array], Array]) -> Callable[[Array], Products]:
    eigenvalues = tuple(map(jnp.asarray, EIGENVALUES))
    return lambda noise: products((jnp.asarray(1.0),), follow(eigenvalues, law(noise)))


@pytest.mark.parametrize("law", [telegraph, sample_and_hold])
def test_the_rung_does_not_apply_to_inputs_that_jump(law: Callable[[Array], Array]) -> None:
    assert driven.objection(from_inputs(law), LENGTH) == driven.NOT_QUADRATIC


def test_the_rung_applies_to_linear_inputs() -> None:
    assert driven.objection(from_inputs(lambda noise: noise), LENGTH) == ""
    assert driven.objection(from_inputs(jnp.cumsum), LENGTH) == ""


def test_a_slight_nonlinearity_is_seen() -> None:
    law = from_inputs(lambda noise: noise + 1e-4 * noise**3)
    assert driven.objection(law, LENGTH) == driven.NOT_QUADRATIC


def test_the_simulator_is_quadratic(exponential_rows: System) -> None:
    def functional(noise: Array) -> Products:
        return products(exponential_rows.readout, simulate(exponential_rows, noise))

    assert driven.objection(functional, LENGTH) == ""


@pytest.fixture
def exponential_rows() -> System:
    number = jnp.asarray
    return System(
        transition=((number(0.7),),),
        drive=(number(1.0),),
        readout=(number(1.0),),
        variance=number(0.51),
        mean=(number(0.0),),
        spread=(number(1.0),),
        eigenvalues=(number(0.6), number(-0.5)),
    )
