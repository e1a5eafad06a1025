"""Closed forms of a unit by their keys, in its coordinates and in its eigenvalue."""

from __future__ import annotations

from sympy import Expr

from derivations.inputs import WHITE, Input
from derivations.parameterizations.parameterization import Parameterization
from derivations.probing.forms import forms
from derivations.probing.inverse import in_lambda


def found(unit: Parameterization, source: Input = WHITE) -> dict[str, Expr]:
    return {form.key: form.expression for form in forms(unit, source)}


def of_lambda(unit: Parameterization, source: Input) -> dict[str, Expr]:
    return {form.key: form.expression for form in in_lambda(unit, forms(unit, source))}
