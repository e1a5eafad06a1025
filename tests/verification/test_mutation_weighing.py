"""The design's arithmetic by hand: gaps, information, inverse covariances, the linear program."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from sympy import QQ_I, Expr, I, Pow, Rational

from derivations.field import value
from derivations.symbols import LAMBDA, LAMBDA_0, LAMBDA_BAR, RHO
from verification.mutation import design as designing
from verification.mutation.design import UNIT, need
from verification.mutation.edits import Mutant
from verification.simulation.grid import Place, rounded

A = Place(Rational(3, 5) + I / 4, Rational(-1, 5) + 2 * I / 3, Rational(-7, 10))
B = Place(Rational(-4, 5), Rational(7, 10), Rational(9, 10))
C = Place(Rational(1, 2) - I / 3, Rational(-3, 10), Rational(1, 5))
HERE = {
    A: np.array([[400.0, 0.0], [0.0, 0.0]]),
    B: np.array([[3.0, 1.0], [1.0, 5.0]]),
    C: np.array([[9.0, 2.0], [2.0, 7.0]]),
}
ONE = Rational(1)
FORMULA = RHO**-2 * (Rational(2, 3) * LAMBDA + I * LAMBDA_BAR) + LAMBDA_0


def off(where: Place, *blind: Place, by: Expr = ONE) -> Mutant:
    """Make a mutant that is off at one place, and right at others."""
    factors = [(LAMBDA - one.eigenvalue) / (where.eigenvalue - one.eigenvalue) for one in blind]
    gap = by
    for factor in factors:
        gap *= factor
    return Mutant(f"off at {where}", "root", FORMULA + gap)


@pytest.fixture
def by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    def weights(place: Place, names: Any) -> dict[str, Any]:
        return {name: HERE[place] * (1 if name == "one" else 2) for name in names}

    monkeypatch.setattr(designing, "weights", weights)


@pytest.mark.usefixtures("by_hand")
def test_a_design_by_hand() -> None:
    # one is seen within a step at A, one slowly at B, one nowhere, and nothing is at C
    near, far = off(A, B, C), off(B, A, C, by=Rational(1, 50) + I / 25)
    never = Mutant(
        "never", "root", FORMULA + (far.expression - FORMULA) * (LAMBDA + Rational(4, 5))
    )
    found = designing.design({"one": FORMULA}, {"one": [far, never, near]}, [C, A, B])
    gains = 400.0, (3 + 2 * 2 + 5 * 4) / 50**2
    steps = [math.ceil(need(3) / gain) for gain in gains]
    assert found.places == (A, B)
    assert found.steps == tuple(steps)
    assert found.unseen == (("one", never),)
    expected = min(gain * number for gain, number in zip(gains, steps, strict=True))
    assert math.isclose(found.least, expected, rel_tol=1e-12)


@pytest.mark.usefixtures("by_hand")
def test_names_have_their_own_weights_and_the_most_parts_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    far = off(B, A, C, by=Rational(1, 50))
    right = {"one": FORMULA, "two": FORMULA}
    found = designing.design(
        right, {"one": [far], "two": [off(A, B, C, by=Rational(1, 9))]}, [A, B]
    )
    gains = 3 / 50**2, 800 / 81
    assert found.places == (A, B)
    assert found.steps == (math.ceil(need(3) / gains[1]), math.ceil(need(3) / gains[0]))
    monkeypatch.setattr(designing, "grid", lambda: (B, C))
    assert designing.design({"one": FORMULA}, {"one": [far]}).places == (B,)


@pytest.mark.usefixtures("by_hand")
def test_what_is_seen_in_the_square_of_a_unit_is_enough() -> None:
    between = (need(1) + need(2)) / 2 / UNIT**2
    size = Rational(math.sqrt(between / 400))
    found = designing.design({"one": FORMULA}, {"one": [off(A, B, by=size)]}, [A, B])
    assert (found.places, found.unseen) == ((A,), ())
    none = designing.design({"one": FORMULA}, {"one": [off(A, B, by=size * 19 / 20)]}, [A, B])
    assert (none.places, none.steps, none.least, len(none.unseen)) == ((), (), 0.0, 1)


@pytest.mark.usefixtures("by_hand")
def test_exact_gains_by_hand() -> None:
    pole = Mutant("pole", "root", 1 / (LAMBDA - C.eigenvalue))
    first, second = off(A, C, by=2 + 3 * I), off(B, C, by=Rational(1, 2) - I)
    wrong = {"one": [first, pole], "two": [second]}
    found = designing.exact_gains({"one": FORMULA, "two": FORMULA}, wrong, [B, C])
    at_b = complex(value(first.expression - FORMULA, B.exact | {LAMBDA_BAR: B.eigenvalue}))
    x, y = at_b.real, at_b.imag
    assert math.isclose(found[0, 0], 3 * x * x + 2 * x * y + 5 * y * y, rel_tol=1e-12)
    assert found[:, 1].tolist() == [0, 0, 0]  # a pole tells, but nothing may lean on it
    assert found[1, 0] > 0
    assert math.isclose(found[2, 0], 2 * (3 / 4 - 1 + 5), rel_tol=1e-12)
    assert designing.exact_gains({"one": FORMULA}, wrong, []).shape == (0, 0)


def test_gaps_on_the_grid_are_the_exact_ones() -> None:
    mutants = [off(A, B, by=2 + 3 * I), off(C, by=I / 7), Mutant("", "", Pow(FORMULA, -3))]
    mutants += [Mutant("pole", "", LAMBDA_0 / (LAMBDA - B.eigenvalue)), Mutant("", "", LAMBDA_BAR)]
    places = [A, B, C]
    found = designing._gaps(FORMULA, mutants, places)
    exact = np.array([designing.exact_gaps(FORMULA, mutants, place) for place in places]).T
    finite = np.isfinite(exact)
    assert not np.isfinite(found[3, 1])
    assert finite.sum() == finite.size - 1
    scale = 50.0  # of the largest term; a few dozen roundings each
    assert np.abs(found - exact)[finite].max() < 64 * scale * np.finfo(float).eps


def test_information_weighs_both_parts_and_ignores_poles() -> None:
    gaps = np.array([[1 + 2j, 3 - 1j], [np.inf, np.nan]])
    found = designing._information(gaps, np.array([HERE[B], HERE[C]]))
    assert found.tolist() == [[3 + 4 + 20, 81 - 12 + 7], [0, 0]]


def test_inverse_covariances() -> None:
    a, b, c = 2.0, 0.5, 3.0
    found = designing._inverted(complex(a, c), a + c + 2 * b)
    np.testing.assert_allclose(found @ [[a, b], [b, c]], np.eye(2), atol=1e-15)
    for silent in (0.0, 0.9e-12 * a, 1e-12 * a):
        nothing = designing._inverted(complex(a, silent), a + silent)
        assert nothing.tolist() == [[1 / a, 0], [0, 0]]
    faint = designing._inverted(complex(a, 1.1e-12 * a), a + 1.1e-12 * a)
    assert faint[1, 1] > 0


def test_the_program_finds_the_fewest_steps() -> None:
    alone = designing._cheapest(np.array([[4.0, 0.0, 1.0], [0.0, 2.0, 1.0]]), 8000.0)
    np.testing.assert_allclose(alone, [2000, 4000, 0], rtol=1e-9)
    shared = designing._cheapest(np.array([[4.0, 0.0, 3.0], [0.0, 2.0, 3.0]]), 8000.0)
    np.testing.assert_allclose(shared, [0, 0, 8000 / 3], rtol=1e-9)
    assert designing._cheapest(np.zeros((0, 3)), 8.0).tolist() == [0, 0, 0]
    with pytest.raises(ValueError, match=r"^program = .+: must be solvable; leave mutants out$"):
        designing._cheapest(np.array([[1.0, 2.0], [0.0, 0.0]]), 8.0)


def test_rounding_goes_part_by_part() -> None:
    number = QQ_I.from_sympy(Rational(2, 3) - I / 7)
    assert designing.to_complex(number) == complex(2 / 3, -1 / 7) == rounded(Rational(2, 3) - I / 7)
