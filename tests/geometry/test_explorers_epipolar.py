"""The explorers of two views: values off their defaults by other means."""

import cv2
import numpy as np
import pytest
from numpy.testing import assert_allclose

from course_lib import data
from course_lib.geometry.explorers import (
    DepthFromTwo,
    NoiseAndNormalisation,
    OutliersAndRansac,
    PointAndLine,
    RankTwo,
    TwoCameras,
)
from course_lib.geometry.explorers.depth import half_pair
from course_lib.geometry.features import match_features, motorcycle_pair, stored_matches
from course_lib.geometry.scene import two_views

K = np.array([[260, 0, 159.5], [0, 260, 119.5], [0, 0, 1.0]])


def pose_of_opencv(yaw, tx, tz):
    """Return rvec and tvec of x_camera = R x_world + t, which is the other way round."""
    angle = np.radians(yaw)
    R = np.array([[np.cos(angle), 0, np.sin(angle)], [0, 1, 0], [-np.sin(angle), 0, np.cos(angle)]])
    return cv2.Rodrigues(R.T)[0], -R.T @ [tx, 0, tz]


def test_the_match_by_opencv():
    result = TwoCameras(depth=7.5, tx=-1.4, tz=0.6, yaw=12, x=120, y=150).result
    rvec, tvec = pose_of_opencv(12, -1.4, 0.6)
    assert_allclose(result.point, 7.5 * np.linalg.solve(K, [120, 150, 1]))
    assert_allclose(result.match, cv2.projectPoints(result.point[None], rvec, tvec, K, None)[0].ravel(), atol=1e-9)
    F = np.linalg.inv(K).T @ np.cross(np.eye(3), [-1.4, 0, 0.6]) @ cv2.Rodrigues(rvec)[0].T @ np.linalg.inv(K)
    # OpenCV's F is the transpose of the course's, up to the sign that np.cross of the unit vectors gives.
    line = cv2.computeCorrespondEpilines(np.array([[[120.0, 150.0]]]), 1, F.T).ravel()
    assert min(np.abs(result.line2 - line).max(), np.abs(result.line2 + line).max()) < 1e-6


def test_the_epipole_is_the_picture_of_the_other_centre():
    result = TwoCameras(tx=0.6, tz=3.0, yaw=5).result
    centre = K @ [0.6, 0, 3.0]
    assert_allclose(result.first, centre / centre[2])
    _, tvec = pose_of_opencv(5, 0.6, 3.0)
    behind = K @ tvec  # the first centre lies behind the second camera; its line through the plane is the epipole
    assert_allclose(result.second, behind / behind[2], rtol=1e-9)


def test_a_point_behind_the_second_camera_is_said():
    explorer = TwoCameras()
    assert "in front of the camera" in explorer.set(depth=3.0, tx=3.0, tz=3.0, yaw=40, x=20).status


@pytest.mark.parametrize("which", ["known", "RANSAC"])
def test_lines_of_photographs_by_opencv(which):
    result = PointAndLine(which=which, x=120, y=160).result
    pair, matches = motorcycle_pair(), stored_matches()
    if which == "known":
        F = pair.F
    else:
        F = cv2.findFundamentalMat(*matches, cv2.USAC_MAGSAC, 1.0, 0.999, 5000)[0].T
    line = cv2.computeCorrespondEpilines(np.array([[[120.0, 160.0]]]), 1, F.T).ravel()
    distance = abs(line @ [*result.match, 1])
    assert distance < (1e-9 if which == "known" else 1.5)
    assert result.miss < (1e-9 if which == "known" else 1.5)
    away = abs(result.line @ [100, 100, 1] - np.sign(result.line @ line) * (line @ [100, 100, 1]))
    assert away < (1e-6 if which == "known" else 2)


def test_the_true_match_shows_the_same_color():
    pair = motorcycle_pair()
    apart = []
    for x in range(80, 300, 20):
        for y in range(60, 220, 20):
            match = PointAndLine(x=x, y=y).result.match
            if np.isfinite(match).all() and (match > 2).all() and (match < [367, 247]).all():
                column, row = np.rint(match).astype(int)
                apart.append(np.abs(pair.first[y, x] - pair.second[row, column]).max())
    assert len(apart) > 40
    assert np.median(apart) < 0.06


def test_stored_matches_are_those_of_a_detector():
    pair, stored = motorcycle_pair(), stored_matches()
    found = match_features(pair.first, pair.second)
    assert abs(len(found.points1) - len(stored.points1)) < 30  # digits differ between machines
    nearest = np.linalg.norm(found.points1[:, None] - stored.points1, axis=2).min(axis=1)
    assert (nearest < 0.5).mean() > 0.9


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: match_features(np.zeros((50, 50)), np.zeros((50, 50))), "`first` must show corners or blobs"),
        (lambda: match_features(np.zeros((50, 50, 2)), np.zeros((50, 50))), r"`first` must have shape \(H, W\) or"),
        (lambda: match_features(np.full((9, 9), np.nan), np.zeros((9, 9))), "`first` must be finite, got nan"),
    ],
)
def test_features_reject(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_medians_of_the_runs_by_opencv():
    result = NoiseAndNormalisation(noise=1.0, count=30).result
    errors = []
    for seed in range(40):
        views = two_views("converging", count=80, noise=1.0, seed=seed)
        F = cv2.findFundamentalMat(views.points1[:30], views.points2[:30], cv2.FM_8POINT)[0]
        one, two = (np.column_stack([part[30:], np.ones(50)]) for part in (views.exact1, views.exact2))
        lines = one @ F.T
        errors.append(np.mean(np.abs((lines * two).sum(axis=1)) / np.linalg.norm(lines[:, :2], axis=1)))
    assert result.medians[1] == pytest.approx(np.median(errors), rel=0.4)
    assert result.medians[0] > 1.5 * result.medians[1]


def test_outliers_by_truth():
    result = OutliersAndRansac(wrong_share=0.4, threshold=3.0, seed=7).result
    assert result.wrong.sum() == 40
    assert (result.inliers & ~result.wrong).sum() >= 58
    assert (result.inliers & result.wrong).sum() <= 4
    assert result.needed == int(np.ceil(np.log(0.01) / np.log(1 - 0.6**8)))
    views = two_views("converging", count=100, noise=0.5, wrong=0.4, seed=7)
    F = cv2.findFundamentalMat(views.points1, views.points2, cv2.FM_8POINT)[0]
    one, two = (np.column_stack([part, np.ones(100)]) for part in (views.exact1, views.exact2))
    lines2, lines1 = one @ F.T, two @ F
    misses = [
        np.abs((line * point).sum(axis=1)) / np.hypot(*line[:, :2].T) for line, point in ((lines2, two), (lines1, one))
    ]
    assert result.error_all == pytest.approx(np.mean(misses), rel=1e-3)


def test_the_lines_close_as_the_third_value_shrinks():
    spreads = [RankTwo(share=share, noise=2.0, seed=13).result.spread for share in (1.0, 0.6, 0.2, 0.0)]
    assert all(np.diff(spreads) < 0)
    assert spreads[-1] < 1e-6
    whole, cut = (RankTwo(share=share, noise=2.0, seed=13).result for share in (1.0, 0.0))
    assert_allclose(np.linalg.svd(cut.F)[1][:2], np.linalg.svd(whole.F)[1][:2])
    views = two_views("forward", count=14, noise=2.0, seed=13)
    lines = cv2.computeCorrespondEpilines(views.points2[:, None], 2, cut.F.T)[:, 0]
    assert_allclose(lines @ [*cut.point, 1], 0, atol=1e-6)


def test_disparity_by_opencv_block_matching():
    result = DepthFromTwo(block=9, largest=15).result
    pair = half_pair()
    grey = [np.rint(255 * view).astype(np.uint8) for view in (pair.grey_left, pair.grey_right)]
    matcher = cv2.StereoBM_create(numDisparities=16, blockSize=9)
    matcher.setTextureThreshold(0)
    matcher.setUniquenessRatio(0)
    theirs = matcher.compute(*grey) / 16
    both = np.isfinite(result.disparity) & (theirs >= 0)
    assert both.sum() > 10_000
    # OpenCV compares slopes where the course compares greys, so they agree where the answer is clear.
    assert (np.abs(result.disparity - theirs)[both] <= 1).mean() > 0.75


def test_depth_by_hand():
    result = DepthFromTwo(x=136, y=42).result
    pair = data.stereo_pair()
    full = pair.disparity[84, 272]
    assert result.truth == pytest.approx(full / 2)
    assert result.true_depth == pytest.approx(pair.focal_length * pair.baseline / 1000 / (full + pair.offset))
    further = pair.focal_length * pair.baseline / 1000 / (full + pair.offset - 2)  # one pixel of the halved pictures
    assert result.per_pixel == pytest.approx(further - result.true_depth, rel=0.1)


def test_bad_answers_are_counted_by_hand():
    result = DepthFromTwo(block=5).result
    off = np.abs(result.disparity - half_pair().disparity)
    assert result.bad == pytest.approx((off[np.isfinite(off)] > 1).mean())
    assert result.candidates[int(result.found)] == np.nanmin(result.candidates)
