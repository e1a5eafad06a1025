"""Files of activations: which are read, which refused, and that nothing in them is run."""

from __future__ import annotations

import io
import pickle
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from numerics.autocovariance import BLOCKS, estimated
from tests.numerics.transforms import loop_error, transform_error
from verification.errors import InputError
from verification.probing.recording import ORDER, recorded

DATA = np.random.default_rng(0).normal(1, 2, (6, 90))
LAGS = ORDER + 1
# of shares of R(0): two transforms each, and a mean and a deviation taken in another order
ROUNDING = 2 * (2 * transform_error(90) + loop_error(DATA.size))
LONG = BLOCKS * 2 * LAGS


def saved(array: np.ndarray, path: Path) -> Path:
    np.save(path / "x.npy", array, allow_pickle=True)
    return path / "x.npy"


def test_two_dimensions_are_sequences_and_time(tmp_path: Path) -> None:
    found, plain = recorded(saved(DATA, tmp_path)), estimated(DATA, LAGS)
    np.testing.assert_allclose(found.values, plain.values / plain.values[0], rtol=0, atol=ROUNDING)
    np.testing.assert_allclose(found.errors, plain.errors / plain.values[0], rtol=0, atol=ROUNDING)
    assert found.values[0] == 1
    assert found.sequences == 6


def test_three_dimensions_are_sequences_time_and_channels(tmp_path: Path) -> None:
    cube = DATA.reshape(2, 3, 90).transpose(0, 2, 1)
    assert cube.shape == (2, 90, 3)
    found, plain = recorded(saved(cube, tmp_path)), recorded(saved(DATA, tmp_path))
    np.testing.assert_allclose(found.values, plain.values, rtol=0, atol=ROUNDING)
    assert (
        np.abs(recorded(saved(DATA.reshape(2, 90, 3), tmp_path)).values - plain.values).max() > 0.01
    )


def test_one_dimension_is_time(tmp_path: Path) -> None:
    row = np.random.default_rng(1).normal(size=LONG)
    found = recorded(saved(row, tmp_path))
    assert found.sequences == BLOCKS
    np.testing.assert_array_equal(found.values, recorded(saved(row[None], tmp_path)).values)


@pytest.mark.parametrize("kind", ["float32", "float16", "int16", "uint8", ">f8"])
def test_other_numbers_are_numbers(kind: str, tmp_path: Path) -> None:
    whole = np.clip(np.round(DATA * 10 + 100), 0, 255)
    np.testing.assert_array_equal(  # they are read as the same numbers
        recorded(saved(whole.astype(kind), tmp_path)).values,
        recorded(saved(whole, tmp_path)).values,
    )


@pytest.mark.parametrize("scale", [1e-250, 1e250, 3.0])
def test_the_unit_of_the_data_does_not_matter(scale: float, tmp_path: Path) -> None:
    np.testing.assert_allclose(
        recorded(saved(scale * DATA, tmp_path)).values,
        recorded(saved(DATA, tmp_path)).values,
        rtol=0,
        atol=ROUNDING,
    )


def spoiled(value: object) -> np.ndarray:
    array = DATA.copy()
    array[1, 2] = value
    return array


ARRAYS = {
    "nan": (spoiled(np.nan), "must hold finite numbers"),
    "infinite": (spoiled(-np.inf), "must hold finite numbers"),
    "complex": (DATA + 1j, "must hold one array of real numbers"),
    "truth values": (DATA > 0, "must hold one array of real numbers"),
    "words": (np.array([["a", "b"]]), "must hold one array of real numbers"),
    "dates": (np.zeros((6, 90), "M8[s]"), "must hold one array of real numbers"),
    "records": (np.zeros(90, [("a", float)]), "must hold one array of real numbers"),
    "a number": (np.array(3.0), "one to three dimensions"),
    "four dimensions": (DATA.reshape(1, 1, 6, 90), "one to three dimensions"),
    "nothing": (np.zeros((0, 90)), "must hold one array of real numbers"),
    "no channels": (np.zeros((2, 90, 0)), "must hold one array of real numbers"),
    "too short": (DATA[:, : 2 * LAGS - 1], f"must be at least {2 * LAGS} long for {LAGS} lags"),
    "too short for blocks": (
        np.arange(LONG - 1.0),
        f"must be at least {2 * LAGS} long for {LAGS} lags",
    ),
    "constant": (np.full((6, 90), 0.1), "must vary"),
    "constant, long": (np.full(LONG, 1 / 3), "must vary"),
    "zero": (np.zeros((6, 90)), "must vary"),
    "beyond floats": (spoiled(1).astype(np.longdouble) * np.longdouble("1e400"), "finite"),
}


@pytest.mark.parametrize("name", ARRAYS)
@pytest.mark.filterwarnings("ignore:overflow encountered in cast")
def test_arrays_that_are_refused(name: str, tmp_path: Path) -> None:
    array, rule = ARRAYS[name]
    refused(saved(array, tmp_path), rule)


def refused(path: Path, rule: str) -> None:
    with pytest.raises(InputError) as caught:
        recorded(path)
    said = str(caught.value)
    assert rule in said
    assert re.fullmatch(
        r"--input data (['\"]).*\1: .+; give sequences as numpy.save writes them", said
    )
    assert "\n" not in said


class Bomb:
    """What would leave a trace, were it unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return Path.touch, (self.path,)


@pytest.mark.parametrize("whole", [True, False])
def test_pickles_are_refused_unread(whole: bool, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    path = tmp_path / "x.npy"
    if whole:
        path.write_bytes(pickle.dumps(Bomb(trace)))
    else:
        saved(np.array([Bomb(trace), 1.0], dtype=object), tmp_path)
    refused(path, "cannot be read as a NumPy array (ValueError)")
    assert not trace.exists()
    if not whole:
        np.load(path, allow_pickle=True)
        assert trace.exists()  # the bomb is one


def header(shape: str, kind: str = "<f8") -> bytes:
    text = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text.encode()


def archive() -> bytes:
    file = io.BytesIO()
    np.savez(file, DATA)
    return file.getvalue()


BYTES = {
    "empty": b"",
    "text": b"1, 2, 3\n",
    "an archive": archive(),
    "half an archive": b"PK\x03\x04abc",
    "cut off": header("(90,)") + b"\0" * 16,
    "more than any memory": header("(1000000000000000,)"),
    "more than any integer": header("(10000000000000000000000000,)"),
    "less than nothing": header("(-5,)"),
    "code for a shape": header("__import__('os')"),
    "code for a kind": header("(1,)", "__import__"),
    "objects": header("(1,)", "|O"),
}


@pytest.mark.parametrize("name", BYTES)
def test_files_that_are_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / "x.npy"
    path.write_bytes(BYTES[name])
    refused(path, "cannot be read as a NumPy array")


@pytest.mark.parametrize("name", ["", "nowhere.npy", "two\nlines.npy"])
def test_paths_that_are_refused(name: str, tmp_path: Path) -> None:
    refused(tmp_path / name, "cannot be read as a NumPy array")


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 127), byte=st.integers(0, 255))
@example(place=26, byte=ord("b"))  # b'descr', which cannot be sorted among texts
@pytest.mark.filterwarnings("ignore")
def test_a_header_with_a_wrong_byte_is_read_or_refused(
    place: int, byte: int, tmp_path: Path
) -> None:
    file = io.BytesIO()
    np.save(file, DATA)
    spoilt = bytearray(file.getvalue())
    spoilt[place] = byte
    path = tmp_path / "x.npy"
    path.write_bytes(bytes(spoilt))
    try:
        said = f"{recorded(path).values[0]:.0f}"
    except InputError as error:
        said = str(error)
    assert said == "1" or re.fullmatch("--input data .*", said)
