"""Inputs as they are typed: every kind, read exactly, and every refusal in one line."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from sympy import Expr, Poly, Rational, expand, series

from derivations.inputs import EXPONENTIAL, WHITE, Input, Z
from derivations.symbols import RHO
from verification.errors import InputError
from verification.probing.inputs import RIDGES, input_of
from verification.probing.recording import ORDER, recorded


def first_lags(source: Input, count: int) -> list[Expr]:
    """Read R(0), R(1), ... off the generating function's power series."""
    found = series(source.generating, Z, 0, count).removeO()
    return [expand(found.coeff(Z, k)) * (2 if k == 0 else 1) for k in range(count)]


SLACK = 1e-3  # six digits of coefficients, near a pure wave


EXACT = {
    "white": [1, 0, 0],
    "rho=9/10": [1, "9/10", "81/100"],
    "rho = -0.1": [1, "-1/10", "1/100"],
    "rho 0.123456789123456789": [1, "123456789123456789/1000000000000000000"],
    "rho=0": [1, 0, 0],
    "rho=1": [1, 1, 1],
    "rho=-1": [1, -1, 1],
    "mixture 0.3@0 0.7@0.9": [1, "63/100", "567/1000"],
    "mixture 2@-1/2 0.5@1": ["5/2", "-1/2", 1],
    "ar 0.1": [1, "1/10", "1/100"],
    # R(1) = phi_1 / (1 - phi_2), R(2) = phi_1 R(1) + phi_2
    "ar 1.2 -0.5": [1, "4/5", "23/50"],
    "  white  ": [1, 0, 0],
}


@pytest.mark.parametrize("text", EXACT)
def test_kinds_are_read_exactly(text: str) -> None:
    wanted = list(map(Rational, EXACT[text]))
    found = input_of(text)
    assert first_lags(found, len(wanted)) == wanted
    assert found.parameters == ()


def test_names_stand_for_the_inputs_of_theory() -> None:
    assert input_of("white") is WHITE
    assert input_of("exponential") is EXPONENTIAL
    assert input_of("exponential").parameters == (RHO,)


def test_a_correlation_is_put_in_everywhere() -> None:
    found = input_of("rho=-3/10")
    assert not {RHO} & (found.generating.free_symbols | {s for _, r in found.rows for s in (r,)})
    assert found.variance == Rational(91, 100)
    assert found.rows[0][1].coeff(found.rows[0][0]) == Rational(-3, 10)


def test_titles_tell_what_was_read(tmp_path: Path) -> None:
    assert input_of("rho=0.9").title == "exponential, R(Delta) = (9/10)^|Delta|"
    assert "3/10 (0)^|Delta| + 7/10 (9/10)^|Delta|" in input_of("mixture 0.3@0 0.7@0.9").title
    assert "phi = 6/5, -1/2" in input_of("ar 1.2 -0.5").title
    np.save(tmp_path / "x.npy", np.random.default_rng(0).normal(size=(4, 80)))
    for words, count in (("", ORDER), (" 1", 1), (" 5", 5)):
        found = input_of(f"data {tmp_path}/x.npy{words}")
        assert re.search(rf"an AR\({count}\); standard error .* up to 0\.\d", found.title)
        assert found.name == f"ar_{count}"


@pytest.mark.parametrize("count", ["17", "0"])
def test_too_few_or_too_many_lags(count: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="takes 1 to 16 lags"):
        input_of(f"data {tmp_path}/x.npy {count}")


@pytest.mark.parametrize("kind", ["acf", "acf="])
def test_an_autocovariance_from_a_file(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "an acf.txt"
    path.write_text("2.5, 0.1\n1/3", encoding="utf-8")
    found = input_of(f"{kind} {path}")
    assert Poly(found.generating, Z).all_coeffs()[::-1] == [
        Rational(5, 4),
        Rational(1, 10),
        Rational(1, 3),
    ]


REFUSED = {
    "": "is no input that is known",
    "blue": "is no input that is known",
    "White": "is no input that is known",
    "whiteness": "is no input that is known",
    "data/x.npy": "is no input that is known",
    "white 3": "takes nothing after it",
    "exponential rho": "takes nothing after it",
    "rho": "is empty",
    "rho=1.001": "is no correlation",
    "rho=-2": "is no correlation",
    "rho=I": "takes real numbers",
    "rho=rho": "is not a known name",
    "rho=1/0": "divides by zero",
    "rho=nan": "is not a known name",
    "rho=__import__('os').system('true')": "is not allowed",
    "rho=" + "9" * 5000: "is longer than",
    "mixture": "takes weights at correlations",
    "mixture 0.3": "takes weights at correlations",
    "mixture 0.3@0 -0.1@0.9": "takes weights that are not negative",
    "mixture 0@0 0@0.9": "and not all 0",
    "mixture 1@1.5": "is no correlation",
    "mixture 1@0@0": "is not allowed",
    "mixture I@0.5": "takes real numbers",
    "ar": "takes coefficients",
    "ar 1": "have no autocovariance",
    "ar 1.5": "grows without bound",
    "ar -2 -1": "have no autocovariance",
    "ar 9/5 13/5": "grows without bound",
    "ar 0.5 0.6": "grows without bound",
    "ar 0 4": "grows without bound",
    "acf": "--acf",
    "acf nowhere.txt": "--acf",
    "data": "cannot be read",
    "data nowhere.npy": "cannot be read",
}


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: text[:30])
def test_refusals(text: str) -> None:
    with pytest.raises(InputError) as caught:
        input_of(text)
    said = str(caught.value)
    assert REFUSED[text] in said
    # argument and value, rule, remedy
    assert re.fullmatch(r"--\w+(?: data|, number|, lag \d+)? (['\"]).*\1: .+; .+", said)
    assert "\n" not in said
    assert len(said) < 500


FILES = {
    "1 0.6 -0.5": "spectral density",  # 1 + 1.2 cos w - cos 2w < 0 at w = pi
    "-1": "spectral density",
    "1 2": "spectral density",
    "": "spectral density",
    "1 I": "must hold real numbers",
    "1 x": "is not a known name",
    "1 __import__('os')": "is not allowed",
}


@pytest.mark.parametrize("text", FILES)
def test_files_that_hold_no_autocovariance(text: str, tmp_path: Path) -> None:
    path = tmp_path / "acf.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        input_of(f"acf {path}")
    assert FILES[text] in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_density_that_touches_zero_is_one(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1 0.5", encoding="utf-8")  # 1 + cos w
    (tmp_path / "b").write_text("1 0.5000000001", encoding="utf-8")
    assert first_lags(input_of(f"acf {tmp_path}/a"), 2) == [1, Rational(1, 2)]
    with pytest.raises(InputError, match="spectral density"):
        input_of(f"acf {tmp_path}/b")


TIME = np.linspace(0, 1, 400_000)
SMOOTH = np.sin(np.pi * TIME) ** 2
HARD = {
    "a slow wave": np.stack([np.sin(2 * np.pi * TIME), -np.sin(2 * np.pi * TIME)]),
    "a wave of 3 cycles in 32, fading": np.stack(
        [SMOOTH * np.cos(2 * np.pi * 3 / 32 * np.arange(len(TIME)) + k) for k in (0, 1)]
    ),
    "signs that alternate": np.resize([1.0, -1.0], (3, 4000)),
    "one spike": np.eye(3, 70),
    "one step": np.repeat([[0.0, 1.0]], 2, axis=0).repeat(50, axis=1),
}


@pytest.mark.parametrize("name", HARD)
def test_estimates_of_hard_data_are_valid_inputs(name: str, tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", HARD[name])
    found = input_of(f"data {tmp_path}/x.npy")
    assert first_lags(found, 1) == [1]


@pytest.mark.slow
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=arrays.arrays(
        float,
        st.tuples(st.integers(2, 3), st.integers(2 * ORDER + 2, 2 * ORDER + 20)),
        elements=st.floats(-1e3, 1e3, width=32),
    )
)
@example(rows=np.tile([1e200, -1e200], (2, 40)))
@example(rows=np.tile([5e-324, 0.0], (2, 40)))
def test_every_estimate_is_a_valid_input(rows: np.ndarray, tmp_path: Path) -> None:
    path = tmp_path / "x.npy"
    np.save(path, rows)
    if rows.min() == rows.max():
        with pytest.raises(InputError, match="must vary"):
            input_of(f"data {path}")
        return
    found, estimate = input_of(f"data {path}"), recorded(path).values
    known = first_lags(found, ORDER + 1)
    assert known[0] == 1
    # the largest ridge, and what six digits of the coefficients may move
    np.testing.assert_allclose([float(r) for r in known], estimate, atol=RIDGES[-1] + SLACK)
