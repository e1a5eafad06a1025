"""Conditions for stationarity: as few as say it, and none that a point inside would break."""

from __future__ import annotations

import pytest

from derivations import catalogue
from derivations.conditions import in_words
from verification.own import read

pytestmark = pytest.mark.slow

SAID = {
    "state_moment": (),
    "sensitivity_moment_leaky": ("|1 - alpha| < 1",),
    "state_kernel_leaky": ("|1 - alpha| < 1", "|1 - alpha_0| < 1"),
    "sensitivity_moment_gru": ("|m_2| < 1",),
    "state_moment_zoh": ("|e| < 1",),
    "sensitivity_moment_selective_m": ("|m**2 + kappa**2| < 1",),
    "state_moment_stacked": ("|a| < 1", "|b| < 1"),
    "state_kernel_general": (),
}


@pytest.mark.parametrize("name", SAID)
def test_conditions_in_words(name: str) -> None:
    assert set(in_words(catalogue.derive(name))) == set(SAID[name])


@pytest.mark.parametrize("name", ["state_moment_ar_2", "state_moment_second_order"])
def test_blocks_are_named(name: str) -> None:
    (phrase,) = in_words(catalogue.derive(name))
    assert phrase.startswith("spectral radius < 1 for E[")


def test_higher_moments_need_more() -> None:
    rows = ["x' = xi", "h' = (m + kappa*x')*h + x'"]
    unit = read({"rows": rows, "parameters": ["m", "kappa"], "noise": {"xi": "1"}})
    second, fourth = (set(in_words(unit.derive(name))) for name in ("E[h h]", "E[h h h h]"))
    assert second < fourth
    assert "|m**4 + 6*kappa**2*m**2 + 3*kappa**4| < 1" in fourth
