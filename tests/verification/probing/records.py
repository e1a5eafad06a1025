"""Records of probes written by hand, for the tests of reports."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from typing import Any

PAYLOAD = "</script><script>alert('x')</script><img src=x onerror=alert(1)>\"'&{{DATA}}"
GRID = [x / 8 for x in range(-48, 25)]
STATE = "(1 + exp(-exp(omega))*rho)/(1 - exp(-exp(omega))*rho)"
MEMORIES = [2.0, 5.0, 20.0, 100.0, 1000.0]


def sample() -> dict[str, Any]:
    """A probe with all its parts: every verdict, a matrix, a number that is not known."""
    return copy.deepcopy(_SAMPLE)


def bare() -> dict[str, Any]:
    """A probe of which every step took too long."""
    steps = ("head", "domain", "closed_forms", "limits", "measured", "curves", "proof", "optimum")
    return {"closed_forms": {}, "missing": {step: f"slow {step}" for step in (*steps, "landscape")}}


def planted(text: str = PAYLOAD) -> dict[str, Any]:
    """A probe with a text in every string and every name of a coordinate or parameter."""
    found = _replaced(sample(), text)
    found["closed_forms"][f"state_moment{text}"] = found["closed_forms"].pop("state_moment")
    for form in found["closed_forms"].values():
        form["js"] = "1"  # so that there are sliders
    found["missing"] = {text: text}
    found["origin"][text] = text
    return found


def _replaced(value: Any, text: str) -> Any:
    if isinstance(value, dict):
        return {key: _replaced(inner, text) for key, inner in value.items()}
    if isinstance(value, list):
        return [_replaced(inner, text) for inner in value]
    return text if isinstance(value, str) else value


def decay(omega: float) -> float:
    return math.exp(-math.exp(omega))


def state(omega: float, rho: float) -> float:
    return (1 + decay(omega) * rho) / (1 - decay(omega) * rho)


def moment(omega: float, rho: float) -> float:
    slope, size = decay(omega) * math.exp(omega), 1 - decay(omega) ** 2
    return state(omega, rho) * slope**2 / size**2


def plain(omega: float, rho: float) -> float:
    return moment(omega, rho) * 2 / (1 - decay(omega) ** 2)


def _curve(rho: str) -> dict[str, Any]:
    value = float(rho[0]) / 2

    def along(f: Callable[[float, float], float]) -> list[float | None]:
        return [None if x == 0 else f(x, value) for x in GRID]

    return {
        "coordinate": "omega",
        "at": {"rho": rho},
        "omega": GRID,
        "modulus": [decay(x) for x in GRID],
        "memory": [1 / (1 - decay(x)) for x in GRID],
        "state_moment": along(state),
        "sensitivity_moment": along(moment),
        "sensitivity_moment_plain": along(plain),
    }


def _form(title: str, expr: str, latex: str, js: str | None, verdict: str, rung: str | None) -> Any:
    found = [] if rung is None else [{"rung": rung, "outcome": "agrees", "detail": f"as {rung}"}]
    return {
        "title": title,
        "expr": expr,
        "latex": latex,
        "js": js,
        "in_lambda": None,
        "in_lambda_latex": None,
        "verdict": verdict,
        "rung": rung,
        "findings": found,
    }


_TOP = r"1 + \rho e^{- e^{\omega}}"
_BELOW = r"- \rho e^{- e^{\omega}} + 1"
_MAP = "Math.exp(-Math.exp(v.omega))"
_RATIO = f"(1 + {_MAP}*v.rho)/(1 - {_MAP}*v.rho)"
_SLOPE = f"{_MAP}*Math.exp(v.omega)"
_SIZE = f"(1 - Math.pow({_MAP}, 2))"
_LONG = r" + ".join(
    rf"{k} \omega^{{{k}}} \rho^{{2}} e^{{- {k} e^{{\omega}}}}" for k in range(2, 14)
)
_FORMS = {
    "state_moment": {
        **_form("E|gamma h|^2", STATE, rf"\frac{{{_TOP}}}{{{_BELOW}}}", _RATIO, "proved", "proof"),
        "in_lambda": "(1 + lambda*rho)/(1 - lambda*rho)",
        "in_lambda_latex": r"\frac{\lambda \rho + 1}{- \lambda \rho + 1}",
    },
    "sensitivity_moment": _form(
        "E|d(gamma h)/d omega|^2, gamma differentiated",
        "exp(-2*exp(omega))*exp(2*omega)*(1 + exp(-exp(omega))*rho)/(1 - exp(-exp(omega))*rho)",
        rf"\frac{{\left({_TOP}\right) e^{{2 \omega}} e^{{- 2 e^{{\omega}}}}}}"
        rf"{{\left(1 - e^{{- 2 e^{{\omega}}}}\right)^{{2}} \left({_BELOW}\right)}}",
        f"{_RATIO}*Math.pow({_SLOPE}, 2)/Math.pow({_SIZE}, 2)",
        "accepted",
        "enclosure",
    ),
    "sensitivity_moment_plain": _form(
        "E|dh/d omega|^2, without gamma",
        "a sum of twelve terms over two factors",
        rf"\frac{{\left({_LONG}\right) e^{{\omega}}}}{{\left({_LONG}\right)^{{2}}}}",
        f"2*{_RATIO}*Math.pow({_SLOPE}, 2)/Math.pow({_SIZE}, 3)",
        "rejected",
        "driven",
    ),
    "input_sensitivity": _form(
        "sum over k of |d(gamma h_t)/d x_{t-k}|^2", "1", "1", "1", "accepted", "driven"
    ),
    "hessian": _form(
        "Hessian of E|gamma h - target|^2/2 at the optimum",
        "[omega, 0; 0, sqrt(rho)]",
        r"\left(\begin{matrix}\omega & 0\\0 & \sqrt{\rho}\end{matrix}\right)",
        None,
        "undecided",
        None,
    ),
}
_SAMPLE: dict[str, Any] = {
    "name": "exp-exp",
    "title": "double exponential, 100% of a & b_c",
    "lambda": "exp(-exp(omega))",
    "lambda_latex": r"e^{- e^{\omega}}",
    "gain": "sqrt(1 - exp(-2*exp(omega)))",
    "gain_latex": r"\sqrt{1 - e^{- 2 e^{\omega}}}",
    "is_coupled": True,
    "input": "exponential, R(Delta) = rho^|Delta|",
    "domain": "-oo < omega < oo",
    "source": "key2024, Figure 2",
    "remark": "the gain is that of the initialization",
    "parameters": ["rho"],
    "coordinates": [{"name": "omega", "latex": r"\omega", "low": "-oo", "high": "oo"}],
    "reach": {
        "inside": True,
        "monotone": True,
        "injective": None,
        "period": None,
        "size": "0 < |lambda| < 1",
        "memory": "1 < 1/(1 - |lambda|) < oo",
        "contacts": ["omega -> -oo: lambda -> 1"],
        "poles": [],
        "leaves": None,
        "valid": "-oo < omega < oo",
        "reason": "monotone pieces",
    },
    "closed_forms": _FORMS,
    "behaviours": [
        {
            "key": "sensitivity_moment",
            "coordinate": "omega",
            "end": "-oo",
            "limit": "1",
            "exponent": "0",
            "constant": "(1 + rho)/(4*(1 - rho))",
            "constant_latex": r"\frac{\rho + 1}{4 \left(1 - \rho\right)}",
        },
        {
            "key": "sensitivity_moment_plain",
            "coordinate": "omega",
            "end": "-oo",
            "limit": "1",
            "exponent": None,
            "constant": None,
            "constant_latex": None,
        },
    ],
    "exponents": {"sensitivity_moment": 0},
    "verdict": "tamed up to the constant (1 + rho)/(4*(1 - rho))",
    "optimal": {
        "density": "1/(1 - lambda**2)**2",
        "density_latex": r"\frac{1}{\left(1 - \lambda^{2}\right)^{2}}",
        "coordinate": "atanh(lambda)",
        "coordinate_latex": r"\operatorname{atanh}{\left(\lambda \right)}",
        "expr": "tanh(omega)",
        "latex": r"\tanh{\left(\omega \right)}",
        "how": "closed form, proved by substitution",
        "at": {"rho": "1/2"},
        "table": [[str(math.atanh(x)), str(x)] for x in (0.0, 0.25, 0.5, 0.9, 0.99)],
        "ratio": [[m, 1 + 1 / m] for m in MEMORIES],
    },
    "landscape": {
        "loss": "(exp(-exp(omega)) - exp(-exp(omega_0)))**2",
        "loss_latex": r"\left(e^{- e^{\omega}} - e^{- e^{\omega_{0}}}\right)^{2}",
        "rate": "2*exp(-2*omega)",
        "rate_latex": r"2 e^{- 2 \omega}",
        "at": {"rho": "1/2"},
        "omega_0": [math.log(-math.log(1 - 1 / m)) for m in MEMORIES],
        "memory": MEMORIES,
        "hessian": [1.0 - 1 / m for m in MEMORIES],
        "learning_rate": [2 / (1 - 1 / m) for m in MEMORIES[:-1]] + [None],
        "curves": [
            {
                "memory": m,
                "teacher": math.log(-math.log(1 - 1 / m)),
                "omega": GRID,
                "loss": [(decay(x) - 1 + 1 / m) ** 2 for x in GRID],
            }
            for m in MEMORIES[:3]
        ],
    },
    "curves": [_curve(rho) for rho in ("0", "1/2", "2/2")],
    "seed": 7,
    "origin": {"linrec": "0.1.0, sources 12345678", "with": "sympy 1.14.0, x86_64"},
    "seconds": 3.2,
}
