r"""An input that no finite state makes: $R(\Delta) = 1 / (1 + |\Delta|)$, whose sum diverges.

It is stationary because R is convex and tends to 0 (Polya's criterion). Its function
$G(z) = \frac12 + \sum_{k \geq 1} \frac{z^k}{1 + k} = -\frac{\log(1 - z)}{z} - \frac12$ is no
fraction, and so the moments of a recurrence are none.
"""

from __future__ import annotations

from sympy import Expr, Rational, log

from derivations import general
from derivations.general import G, GPrime
from derivations.inputs import Input, Z
from derivations.symbols import R_0

HARMONIC = Input(
    name="harmonic",
    title="harmonic, R(Delta) = 1/(1 + |Delta|)",
    rows=(),
    laws=(),
    generating=-log(1 - Z) / Z - Rational(1, 2),
    parameters=(),
)


def kernels(a: Expr, b: Expr) -> tuple[Expr, Expr]:
    """Put the harmonic input into the kernels of any input.

    Args:
        a: first eigenvalue, nonzero.
        b: second eigenvalue, nonzero.

    Returns:
        The state kernel and the sensitivity kernel.
    """
    state, sensitivity = (_concrete(form) for form in general.kernels(a, b))
    return state, sensitivity


def _concrete(form: Expr) -> Expr:
    total = HARMONIC.generating
    values = {
        call: (total if isinstance(call, G) else total.diff(Z)).xreplace({Z: call.args[0]})
        for call in form.atoms(G, GPrime)
    }
    return form.xreplace({**values, R_0: 2 * total.limit(Z, 0)})
