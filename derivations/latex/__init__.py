"""Closed forms become LaTeX: a formula, a fragment, a derivation, an article."""

from derivations.latex.derivation import derivation
from derivations.latex.document import bibliography, document
from derivations.latex.equation import display, equation, fragment
from derivations.latex.formula import formula
from derivations.latex.names import letters_of

__all__ = [
    "bibliography",
    "derivation",
    "display",
    "document",
    "equation",
    "formula",
    "fragment",
    "letters_of",
]
