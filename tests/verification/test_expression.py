"""A user's text is read as mathematics, or refused in one line; nothing in it ever runs."""

import pickle
import sys
from collections.abc import Callable

import pytest
import sympy
from sympy import I, Rational, S, Symbol

from verification.errors import InputError, refusal, shorten
from verification.expression import canonical_name, parse_expression, parse_number, parse_point

NAMES = {n: Symbol(n) for n in ("lambda", "lambda_0", "rho", "sigma", "omega")}
LAM, LAM0, RHO, SIGMA, OMEGA = NAMES.values()
LAM_BAR, LAM0_BAR = Symbol("lambda_bar"), Symbol("lambda_0_bar")


def one_line(error: InputError) -> bool:
    """Tell whether a message is one line that a terminal can show."""
    return str(error).isprintable() and len(str(error)) < 400


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lambda", LAM),
        ("1/(1-lambda**2)", 1 / (1 - LAM**2)),
        ("1/(1-λ^2)", 1 / (1 - LAM**2)),
        ("lam*lam_0 + λ_0*λ₀ + lambda0", LAM * LAM0 + LAM0**2 + LAM0),
        ("\N{GREEK SMALL LETTER RHO}*\N{GREEK SMALL LETTER SIGMA}*ω", RHO * SIGMA * OMEGA),
        ("-lambda**2", -(LAM**2)),
        ("2**-3*rho", RHO / 8),
        ("rho**+2", RHO**2),
        ("lambda - rho - 1", LAM - RHO - 1),
        ("lambda / rho / 2", LAM / RHO / 2),
        ("+lambda--rho", LAM + RHO),
        ("lambda\n + rho", LAM + RHO),
        ("0.1", Rational(1, 10)),
        (".25e1 + 5.", Rational(15, 2)),
        ("1e-3*I", I / 1000),
        ("12e2", S(1200)),
        ("conj(lambda)", LAM_BAR),
        ("conj(lambda_0)", LAM0_BAR),
        ("conj(conj(lambda))", LAM),
        ("conj(rho*sigma)", RHO * SIGMA),
        ("conj((1+2*I)*lambda/(1-I*rho))", (1 - 2 * I) * LAM_BAR / (1 + I * RHO)),
        ("Re(lambda)", (LAM + LAM_BAR) / 2),
        ("Im(lambda)", -I * (LAM - LAM_BAR) / 2),
        ("|lambda|**2", LAM * LAM_BAR),
        ("Abs(lambda)^4", (LAM * LAM_BAR) ** 2),
        ("1/|1-lambda|**2", 1 / ((1 - LAM) * (1 - LAM_BAR))),
        ("|lambda|**-2", 1 / (LAM * LAM_BAR)),
        ("|lambda|**2*|lambda_0|**2", LAM * LAM_BAR * LAM0 * LAM0_BAR),
        ("|1+|lambda|**2|**2", (1 + LAM * LAM_BAR) ** 2),
        ("|3+4*I|**2", S(25)),
        ("|rho|**0", S.One),
        ("0**0", S.One),
    ],
)
def test_reads_as_mathematics(text: str, expected: sympy.Expr) -> None:
    """Operators, aliases, numbers and conjugates mean what a mathematician means by them."""
    assert sympy.expand(parse_expression(text, NAMES) - expected) == 0


def test_declared_symbols_are_used() -> None:
    """A declared conjugate is used, and a symbol declared real is its own conjugate."""
    partner, real = Symbol("lambda_bar", complex=True), Symbol("omega", real=True)
    names = {"lambda": LAM, "lambda_bar": partner, "omega": real}
    assert parse_expression("conj(lambda*omega)", names) == partner * real
    assert parse_expression("conj(λ_bar)", names) == LAM


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9/10", Rational(9, 10)),
        ("0.1", Rational(1, 10)),
        ("3/5+3/5*I", Rational(3, 5) + Rational(3, 5) * I),
        ("-1/2", Rational(-1, 2)),
        ("(1+I)**8/(1-I)", 8 + 8 * I),
        ("9" * 30, S(10**30 - 1)),
        ("1e30*1e-30", S.One),
        ("+".join("1" * 400), S(400)),
        ("(" * 60 + "1" + ")" * 60, S.One),
        ("-" * 60 + "1", S.One),
        ("2**64", S(2**64)),
    ],
)
def test_numbers_are_exact(text: str, expected: sympy.Expr) -> None:
    """A number comes out as a + b*I with rational parts, up to the very edge of each limit."""
    assert parse_number(text) == expected


def test_point() -> None:
    """A point has canonical names and exact numbers, whatever the spelling and separator."""
    expected = {"lambda": Rational(3, 5) + Rational(3, 5) * I, "lambda_0": S.Half}
    assert parse_point("lambda=3/5+3/5*I, lambda_0=1/2") == expected
    assert parse_point(" lam = 0.6 + 0.6*I ;\n λ₀ = .5 ") == expected
    assert parse_point("T=100, a_1=2") == {"T": 100, "a_1": 2}


@pytest.mark.parametrize(
    ("alias", "name"),
    [
        *((a, "lambda") for a in ("lambda", "lam", "λ", " λ ")),
        *((a, "lambda_0") for a in ("lambda_0", "lambda0", "lam_0", "lam0", "λ_0", "λ0", "λ₀")),
        ("λ₀_bar", "lambda_0_bar"),
        ("\N{GREEK SMALL LETTER RHO}₁₂", "rho_12"),
        ("\N{MICRO SIGN}", "mu"),
        ("\N{GREEK SMALL LETTER MU}", "mu"),
        ("\N{GREEK SMALL LETTER NU}", "nu"),
        ("θ", "theta"),
        ("\N{GREEK SMALL LETTER GAMMA}", "gamma"),
        ("lamb", "lamb"),
        ("T", "T"),
    ],
)
def test_canonical_name(alias: str, name: str) -> None:
    """Aliases have one spelling, and a name that only begins like one is left alone."""
    assert canonical_name(alias) == name


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("exp(lambda)", "'exp' at column 1 is not a known name; use numbers, lambda"),
        ("2*lambda + x", "'x' at column 12 is not"),
        ("2lambda", "'lambda' at column 2 follows '2' without an operator"),
        ("lambda(rho)", "'(' at column 7 follows 'lambda' without"),
        ("lambda//2", "'/' at column 8 stands where a value must"),
        ("(lambda", "'(' at column 1 is never closed"),
        ("lambda)", "')' at column 7 closes nothing"),
        ("(|lambda)|", "')' at column 9 does not close '|' at column 2"),
        ("lambda +", "'+' at column 8 is followed by nothing"),
        ("conj lambda", "'conj' at column 1 lacks its parenthesis"),
        ("lambda**0.5", "'0.5' at column 9 begins an exponent that is not a whole number"),
        ("lambda**65", "'65' at column 9 is an exponent beyond 64"),
        ("((lambda+1)**64)**64", "too large"),
        ("lambda*|rho|", "'|' at column 8 takes an absolute value without an even power; write"),
        ("|rho|**3", "without an even power"),
        ("rho/(2-2)", "at column 6 divides by zero"),
        ("l\u0430mbda", "'\u0430' at column 2 (U+0430) is not allowed"),
        ("9" * 31, "has more than 30 digits"),
        ("1e31", "has an exponent beyond 30"),
        ("1" * 4001, "is longer than 4000 characters"),
        ("+".join("1" * 401), "has more than 800 parts"),
        ("(" * 61 + "1" + ")" * 61, "'(' at column 61 is nested more than 60 deep"),
        ("-" * 61 + "1", "is nested more than 60 deep"),
        ("", "is empty"),
    ],
)
def test_refusal_points_at_the_place(text: str, part: str) -> None:
    """A refusal is one line with the argument, the place, the rule and the remedy."""
    with pytest.raises(InputError) as caught:
        parse_expression(text, NAMES, argument="--formula")
    assert str(caught.value).startswith("--formula '")
    assert part in str(caught.value)
    assert one_line(caught.value)


def test_long_exponent_is_refused_where_python_reads_few_digits() -> None:
    """The size of an exponent is known before Python turns its digits into a number."""
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(640)
    try:
        with pytest.raises(InputError, match="has an exponent beyond 30"):
            parse_number("1e" + "9" * 3000)
    finally:
        sys.set_int_max_str_digits(before)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("lambda", "has no '=' in its entry 'lambda'"),
        ("lambda=1,", "has an empty entry"),
        ("", "has an empty entry"),
        (",", "has an empty entry"),
        ("lam=1;λ=2", "gives 'lambda' twice"),
        ("rho=nan", "--at, value of rho 'nan': 'nan' at column 1"),
        ("rho=-inf", "'inf' at column 2"),
        ("rho=", "is empty"),
        ("rho==1", "'=' at column 1"),
        ("rho=0,5", "has no '=' in its entry '5'"),
        ("rho=1/0", "divides by zero"),
        ("rho=lambda", "is not a known name"),
        ("1=rho", "is not a name"),
        ("__class__=1", "is not a name"),
        ("a__b=1", "is not a name"),
        ("rho.x=1", "is not a name"),
        ("I=1", "has a fixed meaning"),
        ("conj=1", "has a fixed meaning"),
        ("a" * 33 + "=1", "is not a name"),
        ("a=1," * 1001, "is longer than 4000 characters"),
    ],
)
def test_point_refusals(text: str, part: str) -> None:
    """A bad point is refused with one line that names the entry."""
    with pytest.raises(InputError) as caught:
        parse_point(text, argument="--at")
    assert part in str(caught.value)
    assert one_line(caught.value)


@pytest.mark.parametrize("read", [lambda t: parse_expression(t, NAMES), parse_number, parse_point])
@pytest.mark.parametrize("value", [None, 3, 0.5, b"rho", ["rho"]])
def test_only_text_is_read(read: Callable[[object], object], value: object) -> None:
    """A value that is not text is refused, not converted."""
    with pytest.raises(InputError, match="is not text"):
        read(value)


def test_refusal_is_short_printable_and_survives_a_process_boundary() -> None:
    """Control characters are escaped, long values are cut, and the error can be pickled."""
    value = "\x1b[2J\u202e" + "x" * 10**6
    error = InputError(refusal("--at", value, "is bad", "write another"))
    assert one_line(error)
    assert len(shorten(value)) == 60
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
