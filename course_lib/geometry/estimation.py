"""Which transformation takes these points to those? From the least number of pairs, and by least squares from more.

Points are (x, y) in pixels, x to the right, y down; row n of `source` and of `target` are one pair. Each function
returns the 3x3 matrix that takes source to target.
"""

import numpy as np

from course_lib.checks import check_choice, check_positive
from course_lib.geometry._arguments import check_matrix, check_pairs, check_points
from course_lib.geometry._degenerate import FLAT, require_distinct, require_frame, require_triangle
from course_lib.geometry.eight_point import hartley_transform
from course_lib.geometry.families import FAMILIES
from course_lib.geometry.homogeneous import to_homogeneous
from course_lib.geometry.transforms import affine, apply, invert

SMALL = 1e-12  # a last number of a homography below this, of norm 1, is 0 up to rounding: the origin goes to infinity


def estimate(family, source, target):
    """Return the matrix of a family, a key of `FAMILIES`, that takes the source points nearest to the targets.

    >>> estimate("translation", [[0, 0], [2, 0]], [[5, 1], [7, 1]])[:2, 2].tolist()
    [5.0, 1.0]
    """
    return _ESTIMATES[check_choice("family", family, tuple(FAMILIES))](source, target)


def estimate_translation(source, target):
    """Return the translation of least squared distance: the mean of the differences. One pair is enough.

    >>> estimate_translation([[0, 0]], [[3, 4]]).tolist()
    [[1.0, 0.0, 3.0], [0.0, 1.0, 4.0], [0.0, 0.0, 1.0]]
    """
    source, target = check_pairs(source=source, target=target)
    return affine(np.eye(2), (target - source).mean(axis=0))


def estimate_euclidean(source, target):
    """Return the rotation and translation of least squared distance. Two pairs are enough.

        >>> estimate_euclidean([[0, 0], [1, 0]], [[5, 5], [5, 6]]).round(9).tolist()
        [[0.0, -1.0, 5.0], [1.0, 0.0, 5.0], [0.0, 0.0, 1.0]]

    Two pairs give four equations for three numbers, so the residual is 0 only if both are equally far apart.
    Source: Umeyama (1991), doi:10.1109/34.88573, eq. 40 to 43 with c = 1.
    """
    return _umeyama(source, target, scaled=False)


def estimate_similarity(source, target):
    """Return the rotation, scale and translation of least squared distance. Two pairs are enough, exactly.

        >>> estimate_similarity([[0, 0], [1, 0]], [[5, 5], [5, 7]]).round(9).tolist()
        [[0.0, -2.0, 5.0], [2.0, 0.0, 5.0], [0.0, 0.0, 1.0]]

    A mirror is not among the answers. Where the targets are the mirror image of the sources, every angle fits alike.
    Source: Umeyama (1991), doi:10.1109/34.88573, eq. 40 to 43.
    """
    return _umeyama(source, target, scaled=True)


def estimate_affine(source, target):
    """Return the affine matrix of least squared distance. Three pairs are enough: a triangle goes to any triangle.

        >>> (estimate_affine([[0, 0], [1, 0], [0, 1]], [[1, 2], [3, 2], [1, 5]]).round(9) + 0.0).tolist()
        [[2.0, 0.0, 1.0], [0.0, 3.0, 2.0], [0.0, 0.0, 1.0]]

    Targets on one line are no obstacle, but the matrix then has no inverse.
    """
    source, target = check_pairs(source=source, target=target, least=3)
    require_triangle("source", source)
    # About the mean of the sources, which splits the translation off: far from the origin the columns would cancel.
    centre = source.mean(axis=0)
    linear = np.linalg.lstsq(source - centre, target - target.mean(axis=0), rcond=None)[0].T
    return affine(linear, target.mean(axis=0) - linear @ centre)


def estimate_homography(source, target, *, normalise=True):
    """Return the projective matrix of four pairs or more, scaled so that its last number is 1.

        >>> square, kite = [[0, 0], [1, 0], [1, 1], [0, 1]], [[0, 0], [2, 0], [3, 3], [0, 2]]
        >>> (estimate_homography(square, kite).round(9) + 0.0).tolist()
        [[1.5, 0.0, 0.0], [0.0, 1.5, 0.0], [-0.25, -0.25, 1.0]]

    Four pairs are met exactly. With more, it is not the distance in pixels whose squares are least but an algebraic
    error, which depends on the units; `normalise` moves and scales both sets of points first, so that it hardly does.
    Where the last number is 0, the norm of the matrix is 1.

    Source: Hartley & Zisserman (2003), algorithm 4.2; without normalising, sec. 4.1.
    """
    source, target = check_pairs(source=source, target=target, least=4)
    require_frame("source", source)
    require_frame("target", target)
    before, after = (hartley_transform(p) if normalise else np.eye(3) for p in (source, target))
    p, q = to_homogeneous(source) @ before.T, to_homogeneous(target) @ after.T  # (N, 3)
    zero = np.zeros_like(p)
    # Each pair says that A p is parallel to (u, v, 1): two equations in the nine numbers of A.
    rows = np.concatenate([np.hstack([p, zero, -q[:, :1] * p]), np.hstack([zero, p, -q[:, 1:2] * p])])  # (2N, 9)
    A = invert(after) @ np.linalg.svd(rows, full_matrices=len(rows) < 9)[2][-1].reshape(3, 3) @ before
    A /= np.linalg.norm(A)
    return A / A[2, 2] if abs(A[2, 2]) > SMALL else A


def rectifying_homography(corners, width, height):
    """Return the homography that takes four corners to a rectangle of `width` x `height` pixels at the origin.

        >>> corners = [[10, 20], [30, 20], [40, 60], [0, 60]]
        >>> (apply(rectifying_homography(corners, 50, 80), corners).round(9) + 0.0).tolist()
        [[0.0, 0.0], [50.0, 0.0], [50.0, 80.0], [0.0, 80.0]]

    corners : (4, 2), pixels, in order around the figure: top left, top right, bottom right, bottom left

    Raises
    ------
    ValueError
        If the figure is not convex: whoever stands before a rectangle sees no corner bent inwards, and no sides that
        cross. Then the rectangle's line at infinity would run through it.
    """
    corners = check_points("corners", corners, least=4)
    if len(corners) != 4:
        raise ValueError(f"`corners` must hold 4 points, got {len(corners)}")
    check_positive("width", width)
    check_positive("height", height)
    (x0, y0), (x1, y1) = (corners - np.roll(corners, 1, axis=0)).T, (np.roll(corners, -1, axis=0) - corners).T
    turns = x0 * y1 - y0 * x1  # at each corner: positive to one side, negative to the other
    other_way = turns * np.sign(turns.sum()) < 0
    if other_way.any():
        corner = int(other_way.argmax())
        raise ValueError(
            f"`corners` must make a convex figure, got one that bends inwards at corner {corner + 1} of 4, "
            f"{corners[corner].round(1).tolist()}; move it outwards"
        )
    return estimate_homography(corners, [[0, 0], [width, 0], [width, height], [0, height]])


def residuals(A, source, target):
    """Return how far each image of a source point is from its target: (N,) pixels.

    >>> residuals([[1, 0, 3], [0, 1, 4], [0, 0, 1]], [[0, 0], [1, 1]], [[0, 0], [4, 5]]).tolist()
    [5.0, 0.0]
    """
    source, target = check_pairs(source=source, target=target)
    return np.linalg.norm(apply(check_matrix("A", A), source) - target, axis=1)


def _umeyama(source, target, *, scaled):
    source, target = check_pairs(source=source, target=target, least=2)
    for name, points in (("source", source), ("target", target)):
        require_distinct(name, points, "every angle fits alike")
    p, q = source - source.mean(axis=0), target - target.mean(axis=0)
    U, strength, V = np.linalg.svd(q.T @ p)  # covariance, times N
    keep = np.array([1, np.sign(np.linalg.det(U) * np.linalg.det(V))])  # without it the best fit may be a mirror
    fit = strength @ keep
    if fit <= FLAT * strength.sum():
        raise ValueError(
            "`target` must not be the mirror image of `source`: then every angle fits alike; "
            "use the affine family, which can mirror"
        )
    linear = (U * keep) @ V * (fit / (p**2).sum() if scaled else 1)
    return affine(linear, target.mean(axis=0) - linear @ source.mean(axis=0))


_ESTIMATES = {
    "translation": estimate_translation,
    "Euclidean": estimate_euclidean,
    "similarity": estimate_similarity,
    "affine": estimate_affine,
    "projective": estimate_homography,
}
