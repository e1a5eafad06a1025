"""How far a value of JAX is off, and how far rounding may take it."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np

# JAX's functions are within 8 ulp, and no expression here has more than ten of them in a row
ROUNDING = 80 * 2.0**-52


def off(seen: Any, right: Any) -> float:
    return float(abs(mpmath.mpmathify(np.asarray(seen).item()) - right) / abs(right))
