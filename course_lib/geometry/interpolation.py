"""The value of a picture between its pixels: nearest, bilinear and bicubic; and its resizing, area averages included.

Pixel (row, column) has its centre at x = column, y = row, and is one wide: a picture reaches from -0.5 to W - 0.5.
"""

import numpy as np

from course_lib.checks import (
    check_choice,
    check_image,
    check_integer,
    check_number,
    check_pair,
    check_real,
    check_same_shape,
)

METHODS = ("nearest", "bilinear", "bicubic")
BORDERS = ("constant", "edge")
OPENCV, CATMULL_ROM = -0.75, -0.5  # the slope a of the bicubic kernel at distance 1


def sampling_kernel(distance, method="bilinear", *, a=OPENCV):
    """Return the weight of a pixel when the place looked up is `distance` pixels beyond it; any shape.

        >>> sampling_kernel([0, 0.5, 1, 1.5, 2], "bicubic").tolist()
        [1.0, 0.59375, 0.0, -0.09375, 0.0]

    The weights of all pixels sum to 1. Nearest: 1 within a half, and halfway the pixel after wins. Bilinear:
    a triangle. Bicubic: two cubics that reach to a distance of 2, and below 0.

    a : slope of the bicubic at distance 1; -0.75 as OpenCV and PyTorch have it, -0.5 is Catmull-Rom (Pillow)

    Source: Keys (1981), doi:10.1109/TASSP.1981.1163711, eq. 15, whose a is -0.5.
    """
    method, a = check_choice("method", method, METHODS), check_number("a", a)
    distance = np.asarray(check_real("distance", distance), dtype=float)
    r = np.abs(distance)
    if method == "nearest":
        return ((distance >= -0.5) & (distance < 0.5)).astype(float)
    if method == "bilinear":
        return np.maximum(1 - r, 0.0)
    near, far = ((a + 2) * r - (a + 3)) * r**2 + 1, a * (((r - 5) * r + 8) * r - 4)
    return np.where(r <= 1, near, np.where(r < 2, far, 0.0))


def sample(image, x, y, method="bilinear", *, border="constant", fill=0.0, a=OPENCV):
    """Return the values of a picture (H, W) or (H, W, C) at the places x, y, of any one shape: that shape, or (..., C).

        >>> sample([[0.0, 10.0], [20.0, 30.0]], [0.5, 0.25], [0, 1]).tolist()
        [5.0, 22.5]

    A float32 picture gives float32; all others float64.

    Parameters
    ----------
    image : (H, W) or (H, W, C) array_like
    x, y : array_like, pixels
        May be ±inf, which lies outside.
    method : str
        One of `METHODS`.
    border : "constant" or "edge"
        Beyond the picture there is `fill` in each pixel, or the last pixel goes on.
    fill : float
    a : float
        Of the bicubic, as in `sampling_kernel`.
    """
    image, x, y = check_image("image", image, color=True), _places("x", x), _places("y", y)
    check_same_shape(x=x, y=y)
    return sampler(image, method, border=border, fill=fill, a=a)(x, y)


def sampler(image, method="bilinear", *, border="constant", fill=0.0, a=OPENCV):
    """Return `sample` for one picture as a function of x and y, arrays of floats without nan: for many looks at it.

        >>> sampler([[0.0, 10.0]])(np.array([0.5, 1.0]), np.array([0.0, 0.0])).tolist()
        [5.0, 10.0]

    Parameters
    ----------
    image, method, border, fill, a
        As in `sample`.
    """
    image = check_image("image", image, color=True)
    method, border = check_choice("method", method, METHODS), check_choice("border", border, BORDERS)
    fill, a = check_number("fill", fill), check_number("a", a)
    image = image if image.dtype == np.float32 else image.astype(float)
    # A frame of border pixels, so wide that a place beyond it sees nothing else: no tap needs a test of its own.
    reach = 2 if method == "bicubic" else 1
    frame = [(2 * reach - 1, 2 * reach)] * 2 + [(0, 0)] * (image.ndim - 2)
    padded = np.pad(image, frame, mode=border, **({"constant_values": fill} if border == "constant" else {}))
    flat, wide = padded.reshape(-1, *image.shape[2:]), padded.shape[1]

    def look(x, y):
        (column, across), (row, down) = (
            _split(x, image.shape[1], reach, method),
            _split(y, image.shape[0], reach, method),
        )
        start = row * wide + column
        if method == "nearest":
            return flat.take(start, axis=0)
        spread = (*x.shape, *[1] * (image.ndim - 2))  # the channels share the weights
        parts = (part.astype(image.dtype, copy=False).reshape(spread) for part in (across, down))
        wx, wy = (_weights(part, method, a) for part in parts)
        rows = (sum(w * flat.take(start + (j * wide + i), axis=0) for i, w in enumerate(wx)) for j in range(len(wy)))
        return sum(w * row for w, row in zip(wy, rows))

    return look


def resize(image, shape, method="bilinear", *, a=OPENCV):
    """Return a picture (H, W) or (H, W, C) with another number of pixels: shape (H', W'), as `cv2.resize` makes it.

        >>> resize([[0.0, 4.0, 8.0, 4.0]], (1, 2), "area").tolist()
        [[2.0, 6.0]]

    Borders fall on borders, so pixel centres do not: output pixel j looks at (j + 0.5) W/W' - 0.5. Beyond the picture
    the last pixel goes on.

    Parameters
    ----------
    image : (H, W) or (H, W, C) array_like
    shape : (H', W')
    method : str
        One of `METHODS`, or "area", the mean over what an output pixel covers, for shrinking only.
    a : float
        Of the bicubic, as in `sampling_kernel`.
    """
    image = check_image("image", image, color=True)
    sizes = zip(image.shape, check_pair("shape", shape, 1))
    down, across = (resize_weights(old, new, method, a=a) for old, new in sizes)
    return np.einsum("ij,jk...,lk->il...", down, image, across, optimize=True)


def resize_weights(old, new, method="bilinear", *, a=OPENCV):
    """Return how much of each of `old` pixels goes into each of `new` ones along one axis: (new, old), rows sum to 1.

        >>> resize_weights(2, 4).tolist()
        [[1.0, 0.0], [0.75, 0.25], [0.25, 0.75], [0.0, 1.0]]

    Parameters
    ----------
    old, new : int, pixels
    method, a
        As in `resize`.
    """
    old, new = check_integer("old", old, 1), check_integer("new", new, 1)
    method = check_choice("method", method, (*METHODS, "area"))
    if method == "area":
        return _shares(old, new)
    place = (np.arange(new) + 0.5) * old / new - 0.5
    first = np.floor(place).astype(int)
    weights = np.zeros((new, old))
    for pixel in (first + offset for offset in range(-2, 4)):
        # Pixels beyond the border are copies of the last one, so their weights are added to its own.
        np.add.at(weights, (np.arange(new), np.clip(pixel, 0, old - 1)), sampling_kernel(place - pixel, method, a=a))
    return weights


def overshoot(values, image):
    """Return how far values reach beyond the range of the picture that they were made from; 0 if they stay within.

    >>> round(overshoot(resize([[0, 0, 0, 1, 1, 1]], (1, 48), "bicubic"), [0, 1]), 3)
    0.111
    """
    values, image = (np.asarray(check_real(name, part)) for name, part in (("values", values), ("image", image)))
    return float(max(values.max() - image.max(), image.min() - values.min(), 0))


def _places(name, places):
    places = np.asarray(check_real(name, places), dtype=float)
    if np.isnan(places).any():
        raise ValueError(f"`{name}` must not hold nan, which is no place; inf lies outside the picture")
    return places


def _split(place, size, reach, method):
    """Return the first tap of each place, counted in the framed picture, and how far the place is beyond its pixel."""
    # The frame is as wide as the first tap is early, so adding `reach` counts in it. Nothing is negative then, and
    # cutting the fraction off is the floor.
    place = np.clip(place, -reach, size - 1 + reach) + (reach + 0.5 if method == "nearest" else reach)
    first = place.astype(np.intp)
    return first, place - first


def _weights(part, method, a):
    """Return `sampling_kernel` of each tap, in order, for places `part` in [0, 1) beyond a pixel: factored pieces."""
    rest = 1 - part
    if method == "bilinear":
        return rest, part
    inner = [((a + 2) * r - (a + 3)) * r**2 + 1 for r in (part, rest)]
    return a * part * rest**2, *inner, a * rest * part**2


def _shares(old, new):
    """Return which share of each new pixel lies in each of the old ones, for `new` at most `old`: (new, old)."""
    if new > old:
        raise ValueError(
            f"`shape` must not be larger for the method 'area', got {new} pixels from {old}: a pixel covers less than "
            "one; enlarge with 'bilinear' or 'bicubic'"
        )
    edges = np.arange(new + 1) * old / new
    start, end = edges[:-1, None], edges[1:, None]
    pixel = np.arange(old)
    covered = np.clip(np.minimum(end, pixel + 1) - np.maximum(start, pixel), 0, None)
    return covered * new / old
