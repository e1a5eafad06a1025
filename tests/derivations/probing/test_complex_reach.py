"""Where complex maps, those of several coordinates and those of the catalogue stay in the disk."""

from __future__ import annotations

from typing import Any

import pytest
from sympy import Expr, I, Rational, Symbol, exp, oo, pi, sqrt, tanh

from derivations.parameterizations import PARAMETERIZATIONS
from derivations.parameterizations.parameterization import Parameterization
from derivations.probing.reach import reach
from tests.derivations.probing.sampling import contradictions, unit

pytestmark = pytest.mark.slow

NU, THETA, STEP = map(Symbol, ("omega_nu", "omega_theta", "omega_Delta"))
HALF = Rational(1, 2)


@pytest.mark.slow
@pytest.mark.parametrize("known", PARAMETERIZATIONS, ids=lambda known: known.name)
def test_the_catalogue_stays_inside(known: Parameterization) -> None:
    found = reach(known)
    assert found.inside is (known.name != "unitary")
    assert not contradictions(known, found)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("eigenvalue", "coordinates", "inside"),
    [
        (NU + I * THETA, ((NU, -oo, oo), (THETA, -oo, oo)), False),
        (NU + I * THETA, ((NU, -sqrt(2) / 2, sqrt(2) / 2), (THETA, -HALF, HALF)), True),
        (tanh(NU) * exp(I * pi * tanh(THETA)), ((NU, -oo, oo), (THETA, -oo, oo)), True),
        (tanh(NU) * exp(I * THETA / tanh(NU)), ((NU, -oo, oo), (THETA, -oo, oo)), False),
        (
            exp(exp(STEP) * (I * THETA - exp(NU))),
            ((NU, -oo, oo), (THETA, -oo, oo), (STEP, -oo, oo)),
            True,
        ),
        (
            (2 + exp(STEP) * (I * THETA - exp(NU))) / (2 - exp(STEP) * (I * THETA - exp(NU))),
            ((NU, -oo, oo), (THETA, -oo, oo), (STEP, -oo, oo)),
            True,
        ),
        (
            1 + exp(STEP) * (I * THETA - exp(NU)),
            ((NU, -oo, oo), (THETA, -oo, oo), (STEP, -oo, oo)),
            False,
        ),
        (exp(I * THETA), ((THETA, -oo, oo),), False),
    ],
)
def test_complex_maps(eigenvalue: Expr, coordinates: tuple[Any, ...], inside: bool) -> None:
    made = unit(eigenvalue, *coordinates)
    found = reach(made)
    assert found.inside is inside
    assert not contradictions(made, found)


def test_contacts_of_complex_maps_turn() -> None:
    found = reach(unit(exp(I * exp(THETA) - exp(NU)), (NU, -oo, oo), (THETA, -oo, oo)))
    assert [(c.symbol, str(c.omega), c.eigenvalue) for c in found.contacts] == [
        (NU, "-oo", exp(I * exp(THETA)))
    ]
