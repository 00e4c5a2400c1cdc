"""Homogeneous coordinates: a point (x, y) is any (w x, w y, w); lines, and points at infinity.

Points are (x, y) in pixels, x to the right, y down, pixel centres at whole numbers; the homogeneous w stands last.
A line is (a, b, c): the points with a x + b y + c = 0.
"""

import numpy as np

from course_lib.checks import check_finite, check_real
from course_lib.geometry._arguments import check_homogeneous, check_points

# A w below so many times the largest coordinate is 0 up to rounding: the point is beyond 1e14 pixels.
ROUNDING = 16 * np.finfo(float).eps


def to_homogeneous(points):
    """Return points (..., d) with a 1 behind each: (..., d + 1).

    >>> to_homogeneous([[3, 4], [5, 6]]).tolist()
    [[3.0, 4.0, 1.0], [5.0, 6.0, 1.0]]
    """
    points = np.asarray(check_real("points", points), dtype=float)
    if points.ndim == 0 or points.shape[-1] == 0:
        raise ValueError(f"`points` must have shape (..., d), got {points.shape}")
    return np.concatenate([check_finite("points", points), np.ones((*points.shape[:-1], 1))], axis=-1)


def from_homogeneous(points, *, infinite=False):
    """Return (x / w, y / w) of homogeneous points (..., d + 1): (..., d), pixels.

        >>> from_homogeneous([[4, 6, 2], [-2, -3, -1]]).tolist()
        [[2.0, 3.0], [2.0, 3.0]]

    infinite : with True, a point with w = 0 becomes ±inf by the signs of its direction (x, y), and nan where that
        is 0, since (1, 0, 0) is the far end of every level line; without, it raises
    """
    points = np.asarray(check_real("points", points), dtype=float)
    if points.ndim == 0 or points.shape[-1] < 2:
        raise ValueError(f"`points` must have shape (..., d + 1), got {points.shape}")
    check_finite("points", points)
    if (~points.any(axis=-1)).any():
        raise ValueError("`points` must not hold (0, ..., 0), which is no point; the origin is (0, ..., 0, 1)")
    place, w = points[..., :-1], points[..., -1:]
    at_infinity = is_at_infinity(points)[..., None]
    if at_infinity.any() and not infinite:
        direction = ", ".join(f"{part:g}" for part in place[at_infinity[..., 0]][0])
        raise ValueError(
            f"`points` must have w other than 0, got a point at infinity in direction ({direction}); "
            "keep it homogeneous, or pass infinite=True"
        )
    far = np.copysign(np.inf, place) * np.where(place == 0, np.nan, 1)
    return np.where(at_infinity, far, place / np.where(at_infinity, 1, w))


def is_at_infinity(points):
    """Return which homogeneous points (..., d + 1) have w = 0 up to rounding: bool (...).

    >>> is_at_infinity([[1, 2, 0], [0, 0, 1]]).tolist()
    [True, False]
    """
    size = np.abs(np.asarray(points, dtype=float))
    return size[..., -1] <= ROUNDING * size[..., :-1].max(axis=-1)


def join(point1, point2):
    """Return the line (a, b, c) through two points: the cross product, scaled to a² + b² = 1.

        >>> join([0, 2], [5, 2]).tolist()  # y = 2
        [0.0, 1.0, -2.0]

    Convention: a x + b y + c is then the distance of (x, y) in pixels, positive to the right of who walks from
    point1 to point2 on the screen. Two points at infinity join to (0, 0, 1), the line at infinity.

    point1, point2 : (..., 2), or (..., 3) homogeneous
    Source: Hartley & Zisserman (2003), sec. 2.2.1.
    """
    one, two = _homogeneous("point1", point1), _homogeneous("point2", point2)
    same = "`point1` and `point2` must differ: through one point go lines in all directions"
    return scale_line(_cross(one, two, same))


def meet(line1, line2):
    """Return where two lines meet, homogeneous: (x, y, 1), or (dx, dy, 0) of parallel lines, of length 1.

        >>> meet([1, 0, -3], [0, 1, -4]).tolist()  # x = 3 and y = 4
        [3.0, 4.0, 1.0]
        >>> meet([1, -1, 0], [1, -1, 4]).round(3).tolist()  # y = x and y = x + 4
        [-0.707, -0.707, 0.0]

    line1, line2 : (..., 3)
    Source: Hartley & Zisserman (2003), sec. 2.2.1.
    """
    one, two = check_homogeneous("line1", line1), check_homogeneous("line2", line2)
    points = _cross(one, two, "`line1` and `line2` must differ: a line meets itself in all its points")
    far = is_at_infinity(points)[..., None]
    length = np.linalg.norm(points[..., :2], axis=-1, keepdims=True)
    return np.where(far, points * [1, 1, 0] / np.where(far, length, 1), points / np.where(far, 1, points[..., 2:]))


def scale_line(line):
    """Return lines (..., 3) scaled to a² + b² = 1, so that a x + b y + c is a distance; (0, 0, 1) is at infinity.

    >>> scale_line([3, 4, 10]).tolist()
    [0.6, 0.8, 2.0]
    """
    line = check_homogeneous("line", line)
    length = np.linalg.norm(line[..., :2], axis=-1, keepdims=True)
    far = length <= ROUNDING * np.abs(line[..., 2:])
    return np.where(far, [0.0, 0.0, 1.0], line / np.where(far, 1, length))


def line_distance(points, line):
    """Return the distances of points (N, 2) from a line (3,): (N,) pixels, with the sign of a x + b y + c.

    >>> line_distance([[7, 5], [7, 0]], [0, 2, -4]).tolist()  # y = 2
    [3.0, -2.0]
    """
    points, line = check_points("points", points), scale_line(line)
    if not line[:2].any():
        raise ValueError("`line` must not be the line at infinity, got (0, 0, c): no point is near it")
    return points @ line[:2] + line[2]


def _homogeneous(name, point):
    point = check_homogeneous(name, point, (2, 3))
    return point if point.shape[-1] == 3 else to_homogeneous(point)


def _cross(one, two, same):
    """Return the cross product of (..., 3); where it is 0 up to rounding, raise with the words `same`."""
    product = np.cross(one, two)
    size = np.linalg.norm(one, axis=-1) * np.linalg.norm(two, axis=-1)
    if (np.linalg.norm(product, axis=-1) <= ROUNDING * size).any():
        raise ValueError(same)
    return product
