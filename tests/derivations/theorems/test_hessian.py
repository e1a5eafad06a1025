"""Hessians at the optimum: every part holds, slips are seen, and each hypothesis is needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sympy import Expr, Integer, Rational

from derivations.field import value
from derivations.symbols import LAMBDA, LAMBDA_BAR, NU, RHO, U
from derivations.theorems import (
    hessian,
    hessian_dense,
    hessian_diagonal,
    hessian_gram,
    hessian_rank,
)
from derivations.theorems.blocks import kernel, sensitivity
from derivations.theorems.hessian import WEIGHT
from derivations.theorems.loss import loss
from derivations.theorems.theorem import D, Identity, Positivity, Theorem, expanded
from tests.derivations.theorems.checking import called, holds

MODULES = (hessian, hessian_dense, hessian_diagonal, hessian_gram, hessian_rank)
THEOREMS: tuple[Theorem, ...] = sum((module.theorems() for module in MODULES), ())
S = sensitivity(LAMBDA, LAMBDA_BAR)
THERE = S.xreplace({LAMBDA: NU * U, LAMBDA_BAR: NU / U})
DENSE, DIAGONAL = hessian_dense, hessian_diagonal
FOUR = (DENSE.A, DENSE.B, DENSE.C, DENSE.E)


def wrong_pairs() -> Expr:
    return DENSE.divided(DENSE.A, DENSE.C, DENSE.B, DENSE.E)


def published_factor() -> Expr:
    return DENSE.divided(*FOUR).subs(1 - RHO**2, 1 - RHO)


def polar_slip() -> Expr:
    """The sign pattern of the upper right entry in the lower left one."""
    return NU * DIAGONAL.imaginary_part(-1, 1, U, DIAGONAL.U_0)


SLIPS: list[tuple[str, int, Callable[[], Expr]]] = [
    ("hessian-at-optimum", 0, lambda: S / 2),
    ("hessian-at-optimum", 1, lambda: sensitivity(LAMBDA, LAMBDA)),
    ("hessian-at-optimum", 2, lambda: S),
    ("hessian-at-optimum", 4, lambda: THERE),
    ("hessian-at-optimum", 6, lambda: (1 + NU**2) / (1 - NU**2) ** 2),  # gamma held
    ("hessian-at-optimum", 7, lambda: NU**2 / (1 - NU**2) ** 2),
    ("one-neuron-determinant", 0, lambda: hessian.determinant().subs(RHO**2, RHO)),
    ("one-neuron-determinant", 0, lambda: hessian.determinant() * WEIGHT**2),
    (
        "one-neuron-determinant",
        2,
        lambda: 2 * called(THEOREMS, "one-neuron-determinant").parts[2].right,
    ),
    ("dense-hessian", 0, wrong_pairs),
    ("dense-hessian", 1, published_factor),
    ("dense-hessian", 2, lambda: kernel(DENSE.A, DENSE.C)),
    ("diagonal-hessian", 0, lambda: DIAGONAL.real_part(1, -1)),
    ("diagonal-hessian", 1, lambda: DIAGONAL.imaginary_part(1, 1)),
    ("diagonal-hessian", 2, lambda: DIAGONAL.imaginary_part(-1, 1)),
    ("diagonal-hessian", 3, lambda: DIAGONAL.real_part(1, 1)),
    ("diagonal-hessian", 6, polar_slip),
    ("diagonal-hessian", 8, lambda: DIAGONAL.real_part(0, 1)),
    ("gram-determinant", 0, lambda: hessian_gram.determinant((LAMBDA,), RHO) / LAMBDA**2),
    ("gram-determinant", 0, lambda: hessian_gram.determinant((LAMBDA,), RHO) / (1 - RHO**2)),
    ("hessian-rank", 0, lambda: called(THEOREMS, "hessian-rank").parts[0].right * (1 + RHO)),
]


def test_the_gradient_vanishes_at_the_optimum() -> None:

    slope = expanded(Identity("", D(loss(), LAMBDA), Integer(0)))[0]
    assert (
        value(
            slope.xreplace(hessian.OPTIMUM),
            dict.fromkeys((LAMBDA, LAMBDA_BAR, RHO), Rational(1, 3)),
        )
        == 0
    )


def test_one_neuron_needs_an_inner_correlation() -> None:
    positive = called(THEOREMS, "one-neuron-determinant").parts[4]
    assert isinstance(positive, Positivity)
    assert not holds(replace(positive, expression=positive.expression - Rational(1, 2)))
    assert not holds(replace(positive, box=((LAMBDA, "unit"), (RHO, "ray"))))


def test_a_determinant_that_keeps_one_end_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    argument, true = called(THEOREMS, "one-neuron-determinant").parts[5], hessian.determinant()
    monkeypatch.setattr(hessian, "determinant", lambda: true.subs(1 - RHO**2, 1 - RHO))
    assert not argument.holds()


def test_a_wrong_eigenbasis_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    argument = called(THEOREMS, "dense-hessian").parts[3]
    true = hessian_dense._diagonal
    monkeypatch.setattr(hessian_dense, "_diagonal", lambda values: true(values[::-1]))
    assert not argument.holds()


def test_a_wrong_power_in_the_gram_determinant_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    argument, true = hessian_gram.theorems()[0].parts[1], hessian_gram.determinant
    monkeypatch.setattr(
        hessian_gram,
        "determinant",
        lambda e, rho: true(e, rho) / (1 if len(e) == 1 else (e[0] - e[1]) ** 4),
    )
    assert not argument.holds()
