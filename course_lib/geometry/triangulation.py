"""Back to the scene: points from two pictures by the pose, and the pose itself from the essential matrix.

Convention: X = R X' + t, the pose of the second camera in the first; E = [t]_x R; points come out in the first
camera's coordinates. OpenCV's poses are those of `invert_pose`.
"""

from typing import NamedTuple

import numpy as np

from course_lib.geometry._arguments import check_matrix, check_pairs
from course_lib.geometry.cameras import Pose, check_calibration, check_pose, invert_pose, rays
from course_lib.geometry.homogeneous import ROUNDING

EQUAL = 0.05  # singular values of an essential matrix may differ by that share; noise makes them differ


class Recovered(NamedTuple):
    rotation: np.ndarray  # (3, 3) R
    translation: np.ndarray  # (3,) t of length 1: two pictures do not tell how large the scene is
    points: np.ndarray  # (N, 3) triangulated, in baselines, in the first camera's coordinates
    in_front: np.ndarray  # (4,) how many points each pose of `decompose_essential` puts in front of both cameras


def camera_matrix(K, rotation=None, translation=None):
    """Return P (3, 4), which takes homogeneous points of the first camera's coordinates to pixels: K [R^T | -R^T t].

        >>> camera_matrix(np.diag([10, 10, 1]), translation=[2, 0, 0]).tolist()
        [[10.0, 0.0, 0.0, -20.0], [0.0, 10.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0]]

    rotation, translation : the camera's pose in the first one; none of both for the first itself
    """
    pose = invert_pose(np.eye(3) if rotation is None else rotation, np.zeros(3) if translation is None else translation)
    return check_calibration("K", K) @ np.column_stack([pose.rotation, pose.translation])


def triangulate(points1, points2, K1, K2, rotation, translation):
    """Return the scene's points (N, 3) whose images are nearest to the matches, in an algebraic sense.

        >>> K = np.diag([10.0, 10.0, 1.0])
        >>> triangulate([[3, 2]], [[1, 2]], K, K, np.eye(3), [1, 0, 0]).round(9).tolist()
        [[1.5, 1.0, 5.0]]

    The points come in the first camera's coordinates and the translation's unit; with noise a point may come out
    behind a camera. cv2.triangulatePoints solves the same equations.

    Parameters
    ----------
    points1, points2 : (N, 2) array_like, pixels
    K1, K2 : (3, 3) array_like
    rotation, translation : (3, 3) and (3,) array_like
        The pose of the second camera in the first, X = R X' + t.

    Raises
    ------
    ValueError
        If the translation is 0, or the rays of a match are parallel: then they meet nowhere.

    Source: Hartley & Zisserman (2003), sec. 12.2.
    """
    points1, points2 = check_pairs(points1=points1, points2=points2)
    rotation, translation = check_pose(rotation, translation)
    if not translation.any():
        raise ValueError("`translation` must not be 0: without a baseline both rays to a point are one, at all depths")
    rays1, rays2 = rays(points1, K1), rays(points2, K2)
    # On rays and in baselines: so all numbers are of one size, as in Hartley's normalisation.
    baseline = np.linalg.norm(translation)
    P1, P2 = camera_matrix(np.eye(3)), camera_matrix(np.eye(3), rotation, translation / baseline)
    equations = [_equations(one, P) for one, P in ((rays1, P1), (rays2, P2))]
    points = np.linalg.svd(np.concatenate(equations, axis=1))[2][:, -1]  # (N, 4)
    lost = np.flatnonzero(np.abs(points[:, 3]) <= 100 * ROUNDING)
    if lost.size:
        raise ValueError(
            f"the rays of a match must meet, got parallel ones of match {lost[0]}: its point is at infinity"
        )
    return baseline * points[:, :3] / points[:, 3:]


def decompose_essential(E):
    """Return the four poses that make this E up to scale and sign, with translations of length 1.

        >>> from course_lib.geometry.epipolar import essential_matrix
        >>> [pose.translation.round(9).tolist() for pose in decompose_essential(essential_matrix(np.eye(3), [0, 0, 5]))]
        [[0.0, 0.0, 1.0], [0.0, 0.0, -1.0], [0.0, 0.0, 1.0], [0.0, 0.0, -1.0]]

    Two rotations, which differ by half a turn about the baseline, times two directions of it. cv2.decomposeEssentialMat
    takes E^T, and returns the rotations transposed and -R^T t.

    Raises
    ------
    ValueError
        If the singular values are not (s, s, 0), at least nearly, as those of an essential matrix are.

    Source: Hartley & Zisserman (2003), result 9.19.
    """
    U, s, Vt = np.linalg.svd(check_matrix("E", E))
    if s[0] == 0 or s[1] < (1 - EQUAL) * s[0] or s[2] > EQUAL * s[0]:
        values = ", ".join(f"{value:.3g}" for value in s)
        raise ValueError(
            f"`E` must have singular values (s, s, 0), got ({values}); F on pixels becomes E by "
            "`essential_from_fundamental`, an estimated E by `nearest_essential`"
        )
    quarter = np.array([[0, -1, 0], [1, 0, 0], [0, 0, 1]])
    rotations = [U @ turn @ Vt for turn in (quarter, quarter.T)]
    rotations = [R * np.sign(np.linalg.det(R)) for R in rotations]
    t = U[:, 2] * np.sign(U[np.abs(U[:, 2]).argmax(), 2])
    return tuple(Pose(R, side * t + 0.0) for R in rotations for side in (1, -1))


def in_front(points, rotation, translation):
    """Return which points (N, 3), in the first camera's coordinates, are in front of both cameras: (N,) bool.

    >>> in_front([[0, 0, 5], [0, 0, -5], [0, 0, 1]], np.eye(3), [0, 0, 2]).tolist()
    [True, False, False]
    """
    rotation, translation = check_pose(rotation, translation)
    points = np.asarray(points, dtype=float)
    return (points[:, 2] > 0) & (((points - translation) @ rotation)[:, 2] > 0)


def recover_pose(E, points1, points2, K1, K2):
    """Return the one pose of the four that sees the matches in front of both cameras, and the points.

        >>> from course_lib.geometry.epipolar import essential_matrix
        >>> K, E = np.diag([10.0, 10.0, 1.0]), essential_matrix(np.eye(3), [3, 0, 0])
        >>> found = recover_pose(E, [[3, 2], [0, 0]], [[1, 2], [-4, 0]], K, K)
        >>> found.translation.tolist(), found.in_front.tolist(), found.points[0].round(9).tolist()
        ([1.0, 0.0, 0.0], [2, 0, 0, 0], [1.5, 1.0, 5.0])

    Parameters
    ----------
    E : (3, 3) array_like, up to scale and sign
    points1, points2 : (N, 2) array_like, pixels
    K1, K2 : (3, 3) array_like

    Raises
    ------
    ValueError
        If two poses have as many points in front: the matches are too few or too wrong to decide.

    Source: Hartley & Zisserman (2003), sec. 9.6.3. cv2.recoverPose does the same with E^T.
    """
    points1, points2 = check_pairs(points1=points1, points2=points2)
    poses = decompose_essential(E)
    scenes = [triangulate(points1, points2, K1, K2, *pose) for pose in poses]
    counts = np.array([in_front(scene, *pose).sum() for scene, pose in zip(scenes, poses)])
    best = int(counts.argmax())
    if (counts == counts[best]).sum() > 1:
        raise ValueError(
            f"one pose must see more matches in front of both cameras than the others, got {counts.tolist()}; take "
            "more matches, and drop the wrong ones"
        )
    return Recovered(*poses[best], scenes[best], counts)


def _equations(points, P):
    """Return the two rows (N, 2, 4) that each homogeneous image (N, 3) gives for the point that P takes to it."""
    x, y, w = points[:, :1], points[:, 1:2], points[:, 2:]
    return np.stack([x * P[2] - w * P[0], y * P[2] - w * P[1]], axis=1)
