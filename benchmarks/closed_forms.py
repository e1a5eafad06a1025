"""Put known closed forms to the engine, and write a table of its own: size, time, verdict.

Run from the repository root: `.venv/bin/python benchmarks/closed_forms.py [-o FILE.md]`. Each known
form is text; the engine derives the moment that it is a formula for, and the two are the same
rational function or they are not. Where they are not, the engine's form is printed.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from sympy import Expr, Symbol

from derivations import catalogue, second_road
from derivations.families import joined
from derivations.field import identical
from derivations.inputs import EXPONENTIAL, WHITE
from derivations.moments import Solution, solve
from derivations.plain import plain
from derivations.recurrences import RECURRENCES, SCALAR, SELECTIVE
from derivations.spectra import KURTOSIS, further, noisy
from derivations.system import System, ordered
from derivations.tangents import differentiated
from verification.expression import parse_expression

L, OMEGA = Symbol("lambda"), Symbol("omega")
UNITS = {unit.name: unit for unit in (*RECURRENCES, SCALAR, SELECTIVE)}
INPUTS = {source.name: source for source in (EXPONENTIAL, WHITE, *further(), noisy(KURTOSIS))}


class Known(NamedTuple):
    """A closed form from the literature or from a note.

    Args:
        what: the moment in words.
        unit: name of the recurrence.
        source: name of the input.
        by: parameters by which the state is differentiated, in order.
        product: the states whose expectation is meant.
        formula: the known form.
    """

    what: str
    unit: str
    source: str
    by: tuple[str, ...]
    product: str
    formula: str


D = "d[lambda] "
KNOWN = (
    Known("E h^2", "scalar", "exponential", (), "h h",
          "(1 + rho*lam)/((1 - rho*lam)*(1 - lam**2))"),
    Known("E (dh)^2, lower degree", "scalar", "exponential", ("lambda",), f"{D}h,{D}h",
          "((1+lam**2)*(1-rho**2*lam**2) + 2*rho*lam*(1-lam**2))/((1-lam**2)**3*(1-rho*lam)**2)"),
    Known("E (dh)^2 as printed in the paper, B.2.2", "scalar", "exponential", ("lambda",),
          f"{D}h,{D}h",
          "((1-rho)*(1+lam**2) + rho**2*(1-lam**2)**3"
          " + rho*(1-rho)*lam**2*(rho*lam**2*(1+lam**2) - 4*lam))/((1-lam**2)**3*(1-rho*lam)**4)"),
    Known("E h dh", "scalar", "exponential", ("lambda",), f"h,{D}h",
          "(lam + rho - lam**2*rho - lam**3*rho**2)/((1-lam**2)**2*(1-lam*rho)**2)"),
    Known("E h^2, two exponentials", "scalar", "exponentials_2", (), "h h",
          "(1 - lam*rho_1 + lam*rho_2 + 2*lam*w*(rho_1-rho_2) - lam**2*rho_1*rho_2)"
          "/((1-lam**2)*(1-lam*rho_1)*(1-lam*rho_2))"),
    Known("E h^2, AR(2)", "scalar", "ar_2", (), "h h",
          "(1 - phi_2 + lam*phi_1 + lam**2*phi_2 + lam*phi_1*phi_2 - lam**2*phi_2**2)"
          "/((1-phi_2)*(1-lam**2)*(1 - lam*phi_1 - lam**2*phi_2))"),
    Known("E h^2, damped cosine", "scalar", "damped_cosine", (), "h h",
          "(1 - lam**2*(P**2+Q**2))/((1-lam**2)*(1 - 2*lam*P + lam**2*(P**2+Q**2)))"),
    Known("E h^2, ARMA(1,1)", "scalar", "arma_1_1", (), "h h",
          "(1 + 2*(1+phi*theta)*(phi+theta)*lam"
          "/((1+2*phi*theta+theta**2)*(1-phi*lam)))/(1-lam**2)"),
    Known("E h^2, constant", "scalar", "constant", (), "h h", "1/(1-lam)**2"),
    Known("E (dh)^2, constant", "scalar", "constant", ("lambda",), f"{D}h,{D}h", "1/(1-lam)**4"),
    Known("E h^2, periodic", "scalar", "periodic", (), "h h",
          "(1+t**2)/((1-lam)**2 + t**2*(1+lam)**2)"),
    Known("E h^4, any noise", "scalar", "any_noise", (), "h h h h",
          "(mu_4 + (6-mu_4)*lam**2)/((1+lam**2)*(1-lam**2)**2)"),
    Known("E (d^2h)^2, white, 4 (1+lam^2+..)", "scalar", "white", ("lambda", "lambda"),
          f"{D}{D}h,{D}{D}h", "4*(1 + 4*lam**2 + lam**4)/(1-lam**2)**5"),
    Known("E h^2, leaky", "leaky", "exponential", (), "h h",
          "alpha*(1+rho-alpha*rho)/((2-alpha)*(1-rho+alpha*rho))"),
    Known("E (d_alpha h)^2, leaky", "leaky", "exponential", ("alpha",), "d[alpha] h,d[alpha] h",
          "2*(1-rho)*(1+rho-2*alpha*rho+alpha**2*rho)/(alpha*(2-alpha)**3*(1-rho+alpha*rho)**2)"),
    Known("E h^2, gate", "gated", "exponential", (), "h h", "(1+rho*m_1)/((1-m_2)*(1-rho*m_1))"),
    Known("E (d_omega h)^2, gate", "gated", "exponential", ("omega",), "d[omega] h,d[omega] h",
          "((m_0_2*(1-m_2)+2*m_1_1**2)*(1-rho**2*m_1**2) + 2*rho*m_0_1*m_1_1*(1-m_2))"
          "/((1-rho*m_1)**2*(1-m_2)**3)"),
    Known("E k^2, GRU-like", "gru", "exponential", (), "h h",
          "(1-2*m_1+m_2+rho*m_1-2*rho*m_2+rho*m_1*m_2)/((1-m_2)*(1-rho*m_1))"),
    Known("E h^2, selective gate", "selective", "white", (), "h h", "1/(1-m**2-kappa**2)"),
    Known("E (d_m h)^2, selective gate", "selective", "white", ("m",), "d[m] h,d[m] h",
          "(1+m**2-kappa**2)/(1-m**2-kappa**2)**3"),
    Known("E (d_kappa h)^2, selective gate", "selective", "white", ("kappa",),
          "d[kappa] h,d[kappa] h", "(1-m**2+kappa**2)/(1-m**2-kappa**2)**3"),
    Known("E h^3, selective gate", "selective", "white", (), "h h h",
          "6*kappa*m/((1-m**2-kappa**2)*(1-m**3-3*m*kappa**2))"),
    Known("E k^2, two layers", "stacked", "exponential", (), "k k",
          "(1+a*b+(a+b)*rho-a*b*(a+b)*rho-a*b*rho**2-a**2*b**2*rho**2)"
          "/((1-a**2)*(1-b**2)*(1-a*b)*(1-a*rho)*(1-b*rho))"),
    Known("E h^2, second order", "second_order", "exponential", (), "h h",
          "(1-q+p*rho+p*q*rho+q*rho**2-q**2*rho**2)/((1+q)*(1-p-q)*(1+p-q)*(1-p*rho-q*rho**2))"),
    Known("E h^2, zero-order hold", "zoh", "exponential", (), "h h",
          "(1-e)*(1+e*rho)/(a**2*(1+e)*(1-e*rho))"),
    Known("E (d_Delta h)^2, zero-order hold", "zoh", "exponential", ("Delta",),
          "d[Delta] h,d[Delta] h", "2*e**2*(1-rho)*(1+e**2*rho)/((1-e)*(1+e)**3*(1-e*rho)**2)"),
    Known("E (d_Delta h)^2, bilinear", "bilinear", "exponential", ("Delta",),
          "d[Delta] h,d[Delta] h",
          "-(1-rho)*(4*(1+rho)-4*a*Delta*(1-rho)+a**2*Delta**2*(1+rho))"
          "/(4*a*Delta*(2-2*rho-a*Delta*(1+rho))**2)"),
    Known("E h^2, EMA", "sigmoid", "exponential", (), "h h",
          "(1-lam)*(1+rho*lam)/((1+lam)*(1-rho*lam))"),
    Known("E (d_omega h)^2, sigmoid EMA", "sigmoid", "exponential", ("omega",),
          "d[omega] h,d[omega] h",
          "lam**2*(1-lam)**2*2*(1-rho)*(1+rho*lam**2)/((1-lam)*(1+lam)**3*(1-rho*lam)**2)"),
    Known("E (gamma h)^2", "normalised", "exponential", (), "h h", "(1+rho*lam)/(1-rho*lam)"),
    Known("E (d (gamma h))^2 = E h^2/(1-lam^2)", "normalised", "exponential", ("lambda",),
          f"{D}h,{D}h", "(1+rho*lam)/((1-rho*lam)*(1-lam**2)**2)"),
    Known("the same at lambda = tanh(omega)", "tanh", "exponential", ("omega",),
          "d[omega] h,d[omega] h", "(1+rho*lam)/(1-rho*lam)"),
)  # fmt: skip


def engine(known: Known) -> tuple[Expr, Solution, float]:
    """Derive the moment that a known form is a formula for, and time it."""
    start = time.perf_counter()
    system: System = joined(UNITS[known.unit], INPUTS[known.source])
    for theta in known.by:
        system = differentiated(system, Symbol(theta))
    product = known.product.split(",") if "," in known.product else known.product.split()
    target = ordered(*product)
    solution = solve(system, (target,))
    return solution.value(*target), solution, time.perf_counter() - start


def read(text: str) -> Expr:
    """Read a known form; every name in it is a symbol."""
    names = {name: Symbol(name) for name in re.findall(r"[A-Za-z]\w*", text) if name != "lam"}
    return parse_expression(text, {**names, "lambda": L})


def rows() -> Iterator[str]:
    """Write the lines of both tables."""
    yield "## Known forms\n"
    yield "| moment | unit, input | ms | equations | verdict |\n|---|---|--:|--:|---|"
    for known in KNOWN:
        found, solution, seconds = engine(known)
        same = identical(found, read(known.formula))
        verdict = "reproduced" if same else f"**wrong**; right is `{plain(found)}`"
        yield (f"| {known.what} | {known.unit}, {known.source} | {1e3 * seconds:.0f} | "
               f"{len(solution.moments) - 1} | {verdict} |")  # fmt: skip
    yield "\n## The catalogue\n"
    yield ("| closed form | ms | equations | largest block | terms above, below | other road |\n"
           "|---|--:|--:|--:|--:|---|")  # fmt: skip
    for name in catalogue.NAMES:
        if name.endswith(catalogue.GENERAL):
            continue
        start = time.perf_counter()
        form = catalogue.derive(name)
        seconds = time.perf_counter() - start
        above, below = form.expression.together().as_numer_denom()
        road = second_road.derive(name)[0]
        said = road if second_road.agrees(name, form.expression) else "**differs**"
        closure = form.solution.closure
        terms = " / ".join(str(len(part.expand().as_ordered_terms())) for part in (above, below))
        yield (f"| `{name}` | {1e3 * seconds:.0f} | {len(closure.equations) - 1} | "
               f"{max(map(len, closure.blocks))} | {terms} | {said} |")  # fmt: skip


def main() -> None:
    """Print the tables, or write them where `-o` says."""
    lines = []
    for line in rows():
        print(line, flush=True)
        lines.append(line)
    if "-o" in sys.argv:
        path = Path(sys.argv[sys.argv.index("-o") + 1])
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
