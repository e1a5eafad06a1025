"""The theorems about kernels hold, slips are seen, and each hypothesis is needed."""

from __future__ import annotations

from itertools import product

import pytest
from sympy import I as IMAGINARY
from sympy import Integer, Rational, Symbol

from derivations.field import identical, value
from derivations.general import A, B
from derivations.symbols import LAMBDA, LAMBDA_BAR, RHO
from derivations.theorems import kernels, kernels_backward
from derivations.theorems.blocks import kernel as state
from derivations.theorems.kernels_exponential import coefficients_are

NUMBERS = [Rational(k, 4) for k in range(-3, 4)]


def test_a_line_needs_the_conjugate() -> None:
    third, turn = Rational(1, 3), Rational(3, 5) + Rational(4, 5) * IMAGINARY
    assert kernels._line_needs_conjugate(third, third, turn)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernels, "value", lambda form, _: Integer(0) * form)
        assert not kernels._line_needs_conjugate(third, third, turn)


def test_coefficients_with_a_slip_are_seen() -> None:
    assert not coefficients_are(lambda k: Symbol(f"R_{k}") + RHO * Symbol(f"R_{k - 1}"))


def test_stationarity_is_needed() -> None:
    """Uncorrelated inputs whose variance changes: no R(0) makes G = R(0)/2 give their kernel."""
    for first, second in product(map(Integer, range(3)), repeat=2):
        kernel = first + (A * B * second) / (1 - A * B)  # E[x_0^2] differs from all before
        fits = identical(kernel * (1 - A * B), first)
        assert fits == (first == second)


def test_eigenvalues_inside_are_needed() -> None:
    """Outside, the closed form of E[h(a)^2] is negative somewhere."""
    outside = [{A: 1 + k**2, B: 1 + k**2, RHO: r} for k, r in product(NUMBERS, repeat=2) if k]
    assert any(value(state(A, B), point) < 0 for point in outside)
    inside = [{A: k, B: k, RHO: r} for k, r in product(NUMBERS, repeat=2)]
    assert all(value(state(A, B), point) > 0 for point in inside)


def test_no_sum_of_two_exponentials_is_free_of_phase() -> None:
    """The converse of phase-free: for some turned eigenvalue the product differs."""
    kernel = state(LAMBDA, LAMBDA_BAR)
    both = kernel + kernel.xreplace({RHO: -RHO / 2})
    modulus = (1 - RHO * LAMBDA) * (1 - RHO * LAMBDA_BAR)
    turned = {LAMBDA: Symbol("j") * LAMBDA, LAMBDA_BAR: LAMBDA_BAR / Symbol("j")}
    for form, free in ((kernel, True), (both, False)):
        assert identical(modulus * form, (modulus * form).xreplace(turned)) is free


def test_nothing_is_fed_back_by_a_gain_of_one() -> None:
    half, third = Rational(1, 2), Rational(1, 3)
    assert kernels_backward.fed_back(half, third, half)
    assert not kernels_backward.fed_back(half, third, Integer(1))


def test_errors_must_match_the_input_for_one_gain_to_serve_both_passes() -> None:
    """The two variances are proportional over all eigenvalues for equal correlations alone."""
    for first, second in product(NUMBERS, repeat=2):
        forth, back = (state(LAMBDA, LAMBDA_BAR).xreplace({RHO: r}) for r in (first, second))
        ratio = (forth / back).cancel()
        assert bool(ratio.free_symbols) == (first != second)
