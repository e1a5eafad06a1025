"""How every test runs: double precision, strict promotion, all randomness from LINREC_SEED."""

from __future__ import annotations

import os
import zlib

import hypothesis
import jax
import pytest
from hypothesis import core

PROFILE = "linrec"
SEED = int(os.environ.get("LINREC_SEED") or 0)

os.environ["MPLBACKEND"] = "Agg"
jax.config.update("jax_enable_x64", True)
jax.config.update("jax_numpy_dtype_promotion", "strict")
jax.config.update("jax_numpy_rank_promotion", "raise")
hypothesis.settings.register_profile(
    PROFILE, deadline=None, database=None, derandomize=False, print_blob=True
)
hypothesis.settings.load_profile(PROFILE)


def pytest_configure(config: pytest.Config) -> None:
    """Seed Hypothesis, as its own option --hypothesis-seed does where it is given."""
    if config.option.hypothesis_seed is None:
        core.global_force_seed = SEED


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as `randomised` every test whose course depends on the seed."""
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        drawn = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
        if drawn or {"salt", "key"} & set(fixtures):
            item.add_marker("randomised")


def pytest_report_header() -> str:
    """Print what repeats this run."""
    return f"LINREC_SEED={SEED}, hypothesis seed {core.global_force_seed}"


@pytest.fixture(scope="session")
def salt() -> int:
    """Give the number that every random key of this run depends on."""
    return SEED


@pytest.fixture
def key(salt: int, request: pytest.FixtureRequest) -> jax.Array:
    """Give a random key of the test's own, from the salt and the test's name."""
    return jax.random.key(zlib.crc32(f"{salt}/{request.node.nodeid}".encode()))
