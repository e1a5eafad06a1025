"""The letters, signs and function names of LaTeX that are known, with what a browser shows."""

from __future__ import annotations

import re
from types import MappingProxyType

_GREEK = """
    alpha α beta β gamma γ delta δ epsilon ε zeta ζ eta η theta θ iota ι kappa κ lambda λ mu μ nu ν
    xi ξ pi π rho ρ sigma σ tau τ upsilon υ phi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ
    Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω varepsilon ϵ vartheta ϑ varrho ϱ
    varsigma ς varphi φ
"""
_FUNCTIONS = """
    exp log ln sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan max min arg det Re
    Im re im sup inf
"""
GREEK = MappingProxyType(dict(re.findall(r"(\w+) (\w)", _GREEK)))
FUNCTIONS = tuple(re.findall(r"\w+", _FUNCTIONS))
SIGNS = MappingProxyType(
    {
        "infty": "∞",
        "partial": "∂",
        "cdot": "⋅",
        "times": "×",
        "to": "→",
        "sum": "∑",
        "pm": "±",
        "le": "≤",
        "leq": "≤",
        "ge": "≥",
        "geq": "≥",
        "ne": "≠",
        "neq": "≠",
        "in": "∈",
        "wedge": "∧",
        "vee": "∨",
        "ldots": "…",
        "sim": "∼",
        "lvert": "|",
        "rvert": "|",
        "|": "‖",
        "{": "{",
        "}": "}",
    }
)
