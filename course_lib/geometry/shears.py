"""Rotation by three shears: each moves whole rows or whole columns, and no pixel needs a neighbour from another row.

x to the right, y down; a positive angle turns x towards y, clockwise on the screen. Angles are in degrees.
"""

from typing import NamedTuple

import numpy as np

from course_lib.checks import check_choice, check_image, check_number, check_pair
from course_lib.geometry.transforms import cos_sin, shear

SHIFTS = ("nearest", "linear")
LARGEST = 2**22  # pixels of a canvas; as float64 these are 32 MiB, and there are eight


class ShearSteps(NamedTuple):
    outer: float  # shx of the first and of the third shear: -tan(angle / 2)
    middle: float  # shy of the second: sin(angle)
    turns: int  # quarter turns that are made first, by exchanging rows and columns


class ShearRotation(NamedTuple):
    steps: tuple  # of 4 pictures: before, and after each shear; all on one canvas
    shears: ShearSteps
    lost: float  # share of the picture's pixels that the canvas cut off on the way, in [0, 1]


def shear_steps(angle, *, quarter_turns=False):
    """Return the three shears that make a rotation: along x, along y, along x again.

        >>> steps = shear_steps(90)
        >>> round(steps.outer, 9), round(steps.middle, 9)
        (-1.0, 1.0)

    The outer ones grow without bound towards 180 degrees, where there are none.

    quarter_turns : make as many quarter turns first as leave at most 45 degrees: then |outer| is at most 0.414

    Source: Paeth (1986), "A fast algorithm for general raster rotation", Graphics Interface '86, p. 77.
    """
    angle = check_number("angle", angle)
    turns = round(angle / 90) if quarter_turns else 0
    rest = angle - 90 * turns
    if (rest - 180) % 360 == 0:
        raise ValueError(
            f"`angle` must not be half a turn, got {angle:g} degrees: no shears make it, for tan 90° is infinite; "
            "pass quarter_turns=True"
        )
    half, whole = cos_sin(rest / 2), cos_sin(rest)
    return ShearSteps(-half[1] / half[0] + 0.0, whole[1], turns % 4)


def shear_matrices(angle, *, about=(0.0, 0.0)):
    """Return the three 3x3 matrices of the shears, in the order in which they are done.

    >>> from course_lib.geometry.transforms import compose
    >>> compose(*shear_matrices(30)).round(3)[:2, :2].tolist()
    [[0.866, -0.5], [0.5, 0.866]]
    """
    steps = shear_steps(angle)
    outer = shear(steps.outer, 0, about=about)
    return outer, shear(0, steps.middle, about=about), outer


def shear_rows(image, factor, *, method="linear", fill=0.0):
    """Return the picture, (H, W) or (H, W, C), with row y moved by `factor` (y - centre) pixels to the right.

        >>> shear_rows([[1, 2, 3], [4, 5, 6], [7, 8, 9]], 1, method="nearest").tolist()
        [[2.0, 3.0, 0.0], [4.0, 5.0, 6.0], [0.0, 7.0, 8.0]]

    The size stays; what leaves is cut, `fill` comes in. The centre is (H - 1) / 2.

    Parameters
    ----------
    image : (H, W) or (H, W, C) array_like
    factor : float
    method : "nearest" or "linear"
        Nearest moves by whole pixels, so that values only change places; linear blends two neighbours.
    fill : float
    """
    image, factor = _floats(check_image("image", image, color=True)), check_number("factor", factor)
    method, fill = check_choice("method", method, SHIFTS), check_number("fill", fill)
    height = len(image)
    offset = factor * (np.arange(height) - (height - 1) / 2)  # pixels, row by row
    if method == "nearest":
        return _shifted(image, np.rint(offset), fill)
    whole = np.floor(offset)
    part = (offset - whole).reshape(-1, *[1] * (image.ndim - 1))
    return (1 - part) * _shifted(image, whole, fill) + part * _shifted(image, whole + 1, fill)


def shear_columns(image, factor, *, method="linear", fill=0.0):
    """Return the picture with column x moved by `factor` (x - centre) pixels down; all else as in `shear_rows`.

        >>> shear_columns([[1, 2, 3], [4, 5, 6], [7, 8, 9]], 1, method="nearest").tolist()
        [[4.0, 2.0, 0.0], [7.0, 5.0, 3.0], [0.0, 8.0, 6.0]]

    Parameters
    ----------
    image, factor, method, fill
        As in `shear_rows`.
    """
    image = check_image("image", image, color=True)
    return shear_rows(image.swapaxes(0, 1), factor, method=method, fill=fill).swapaxes(0, 1)


def rotate_by_shears(image, angle, *, method="linear", quarter_turns=False, canvas=None, fill=0.0):
    """Return the picture before and after each of three shears that turn it about its centre by `angle` degrees.

        >>> rotate_by_shears([[1, 2, 3], [4, 5, 6], [7, 8, 9]], 90, method="nearest", canvas=(3, 3)).steps[3].tolist()
        [[0.0, 4.0, 1.0], [8.0, 5.0, 2.0], [9.0, 6.0, 0.0]]

    With method "nearest" and nothing cut every value survives, and the shears undo each other exactly.

    Parameters
    ----------
    image, method, fill
        As in `shear_rows`.
    angle : float, degrees
    quarter_turns : bool
        Turn by quarters first, as in `shear_steps`; the first picture is then the turned one.
    canvas : (H, W), optional
        On it the pictures lie, centred, so larger than them by even numbers; unless given, as large as the widest step
        needs.
    """
    image, shears = check_image("image", image, color=True), shear_steps(angle, quarter_turns=quarter_turns)
    image = np.rot90(image, -shears.turns)
    shape = canvas_shape(image.shape[:2], shears) if canvas is None else check_pair("canvas", canvas, 1)
    if shape[0] * shape[1] > LARGEST:
        raise ValueError(
            f"`angle` must not need a canvas of {shape[1]} x {shape[0]} pixels, got {angle:g} degrees: so near to half "
            "a turn the shears reach far; pass quarter_turns=True, or a canvas that cuts"
        )
    steps, inside = [centred(image, shape, fill)], [centred(np.ones(image.shape[:2]), shape, 0)]
    for move, factor in ((shear_rows, shears.outer), (shear_columns, shears.middle), (shear_rows, shears.outer)):
        steps.append(move(steps[-1], factor, method=method, fill=fill))
        inside.append(move(inside[-1], factor, method="nearest"))
    return ShearRotation(tuple(steps), shears, float(1 - inside[-1].sum() / inside[0].sum()))


def canvas_shape(shape, shears):
    """Return the (H, W) that holds a picture of `shape` through all three shears, and shares its centre.

    >>> canvas_shape((100, 100), shear_steps(10)), canvas_shape((100, 100), shear_steps(170))
    ((118, 120), (118, 1268))
    """
    height, width = check_pair("shape", shape, 1)
    outer, sine, cosine = abs(shears.outer), abs(shears.middle), abs(1 + shears.outer * shears.middle)
    wide = max(width + outer * height, width * cosine + height * sine)
    high = max(height, width * sine + height * cosine)
    # Rounding to whole pixels moves rows by up to 1, and the last shear makes |outer| of that.
    return tuple(
        size + 2 * int(np.ceil((need - size) / 2 + reserve))
        for size, need, reserve in ((height, high, 1), (width, wide, 1 + outer))
    )


def centred(image, shape, fill=0.0):
    """Return the picture in the middle of a larger one (H, W): as much `fill` above as below, left as right.

    >>> centred([[1.0]], (1, 3)).tolist()
    [[0.0, 1.0, 0.0]]
    """
    image = check_image("image", image, color=True)
    more = np.subtract(check_pair("canvas", shape, 1), image.shape[:2])
    if (more < 0).any() or (more % 2).any():
        raise ValueError(
            f"`canvas` must be larger than the picture, {image.shape[:2]}, by even numbers, so that both have one "
            f"centre, got {tuple(shape)}"
        )
    frame = [(part // 2, part // 2) for part in more] + [(0, 0)] * (image.ndim - 2)
    return np.pad(_floats(image), frame, constant_values=fill)


def shear_errors(shape, angle, *, quarter_turns=False):
    """Return how far from its true place each pixel of a picture lands when rows and columns move by whole pixels.

        >>> errors = [shear_errors((101, 101), angle).max() for angle in (10, 90, 170)]
        >>> [round(float(error), 1) for error in errors]
        [1.1, 0.0, 6.7]

    The rounding of the second shear is multiplied by the third, which grows like the tangent of half the angle.

    Returns
    -------
    (H, W) pixels
    """
    height, width = check_pair("shape", shape, 1)
    shears = shear_steps(angle, quarter_turns=quarter_turns)
    cosine, sine = cos_sin(angle)
    quarter = cos_sin(90 * shears.turns)
    y, x = np.indices((height, width)) - np.reshape([(height - 1) / 2, (width - 1) / 2], (2, 1, 1))
    true = x * cosine - y * sine, x * sine + y * cosine
    x, y = x * quarter[0] - y * quarter[1], x * quarter[1] + y * quarter[0]
    x = x + np.rint(shears.outer * y)
    y = y + np.rint(shears.middle * x)
    x = x + np.rint(shears.outer * y)
    return np.hypot(x - true[0], y - true[1])


def _floats(image):
    return image if image.dtype == np.float32 else image.astype(float)


def _shifted(image, offset, fill):
    """Return the picture with each row moved to the right by its whole number of pixels, offset (H,)."""
    height, width = image.shape[:2]
    column = np.arange(width) - offset.astype(int)[:, None]  # (H, W) where each pixel comes from
    moved = image[np.arange(height)[:, None], np.clip(column, 0, width - 1)]
    moved[(column < 0) | (column >= width)] = fill
    return moved
