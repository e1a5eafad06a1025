r"""Moments as sums over lags in ball arithmetic, with a proved bound on what the sums leave out.

A recurrence is its impulse response, $h_t = \sum_k u_k x_{t-k}$, so that
$E[h h'] = \sum_{k, l} u_k u'_l R(k - l)$ needs nothing of the input but its autocovariance R. This
is the road for inputs without finitely many states.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from flint import acb, acb_poly, arb, ctx, fmpq

from numerics.gaussian import GaussianRational
from numerics.system import System

BITS = 320  # of the arithmetic
BOUND = 2.0**-200  # of what a sum may leave out
LENGTHS = tuple(2**k for k in range(5, 18))

Lags = list[arb]
# both are convex or of positive spectrum, so stationary inputs have them: by Polya's criterion for
# the power laws, as samples of a Gaussian for the last
LONG: Mapping[str, Callable[[int], arb]] = MappingProxyType(
    {
        "harmonic": lambda lag: 1 / arb(1 + lag),
        "power law": lambda lag: 1 / (arb(1 + lag) * arb(1 + lag).sqrt()),
        "Gaussian": lambda lag: (-arb(lag * lag) / 8).exp(),
    }
)


class Response(NamedTuple):
    """An impulse response, summed to some length.

    Args:
        weights: u_0, u_1, ...
        head: the sum of their moduli.
        rest: a bound on the sum of the moduli of those left out.
    """

    weights: list[acb]
    head: arb
    rest: arb


def response(eigenvalue: GaussianRational | acb, order: int) -> Response:
    r"""Give the impulse response of h, or of its derivative with respect to the eigenvalue.

    Args:
        eigenvalue: a, with |a| < 1, exact or a ball.
        order: 0 for $u_k = a^k$, 1 for $u_k = k a^{k-1}$.

    Returns:
        So many of its weights that the rest is below `BOUND`.

    Raises:
        ValueError: if the eigenvalue does not lie inside the unit disk.
        ArithmeticError: if it lies so near the circle that the sums would not end.
    """
    if not abs(complex(eigenvalue)) < 1:
        raise ValueError(f"eigenvalue = {complex(eigenvalue)}: must have modulus < 1; move it")
    with ctx.workprec(BITS):
        number = eigenvalue if isinstance(eigenvalue, acb) else ball(eigenvalue)
        size = abs(number).abs_upper()
        for count in LENGTHS if bool(size < 1) else ():
            rest = _rest(size, order, count)
            if bool(rest < BOUND):
                weights = _weights(number, order, count)
                head = sum((abs(weight) for weight in weights), arb(0))
                return Response(weights, head, rest.abs_upper())
    raise ArithmeticError(
        f"eigenvalue = {complex(eigenvalue)}: forgets too slowly to sum; move it inwards"
    )


def _rest(size: arb, order: int, count: int) -> arb:
    # in closed form, not as a difference from the whole: that would be as wide as the number's ball
    if order == 0:
        return size**count / (1 - size)
    return size ** (count - 1) * (count - (count - 1) * size) / (1 - size) ** 2


def _weights(number: acb, order: int, count: int) -> list[acb]:
    # each power on its own: errors of a running product would grow as its boxes turn
    if order == 0:
        return [number**k for k in range(count)]
    return [acb(0), *(k * number ** (k - 1) for k in range(1, count))]


def combined(terms: Sequence[tuple[acb, Response]]) -> Response:
    """Add up responses of one eigenvalue, each with a factor.

    Args:
        terms: pairs of a factor and a response, not none.

    Returns:
        The response of the sum.
    """
    with ctx.workprec(BITS):
        count = max(len(one.weights) for _, one in terms)
        padded = [(c, [*one.weights, *[acb(0)] * (count - len(one.weights))]) for c, one in terms]
        weights = [sum((c * row[k] for c, row in padded), acb(0)) for k in range(count)]
        head = sum((abs(weight) for weight in weights), arb(0))
        rest = sum((abs(c) * one.rest for c, one in terms), arb(0))
        return Response(weights, head, rest.abs_upper())


def conjugated(response: Response) -> Response:
    """Conjugate a response: that of the conjugate eigenvalue, the input being real."""
    with ctx.workprec(BITS):
        return response._replace(weights=[weight.conjugate() for weight in response.weights])


def after(response: Response, steps: int) -> Response:
    """Cut a response off: that of a recurrence which started from rest so many steps ago."""
    if steps > len(response.weights):
        return response
    with ctx.workprec(BITS):
        weights = response.weights[:steps]
        return Response(weights, sum((abs(weight) for weight in weights), arb(0)), arb(0))


def joint_moment(first: Response, second: Response, lags: Lags) -> acb:
    r"""Sum $\sum_{k, l} u_k v_l R(k - l)$.

    Args:
        first: u.
        second: v.
        lags: R(0), R(1), ..., at least as many as the longer response, |R(k)| <= R(0).

    Returns:
        A ball that contains E[h h'] for the recurrences with these responses.
    """
    with ctx.workprec(BITS):
        size = len(second.weights)
        product = acb_poly(first.weights) * acb_poly(second.weights[::-1])
        # the coefficient of z^(size - 1 + m) gathers the pairs with k - l = m
        terms = (product[k] * lags[abs(k - size + 1)] for k in range(product.length()))
        left_out = first.head * second.rest + first.rest * (second.head + second.rest)
        return widened(sum(terms, acb(0)), lags[0] * left_out)


def input_moment(response: Response, lags: Lags) -> acb:
    r"""Sum $\sum_k u_k R(k)$.

    Args:
        response: u.
        lags: R(0), R(1), ..., at least as many as the response, |R(k)| <= R(0).

    Returns:
        A ball that contains E[x h] for the recurrence with this response.
    """
    with ctx.workprec(BITS):
        terms = (u * r for u, r in zip(response.weights, lags, strict=False))
        return widened(sum(terms, acb(0)), lags[0] * response.rest)


def generating(response: Response, lags: Lags) -> acb:
    r"""Sum $G(z) = R(0)/2 + \sum_{k \geq 1} R(k) z^k$.

    Args:
        response: of order 0 at z.
        lags: as for `input_moment`.

    Returns:
        A ball that contains G(z).
    """
    with ctx.workprec(BITS):
        return input_moment(response, lags) - lags[0] / 2


def lags_of(system: System, count: int) -> Lags:
    r"""Read the autocovariance off an input's rows, $R(k) = r^T F^k E[s s^T] r$.

    Args:
        system: rows of exact numbers that start stationary.
        count: how many.

    Returns:
        R(0), ..., R(count - 1).
    """
    with ctx.workprec(BITS):
        transition = [[ball(number).real for number in row] for row in system.transition]
        vectors = (system.readout, system.mean, system.spread)
        readout, mean, spread = ([ball(number).real for number in row] for row in vectors)
        along, across = _dot(readout, mean), _dot(readout, spread)
        state = [along * m + across * s for m, s in zip(mean, spread, strict=True)]
        found = []
        for _ in range(count):
            found.append(_dot(readout, state))
            state = [_dot(row, state) for row in transition]
        return found


def long_lags(name: str, count: int) -> Lags:
    """Give the autocovariance of an input that has no finite state.

    Args:
        name: a key of `LONG`.
        count: how many lags.

    Returns:
        R(0), ..., R(count - 1).
    """
    with ctx.workprec(BITS):
        return [LONG[name](lag) for lag in range(count)]


def ball(number: GaussianRational) -> acb:
    """Round an exact number to a ball."""
    parts = (number.real, number.imag)
    return acb(*(arb(fmpq(part.numerator, part.denominator)) for part in parts))


def widened(number: acb, radius: arb) -> acb:
    """Add a complex number of unknown phase to a ball, given a bound on its modulus."""
    error = arb(0, radius.abs_upper())
    return number + acb(error, error)


def _dot(first: list[arb], second: list[arb]) -> arb:
    return sum((a * b for a, b in zip(first, second, strict=True)), arb(0))
