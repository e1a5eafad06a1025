"""Where a wrong formula happens to be right: the real zero sets of the difference.

The numerator of published - true is factored. A factor that provably has no zero inside the domain
is left out; the rest are the loci. Complex variables are written x + i y, so the sets are real.
"""

from __future__ import annotations

from itertools import product

from sympy import Add, Expr, I, Integer, Poly, Symbol, expand, factor_list, fraction, im, prod, re

from derivations.domain import Domain
from derivations.field import reduce
from derivations.plain import plain
from derivations.symbols import conjugate

Variables = frozenset[Symbol]
MOST = 100  # terms of a numerator that is still factored
EVERYWHERE = "all real values"


def zero_sets(difference: Expr, domain: Domain, *, real: bool) -> tuple[Expr, ...]:
    """Find the factors of a difference that can vanish inside a domain.

    Args:
        difference: published - true, a rational function.
        domain: where the variables lie; none on the unit circle.
        real: whether only real values of the complex variables are meant.

    Returns:
        Irreducible factors whose zero sets may meet the domain; none of a numerator of more than
        `MOST` terms.
    """
    numerator = fraction(reduce(difference))[0]
    if len(Add.make_args(numerator)) > MOST:
        return ()
    _, factors = factor_list(numerator)
    return tuple(f for f, _ in factors if not never_vanishes(f, domain, real=real))


def never_vanishes(polynomial: Expr, domain: Domain, *, real: bool) -> bool:
    """Prove that a polynomial has no zero in a domain.

    Args:
        polynomial: in the domain's variables and their conjugates.
        domain: where the variables lie.
        real: whether only real values of the complex variables are meant.

    Returns:
        True when proved; False when a zero exists or no proof was found.
    """
    if _constant_outweighs(polynomial, domain):
        return True
    parts, closed = _real_parts(polynomial, domain, real=real)
    nonzero = [part for part in parts if part != 0]
    return any(is_positive(p, closed) or is_positive(expand(-p), closed) for p in nonzero)


def _constant_outweighs(polynomial: Expr, domain: Domain) -> bool:
    """Use |m| < 1 for every monomial that holds a variable of the open disk."""
    inner = {s for s, name in domain.regions if name in ("disk", "segment", "modulus")}
    inner |= {conjugate(s) for s in inner}
    bounded = inner | {s for s, name in domain.regions if name == "interval"}
    terms = polynomial.as_coefficients_dict()
    constant = terms.pop(Integer(1), 0)
    fine = all(m.free_symbols <= bounded and m.free_symbols & inner for m in terms)
    return constant != 0 and fine and abs(constant) >= sum(map(abs, terms.values()))


def _real_parts(
    polynomial: Expr, domain: Domain, *, real: bool
) -> tuple[tuple[Expr, ...], Variables]:
    parts: dict[Symbol, Expr] = {}
    closed = set()
    planes = [s for s, name in domain.regions if name == "disk" and not real]
    for symbol, name in domain.regions:
        x, y = _coordinates(symbol)
        parts[symbol] = x + I * y if symbol in planes else x
        parts[conjugate(symbol)] = x - I * y if symbol in planes else x
        closed |= {x} if name in ("interval", "real") else set()
    form = expand(polynomial.xreplace(parts))
    for symbol in planes:
        if im(form) == 0:
            form, angle = _polar(form, symbol)
            closed |= {angle}
    return (re(form), im(form)), frozenset(closed)


def _coordinates(symbol: Symbol) -> tuple[Symbol, Symbol]:
    return Symbol(f"{symbol}_x", real=True), Symbol(f"{symbol}_y", real=True)


def _polar(form: Expr, symbol: Symbol) -> tuple[Expr, Symbol]:
    """Write x = n c and y^2 = n^2 (1 - c^2), if y enters by even powers only."""
    x, y = _coordinates(symbol)
    modulus, cosine = Symbol(f"{symbol}_n", real=True), Symbol(f"{symbol}_c", real=True)
    terms = Poly(form, y).terms()
    if any(power % 2 for (power,), _ in terms):
        return form, cosine
    square = modulus**2 * (1 - cosine**2)
    even = sum(
        (coefficient * square ** (power // 2) for (power,), coefficient in terms), Integer(0)
    )
    return expand(even.subs(x, modulus * cosine)), cosine


def is_positive(polynomial: Expr, closed: Variables = frozenset(), depth: int = 6) -> bool:
    """Prove that a polynomial is positive for variables between -1 and 1.

    Products are split. A polynomial of degree one in each variable is positive inside when its
    corners are not negative and not all zero. A quadratic A v^2 + B v + C is positive for all v
    when A and 4AC - B^2 are, up to squares that are examined where they vanish. The faces that
    belong to the domain are examined one by one.

    Args:
        polynomial: a real polynomial.
        closed: variables that may also be -1 or 1; the others lie strictly between.
        depth: how many times the rule for quadratics may be nested.

    Returns:
        True when proved.
    """
    if polynomial.is_number:
        return bool(polynomial > 0)
    constant, factors = factor_list(polynomial)
    if len(factors) > 1 or factors[0][1] > 1:
        signs = [_sign(f, closed, depth) ** power for f, power in factors]
        return all(signs) and bool(constant * prod(signs) > 0)
    if _corners_positive(polynomial):
        return _faces_positive(polynomial, closed, closed, depth)
    return depth > 0 and _quadratic_positive(polynomial, closed, depth)


def _sign(polynomial: Expr, closed: Variables, depth: int) -> int:
    if is_positive(polynomial, closed, depth):
        return 1
    return -1 if is_positive(expand(-polynomial), closed, depth) else 0


def _faces_positive(polynomial: Expr, across: Variables, closed: Variables, depth: int) -> bool:
    faces = (polynomial.subs(v, end) for v in across & polynomial.free_symbols for end in (-1, 1))
    return all(is_positive(expand(face), closed, depth) for face in faces)


def _corners_positive(polynomial: Expr) -> bool:
    variables = sorted(polynomial.free_symbols, key=str)
    if any(Poly(polynomial, v).degree() > 1 for v in variables):
        return False
    corners = [
        polynomial.subs(dict(zip(variables, corner, strict=True)))
        for corner in product((-1, 1), repeat=len(variables))
    ]
    return bool(min(corners) >= 0 and max(corners) > 0)


def _quadratic_positive(polynomial: Expr, closed: Variables, depth: int) -> bool:
    quadratic = [v for v in polynomial.free_symbols if Poly(polynomial, v).degree() == 2]
    for v in sorted(quadratic, key=str):
        a, b, c = (expand(k) for k in Poly(polynomial, v).all_coeffs())
        (squares_a, core_a), (squares_d, core_d) = map(
            _split_squares, (a, expand(4 * a * c - b**2))
        )
        on_squares = (expand(polynomial.subs(w, 0)) for w in squares_a | squares_d)
        inside = all(is_positive(core, depth=depth - 1) for core in (core_a, core_d))
        if inside and all(is_positive(p, closed, depth - 1) for p in on_squares):
            return _faces_positive(polynomial, closed - {v}, closed, depth - 1)
    return False


def _split_squares(polynomial: Expr) -> tuple[set[Symbol], Expr]:
    """Take out variables of even power; what they leave is the core."""
    constant, factors = factor_list(polynomial)
    squares = {f for f, power in factors if f.is_Symbol and not power % 2}
    return squares, expand(constant * prod(f**power for f, power in factors if f not in squares))


def where_right(difference: Expr, domain: Domain, *, real: bool) -> tuple[str, ...]:
    """Describe the loci in words such as `rho = 1`.

    Args:
        difference: published - true.
        domain: where the variables lie.
        real: whether only real values of complex variables are meant.

    Returns:
        One equation per locus; `EVERYWHERE` if the difference cancels, as of real parts.
    """
    if real:
        difference = difference.xreplace({conjugate(symbol): symbol for symbol in domain.variables})
    if reduce(difference) == 0:
        return (EVERYWHERE,)
    return tuple(_equation(f, domain) for f in zero_sets(difference, domain, real=real))


def _equation(factor: Expr, domain: Domain) -> str:
    for symbol in domain.variables:
        if factor.free_symbols == {symbol} and Poly(factor, symbol).degree() == 1:
            a, b = Poly(factor, symbol).all_coeffs()
            return f"{symbol} = {-b / a}"
    return f"{plain(factor)} = 0"
