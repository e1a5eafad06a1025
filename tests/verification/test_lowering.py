"""Closed forms as JAX functions: compiled, differentiated, mapped, and right."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import mpmath
import pytest
from sympy import Symbol, gamma, lambdify

from derivations import catalogue, stable
from verification import lowering

NAMES = [name for name in catalogue.NAMES if not name.endswith("general")]
RATES = {"alpha": 0.31, "alpha_bar": 0.31, "beta": 0.87, "beta_bar": 0.87, "kappa": 0.45}
PARAMETERS = {"mu": 0.6, "sigma": 1.4}
# a compiled stable form has at most 100 factors of 2 ulp each
ROUNDING = 200 * 2.0**-52

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", NAMES)
def test_lowered_forms_agree_with_the_closed_form(name: str) -> None:
    symbols = lowering.rates(name)
    values = [{**RATES, **PARAMETERS}[symbol.name] for symbol in symbols]
    seen = jax.jit(lowering.jax_function(name))(*map(jnp.asarray, values))
    form = catalogue.derive(name).expression
    back = {rate: variable for variable, rate in stable.RATES.items()}
    with mpmath.workdps(50):
        numbers = [
            mpmath.exp(-mpmath.mpf(v)) if s in back else mpmath.mpf(v)
            for s, v in zip(symbols, values, strict=True)
        ]
        right = lambdify([back.get(s, s) for s in symbols], form, modules="mpmath")(*numbers)
        assert abs(float(seen) / right - 1) <= ROUNDING


def test_white_and_constant_are_the_ends_of_the_exponential() -> None:
    state = lowering.jax_function("state_moment")
    alpha = jnp.asarray(0.2)
    # lowered and elementary forms differ by a few roundings
    assert abs(state(alpha, alpha, jnp.asarray(jnp.inf)) + 1 / jnp.expm1(-0.4)) < ROUNDING * 10
    assert abs(state(alpha, alpha, jnp.asarray(0.0)) - 1 / jnp.expm1(-0.2) ** 2) < ROUNDING * 100


def test_gradient_and_map() -> None:
    kernel = lowering.jax_function("state_kernel")
    names = [symbol.name for symbol in lowering.rates("state_kernel")]
    assert names == ["alpha", "beta", "kappa"]
    slope = jax.vmap(jax.grad(kernel), (0, None, None))(jnp.linspace(0.1, 0.9, 5), 0.3, 0.4)
    shift = 1e-5
    for k, alpha in enumerate(jnp.linspace(0.1, 0.9, 5)):
        ends = [kernel(alpha + sign * shift, 0.3, 0.4) for sign in (1, -1)]
        # central differences are right to shift^2 times the third derivative, rounding to eps/shift
        assert abs(slope[k] - (ends[0] - ends[1]) / (2 * shift)) < 1e-6 * abs(slope[k])


def test_complex_rates() -> None:
    kernel = lowering.jax_function("sensitivity_kernel")
    a, b, r = 0.3 + 0.4j, 0.5 - 0.2j, 0.6
    rates = [jnp.asarray(-jnp.log(jnp.asarray(z, complex))) for z in (a, b, r)]
    form = catalogue.derive("sensitivity_kernel").expression
    right = complex(form.subs({"lambda": a, "lambda_0": b, "rho": r}).evalf())
    assert abs(complex(kernel(*rates)) - right) <= ROUNDING * abs(right)


def test_an_unknown_node_is_named() -> None:
    with pytest.raises(TypeError, match="gamma: cannot be lowered"):
        lowering._check(gamma(Symbol("alpha")))
