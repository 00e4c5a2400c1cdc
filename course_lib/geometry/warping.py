"""Warping a picture: forward, each pixel is sent to its new place; inverse, each new pixel asks where it comes from.

A matrix takes points of the source picture to points of the new one. Points are (x, y) in pixels, x to the right, y
down, pixel centres at whole numbers.
"""

from typing import NamedTuple

import numpy as np

from course_lib.checks import check_image, check_number, check_pair
from course_lib.geometry._arguments import check_matrix
from course_lib.geometry.interpolation import OPENCV, sampler
from course_lib.geometry.transforms import invert

BLOCK = 8192  # pixels of the new picture that are looked up together


class Lookup(NamedTuple):
    x: np.ndarray  # (H, W) where each new pixel looks in the source, pixels; ±inf at infinity
    y: np.ndarray  # (H, W)


class Splat(NamedTuple):
    image: np.ndarray  # (H, W) or (H, W, C); `fill` where nothing landed
    hits: np.ndarray  # (H, W) int, how many source pixels landed on each
    holes: np.ndarray  # (H, W) bool, nothing landed although the pixel shows a place inside the source picture
    lost: int  # source pixels that landed outside
    collisions: int  # source pixels that were overwritten by a later one


def inverse_warp(image, A, shape=None, *, method="bilinear", border="constant", fill=0.0, a=OPENCV):
    """Return the picture that `A` makes of `image`: each new pixel looks up its place in the source, by the inverse.

        >>> inverse_warp([[1.0, 2.0, 3.0]], [[1, 0, 0.5], [0, 1, 0], [0, 0, 1]]).tolist()
        [[0.5, 1.5, 2.5]]

    It is what `cv2.warpPerspective` does, whose places are rounded to 1/32 pixel.

    Parameters
    ----------
    image : (H, W) or (H, W, C) array_like
    A : (3, 3) array_like
        From source to new points.
    shape : (H', W'), optional
        Of the result; that of the image unless given.
    method, border, fill, a
        As in `sample`.
    """
    image = check_image("image", image, color=True)
    height, width = image.shape[:2] if shape is None else check_pair("shape", shape, 1)
    look, back = sampler(image, method, border=border, fill=fill, a=a), invert(A)
    # A few rows at a time: what is computed for them stays in the processor's cache, in half the time or less.
    blocks = np.array_split(np.arange(height), -(-height * width // BLOCK))
    return np.concatenate([look(*_places(back, rows, width)) for rows in blocks])


def forward_warp(image, A, shape=None, *, fill=0.0):
    """Return the picture that arises when each source pixel is written to the pixel nearest to its new place.

        >>> splat = forward_warp([[1.0, 2.0, 3.0]], [[2, 0, 0], [0, 1, 0], [0, 0, 1]], (1, 6))
        >>> splat.image.tolist(), int(splat.holes.sum())
        ([[1.0, 0.0, 2.0, 0.0, 3.0, 0.0]], 2)

    Where several pixels land on one, the last in reading order stays. The holes are what inverse warping does not have.

    Parameters
    ----------
    image, A, shape
        As in `inverse_warp`.
    fill : float
        What stands where nothing landed.
    """
    image, fill = check_image("image", image, color=True), check_number("fill", fill)
    height, width = image.shape[:2] if shape is None else check_pair("shape", shape, 1)
    x, y = _places(check_matrix("A", A), np.arange(len(image)), image.shape[1])
    # Halfway the pixel after is the nearest, as in `sample`; a place at infinity compares as outside.
    inside = (x >= -0.5) & (x < width - 0.5) & (y >= -0.5) & (y < height - 0.5)
    column, row = ((place[inside] + 0.5).astype(np.intp) for place in (x, y))
    result = np.full((height, width, *image.shape[2:]), fill, dtype=np.result_type(image.dtype, np.float32))
    result[row, column] = image[inside]  # of several on one place NumPy keeps the last
    hits = np.bincount(row * width + column, minlength=height * width).reshape(height, width)
    holes = (hits == 0) & covered(A, image.shape[:2], (height, width))
    return Splat(result, hits, holes, int((~inside).sum()), int(np.maximum(hits - 1, 0).sum()))


def lookup(A, shape):
    """Return where each pixel of the new picture, (H, W), lies in the source: x and y, by the inverse of `A`.

    >>> lookup([[2, 0, 0], [0, 1, 0], [0, 0, 1]], (1, 3)).x.tolist()
    [[0.0, 0.5, 1.0]]
    """
    height, width = check_pair("shape", shape, 1)
    return _places(invert(A), np.arange(height), width)


def covered(A, source, shape):
    """Return which pixels of the new picture, of `shape`, show a place inside the source picture: bool (H, W).

        >>> covered([[1, 0, 1], [0, 1, 0], [0, 0, 1]], (1, 2), (1, 4)).tolist()
        [[False, True, True, False]]

    Inside is between the centres of the outermost pixels, where every kind of sampling has pixels on both sides.
    """
    height, width = check_pair("source", source, 1)
    x, y = lookup(A, shape)
    slack = 1e-9  # so that rounding does not put a border pixel outside
    return (np.abs(x - (width - 1) / 2) <= (width - 1) / 2 + slack) & (
        np.abs(y - (height - 1) / 2) <= (height - 1) / 2 + slack
    )


def _places(A, rows, width):
    """Return where `A` takes the pixels of some rows of a picture: x and y, each (rows, width); inf where w is 0."""
    x, y = np.arange(width), rows[:, None]
    u, v, w = (row[0] * x + (row[1] * y + row[2]) for row in A)
    far = w == 0
    if far.any():
        u[far] = v[far] = np.inf
        w[far] = 1
    return Lookup(u / w, v / w)
