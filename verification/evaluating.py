"""What `linrec eval` answers: an exact number, its decimals, an interval that holds it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import mpmath
from sympy import Expr, Symbol, im, re

from derivations import empirical, finite
from derivations.catalogue import GENERAL, NAMES, derive
from derivations.closed_form import ClosedForm
from verification.api import known, point
from verification.decimals import ball, decimal, number
from verification.errors import InputError, refusal
from verification.expression import parse_number
from verification.own import read_file

LONGEST = 2000  # characters of a fraction that is still printed


def evaluate(
    *,
    name: str,
    at: str,
    digits: int,
    enclose: bool = False,
    horizon: int | None = None,
    path_of_system: Path | None = None,
    acf: Path | None = None,
) -> dict[str, Any]:
    """Evaluate a quantity at a point.

    Args:
        name: a catalogue name, or a quantity of the user's own recurrence.
        at: the point.
        digits: significant digits of the decimals.
        enclose: whether an interval is wanted too.
        horizon: the number of steps from rest, None for the stationary state.
        path_of_system: the file of a recurrence of the user's own.
        acf: the file of a measured autocovariance, for a closed form that holds for any input.

    Returns:
        The name, the point, the exact number (None where it is not rational, or too long to read),
        its decimals, and the interval if it is wanted.

    Raises:
        InputError: if an interval is wanted of what has none.
    """
    where = point(at)
    if enclose and any(given is not None for given in (horizon, path_of_system, acf)):
        rule = "an interval is there for stationary closed forms of the catalogue only"
        raise InputError(refusal("--enclose", name, rule, "leave it out: the number is exact"))
    exact, text, form = None, "", None
    if path_of_system is not None:
        exact = _own(read_file(path_of_system), name, where, horizon)
    elif acf is not None:
        general = tuple(form for form in NAMES if form.endswith(GENERAL))
        abstract = derive(known(name, general, "closed form for any input"))
        exact = empirical.evaluated(abstract, empirical.of_autocovariance(lags(acf)), where)
    else:
        form = derive(known(name, NAMES, "closed form"))
        exact, text = _catalogued(form, where, digits, horizon)
    answer: dict[str, Any] = {
        "name": name,
        "at": {str(symbol): number(value) for symbol, value in where.items()},
        "exact": _readable(exact),
        "value": text or rounded(exact, digits),
        "digits": digits,
    }
    if horizon is not None:
        answer["horizon"] = horizon
    if enclose and form is not None:
        from verification.enclosure import of_form

        answer["enclosure"] = ball(of_form(form, where, digits), digits)
    return answer


def lags(path: Path) -> tuple[Expr, ...]:
    """Read an autocovariance, numbers apart by spaces, commas or lines.

    Args:
        path: the file.

    Returns:
        R(0), R(1), ..., decimals read exactly.

    Raises:
        InputError: if it cannot be read.
    """
    try:
        words = path.read_text(encoding="utf-8").replace(",", " ").split()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(refusal("--acf", path, str(error), "give a readable file")) from None
    return tuple(parse_number(word, argument=f"--acf, lag {k}") for k, word in enumerate(words))


def _catalogued(
    form: ClosedForm, where: dict[Symbol, Expr], digits: int, steps: int | None
) -> tuple[Expr | None, str]:
    if steps is not None:
        return finite.evaluated(form, where, steps), ""
    if form.expression.free_symbols & {symbol for symbol, _ in form.meanings}:
        return None, decimal(form.digits(where, digits), digits)
    return form.value(where), ""


def _own(unit: Any, name: str, where: dict[Symbol, Expr], steps: int | None) -> Expr:
    if steps is None:
        return unit.value(name, where)
    return finite.evaluated(unit.derive(name), where, steps)


def _readable(exact: Expr | None) -> str | None:
    if exact is None or exact.has(Symbol) or not (re(exact).is_Rational and im(exact).is_Rational):
        return None
    text = number(exact)
    return text if len(text) <= LONGEST else None


def rounded(exact: Expr, digits: int) -> str:
    """Write an exact number in decimals.

    Args:
        exact: a number.
        digits: significant digits of each part.

    Returns:
        `a` or `a + b*I`.
    """
    with mpmath.workdps(digits + 10):
        parts = [
            mpmath.mpf(int(part.p)) / int(part.q)
            if part.is_Rational
            else mpmath.mpmathify(part.evalf(digits + 10))
            for part in (re(exact), im(exact))
        ]
        value = mpmath.mpc(*parts) if im(exact) != 0 else parts[0]
    return decimal(value, digits)
