"""Two views: known cameras off every axis, hand values, and OpenCV and scikit-image, which use the transpose."""

import cv2
import numpy as np
import pytest
from numpy.testing import assert_allclose
from skimage.transform import FundamentalMatrixTransform

from course_lib.geometry.cameras import camera_rotation, intrinsics, project, rays, to_second
from course_lib.geometry.epipolar import (
    coplanarity,
    epipolar_distances,
    epipolar_error,
    epipolar_lines1,
    epipolar_lines2,
    epipolar_residuals,
    epipoles,
    essential_from_fundamental,
    essential_matrix,
    fundamental_from_essential,
    nearest_essential,
    sampson_distances,
)

K1, K2 = intrinsics((700, 650), (310, 250)), intrinsics(500, (200, 190))
POSES = [
    ((0, 0, 0), (1, 0, 0)),
    ((0, 0, 0), (0, 0, 1)),
    ((-15, 3, 5), (1.2, -0.3, 0.2)),
    ((10, -8, -20), (-0.4, 0.5, -0.3)),
]
SIDEWAYS = essential_matrix(np.eye(3), [1, 0, 0])


class Views:
    """Twelve points before two cameras, and what both see of them."""

    def __init__(self, turn=(-15, 3, 5), place=(1.2, -0.3, 0.2)):
        self.rotation, self.translation = camera_rotation(*turn), np.array(place, dtype=float)
        self.points = np.random.default_rng(3).uniform([-1, -1, 4], [1, 1, 8], size=(12, 3))
        self.x1, self.x2 = project(self.points, K1), project(self.points, K2, self.rotation, self.translation)
        self.E = essential_matrix(self.rotation, self.translation)
        self.F = fundamental_from_essential(self.E, K1, K2)


@pytest.fixture(params=POSES, ids=["sideways", "forward", "converging", "other"])
def views(request):
    return Views(*request.param)


@pytest.fixture
def noisy(rng):
    views = Views()
    views.x1, views.x2 = (points + rng.normal(size=points.shape) for points in (views.x1, views.x2))
    return views


def test_essential_by_hand():
    assert essential_matrix(np.eye(3), [1, 2, 3]).tolist() == [[0, -3, 2], [3, 0, -1], [-2, 1, 0]]
    # [t]_x R, not R [t]_x: the second camera looks along X, its own Z axis is (1, 0, 0) here.
    turned = essential_matrix(camera_rotation(yaw=90), [0, 0, 1])
    assert_allclose(turned, [[0, -1, 0], [0, 0, 1], [0, 0, 0]], atol=1e-15)


def test_the_constraint_holds_to_rounding(views):
    assert_allclose(epipolar_residuals(views.E, rays(views.x1, K1), rays(views.x2, K2)), 0, atol=1e-14)
    assert_allclose(epipolar_residuals(views.F, views.x1, views.x2), 0, atol=1e-12)
    assert epipolar_error(views.F, views.x1, views.x2) < 1e-9
    assert sampson_distances(views.F, views.x1, views.x2).max() < 1e-9
    wrong = epipolar_residuals(views.F, views.x1, np.roll(views.x2, 1, axis=0))
    assert np.abs(wrong).max() > 1e-3


def test_the_transpose_does_not_hold():
    views = Views()
    assert epipolar_error(views.F.T, views.x1, views.x2) > 10
    assert_allclose(epipolar_residuals(views.F.T, views.x2, views.x1), 0, atol=1e-12)


def test_f_and_e_there_and_back(views):
    assert_allclose(essential_from_fundamental(views.F, K1, K2), views.E, atol=1e-12)
    assert_allclose(views.F, np.linalg.inv(K1).T @ views.E @ np.linalg.inv(K2), atol=1e-12)
    assert np.abs(essential_from_fundamental(views.F, K2, K1) - views.E).max() > 1e-2  # K and K' are not exchanged


def test_essential_has_two_equal_singular_values(views):
    s = np.linalg.svd(views.E, compute_uv=False)
    assert_allclose(s, np.linalg.norm(views.translation) * np.array([1, 1, 0]), atol=1e-14)
    assert_allclose(nearest_essential(views.E), views.E, atol=1e-14)


def test_nearest_essential_is_nearest(rng):
    assert_allclose(nearest_essential(np.diag([3.0, 5.0, 1.0])), np.diag([4.0, 4.0, 0.0]), atol=1e-14)
    E = rng.normal(size=(3, 3))
    found = nearest_essential(E)
    s = np.linalg.svd(found, compute_uv=False)
    assert_allclose([s[0] - s[1], s[2]], 0, atol=1e-14)
    distance = np.linalg.norm(E - found)
    for _ in range(50):
        other = essential_matrix(camera_rotation(*rng.uniform(-180, 180, 3)), rng.normal(size=3))
        assert np.linalg.norm(E - other) > distance


def test_epipoles_are_the_images_of_the_centres():
    views = Views((-15, 3, 5), (1.2, -0.3, 0.9))
    first, second = epipoles(views.F)
    assert_allclose(first[:2], project([views.translation], K1)[0])
    # The first centre is behind the second camera; its ray backwards meets the virtual plane in front.
    assert_allclose(second[:2], project(-to_second([[0, 0, 0]], views.rotation, views.translation), K2)[0])
    assert_allclose(views.F.T @ first, 0, atol=1e-12)
    assert_allclose(views.F @ second, 0, atol=1e-12)
    assert np.abs(views.F @ first).max() > 1e-3


def test_epipoles_at_infinity_and_in_the_middle():
    first, second = epipoles(Views((0, 0, 0), (1, 0.5, 0)).F)
    # Along the pixels, which are not square: 700 for 1 across, 650 for 0.5 down.
    assert_allclose(first, np.array([700, 325, 0]) / np.hypot(700, 325), atol=1e-9)
    assert_allclose(second, np.array([2, 1, 0]) / np.sqrt(5), atol=1e-9)
    forward = epipoles(Views((0, 0, 0), (0, 0, 1)).F)
    assert_allclose(forward.first, [310, 250, 1])
    assert_allclose(forward.second, [200, 190, 1])
    for place in ((-1, -0.5, 0), (0.2, -0.7, 0), (-0.3, 0.1, 0), (0, -1, 0), (0.6, 0.8, 0)):
        for side in (1, -1):
            first = epipoles(side * Views((7, 0, 0), place).F).first
            assert first[2] == 0  # without a rest of rounding
            assert first[np.abs(first).argmax()] > 0  # one sign, whatever that of F


def test_lines_pass_through_match_and_epipole(views):
    first, second = epipoles(views.F)
    for lines, points, epipole in (
        (epipolar_lines1(views.F, views.x2), views.x1, first),
        (epipolar_lines2(views.F, views.x1), views.x2, second),
    ):
        assert_allclose(np.linalg.norm(lines[:, :2], axis=1), 1)
        assert_allclose((lines[:, :2] * points).sum(axis=1) + lines[:, 2], 0, atol=1e-9)
        assert_allclose(lines @ epipole, 0, atol=1e-8)


def test_lines_by_hand():
    F = np.array([[0.0, 0, 0], [0, 0, -1], [1, 1, 0]])
    assert_allclose(epipolar_lines1(F, [[3, 7]]), [[0, -1, 10]])  # F (3, 7, 1) = (0, -1, 10)
    assert_allclose(epipolar_lines2(F, [[3, 7]]), np.array([[1, 1, -7]]) / np.sqrt(2))
    assert_allclose(epipolar_lines1(F, [[6, 14, 2]]), [[0, -1, 10]])  # homogeneous


@pytest.mark.parametrize("which", [1, 2])
def test_lines_by_opencv(views, which):
    ours = epipolar_lines2(views.F, views.x1) if which == 1 else epipolar_lines1(views.F, views.x2)
    points = views.x1 if which == 1 else views.x2
    theirs = cv2.computeCorrespondEpilines(points.reshape(-1, 1, 2), which, views.F.T).reshape(-1, 3)
    sign = np.sign((ours * theirs).sum(axis=1, keepdims=True))
    assert_allclose(ours, sign * theirs, rtol=1e-8, atol=1e-8)


def test_distances_by_hand():
    F = fundamental_from_essential(SIDEWAYS, np.diag([2.0, 2.0, 1.0]), np.eye(3))  # first picture twice as large
    found = epipolar_distances(F, [[0, 14]], [[5, 9]])
    assert_allclose(found.first, [4])
    assert_allclose(found.second, [2])
    assert epipolar_error(F, [[0, 14]], [[5, 9]]) == pytest.approx(3)
    assert_allclose(sampson_distances(F, [[0, 14]], [[5, 9]]), [4 / np.sqrt(5)])


def test_sampson_by_scikit_image_and_opencv(noisy):
    found = sampson_distances(noisy.F, noisy.x1, noisy.x2)
    assert_allclose(found, FundamentalMatrixTransform(noisy.F.T).residuals(noisy.x1, noisy.x2))
    one, two = (np.column_stack([x, np.ones(len(x))]).reshape(-1, 3, 1) for x in (noisy.x1, noisy.x2))
    theirs = [cv2.sampsonDistance(a, b, noisy.F.T) for a, b in zip(one, two)]
    assert_allclose(found**2, theirs, rtol=1e-6)


def test_sampson_is_the_distance_to_first_order(rng):
    views = Views()
    small = rng.normal(size=(12, 4)) * 1e-3
    x1, x2 = views.x1 + small[:, :2], views.x2 + small[:, 2:]
    moves = sampson_distances(views.F, x1, x2)
    assert (moves <= np.linalg.norm(small, axis=1) * (1 + 1e-3)).all()  # nothing nearer fits
    assert_allclose(sampson_distances(17 * views.F, x1, x2), moves)


def test_sampson_at_both_epipoles_is_zero():
    F = essential_matrix(np.eye(3), [0, 0, 1])
    assert sampson_distances(F, [[0, 0]], [[0, 0]]).tolist() == [0]


def test_coplanarity_is_the_volume(views):
    one, two = rays(views.x1, K1), rays(views.x2, K2)
    assert_allclose(coplanarity(one, two, views.rotation, views.translation), 0, atol=1e-14)
    two = two + [0.1, 0.2, 0.0]
    volume = coplanarity(one, two, views.rotation, views.translation)
    boxes = [np.linalg.det([a, views.translation, views.rotation @ b]) for a, b in zip(one, two)]
    assert_allclose(volume, boxes)
    assert_allclose(volume, epipolar_residuals(views.E, one, two))


def test_no_matches():
    empty = np.empty((0, 2))
    assert epipolar_residuals(SIDEWAYS, empty, empty).shape == (0,)
    assert epipolar_lines1(SIDEWAYS, empty).shape == (0, 3)


def test_a_line_at_infinity():
    # The plane of this ray and the baseline is parallel to the first picture: it is seen by a camera that looks aside.
    E = essential_matrix(camera_rotation(yaw=90), [1, 0, 0])
    assert epipolar_lines1(E, [[0, 1]]).tolist() == [[0, 0, 1]]
    assert epipolar_distances(E, [[3, 4]], [[0, 1]]).first.tolist() == [np.inf]


def test_no_baseline():
    with pytest.raises(ValueError, match=r"`translation` must not be 0: without a baseline E is 0"):
        essential_matrix(camera_rotation(yaw=10), [0, 0, 0])
    with pytest.raises(ValueError, match=r"`F` must have rank 2, got 0: that is no pair of cameras; after a pure"):
        epipoles(np.zeros((3, 3)))
    with pytest.raises(ValueError, match=r"`F` must have rank 2, got 1"):
        epipoles(np.outer([1, 2, 3], [4, 5, 6]))


def test_an_epipole_has_no_line():
    views = Views((0, 0, 0), (0, 0, 1))
    with pytest.raises(ValueError, match=r"`points2` must not hold the epipole, got it at 1, \(200, 190, 1\)"):
        epipolar_lines1(views.F, [[1, 1], [200, 190]])
    with pytest.raises(ValueError, match=r"`points1` must not hold the epipole, got it at 0, \(310, 250, 1\)"):
        epipolar_lines2(views.F, [[310, 250]])
    with pytest.raises(ValueError, match=r"`points2` must not hold the epipole"):
        epipolar_distances(views.F, [[1, 1]], [[200, 190]])


def test_rejections():
    with pytest.raises(ValueError, match=r"`points2` must have one point for each of `points1`, 2, got 1"):
        epipolar_residuals(SIDEWAYS, [[1, 2], [3, 4]], [[1, 2]])
    with pytest.raises(ValueError, match=r"`points1` must have shape \(N, 2\), or \(N, 3\) homogeneous, got \(2,\)"):
        epipolar_lines2(SIDEWAYS, [1, 2])
    with pytest.raises(ValueError, match=r"`F` must have shape \(3, 3\), got \(2, 2\)"):
        epipolar_lines1(np.eye(2), [[1, 2]])
    with pytest.raises(ValueError, match=r"`F` must be finite, got nan at \(0, 0\)"):
        sampson_distances(np.full((3, 3), np.nan), [[1, 2]], [[1, 2]])
    with pytest.raises(ValueError, match=r"`K2` must have an inverse"):
        fundamental_from_essential(SIDEWAYS, K1, np.diag([1.0, 0.0, 1.0]))
    with pytest.raises(ValueError, match=r"`K1` must have the last row"):
        essential_from_fundamental(SIDEWAYS, 2 * K1, K2)
    with pytest.raises(ValueError, match=r"`rays2` must have one point for each of `rays1`, 1, got 2"):
        coplanarity([[0, 0, 1]], [[0, 0, 1], [0, 1, 1]], np.eye(3), [1, 0, 0])
    with pytest.raises(ValueError, match=r"`rotation` must have orthogonal columns"):
        essential_matrix(np.ones((3, 3)), [1, 0, 0])
