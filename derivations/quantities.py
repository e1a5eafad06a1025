"""What is asked of a recurrence: each quantity as a combination of two kernels.

K(a, b) = E[h(a) h(b)] and S(a, b) = E[d h(a) d h(b)] have no conjugate; for real inputs the
conjugate of h(lambda) is h(conj lambda), so that E|h|^2 = K(lambda, conj lambda). The mixed kernel
E[d h(a) h(b)], not symmetric, serves statements about states that a gain multiplies. The probes
E[x h(a)] and E[x d h(a)] tie the input to the recurrence: a lagged input leaves K and S alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Expr, Function, Integer, Rational, Symbol

from derivations.symbols import LAMBDA, LAMBDA_0, LAMBDA_0_BAR, LAMBDA_BAR, free_variables

STATE_KERNEL = Function("state_kernel")
SENSITIVITY_KERNEL = Function("sensitivity_kernel")
KERNELS = (STATE_KERNEL, SENSITIVITY_KERNEL)
MIXED_KERNEL = Function("mixed_kernel")
INPUT_STATE = Function("input_state")
INPUT_SENSITIVITY = Function("input_sensitivity")
PROBES = (INPUT_STATE, INPUT_SENSITIVITY)


@dataclass(frozen=True)
class Quantity:
    """A linear combination of kernel values.

    Args:
        name: its name.
        title: what it is, for people.
        definition: its definition in LaTeX.
        latex: how it is written in LaTeX, `{}` standing for its arguments.
        terms: (coefficient, order, a, b), order 0 for K(a, b) and 1 for S(a, b).
    """

    name: str
    title: str
    definition: str
    latex: str
    terms: tuple[tuple[Rational, int, Symbol, Symbol], ...]

    @property
    def eigenvalues(self) -> tuple[Symbol, ...]:
        """Every eigenvalue symbol, conjugates included."""
        return tuple(dict.fromkeys(s for _, _, a, b in self.terms for s in (a, b)))

    @property
    def variables(self) -> tuple[Symbol, ...]:
        """The eigenvalues that a user gives."""
        return free_variables(set(self.eigenvalues))

    @property
    def in_kernels(self) -> Expr:
        """The quantity written with the two kernel functions, left unevaluated."""
        return sum((c * KERNELS[order](a, b) for c, order, a, b in self.terms), Integer(0))


_ONE, _HALF = Integer(1), Rational(1, 2)

QUANTITIES = (
    Quantity(
        "state_kernel",
        "covariance of two states, without conjugate",
        r"\mathbb{E}[h(\lambda)\, h(\lambda_{0})]",
        "K({})",
        ((_ONE, 0, LAMBDA, LAMBDA_0),),
    ),
    Quantity(
        "state_moment",
        "second moment of the state",
        r"\mathbb{E}|h|^{2}",
        r"\mathbb{{E}}|h|^{{2}}({})",
        ((_ONE, 0, LAMBDA, LAMBDA_BAR),),
    ),
    Quantity(
        "sensitivity_kernel",
        "covariance of two sensitivities, without conjugate",
        r"\mathbb{E}[\partial_{\lambda} h(\lambda)\, \partial_{\lambda_{0}} h(\lambda_{0})]",
        "S({})",
        ((_ONE, 1, LAMBDA, LAMBDA_0),),
    ),
    Quantity(
        "sensitivity_moment",
        "second moment of the sensitivity of the state to its eigenvalue",
        r"\mathbb{E}|\partial_{\lambda} h|^{2}",
        r"\mathbb{{E}}|\partial_{{\lambda}} h|^{{2}}({})",
        ((_ONE, 1, LAMBDA, LAMBDA_BAR),),
    ),
    Quantity(
        "teacher_student_loss",
        "half the mean squared distance of a student's state from its teacher's",
        r"\tfrac{1}{2}\, \mathbb{E}|h(\lambda) - h(\lambda_{0})|^{2}",
        "L({})",
        (
            (_HALF, 0, LAMBDA, LAMBDA_BAR),
            (_HALF, 0, LAMBDA_0, LAMBDA_0_BAR),
            (-_HALF, 0, LAMBDA, LAMBDA_0_BAR),
            (-_HALF, 0, LAMBDA_0, LAMBDA_BAR),
        ),
    ),
)
