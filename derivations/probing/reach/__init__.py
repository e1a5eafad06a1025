"""Where a map stays inside the unit disk, whether it is monotone, how long a memory it reaches.

Every True and every False is a proof: by intervals of extended reals over the whole box, by the
table of a map's monotone pieces with exact limits at their ends, or by a point in ball arithmetic.
`Abs`, `Min` and `Max` are refused when a map is read; a root of a square is a kink, no pole.
"""

from __future__ import annotations

import time

from flint import ctx
from sympy import Expr, Symbol, oo

from derivations.parameterizations.parameterization import Parameterization
from derivations.probing.reach.complex_reach import reach_of_complex
from derivations.probing.reach.cover import BITS
from derivations.probing.reach.ends import known
from derivations.probing.reach.reached import Contact, Departure, Pole, Range, Reach, Valid
from derivations.probing.reach.real_reach import reach_of_map
from derivations.probing.reach.spans import Span
from derivations.probing.reach.waves import period_of, reach_of_wave

SECONDS = 4.0


def reach(unit: Parameterization, seconds: float = SECONDS) -> Reach:
    """Find where the eigenvalue of a unit stays inside the unit disk.

    Args:
        unit: real with one coordinate, or complex with any number.
        seconds: after which what is not decided is left open.

    Returns:
        What is proved; None where nothing is.

    Raises:
        ValueError: if the eigenvalue has symbols that are neither coordinates nor constants.
    """
    deadline = time.monotonic() + seconds
    constants = dict(unit.constants)
    expression = unit.eigenvalue.xreplace(constants)
    spans = {
        c.symbol: (c.low.xreplace(constants), c.high.xreplace(constants)) for c in unit.coordinates
    }
    strange = sorted(map(str, expression.free_symbols - set(spans)))
    if strange:
        raise ValueError(
            f"eigenvalue = {expression}: must have no symbols but coordinates and constants; "
            f"give {strange[0]} a value"
        )
    with ctx.workprec(BITS):
        ends = {symbol: (known(low), known(high)) for symbol, (low, high) in spans.items()}
        if unit.is_real and len(ends) == 1:
            ((symbol, span),) = ends.items()
            return _of_real(expression, symbol, span, deadline)
        return reach_of_complex(expression, ends, deadline)


def _of_real(expression: Expr, symbol: Symbol, span: Span, deadline: float) -> Reach:
    if span[0].exact == -oo or span[1].exact == oo:
        period = period_of(expression, symbol)
        if period is not None:
            return reach_of_wave(expression, symbol, span, period, deadline)
    return reach_of_map(expression, symbol, span, deadline)


__all__ = ["Contact", "Departure", "Pole", "Range", "Reach", "Valid", "reach"]
