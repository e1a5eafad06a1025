"""Expressions as JAX functions: compiled, differentiated, mapped, right, or refused at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import mpmath
import pytest
from sympy import (
    Abs,
    E,
    Expr,
    Float,
    Function,
    I,
    Integer,
    Piecewise,
    Pow,
    Rational,
    Symbol,
    arg,
    conjugate,
    cos,
    exp,
    gamma,
    im,
    lambdify,
    log,
    oo,
    pi,
    re,
    sin,
    sqrt,
    tanh,
)
from sympy.codegen.cfunctions import expm1, log1p

from tests.alike import one_in
from tests.verification.rounding import ROUNDING, off
from verification import translation
from verification.lowering import lower

pytestmark = pytest.mark.slow

X, Y = Symbol("x"), Symbol("y")

NODES: tuple[tuple[Expr, Callable[..., Any]], ...] = (
    (X + Y, lambda x, y: x + y),
    (X * Y / 3, lambda x, y: x * y / 3),
    (X**3 / Y**2, lambda x, y: x**3 / (y * y)),
    (1 / (X - Y), lambda x, y: 1 / (x - y)),
    (sqrt(X) / sqrt(Y), lambda x, y: mpmath.sqrt(x) / mpmath.sqrt(y)),
    (Pow(X, Rational(-2, 3)), lambda x, y: mpmath.exp(-2 * mpmath.log(x) / 3)),
    (X**Y, lambda x, y: mpmath.exp(y * mpmath.log(x))),
    (exp(X) - exp(-Y), lambda x, y: mpmath.exp(x) - mpmath.exp(-y)),
    (log(X), lambda x, y: mpmath.log(x)),
    (expm1(X - 2 * Y + 1), lambda x, y: mpmath.expm1(x - 2 * y + 1)),
    (log1p(X), lambda x, y: mpmath.log1p(x)),
    (conjugate(X) * Y, lambda x, y: mpmath.conj(x) * y),
    (re(X) + im(Y), lambda x, y: mpmath.re(x) + mpmath.im(y)),
    (Abs(X) * (arg(Y) + 4), lambda x, y: abs(x) * (mpmath.arg(y) + 4)),
    (cos(X) * sin(Y), lambda x, y: mpmath.cos(x) * mpmath.sin(y)),
    (tanh(X), lambda x, y: mpmath.tanh(x)),
)
POINTS = ((0.7, 1.3), (0.4 + 0.9j, -0.6 - 0.3j), (1.9, -0.2 + 0.7j), (-1.2 + 0.1j, 0.8))


@pytest.mark.parametrize(
    ("expression", "meaning"), one_in(2, NODES), ids=[str(e) for e, _ in NODES]
)
def test_every_node_at_real_complex_and_mixed_arguments(
    expression: Expr, meaning: Callable[..., Any]
) -> None:
    function = lower(expression, (X, Y))
    for x, y in POINTS:
        right = meaning(mpmath.mpmathify(x), mpmath.mpmathify(y))
        assert off(function(x, y), right) <= ROUNDING
        single = jax.jit(function)(*(jnp.asarray(v).astype(kind_of(v)) for v in (x, y)))
        assert single.dtype in (jnp.float32, jnp.complex64)
        # float32 rounds the point too, and these functions magnify that at most tenfold
        assert off(single, right) <= ROUNDING * 2.0**29 * 10
        if "conjugate" not in str(expression):
            assert jax.vmap(function, (0, None))(jnp.asarray([x, x]), y).shape == (2,)


def kind_of(number: complex) -> Any:
    return jnp.complex64 if isinstance(number, complex) else jnp.float32


def test_the_comparison_notices_a_wrong_translation(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {**translation.FUNCTIONS, conjugate: lambda z: z}
    monkeypatch.setattr(translation, "FUNCTIONS", wrong)
    z = 0.4 + 0.9j
    seen = lower(conjugate(X), (X,))(z)
    assert off(seen, mpmath.conj(mpmath.mpc(z))) > 0.1


def test_gradients_of_real_and_complex_functions() -> None:
    function = lower(log1p(X * Y) / X**2, (X, Y))
    derivative = lambdify((X, Y), (log(1 + X * Y) / X**2).diff(X), "mpmath")
    assert (
        off(jax.grad(function)(0.7, 1.3), derivative(mpmath.mpf(0.7), mpmath.mpf(1.3))) < ROUNDING
    )
    x, y = 0.4 + 0.9j, -0.6 - 0.3j
    slope = jax.grad(function, holomorphic=True)(x, y)
    assert off(slope, derivative(mpmath.mpc(x), mpmath.mpc(y))) < ROUNDING


@pytest.mark.parametrize("x64", [True, False])
def test_integers_beyond_32_and_64_bits_do_not_overflow(x64: bool) -> None:
    expression = (2**70 + 1) * X + Integer(10) ** 25 * X**2 - Rational(10**30, 3) + X / 2**40
    with jax.enable_x64(x64):
        function = lower(expression, (X,))
        for kind, unit in ((jnp.float32, 2.0**-23), (jnp.float64, 2.0**-52))[: 1 + x64]:
            x = jnp.asarray(-1.7e3, kind)
            right = lambdify(X, expression, "mpmath")(mpmath.mpf(float(x)))
            assert function(x).dtype == kind
            assert off(function(x), right) <= 4 * unit


def test_constants_take_the_precision_of_the_arguments() -> None:
    turned = lower(exp(I * pi * X) * (2 - I) + E, (X,))
    right = lambdify(X, exp(I * pi * X) * (2 - I) + E, "mpmath")
    for kind, number, unit in (
        (jnp.float32, 0.75, 2.0**-23),
        (jnp.complex64, 0.3 - 0.2j, 2.0**-23),
    ):
        value = turned(jnp.asarray(number, kind))
        assert value.dtype == jnp.complex64
        assert off(value, right(mpmath.mpmathify(number))) <= 80 * unit
    assert lower(pi * X, (X,))(jnp.asarray(1.5, jnp.float32)).dtype == jnp.float32


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        (gamma(X), r"^gamma 'gamma\(x\)': cannot be lowered to JAX; use Add, Mul, Pow"),
        (X + Float(0.1), r"^Float '0.1"),
        (oo + X, r"^Infinity 'oo'"),
        (Piecewise((X, X > 0), (1, True)), r"^Piecewise"),
        (Function("f")(X), r"^f 'f\(x\)'"),
        (X + Y, r"^y: is not among the arguments x; add it"),
        (X * 10**400, r"^Integer .*is beyond floats; rescale it"),
        (X / 10**400, r"^Rational .*is beyond floats; rescale it"),
    ],
    ids=str,
)
def test_what_has_no_translation_is_named_when_the_function_is_made(
    expression: Expr, message: str
) -> None:
    with pytest.raises(TypeError, match=message) as caught:
        lower(expression, (X,))
    assert len(str(caught.value).splitlines()) == 1


def test_the_function_is_traced_when_it_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(z: Any) -> Any:
        raise TypeError("no such thing for these types")

    monkeypatch.setattr(translation, "FUNCTIONS", {**translation.FUNCTIONS, tanh: broken})
    with pytest.raises(TypeError, match="no such thing"):
        lower(tanh(X), (X,))


def test_numbers_of_two_precisions_are_refused() -> None:
    function = lower(X * Y, (X, Y))
    assert function(jnp.float32(0.5), 3).dtype == jnp.float32
    assert function(jnp.complex64(0.5j), 3).dtype == jnp.complex64
    assert function(2, 3).dtype == jnp.float64
    with pytest.raises(TypeError, match="float32, float64: cannot be mixed"):
        function(jnp.float32(0.5), jnp.float64(3))
    with pytest.raises(TypeError, match="1 arguments: there are 2; give x, y"):
        function(0.5)
