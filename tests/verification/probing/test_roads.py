"""Two roads to the moments of a unit, and brute-force double sums in mpmath beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import mpmath
import numpy as np
import pytest
from flint import arb
from sympy import I, Integer, Rational, Symbol, exp, oo, tanh

from derivations.parameterizations.parameterization import Coordinate, Parameterization
from derivations.symbols import RHO
from numerics.unit import Measured
from verification.probing import roads
from verification.probing.inputs import input_of
from verification.probing.roads import enclosed, lags, run
from verification.session import strict

pytestmark = pytest.mark.slow

NU, THETA = Symbol("omega_nu"), Symbol("omega_theta")
UNIT = Parameterization(
    "skewed",
    "a modulus and an angle that shrinks with it; a gain of both",
    tanh(NU) * exp(I * THETA / (1 + NU**2)),
    exp(THETA / 5 - NU**2 / 3),
    coordinates=(Coordinate(NU, Integer(0), oo), Coordinate(THETA)),
)
POINT = {NU: Rational(5, 9), THETA: Rational(-7, 4)}
RHOS = (Rational(3, 5), Rational(-3, 5))
STEPS = 96
DIGITS = 30


def modulus() -> float:
    return float(np.tanh(5 / 9))  # 0.505


def mapped(nu: Any, theta: Any) -> Any:
    return mpmath.tanh(nu) * mpmath.expj(theta / (1 + nu**2))


def gained(nu: Any, theta: Any) -> Any:
    return mpmath.exp(theta / 5 - nu**2 / 3)


def slopes(function: Callable[[Any, Any], Any], at: list[Any]) -> list[Any]:
    return [
        mpmath.diff(lambda x: function(x, at[1]), at[0]),
        mpmath.diff(lambda x: function(at[0], x), at[1]),
    ]


def brute(autocovariance: Callable[[int], Any], count: int = STEPS) -> Measured:
    """Sum u_k conj(v_l) R(k - l) over all k, l < count, slopes by numerical differentiation."""
    with mpmath.workdps(DIGITS):
        at = [mpmath.mpf(5) / 9, mpmath.mpf(-7) / 4]
        a, g = mapped(*at), gained(*at)
        known = [autocovariance(k) for k in range(count)]
        u = [a**k for k in range(count)]
        v = [k * a ** max(k - 1, 0) for k in range(count)]
        plain = [[by * dh for dh in v] for by in slopes(mapped, at)]
        through = [[by * h for h in u] for by in slopes(gained, at)]
        coupled = [
            [s + g * d for s, d in zip(*pair, strict=True)]
            for pair in zip(through, plain, strict=True)
        ]

        def moment(one: list[Any], other: list[Any]) -> Any:
            pairs = ((k, m) for k in range(count) for m in range(count))
            return mpmath.fsum(
                one[k] * mpmath.conj(other[m]) * known[abs(k - m)] for k, m in pairs
            ).real

        def gram(rows: list[list[Any]]) -> np.ndarray:
            return np.array([[moment(one, other) for other in rows] for one in rows])

        bare = gram(plain)
        inputs = g**2 * mpmath.fsum(abs(h) ** 2 for h in u)
        return Measured(g**2 * moment(u, u), gram(coupled), g**2 * bare, bare, inputs)


def left_out(variance: float, count: int = STEPS) -> float:
    """Bound what the double sums leave out: 2 head * rest of k^2 |a|^(k - 1), all factors < 3."""
    a = modulus()
    rest = sum(k * a ** (k - 1) for k in range(count, 20 * count))
    return 9 * variance * 2 * rest / (1 - a) ** 2 + 10.0 ** (5 - DIGITS)


def flat(moments: Measured) -> list[Any]:
    return [entry for moment in moments for entry in np.ravel(np.array(moment, dtype=object))]


def apart(one: Measured, other: Measured) -> float:
    def number(entry: Any) -> Any:
        return (
            mpmath.mpf(entry.str(40, radius=False)) if isinstance(entry, arb) else mpmath.mpf(entry)
        )

    with mpmath.workdps(DIGITS + 10):
        pairs = zip(flat(one), flat(other), strict=True)
        return float(max(abs(number(a) - number(b)) for a, b in pairs))


@pytest.fixture(scope="module", params=RHOS, ids="rho={}".format)
def case(request: Any) -> tuple[Any, Measured, Measured, Measured]:
    strict()
    rho = request.param
    point, source = {**POINT, RHO: rho}, input_of("exponential")
    true = brute(lambda k: mpmath.mpf(int(rho.p)) ** k / int(rho.q) ** k)
    return rho, enclosed(UNIT, source, point), run(UNIT, source, point, STEPS), true


def test_balls_contain_the_double_sums(case: tuple[Any, Measured, Measured, Measured]) -> None:
    _, balls, _, true = case
    assert apart(balls, true) < left_out(1.0) < 1e-20
    assert max(float(entry.rad()) for entry in flat(balls)) < 1e-50


def test_the_run_has_the_same_moments(case: tuple[Any, Measured, Measured, Measured]) -> None:
    """Both sides are sums of 2 STEPS^2 terms below 30."""
    _, balls, ran, _ = case
    assert apart(balls, ran) < left_out(1.0) + 2 * STEPS**2 * 30 * float(np.finfo(float).eps)


def test_wrong_moments_are_seen(case: tuple[Any, Measured, Measured, Measured]) -> None:
    """Gradients stopped, sums cut short, another sign of rho, or another gain: all far away."""
    rho, balls, _, true = case
    assert apart(balls, true._replace(coupled=true.detached)) > 1e-2
    assert apart(balls, brute(lambda k: mpmath.mpf(int(rho.p)) ** k / int(rho.q) ** k, 12)) > 1e-6
    assert apart(balls, brute(lambda k: mpmath.mpf(int(-rho.p)) ** k / int(rho.q) ** k)) > 1e-2
    other = enclosed(
        replace(UNIT, gain=exp(THETA / 5)), input_of("exponential"), {**POINT, RHO: rho}
    )
    assert apart(balls, other) > 1e-2


def test_matrices_are_symmetric_and_not_diagonal(
    case: tuple[Any, Measured, Measured, Measured],
) -> None:
    _, balls, ran, _ = case
    for moments in (balls.coupled, balls.plain):
        assert bool(moments[0][1].overlaps(moments[1][0]))
        assert abs(float(moments[0][1])) > 1e-2
    assert np.allclose(ran.coupled, ran.coupled.T, rtol=1e-12)


def test_gradients_are_stopped_by_no_road_itself() -> None:
    """Both sorts of gradient are measured whatever the unit says: the judge chooses."""
    point = {**POINT, RHO: RHOS[1]}
    both = [
        enclosed(replace(UNIT, is_coupled=c), input_of("exponential"), point) for c in (True, False)
    ]
    assert all(bool(a.overlaps(b)) for a, b in zip(*map(flat, both), strict=True))


KNOWN = {
    "white": lambda k: mpmath.mpf(k == 0),
    "rho=-1": lambda k: mpmath.mpf(-1) ** k,
    "rho=1": lambda k: mpmath.mpf(1),
    "mixture 0.5@0 2@-0.9": lambda k: mpmath.mpf("0.5") * (k == 0) + 2 * mpmath.mpf("-0.9") ** k,
}


def autoregressive(k: int) -> Any:
    first, second = mpmath.mpf(1), mpmath.mpf("1.2") / mpmath.mpf("1.5")
    for _ in range(k):
        first, second = second, mpmath.mpf("1.2") * second - first / 2
    return first


@pytest.mark.parametrize("text", [*KNOWN, "ar 1.2 -0.5"])
def test_lags_of_every_kind(text: str) -> None:
    with mpmath.workdps(DIGITS):
        known = [KNOWN.get(text, autoregressive)(k) for k in range(200)]
        found = lags(input_of(text), {}, 200)
        assert (
            max(
                abs(mpmath.mpf(a.str(40, radius=False)) - b)
                for a, b in zip(found, known, strict=True)
            )
            < 1e-24
        )
    assert max(float(lag.rad()) for lag in found) < 1e-60


def test_lags_of_a_file(tmp_path: Any) -> None:
    (tmp_path / "acf").write_text("2.5 -0.5 0.25", encoding="utf-8")
    found = lags(input_of(f"acf {tmp_path}/acf"), {}, 5)
    assert [float(lag) for lag in found] == [2.5, -0.5, 0.25, 0, 0]
    assert [float(lag) for lag in lags(input_of(f"acf {tmp_path}/acf"), {}, 2)] == [2.5, -0.5]


@pytest.mark.parametrize(
    "text", ["mixture 0.5@0 2@-0.9", pytest.param("ar 1.2 -0.5", marks=pytest.mark.long)]
)
def test_moments_under_other_inputs(text: str) -> None:
    known = [KNOWN.get(text, autoregressive)(k) for k in range(STEPS)]
    balls = enclosed(UNIT, input_of(text), POINT)
    assert apart(balls, brute(lambda k: known[k])) < left_out(2.5) + 1e-10  # mpmath's 15 digits
    ran = run(UNIT, input_of(text), POINT, STEPS)
    assert apart(balls, ran) < left_out(2.5) + 2 * STEPS**2 * 75 * float(np.finfo(float).eps)


def test_one_function_is_compiled_once_however_the_unit_is_trained() -> None:
    detached = replace(UNIT, is_coupled=False, title="other")
    assert roads.as_function(UNIT, UNIT.gain) is roads.as_function(detached, detached.gain)
    assert roads.as_function(UNIT, UNIT.gain) is not roads.as_function(UNIT, UNIT.eigenvalue)


def test_constants_take_their_values() -> None:
    step = Symbol("Delta")
    constant = replace(UNIT, gain=exp(-step * THETA), constants=((step, Rational(-1, 5)),))
    plain = replace(UNIT, gain=exp(THETA / 5))
    both = [enclosed(unit, input_of("white"), POINT) for unit in (constant, plain)]
    assert all(bool(a.overlaps(b)) for a, b in zip(*map(flat, both), strict=True))


@pytest.mark.parametrize(
    ("nu", "error"), [(Rational(4), ArithmeticError), (Rational(-1, 100000), None)]
)
def test_where_sums_would_not_end(
    nu: Rational, error: type[Exception] | None, monkeypatch: Any
) -> None:
    monkeypatch.setattr("numerics.lags.LENGTHS", (32, 64, 128))
    point = {**POINT, NU: nu}
    if error:
        with pytest.raises(error, match="forgets too slowly"):
            enclosed(UNIT, input_of("white"), point)
    else:
        assert float(enclosed(UNIT, input_of("white"), point).state) > 0


def test_outside_the_disk_there_are_no_moments() -> None:
    outside = replace(UNIT, eigenvalue=NU * exp(I * THETA))
    with pytest.raises(ValueError, match="must have modulus < 1"):
        enclosed(outside, input_of("white"), {**POINT, NU: Rational(11, 10)})
