"""The suite runs under the settings that it announces."""

from __future__ import annotations

import os

import hypothesis
import jax.numpy as jnp
import matplotlib as mpl
import pytest
from hypothesis import core, given
from hypothesis import strategies as st


def examples() -> list[int]:
    found: list[int] = []

    @given(st.integers())
    def collect(number: int) -> None:
        found.append(number)

    collect()
    return found


def test_hypothesis_profile_is_the_loaded_one() -> None:
    active = hypothesis.settings()
    assert active.deadline is None
    assert active.database is None
    assert active.derandomize is False
    assert active.print_blob is True
    assert hypothesis.settings.get_current_profile_name() == "linrec"


def test_hypothesis_follows_the_seed(request: pytest.FixtureRequest, salt: int) -> None:
    asked = request.config.option.hypothesis_seed
    assert core.global_force_seed == (salt if asked is None else int(asked))
    assert examples() == examples()
    assert len(set(examples())) > 10


def test_salt_is_the_environment_variable(salt: int) -> None:
    assert salt == int(os.environ.get("LINREC_SEED") or 0)


def test_jax_is_in_double_precision() -> None:
    assert jnp.asarray(0.5).dtype == jnp.float64


def test_jax_refuses_mixed_types() -> None:
    with pytest.raises(ValueError, match="implicit dtype promotion"):
        jnp.ones(2, jnp.float64) + jnp.ones(2, jnp.float32)


def test_jax_refuses_mixed_ranks() -> None:
    with pytest.raises(ValueError, match="jax_numpy_rank_promotion"):
        jnp.ones((2, 2)) + jnp.ones(2)


def test_pictures_need_no_screen() -> None:
    assert mpl.get_backend().lower() == "agg"
