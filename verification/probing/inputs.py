"""Inputs as a user names them: white, rho=9/10, exponential, a mixture, an AR process, a file."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import NoReturn

import numpy as np
from scipy.linalg import solve_toeplitz  # type: ignore[import-untyped]
from sympy import Expr, Rational

from derivations import empirical
from derivations.domain import DomainError
from derivations.inputs import EXPONENTIAL, WHITE, Input
from derivations.spectra import arma, exponentials
from derivations.symbols import RHO
from derivations.yule_walker import autocovariances
from verification.errors import InputError, refusal
from verification.evaluating import lags
from verification.expression import parse_number
from verification.probing.recording import ORDER, recorded

KIND = re.compile(r"(?P<kind>[a-z]+)(?:\s*=\s*|\s+|$)(?P<rest>.*)")
KINDS = (
    "white, rho=9/10, exponential, 'mixture 0.3@0 0.7@0.9', 'ar 1.2 -0.5', 'acf FILE' or "
    "'data FILE.npy'"
)
MOST = 16  # lags of recorded data
DIGITS = 6  # of the coefficients, far below their standard error
RIDGES = (0.0, 1e-7, 1e-5, 1e-3)  # shares of R(k) taken away, so that rounding does no harm


def input_of(text: str) -> Input:
    """Read the description of an input.

    Args:
        text: one of the kinds in `KINDS`; numbers are read exactly.

    Returns:
        The input, of variance 1 unless its autocovariance says otherwise; only `exponential` keeps
        a symbol, rho.

    Raises:
        InputError: if it is none of them, or no stationary input.
    """
    found = KIND.fullmatch(text.strip())
    if found is None or found["kind"] not in READERS:
        raise InputError(refusal("--input", text, "is no input that is known", f"use {KINDS}"))
    return READERS[found["kind"]](text, found["rest"])


def _white(text: str, rest: str) -> Input:
    return WHITE if not rest else _refused(text, "takes nothing after it")


def _exponential(text: str, rest: str) -> Input:
    return EXPONENTIAL if not rest else _refused(text, "takes nothing after it")


def _rho(text: str, rest: str) -> Input:
    return at_correlation(_correlation(text, rest))


def at_correlation(number: Expr) -> Input:
    """Put a number for rho into the exponential input.

    Args:
        number: rho, between -1 and 1.

    Returns:
        An input without symbols.
    """
    fixed = {RHO: number}
    return replace(
        EXPONENTIAL,
        title=f"exponential, R(Delta) = ({number})^|Delta|",
        rows=tuple((state, row.xreplace(fixed)) for state, row in EXPONENTIAL.rows),
        laws=tuple(law.at(fixed) for law in EXPONENTIAL.laws),
        generating=EXPONENTIAL.generating.xreplace(fixed),
        parameters=(),
        atoms=((Rational(1), number),),
    )


def _mixture(text: str, rest: str) -> Input:
    pairs = [word.partition("@") for word in rest.split()]
    if not pairs or not all(at for _, at, _ in pairs):
        _refused(text, "takes weights at correlations, as in 0.3@0 0.7@0.9")
    weights = tuple(_number(text, weight) for weight, _, _ in pairs)
    if any(weight < 0 for weight in weights) or not sum(weights):
        _refused(text, "takes weights that are not negative, and not all 0")
    ratios = tuple(_correlation(text, ratio) for _, _, ratio in pairs)
    terms = " + ".join(f"{w} ({r})^|Delta|" for w, r in zip(weights, ratios, strict=True))
    return replace(exponentials(weights, ratios), title=f"a mixture, R(Delta) = {terms}")


def _autoregressive(text: str, rest: str) -> Input:
    phi = tuple(_number(text, word) for word in rest.split())
    if not phi:
        _refused(text, "takes coefficients on past values, as in ar 1.2 -0.5")
    try:
        found = arma(phi, ())
        known = autocovariances(phi, (), Rational(1), len(phi) + 1)
    except ValueError as error:
        _refused(text, str(error))
    if not _is_stable(phi) or not known[0] > 0:
        _refused(text, "grows without bound: its roots must lie inside the unit disk")
    return replace(found, title=f"{found.title}, phi = {', '.join(map(str, phi))}")


def _is_stable(phi: tuple[Expr, ...]) -> bool:
    """Decide by the Levinson recursion run backwards: reflection coefficients in (-1, 1)."""
    row = list(phi)
    while row:
        last = row.pop()
        if not abs(last) < 1:
            return False
        row = [(a + last * b) / (1 - last**2) for a, b in zip(row, reversed(row), strict=True)]
    return True


def _measured(text: str, rest: str) -> Input:
    values = lags(Path(rest))
    if not all(value.is_real for value in values):
        _refused(text, "must hold real numbers")
    try:
        return empirical.of_autocovariance(values)
    except DomainError as error:
        _refused(text, str(error))


def _recorded(text: str, rest: str) -> Input:
    path, _, last = rest.rpartition(" ")
    is_counted = path.endswith(".npy") and last.isascii() and last.isdigit()
    order = int(last) if is_counted else ORDER
    if not 1 <= order <= MOST:
        _refused(text, f"takes 1 to {MOST} lags")
    found = recorded(Path(path if is_counted else rest), order + 1)
    title = (
        f"recorded data less their mean, divided by their deviation {found.deviation:.4g}: R(1), "
        f"..., R({order}) as estimated, beyond them an AR({order}); standard error of R(k) up to "
        f"{max(found.errors):.1g}"
    )
    return replace(arma(_fitted(text, found.values), ()), title=title)


def _fitted(text: str, lags: np.ndarray) -> tuple[Expr, ...]:
    """Solve the Yule-Walker equations, lags a trifle smaller where they are those of pure waves."""
    for ridge in RIDGES:
        row = np.concatenate([[1.0], (1 - ridge) * lags[1:]])
        phi = solve_toeplitz(row[:-1], row[1:])
        rounded = tuple(Rational(round(float(x) * 10**DIGITS), 10**DIGITS) for x in phi)
        if _is_stable(rounded):
            return rounded
    _refused(text, "repeats itself exactly")


def _number(text: str, word: str) -> Expr:
    number = parse_number(word, argument="--input, number")
    return number if number.is_real else _refused(text, f"takes real numbers, not {word}")


def _correlation(text: str, word: str) -> Expr:
    number = _number(text, word)
    return number if abs(number) <= 1 else _refused(text, f"{word} is no correlation, |.| <= 1")


def _refused(text: str, rule: str) -> NoReturn:
    raise InputError(refusal("--input", text, rule, f"use {KINDS}"))


READERS: Mapping[str, Callable[[str, str], Input]] = MappingProxyType(
    {
        "white": _white,
        "exponential": _exponential,
        "rho": _rho,
        "mixture": _mixture,
        "ar": _autoregressive,
        "acf": _measured,
        "data": _recorded,
    }
)
