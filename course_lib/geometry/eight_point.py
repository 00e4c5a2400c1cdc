"""The eight-point algorithm: the fundamental matrix from matches alone, no calibration needed.

Convention: x is in the first picture, x' in the second, x^T F x' = 0. OpenCV and scikit-image estimate F^T.
"""

import numpy as np

from course_lib.checks import check_number
from course_lib.geometry._arguments import check_matrix, check_pairs, check_points, check_vectors
from course_lib.geometry.homogeneous import to_homogeneous

FLAT = 1e-9  # points whose second spread is so many times the first lie on a line, up to rounding
DEPENDENT = 1e-10  # a singular value of the system so many times the first is 0, up to rounding


def hartley_transform(points):
    """Return the matrix (3, 3) that moves points (N, 2) to mean 0 and mean distance sqrt(2) from it.

        >>> (hartley_transform([[10, 10], [30, 10]]) @ [10, 10, 1]).round(3).tolist()
        [-1.414, 0.0, 1.0]

    Source: Hartley (1997), "In defense of the eight-point algorithm", doi:10.1109/34.601246, sec. 6.
    """
    points = check_points("points", points)
    if (points == points[0]).all():
        raise ValueError(f"`points` must not all be one, got {len(points)} times ({points[0, 0]:g}, {points[0, 1]:g})")
    return _transforms(points[None])[0]


def epipolar_system(points1, points2):
    """Return A (N, 9): each match gives one row, and A @ F.ravel() is x^T F x'.

        >>> epipolar_system([[2, 3]], [[5, 7]]).tolist()
        [[10.0, 14.0, 2.0, 15.0, 21.0, 3.0, 5.0, 7.0, 1.0]]

    Source: Hartley & Zisserman (2003), eq. 11.3.
    """
    points1, points2 = check_pairs(points1=points1, points2=points2)
    x1, x2 = to_homogeneous(points1), to_homogeneous(points2)
    return (x1[:, :, None] * x2[:, None, :]).reshape(-1, 9)


def system_condition(points1, points2, *, normalise=True):
    """Return the condition of the system of `eight_point`: its largest singular value over its eighth.

        >>> rng = np.random.default_rng(0)
        >>> one, two = 500 * rng.random((2, 20, 2))
        >>> [float(f"{system_condition(one, two, normalise=choice):.1g}") for choice in (False, True)]
        [5000.0, 3.0]

    The ninth would be 0 without noise. An error in the points can grow as much on its way to F.
    """
    points1, points2 = check_pairs(least=8, points1=points1, points2=points2)
    if normalise:
        points1, points2 = (_moved(points[None], _transforms(points[None]))[0, :, :2] for points in (points1, points2))
    s = np.linalg.svd(epipolar_system(points1, points2), compute_uv=False)
    return float(s[0] / s[7])


def enforce_rank_two(F):
    """Return the matrix of rank 2 nearest to F (..., 3, 3): its smallest singular value becomes 0.

        >>> enforce_rank_two(np.diag([3.0, 2.0, 0.1])).tolist()
        [[3.0, 0.0, 0.0], [0.0, 2.0, 0.0], [0.0, 0.0, 0.0]]

    "Nearest" is in the Frobenius norm. Source: Hartley & Zisserman (2003), sec. 11.1.1.
    """
    F = check_vectors("F", F, (3,))
    if F.shape[-2:] != (3, 3):
        raise ValueError(f"`F` must have shape (..., 3, 3), got {F.shape}")
    U, s, Vt = np.linalg.svd(F)
    return (U[..., :2] * s[..., None, :2]) @ Vt[..., :2, :]


def shrink_third(F, share):
    """Return F (3, 3) with its smallest singular value times `share`: 1 leaves it, 0 makes the rank two.

        >>> shrink_third(np.diag([3.0, 2.0, 0.1]), 0.5).tolist()
        [[3.0, 0.0, 0.0], [0.0, 2.0, 0.0], [0.0, 0.0, 0.05]]

    share : in [0, 1]; at 0 it is `enforce_rank_two`
    """
    share = check_number("share", share)
    if not 0 <= share <= 1:
        raise ValueError(f"`share` must be in [0, 1], got {share}; 0 takes the smallest singular value away")
    U, s, Vt = np.linalg.svd(check_matrix("F", F))
    return (U * [s[0], s[1], share * s[2]]) @ Vt


def eight_point(points1, points2, *, normalise=True, rank_two=True):
    """Estimate the fundamental matrix F (3, 3) from 8 matches or more, by least squares; its norm is 1.

        >>> left = np.array([[0, 0], [9, 1], [4, 8], [7, 5], [2, 3], [8, 9], [1, 7], [5, 2], [3, 6]])
        >>> right = left - [[3, 0], [1, 0], [2, 0], [4, 0], [1, 0], [3, 0], [5, 0], [2, 0], [2, 0]]
        >>> np.abs(eight_point(left, right)).round(9).tolist()  # moved along rows: F is that of E = [t]_x, t sideways
        [[0.0, 0.0, 0.0], [0.0, 0.0, 0.707106781], [0.0, 0.707106781, 0.0]]

    Convention: x^T F x' = 0, sign arbitrary. cv2.findFundamentalMat(points1, points2, cv2.FM_8POINT) returns F^T.

    Parameters
    ----------
    points1, points2 : (N, 2) array_like, pixels
        Row i of both is the same point of the scene.
    normalise : bool
        First move each picture's points by `hartley_transform`, and F back at the end.
    rank_two : bool
        Cut the smallest singular value, so that the lines meet; before F is moved back.

    Raises
    ------
    ValueError
        If there are fewer than 8 different matches, or they leave F open: points on one line, a flat scene, a camera
        that only turned (for these two a homography is all there is), or another critical surface.

    Source: Hartley & Zisserman (2003), algorithm 11.1.
    """
    points1, points2 = check_pairs(points1=points1, points2=points2)
    _check_many(points1, points2)
    _check_one_solution(points1, points2)
    return solve_all(points1[None], points2[None], normalise=normalise, rank_two=rank_two)[0]


def solve_all(points1, points2, *, normalise=True, rank_two=True):
    """Return `eight_point` of many sets of matches at once: F (sets, 3, 3) of points (sets, N, 2), without its checks.

        >>> rng = np.random.default_rng(0)
        >>> solve_all(rng.random((5, 8, 2)), rng.random((5, 8, 2))).shape
        (5, 3, 3)

    Parameters
    ----------
    points1, points2 : (sets, N, 2) array, pixels
    normalise, rank_two : bool
        As in `eight_point`.
    """
    T1, T2 = (_transforms(points) if normalise else np.eye(3)[None] for points in (points1, points2))
    x1, x2 = (_moved(points, T) for points, T in ((points1, T1), (points2, T2)))  # (sets, N, 3)
    systems = (x1[..., :, None] * x2[..., None, :]).reshape(*x1.shape[:2], 9)
    F = np.linalg.svd(systems, full_matrices=x1.shape[1] < 9)[2][:, -1].reshape(-1, 3, 3)
    F = T1.transpose(0, 2, 1) @ (enforce_rank_two(F) if rank_two else F) @ T2
    return F / np.linalg.norm(F, axis=(1, 2), keepdims=True)


def _transforms(points):
    """Return `hartley_transform` (sets, 3, 3) of each set of points (sets, N, 2)."""
    middle = points.mean(axis=1, keepdims=True)
    distance = np.linalg.norm(points - middle, axis=2).mean(axis=1)
    scale = np.sqrt(2) / np.where(distance > 0, distance, 1)  # a sample of one point stays where it is
    T = np.zeros((len(points), 3, 3))
    T[:, 0, 0], T[:, 1, 1], T[:, 2, 2] = scale, scale, 1
    T[:, :2, 2] = -scale[:, None] * middle[:, 0]
    return T


def _moved(points, transforms):
    return to_homogeneous(points) @ transforms.transpose(0, 2, 1)


def _check_many(points1, points2):
    if len(points1) < 8:
        raise ValueError(
            f"`points1` and `points2` must hold at least 8 matches, got {len(points1)}: F has 9 numbers and no scale, "
            "and each match gives one equation"
        )
    different = len(np.unique(np.concatenate([points1, points2], axis=1), axis=0))
    if different < 8:
        raise ValueError(
            f"`points1` and `points2` must hold at least 8 different matches, got {different} among {len(points1)}: "
            "a match that is given twice says nothing new"
        )


def _check_one_solution(points1, points2):
    """Raise `ValueError` with the geometric reason where more than one F fits."""
    for name, points in (("points1", points1), ("points2", points2)):
        spread = np.linalg.svd(points - points.mean(axis=0), compute_uv=False)
        if spread[1] <= FLAT * spread[0]:
            raise ValueError(f"`{name}` must not all lie on one line: many matrices F fit such matches")
    moved = [_moved(points[None], _transforms(points[None]))[0, :, :2] for points in (points1, points2)]
    s = np.linalg.svd(epipolar_system(*moved), compute_uv=False)
    rank = int((s > DEPENDENT * s[0]).sum())
    if rank < 8:
        reason = (
            "one homography joins the pictures, as where the scene is flat or the camera only turned"
            if rank <= 6
            else "the points and both centres lie on one critical surface"
        )
        raise ValueError(
            f"the matches must leave one F, got {9 - rank} that differ, from {rank} independent equations: {reason}; "
            "take matches at other depths, or estimate a homography"
        )
