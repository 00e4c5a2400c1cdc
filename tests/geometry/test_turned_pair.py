"""The motorcycle as turned cameras see it: the exact matrix in two ways, true matches, and the pictures by OpenCV."""

import cv2
import numpy as np
import pytest
from numpy.testing import assert_allclose

from course_lib import data
from course_lib.geometry.epipolar import epipolar_distances, epipolar_lines2
from course_lib.geometry.ransac import ransac_fundamental
from course_lib.geometry.stereo import RECTIFIED, depth_from_disparity
from course_lib.geometry.transforms import apply
from course_lib.geometry.triangulation import triangulate
from course_lib.geometry.turned_pair import true_matches, turned_pair

POINTS = np.array([[200.0, 120.0], [100.0, 60.0], [300.0, 200.0], [60.0, 150.0], [250.0, 30.0]])


@pytest.fixture(scope="module")
def turned():
    return turned_pair(data.stereo_pair())


def test_f_is_that_of_the_rectified_pair_moved(turned):
    F = np.linalg.inv(turned.A).T @ RECTIFIED @ np.linalg.inv(turned.B)
    F *= np.sign((F * turned.F).sum()) / np.linalg.norm(F)
    assert_allclose(turned.F, F, atol=1e-12)
    assert np.linalg.norm(turned.F) == pytest.approx(1)


def test_true_matches_lie_on_their_lines(turned, rng):
    points = rng.uniform([30, 30], [340, 220], size=(300, 2))
    matches = true_matches(turned, points)
    known = np.isfinite(matches).all(axis=1)
    assert known.sum() > 200
    assert np.max(epipolar_distances(turned.F, points[known], matches[known])) < 1e-8
    assert (np.isnan(matches).any(axis=1) == ~known).all()


def test_true_matches_by_hand(turned):
    pair = data.stereo_pair()
    for point, match in zip(POINTS, true_matches(turned, POINTS)):
        x, y, w = np.linalg.solve(turned.A, [*point, 1])
        disparity = pair.disparity[round(y / w), round(x / w)]
        moved = turned.B @ [x / w - disparity, y / w, 1]
        assert_allclose(match, moved[:2] / moved[2])


def test_beside_the_left_view_nothing_is_known(turned):
    height, width = turned.disparity.shape
    outside = np.array([[width, 50], [-1, 50], [90, height], [90, -1]], float)
    assert np.isnan(true_matches(turned, apply(turned.A, outside))).all()


def test_triangulated_depth_is_that_of_the_disparity(turned):
    pair = data.stereo_pair()
    points = POINTS[:4]  # of the fifth nothing is known
    matches = true_matches(turned, points)
    scene = triangulate(points, matches, turned.K1, turned.K2, turned.rotation, turned.translation)
    left = apply(np.linalg.inv(turned.A), points)
    rig = {"focal_length": pair.focal_length, "baseline": pair.baseline, "offset": pair.offset}
    column, row = np.rint(left).astype(int).T
    depth = depth_from_disparity(pair.disparity[row, column], **rig)
    # Along the axis of the left camera before it was turned: A = K1 R1^T K^-1.
    f = pair.focal_length
    K = np.array([[f, 0, 311.193 / 2], [0, f, 254.877 / 2], [0, 0, 1]])
    R1 = (np.linalg.inv(turned.K1) @ turned.A @ K).T
    assert_allclose((scene @ R1.T)[:, 2], depth, rtol=1e-8)
    assert 2000 < depth.min() < depth.max() < 5100  # mm


def test_pictures_by_opencv(turned):
    pair = data.stereo_pair()
    for picture, A, found in ((pair.left, turned.A, turned.first), (pair.right, turned.B, turned.second)):
        theirs = cv2.warpPerspective(np.float32(picture), A, (370, 250), flags=cv2.INTER_LINEAR)
        assert np.abs(found - theirs).mean() < 2e-3
        middle = [[(370 - 1) / 2, (250 - 1) / 2]]
        assert_allclose(apply(A, middle), middle)


def test_lines_slant(turned):
    slopes = [-a / b for a, b, _ in epipolar_lines2(turned.F, POINTS)]
    assert np.abs(slopes).min() > 0.05
    assert np.ptp(slopes) > 0.03


def test_without_turns_it_is_the_rectified_pair():
    pair = data.stereo_pair()
    same = turned_pair(pair, turns=((0, 0, 0), (0, 0, 0)))
    assert_allclose(same.A, np.eye(3), atol=1e-12)
    assert_allclose(same.first, pair.left, atol=1e-9)
    assert_allclose(same.translation, [pair.baseline, 0, 0])
    assert_allclose(same.F, RECTIFIED / np.sqrt(2), atol=1e-12)


def test_it_rolls_the_way_it_says():
    # The camera turns clockwise, so what stood to the right of the middle now stands above it.
    pair = data.stereo_pair()
    rolled = turned_pair(pair, turns=((0, 0, 10), (0, 0, 0)), principal_point=(184.5, 124.5))
    assert_allclose(apply(rolled.A, [[284.5, 124.5]]), [[184.5 + 98.4808, 124.5 - 17.3648]], atol=1e-4)


def test_ransac_on_true_matches_with_wrong_ones(turned, rng):
    points = rng.uniform([30, 30], [340, 220], size=(150, 2))
    matches = true_matches(turned, points)
    known = np.isfinite(matches).all(axis=1)
    points, matches = points[known], matches[known]
    spoilt = np.where(np.arange(len(points))[:, None] % 4 == 0, rng.permutation(matches), matches)
    found = ransac_fundamental(points, spoilt, threshold=0.5)
    assert np.mean(epipolar_distances(found.F, points, matches)) < 0.1


def test_outside_and_unknown(turned):
    assert np.isnan(true_matches(turned, [[-50, -50], [1000, 100]])).all()
    assert true_matches(turned, np.empty((0, 2))).shape == (0, 2)
    with pytest.raises(ValueError, match=r"`points1` must be finite, got nan at \(0, 0\)"):
        true_matches(turned, [[np.nan, 3]])
    with pytest.raises(ValueError, match=r"`principal_point` must be finite"):
        turned_pair(data.stereo_pair(), principal_point=(np.inf, 0))
