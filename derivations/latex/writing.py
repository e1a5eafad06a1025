"""Products and polynomials become LaTeX, conjugate pairs as moduli and real parts."""

from __future__ import annotations

from typing import Any

from sympy import QQ, Poly, Rational

from derivations.latex.collecting import Group, collected
from derivations.latex.factors import Product, conjugate, halves, order_of, whole
from derivations.latex.names import Alphabet
from derivations.latex.pieces import Piece, Term, Written, joined, powers_of
from derivations.symbols import RHO


def write(product: Product, alphabet: Alphabet) -> Written:
    """Write a product as one fraction, or as a line when nothing is below.

    Args:
        product: a constant and factors.
        alphabet: how symbols are written.

    Returns:
        Its parts.
    """
    constant, pieces = _pieces(product, alphabet)
    above = [piece for piece in pieces if piece.exponent > 0]
    below = [piece for piece in pieces if piece.exponent < 0]
    sign = -1 if constant < 0 else 1
    p, q = abs(int(constant.p)), int(constant.q)
    if not below and above and q > 1:
        return Written(sign, (Term(1, rf"\frac{{{p}}}{{{q}}}", tuple(above)),), ())
    if p == 1 and len(above) == 1 and above[0].terms and above[0].exponent == 1:
        terms = above[0].terms
    else:
        number = str(p) if p != 1 or not above else ""
        terms = (Term(1, number, tuple(above)),)
    if q == 1 and len(below) == 1 and below[0].terms and below[0].exponent == -1:
        return Written(sign, terms, (joined(below[0].terms),))
    return Written(sign, terms, (*([str(q)] if q > 1 else []), *(piece.latex for piece in below)))


def _pieces(product: Product, alphabet: Alphabet) -> tuple[Rational, list[Piece]]:
    """Write the factors in order, and take the twos of real parts into the constant."""
    constant, pieces = product.constant, list[Piece]()
    left = dict(product.factors)
    singles = {
        base.gens[_only(base)]: left.pop(base) for base, _ in product.factors if _is_letter(base)
    }
    pieces.extend(powers_of(singles, alphabet))
    for base, exponent in product.factors:
        if base not in left:
            continue
        del left[base]
        partner, half = conjugate(base, alphabet), halves(base, alphabet)
        flip = partner is not None and partner not in left and -partner in left
        partner = -partner if partner is not None and flip else partner
        if half is not None:
            constant *= Rational(2) ** exponent
            body = rf"\operatorname{{Re}}({joined(terms_of(half, alphabet))})"
            pieces.append(Piece(body, exponent, _rank(base, exponent)))
        elif partner is not None and left.get(partner) == exponent:
            del left[partner]
            constant *= -1 if flip and exponent % 2 else 1
            one = min(base, partner, key=lambda factor: _plainness(factor, alphabet))
            pieces.append(_modulus(one, exponent, alphabet))
        else:
            terms = terms_of(base, alphabet)
            pieces.append(Piece("", exponent, _rank(base, exponent), terms))
    return constant, sorted(pieces, key=lambda piece: piece.rank)


def _modulus(base: Poly, exponent: int, alphabet: Alphabet) -> Piece:
    groups = collected(base, alphabet)
    terms = terms_of(base, alphabet) if groups else _ascending(base, alphabet, real_first=True)
    body = joined(terms)
    return Piece(rf"\left|{body}\right|", 2 * exponent, _rank(base, exponent, is_modulus=True))


def _only(base: Poly) -> int:
    return next(k for k, exponent in enumerate(base.monoms()[0]) if exponent)


def _is_letter(base: Poly) -> bool:
    return len(base.monoms()) == 1


def _rank(base: Poly, exponent: int, *, is_modulus: bool = False) -> tuple[Any, ...]:
    monomials = sorted(base.monoms(), key=order_of)
    depth = base.degree(RHO) if RHO in base.gens else 0
    return (1, -abs(exponent), depth, is_modulus, tuple(map(order_of, monomials)))


def _plainness(base: Poly, alphabet: Alphabet) -> tuple[Any, ...]:
    bars = [alphabet.is_barred(symbol) for symbol in base.gens]
    count = sum(e for m in base.monoms() for e, bar in zip(m, bars, strict=True) if bar)
    return count, tuple(map(order_of, sorted(base.monoms(), key=order_of)))


def terms_of(base: Poly, alphabet: Alphabet) -> tuple[Term, ...]:
    """Write a polynomial's terms ascending, by the powers of a real symbol where that is shorter.

    Args:
        base: a polynomial that is not zero, its lowest term positive.
        alphabet: how symbols are written.

    Returns:
        Signed terms, the first positive; the coefficients of that symbol are factored.
    """
    groups = collected(base, alphabet)
    if not groups:
        return _ascending(base, alphabet)
    return tuple(term for group in groups for term in _group(group, alphabet))


def _group(group: Group, alphabet: Alphabet) -> tuple[Term, ...]:
    coefficient = whole(Poly(group.terms, *group.gens, domain=QQ))
    constant, pieces = _pieces(coefficient, alphabet)
    sign, size = (1 if constant > 0 else -1), abs(constant)
    tail = next(powers_of({group.symbol: group.power}, alphabet), None)
    if not tail and sign == size == len(pieces) == 1 and pieces[0].terms and not pieces[0].power:
        return pieces[0].terms
    if tail:
        pieces.append(tail)
    if group.symbol != RHO or all(piece.rank[0] == 0 for piece in pieces):
        pieces.sort(key=lambda piece: piece.rank)
    return (Term(sign, _number(size) if size != 1 or not pieces else "", tuple(pieces)),)


def _ascending(base: Poly, alphabet: Alphabet, *, real_first: bool = False) -> tuple[Term, ...]:
    """Write one term per monomial, in each the real symbols first if that is wanted."""
    terms = []
    for monomial, coefficient in sorted(base.terms(), key=lambda term: order_of(term[0])):
        powers = {s: e for s, e in zip(base.gens, monomial, strict=True) if e}
        pieces = sorted(powers_of(powers, alphabet), key=lambda piece: piece.rank)
        if real_first:
            real = {alphabet.letters[s] for s in powers if alphabet.is_real(s)}
            pieces.sort(key=lambda piece: piece.body not in real)
        size = abs(coefficient)
        number = _number(size) if size != 1 or not pieces else ""
        terms.append(Term(1 if coefficient > 0 else -1, number, tuple(pieces)))
    return tuple(terms)


def _number(size: Rational) -> str:
    return str(size) if size.is_Integer else rf"\frac{{{size.p}}}{{{size.q}}}"
