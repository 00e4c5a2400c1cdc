"""What the exercises of geometry say in prompts, hints and explanations, by other means."""

import cv2
import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.ndimage import map_coordinates

from course_lib.geometry.exercises import two_views, warping


def test_turns_by_opencv_and_the_hint():
    for angle, x, y in warping.TURN.cases:
        assert_allclose(warping.TURN.reference(angle, x, y)[:2], cv2.getRotationMatrix2D((x, y), -angle, 1), atol=1e-9)
    turned = warping.TURN.reference(90, 1, 0) @ np.array([[1, 2], [0, 0], [1, 1]])
    assert_allclose(turned[:2].T, [[1, 0], [1, 1]], atol=1e-12)


def test_homographies_by_opencv():
    for A, points in warping.MOVED.cases:
        assert_allclose(warping.MOVED.reference(A, points), cv2.perspectiveTransform(points[None], np.array(A))[0])


def test_bilinear_by_scipy_and_the_hint():
    for image, x, y in warping.BILINEAR.cases:
        assert warping.BILINEAR.reference(image, x, y) == pytest.approx(map_coordinates(image, [[y], [x]], order=1)[0])
    assert warping.bilinear(np.array([[0, 10], [20, 30]]), 0.25, 0.5) == 12.5


def test_triangles_by_opencv():
    for source, target in warping.AFFINE.cases:
        expected = cv2.getAffineTransform(source.astype("f4"), target.astype("f4"))
        assert_allclose(warping.AFFINE.reference(source, target)[:2], expected, atol=1e-4)


def test_rails_meet_where_far_points_go():
    for A, dx, dy in warping.VANISHING.cases:
        far = cv2.perspectiveTransform(np.array([[[1e9 * dx, 1e9 * dy]]]), np.array(A))[0, 0]
        assert_allclose(warping.VANISHING.reference(A, dx, dy), far, rtol=1e-4)


def test_rays_of_one_point_fit_e():
    rng = np.random.default_rng(0)
    for R, t in two_views.ESSENTIAL.cases:
        second = rng.uniform(-1, 1, (5, 3)) + [0, 0, 5]
        first = second @ R.T + t
        assert_allclose(np.einsum("ni,ij,nj->n", first, two_views.ESSENTIAL.reference(R, t), second), 0, atol=1e-12)
    assert two_views.essential(np.eye(3), (1, 0, 0)).tolist() == [[0, 0, 0], [0, 0, -1], [0, 1, 0]]


def test_pixels_of_one_point_fit_f():
    rng = np.random.default_rng(0)
    E, K1, K2 = two_views.FUNDAMENTAL.cases[0]
    R, t = two_views.ESSENTIAL.cases[0]
    second = rng.uniform(-1, 1, (5, 3)) + [0, 0, 5]
    pixels1, pixels2 = (second @ R.T + t) @ K1.T, second @ K2.T
    F = two_views.FUNDAMENTAL.reference(E, K1, K2)
    assert_allclose(np.einsum("ni,ij,nj->n", pixels1, F, pixels2), 0, atol=1e-9)


def test_epipoles_by_opencv():
    for (F,) in two_views.EPIPOLE.cases:
        points = np.random.default_rng(0).uniform(0, 300, (2, 1, 2))
        # x^T F x' = 0: with OpenCV's F, the transpose, points of the first picture give lines of the second.
        lines = cv2.computeCorrespondEpilines(points, 1, F.T)[:, 0]
        meeting = np.cross(*lines.astype(float))
        assert_allclose(two_views.EPIPOLE.reference(F), meeting[:2] / meeting[2], rtol=1e-3)


def test_normalised_points():
    for (points,) in two_views.NORMALISE.cases:
        moved = cv2.perspectiveTransform(points[None], two_views.NORMALISE.reference(points))[0]
        assert_allclose(moved.mean(axis=0), 0, atol=1e-9)
        assert np.linalg.norm(moved, axis=1).mean() == pytest.approx(np.sqrt(2))


def test_the_numbers_of_the_tries_and_of_the_depths():
    assert two_views.TRIES.reference[:2] == (78, 1177)
    assert two_views.TRIES.reference[2] > 70_000 > 2000 > two_views.TRIES.reference[3]
    assert round(1 / 0.3**8, -3) == 15_000
    assert round(1 / 0.3**5, -2) == 400
    at = two_views.DEPTH.reference
    assert at(20, 500, 0.2) == 5
    assert (round(at(19, 500, 0.2) - 5, 2), round(at(9, 500, 0.2) - 10, 1)) == (0.26, 1.1)
