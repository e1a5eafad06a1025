"""Published statements with a variant beside each, which must flip its verdict."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sympy import Expr

from derivations.symbols import LAMBDA, LAMBDA_BAR, NU, U
from verification import claims
from verification.claims import paper_hessian as hessian
from verification.claims import paper_student as student
from verification.claims.paper_hessian import A_BAR, B_BAR, HALF, A, B
from verification.claims.paper_normalization import SPEED

GAIN, GAIN_0 = student.GAIN, student.GAIN_0

# right statements, made wrong
SPOILT: Mapping[str, Expr] = MappingProxyType(
    {
        name: claims.find(name).published + slip
        for name, slip in {
            "paper/lemma-1-sum": LAMBDA,
            "paper/lemma-2": LAMBDA,
            "paper/B.2.2-product": LAMBDA,
            "paper/B.2.2-diverges": 1,
            "paper/B.2.2-diverges-rho-1": U,
            "paper/C.1.2-gamma": 2 * LAMBDA * LAMBDA_BAR,  # 1 + |lambda|^2
            "paper/B.3.2-E": NU,
            "paper/C.1.1-rho-0": LAMBDA,
            "paper/C.1.1-rho-1": LAMBDA,
            "paper/C.1.2-loss-second": GAIN * (1 - GAIN),
            "paper/C.1.2-gamma-slope": 2 * NU,  # the other sign
            "paper/C.1.2-alpha": NU,
            "paper/C.1.2-alpha-0": NU**2 * (2 - U - 1 / U),  # alpha''(0) twice as large
            "paper/C.1.2-nu": NU**2,
            "paper/C.1.2-theta": NU**2,
            "paper/C.1.2-cross": NU,
            "paper/eq-108": NU,
            "paper/eq-109": NU,
            "paper/eq-143-re-re": A,
            "paper/eq-143-re-im": 2 * (A - A_BAR),  # Im(A + B)/2
            "paper/eq-143-im-re": 2 * (B - B_BAR),  # Im(-A + B)/2
            "paper/eq-143-im-im": A,
            "paper/C.2.3-trace": hessian.SENSITIVITY,
            "paper/eq-152": A,
            "paper/eq-153": 2 * (hessian.TURNED - hessian.TURNED_BAR),
            "paper/eq-155": A,
        }.items()
    }
)
# wrong statements, mended
MENDED: Mapping[str, Expr] = MappingProxyType(
    {
        "paper/B.2.3-index": claims.find("paper/B.2.3-index").truth,
        "paper/B.2.3-recursion": claims.find("paper/B.2.1-exponential").published,
        "paper/B.3.1-backward": claims.find("paper/B.3.1-backward").truth,
        "paper/B.3.2-omega": SPEED**2 * hessian.SENSITIVITY,
        "paper/C.1.2-loss-first": (
            HALF * GAIN**2 / (1 - student.MODULUS**2)
            + HALF * GAIN_0**2 / (1 - student.MODULUS_0**2)
            - GAIN * GAIN_0 * student.OVERLAP
        ),
        "paper/eq-154": -hessian.TURNED + hessian.TURNED_BAR - hessian.FACED + hessian.FACED_BAR,
        "paper/C.2.1-wirtinger": hessian.SENSITIVITY,
        "paper/C.2.1-conjugate": hessian.SENSITIVITY,
        "paper/C.2.1-hermitian": hessian.SENSITIVITY.func(*reversed(A.args)),
        "paper/C.2.2-complex": A / 4,
        "paper/C.2.3-halves": hessian.SENSITIVITY,
        "paper/C.2.3-no-i": HALF
        * (
            hessian.SENSITIVITY
            - HALF * A.func(LAMBDA, LAMBDA)
            - HALF * A.func(LAMBDA_BAR, LAMBDA_BAR)
        ),
        "companion/figure-15": (
            2
            * (1 - student.RHO)
            * (1 + student.RHO * LAMBDA**2)
            / ((1 - LAMBDA) * (1 + LAMBDA) ** 3 * (1 - student.RHO * LAMBDA) ** 2)
        ),
        "paper/D.3-second": 2 * LAMBDA**2 * (1 - LAMBDA) / (1 + LAMBDA) ** 3,
        "companion/learn_theta.start": claims.find("companion/learn_theta.start").published
        * NU**2
        * (1 + NU**2),
        "companion/learn_theta.curvature": 1 / (1 - NU**2),
    }
)
