"""Products and polynomials become LaTeX, conjugate pairs as moduli and real parts."""

from __future__ import annotations

from typing import Any

from sympy import QQ, Poly, Rational

from derivations.latex.factors import Product, conjugate, halves, order_of, whole
from derivations.latex.names import Alphabet
from derivations.latex.pieces import Piece, Signed, Written, beside, joined, letters
from derivations.symbols import RHO


def write(product: Product, alphabet: Alphabet) -> Written:
    """Write a product as one fraction, or as a line when nothing is below.

    Args:
        product: a constant and factors.
        alphabet: how symbols are written.

    Returns:
        Its parts.
    """
    doubled, pieces = _pieces(product, alphabet)
    constant = product.constant * doubled
    above = [piece for piece in pieces if piece.exponent > 0]
    below = [piece for piece in pieces if piece.exponent < 0]
    sign = -1 if constant < 0 else 1
    p, q = abs(int(constant.p)), int(constant.q)
    if not below and above and q > 1:
        return Written(sign, ((1, beside(rf"\frac{{{p}}}{{{q}}}", *_side(1, above))),), "")
    if p == 1 and len(above) == 1 and above[0].terms and above[0].exponent == 1:
        terms = above[0].terms
    else:
        terms = ((1, beside(*(_side(p, above) or ["1"]))),)
    lone = q == 1 and len(below) == 1 and below[0].terms and below[0].exponent == -1
    return Written(sign, terms, below[0].body if lone else beside(*_side(q, below)))


def _side(constant: int, pieces: list[Piece]) -> list[str]:
    number = [str(constant)] if constant != 1 else []
    return number + [piece.latex for piece in sorted(pieces, key=lambda piece: piece.rank)]


def _pieces(product: Product, alphabet: Alphabet) -> tuple[Rational, list[Piece]]:
    doubled, pieces = Rational(1), list[Piece]()
    left = dict(product.factors)
    singles = {
        base.gens[_only(base)]: left.pop(base) for base, _ in product.factors if _is_letter(base)
    }
    pieces.extend(letters(singles, alphabet))
    for base, exponent in product.factors:
        if base not in left:
            continue
        del left[base]
        partner, half = conjugate(base, alphabet), halves(base, alphabet)
        flip = partner is not None and partner not in left and -partner in left
        partner = -partner if partner is not None and flip else partner
        if half is not None:
            doubled *= Rational(2) ** exponent
            body = rf"\operatorname{{Re}}({joined(terms_of(half, alphabet))})"
            pieces.append(Piece(body, exponent, _rank(base, exponent)))
        elif partner is not None and left.get(partner) == exponent:
            del left[partner]
            doubled *= -1 if flip and exponent % 2 else 1
            pieces.append(
                _modulus(min(base, partner, key=_plainness(alphabet)), exponent, alphabet)
            )
        else:
            terms = tuple(terms_of(base, alphabet))
            pieces.append(Piece(joined(terms), exponent, _rank(base, exponent), terms))
    return doubled, pieces


def _modulus(base: Poly, exponent: int, alphabet: Alphabet) -> Piece:
    body = joined(terms_of(base, alphabet, real_first=True))
    return Piece(rf"\left|{body}\right|", 2 * exponent, _rank(base, exponent, is_modulus=True))


def _only(base: Poly) -> int:
    return next(k for k, exponent in enumerate(base.monoms()[0]) if exponent)


def _is_letter(base: Poly) -> bool:
    return len(base.monoms()) == 1


def _rank(base: Poly, exponent: int, *, is_modulus: bool = False) -> tuple[Any, ...]:
    monomials = sorted(base.monoms(), key=order_of)
    depth = base.degree(RHO) if RHO in base.gens else 0
    return (1, -abs(exponent), depth, is_modulus, tuple(map(order_of, monomials)))


def _plainness(alphabet: Alphabet) -> Any:
    def key(base: Poly) -> tuple[int, tuple[Any, ...]]:
        bars = [alphabet.is_barred(symbol) for symbol in base.gens]
        count = sum(e for m in base.monoms() for e, bar in zip(m, bars, strict=True) if bar)
        return count, tuple(map(order_of, sorted(base.monoms(), key=order_of)))

    return key


def terms_of(base: Poly, alphabet: Alphabet, *, real_first: bool = False) -> tuple[Signed, ...]:
    """Write a polynomial's terms ascending, by powers of rho where that groups some.

    Args:
        base: a polynomial that is not zero.
        alphabet: how symbols are written.
        real_first: whether real symbols stand before complex ones in each term.

    Returns:
        Signed terms; coefficients of rho are factored.
    """
    groups: dict[int, dict[Any, Any]] = {}
    position = base.gens.index(RHO) if RHO in base.gens else None
    for monomial, coefficient in base.terms():
        power = monomial[position] if position is not None else 0
        groups.setdefault(power, {})[monomial] = coefficient
    if len(groups) > 1 and any(len(group) > 1 for group in groups.values()):
        collected = tuple(
            term
            for power, group in sorted(groups.items())
            for term in _group(power, Poly(group, *base.gens, domain=QQ), alphabet)
        )
        if collected[0][0] > 0:
            return collected
    ordered = sorted(base.terms(), key=lambda term: order_of(term[0]))
    return tuple(_term(base, m, c, alphabet, real_first) for m, c in ordered)


def _term(
    base: Poly, monomial: Any, coefficient: Any, alphabet: Alphabet, real_first: bool
) -> Signed:
    powers = {s: e for s, e in zip(base.gens, monomial, strict=True) if e}
    pieces = sorted(letters(powers, alphabet), key=lambda piece: piece.rank)
    if real_first:
        real = {alphabet.letters[s] for s in powers if alphabet.is_real(s)}
        pieces.sort(key=lambda piece: piece.body not in real)
    size = abs(coefficient)
    number = [] if size == 1 and pieces else [_number(size)]
    return (1 if coefficient > 0 else -1), beside(*number, *(piece.latex for piece in pieces))


def _number(size: Rational) -> str:
    return str(size) if size.is_Integer else rf"\frac{{{size.p}}}{{{size.q}}}"


def _group(power: int, coefficient: Poly, alphabet: Alphabet) -> tuple[Signed, ...]:
    rho = Poly(RHO**power, *coefficient.gens, domain=QQ)
    written = write(whole(coefficient.quo(rho)), alphabet)
    if not power:
        return written.above if written.sign > 0 else ((-1, _closed(written)),)
    letter = alphabet.letters[RHO]
    tail = letter if power == 1 else f"{letter}^{{{power}}}"
    if len(coefficient.monoms()) == 1:
        monomial, size = coefficient.terms()[0]
        return (_term(coefficient, monomial, size, alphabet, real_first=False),)
    return ((written.sign, beside(_closed(written), tail)),)


def _closed(written: Written) -> str:
    return f"({written.latex})" if written.is_sum else written.latex
