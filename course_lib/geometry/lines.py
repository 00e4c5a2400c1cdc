"""Lines (a, b, c) of pictures, a x + b y + c = 0: the part of one that is seen, and how nearly many meet in a point."""

from typing import NamedTuple

import numpy as np

from course_lib.checks import check_finite, check_positive, check_shape

PARALLEL = 1e-9  # lines whose directions differ by less meet so far away that no digit of the point is sure


class Bundle(NamedTuple):
    point: np.ndarray  # (2,) the point nearest to all lines, pixels
    distances: np.ndarray  # (N,) of the lines from it, pixels


def clip_lines(lines, width, height):
    """Return the parts of lines (N, 3) inside a picture, for drawing: (N, 2, 2) ends (x, y), nan where a line misses.

        >>> clip_lines([[0, 1, -2], [0, 1, 9]], 8, 6).tolist()
        [[[7.5, 2.0], [-0.5, 2.0]], [[nan, nan], [nan, nan]]]

    Convention: pixel centres are whole numbers, so a picture reaches from -0.5 to width - 0.5. The ends come in the
    direction (-b, a). The line at infinity, (0, 0, c), misses.
    """
    check_positive("width", width)
    check_positive("height", height)
    lines = check_finite("lines", check_shape("lines", lines, ("N", 3)))
    length = np.linalg.norm(lines[:, :2], axis=1)
    finite = length > 1e-12 * np.abs(lines[:, 2])
    normal = lines[:, :2] / np.where(finite, length, 1)[:, None]
    along = normal[:, ::-1] * [-1, 1]
    half = np.array([width, height]) / 2
    middle = half - 0.5
    offset = normal @ middle + lines[:, 2] / np.where(finite, length, 1)
    start = -offset[:, None] * normal  # the foot of the middle on the line, seen from the middle
    enter, leave = _crossings(start, along, half)
    seen = finite & (enter < leave)
    ways = np.where(seen[:, None], np.stack([enter, leave], axis=1), np.nan)
    return middle + start[:, None] + ways[..., None] * along[:, None]


def bundle(lines):
    """Return the point with the least sum of squared distances from lines (N, 3), and the distances of the lines.

        >>> bundle([[1, 0, -3], [0, 1, -4], [0, 1, -6]])
        Bundle(point=array([3., 5.]), distances=array([0., 1., 1.]))

    Epipolar lines of an F of rank 2 have all distances 0: they meet in the epipole.

    Raises
    ------
    ValueError
        If the lines are parallel, or fewer than two: they have no one nearest point.
    """
    lines = check_finite("lines", check_shape("lines", lines, ("N", 3)))
    if len(lines) < 2:
        raise ValueError(f"`lines` must hold at least 2 lines, got {len(lines)}: one is near to all its points")
    length = np.linalg.norm(lines[:, :2], axis=1, keepdims=True)
    if not length.all():
        raise ValueError("`lines` must not hold the line at infinity, (0, 0, c): every point is infinitely far from it")
    lines = lines / length
    spread = np.linalg.svd(lines[:, :2], compute_uv=False)
    if spread[1] <= PARALLEL * spread[0]:
        raise ValueError("`lines` must not all be parallel: they meet at infinity, in no point of the plane")
    point = np.linalg.lstsq(lines[:, :2], -lines[:, 2], rcond=None)[0]
    return Bundle(point, np.abs(lines[:, :2] @ point + lines[:, 2]))


def _crossings(start, along, half):
    """Return on which ways (N,) along a line it enters and leaves the box -half to half; enter > leave if it misses."""
    level = np.abs(along) < 1e-12  # such a line never crosses this pair of sides: it is between them, or it is not
    to_sides = (-np.sign(along) * half - start) / np.where(level, 1, along)
    from_sides = (np.sign(along) * half - start) / np.where(level, 1, along)
    between = np.abs(start) <= half
    enter = np.where(level, -np.inf, to_sides)
    leave = np.where(level, np.where(between, np.inf, -np.inf), from_sides)
    return enter.max(axis=1), leave.min(axis=1)
