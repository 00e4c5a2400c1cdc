"""Cameras: what a pinhole makes of a point, and how two cameras stand to each other.

Camera coordinates are X to the right, Y down, Z forward; picture points are (x, y) pixels, x to the right, y down.
The pose of the second camera is its rotation and its place in the first: a point has the coordinates
X = R X' + t in the first camera when it has X' in the second.
"""

from typing import NamedTuple

import numpy as np

from course_lib.checks import check_choice, check_number, check_positive, check_vector
from course_lib.geometry._arguments import check_matrix, check_points
from course_lib.geometry.homogeneous import to_homogeneous

PLANES = ("virtual", "real")
ORTHOGONAL = 1e-9  # a matrix further than that from a rotation is not one with rounding errors


class Pose(NamedTuple):
    rotation: np.ndarray  # (3, 3) R, its columns are the second camera's axes, seen from the first
    translation: np.ndarray  # (3,) t, the second camera's centre, seen from the first; in the scene's unit of length


def intrinsics(focal_length, principal_point=(0.0, 0.0)):
    """Return the calibration matrix K (3, 3), which takes (X, Y, Z) of a camera to (Z x, Z y, Z).

        >>> intrinsics(800, (320, 240)).tolist()
        [[800.0, 0.0, 320.0], [0.0, 800.0, 240.0], [0.0, 0.0, 1.0]]

    focal_length : pixels, one number, or a pair (across, down) for pixels that are not square
    principal_point : (x, y) in pixels, the foot of the camera's axis on the picture

    Source: Hartley & Zisserman (2003), eq. 6.4.
    """
    lengths = check_vector("focal_length", focal_length if np.ndim(focal_length) else (focal_length,) * 2, 2)
    check_positive("focal_length", float(lengths.min()))
    K = np.diag([*lengths, 1.0])
    K[:2, 2] = check_vector("principal_point", principal_point, 2)
    return K


def camera_rotation(yaw=0.0, pitch=0.0, roll=0.0):
    """Return the rotation R (3, 3) of a camera that is turned, degrees; R @ X' are the first camera's coordinates.

        >>> (camera_rotation(yaw=90) @ [0, 0, 1]).round(9).tolist()  # it looks along the first one's X, to the right
        [1.0, 0.0, 0.0]

    yaw : positive turns the camera to the right, about its Y
    pitch : positive turns it up, about its X
    roll : positive turns it clockwise, about its axis, so that its picture turns anticlockwise

    The camera is rolled first, then pitched, then yawed: R = R_yaw R_pitch R_roll.
    """
    angles = [np.deg2rad(check_number(name, a)) for name, a in (("yaw", yaw), ("pitch", pitch), ("roll", roll))]
    (cy, cp, cr), (sy, sp, sr) = np.cos(angles), np.sin(angles)
    about_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    about_x = np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
    about_z = np.array([[cr, -sr, 0], [sr, cr, 0], [0, 0, 1]])
    return about_y @ about_x @ about_z


def skew_matrix(vector):
    """Return [v]_x (3, 3), the matrix of the cross product: [v]_x @ w is v x w.

    >>> skew_matrix([1, 2, 3]).tolist()
    [[0.0, -3.0, 2.0], [3.0, 0.0, -1.0], [-2.0, 1.0, 0.0]]
    """
    x, y, z = check_vector("vector", vector, 3)
    return np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])


def invert_pose(rotation, translation):
    """Return the pose of the first camera in the second: R^T and -R^T t.

        >>> invert_pose(camera_rotation(yaw=90), [1, 0, 0]).translation.round(9) + 0.0  # it looks away from the first
        array([ 0.,  0., -1.])

    These are the R and t of OpenCV and of Hartley & Zisserman, who write X' = R X + t.
    """
    rotation, translation = check_pose(rotation, translation)
    return Pose(rotation.T, -rotation.T @ translation)


def to_second(points, rotation, translation):
    """Return points (N, 3), given in the first camera's coordinates, in the second's: X' = R^T (X - t).

    >>> to_second([[1, 0, 5]], np.eye(3), [1, 0, 0]).tolist()
    [[0.0, 0.0, 5.0]]
    """
    rotation, translation = check_pose(rotation, translation)
    return (check_points("points", points, axes=3) - translation) @ rotation


def to_first(points, rotation, translation):
    """Return points (N, 3), given in the second camera's coordinates, in the first's: X = R X' + t.

    >>> to_first([[0, 0, 5]], camera_rotation(yaw=90), [1, 0, 0]).round(9).tolist()
    [[6.0, 0.0, 0.0]]
    """
    rotation, translation = check_pose(rotation, translation)
    return check_points("points", points, axes=3) @ rotation.T + translation


def project(points, K, rotation=None, translation=None):
    """Return where a camera sees points (N, 3): (N, 2) pixels.

        >>> K = intrinsics(100, (50, 40))
        >>> project([[1, 2, 10]], K).tolist(), project([[1, 2, 10]], K, translation=[1, 0, 0]).tolist()
        ([[60.0, 60.0]], [[50.0, 60.0]])

    Parameters
    ----------
    points : (N, 3) array_like
    K : (3, 3) array_like
    rotation, translation : (3, 3) and (3,) array_like, optional
        The pose of the camera in whose picture the points are wanted, if they are given in another's coordinates.
        cv2.projectPoints takes the pose the other way round, that of `invert_pose`.

    Raises
    ------
    ValueError
        If K is singular, or a point is behind the camera or in its centre.

    Source: Hartley & Zisserman (2003), eq. 6.8.
    """
    K, points = check_calibration("K", K), check_points("points", points, axes=3)
    if rotation is not None or translation is not None:
        rotation = np.eye(3) if rotation is None else rotation
        points = to_second(points, rotation, np.zeros(3) if translation is None else translation)
    _check_in_front(points)
    image = points @ K.T
    return image[:, :2] / image[:, 2:]


def rays(points, K):
    """Return the directions (N, 3) in which a camera sees the points (N, 2): K^-1 (x, y, 1), their Z is 1.

    >>> rays([[60, 60]], intrinsics(100, (50, 40))).tolist()
    [[0.1, 0.2, 1.0]]
    """
    K = check_calibration("K", K)
    return np.linalg.solve(K, to_homogeneous(check_points("points", points)).T).T


def image_plane(points, focal_length, *, plane="virtual"):
    """Return the image (N, 2) of points (N, 3) on a plane at the focal length from the pinhole, in the unit of that.

        >>> image_plane([[1, 2, 5]], 10).tolist(), image_plane([[1, 2, 5]], 10, plane="real").tolist()
        ([[2.0, 4.0]], [[-2.0, -4.0]])

    plane : "real" lies behind the pinhole, where the image is upside down and left is right; "virtual" lies in front
    """
    check_choice("plane", plane, PLANES)
    check_positive("focal_length", focal_length)
    points = check_points("points", points, axes=3)
    _check_in_front(points)
    side = 1.0 if plane == "virtual" else -1.0
    return side * check_number("focal_length", focal_length) * points[:, :2] / points[:, 2:]


def check_calibration(name, K):
    """Return K (3, 3) with last row (0, 0, 1), raising `ValueError` if it has no inverse.

    >>> check_calibration("K", [[2, 0, 1], [0, 2, 1], [0, 0, 2]])
    Traceback (most recent call last):
    ValueError: `K` must have the last row (0, 0, 1), got (0.0, 0.0, 2.0); divide by its corner
    """
    K = check_matrix(name, K)
    if K[2].tolist() != [0, 0, 1]:
        raise ValueError(f"`{name}` must have the last row (0, 0, 1), got {tuple(K[2].tolist())}; divide by its corner")
    if abs(np.linalg.det(K)) <= 1e-12 * np.abs(K[:2, :2]).max() ** 2:
        raise ValueError(
            f"`{name}` must have an inverse, got determinant {np.linalg.det(K):g}: it flattens the picture to a line"
        )
    return K


def check_pose(rotation, translation):
    """Return R (3, 3) and t (3,) as a Pose, raising `ValueError` unless R is a rotation.

    >>> check_pose([[1, 0, 0], [0, 1, 0], [0, 0, -1]], [1, 0, 0])
    Traceback (most recent call last):
    ValueError: `rotation` must have determinant 1, got -1: it mirrors the scene
    """
    rotation = check_matrix("rotation", rotation)
    if np.abs(rotation @ rotation.T - np.eye(3)).max() > ORTHOGONAL:
        raise ValueError(
            f"`rotation` must have orthogonal columns of length 1, got R R^T =\n{rotation @ rotation.T};\n"
            "make one by `camera_rotation`"
        )
    if np.linalg.det(rotation) < 0:
        raise ValueError("`rotation` must have determinant 1, got -1: it mirrors the scene")
    return Pose(rotation, check_vector("translation", translation, 3))


def _check_in_front(points):
    behind = np.flatnonzero(points[:, 2] <= 0)
    if behind.size:
        place = ", ".join(f"{part:g}" for part in points[behind[0]])
        raise ValueError(
            f"`points` must be in front of the camera, Z > 0, got point {behind[0]} at ({place}) in its coordinates: "
            "its ray through the centre meets the image plane from behind"
        )
