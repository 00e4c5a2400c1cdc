"""Back to the scene: known cameras to 1e-8, OpenCV by the inverse pose, and the one pose of four."""

import cv2
import numpy as np
import pytest
from numpy.testing import assert_allclose

from course_lib.geometry.cameras import camera_rotation, invert_pose, project
from course_lib.geometry.epipolar import essential_matrix
from course_lib.geometry.scene import MOTIONS, two_views
from course_lib.geometry.triangulation import camera_matrix, decompose_essential, in_front, recover_pose, triangulate

WITH_BASELINE = MOTIONS[:3]


def unit(vector):
    return vector / np.linalg.norm(vector)


@pytest.mark.parametrize("name", WITH_BASELINE)
def test_exact_matches_give_the_scene(name):
    views = two_views(name, count=30)
    found = triangulate(views.exact1, views.exact2, views.K1, views.K2, views.rotation, views.translation)
    assert_allclose(found, views.points, atol=1e-8)
    doubled = triangulate(views.exact1, views.exact2, views.K1, views.K2, views.rotation, 2 * views.translation)
    assert_allclose(doubled, 2 * views.points, atol=1e-8)  # the scene grows with the baseline, unseen


def test_a_point_by_hand():
    # 5 ahead, 2 right, 1 down; the second camera stands 4 right of it and looks straight to the left.
    left = np.array([[0.0, 0, -1], [0, 1, 0], [1, 0, 0]])
    found = triangulate([[0.4, 0.2]], [[0.0, 0.25]], np.eye(3), np.eye(3), left, [6, 0, 5])
    assert_allclose(found, [[2, 1, 5]])


@pytest.mark.parametrize("name", WITH_BASELINE)
def test_noisy_matches_by_opencv(name):
    views = two_views(name, count=30, noise=0.5)
    found = triangulate(views.points1, views.points2, views.K1, views.K2, views.rotation, views.translation)
    # On rays and in baselines as well: the least squares of an algebraic error depend on the unit.
    baseline = np.linalg.norm(views.translation)
    one, two = (
        cv2.undistortPoints(points.reshape(-1, 1, 2), K, None).reshape(-1, 2).T
        for points, K in ((views.points1, views.K1), (views.points2, views.K2))
    )
    theirs = invert_pose(views.rotation, views.translation)
    P2 = np.column_stack([theirs.rotation, theirs.translation / baseline])
    points = cv2.triangulatePoints(np.eye(3, 4), P2, one, two)
    assert_allclose(found, baseline * (points[:3] / points[3]).T, rtol=1e-6, atol=1e-6)


def test_camera_matrix_projects():
    views = two_views(count=8)
    P = camera_matrix(views.K2, views.rotation, views.translation)
    images = np.column_stack([views.points, np.ones(8)]) @ P.T
    assert_allclose(images[:, :2] / images[:, 2:], project(views.points, views.K2, views.rotation, views.translation))
    assert_allclose(camera_matrix(views.K1), np.column_stack([views.K1, np.zeros(3)]))


@pytest.mark.parametrize("name", WITH_BASELINE)
@pytest.mark.parametrize("scale", [1, -3])
def test_four_poses(name, scale):
    views = two_views(name, count=8)
    poses = decompose_essential(scale * views.E)
    truth = unit(views.translation)
    for R, t in poses:
        assert_allclose(R @ R.T, np.eye(3), atol=1e-12)
        assert np.linalg.det(R) == pytest.approx(1)
        E = essential_matrix(R, t)
        assert_allclose(E * np.sign((E * views.E).sum()), views.E / np.linalg.norm(views.translation), atol=1e-12)
    matches = [np.abs(R - views.rotation).max() + np.abs(t - truth).max() < 1e-9 for R, t in poses]
    assert sum(matches) == 1
    assert len({tuple(np.round([*R.ravel(), *t], 6)) for R, t in poses}) == 4


@pytest.mark.parametrize("name", WITH_BASELINE)
def test_decomposition_by_opencv(name):
    views = two_views(name, count=8)
    R1, R2, t = cv2.decomposeEssentialMat(views.E.T)  # OpenCV: x'^T E x = 0, and X' = R X + t
    theirs = [invert_pose(R, side * t[:, 0]) for R in (R1, R2) for side in (1, -1)]
    for R, t in decompose_essential(views.E):
        assert min(np.abs(R - other.rotation).max() + np.abs(t - other.translation).max() for other in theirs) < 1e-9


@pytest.mark.parametrize("name", WITH_BASELINE)
@pytest.mark.parametrize("scale", [1, -1, 0.01])
def test_the_pose_is_recovered(name, scale):
    views = two_views(name, count=20)
    found = recover_pose(scale * views.E, views.exact1, views.exact2, views.K1, views.K2)
    assert_allclose(found.rotation, views.rotation, atol=1e-8)
    assert_allclose(found.translation, unit(views.translation), atol=1e-8)
    assert_allclose(found.points * np.linalg.norm(views.translation), views.points, atol=1e-8)
    assert sorted(found.in_front)[-1] == 20
    assert found.in_front.sum() <= 40


def test_the_pose_by_opencv_with_noise():
    views = two_views(count=40, noise=0.5)
    found = recover_pose(views.E, views.points1, views.points2, views.K1, views.K2)
    # cv2.recoverPose takes one K for both: hand it rays.
    one, two = (
        cv2.undistortPoints(p.reshape(-1, 1, 2), K, None)
        for p, K in ((views.points1, views.K1), (views.points2, views.K2))
    )
    _, R, t, _ = cv2.recoverPose(views.E.T, one, two, np.eye(3))
    theirs = invert_pose(R, t[:, 0])
    assert_allclose(found.rotation, theirs.rotation, atol=1e-9)
    assert_allclose(found.translation, theirs.translation, atol=1e-9)


def test_in_front_by_hand():
    right = camera_rotation(yaw=90)  # stands at Z = 5 and looks along X
    points = [[2, 0, 3], [-2, 0, 3], [2, 0, -3], [0.1, 9, 9]]
    assert in_front(points, right, [0, 0, 5]).tolist() == [True, False, False, True]


@pytest.mark.parametrize("unit", [1e-9, 1, 1e9])
def test_any_unit_of_length(unit):
    point = unit * np.array([[2e3, -1e3, 1e4]])  # ten thousand baselines away
    cameras = np.eye(3), np.eye(3), np.eye(3), unit * np.array([1.0, 0, 0])
    one, two = project(point, np.eye(3)), project(point, *cameras[1:])
    assert_allclose(triangulate(one, two, *cameras), point, rtol=1e-6)
    with pytest.raises(ValueError, match=r"the rays of a match must meet, got parallel ones of match 0"):
        triangulate(one, one, *cameras)


def test_rejections():
    views = two_views(count=8)
    cameras = views.K1, views.K2
    with pytest.raises(
        ValueError, match=r"`translation` must not be 0: without a baseline both rays to a point are one"
    ):
        triangulate(views.exact1, views.exact2, *cameras, views.rotation, [0, 0, 0])
    with pytest.raises(
        ValueError, match=r"the rays of a match must meet, got parallel ones of match 1: its point is at"
    ):
        triangulate([[3, 2], [5, 5]], [[1, 2], [5, 5]], np.eye(3), np.eye(3), np.eye(3), [1, 0, 0])
    with pytest.raises(ValueError, match=r"`E` must have singular values \(s, s, 0\), got \(1, 0.5, 0\); F on pixels"):
        decompose_essential(np.diag([1, 0.5, 0]))
    with pytest.raises(ValueError, match=r"`E` must have singular values \(s, s, 0\), got \(0, 0, 0\)"):
        decompose_essential(np.zeros((3, 3)))
    with pytest.raises(ValueError, match=r"`E` must have singular values \(s, s, 0\), got \(1, 1, 1\)"):
        decompose_essential(np.eye(3))
    with pytest.raises(
        ValueError, match=r"one pose must see more matches in front of both cameras than the others, got"
    ):
        recover_pose(views.E, [[239.5, 179.5]] * 2, [[0, 300], [400, 20]], *cameras)
    with pytest.raises(ValueError, match=r"`points2` must have one point for each of `points1`, 8, got 7"):
        triangulate(views.exact1, views.exact2[:7], *cameras, views.rotation, views.translation)
    with pytest.raises(ValueError, match=r"`points` must be finite|`points1` must be finite, got nan"):
        triangulate([[np.nan, 0]], [[0, 0]], *cameras, views.rotation, views.translation)
    with pytest.raises(ValueError, match=r"`K` must have an inverse"):
        camera_matrix(np.diag([0.0, 1.0, 1.0]))
