"""What a transformation keeps, measured on shapes: lengths, angles, ratios, parallels, straightness, areas.

Points are (x, y) in pixels, x to the right, y down. A positive angle or area goes from x to y, clockwise on the screen.
"""

from typing import NamedTuple

import numpy as np

from course_lib.geometry._arguments import check_matrix, check_points
from course_lib.geometry.transforms import apply, denominators


class Changes(NamedTuple):
    direction: float  # degrees, the most a side has turned, in [0, 180]
    length: float  # the most a side has become longer or shorter, as a share: 1 is doubled, -0.5 halved
    length_ratio: float  # the most the ratio of two neighbouring sides has changed, as a share
    angle: float  # degrees, the most a corner has become wider or narrower, in [0, 180]; which way round does not count
    parallel: float  # degrees between opposite sides afterwards, the larger of both pairs, in [0, 90]
    midpoint: float  # how far along its side a middle lies afterwards, at worst, in [0.5, 1): 0.5 is the middle
    cross_ratio: float  # of four points on a side afterwards, at worst; 4/3 before
    bend: float  # pixels, how far points of a side lie from one straight line afterwards
    area: float  # ratio of the signed areas; negative where the shape has been turned over


def corner_angle(a, b, c):
    """Return the angle at b from the arm to `a` to the arm to `c`: degrees in (-180, 180], positive from x to y.

    >>> corner_angle([1, 0], [0, 0], [0, 1]), corner_angle([0, 1], [0, 0], [1, 0])
    (90.0, -90.0)
    """
    a, b, c = check_points("a, b, c", [a, b, c])
    one, two = a - b, c - b
    if not (one.any() and two.any()):
        raise ValueError("`b` must differ from `a` and `c`: an arm of length 0 has no direction")
    return float(np.degrees(np.arctan2(one[0] * two[1] - one[1] * two[0], one @ two)))


def signed_area(corners):
    """Return the area of a polygon (N, 2), square pixels; positive where its corners go clockwise on the screen.

    >>> signed_area([[0, 0], [4, 0], [4, 3], [0, 3]])
    12.0
    """
    corners = check_points("corners", corners, least=3)
    # About the first corner: far from the origin the large products would cancel.
    x, y = (corners - corners[0]).T
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2


def ratio_along(a, b, c):
    """Return where b lies on the way from `a` to `c`: 0 at `a`, 1 at `c`, 0.5 in the middle.

        >>> ratio_along([0, 0], [3, 6], [4, 8])
        0.75

    The three points should lie on one line; of others the foot of b counts.
    """
    a, b, c = check_points("a, b, c", [a, b, c])
    way = c - a
    if not way.any():
        raise ValueError(f"`c` must differ from `a`, got both at ({a[0]:g}, {a[1]:g})")
    return float((b - a) @ way / (way @ way))


def cross_ratio(points):
    """Return (ac · bd) / (bc · ad) of four points a, b, c, d on one line, (4, 2): what every projection keeps.

        >>> round(cross_ratio([[0, 0], [1, 0], [2, 0], [3, 0]]), 6)
        1.333333

    Lengths along the line count with their sign.
    Source: Hartley & Zisserman (2003), sec. 2.5, whose order of the points is another.
    """
    points = check_points("points", points, least=4)
    if len(points) != 4:
        raise ValueError(f"`points` must hold 4 points, got {len(points)}")
    a, b, c, d = (points - points[0]) @ _long_direction(points)
    if b == c or a == d:
        raise ValueError("`points` must differ: of points at one place there is no cross ratio")
    return float((c - a) * (d - b) / ((c - b) * (d - a)))


def straightness_error(points):
    """Return the largest distance of points (N, 2) from the straight line that fits them best, pixels.

    >>> straightness_error([[0, 0], [1, 1], [2, 2]]) < 1e-12, round(straightness_error([[0, 0], [1, 1.5], [2, 0]]), 9)
    (True, 1.0)
    """
    points = check_points("points", points, least=2)
    x, y = _long_direction(points)
    return float(np.abs((points - points.mean(axis=0)) @ [-y, x]).max())


def line_angle(a, b, c, d):
    """Return the angle between the line through `a` and `b` and that through `c` and `d`: degrees in [0, 90].

        >>> line_angle([0, 0], [1, 0], [0, 5], [-1, 4])
        45.0

    Parameters
    ----------
    a, b, c, d : (2,) array_like
    """
    a, b, c, d = check_points("a, b, c, d", [a, b, c, d])
    angle = abs(corner_angle(a + (b - a), a, a + (d - c)))
    return min(angle, 180 - angle)


def measure(A, corners):
    """Return how much of a parallelogram `A` changes, kind by kind.

        >>> changes = measure([[2, 0, 5], [0, 2, 0], [0, 0, 1]], [[0, 0], [30, 0], [30, 20], [0, 20]])
        >>> changes.length, changes.angle, changes.area
        (1.0, 0.0, 4.0)

    The middles, cross ratios and bends are those of the sides, each marked at its thirds and halves.

    corners : (4, 2), pixels, a parallelogram, so that what was parallel and halved before is known
    """
    A, corners = check_matrix("A", A), check_points("corners", corners, least=4)
    _check_parallelogram(corners)
    w = denominators(A, corners)
    if (w <= 0).any() and (w >= 0).any():
        raise ValueError(
            "`A` tears the shape: the line that it sends to infinity runs through it, "
            f"for w goes from {w.min():.2g} to {w.max():.2g} at its corners; move the shape to one side"
        )
    images = apply(A, corners)
    sides = [_marked(A, a, b) for a, b in zip(corners, np.roll(corners, -1, axis=0))]  # 4 times (5, 2)
    growth = _lengths(images) / _lengths(corners)
    return Changes(
        direction=_worst([corner_angle(b - a, [0, 0], q - p) for a, b, p, q in _sides(corners, images)], absolute=True),
        length=_worst(growth - 1),
        length_ratio=_worst(growth / np.roll(growth, -1) - 1),
        angle=_worst(_corner_angles(images) - _corner_angles(corners), absolute=True),
        parallel=max(line_angle(*images[[0, 1, 2, 3]]), line_angle(*images[[1, 2, 3, 0]])),
        midpoint=0.5 + _worst([ratio_along(side[0], side[2], side[4]) - 0.5 for side in sides], absolute=True),
        cross_ratio=4 / 3 + _worst([cross_ratio(side[[0, 1, 3, 4]]) - 4 / 3 for side in sides]),
        bend=max(map(straightness_error, sides)),
        area=signed_area(images) / signed_area(corners),
    )


def preserved(changes, *, tolerance=1e-6):
    """Return what of `Changes` stayed as it was, by name: {name: bool}, from what is lost first to what stays longest.

        >>> turned = measure([[0, -1, 9], [1, 0, 0], [0, 0, 1]], [[0, 0], [30, 0], [30, 20], [0, 20]])
        >>> [name for name, stayed in preserved(turned).items() if not stayed]
        ['directions']

    tolerance : in the unit of each change: degrees, shares, pixels
    """
    return {
        "directions": changes.direction <= tolerance,
        "lengths": abs(changes.length) <= tolerance,
        "angles": changes.angle <= tolerance,
        "length ratios": abs(changes.length_ratio) <= tolerance,
        "parallel lines": changes.parallel <= tolerance,
        "ratios along a line": changes.midpoint - 0.5 <= tolerance,
        "cross ratios": abs(changes.cross_ratio - 4 / 3) <= tolerance,
        "straight lines": changes.bend <= tolerance,
        "which way round": changes.area > 0,
    }


def _check_parallelogram(corners):
    if len(corners) != 4:
        raise ValueError(f"`corners` must be the 4 corners of a parallelogram, got {len(corners)} points")
    a, b, c, d = corners
    size = np.abs(corners - a).max()
    if np.abs(a - b + c - d).max() > 1e-9 * size or abs(signed_area(corners)) <= 1e-9 * size**2:
        raise ValueError("`corners` must be a parallelogram of some area, in order around it: a - b + c - d = 0")


def _marked(A, a, b):
    """Return the images of five points of a side: its ends, its thirds and its middle, in order."""
    places = np.array([0, 1 / 3, 1 / 2, 2 / 3, 1])[:, None]
    return apply(A, a + places * (b - a))


def _sides(corners, images):
    """Return for each side its ends before and after."""
    return zip(corners, np.roll(corners, -1, axis=0), images, np.roll(images, -1, axis=0))


def _lengths(corners):
    """Return the lengths of the sides of a polygon: (N,)."""
    return np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)


def _corner_angles(corners):
    before, after = np.roll(corners, 1, axis=0), np.roll(corners, -1, axis=0)
    return np.array([abs(corner_angle(a, b, c)) for a, b, c in zip(before, corners, after)])


def _worst(values, *, absolute=False):
    """Return the value that is farthest from 0, with its sign unless `absolute`."""
    value = float(max(np.asarray(values).tolist(), key=abs))
    return abs(value) if absolute else value


def _long_direction(points):
    """Return the unit vector (2,) along which points (N, 2) are spread most."""
    return np.linalg.svd(points - points.mean(axis=0), full_matrices=False)[2][0]
