"""Two views of one scene: essential and fundamental matrix, epipoles, epipolar lines, and how far a match is off.

Convention: x is in the first picture, x' in the second, X = R X' + t, and x^T F x' = 0. So F x' is a line in the first
picture and F^T x one in the second. OpenCV, scikit-image and Hartley & Zisserman write x'^T F x = 0: theirs is F^T.
Points are (x, y) pixels, x to the right, y down; where homogeneous ones may be passed, (x, y, w).
"""

from typing import NamedTuple

import numpy as np

from course_lib.checks import check_finite
from course_lib.geometry._arguments import check_homogeneous, check_matrix, check_pairs
from course_lib.geometry.cameras import check_calibration, check_pose, skew_matrix
from course_lib.geometry.homogeneous import is_at_infinity, to_homogeneous

VANISHES = 1e-12  # a product smaller than that, relative to its factors, is 0 up to rounding


class Epipoles(NamedTuple):
    first: np.ndarray  # (3,) e, homogeneous, the image of the second centre in the first picture: e^T F = 0
    second: np.ndarray  # (3,) e', the image of the first centre in the second picture: F e' = 0


class Distances(NamedTuple):
    first: np.ndarray  # (N,) of each x from the line F x', pixels of the first picture
    second: np.ndarray  # (N,) of each x' from the line F^T x, pixels of the second picture


def essential_matrix(rotation, translation):
    """Return E = [t]_x R (3, 3): x^T E x' = 0 for the rays x and x' of two cameras to one point.

        >>> essential_matrix(np.eye(3), [1, 0, 0]).tolist()  # sideways: matches lie in the same row
        [[0.0, 0.0, 0.0], [0.0, 0.0, -1.0], [0.0, 1.0, 0.0]]

    The pose is that of the second camera in the first, X = R X' + t. cv2.decomposeEssentialMat takes E^T.

    Raises
    ------
    ValueError
        If the translation is 0. A camera that only turns has no baseline, and E = 0 says nothing.

    Source: Hartley & Zisserman (2003), eq. 9.12, there for X' = R X + t.
    """
    rotation, translation = check_pose(rotation, translation)
    if not translation.any():
        raise ValueError(
            "`translation` must not be 0: without a baseline E is 0 and every point fits every point; pictures of a "
            "camera that only turns are joined by the homography K1 R K2^-1"
        )
    return skew_matrix(translation) @ rotation


def fundamental_from_essential(E, K1, K2):
    """Return F = K1^-T E K2^-1 (3, 3), which does on pixels what E does on rays.

        >>> K = np.diag([10.0, 10.0, 1.0])
        >>> fundamental_from_essential(essential_matrix(np.eye(3), [0, 0, 1]), K, K).round(2).tolist()
        [[0.0, -0.01, 0.0], [0.01, 0.0, 0.0], [0.0, 0.0, 0.0]]

    Source: Hartley & Zisserman (2003), eq. 9.11, transposed.
    """
    E, K1, K2 = check_matrix("E", E), check_calibration("K1", K1), check_calibration("K2", K2)
    return np.linalg.solve(K1.T, np.linalg.solve(K2.T, E.T).T)


def essential_from_fundamental(F, K1, K2):
    """Return E = K1^T F K2 (3, 3); of an estimated F, its first two singular values are only nearly equal.

    >>> K = np.diag([10.0, 10.0, 1.0])
    >>> essential_from_fundamental([[0, -0.01, 0], [0.01, 0, 0], [0, 0, 0]], K, K).tolist()
    [[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    """
    F, K1, K2 = check_matrix("F", F), check_calibration("K1", K1), check_calibration("K2", K2)
    return K1.T @ F @ K2


def nearest_essential(E):
    """Return the matrix nearest to E (3, 3), in the Frobenius norm, with singular values (s, s, 0).

        >>> nearest_essential(np.diag([3.0, 5.0, 1.0])).round(9).tolist()
        [[4.0, 0.0, 0.0], [0.0, 4.0, 0.0], [0.0, 0.0, 0.0]]

    Source: Hartley & Zisserman (2003), sec. 11.7.3.
    """
    U, s, Vt = np.linalg.svd(check_matrix("E", E))
    return (s[0] + s[1]) / 2 * U[:, :2] @ Vt[:2]


def epipoles(F):
    """Return where each camera sees the other, homogeneous: (x, y, 1), or (dx, dy, 0) of length 1 at infinity.

        >>> first, second = epipoles(essential_matrix(np.eye(3), [1, 2, 4]))
        >>> first.round(9).tolist(), second.round(9).tolist()
        ([0.25, 0.5, 1.0], [0.25, 0.5, 1.0])
        >>> epipoles(essential_matrix(np.eye(3), [1, 0, 0])).first.tolist()  # sideways: the lines are parallel
        [1.0, 0.0, 0.0]

    F : (3, 3), or E for rays; of a matrix of rank 3 no vector is taken to 0, and you get the one that is made smallest

    Raises
    ------
    ValueError
        If the rank is less than 2, as after a pure rotation: then there is no baseline.
    """
    F = _two_view("F", F)
    U, _, Vt = np.linalg.svd(F)
    return Epipoles(_scaled_point(U[:, 2]), _scaled_point(Vt[2]))


def epipolar_lines1(F, points2):
    """Return the epipolar lines F x' of points (N, 2) of the second picture: (N, 3), with a² + b² = 1.

        >>> epipolar_lines1(essential_matrix(np.eye(3), [1, 0, 0]), [[3, 7]]).tolist()  # y = 7
        [[0.0, -1.0, 7.0]]

    points2 : (N, 2), or (N, 3) homogeneous
    cv2.computeCorrespondEpilines(points2, 2, F^T) gives the same, up to sign; its F is the transpose.

    Raises
    ------
    ValueError
        If a point is the epipole: all its lines pass through the other epipole, and none is its own.
    """
    return _lines(F, "points2", points2)


def epipolar_lines2(F, points1):
    """Return the epipolar lines F^T x of points (N, 2) of the first picture: (N, 3), with a² + b² = 1.

        >>> epipolar_lines2(essential_matrix(np.eye(3), [1, 0, 0]), [[3, 7]]).tolist()  # y = 7
        [[0.0, 1.0, -7.0]]

    points1 and errors : as in `epipolar_lines1`; cv2.computeCorrespondEpilines(points1, 1, F^T) gives the same
    """
    return _lines(np.transpose(F), "points1", points1)


def epipolar_residuals(F, points1, points2):
    """Return x^T F x' of each match: (N,), 0 where the constraint holds; not pixels, it scales with F.

        >>> E = essential_matrix(np.eye(3), [1, 0, 0])
        >>> epipolar_residuals(E, [[3, 7], [3, 7]], [[5, 7], [5, 9]]).tolist()
        [0.0, 2.0]

    points1, points2 : (N, 2), or (N, 3) homogeneous, as rays are
    """
    F, one, two = _matches(F, points1, points2)
    return np.einsum("ni,ij,nj->n", one, F, two)


def epipolar_distances(F, points1, points2):
    """Return how far each point of a match lies from the line of the other, in both pictures.

        >>> E = essential_matrix(np.eye(3), [1, 0, 0])
        >>> epipolar_distances(E, [[3, 7]], [[5, 9]])
        Distances(first=array([2.]), second=array([2.]))

    points1, points2 : (N, 2), pixels; from the line at infinity every point is infinitely far
    """
    lines1, lines2 = epipolar_lines1(F, points2), epipolar_lines2(F, points1)
    _, one, two = _matches(F, points1, points2)
    return Distances(_distances(lines1, one), _distances(lines2, two))


def epipolar_error(F, points1, points2):
    """Return the mean of `epipolar_distances` over matches and pictures, in pixels: one number for an estimated F.

    >>> epipolar_error(essential_matrix(np.eye(3), [1, 0, 0]), [[3, 7], [0, 0]], [[5, 9], [4, 0]])
    1.0
    """
    return float(np.mean(epipolar_distances(F, points1, points2)))


def sampson_distances(F, points1, points2):
    """Return about how far each match must move, over both pictures, to fit F: (N,), pixels.

        >>> sampson_distances(essential_matrix(np.eye(3), [1, 0, 0]), [[3, 7]], [[5, 9]]).round(3).tolist()
        [1.414]

    |x^T F x'| over the length of its gradient, exact to first order: above, each point moves by 1. scikit-image's
    residuals are these; cv2.sampsonDistance is the square.

    Source: Hartley & Zisserman (2003), eq. 11.9.
    """
    F, one, two = _matches(F, points1, points2)
    slopes = np.concatenate([(two @ F.T)[:, :2], (one @ F)[:, :2]], axis=1)  # (N, 4) of x^T F x' by x, y, x', y'
    length = np.linalg.norm(slopes, axis=1)
    residuals = np.abs(np.einsum("ni,ij,nj->n", one, F, two))
    return np.divide(residuals, length, out=np.zeros_like(residuals), where=length > 0)  # 0: both are epipoles


def coplanarity(rays1, rays2, rotation, translation):
    """Return the volume x . (t x R x') of the box that two rays and the baseline span: (N,), 0 where they meet.

        >>> coplanarity([[0, 0, 1], [0, 0, 1]], [[-0.5, 0, 1], [-0.5, 0.25, 1]], np.eye(3), [2, 0, 0]).tolist()
        [0.0, 0.5]

    It is x^T E x' with another bracket; the sign says on which side of the epipolar plane of x' the ray x lies.

    Parameters
    ----------
    rays1, rays2 : (N, 3) array_like
        Directions in the coordinates of the camera that sees them.
    rotation, translation : (3, 3) and (3,) array_like
        The pose of the second camera in the first.
    """
    rays1, rays2 = check_pairs(axes=(3, 3), rays1=rays1, rays2=rays2)
    rotation, translation = check_pose(rotation, translation)
    return (rays1 * np.cross(translation, rays2 @ rotation.T)).sum(axis=1)


def _two_view(name, F):
    F = check_matrix(name, F)
    s = np.linalg.svd(F, compute_uv=False)
    if s[1] <= VANISHES * s[0]:
        raise ValueError(
            f"`{name}` must have rank 2, got {int(s[0] > 0)}: that is no pair of cameras; after a pure rotation there "
            "is no baseline, and no epipole"
        )
    return F


def _scaled_point(point):
    if is_at_infinity(point):
        point = point * [1, 1, 0]
        return point * np.sign(point[np.abs(point).argmax()]) / np.linalg.norm(point)
    return point / point[2]


def _points(name, points):
    points = check_homogeneous(name, points, (2, 3))
    if points.ndim != 2:
        raise ValueError(f"`{name}` must have shape (N, 2), or (N, 3) homogeneous, got {points.shape}")
    return to_homogeneous(points) if points.shape[1] == 2 else points


def _matches(F, points1, points2):
    F, one, two = check_matrix("F", F), _points("points1", points1), _points("points2", points2)
    check_pairs(least=0, axes=(3, 3), points1=one, points2=two)
    return F, one, two


def _distances(lines, points):
    """Return how far points (N, 3) are from lines (N, 3), scaled; infinitely far from the line at infinity."""
    return np.where(lines[:, :2].any(axis=1), np.abs((lines * points).sum(axis=1)), np.inf)


def _lines(F, name, points):
    F, points = check_matrix("F", F), _points(name, points)
    lines = points @ F.T
    size = np.linalg.norm(F) * np.linalg.norm(points, axis=1)
    lost = np.flatnonzero(np.linalg.norm(lines, axis=1) <= VANISHES * size)
    if lost.size:
        place = ", ".join(f"{part:g}" for part in points[lost[0]])
        raise ValueError(
            f"`{name}` must not hold the epipole, got it at {lost[0]}, ({place}): its ray is the baseline, which lies "
            "in every epipolar plane, so it has no line of its own"
        )
    length = np.linalg.norm(lines[:, :2], axis=1, keepdims=True)
    far = length <= VANISHES * np.abs(lines[:, 2:])
    return check_finite("lines", np.where(far, [0.0, 0.0, 1.0], lines / np.where(far, 1, length)))
