# %% [markdown]
# # The formula that was wrong
#
# Give a recurrence $h_t = \lambda h_{t-1} + x_t$ a longer memory and its state becomes more
# sensitive to $\lambda$, although no gradient explodes: the *curse of memory*. How much more, when
# the input is correlated as $R(\Delta) = \rho^{|\Delta|}$? Zucchet and Orvieto answer in closed
# form in *Recurrent neural networks: vanishing and exploding gradients are not the end of the
# story*. The answer on trial here is $\mathbb{E}|\partial_\lambda h|^2$ as printed in appendix
# B.2.2 of the NeurIPS 2024 version, and as typed in the companion notebook `visualization_S`.
# Nothing is claimed of any other version.

# %%
from __future__ import annotations

import os
from pathlib import Path

import jax
import jax.numpy as jnp
import matplotlib.pyplot as plt
import numpy as np
from sympy import QQ_I, I, Rational, conjugate, lambdify

import linrec
from derivations.field import identical
from derivations.inputs import EXPONENTIAL
from derivations.plain import plain
from derivations.symbols import LAMBDA, LAMBDA_BAR, RHO
from numerics.chains import chains
from numerics.simulate import as_arrays
from verification.bridge import rows_at
from verification.claims import find
from verification.session import strict

strict()
BLUE, VERMILION, GREY = "#0072b2", "#d55e00", "0.55"
plt.rcParams |= {
    "figure.dpi": 150,
    "font.size": 8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "lines.linewidth": 1.4,
    "figure.constrained_layout.use": True,
}


def draw_saved(figure, name):
    if folder := os.environ.get("LINREC_FIGURES"):
        figure.savefig(Path(folder) / name, dpi=185, metadata={"Software": None})


# %% [markdown]
# ## The curse of memory
#
# Figure 1A of the paper, redrawn for $\lambda = 1 - 10^{-x}$ from the form that linrec derives.
# The function takes decay rates, $\alpha = -\log\lambda$ and $\kappa = -\log\rho$, so that nothing
# cancels near $\lambda = 1$. It must be right at the ends too, $\rho = 0$ ($\kappa = \infty$) and
# $\rho = 1$ ($\kappa = 0$).

# %%
sensitivity = linrec.jax_function("sensitivity_moment")
activity = linrec.jax_function("state_moment")
for end in ("0", "9/10", "1"):
    exact = float(linrec.value("sensitivity_moment", f"lambda=9/10, rho={end}"))
    alpha, kappa = -jnp.log(0.9), -jnp.log(float(Rational(end)))
    assert abs(sensitivity(alpha, alpha, kappa) / exact - 1) < 1e-13


# %%
def draw_curse(axes):
    memory = jnp.logspace(0, 5, 201)
    alpha = -jnp.log1p(-1 / memory)
    rhos = (1.0, 0.999, 0.99, 0.9, 0.0)
    shades = plt.colormaps["viridis"](np.linspace(0, 0.8, len(rhos)))
    curves = [(rf"$\rho = {rho:g}$", sensitivity(alpha, alpha, -jnp.log(rho))) for rho in rhos]
    curves.append((r"$\mathbb{E}\,h^2$, $\rho = 1$", activity(alpha, alpha, 0.0)))
    for (label, curve), shade in zip(curves, [*shades, GREY], strict=True):
        assert jnp.isfinite(curve).all()
        slope = jnp.log(curve[-1] / curve[-2]) / jnp.log(memory[-1] / memory[-2])
        axes.loglog(memory, curve, color=shade)
        axes.text(1.2e5, curve[-1], f"{label}, slope {slope:.0f}", color=shade, va="center")
    axes.set(xlim=(1, 1e5), ylim=(1, 1e20), xlabel=r"memory $1/(1-\lambda)$, in steps")
    axes.set_title(r"sensitivity $\mathbb{E}(\partial_\lambda h)^2$", loc="left", size=8)


figure, axes = plt.subplots(figsize=(5.5, 3.2))
draw_curse(axes)
draw_saved(figure, "the_curse_of_memory.png")

# %% [markdown]
# ## Printed, right, measured
#
# The printed form comes from the catalogue of claims, the right one from the derivation; neither
# is typed here. A third witness knows neither: 8192 independent Gaussian chains from empty states,
# for each of 11 correlations. After 300 steps they are stationary to rounding error, since
# $|\lambda| \leq 0.9$.

# %%
claim = find("paper/B.2.2-exponential")
printed, right = claim.published, linrec.derive("sensitivity_moment").expression
printed_at, right_at = (lambdify((LAMBDA, LAMBDA_BAR, RHO), form) for form in (printed, right))
print(plain(printed))

eigenvalues = (Rational(1, 2), Rational(9, 10), Rational(3, 5) * (1 + I))
correlations = [Rational(k, 100) for k in (-90, -70, -50, -30, -10, 10, 30, 50, 70, 90, 99)]
points = [(complex(z), complex(z).conjugate()) for z in eigenvalues]
rhos = np.array(correlations, float)
with_conjugates = tuple(map(QQ_I.from_sympy, (*eigenvalues, *map(conjugate, eigenvalues))))
key = jax.random.key(int(os.environ.get("LINREC_SEED") or 0))
mean, error = np.empty((2, len(eigenvalues), len(correlations)))
for k, rho in enumerate(correlations):
    system = as_arrays(rows_at(EXPONENTIAL, {RHO: rho}, with_conjugates))
    run = chains(system, jax.random.fold_in(key, k), replicates=8192, steps=300).sensitivity
    mean[:, k] = np.diagonal(run.mean, offset=len(eigenvalues)).real
    error[:, k] = np.diagonal(run.error, offset=len(eigenvalues)).real

# %%
LABELS = (r"$\lambda = 0.5$", r"$\lambda = 0.9$", r"$\lambda = 0.6 + 0.6\,i$")


def draw_trial(values, ratios):
    grid = np.linspace(-0.9, 1, 401)
    blue, red = {"color": BLUE}, {"color": VERMILION, "ls": (0, (4, 1.5))}
    bars = {"fmt": "ko", "ms": 2.5, "elinewidth": 0.9, "zorder": 3}
    for label, z, m, e in zip(LABELS, points, mean, error, strict=True):
        true, false = right_at(*z, grid).real, printed_at(*z, grid).real
        scale = right_at(*z, rhos).real
        values.semilogy(grid, true, **blue)
        values.semilogy(grid, false, **red)
        values.errorbar(rhos, m, 5 * e, **bars)
        values.text(0, right_at(*z, 0).real * 0.72, label, va="top")
        ratios.plot(grid, false / true, **red)
        ratios.errorbar(rhos, m / scale, 5 * e / scale, **bars)
        ratios.text(1.06, (false / true)[-11], label, va="center")
    ratios.axhline(1, **blue)
    ratios.plot(grid, 1 / (1 + grid), color=GREY, lw=0.9)
    ratios.text(-0.97, 0.52, r"grey: $1/(1+\rho)$, limit $\lambda \to 1$", color="0.4")
    ratios.text(-0.28, 1.5, "printed", color=VERMILION)
    ratios.text(0.1, 1.16, "simulated, $\\pm$5 standard errors")
    values.text(-0.97, 200, "printed", color=VERMILION)
    values.text(-0.8, 0.33, "right", color=BLUE)
    values.set_title(r"sensitivity $\mathbb{E}|\partial_\lambda h|^2$", loc="left", size=8)
    ratios.set_title("the same, divided by the right value", loc="left", size=8)
    ratios.set_ylim(0.45, 2.1)
    for panel in (values, ratios):
        panel.set(xlim=(-1, 1.03), xlabel=r"correlation of the input $\rho$")


figure, panels = plt.subplots(1, 2, figsize=(6.5, 3.0))
draw_trial(*panels)
draw_saved(figure, "the_formula_that_was_wrong.png")

# %% [markdown]
# Bars are 5 standard errors of the simulated mean; on the left they are smaller than the dots.
# For $\rho < 0$ the printed form is too large, at $\rho = -0.9$ by a factor of 5 to 10. For
# $0 < \rho < 1$ it is too small, by the factor $1/(1+\rho)$ as $\lambda \to 1$. It is right at
# $\rho = 0$ and $\rho = 1$, the two cases that one checks by hand.
#
# ## The audit
#
# What `linrec.audit` finds by itself. The smallest counterexample is one for the blackboard: with
# $\lambda = 0$ the sensitivity $\partial_\lambda h$ is the previous input, of variance 1.

# %%
found = linrec.audit(claim.id)
rows = {"source": found.verdict.claim.source, "verdict": found.verdict.word}
for name, example in (("smallest", found.smallest), ("generic", found.generic)):
    place = ", ".join(f"{symbol} = {number}" for symbol, number in example.point.items())
    values = f"printed {example.published}, exact {example.exact}, ratio {example.ratio}"
    rows[f"{name} counterexample"] = f"{place}: {values}"
rows["the slip"] = " should be ".join(map(plain, found.edit))
rows["right by luck"] = " and ".join(found.right_when_real)
print("\n".join(f"{name:<24}{text}" for name, text in rows.items()))

# %% [markdown]
# The same slip stands in appendix C.2.2 and in the notebook that draws the similarity of
# eigenvalues. The formula behind Figure 1A, in another notebook, is a different one, and it is
# right.

# %%
others = "paper/C.2.2-S", "companion/visualization_S.estimate", "companion/1D-case.dh_dlamb"
print("\n".join(f"{name:<38}{linrec.check(name, ('proof',)).word}" for name in others))

# %% [markdown]
# ## In short
#
# A right formula strays 5 standard errors somewhere among the 33 points with probability below
# $33 \times 6 \cdot 10^{-7} = 2 \cdot 10^{-5}$ (Bonferroni, a mean of 8192 chains taken as normal).

# %%
off = {
    name: np.abs([at(*z, rhos) for z in points] - mean) / error
    for name, at in (("printed", printed_at), ("right", right_at))
}
farthest = {name: f"{distance.max():.1f}" for name, distance in off.items()}
print("farthest from the simulation, in standard errors:", farthest)

assert found.verdict.word == "rejected"
assert off["printed"].max() > 20
assert off["right"].max() < 5
assert identical(found.truth, right)
for end in (0, 1):
    assert identical(printed.subs(RHO, end), right.subs(RHO, end))
