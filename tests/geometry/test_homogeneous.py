"""Homogeneous coordinates: by hand, SciPy's null spaces, points and lines at infinity, and what is refused."""

import cv2
import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.linalg import null_space

from course_lib.geometry import from_homogeneous, join, meet
from course_lib.geometry.homogeneous import is_at_infinity, line_distance, scale_line, to_homogeneous


@pytest.mark.parametrize("shape", [(2,), (5, 2), (1, 3), (2, 4, 2), (0, 2)])
def test_there_and_back(shape, rng):
    points = rng.normal(size=shape)
    homogeneous = to_homogeneous(points)
    assert homogeneous.shape == (*shape[:-1], shape[-1] + 1)
    assert (homogeneous[..., -1] == 1).all()
    if points.size:
        factor = rng.choice([-3.0, 0.2, 7.0], size=(*shape[:-1], 1))
        assert_allclose(from_homogeneous(factor * homogeneous), points)


@pytest.mark.parametrize("dimensions", [2, 3])
def test_opencv_agrees(dimensions, rng):
    points = rng.normal(size=(9, dimensions))
    homogeneous = np.column_stack([points, rng.choice([-3.0, 0.2, 7.0], size=9)])
    assert_allclose(to_homogeneous(points), cv2.convertPointsToHomogeneous(points)[:, 0])
    assert_allclose(from_homogeneous(homogeneous), cv2.convertPointsFromHomogeneous(homogeneous)[:, 0])


def test_infinity_is_said_or_refused():
    points = [[1, 2, 0], [-3, 0, 0], [4, 6, 2]]
    assert is_at_infinity(points).tolist() == [True, True, False]
    assert_allclose(from_homogeneous(points, infinite=True), [[np.inf, np.inf], [-np.inf, np.nan], [2, 3]])
    with pytest.raises(ValueError, match=r"w other than 0, got a point at infinity in direction \(1, 2\); keep it"):
        from_homogeneous(points)
    assert is_at_infinity([1e3, 0, 1e-14]), "rounding alone"
    assert not is_at_infinity([1e3, 0, 1e-10])


def test_the_line_through_two_points_by_hand():
    assert join([0, 2], [5, 2]).tolist() == [0, 1, -2]
    assert join([5, 2], [0, 2]).tolist() == [0, -1, 2], "the other way round, the other sign"
    assert_allclose(join([0, 0], [3, 4]), [-0.8, 0.6, 0])
    assert join([1, 2, 0], [3, -1, 0]).tolist() == [0, 0, 1], "two points at infinity: the line at infinity"
    assert_allclose(join([2, 3, 1], [0, 1, 0]), join([2, 3], [2, 9]))
    assert_allclose(join([4, 6, 2], [7, 7, 1]), join([2, 3], [7, 7]))


def test_the_right_hand_of_who_walks_on_the_screen_is_positive():
    walk = join([1, 1], [4, 1])  # to the right; y down, so the right hand is below
    assert_allclose(line_distance([[2, 3], [2, 0]], walk), [2, -1])
    assert_allclose(line_distance([[0, 9], [5, 9]], join([2, 0], [2, 7])), [2, -3])


@pytest.mark.parametrize("offset", [0, 1e4])
def test_join_and_meet_by_null_spaces(offset, rng):
    p, q, r, s = rng.normal(size=(4, 6, 2)) + offset
    lines, others = join(p, q), join(r, s)
    crossing = meet(lines, others)
    for row in range(6):
        null = null_space(to_homogeneous([p[row], q[row]]))[:, 0]
        assert_allclose(np.cross(lines[row] / np.linalg.norm(lines[row]), null), 0, atol=1e-11)
        assert_allclose(
            crossing[row, :2],
            np.linalg.solve([lines[row, :2], others[row, :2]], -np.array([lines[row, 2], others[row, 2]])),
            rtol=1e-7,
        )
    assert_allclose(np.hypot(*lines[:, :2].T), 1)
    assert (crossing[:, 2] == 1).all()


def test_parallels_meet_at_infinity():
    assert_allclose(meet([1, -1, 0], [1, -1, 4]), [-(0.5**0.5), -(0.5**0.5), 0])
    meeting = meet(join([0, 0], [3, 0.1]), join([0, 1], [3, 1.1]))  # the direction is inexact, w is 0 all the same
    assert meeting[2] == 0
    assert_allclose(np.abs(meeting[:2]), np.array([3, 0.1]) / np.hypot(3, 0.1))
    assert_allclose(
        meet([0, 0, 1], [1, 2, 5]), np.array([-2, 1, 0]) / 5**0.5, err_msg="a line meets infinity where it goes"
    )


def test_distances_by_hand_and_scaled_lines():
    assert line_distance([[7, 5], [7, 0]], [0, 2, -4]).tolist() == [3, -2]
    assert_allclose(line_distance([[1, 1]], [3, 4, 3]), [2])
    assert scale_line([[3, 4, 10], [0, 0, -7]]).tolist() == [[0.6, 0.8, 2], [0, 0, 1]]


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: to_homogeneous(3.0), r"`points` must have shape \(..., d\), got \(\)"),
        (lambda: to_homogeneous([[1, np.nan]]), r"`points` must be finite, got nan at \(0, 1\)"),
        (lambda: from_homogeneous([[1.0]]), r"`points` must have shape \(..., d \+ 1\), got \(1, 1\)"),
        (lambda: from_homogeneous([[1.0, np.inf, 1]]), r"`points` must be finite, got inf at \(0, 1\)"),
        (lambda: from_homogeneous([[0, 0, 0]], infinite=True), r"which is no point; the origin is \(0, ..., 0, 1\)"),
        (
            lambda: join([1, 2], [1, 2]),
            "`point1` and `point2` must differ: through one point go lines in all directions",
        ),
        (lambda: join([1, 2, 1], [2, 4, 2]), "`point1` and `point2` must differ"),
        (lambda: join([1, 2, 3, 4], [1, 2]), r"`point1` must have 2 or 3 numbers in its last axis, got shape \(4,\)"),
        (lambda: join([0, 0, 0], [1, 2]), r"`point1` must not hold \(0, 0, 0\), which is neither a point nor a line"),
        (lambda: meet([1, 2, 3], [2, 4, 6]), "`line1` and `line2` must differ: a line meets itself in all its points"),
        (lambda: meet([1, 2], [2, 4, 6]), "`line1` must have 3 numbers"),
        (lambda: meet([1, 2, 3], [0, 0, 0]), r"`line2` must not hold \(0, 0, 0\)"),
        (lambda: line_distance([[1, 2]], [0, 0, 3]), "must not be the line at infinity"),
        (lambda: line_distance([1, 2], [1, 0, 3]), r"`points` must have shape \(N, 2\), got \(2,\)"),
    ],
)
def test_what_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
