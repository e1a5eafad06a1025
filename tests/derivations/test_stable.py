"""The forms handed to floating point keep their digits where the expanded fraction has none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache

import mpmath
import pytest
from sympy import Add, Expr, Rational, Symbol, expand, fraction, lambdify

from derivations import catalogue, stable
from derivations.spectra import PHI_1, PHI_2, RHO_1, RHO_2, W
from derivations.stable import RATES, SUMS
from derivations.symbols import LAMBDA, LAMBDA_0, RHO
from tests.alike import one_in

pytestmark = pytest.mark.slow

SUMMED = {source: parameters for source, parameters, _ in SUMS}
OF_SUMS = tuple(name for name in stable.NAMES if name.endswith(tuple(SUMMED)))
CONCRETE = tuple(name for name in stable.NAMES if name not in OF_SUMS)
BARRED = {"lambda_bar": "lambda", "lambda_0_bar": "lambda_0"}
PARAMETERS = {"mu": 0.7, "sigma": 1.3, "w": 0.3}
# Each binomial is right to 2 ulp and no form has more than 100 of them in a product or quotient.
ULPS = 200
REGIMES = (
    {"lambda": 1e-6, "lambda_0": 1e-6, "rho": 1e-6},
    {"lambda": 1e-6, "lambda_0": 3e-6, "rho": 1e-9},
    {"lambda": 2e-3, "lambda_0": 1e-6, "rho": 0.5},
    {"lambda": 0.4, "lambda_0": 1.1, "rho": 0.2},
    {"lambda": 5e-7, "lambda_0": 0.3, "rho": 4e-4},
)
Rates = Mapping[str, complex]


def number(symbol: Symbol, rates: Rates) -> complex:
    """Give the decay rate of a variable, conjugated for a conjugate, or a parameter's value."""
    if symbol.name in PARAMETERS:
        return PARAMETERS[symbol.name]
    if symbol.name in BARRED:
        return rates[BARRED[symbol.name]].conjugate()
    return rates[symbol.name]


@cache
def compiled(expression: Expr, modules: str) -> tuple[list[Symbol], Callable[..., mpmath.mpc]]:
    names = sorted(expression.free_symbols, key=str)
    return names, lambdify(names, expression, modules=modules, cse=True)


def in_rates(expression: Expr, rates: Rates, modules: str) -> mpmath.mpc:
    """Evaluate a form in decay rates, in the arithmetic of a library."""
    back = {rate: variable for variable, rate in RATES.items()}
    names, function = compiled(expression, modules)
    values = [number(back.get(symbol, symbol), rates) for symbol in names]
    return function(*(map(mpmath.mpmathify, values) if modules == "mpmath" else values))


def exactly(expression: Expr, rates: Rates) -> mpmath.mpc:
    """Evaluate a closed form in the variables, with digits enough to spare for its cancellation."""
    names, function = compiled(expression, "mpmath")
    with mpmath.workdps(250):
        values = [mpmath.mpmathify(number(symbol, rates)) for symbol in names]
        return function(
            *(mpmath.exp(-v) if s in RATES else v for s, v in zip(names, values, strict=True))
        )


def vanishes(name: str, rates: dict[str, float]) -> bool:
    """Tell the loss of a student that is its teacher."""
    return name.startswith("teacher_student_loss") and rates["lambda"] == rates["lambda_0"]


@pytest.mark.parametrize("rates", REGIMES, ids=str)
@pytest.mark.parametrize("name", CONCRETE)
def test_stable_forms_keep_their_digits(name: str, rates: dict[str, float]) -> None:
    found = float(in_rates(stable.stable(name), rates, "numpy").real)
    if vanishes(name, rates):
        assert found == 0.0
        return
    right = exactly(catalogue.derive(name).expression, rates)
    assert abs(found / right - 1) <= ULPS * 2.0**-52


KAPPAS: dict[str, tuple[Rates, ...]] = {
    "exponentials_2": (
        {"rho_1": 1e-6, "rho_2": 3e-7},
        {"rho_1": 2.0, "rho_2": 1e-9},
        {"rho_1": 0.3, "rho_2": 0.3},
    ),
    "damped_cosine": (
        {"rho_1": 1e-6 + 0.7j, "rho_2": 1e-6 - 0.7j},
        {"rho_1": 0.2 + 3.1j, "rho_2": 0.2 - 3.1j},
        {"rho_1": 1e-5 + 1e-5j, "rho_2": 1e-5 - 1e-5j},
    ),
    "ar_2": (
        {"rho_1": 1e-6, "rho_2": 0.4},
        {"rho_1": 2e-3, "rho_2": 1e-9},
        {"rho_1": 1e-7 + 0.7j, "rho_2": 1e-7 - 0.7j},
        {"rho_1": 0.5 + 1e-4j, "rho_2": 0.5 - 1e-4j},
        {"rho_1": 0.3 + mpmath.pi * 1j, "rho_2": 1e-5},
    ),
}
EIGENVALUES: tuple[Rates, ...] = (
    {"lambda": 1e-6, "lambda_0": 3e-6},
    {"lambda": 2e-7 + 0.7j, "lambda_0": 0.3 - 2.9j},
    {"lambda": 0.4 + 1e-6j, "lambda_0": 1e-9 - 0.7j},
)
CASES = [(n, k) for n in OF_SUMS for end, ks in KAPPAS.items() if n.endswith(end) for k in ks]


@pytest.mark.parametrize("eigenvalues", EIGENVALUES, ids=str)
@pytest.mark.parametrize(("name", "kappas"), CASES, ids=str)
def test_sums_are_right_to_sixty_digits(name: str, kappas: Rates, eigenvalues: Rates) -> None:
    rates, form = {**eigenvalues, **kappas}, stable.stable(name)
    closed = catalogue.derive(name).expression
    parameters = next(SUMMED[source] for source in SUMMED if name.endswith(source))
    right = exactly(closed.subs(parameters), rates)
    with mpmath.workdps(60):
        parts = [abs(in_rates(term, rates, "mpmath")) for term in Add.make_args(form)]
        # a sum is right to the rounding of its terms, which may be larger than itself
        bound = ULPS * mpmath.eps * sum(parts)
        assert abs(in_rates(form, rates, "mpmath") - right) <= bound
        near = {**rates, "rho_1": rates["rho_1"] * (1 + 1e-8)}
        assert abs(in_rates(form, near, "mpmath") - right) > bound


@pytest.mark.parametrize("rates", REGIMES, ids=str)
@pytest.mark.parametrize("name", [n for n in OF_SUMS if n.endswith("exponentials_2")])
def test_sums_of_positive_weights_keep_their_digits(name: str, rates: dict[str, float]) -> None:
    for kappas in KAPPAS["exponentials_2"]:
        both = {**rates, **kappas}
        found = float(in_rates(stable.stable(name), both, "numpy").real)
        right = 0 if vanishes(name, rates) else exactly(catalogue.derive(name).expression, both)
        assert abs(found - right) <= ULPS * 2.0**-52 * right


@pytest.fixture
def nothing_remembered() -> Iterator[None]:
    """Forget rewritten forms before and after a test that plants an error."""
    stable.stable.cache_clear()
    yield
    stable.stable.cache_clear()


HALF = Rational(1, 2)
WRONG = {
    "weights that sum to more": ("exponentials_2", {}, (W, 1 - W**2)),
    "weights exchanged": ("exponentials_2", {}, (1 - W, W)),
    "weights not halved": ("damped_cosine", SUMMED["damped_cosine"], (HALF, Rational(1, 3))),
    "roots of equal weight": ("ar_2", SUMMED["ar_2"], (HALF, HALF)),
    "weights of the roots exchanged": ("ar_2", SUMMED["ar_2"], tuple(reversed(SUMS[2][2]))),
    "a sign of a coefficient": ("ar_2", {PHI_1: RHO_1 + RHO_2, PHI_2: RHO_1 * RHO_2}, SUMS[2][2]),
}


@pytest.mark.usefixtures("nothing_remembered")
@pytest.mark.parametrize("kind", ["state_kernel", "sensitivity_moment", "teacher_student_loss"])
@pytest.mark.parametrize("error", one_in(2, WRONG))
def test_a_wrong_sum_is_refused(error: str, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    source = WRONG[error][0]
    stable.stable(f"{kind}_{source}")
    stable.stable.cache_clear()
    monkeypatch.setattr(stable, "SUMS", (WRONG[error],))
    with pytest.raises(ArithmeticError, match=f"kernel_{source}: differs from its sum"):
        stable.stable(f"{kind}_{source}")


def test_the_expanded_fraction_has_no_correct_digit_where_the_stable_form_is_right() -> None:
    form = catalogue.derive("sensitivity_kernel").expression
    numerator, denominator = (expand(part) for part in fraction(form))
    point = [float(mpmath.exp(-1e-6))] * 3
    naive = [lambdify([LAMBDA, LAMBDA_0, RHO], part)(*point) for part in (numerator, denominator)]
    right = exactly(form, REGIMES[0])
    assert naive[1] == 0 or abs(naive[0] / naive[1] / right - 1) > 0.1
    found = in_rates(stable.stable("sensitivity_kernel"), REGIMES[0], "numpy")
    assert abs(found / right - 1) < 1e-13


@pytest.mark.usefixtures("nothing_remembered")
def test_a_wrong_stable_form_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = stable._product(1 - LAMBDA * LAMBDA_0)
    monkeypatch.setattr(stable, "_log_derivative", lambda *_: wrong)
    with pytest.raises(ArithmeticError, match="sensitivity_kernel"):
        stable.stable("sensitivity_kernel")


def test_a_long_numerator_is_refused() -> None:
    with pytest.raises(ArithmeticError, match="more than two terms"):
        stable._product(1 + LAMBDA + LAMBDA_0)


@pytest.mark.parametrize(
    "name",
    [
        "state_kernel_arma_1_1",
        "state_moment_leaky",
        "sensitivity_kernel_general",
        "state_moment_periodic",
    ],
)
def test_other_names_have_no_stable_form(name: str) -> None:
    assert name not in stable.NAMES
    with pytest.raises(
        ValueError, match="no form for floating point is known; use its exact value"
    ):
        stable.stable(name)
