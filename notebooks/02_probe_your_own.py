# %% [markdown]
# # Probe your own
#
# You have a recurrence $h_t = \lambda(\omega)\, h_{t-1} + \gamma(\omega)\, x_t$ in mind: a map from
# what is learned, $\omega$, to the eigenvalue $\lambda$, and perhaps a gain $\gamma$. Will it stay
# stable? Will it learn a long memory, or does its gradient explode or vanish on the way there?
# `linrec.probe` answers in closed form. This notebook asks about maps that are in no paper, about
# one that is bad, and about data of your own. In the end it trains with the learning rate that the
# answer gives.

# %%
from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import jax
import jax.numpy as jnp
import matplotlib.pyplot as plt
import numpy as np

import linrec
from derivations.parameterizations.parameterization import OMEGA
from numerics.unit import measure, run
from verification.expression import parse_map
from verification.lowering import lower
from verification.session import strict

strict()
BLUE, VERMILION, GREY = "#0072b2", "#d55e00", "0.55"
plt.rcParams |= {
    "figure.dpi": 150,
    "font.size": 8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "lines.linewidth": 1.4,
}


def draw_saved(figure, name):
    if folder := os.environ.get("LINREC_FIGURES"):
        figure.savefig(Path(folder) / name, dpi=185, metadata={"Software": None})


# %% [markdown]
# ## A map of one's own
#
# Take $\lambda = \omega / \sqrt{1 + \omega^2}$, without a gain, driven by white noise. The value of
# the next cell is the report. Its sliders move $\omega$.

# %%
mine = linrec.probe("omega/sqrt(1+omega**2)")
mine

# %% [markdown]
# The same as plain data, for a script. Each closed form comes with a verdict and with the strongest
# evidence for it.

# %%
KEYS = ("state_moment", "sensitivity_moment", "relative_sensitivity", "hessian")
for key in KEYS:
    form = mine["closed_forms"][key]
    print(f"{form['title']:<52}{form['expr']:<38}{form['verdict']}")
print("as the memory grows:", mine["verdict"])

assert mine["reach"]["inside"]
assert not mine["missing"]
assert {mine["closed_forms"][key]["verdict"] for key in KEYS} == {"proved"}
assert mine["closed_forms"]["sensitivity_moment"]["expr"] == "(1 + 2*omega**2)/(1 + omega**2)"
assert mine["exponents"]["sensitivity_moment"] == 0
assert mine["exponents"]["state_moment"] == 1

# %% [markdown]
# So $\mathbb{E}(\partial_\omega h)^2 = (1 + 2\omega^2)/(1 + \omega^2)$ lies between 1 and 2,
# however long the memory: for white inputs this map undoes the curse of memory without any gain.
# The price is a state that grows, $\mathbb{E}h^2 = 1 + \omega^2$.
#
# A witness that knows no formula: JAX differentiates a run of 400 steps, averaged exactly over
# white noise. What the end of the run cuts off is of the order of $\lambda^{800}$, below rounding
# here.

# %%
white = np.eye(1, 400)[0]  # R(0) = 1, then zeros
eigenvalue = lower(parse_map(mine["lambda"], ["omega"]), (OMEGA,))
formula = lower(parse_map(mine["closed_forms"]["sensitivity_moment"]["expr"], ["omega"]), (OMEGA,))
for omega in (-3.0, -0.5, 0.4, 3.0):
    measured = measure(eigenvalue, jnp.ones_like, [omega], white).coupled[0, 0]
    print(f"omega = {omega:4}: formula {formula(omega):.13f}, measured {measured:.13f}")
    assert abs(eigenvalue(omega)) ** 800 < 1e-18
    assert abs(measured - formula(omega)) < 1e-12

# %% [markdown]
# ## Complex, with two coordinates
#
# Now $\lambda = e^{-e^\omega (1 - i\theta)}$, where $\theta$ counts radians per time constant, with
# the gain $\gamma = \sqrt{1 - |\lambda|^2}$ and with $\theta$ kept between $-3$ and $3$.

# %%
turning = linrec.probe(
    "exp(-exp(omega)*(1-I*theta))",
    gain="sqrt(1-exp(-2*exp(omega)))",
    domain="-oo<omega<oo, -3<theta<3",
    seconds=60,
)
turning

# %%
print("as the memory grows:", turning["verdict"])
for row in turning["behaviours"]:
    if row["key"] in ("sensitivity_moment_omega", "sensitivity_moment_theta"):
        print(f"{row['key']:<26}order {row['exponent']}, constant {row['constant']}")

found = {row["key"]: (row["exponent"], row["constant"]) for row in turning["behaviours"]}
assert found["sensitivity_moment_omega"] == ("0", "1/4 + theta**2/2")
assert found["sensitivity_moment_theta"] == ("0", "1/2")
assert turning["closed_forms"]["state_moment"]["expr"] == "1"

# %% [markdown]
# Both coordinates keep a finite sensitivity at every memory, and the state keeps the variance of
# the input. A fixed angle would not: with $\lambda = \nu e^{i\theta}$ the sensitivity to $\theta$
# grows like the square of the memory.
#
# ## A bad one, and how to mend it
#
# A map that can leave the unit disk is refused, in one line. The line says where it leaves, and on
# which interval it would do.

# %%
try:
    linrec.probe("exp(-omega)")
except ValueError as error:
    refusal = str(error)
print(refusal)
assert "leaves the open unit disk" in refusal

# %%
remedy = refusal.split("use --domain ")[1].strip("'")
stable = linrec.probe("exp(-omega)", domain=remedy)
print(f"{stable['lambda']} on {stable['domain']}: {stable['verdict']}")
assert stable["reach"]["inside"]
assert stable["exponents"]["sensitivity_moment"] == 3

# %% [markdown]
# On that interval it is stable, and still bad: its sensitivity grows like the cube of the memory,
# as if $\lambda$ itself were learned. Write $e^\omega$ for $\omega$ and add the gain that keeps the
# state's variance, and nothing grows. The same rate then needs no interval either.

# %%
mended = linrec.probe("exp(-exp(omega))", gain="sqrt(1-lambda**2)")
print(f"{mended['lambda']} on {mended['domain']}: {mended['verdict']}")
assert mended["reach"]["inside"]
assert mended["exponents"]["sensitivity_moment"] == mended["exponents"]["state_moment"] == 0

# %% [markdown]
# ## Your own data as the input
#
# The closed forms need one thing of the input, its autocovariance. Give `data FILE.npy` and its
# first four lags are estimated; beyond them it goes on as an autoregressive process. Here the
# recording is a telegraph: 16384 sequences of $\pm 1$ whose sign flips with probability $1/4$ at
# each step. It is far from Gaussian, and its autocovariance is $R(\Delta) = 2^{-|\Delta|}$, so that
# the answer is known: that of `rho=1/2`.

# %%
draws = np.random.default_rng(int(os.environ.get("LINREC_SEED") or 0))
flips = draws.random((16384, 128)) < 1 / 4
recording = np.where(np.cumsum(flips, axis=1) % 2, -1.0, 1.0) * draws.choice([-1, 1], (16384, 1))
with TemporaryDirectory() as folder:
    file = Path(folder) / "telegraph.npy"
    np.save(file, recording)
    recorded = linrec.compare(["tanh"], input=f"data {file}", seconds=60)
exact = linrec.compare(["tanh"], input="rho=1/2", seconds=60)

print(recorded["input"])
print("memory   Hessian, recorded   Hessian, rho=1/2")
for ours, theirs in zip(recorded["rows"][0]["at"], exact["rows"][0]["at"], strict=True):
    print(f"{ours['memory']:6}   {ours['hessian']:17.3f}   {theirs['hessian']:16.3f}")
    assert abs(ours["hessian"] / theirs["hessian"] - 1) < 0.05

# %% [markdown]
# Data that remember in more ways than four lags tell need more of them, as in `data FILE.npy 8`.
#
# ## The learning rate that the Hessian allows
#
# A teacher $\lambda^* = 9/10$ and a student of the same kind see the recording. The student
# descends on $\frac12 \mathbb{E}(y - y^*)^2$, $y = \gamma h$ being the last output of a sequence.
# Near the optimum each step multiplies the distance by $1 - \eta H$. So descent converges for $\eta
# < 2/H$ and fails above. The Hessian $H$ is the one estimated from the recording, and the student
# is the JAX function that `linrec.unit` gives.

# %%
unit = linrec.unit("tanh")
place = next(at for at in recorded["rows"][0]["at"] if at["memory"] == 10)
hessian, optimum = place["hessian"], jnp.asarray([place["at"]["omega"]])
follow = jax.jit(jax.vmap(run, (None, 0)))
inputs = jnp.asarray(recording)
target = unit.gain(optimum) * follow(unit.eigenvalue(optimum), inputs)
print(f"optimum {float(optimum[0]):.4f}, Hessian {hessian:.3f}, 2/H = {2 / hessian:.3f}")
assert unit.is_coupled  # so that gradients flow through the gain too
assert abs(unit.eigenvalue(optimum) - 0.9) < 1e-12

# %% [markdown]
# One training step: forward, then the chain rule backward through gain, recurrence and map, which
# is what `jax.grad` of the loss does.

# %%
rates = {0.5: GREY, 0.9: BLUE, 1.1: VERMILION}  # in units of 2/H
distances = {}
for rate in rates:
    omega, distance = optimum + 1e-3, []
    for _ in range(100):
        distance.append(abs(float((omega - optimum)[0])))
        eigenvalue, back_to_map = jax.vjp(unit.eigenvalue, omega)
        gain, back_to_gain = jax.vjp(unit.gain, omega)
        state, back_in_time = jax.vjp(follow, eigenvalue, inputs)
        error = (gain * state - target) / len(target)
        (by_gain,) = back_to_gain(jnp.sum(error * state))
        (by_map,) = back_to_map(back_in_time(error * gain)[0])
        omega = omega - rate * 2 / hessian * (by_gain + by_map)
    distances[rate] = np.array(distance)


# %%
def draw_descent(axes):
    for rate, colour in rates.items():
        axes.semilogy(distances[rate], color=colour)
    axes.text(100, distances[1.1][-1], r"$\eta = 1.1 \cdot 2/H$", color=VERMILION, va="center")
    axes.text(100, distances[0.9][-1], r"$\eta = 0.9 \cdot 2/H$", color=BLUE, va="center")
    axes.text(10.5, 1e-14, r"$\eta = 1/H$", color="0.4", va="center")
    axes.set(xlim=(0, 99), ylim=(1e-16, 10), xlabel="steps")
    axes.set_title(r"distance from the optimum $|\omega - \omega^*|$", loc="left", size=8)


figure, axes = plt.subplots(figsize=(5, 2.8), layout="constrained")
draw_descent(axes)
draw_saved(figure, "the_learning_rate.png")

# %% [markdown]
# Just below $2/H$ the student arrives. Just above it is thrown out and hops around the optimum for
# ever: the loss flattens away from it, which stops the divergence but not the hopping.

# %%
grown = {rate: distance[1] / distance[0] for rate, distance in distances.items()}
print({rate: f"{factor:.2f}" for rate, factor in grown.items()}, "after the first step")
assert distances[0.5][-1] < 1e-9
assert distances[0.9][-1] < distances[0.9][0] / 50
assert (np.diff(distances[0.9]) < 0).all()
assert (np.diff(distances[1.1][:10]) > 0).all()
assert distances[1.1][-50:].min() > 0.1
