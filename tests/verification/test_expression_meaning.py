"""Two roads to the meaning of a random text: SymPy's printer, and arithmetic in Q(i)."""

from typing import Any, NamedTuple

import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sympy import QQ_I, I, Rational, S, Symbol

from verification.errors import InputError
from verification.expression import parse_expression

pytestmark = pytest.mark.slow

NAMES = {n: Symbol(n) for n in ("lambda", "lambda_bar", "lambda_0", "rho")}
FIELD = QQ_I.frac_field(*NAMES.values())


def enlarge(parts: st.SearchStrategy[sympy.Expr]) -> st.SearchStrategy[sympy.Expr]:
    """Make larger rational expressions out of smaller ones."""
    return st.one_of(
        st.lists(parts, min_size=2, max_size=3).map(lambda terms: sympy.Add(*terms)),
        st.lists(parts, min_size=2, max_size=3).map(lambda terms: sympy.Mul(*terms)),
        st.builds(sympy.Pow, parts, st.integers(-3, 4).map(sympy.Integer)),
    )


RATIONALS = st.builds(Rational, st.integers(-30, 30), st.integers(1, 30))
SYMBOLS = st.sampled_from(tuple(NAMES.values()))
EXPRESSIONS = st.recursive(RATIONALS | SYMBOLS | st.just(I), enlarge, max_leaves=8)


@settings(max_examples=300, deadline=None)
@given(EXPRESSIONS)
def test_printed_expression_reads_back(expression: sympy.Expr) -> None:
    """What SymPy prints reads back equal, as an element of the field of fractions over Q(i)."""
    assume(not expression.has(S.ComplexInfinity, S.NaN))
    assume(all(max(abs(n.p), n.q) < 10**30 for n in expression.atoms(Rational)))
    assume(all(abs(power.exp) <= 64 for power in expression.atoms(sympy.Pow)))
    try:
        expected = FIELD.from_sympy(expression)
    except ZeroDivisionError:
        assume(False)
    # equal fractions may differ by a unit of Q(i) in numerator and denominator
    assert not FIELD.from_sympy(parse_expression(str(expression), NAMES)) - expected


SUM, PRODUCT, SIGN, POWER, ATOM = range(5)


class Written(NamedTuple):
    """A text, how strongly its outermost operation binds, and its value in Q(i)."""

    text: str
    strength: int
    value: Any

    def bracket(self, strength: int) -> str:
        """Write it as an operand, in parentheses only where precedence asks for them."""
        return self.text if self.strength >= strength else f"({self.text})"


def unary(item: Written) -> st.SearchStrategy[Written]:
    """Apply each operation of one argument, with its value."""
    z = item.value
    conjugate = QQ_I.new(z.x, -z.y)
    options = [
        Written(f"-{item.bracket(SIGN)}", SIGN, -z),
        Written(f"conj({item.text})", ATOM, conjugate),
        Written(f"Re({item.text})", ATOM, QQ_I.new(z.x, 0)),
        Written(f"Im({item.text})", ATOM, QQ_I.new(z.y, 0)),
        Written(f"|{item.text}|**2", POWER, z * conjugate),
        Written(f"Abs({item.text})^4", POWER, (z * conjugate) ** 2),
        *(Written(f"{item.bracket(ATOM)}**{n}", POWER, z**n) for n in (0, 1, 2, 3)),
        *(Written(f"{item.bracket(ATOM)}^-{n}", POWER, z**-n) for n in (1, 2) if z),
    ]
    return st.sampled_from(options)


def binary(pair: tuple[Written, Written]) -> st.SearchStrategy[Written]:
    """Apply each operation of two arguments, with its value."""
    left, right = pair
    factors = f"{left.bracket(PRODUCT)}*{right.bracket(SIGN)}"
    quotient = f"{left.bracket(PRODUCT)} / {right.bracket(SIGN)}"
    options = [
        Written(f"{left.text}+{right.bracket(PRODUCT)}", SUM, left.value + right.value),
        Written(f"{left.text} - {right.bracket(PRODUCT)}", SUM, left.value - right.value),
        Written(factors, PRODUCT, left.value * right.value),
        *([Written(quotient, PRODUCT, left.value / right.value)] if right.value else []),
    ]
    return st.sampled_from(options)


def gaussian(real: Rational, imaginary: Rational) -> Any:
    """Give an element of Q(i)."""
    return QQ_I.from_sympy(real + imaginary * I)


VALUES = {
    "lambda": (Rational(3, 5), Rational(1, 7)),
    "lambda_0": (Rational(-2, 3), Rational(5, 11)),
    "rho": (Rational(3, 4), S.Zero),
}
POINT = {Symbol(name): re + im * I for name, (re, im) in VALUES.items()}
POINT |= {Symbol(f"{name}_bar"): re - im * I for name, (re, im) in VALUES.items()}
LEAVES = (
    *(Written(name, ATOM, gaussian(*value)) for name, value in VALUES.items()),
    Written("λ₀", ATOM, gaussian(*VALUES["lambda_0"])),
    Written("I", ATOM, gaussian(S.Zero, S.One)),
    Written("2", ATOM, gaussian(S(2), S.Zero)),
    Written("0.25", ATOM, gaussian(Rational(1, 4), S.Zero)),
)
WRITINGS = st.recursive(
    st.sampled_from(LEAVES),
    lambda items: items.flatmap(unary) | st.tuples(items, items).flatmap(binary),
    max_leaves=8,
)


def value_of(expression: sympy.Expr) -> Any:
    """Evaluate an expression at the point, in Q(i)."""
    if expression.is_Add:
        return sum((value_of(term) for term in expression.args), QQ_I.zero)
    if expression.is_Mul:
        return sympy.prod((value_of(factor) for factor in expression.args), QQ_I.one)
    if expression.is_Pow:
        return value_of(expression.base) ** int(expression.exp)
    return QQ_I.from_sympy(POINT.get(expression, expression))


@settings(max_examples=400, deadline=None)
@given(WRITINGS)
def test_value_agrees_with_the_one_computed_while_writing(item: Written) -> None:
    """Precedence, conjugates, parts and absolute values agree with arithmetic in Q(i)."""
    try:
        expression = parse_expression(item.text, {n: NAMES[n] for n in VALUES})
    except InputError as error:
        assume("too large" not in str(error))
        raise
    assert value_of(expression) == item.value
