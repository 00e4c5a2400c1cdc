"""Cameras: hand values off the axes, cv2.projectPoints and SciPy's rotations, and what cannot be seen."""

import cv2
import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.spatial.transform import Rotation

from course_lib.geometry.cameras import (
    camera_rotation,
    check_calibration,
    check_pose,
    image_plane,
    intrinsics,
    invert_pose,
    project,
    rays,
    skew_matrix,
    to_first,
    to_second,
)

K = intrinsics((700, 650), (310, 250))
TURNS = [(0, 0, 0), (20, 0, 0), (0, -15, 0), (0, 0, 40), (-25, 10, 8), (170, 60, -100)]


def test_intrinsics_by_hand():
    assert K.tolist() == [[700, 0, 310], [0, 650, 250], [0, 0, 1]]
    assert intrinsics(5).tolist() == [[5, 0, 0], [0, 5, 0], [0, 0, 1]]


def test_turning_right_up_and_clockwise():
    ahead, right, down = np.eye(3)[2], np.eye(3)[0], np.eye(3)[1]
    assert_allclose(camera_rotation(yaw=30) @ ahead, [0.5, 0, np.sqrt(0.75)])  # it looks to the right
    assert_allclose(camera_rotation(pitch=30) @ ahead, [0, -0.5, np.sqrt(0.75)])  # it looks up, and y is down
    assert_allclose(camera_rotation(roll=30) @ right, [np.sqrt(0.75), 0.5, 0])  # its right side has gone down
    assert_allclose(camera_rotation(roll=30) @ down, [-0.5, np.sqrt(0.75), 0])


@pytest.mark.parametrize("turn", TURNS)
def test_rotation_by_scipy(turn):
    yaw, pitch, roll = turn
    assert_allclose(camera_rotation(*turn), Rotation.from_euler("YXZ", [yaw, pitch, roll], degrees=True).as_matrix())


@pytest.mark.parametrize("turn", TURNS)
def test_a_pose_and_its_inverse(turn, rng):
    pose, points = (camera_rotation(*turn), np.array([0.7, -0.2, 0.4])), rng.normal(size=(9, 3))
    assert_allclose(to_first(to_second(points, *pose), *pose), points)
    assert_allclose(to_second(points, *pose), to_first(points, *invert_pose(*pose)))
    assert_allclose(to_first([[0, 0, 0]], *pose), [pose[1]])  # the translation is where the second centre is
    back = invert_pose(*invert_pose(*pose))
    assert_allclose(back.rotation, pose[0])
    assert_allclose(back.translation, pose[1])


def test_to_first_by_hand():
    # Turned to the right by 90 degrees: its Z is the first one's X, its X the first one's -Z.
    assert_allclose(to_first([[1, 2, 5]], camera_rotation(yaw=90), [10, 20, 30]), [[15, 22, 29]])


def test_skew_matrix_is_the_cross_product(rng):
    for v, w in rng.normal(size=(10, 2, 3)):
        assert_allclose(skew_matrix(v) @ w, np.cross(v, w), atol=1e-15)
        assert_allclose(skew_matrix(v).T, -skew_matrix(v))
    assert not skew_matrix([0, 0, 0]).any()


def test_project_by_hand():
    assert project([[1, 2, 10]], K).tolist() == [[310 + 70, 250 + 130]]
    assert project([[1, 2, 10]], K, translation=[0, 0, 5]).tolist() == [[310 + 140, 250 + 260]]  # nearer: larger
    # A camera that turns right sees what is ahead move to the left.
    assert_allclose(project([[0, 0, 1]], K, camera_rotation(yaw=45)), [[310 - 700, 250]])


@pytest.mark.parametrize("turn", TURNS)
def test_project_by_opencv(turn, rng):
    rotation, translation = camera_rotation(*turn), np.array([0.3, -0.4, 0.2])
    points = to_first(rng.uniform([-1, -1, 2], [1, 1, 6], size=(20, 3)), rotation, translation)
    theirs = invert_pose(rotation, translation)  # OpenCV's pose is the inverse
    expected = cv2.projectPoints(points, cv2.Rodrigues(theirs.rotation)[0], theirs.translation, K, None)[0][:, 0]
    assert_allclose(project(points, K, rotation, translation), expected, rtol=1e-9, atol=1e-9)


def test_rays_are_projected_back(rng):
    points = rng.uniform(0, 600, size=(12, 2))
    directions = rays(points, K)
    assert_allclose(directions[:, 2], 1)
    assert_allclose(project(7 * directions, K), points)
    assert_allclose(rays([[380, 380]], K), [[0.1, 0.2, 1]])


def test_the_real_image_is_upside_down(rng):
    points = rng.uniform([-1, -1, 1], [1, 1, 5], size=(8, 3))
    virtual, real = image_plane(points, 35.0), image_plane(points, 35.0, plane="real")
    assert_allclose(real, -virtual)
    assert_allclose(virtual, project(points, intrinsics(35.0)))
    assert virtual[0, 0] * points[0, 0] > 0


@pytest.mark.parametrize("depth", [0, -3])
def test_behind_the_camera(depth):
    words = rf"`points` must be in front of the camera, Z > 0, got point 1 at \(1, 2, {depth}\) in its coordinates"
    with pytest.raises(ValueError, match=words):
        project([[0, 0, 1], [1, 2, depth]], K)
    with pytest.raises(ValueError, match=words):
        image_plane([[0, 0, 1], [1, 2, depth]], 35)
    with pytest.raises(ValueError, match=r"got point 0 at \(0, 0, -1\)"):
        project([[0, 0, 4]], K, translation=[0, 0, 5])


def test_rejections():
    for length in (0, -5, (700, -1)):
        with pytest.raises(ValueError, match=r"`focal_length` must be positive, got"):
            intrinsics(length)
    with pytest.raises(ValueError, match=r"`focal_length` must be finite"):
        intrinsics(np.nan)
    with pytest.raises(ValueError, match=r"`focal_length` must have shape \(2,\), got \(3,\)"):
        intrinsics((1, 2, 3))
    with pytest.raises(ValueError, match=r"`principal_point` must be finite, got nan"):
        intrinsics(700, (0, np.nan))
    with pytest.raises(TypeError, match=r"`yaw` must be a real number, got 'left'"):
        camera_rotation("left")
    with pytest.raises(ValueError, match=r"`vector` must have shape \(3,\), got \(2,\)"):
        skew_matrix([1, 2])
    with pytest.raises(ValueError, match=r"`plane` must be one of virtual, real, got 'Real'; did you mean 'real'\?"):
        image_plane([[0, 0, 1]], 35, plane="Real")
    with pytest.raises(ValueError, match=r"`points` must be finite, got inf at \(0, 2\)"):
        project([[0, 0, np.inf]], K)
    with pytest.raises(ValueError, match=r"`points` must have shape \(N, 3\), got \(1, 2\)"):
        project([[0, 0]], K)


def test_what_is_no_calibration_and_no_rotation():
    with pytest.raises(ValueError, match=r"`K` must have an inverse, got determinant 0: it flattens the picture"):
        rays([[1, 1]], np.diag([1.0, 0.0, 1.0]))
    with pytest.raises(ValueError, match=r"`K` must have the last row \(0, 0, 1\), got \(0.0, 0.0, 2.0\)"):
        check_calibration("K", 2 * np.eye(3))
    with pytest.raises(ValueError, match=r"`rotation` must have orthogonal columns of length 1, got R R\^T"):
        to_second([[0, 0, 1]], 2 * np.eye(3), np.zeros(3))
    with pytest.raises(ValueError, match=r"`rotation` must have determinant 1, got -1: it mirrors the scene"):
        invert_pose(np.diag([1.0, 1.0, -1.0]), np.zeros(3))
    assert check_calibration("K", np.diag([1e-3, 1e-3, 1.0])).shape == (3, 3)  # small is not singular


def test_a_pose_is_floats_of_a_rotation_and_a_shift():
    rotation, translation = check_pose([[0, -1, 0], [1, 0, 0], [0, 0, 1]], [1, 2, 3])
    assert rotation.dtype == translation.dtype == float
    assert_allclose(rotation @ [1, 0, 0], [0, 1, 0])
    assert translation.tolist() == [1, 2, 3]
