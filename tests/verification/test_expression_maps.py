"""Maps of one's own: the functions they may use, and what is refused of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from sympy import Expr, I, Symbol, cos, exp, log, sin, sqrt, tanh

from verification.errors import InputError
from verification.expression import parse_expression, parse_map

W, NU, THETA = Symbol("omega"), Symbol("omega_nu"), Symbol("omega_theta")
NAMES = ("omega", "omega_nu", "omega_theta")
READ = {
    "exp(-exp(omega))": exp(-exp(W)),
    "sigmoid(ω)^8": (1 + exp(-W)) ** -8,
    "softplus(2*omega)": log(1 + exp(2 * W)),
    "1 - 1/(omega^2 + 0.5)": 1 - 1 / (W**2 + Symbol("h") ** 0 / 2),
    "tanh(omega_nu)*exp(I*omega_theta)": tanh(NU) * exp(I * THETA),
    "sqrt(1 - tanh(omega)**2)": sqrt(1 - tanh(W) ** 2),
    "conj(exp(I*omega))": exp(-I * W),
    "Re(exp(I*omega))": (exp(I * W) + exp(-I * W)) / 2,
    "sin(omega)*cos(omega/3)": sin(W) * cos(W / 3),
    "exp(1/2)*omega": exp(Symbol("h") ** 0 / 2) * W,
}


@pytest.mark.parametrize("text", READ)
def test_reading(text: str) -> None:
    assert parse_map(text, NAMES) == READ[text]


REFUSED = {
    "abs(omega)": "'abs' at column 1 is not a known name",
    "relu(omega)": "is not a known name; use numbers, omega, omega_nu",
    "exp omega": "'exp' at column 1 lacks its parenthesis; write exp(x)",
    "omega**omega": "begins an exponent that is not a whole number",
    "exp(exp(exp(100)))": "is applied to a number that is no fraction of size up to 100",
    "exp(101)": "is applied to a number",
    "1/(exp(0) - 1)": "divides by zero",
    "|omega|": "takes an absolute value without an even power",
    "lambda": "is not a known name",
    "exp(-exp(omega)": "is never closed",
    "": "is empty",
    "__import__('os').system('true')": "at column 1",
}


@pytest.mark.parametrize("text", REFUSED)
def test_refusals(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_map(text, NAMES, argument="LAMBDA")
    assert REFUSED[text] in str(caught.value)
    assert str(caught.value).startswith("LAMBDA")
    assert "\n" not in str(caught.value)


def test_functions_stay_out_of_formulas() -> None:
    """Closed forms are rational: a formula with an exponential is refused, not misread."""
    with pytest.raises(InputError, match="is not a known name"):
        parse_expression("exp(lambda)", {"lambda": Symbol("lambda")})


def read(text: str) -> Expr | None:
    try:
        return parse_map(text, NAMES)
    except InputError:
        return None


def test_attacks_are_refused_or_read_as_mathematics() -> None:
    attacks = (Path(__file__).parent / "attacks.txt").read_text(encoding="utf-8").splitlines()
    found = [expression for text in attacks if (expression := read(text)) is not None]
    assert len(found) < len(attacks) / 10
    for expression in found:
        assert isinstance(expression, Expr)
        assert expression.free_symbols <= {W, NU, THETA}


@pytest.mark.parametrize("text", ["sqrt(omega**2)", "tanh(sqrt((omega - 1)**2))"])
def test_kinks_are_named(text: str) -> None:
    with pytest.raises(InputError, match=r"holds 'Abs\(omega.*no derivative at 0; write x itself"):
        parse_map(text, ["omega"])
