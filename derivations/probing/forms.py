r"""Closed forms of a parameterized unit under an input, by the chain rule.

With $y = \gamma h$, $\lambda = \lambda(\omega)$ and $\gamma = \gamma(\omega)$,
$\partial_i y = \gamma_i h + \gamma \lambda_i \partial_\lambda h$, so that all second moments follow
from K, S and $\partial_a K$ at $(\lambda, \bar\lambda)$. Only $\gamma^2$ and its derivatives occur.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sympy import Expr, ImmutableMatrix, Integer, Max, Symbol, oo, sqrt

from derivations.inputs import Input
from derivations.parameterizations.parameterization import Parameterization
from derivations.probing.compact import compact
from derivations.probing.kernels import REAL, SQUARE, Kernels, at_conjugates
from derivations.probing.parts import parts

STATE, INPUTS, HESSIAN = "state_moment", "input_sensitivity", "hessian"
COUPLED, DETACHED, PLAIN = (
    "sensitivity_moment",
    "sensitivity_moment_detached",
    "sensitivity_moment_plain",
)
RELATIVE, CONDITION = "relative_sensitivity", "condition_number"

LONG = 300  # operations; beyond, a condition number is not simplified


class Form(NamedTuple):
    """A closed form.

    Args:
        key: what it is, followed by the coordinate where there are several.
        title: the same for people.
        expression: of the coordinates and the input's parameters; the Hessian is a matrix where
            there are several coordinates.
    """

    key: str
    title: str
    expression: Expr


class Parts(NamedTuple):
    """A unit in real numbers, its constants replaced by their values.

    Args:
        symbols: the coordinates, shape (n,).
        real: Re lambda.
        imaginary: Im lambda.
        square: |lambda|^2.
        gain: gamma^2.
        kernels: of the input, at this eigenvalue.
    """

    symbols: tuple[Symbol, ...]
    real: Expr
    imaginary: Expr
    square: Expr
    gain: Expr
    kernels: Kernels


def forms(unit: Parameterization, source: Input) -> tuple[Form, ...]:
    """Derive all closed forms.

    Args:
        unit: real or complex, with one or several coordinates.
        source: an input whose generating function is rational.

    Returns:
        The forms; those of a coordinate once for each. `sensitivity_moment` and
        `relative_sensitivity` differentiate gamma whatever the unit does, the Hessian as it does.
    """
    known = prepared(unit, source)
    state = compact(known.gain * known.kernels.state)
    inputs = compact(known.gain / (1 - known.square))
    metrics = {name: _metric(known, entry) for name, entry in ENTRIES.items()}
    several = [
        Form(_key(name, unit, i), _title(TITLES[name], unit, i), metric[i, i])
        for name, metric in metrics.items()
        for i in range(len(unit.symbols))
    ]
    relative = [
        Form(_key(RELATIVE, unit, i), _title(TITLES[RELATIVE], unit, i), _ratio(moment, state))
        for i, moment in enumerate(metrics[COUPLED].diagonal())
    ]
    return (
        Form(STATE, TITLES[STATE], state),
        *several,
        *relative,
        Form(INPUTS, TITLES[INPUTS], inputs),
        *_curvature(metrics[COUPLED if unit.is_coupled else DETACHED]),
    )


def prepared(unit: Parameterization, source: Input) -> Parts:
    """Split a unit into real parts.

    Args:
        unit: the unit.
        source: the input.

    Returns:
        Its parts.

    Raises:
        ValueError: if gamma is not real, a coordinate is named as a parameter of the input, or the
            eigenvalue always lies on the circle.
    """
    for symbol in unit.symbols:
        if symbol in source.parameters:
            raise ValueError(f"coordinates = {symbol}: must differ from the input's; rename it")
    constants = dict(unit.constants)
    u, v = map(compact, parts(unit.eigenvalue.xreplace(constants)))
    gain, rest = map(compact, parts(unit.gain.xreplace(constants) ** 2))
    if rest != 0:
        raise ValueError(f"gain = {unit.gain}: must be real; take its modulus")
    square = compact(u**2 + v**2)
    if square == 1:
        rule = "must have modulus < 1, else no state is stationary; let it decay"
        raise ValueError(f"eigenvalue = {unit.eigenvalue}: {rule}")
    put = {REAL: u, SQUARE: square}
    kernels = Kernels(*(compact(form.xreplace(put)) for form in at_conjugates(source)))
    return Parts(unit.symbols, u, v, square, gain, kernels)


def _metric(known: Parts, entry: Callable[[Parts, Symbol, Symbol], Expr]) -> ImmutableMatrix:
    symbols = known.symbols
    table = {
        (i, j): entry(known, symbols[i], symbols[j])
        for i in range(len(symbols))
        for j in range(i + 1)
    }
    size = len(symbols)
    return ImmutableMatrix(size, size, lambda i, j: table[max(i, j), min(i, j)])


def _plain(known: Parts, i: Symbol, j: Symbol) -> Expr:
    u, v = known.real, known.imaginary
    moved = compact(u.diff(i) * u.diff(j) + v.diff(i) * v.diff(j))
    return compact(moved * known.kernels.sensitivity)


def _detached(known: Parts, i: Symbol, j: Symbol) -> Expr:
    return compact(known.gain * _plain(known, i, j))


def _coupled(known: Parts, i: Symbol, j: Symbol) -> Expr:
    on_i, on_j = (compact(known.gain.diff(symbol)) for symbol in (i, j))
    state = compact(on_i * on_j / (4 * known.gain) * known.kernels.state)
    cross = compact((on_i * _along(known, j) + on_j * _along(known, i)) / 2)
    return compact(state + cross + _detached(known, i, j))


def _along(known: Parts, symbol: Symbol) -> Expr:
    """Give Re(lambda_i dK/da)."""
    turned = compact(known.imaginary.diff(symbol) * known.imaginary)
    onwards = compact(known.real.diff(symbol) * known.kernels.slope)
    return compact(onwards - turned * known.kernels.turn)


def _ratio(moment: Expr, state: Expr) -> Expr:
    return compact(moment / state) if state != 0 else Integer(0)


def _curvature(metric: ImmutableMatrix) -> tuple[Form, ...]:
    if metric.rows == 1:
        return (Form(HESSIAN, TITLES[HESSIAN], metric[0, 0]),)
    matrix = Form(HESSIAN, TITLES[HESSIAN], metric)
    if metric.rows > 2:
        return (matrix,)
    return matrix, Form(CONDITION, TITLES[CONDITION], _condition(metric))


def _condition(metric: ImmutableMatrix) -> Expr:
    a, b, d = metric[0, 0], metric[0, 1], metric[1, 1]
    if b == 0:
        ratio = compact(a / d) if d != 0 else oo
        return Max(ratio, 1 / ratio)
    shorter = compact if metric.count_ops() < LONG else (lambda form: form)
    determinant = shorter(a * d - b**2)
    if determinant == 0:
        return oo
    gap = shorter(((a - d) ** 2 + 4 * b**2) / (a + d) ** 2)
    return (1 + sqrt(gap)) ** 2 * shorter((a + d) ** 2 / (4 * determinant))


def _key(name: str, unit: Parameterization, place: int) -> str:
    return name if len(unit.symbols) == 1 else f"{name}_{unit.symbols[place]}"


def _title(title: str, unit: Parameterization, place: int) -> str:
    return title.replace("d omega", f"d {unit.symbols[place]}")


TITLES = {
    STATE: "E|gamma h|^2",
    COUPLED: "E|d(gamma h)/d omega|^2, gamma differentiated",
    DETACHED: "E|d(gamma h)/d omega|^2, gamma held fixed",
    PLAIN: "E|dh/d omega|^2, without gamma",
    RELATIVE: "E|d(gamma h)/d omega|^2 / E|gamma h|^2",
    INPUTS: "sum over k of |d(gamma h_t)/d x_{t-k}|^2, and the backward signal of white errors",
    HESSIAN: "Hessian of E|gamma h - target|^2/2 at the optimum",
    CONDITION: "condition number of the Hessian",
}
ENTRIES = {COUPLED: _coupled, DETACHED: _detached, PLAIN: _plain}
