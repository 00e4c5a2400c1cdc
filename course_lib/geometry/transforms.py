"""Transformations of the plane as 3x3 matrices: how they are made, joined, undone and applied to points.

Points are (x, y) in pixels, x to the right, y down. A matrix A acts on the column (x, y, 1). A positive angle turns x
towards y: that looks clockwise on the screen, and counter-clockwise on paper with y up. Angles are in degrees.
"""

from functools import reduce

import numpy as np

from course_lib.checks import check_number, check_shape
from course_lib.geometry._arguments import check_matrix, check_points
from course_lib.geometry.homogeneous import ROUNDING, from_homogeneous, scale_line, to_homogeneous

ORIGIN = (0.0, 0.0)


def translation(tx, ty):
    """Return the 3x3 matrix that moves every point by (tx, ty) pixels.

    >>> translation(3, 4).tolist()
    [[1.0, 0.0, 3.0], [0.0, 1.0, 4.0], [0.0, 0.0, 1.0]]
    """
    return affine(np.eye(2), (tx, ty))


def rotation(angle, *, about=ORIGIN):
    """Return the 3x3 matrix that turns by `angle` degrees, x towards y: clockwise as seen on the screen.

        >>> rotation(90).tolist()
        [[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]

    Convention: the formula is x cos - y sin, x sin + y cos. With y up it looks counter-clockwise.
    `cv2.getRotationMatrix2D` has the opposite sign: its angle is counter-clockwise as seen on the screen.
    """
    cosine, sine = cos_sin(angle)
    return around(affine([[cosine, -sine], [sine, cosine]]), about)


def scaling(sx, sy=None, *, about=ORIGIN):
    """Return the 3x3 matrix that multiplies x by `sx` and y by `sy`; `sy` is `sx` unless given.

    >>> scaling(2, 3, about=(1, 0)).tolist()
    [[2.0, 0.0, -1.0], [0.0, 3.0, 0.0], [0.0, 0.0, 1.0]]
    """
    sx = check_number("sx", sx)
    return around(affine(np.diag([sx, sx if sy is None else check_number("sy", sy)])), about)


def shear(shx=0.0, shy=0.0, *, about=ORIGIN):
    """Return the 3x3 matrix of x + shx y, shy x + y. Its determinant is 1 - shx shy.

    >>> shear(0.5)[:2, :2].tolist()
    [[1.0, 0.5], [0.0, 1.0]]
    """
    return around(affine([[1, check_number("shx", shx)], [check_number("shy", shy), 1]]), about)


def mirror(angle, *, about=ORIGIN):
    """Return the 3x3 matrix that mirrors in the line through `about` in direction `angle`, degrees from x towards y.

    >>> mirror(0)[:2, :2].tolist(), mirror(45)[:2, :2].tolist()  # y changes sign; x and y change places
    ([[1.0, 0.0], [0.0, -1.0]], [[0.0, 1.0], [1.0, 0.0]])
    """
    cosine, sine = cos_sin(2 * check_number("angle", angle))
    return around(affine([[cosine, sine], [sine, -cosine]]), about)


def similarity(angle, factor=1.0, tx=0.0, ty=0.0):
    """Return the 3x3 matrix that turns by `angle` degrees, scales by `factor`, then moves; factor 1 is Euclidean.

        >>> similarity(90, 2, 5, 6).tolist()
        [[0.0, -2.0, 5.0], [2.0, 0.0, 6.0], [0.0, 0.0, 1.0]]

    Parameters
    ----------
    angle : float, degrees
    factor : float
    tx, ty : float, pixels
    """
    cosine, sine = cos_sin(angle)
    return affine(check_number("factor", factor) * np.array([[cosine, -sine], [sine, cosine]]), (tx, ty))


def affine(linear, moved=ORIGIN):
    """Return the 3x3 matrix of a linear part (2, 2) followed by a translation (2,), pixels.

    >>> affine([[1, 2], [3, 4]], (5, 6)).tolist()
    [[1.0, 2.0, 5.0], [3.0, 4.0, 6.0], [0.0, 0.0, 1.0]]
    """
    linear = check_matrix("linear", linear, 2, 2)
    tx, ty = (check_number(name, part) for name, part in zip(("tx", "ty"), check_shape("moved", moved, (2,)).tolist()))
    return np.vstack([np.column_stack([linear, (tx, ty)]), [0, 0, 1]])


def perspective(gx, gy):
    """Return the 3x3 matrix that divides x and y by gx x + gy y + 1; gx and gy are per pixel.

    >>> apply(perspective(0.01, 0), [[100, 40]]).tolist()
    [[50.0, 20.0]]
    """
    return np.array([[1, 0, 0], [0, 1, 0], [check_number("gx", gx), check_number("gy", gy), 1]], dtype=float)


def around(A, point):
    """Return `A` done about `point` (x, y) instead of the origin: move it there, transform, move back.

    >>> apply(around(rotation(90), (1, 0)), [[1, 0], [2, 0]]).tolist()
    [[1.0, 0.0], [1.0, 1.0]]
    """
    (point,) = check_points("about", [point])
    return translation(*point) @ check_matrix("A", A) @ translation(*-point)


def compose(*steps):
    """Return one 3x3 matrix for several done in turn: the first named is done first, so it stands last in the product.

    >>> turn, move = rotation(90), translation(10, 0)
    >>> compose(turn, move)[:2, 2].tolist(), compose(move, turn)[:2, 2].tolist()
    ([10.0, 0.0], [0.0, 10.0])
    """
    return reduce(lambda done, step: check_matrix("step", step) @ done, steps, np.eye(3))


def invert(A):
    """Return the 3x3 matrix that undoes `A`.

        >>> invert(scaling(2, 5)).round(3).tolist()
        [[0.5, 0.0, 0.0], [0.0, 0.2, 0.0], [0.0, 0.0, 1.0]]

    Raises ValueError where `A` presses the plane onto a line or a point, for then many points have one image.
    """
    A = check_matrix("A", A)
    rank = np.linalg.matrix_rank(A)
    if rank < 3:
        image = {2: "a line", 1: "a point", 0: "nothing"}[int(rank)]
        raise ValueError(f"`A` must be invertible, got rank {rank}: it presses the whole plane onto {image}")
    return np.linalg.inv(A)


def apply(A, points, *, infinite=False):
    """Return the images of points (N, 2), pixels: multiply (x, y, 1) by `A`, then divide by the third coordinate.

        >>> apply(translation(3, 4), [[1, 1], [0, 2]]).tolist()
        [[4.0, 5.0], [3.0, 6.0]]

    infinite : a point on the line that `A` sends to infinity raises; with True it becomes inf and nan, as in
        `from_homogeneous`
    """
    A, points = check_matrix("A", A), check_points("points", points, least=0)
    w = denominators(A, points)
    if not infinite and (w == 0).any():
        x, y = points[w == 0][0]
        raise ValueError(
            f"`A` sends the point ({x:g}, {y:g}) to infinity: it lies on the line where w = 0; "
            "move it off that line, or pass infinite=True"
        )
    images = to_homogeneous(points) @ A.T
    images[:, 2] = w
    return from_homogeneous(images, infinite=infinite)


def denominators(A, points):
    """Return w of the images of points (N, 2), the number that x and y are divided by: (N,).

        >>> denominators(perspective(0.01, 0), [[100, 40], [-100, 0], [-200, 0]]).tolist()
        [2.0, 0.0, -1.0]

    Zero is exact: what rounding leaves of it is cut. Where w changes sign within a shape, the image is torn apart.
    """
    A, points = check_matrix("A", A), check_points("points", points, least=0)
    terms = to_homogeneous(points) * A[2]
    w = terms.sum(axis=1)
    return np.where(np.abs(w) <= ROUNDING * np.abs(terms).sum(axis=1), 0.0, w)


def vanishing_line(A):
    """Return the line (3,) on which the images of parallel lines meet: the image of the line at infinity.

        >>> vanishing_line(perspective(0.01, 0)).round(9).tolist()  # x = 100
        [-1.0, 0.0, 100.0]

    For an affine `A` it is (0, 0, 1), the line at infinity itself. It is scaled as by `scale_line`.
    """
    # Lines go by the inverse transposed: l . p = 0 must hold for both images as well.
    return scale_line(invert(A).T @ [0, 0, 1])


def cos_sin(angle):
    """Return cosine and sine of an angle in degrees, exact at quarter turns.

    >>> cos_sin(90), cos_sin(-180)
    ((0.0, 1.0), (-1.0, 0.0))
    """
    angle = check_number("angle", angle)
    quarters = round(angle / 90)
    rest = np.radians(angle - 90 * quarters)
    cosine, sine = float(np.cos(rest)), float(np.sin(rest))
    turned = [(cosine, sine), (-sine, cosine), (-cosine, -sine), (sine, -cosine)][quarters % 4]
    return turned[0] + 0.0, turned[1] + 0.0  # no minus before a zero
