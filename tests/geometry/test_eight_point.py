"""The eight-point algorithm: known scenes to rounding, OpenCV and scikit-image with noise, and what leaves F open."""

import cv2
import numpy as np
import pytest
from numpy.testing import assert_allclose
from skimage.transform import FundamentalMatrixTransform

from course_lib.geometry.cameras import intrinsics, project
from course_lib.geometry.eight_point import (
    eight_point,
    enforce_rank_two,
    epipolar_system,
    hartley_transform,
    shrink_third,
    solve_all,
    system_condition,
)
from course_lib.geometry.epipolar import epipolar_error, epipolar_residuals
from course_lib.geometry.scene import MOTIONS, two_views
from course_lib.geometry.transforms import apply


def assert_same(F, other, atol=1e-9):
    """Both are one matrix up to scale and sign, for points in units of 300 pixels: then its numbers are of one size."""
    scale = np.diag([300.0, 300.0, 1.0])
    one, two = (scale @ matrix @ scale / np.linalg.norm(scale @ matrix @ scale) for matrix in (F, other))
    assert_allclose(one * np.sign((one * two).sum()), two, atol=atol)


@pytest.mark.parametrize("name", MOTIONS[:3])
@pytest.mark.parametrize("count", [8, 9, 40])
@pytest.mark.parametrize("normalise", [False, True])
def test_exact_matches_give_the_known_matrix(name, count, normalise):
    views = two_views(name, count=count, seed=count)
    F = eight_point(views.exact1, views.exact2, normalise=normalise)
    assert np.linalg.norm(F) == pytest.approx(1)
    assert epipolar_error(F, views.exact1, views.exact2) < 1e-8
    if count == 40:
        assert_same(F, views.F, 1e-8)
        others = two_views(name, count=30, seed=77)
        assert epipolar_error(F, others.exact1, others.exact2) < 1e-6
        # Which picture is the first is not a matter of taste.
        assert_same(eight_point(views.exact2, views.exact1, normalise=normalise), F.T, 1e-8)


@pytest.mark.parametrize("name", MOTIONS[:3])
@pytest.mark.parametrize("count", [8, 9, 15, 60])
@pytest.mark.parametrize("noise", [0.3, 2.0])
def test_opencv_agrees(name, count, noise):
    views = two_views(name, count=count, noise=noise, seed=count)
    points = np.float32([views.points1, views.points2])  # OpenCV rounds to single precision
    F = eight_point(*points)
    theirs = cv2.findFundamentalMat(*points, cv2.FM_8POINT)[0]
    assert_same(F, theirs.T, 1e-11)


def test_scikit_image_agrees_without_noise():
    views = two_views(count=30)  # with noise it differs a little: it scales by the root mean square distance
    theirs = FundamentalMatrixTransform.from_estimate(views.exact1, views.exact2).params
    assert_same(eight_point(views.exact1, views.exact2), theirs.T, 1e-9)


def test_the_plain_algorithm_by_a_slow_twin():
    views = two_views(count=20, noise=1.0)
    rows = [np.kron([*one, 1], [*two, 1]) for one, two in zip(views.points1, views.points2)]
    assert_allclose(epipolar_system(views.points1, views.points2), rows)
    U, s, Vt = np.linalg.svd(np.linalg.svd(rows)[2][-1].reshape(3, 3))
    assert_same(eight_point(views.points1, views.points2, normalise=False), U[:, :2] * s[:2] @ Vt[:2])


def test_the_system_is_the_constraint(rng):
    F, one, two = rng.normal(size=(3, 3)), rng.normal(size=(7, 2)), rng.normal(size=(7, 2))
    assert_allclose(epipolar_system(one, two) @ F.ravel(), epipolar_residuals(F, one, two))


@pytest.mark.parametrize("normalise", [False, True])
def test_rank_is_two_if_asked_for(normalise):
    views = two_views(count=12, noise=1.0)
    raw, cut = (
        eight_point(views.points1, views.points2, normalise=normalise, rank_two=choice) for choice in (False, True)
    )
    s_raw, s_cut = (np.linalg.svd(F, compute_uv=False) for F in (raw, cut))
    assert s_raw[2] > 1e-9
    assert s_cut[2] < 1e-15
    if not normalise:  # then nothing is moved back, and the cut is the last step
        assert_same(cut, enforce_rank_two(raw))


def test_a_cut_after_moving_back_is_another_one():
    views = two_views(count=12, noise=1.0)
    before = eight_point(views.points1, views.points2)
    after = enforce_rank_two(eight_point(views.points1, views.points2, rank_two=False))
    error = [epipolar_error(F, views.exact1, views.exact2) for F in (before, after)]
    assert error[0] < error[1]


def test_enforce_rank_two_is_nearest(rng):
    F = rng.normal(size=(3, 3))
    found = enforce_rank_two(F)
    assert abs(np.linalg.det(found)) < 1e-14
    assert np.linalg.norm(F - found) == pytest.approx(np.linalg.svd(F, compute_uv=False)[2])
    stack = rng.normal(size=(4, 3, 3))
    assert_allclose(enforce_rank_two(stack)[2], enforce_rank_two(stack[2]))


def test_hartley_transform(rng):
    points = rng.normal(size=(30, 2)) * [3, 50] + [1e4, -200]
    moved = apply(hartley_transform(points), points)
    assert_allclose(moved.mean(axis=0), 0, atol=1e-9)
    assert np.linalg.norm(moved, axis=1).mean() == pytest.approx(np.sqrt(2))
    r = 1 / np.sqrt(50)
    assert_allclose(hartley_transform([[10, 10], [30, 10]]), [[10 * r / 10, 0, -20 * r], [0, r, -10 * r], [0, 0, 1]])


@pytest.mark.parametrize("factor", [0.01, 1, 300])
def test_normalised_result_does_not_depend_on_the_unit(factor):
    views = two_views(count=15, noise=0.5)
    scale = np.diag([factor, factor, 1.0])
    moved = [factor * points for points in (views.points1, views.points2)]
    F = scale @ eight_point(*moved) @ scale
    assert_same(F, eight_point(views.points1, views.points2), 1e-9)


def test_normalising_halves_the_error_at_least():
    errors = []
    for seed in range(30):
        views = two_views("sideways", count=20, noise=0.5, seed=seed)
        found = (eight_point(views.points1, views.points2, normalise=choice) for choice in (False, True))
        errors.append([epipolar_error(F, views.exact1, views.exact2) for F in found])
    plain, normalised = np.median(errors, axis=0)
    assert normalised < 0.5 * plain


def test_condition_by_numpy():
    views = two_views(count=20, noise=0.5)
    s = np.linalg.svd(epipolar_system(views.points1, views.points2), compute_uv=False)
    assert system_condition(views.points1, views.points2, normalise=False) == pytest.approx(s[0] / s[7])
    moved = [apply(hartley_transform(points), points) for points in (views.points1, views.points2)]
    s = np.linalg.svd(epipolar_system(*moved), compute_uv=False)
    assert system_condition(views.points1, views.points2) == pytest.approx(s[0] / s[7])
    assert system_condition(views.points1, views.points2, normalise=False) > 1e3 * s[0] / s[7]


@pytest.mark.parametrize("count", [8, 9, 20])
@pytest.mark.parametrize("normalise", [False, True])
def test_many_at_once_are_one_by_one(count, normalise):
    sets = [two_views(count=count, noise=0.5, seed=seed) for seed in range(4)]
    many = solve_all(*(np.array(part) for part in zip(*((v.points1, v.points2) for v in sets))), normalise=normalise)
    for F, views in zip(many, sets):
        assert_same(F, eight_point(views.points1, views.points2, normalise=normalise), 1e-12)


def test_too_few_matches():
    views = two_views(count=9)
    with pytest.raises(
        ValueError, match=r"must hold at least 8 matches, got 7: F has 9 numbers and no scale, and each"
    ):
        eight_point(views.exact1[:7], views.exact2[:7])
    twice = [0, 1, 2, 3, 4, 5, 6, 6, 6]
    with pytest.raises(
        ValueError, match=r"must hold at least 8 different matches, got 7 among 9: a match that is given"
    ):
        eight_point(views.exact1[twice], views.exact2[twice])
    with pytest.raises(ValueError, match=r"`points2` must have one point for each of `points1`, 9, got 8"):
        eight_point(views.exact1, views.exact2[:8])


def test_points_on_a_line_leave_f_open():
    views = two_views(count=12)
    line = np.column_stack([np.arange(12), 3 * np.arange(12) + 5])
    with pytest.raises(ValueError, match=r"`points1` must not all lie on one line: many matrices F fit"):
        eight_point(line, views.exact2)
    with pytest.raises(ValueError, match=r"`points2` must not all lie on one line"):
        eight_point(views.exact1, line)
    with pytest.raises(ValueError, match=r"`points2` must not all lie on one line"):
        eight_point(views.exact1, np.ones((12, 2)))


@pytest.mark.parametrize("normalise", [False, True])
@pytest.mark.parametrize("case", [{"name": "converging", "flat": True}, {"name": "pure rotation"}])
def test_a_homography_leaves_f_open(case, normalise):
    views = two_views(count=20, **case)
    words = r"must leave one F, got 3 that differ, from 6 independent equations: one homography joins the pictures"
    with pytest.raises(ValueError, match=words):
        eight_point(views.exact1, views.exact2, normalise=normalise)
    noisy = two_views(count=20, noise=0.1, **case)
    assert eight_point(noisy.points1, noisy.points2).shape == (3, 3)  # noise hides it: then only the number tells
    assert system_condition(noisy.points1, noisy.points2) > 300


def test_a_critical_surface_leaves_f_open(rng):
    # Points and both centres on the saddle Z = X Y; the cameras look along Y, and right is X, down is -Z.
    X, Y = rng.uniform(-1, 1, size=(2, 14))
    saddle = np.column_stack([X, Y, X * Y])
    one, two = (
        project((saddle - centre) * [1, 1, -1] @ np.eye(3)[[0, 2, 1]], intrinsics(500))
        for centre in ([0.2, -4, -0.8], [2, -4, -8])
    )
    with pytest.raises(
        ValueError, match=r"got 2 that differ, from 7 independent equations: the points and both centres"
    ):
        eight_point(one, two)
    away = project((saddle - [2, -4, -7]) * [1, 1, -1] @ np.eye(3)[[0, 2, 1]], intrinsics(500))
    assert eight_point(one, away).shape == (3, 3)  # beside it all is well


def test_rejections():
    views = two_views(count=9)
    bad = views.exact1.copy()
    bad[3, 1] = np.inf
    with pytest.raises(ValueError, match=r"`points1` must be finite, got inf at \(3, 1\)"):
        eight_point(bad, views.exact2)
    with pytest.raises(ValueError, match=r"`points` must not all be one, got 3 times \(2, 5\)"):
        hartley_transform([[2, 5]] * 3)
    with pytest.raises(ValueError, match=r"`F` must have shape \(..., 3, 3\), got \(2, 3\)"):
        enforce_rank_two(np.ones((2, 3)))
    with pytest.raises(ValueError, match=r"`F` must be finite"):
        enforce_rank_two(np.full((3, 3), np.nan))
    with pytest.raises(ValueError, match=r"`points1` must hold at least 8 points, got 7"):
        system_condition(views.exact1[:7], views.exact2[:7])


def test_shrinking_the_third_value_by_hand_and_by_svd(rng):
    F = rng.normal(size=(3, 3))
    before = np.linalg.svd(F)[1]
    for share in (0.0, 0.3, 1.0):
        after = np.linalg.svd(shrink_third(F, share))[1]
        assert_allclose(after, before * [1, 1, share], atol=1e-12)
    assert_allclose(shrink_third(F, 1), F, atol=1e-12)
    assert_allclose(shrink_third(F, 0), enforce_rank_two(F), atol=1e-12)
    # halfway between the two, since all but the third part is common to them
    assert_allclose(shrink_third(F, 0.5), (F + enforce_rank_two(F)) / 2, atol=1e-12)


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_shrinking_takes_a_share(share):
    with pytest.raises(ValueError, match=r"`share` must be in \[0, 1\], got"):
        shrink_third(np.eye(3), share)
