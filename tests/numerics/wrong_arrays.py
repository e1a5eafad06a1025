"""Arrays of chunks that are wrong, each in one way."""

from __future__ import annotations

import numpy as np

from numerics.chunks import Arrays, Shape, arrays
from numerics.linear import Linear


def reversed_in_time(problems: list[Linear], shape: Shape, right: Arrays) -> Arrays:
    del problems, shape
    return right._replace(drive=right.drive[:, ::-1])


def one_step_short(problems: list[Linear], shape: Shape, right: Arrays) -> Arrays:
    powers = [np.linalg.matrix_power(p.matrix, shape.length - 1) for p in problems]
    return right._replace(power=np.stack(powers, axis=-1)[..., None])


def louder_noise(problems: list[Linear], shape: Shape, right: Arrays) -> Arrays:
    del right
    quiet = [p._replace(noise=p.noise / np.sqrt(1 - p.matrix[0, 0] ** 2)) for p in problems]
    return arrays(quiet, shape, "zero")


def single_precision(problems: list[Linear], shape: Shape, right: Arrays) -> Arrays:
    del right
    rounded = [p._replace(matrix=p.matrix.astype(np.float32).astype(float)) for p in problems]
    return arrays(rounded, shape, "zero")


def flipped_correlation(problems: list[Linear], shape: Shape, right: Arrays) -> Arrays:
    del right
    flipped = [p.matrix.copy() for p in problems]
    for matrix in flipped:
        matrix[:, 0] *= -1
    pairs = zip(problems, flipped, strict=True)
    return arrays([problem._replace(matrix=matrix) for problem, matrix in pairs], shape, "zero")


def swapped_points(problems: list[Linear], shape: Shape, right: Arrays) -> Arrays:
    del problems, shape
    return right._replace(power=right.power[..., ::-1, :])
