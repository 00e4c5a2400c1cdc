"""Photographs as the explorers need them: grey or small, kept after the first use."""

from functools import lru_cache

import numpy as np

from course_lib import data
from course_lib.kit.figures import byte_image

GREY_PHOTOS = ("camera", "brick", "grass")
COLOR_PHOTOS = ("astronaut", "coffee")


@lru_cache
def small_square(name):
    """Return the middle square of a photograph at half its size, channels first: (1 or 3, n, n)."""
    image = np.atleast_3d(data.image(name))
    top, left, side = _middle(image.shape)
    square = image[top : top + side, left : left + side]
    return square.reshape(side // 2, 2, side // 2, 2, -1).mean(axis=(1, 3)).transpose(2, 0, 1)


def square_code(name):
    """Return the line of code that cuts the square out, in blocks of 2x2: `square` (n, 2, n, 2, channels)."""
    shape = data.image(name).shape
    top, left, side = _middle(shape)
    cut = "" if shape[:2] == (side, side) else f"[{top}:{top + side}, {left}:{left + side}]"
    return f'square = data.image("{name}"){cut}.reshape({side // 2}, 2, {side // 2}, 2, -1)'


def _middle(shape):
    """Return top, left and side of the largest square of even side in the middle."""
    side = min(shape[:2]) // 2 * 2
    return (shape[0] - side) // 2, (shape[1] - side) // 2, side


def colored(values, colormap, low, high):
    """Return RGBA bytes of a map, values beyond the ends in the colours of the ends.

    A look-up, for speed: what Matplotlib's own way takes would be half of the time of an update.
    """
    steps = (np.asarray(values) - low) * (255 / (high - low))
    return _table(colormap)[steps.clip(0, 255).astype(np.uint8)]


@lru_cache
def _table(name):
    from matplotlib import colormaps

    return byte_image(colormaps[name](np.arange(256)))
