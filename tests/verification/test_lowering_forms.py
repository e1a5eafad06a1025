"""Closed forms as JAX functions: right in both coordinates, and so are their gradients."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import mpmath
import numpy as np
import pytest
from sympy import Expr, I, Rational, Symbol, lambdify

from derivations import catalogue, stable
from derivations.symbols import LAMBDA, LAMBDA_0, RHO
from tests.alike import one_in
from tests.verification.rounding import ROUNDING, off
from verification import lowering
from verification.lowering import jax_function

pytestmark = pytest.mark.slow

NAMES = [name for name in catalogue.STREAMED if not name.endswith("general")]


@pytest.mark.parametrize("name", one_in(2, NAMES))
def test_closed_forms_in_both_coordinates(name: str) -> None:
    form = catalogue.derive(name)
    rates = {"alpha": 0.31, "alpha_bar": 0.31, "beta": 0.87, "beta_bar": 0.87, "kappa": 0.45}
    at = {**rates, "mu": 0.6, "sigma": 1.4}
    back = {r.name: z.name for z, r in stable.RATES.items() if r.name in rates}
    for coordinates, symbols in (("rates", lowering.rates(name)), ("cartesian", form.variables)):
        with mpmath.workdps(50):
            numbers = {v: mpmath.exp(-mpmath.mpf(at[r])) for r, v in back.items()}
            if coordinates == "cartesian":
                numbers = {v: mpmath.mpf(float(number)) for v, number in numbers.items()}
            numbers |= {p: mpmath.mpf(at[p]) for p in ("mu", "sigma")}
            needed = sorted(form.expression.free_symbols, key=str)
            right = lambdify(needed, form.expression, "mpmath")(*(numbers[s.name] for s in needed))
            values = [at[s.name] if s.name in at else float(numbers[s.name]) for s in symbols]
            seen = jax.jit(jax_function(name, coordinates))(*values)
            assert off(seen, right) <= 16 * 2.0**-52


def test_white_and_constant_are_the_ends_of_the_exponential() -> None:
    state = jax_function("state_moment")
    angle, bar = 0.2 + 0.7j, 0.2 - 0.7j
    assert off(state(angle, bar, jnp.inf), 1 / (1 - mpmath.exp(-0.4))) <= ROUNDING
    assert off(state(angle, bar, 0.0), 1 / abs(1 - mpmath.exp(-angle)) ** 2) <= ROUNDING


def test_zeros_are_points_like_any_other_in_cartesian_coordinates() -> None:
    loss = jax_function("teacher_student_loss", "cartesian")
    exact = catalogue.derive("teacher_student_loss")
    for a, b, r in ((0.0, 0.5, 0.25), (0.5j, 0.0, -0.5), (0.25, -0.5j, 0.0)):
        point = dict(zip((LAMBDA, LAMBDA_0, RHO), map(rational, (a, b, r)), strict=True))
        seen = loss(a, b, r)
        assert not jnp.iscomplexobj(seen)
        assert off(seen, mpmath.mpmathify(exact.value(point))) <= ROUNDING
        assert np.isfinite(jax.grad(lambda rho, a=a, b=b: loss(a, b, rho))(r))


def rational(number: complex) -> Expr:
    z = complex(number)
    return Rational(z.real) + I * Rational(z.imag)


def test_real_quantities_of_complex_eigenvalues_are_real_and_differentiable() -> None:
    moment = jax_function("sensitivity_moment", "cartesian")
    x, y = Symbol("x"), Symbol("y")
    expression = catalogue.derive("sensitivity_moment").expression
    plain = expression.subs({"lambda": x + I * y, "lambda_bar": x - I * y, "rho": Rational(1, 4)})
    slope = jax.grad(lambda a, b: moment(jax.lax.complex(a, b), 0.25))(0.75, -0.5)
    right = mpmath.mpmathify(plain.diff(x).subs({x: Rational(3, 4), y: -Rational(1, 2)}).evalf(30))
    assert off(slope, right) <= ROUNDING


@pytest.mark.parametrize("coordinates", ["rates", "cartesian"])
def test_gradients_keep_their_digits_near_the_circle(coordinates: str) -> None:
    slope = catalogue.derive("sensitivity_kernel").expression.diff(LAMBDA)
    exactly = lambdify([LAMBDA, LAMBDA_0, RHO], slope, "mpmath")
    seen = jax.jit(jax.grad(jax_function("sensitivity_kernel", coordinates)))
    with mpmath.workdps(200):
        for gaps in ((1e-12, 3e-12, 2e-12), (0.3, 1e-9, 1e-5), (1e-6, 1e-6, 0.5)):
            if coordinates == "rates":
                z = [mpmath.exp(-mpmath.mpf(gap)) for gap in gaps]
                right = -exactly(*z) * z[0]
                assert off(seen(*gaps), right) <= ROUNDING
            else:
                floats = [1 - gap for gap in gaps]
                assert off(seen(*floats), exactly(*map(mpmath.mpf, floats))) <= ROUNDING


def test_coordinates_that_do_not_exist() -> None:
    with pytest.raises(ValueError, match="use rates or cartesian"):
        jax_function("state_kernel", "polar")
    with pytest.raises(TypeError, match="2 arguments: there are 3; give lambda, lambda_0, rho"):
        jax_function("state_kernel", "cartesian")(0.1, 0.2)
