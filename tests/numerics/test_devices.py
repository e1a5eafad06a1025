"""Replicas over devices: full precision demanded, keys of their own, meshes that exist."""

from __future__ import annotations

from itertools import product

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax

from numerics import chunks, devices, gram, thinned
from numerics.devices import (
    RUN,
    START,
    PrecisionError,
    begin,
    demand_full_precision,
    gathered,
    keys,
    mesh_of,
    placed,
    program,
)
from numerics.linear import linear
from numerics.plan import Group, plan
from numerics.points import Point, exponential
from numerics.settings import Settings
from numerics.threefry import key_words

pytestmark = pytest.mark.slow

POINTS = (Point(0.9, 0.5, 0.3), Point(0.8, -0.6, -0.5))
FORMS = pytest.mark.parametrize("form", ["thinned", "gram"])
REPLICAS = 2


def group_of(form: str, lanes: int = 8) -> Group:
    settings = Settings(2**15, form=form, replicas=REPLICAS, lanes=lanes)
    (group,) = plan([exponential(point) for point in POINTS], settings)
    return group


def lowered(form: str, precision: str) -> str:
    problems = [linear(exponential(point)) for point in POINTS]
    links, pairs = chunks.links_of(problems), chunks.pairs_of(problems)
    shape = chunks.Shape(len(POINTS), 32, 2, 4, "rademacher", precision, links, pairs)
    module = {"thinned": thinned, "gram": gram}[form]
    numbers = jax.tree.map(jnp.asarray, chunks.arrays(problems, shape, "law"))
    carry = module.start(shape, numbers, jnp.zeros((shape.size, len(POINTS), 4)))

    def run(carry: object, own: jax.Array, block: jax.Array) -> object:
        return module.advance(shape, numbers, carry, own, block)

    return jax.jit(run).lower(carry, jnp.zeros(2, jnp.uint32), jnp.uint32(0)).as_text()


@FORMS
@pytest.mark.parametrize("precision", ["mixed", "double"])
def test_both_forms_multiply_at_full_precision(form: str, precision: str) -> None:
    text = lowered(form, precision)
    assert text.count("dot_general") >= (1 if form == "thinned" else 3)  # else nothing is seen
    demand_full_precision(text)


@FORMS
def test_a_default_product_is_refused(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (chunks, gram):
        monkeypatch.setattr(module, "product", jnp.matmul)
    text = lowered(form, "mixed")
    with pytest.raises(PrecisionError, match=r"not at full precision: .*dot_general"):
        demand_full_precision(text)


@FORMS
def test_a_program_is_never_compiled_below_full_precision(
    form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # a shape of this test's own, for programs are shared by shape
    group, mesh = group_of(form, lanes=12), mesh_of(1)
    carry = begin(group, mesh, 5, 0)
    monkeypatch.setattr(chunks, "product", jnp.matmul)
    with pytest.raises(PrecisionError):
        program(group, mesh, carry, 5, 0)


@pytest.mark.parametrize("precision", [lax.Precision.HIGH, lax.Precision.DEFAULT])
def test_one_low_product_among_others_is_refused(precision: lax.Precision) -> None:
    def run(a: jax.Array) -> jax.Array:
        return jnp.matmul(chunks.product(a, a), a, precision=precision)

    text = jax.jit(run).lower(jnp.ones((4, 4), jnp.float32)).as_text()
    with pytest.raises(PrecisionError):
        demand_full_precision(text)


def test_every_replica_has_keys_of_its_own() -> None:
    seen = {
        tuple(np.asarray(key_words(key)).tolist())
        for seed, group, purpose in product((0, 1, 2**40), (0, 1), (START, RUN))
        for key in keys(seed, group, 8, purpose)
    }
    assert len(seen) == 3 * 2 * 2 * 8


def test_keys_do_not_depend_on_how_many_replicas_there_are() -> None:
    few, many = (jax.random.key_data(keys(7, 1, count, RUN)) for count in (3, 8))
    assert np.array_equal(few, many[:3])


def test_replicas_start_and_run_apart() -> None:
    group, mesh = group_of("gram"), mesh_of(1)
    carry = begin(group, mesh, 5, 0)
    again, other, third = (
        begin(group, mesh, 5, 0),
        begin(group, mesh, 6, 0),
        begin(group, mesh, 5, 1),
    )
    first = np.asarray(carry.state[0])
    assert first.shape == (REPLICAS, len(POINTS), 8)
    assert len(np.unique(first)) == first.size
    assert np.array_equal(first, again.state[0])
    assert not np.any(first == np.asarray(other.state[0]))
    assert not np.any(first == np.asarray(third.state[0]))
    run = program(group, mesh, carry, 5, 0)
    whole = gathered(run(carry, 0, 3))
    assert not np.array_equal(whole.noise[0], whole.noise[1])
    halves = gathered(run(run(carry, 0, 1), 1, 2))
    for one, two in zip(jax.tree.leaves(whole), jax.tree.leaves(halves), strict=True):
        assert np.array_equal(one, two)


def test_placing_and_gathering_gives_arrays_back() -> None:
    tree = {"a": np.arange(6.0).reshape(2, 3), "b": np.arange(2, dtype=np.uint32)}
    for name, leaf in gathered(placed(tree, mesh_of(1))).items():
        assert isinstance(leaf, np.ndarray)
        assert leaf.dtype == tree[name].dtype
        assert np.array_equal(leaf, tree[name])
    assert devices.agreed(2.5) == 2.5


@pytest.mark.parametrize("count", [0, -1, 10**6])
def test_devices_that_are_not_there(count: int) -> None:
    with pytest.raises(ValueError, match=rf"devices = {count}: must be from 1 to ") as caught:
        mesh_of(count)
    assert "\n" not in str(caught.value)
    assert mesh_of().size == len(jax.devices())
