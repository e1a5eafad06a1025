"""Published parameterizations as JAX functions, and probes in notebooks."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import pytest

from tests.alike import one_in
from verification.errors import InputError
from verification.probing import door
from verification.probing.door import Probe, probe, unit
from verification.session import strict

pytestmark = pytest.mark.slow

strict()


@pytest.mark.parametrize("name", one_in(2, ["tanh", "Exp-Exp", "polar", "s4d", "hgrn"]))
def test_units_start_in_the_ring_asked_for(name: str, key: jax.Array) -> None:
    made = unit(name)
    low, high = 0.95, 0.99
    start = made.initialise(key, (4, 50), low, high)
    assert start.shape == (len(made.coordinates), 4, 50)
    moduli = jnp.abs(made.eigenvalue(start))
    assert moduli.shape == (4, 50)
    assert low - 1e-9 < float(moduli.min()) < float(moduli.max()) < high + 1e-9
    # 200 uniform squares: a mean off by ten standard errors is no chance
    spread = (high**2 - low**2) / (12 * moduli.size) ** 0.5
    assert abs(float(jnp.mean(moduli**2)) - (low**2 + high**2) / 2) < 10 * spread
    assert made.gain(start).shape == (4, 50)
    assert bool((made.gain(start) > 0).all())
    assert bool((start == made.initialise(key, (4, 50), low, high)).all())


def test_a_unit_is_its_formula() -> None:
    made = unit("tanh")
    at = jnp.asarray([[-0.3, 1.25]])
    assert jnp.max(jnp.abs(made.eigenvalue(at) - jnp.tanh(at[0]))) < 1e-15
    assert jnp.max(jnp.abs(made.gain(at) ** 2 + jnp.tanh(at[0]) ** 2 - 1)) < 1e-15
    assert made.is_coupled
    assert made.coordinates == ("omega",)


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(InputError, match="tanh") as caught:
        unit("tahn")
    assert "\n" not in str(caught.value)


def test_a_probe_is_asked_as_it_was_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def probed(question: object, seconds: float) -> dict[str, object]:
        seen.append((question, seconds))
        return {"verdict": "tamed"}

    monkeypatch.setattr(door, "probed", probed)
    found = probe("tanh", gain="1-lambda", input="rho=1/3", domain="0<omega<1", detached=True,
                  seed=3, seconds=7.0)  # fmt: skip
    assert found["verdict"] == "tamed"
    ((question, seconds),) = seen
    assert seconds == 7
    assert question == door.Question("tanh", "1-lambda", "0<omega<1", "rho=1/3", True, 3)


def test_a_notebook_shows_the_report_in_a_frame() -> None:
    from tests.verification.probing.records import sample

    page = Probe(sample())._repr_html_()
    assert page.startswith("<iframe srcdoc=")
    assert page.count("<") == 2
