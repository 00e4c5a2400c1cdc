"""A rectified pair of photographs as two cameras would have seen it that were turned on their spots, so lines slant.

A camera that turns about its centre sees the same rays, so its new picture is a homography of the old one: no depth
is needed, and all that is known of the rectified pair stays known.
"""

from typing import NamedTuple

import numpy as np

from course_lib.geometry._arguments import check_points
from course_lib.geometry.cameras import camera_rotation, intrinsics
from course_lib.geometry.epipolar import essential_matrix, fundamental_from_essential
from course_lib.geometry.transforms import apply, invert
from course_lib.geometry.warping import inverse_warp

# Of the left view, as scikit-image gives it for its size of the motorcycle pair, which is twice that of data/.
PRINCIPAL_POINT = (311.193 / 2, 254.877 / 2)
TURNS = ((-12.0, 4.0, -6.0), (-20.0, -3.0, 8.0))  # yaw, pitch, roll of the two cameras, degrees


class TurnedPair(NamedTuple):
    first: np.ndarray  # (H, W, 3) the left view, turned, in [0, 1]; 0 where the camera's picture ended
    second: np.ndarray  # (H, W, 3) the right view, turned
    A: np.ndarray  # (3, 3) takes points of the left view to the first picture
    B: np.ndarray  # (3, 3) takes points of the right view to the second picture
    K1: np.ndarray  # (3, 3) calibration of the first camera
    K2: np.ndarray  # (3, 3) of the second
    rotation: np.ndarray  # (3, 3) R, of the second camera in the first
    translation: np.ndarray  # (3,) t, mm
    F: np.ndarray  # (3, 3) exact: K1^-T [t]_x R K2^-1
    disparity: np.ndarray  # (H, W) of the left view, pixels, nan where unknown


def turned_pair(pair, *, turns=TURNS, principal_point=PRINCIPAL_POINT):
    """Return a general pair of pictures made of a rectified one, with its exact F.

        >>> from course_lib import data
        >>> turned = turned_pair(data.stereo_pair())
        >>> match = true_matches(turned, [[200, 120]])
        >>> bool(abs([200, 120, 1] @ turned.F @ [*match[0], 1]) < 1e-12)
        True

    pair : `data.stereo_pair()`
    turns : (yaw, pitch, roll) of the left and of the right camera, degrees, as in `camera_rotation`
    principal_point : of the left view, pixels

    Each picture keeps its size and its focal length, and is moved so that its middle stays in the middle.
    F is A^-T RECTIFIED B^-1, up to scale.
    """
    right_point = (principal_point[0] + pair.offset, principal_point[1])
    views = []
    for picture, point, turn in zip((pair.left, pair.right), (principal_point, right_point), turns):
        R, K = camera_rotation(*turn), intrinsics(pair.focal_length, point)
        A, K = _turn(R, K, picture.shape)
        views.append((R, K, A, inverse_warp(picture, A)))
    (R1, K1, A, first), (R2, K2, B, second) = views
    # Before the turns the second camera stood at (baseline, 0, 0) and looked the same way as the first.
    rotation, translation = R1.T @ R2, R1.T @ [pair.baseline, 0, 0]
    F = fundamental_from_essential(essential_matrix(rotation, translation), K1, K2)
    return TurnedPair(first, second, A, B, K1, K2, rotation, translation, F / np.linalg.norm(F), pair.disparity)


def true_matches(turned, points1):
    """Return where the second picture shows points (N, 2) of the first: (N, 2) pixels, nan where it is unknown.

        >>> from course_lib import data
        >>> turned = turned_pair(data.stereo_pair(), turns=((0, 0, 0), (0, 0, 0)))
        >>> bool(np.isnan(true_matches(turned, [[-50, 0]])).all())
        True

    The disparity of the nearest pixel of the left view is taken. Something nearer may hide the point in the second.
    """
    left = apply(invert(turned.A), check_points("points1", points1, least=0))
    height, width = turned.disparity.shape
    column, row = np.rint(left).astype(int).T
    inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
    disparity = np.full(len(left), np.nan)
    disparity[inside] = turned.disparity[row[inside], column[inside]]
    known = np.isfinite(disparity)
    matches = np.full(left.shape, np.nan)
    matches[known] = apply(turned.B, (left - disparity[:, None] * [1, 0])[known])
    return matches


def _turn(R, K, shape):
    """Return the homography (3, 3) of a camera that is turned by R, and its K, moved so that the middle stays."""
    height, width = shape[:2]
    middle = np.array([[(width - 1) / 2, (height - 1) / 2]])
    there = apply(K @ R.T @ np.linalg.inv(K), middle)
    new = K.copy()
    new[:2, 2] += (middle - there)[0]
    return new @ R.T @ np.linalg.inv(K), new
