"""Guards that the modules of this topic share: points, pairs of points, matrices and grey pictures."""

import numpy as np

from course_lib.checks import check_finite, check_image, check_integer, check_real, check_shape


def check_points(name, points, *, least=1, axes=2):
    """Return `points` as a (N, axes) array of finite floats, N at least `least`."""
    array = check_finite(name, check_shape(name, points, ("N", axes)))
    if len(array) < least:
        raise ValueError(f"`{name}` must hold at least {least} point{'s' * (least != 1)}, got {len(array)}")
    return array


def check_pairs(least=1, axes=(2, 2), **points):
    """Return two arrays of points, (N, 2) or as `axes` says, that belong together row by row.

    `check_pairs(least=3, source=source, target=target)`
    """
    (first, one), (second, two) = points.items()
    one, two = check_points(first, one, least=0, axes=axes[0]), check_points(second, two, least=0, axes=axes[1])
    if len(one) != len(two):
        raise ValueError(f"`{second}` must have one point for each of `{first}`, {len(one)}, got {len(two)}")
    check_points(first, one, least=least, axes=axes[0])
    return one, two


def check_vectors(name, vectors, sizes):
    """Return finite floats of shape (..., size), whose last axis is one of `sizes`."""
    array = np.asarray(check_real(name, vectors), dtype=float)
    if array.ndim == 0 or array.shape[-1] not in sizes:
        wanted = " or ".join(map(str, sizes))
        raise ValueError(f"`{name}` must have {wanted} numbers in its last axis, got shape {array.shape}")
    return check_finite(name, array)


def check_homogeneous(name, vectors, sizes=(3,)):
    """Return homogeneous points or lines (..., 3), or plain points (..., 2) where `sizes` allows them."""
    array = check_vectors(name, vectors, sizes)
    if array.shape[-1] == 3 and not array.any(axis=-1).all():
        raise ValueError(f"`{name}` must not hold (0, 0, 0), which is neither a point nor a line")
    return array


def check_matrix(name, matrix, rows=3, columns=3):
    """Return `matrix` as a (rows, columns) array of finite floats."""
    return check_finite(name, check_shape(name, matrix, (rows, columns)))


def check_grey(name, image):
    """Return a grey picture (H, W) of at least one pixel as finite floats."""
    return check_finite(name, np.asarray(check_image(name, image), dtype=float))


def check_odd(name, value):
    """Return an odd integer of at least 1."""
    value = check_integer(name, value, 1)
    if value % 2 == 0:
        raise ValueError(f"`{name}` must be odd, so that it has a middle pixel, got {value}; take {value + 1}")
    return value
