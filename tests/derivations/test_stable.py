"""The forms handed to floating point keep their digits where the expanded fraction has none."""

from __future__ import annotations

import mpmath
import pytest
from sympy import Expr, Symbol, expand, fraction, lambdify

from derivations import catalogue, stable
from derivations.symbols import GLOSSARY, LAMBDA, LAMBDA_0, RHO

CONCRETE = tuple(name for name in catalogue.NAMES if not name.endswith("general"))
BARRED = {"lambda_bar": "lambda", "lambda_0_bar": "lambda_0"}
PARAMETERS = {"mu": 0.7, "sigma": 1.3}
# Each binomial is right to 2 ulp and no form has more than 100 of them in a product or quotient.
ROUNDING = 200 * 2.0**-52
RATES = (
    {"lambda": 1e-6, "lambda_0": 1e-6, "rho": 1e-6},
    {"lambda": 1e-6, "lambda_0": 3e-6, "rho": 1e-9},
    {"lambda": 2e-3, "lambda_0": 1e-6, "rho": 0.5},
    {"lambda": 0.4, "lambda_0": 1.1, "rho": 0.2},
    {"lambda": 5e-7, "lambda_0": 0.3, "rho": 4e-4},
)


def rate_of(symbol: Symbol, rates: dict[str, float]) -> float:
    name = BARRED.get(symbol.name, symbol.name)
    return rates[name] if name in rates else PARAMETERS[name]


def in_floats(expression: Expr, rates: dict[str, float]) -> float:
    symbols = [item.symbol for item in GLOSSARY]
    names = {
        stable.RATES.get(s, s): rate_of(s, rates)
        for s in symbols
        if s.name in BARRED or s.name in rates or s.name in PARAMETERS
    }
    return float(lambdify(list(names), expression, modules="numpy", cse=True)(*names.values()))


def exactly(expression: Expr, rates: dict[str, float]) -> mpmath.mpf:
    symbols = sorted(expression.free_symbols, key=str)
    with mpmath.workdps(120):
        values = []
        for symbol in symbols:
            number = mpmath.mpf(rate_of(symbol, rates))
            values.append(mpmath.exp(-number) if symbol in stable.RATES else number)
        return lambdify(symbols, expression, modules="mpmath")(*values)


@pytest.mark.parametrize("rates", RATES, ids=str)
@pytest.mark.parametrize("name", CONCRETE)
def test_stable_forms_keep_their_digits(name: str, rates: dict[str, float]) -> None:
    if name.startswith("teacher_student_loss") and rates["lambda"] == rates["lambda_0"]:
        assert in_floats(stable.stable(name), rates) == 0.0
        return
    right = exactly(catalogue.derive(name).expression, rates)
    assert abs(in_floats(stable.stable(name), rates) / right - 1) <= ROUNDING


def test_the_expanded_fraction_has_no_correct_digit_where_the_stable_form_is_right() -> None:
    form = catalogue.derive("sensitivity_kernel").expression
    numerator, denominator = (expand(part) for part in fraction(form))
    point = [float(mpmath.exp(-1e-6))] * 3
    naive = [lambdify([LAMBDA, LAMBDA_0, RHO], part)(*point) for part in (numerator, denominator)]
    right = exactly(form, RATES[0])
    assert naive[1] == 0 or abs(naive[0] / naive[1] / right - 1) > 0.1
    assert abs(in_floats(stable.stable("sensitivity_kernel"), RATES[0]) / right - 1) < 1e-13


def test_a_wrong_stable_form_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = stable._product(1 - LAMBDA * LAMBDA_0)
    monkeypatch.setattr(stable, "_log_derivative", lambda *_: wrong)
    stable.stable.cache_clear()
    with pytest.raises(ArithmeticError, match="sensitivity_kernel"):
        stable.stable("sensitivity_kernel")


def test_a_long_numerator_is_refused() -> None:
    with pytest.raises(ArithmeticError, match="more than two terms"):
        stable._product(1 + LAMBDA + LAMBDA_0)
