"""Parameterizations as they are typed: maps, gains, intervals, names, and every refusal."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from sympy import Expr, I, Integer, Rational, Symbol, conjugate, exp, log, oo, sqrt, tanh

from derivations.parameterizations import NAMES, find
from derivations.parameterizations.parameterization import Coordinate
from verification.errors import InputError
from verification.expression import parse_map
from verification.probing.reading import parameterization

W, NU, THETA = Symbol("omega"), Symbol("omega_nu"), Symbol("omega_theta")
LAM, BAR = Symbol("lambda"), Symbol("lambda_bar")


@pytest.mark.parametrize("name", NAMES)
def test_names_of_the_catalogue(name: str) -> None:
    assert parameterization(name) is find(name)


TYPED = {
    "exp(-exp(omega))": (exp(-exp(W)), (W,)),
    " ω/(1 + ω) ": (W / (1 + W), (W,)),
    "1 - 1e-3*exp(omega)": (1 - exp(W) / 1000, (W,)),
    "omega_nu*exp(I*omega_theta)": (NU * exp(I * THETA), (NU, THETA)),
    "exp(I*omega_theta)*tanh(omega_nu)": (exp(I * THETA) * tanh(NU), (THETA, NU)),
    "omega": (W, (W,)),
    "beta - beta + tanh(omega)": (tanh(W), (W,)),
    "tanh(moment)*conj(exp(I*omega))": (
        tanh(Symbol("moment")) * exp(-I * W),
        (Symbol("moment"), W),
    ),
    "softplus(ω₀)": (log(1 + exp(Symbol("omega_0"))), (Symbol("omega_0"),)),
}


@pytest.mark.parametrize("text", TYPED)
def test_typed_maps(text: str) -> None:
    found = parameterization(text)
    wanted, symbols = TYPED[text]
    assert (found.eigenvalue, found.symbols) == (wanted, symbols)
    assert found.coordinates == tuple(Coordinate(symbol) for symbol in symbols)
    assert (found.gain, found.is_coupled, found.constants) == (1, True, ())
    assert found.title == text.strip()


TURNED = "omega_nu*exp(I*omega_theta)"
GAINS: dict[tuple[str, str], Expr] = {
    ("omega", "sqrt(1 - lambda**2)"): sqrt(1 - W**2),
    ("omega", "1 - λ + 2e-1*omega"): 1 - W + W / 5,
    (TURNED, "sqrt(1 - |lambda|^2)"): sqrt(1 - NU**2),
    (TURNED, "conj(lambda)*lambda*exp(omega_theta)"): NU**2 * exp(THETA),
    (TURNED, "Re(lambda)"): NU * (exp(I * THETA) + exp(-I * THETA)) / 2,
    (TURNED, "conj(omega_nu) + omega_nu"): 2 * NU,
    ("tanh", "1/2"): Rational(1, 2),
    ("cartesian", "1 - |lambda|^2"): 1
    - (Symbol("omega_re") + I * Symbol("omega_im")) * (Symbol("omega_re") - I * Symbol("omega_im")),
}


@pytest.mark.parametrize(("text", "gain"), GAINS)
def test_gains(text: str, gain: str) -> None:
    found = parameterization(text, gain)
    assert (found.gain - GAINS[text, gain]).expand() == 0
    assert found.is_coupled
    assert LAM not in found.gain.free_symbols
    assert BAR not in found.gain.free_symbols


def test_a_gain_may_be_held_fixed() -> None:
    assert not parameterization("tanh", detached=True).is_coupled
    assert not parameterization("omega", "1 - lambda", detached=True).is_coupled
    assert parameterization("tanh").is_coupled
    assert not find("exp-exp").is_coupled
    assert parameterization("exp-exp", "1").is_coupled


def test_intervals() -> None:
    found = parameterization(
        TURNED, domain="0<omega_theta<0.1, -oo < ω_nu < -1/2".replace("ω_nu", "omega_nu")
    )
    assert found.coordinates == (
        Coordinate(NU, -oo, Rational(-1, 2)),
        Coordinate(THETA, Integer(0), Rational(1, 10)),
    )
    one = parameterization(TURNED, domain="-inf<omega_theta<+inf")
    assert one.coordinates == (Coordinate(NU), Coordinate(THETA))
    kept = parameterization("polar", domain="0<omega_theta<1").coordinates
    assert kept[0] == find("polar").coordinates[0]
    assert kept[1] == Coordinate(THETA, Integer(0), Integer(1))


LONG = "omega+" * 100_000 + "1"
REFUSED = {
    ("lambda", "", ""): "holds lambda itself",
    ("tanh(λ*omega)", "", ""): "holds lambda itself",
    ("tanh(lambda_bar)", "", ""): "holds lambda itself",
    ("9/10", "", ""): "is a number: nothing in it can be learned",
    ("omega - omega", "", ""): "is a number",
    ("0.5", "", ""): "is a number",
    ("tanhh", "", ""): "did you mean tanh",
    ("exp-ex", "", ""): "did you mean exp-exp",
    ("mamba2", "", ""): "did you mean mamba-2",
    ("Polar", "", ""): "did you mean polar",
    ("", "", ""): "is empty",
    ("   ", "", ""): "is empty",
    ("abs(omega)", "", ""): "LAMBDA",
    ("exp(omega", "", ""): "is never closed",
    ("omega'", "", ""): "LAMBDA",
    ("__import__('os').system('true')", "", ""): "is not allowed",
    ("().__class__", "", ""): "is not allowed",
    ("omega; 1", "", ""): "is not allowed",
    ("omega\x1b[2J", "", ""): "is not allowed",
    ("omega**omega", "", ""): "is not a whole number",
    (LONG, "", ""): "is longer than 4000 characters",
    ("x" * 100_000, "", ""): "is longer than 4000 characters",
    ("tanh", "sqrt(1 - nu^2)", ""): "nu is not known there; use omega, lambda",
    ("tanh", "__import__('os')", ""): "__import__ is not known there",
    ("tanh", "1 - 1e-3*e", ""): "e is not known there",
    ("tanh", "lambda_bar", ""): "lambda_bar is not known there",
    ("tanh", "1/(lambda - lambda)", ""): "divides by zero",
    ("tanh", "|lambda|", ""): "absolute value",
    ("tanh", "1+" * 3000 + "1", ""): "is longer than 4000 characters",
    ("tanh", " ", ""): "is empty",
    ("tanh", "", "omega"): "'omega' is no open interval",
    ("tanh", "", "0<omega"): "'0<omega' is no open interval",
    ("tanh", "", "0<omega<1<2"): "is no open interval",
    ("tanh", "", "0>omega>-1"): "is no open interval",
    ("tanh", "", "0<=omega<1"): "is not a name",
    ("tanh", "", "0<omega<1,"): "'' is no open interval",
    ("tanh", "", "1<omega<0"): "holds no number between 1 and 0",
    ("tanh", "", "1<omega<1.0"): "holds no number between 1 and 1",
    ("tanh", "", "oo<omega<-oo"): "holds no number between oo and -oo",
    ("tanh", "", "0<nu<1"): "nu is no coordinate; use omega",
    ("tanh", "", "0<omega<1, 0<omega<2"): "bounds omega twice",
    ("tanh", "", "I<omega<1"): "is not real",
    ("tanh", "", "a<omega<1"): "is not a known name",
    ("tanh", "", "nan<omega<1"): "is not a known name",
    ("tanh", "", "__import__('os')<omega<1"): "is not allowed",
    ("tanh", "", "0<__import__('os')<1"): "is not a name",
    ("tanh", "", "0<omega<" + "9" * 5000): "is longer than 4000 characters",
}


@pytest.mark.parametrize("given", REFUSED, ids=lambda given: " ".join(given)[:40])
def test_refusals(given: tuple[str, str, str]) -> None:
    before = time.process_time()
    with pytest.raises(InputError) as caught:
        parameterization(*given)
    said = str(caught.value)
    assert REFUSED[given] in said
    assert re.fullmatch(r"(LAMBDA|--gain|--domain)(, end)? (['\"]).*\3: .+; .+", said)
    assert "\n" not in said
    assert "\x1b" not in said
    assert len(said) < 1000
    assert time.process_time() - before < 5


def test_nothing_that_is_typed_is_run(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    bomb = f"open('{trace}', 'w')"
    for given in ((bomb, "", ""), ("tanh", bomb, ""), ("tanh", "", f"{bomb}<omega<1")):
        with pytest.raises(InputError):
            parameterization(*given)
    assert not trace.exists()


def test_complex_names_keep_their_conjugates_apart() -> None:
    names = ("omega", "lambda")
    read = parse_map("conj(lambda)*exp(omega)", names, complex_names=("lambda",))
    assert read == BAR * exp(W)
    assert parse_map("|lambda|^2 + omega", names, complex_names=("lambda",)) == LAM * BAR + W
    assert parse_map("conj(exp(I*lambda))", names, complex_names=("lambda",)) == exp(-I * BAR)
    assert parse_map("conj(omega)", names, complex_names=("lambda",)) == W


def test_names_are_real_unless_they_are_named() -> None:
    assert parse_map("conj(lambda)", ("lambda",)) == LAM
    assert parse_map("|lambda|^2", ("lambda",)) == LAM**2
    found = parse_map("Im(lambda)", ("lambda",), complex_names=("lambda",))
    assert found == (LAM - BAR) / (2 * I)
    assert not any(s.is_real for s in found.free_symbols)
    assert not found.has(conjugate)
