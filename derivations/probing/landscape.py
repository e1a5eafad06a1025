r"""The loss of a unit that is to learn what another unit of the same kind puts out.

$L(\omega, \omega_0) = \frac12 E|y(\omega) - y(\omega_0)|^2$ with $y = \gamma h$ is
$\frac12 (\gamma^2 K(\lambda, \bar\lambda) + \gamma_0^2 K(\lambda_0, \bar\lambda_0)) -
\gamma \gamma_0 \mathrm{Re} K(\lambda, \bar\lambda_0)$.
"""

from __future__ import annotations

from typing import NamedTuple

from sympy import Expr, ImmutableMatrix, Symbol, sqrt

from derivations.general import for_input, kernels
from derivations.inputs import Input
from derivations.parameterizations.parameterization import Parameterization, conjugated
from derivations.probing.compact import compact
from derivations.probing.forms import HESSIAN, forms
from derivations.probing.kernels import A, B
from derivations.probing.parts import parts


class Landscape(NamedTuple):
    """A loss and what gradient descent meets in it.

    Args:
        teacher: the teacher's coordinates, named with a 0 behind, shape (n,).
        loss: L, of the coordinates of both.
        gradient: of L with respect to the student's, shape (n,).
        hessian: at the optimum, of the coordinates, shape (n, n).
        rate: the learning rate above which gradient descent leaves the optimum, 2 divided by the
            largest eigenvalue of the Hessian; None with more than two coordinates.
    """

    teacher: tuple[Symbol, ...]
    loss: Expr
    gradient: tuple[Expr, ...]
    hessian: ImmutableMatrix
    rate: Expr | None


def landscape(unit: Parameterization, source: Input) -> Landscape:
    """Derive the loss of a student against a teacher of the same parameterization.

    Args:
        unit: real or complex; where gamma is not coupled, both have the teacher's.
        source: a real input whose generating function is rational.

    Returns:
        The landscape.
    """
    teacher = {symbol: Symbol(f"{symbol}_0") for symbol in unit.symbols}
    constants = dict(unit.constants)
    eigenvalue = unit.eigenvalue.xreplace(constants)
    gain = unit.gain.xreplace(constants)
    first, gain_0 = eigenvalue.xreplace(teacher), gain.xreplace(teacher)
    gain = gain if unit.is_coupled else gain_0
    kernel = for_input(kernels(A, B)[0], source)
    both = [(eigenvalue, eigenvalue), (first, first), (eigenvalue, first)]
    own, goal, shared = (_real(kernel.xreplace({A: a, B: conjugated(b)})) for a, b in both)
    gain, gain_0 = _real(gain), _real(gain_0)
    loss = (gain**2 * own + gain_0**2 * goal) / 2 - gain * gain_0 * shared
    loss = compact(loss) if unit.is_real else loss
    hessian = _hessian(unit, source)
    gradient = tuple(loss.diff(symbol) for symbol in unit.symbols)
    return Landscape(tuple(teacher.values()), loss, gradient, hessian, _rate(hessian))


def _real(expression: Expr) -> Expr:
    return parts(expression)[0]


def _hessian(unit: Parameterization, source: Input) -> ImmutableMatrix:
    (form,) = (form.expression for form in forms(unit, source) if form.key == HESSIAN)
    return form if form.is_Matrix else ImmutableMatrix([[form]])


def _rate(hessian: ImmutableMatrix) -> Expr | None:
    if hessian.rows == 1:
        return compact(2 / hessian[0, 0]) if hessian[0, 0] != 0 else None
    if hessian.rows > 2:
        return None
    a, b, d = hessian[0, 0], hessian[0, 1], hessian[1, 1]
    return 4 / (a + d + sqrt((a - d) ** 2 + 4 * b**2))
