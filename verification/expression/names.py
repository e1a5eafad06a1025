"""The names of symbols: their aliases, and the one spelling that everything else uses."""

import re
import unicodedata
from types import MappingProxyType

from verification.errors import InputError, refusal

IMAGINARY_UNIT = "I"
FUNCTIONS = ("conj", "Re", "Im", "Abs")
GREEK = MappingProxyType(
    {
        "\N{GREEK SMALL LETTER LAMDA}": "lambda",
        "\N{GREEK SMALL LETTER RHO}": "rho",
        "\N{GREEK SMALL LETTER OMEGA}": "omega",
        "\N{GREEK SMALL LETTER NU}": "nu",
        "\N{GREEK SMALL LETTER THETA}": "theta",
        "\N{GREEK SMALL LETTER GAMMA}": "gamma",
        "\N{GREEK SMALL LETTER MU}": "mu",
        "\N{MICRO SIGN}": "mu",  # what keyboards offer in place of the letter
        "\N{GREEK SMALL LETTER SIGMA}": "sigma",
        "\N{GREEK SMALL LETTER ALPHA}": "alpha",
        "\N{GREEK SMALL LETTER KAPPA}": "kappa",
        "\N{GREEK SMALL LETTER PHI}": "phi",
        "\N{GREEK CAPITAL LETTER DELTA}": "Delta",
    }
)
_BASES = MappingProxyType({**GREEK, **{name: name for name in GREEK.values()}, "lam": "lambda"})
_ALIAS = re.compile(rf"({'|'.join(_BASES)})(?:_?([0-9₀-₉]+))?(_bar)?")
_PLAIN = re.compile(r"(?!.*__)[A-Za-z][A-Za-z0-9_]{0,31}")


def resolve(text: str) -> str:
    """Replace an alias by its canonical name, and leave anything else as it is.

    Args:
        text: A name such as `lam_0`, `λ₀` or `omega`.

    Returns:
        The canonical name, such as `lambda_0`.
    """
    if text.endswith("'"):  # the new value of a state
        return f"{resolve(text[:-1])}'"
    alias = _ALIAS.fullmatch(text)
    if alias is None:
        return text
    base, digits, bar = alias.groups(default="")
    index = "".join(str(unicodedata.digit(digit)) for digit in digits)
    return _BASES[base] + (f"_{index}" if index else "") + bar


def canonical_name(text: str, *, argument: str = "name") -> str:
    """Give the one spelling of a symbol's name.

    Args:
        text: A name as typed, possibly an alias such as `lam`, `λ₀` or `lambda0`.
        argument: What an error calls the text.

    Returns:
        The canonical name, such as `lambda` or `lambda_0`.

    Raises:
        InputError: If the text is not a name.

    >>> canonical_name("λ₀")
    'lambda_0'
    """
    name = resolve(text.strip())
    if not _PLAIN.fullmatch(name):
        rule = "is not a name of at most 32 letters, digits and single underscores"
        raise InputError(refusal(argument, text, rule, "write a name such as lambda or rho_1"))
    return name
