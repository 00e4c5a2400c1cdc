"""RANSAC: the formula by simulation, known scenes with wrong matches, the same draw for the same seed, OpenCV."""

import cv2
import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from course_lib.geometry.eight_point import eight_point
from course_lib.geometry.epipolar import epipolar_error, sampson_distances
from course_lib.geometry.ransac import ransac_fundamental, tries_needed
from course_lib.geometry.scene import two_views


def test_tries_by_hand():
    assert tries_needed(0.5) == 1177  # log 0.01 / log(1 - 0.5^8) = 1176.6
    assert tries_needed(0.5, sample=7, confidence=0.95) == 382  # 381.9
    assert tries_needed(1.0) == 1
    assert tries_needed(0.99, confidence=1e-6) == 1  # one is the least, whatever is asked


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.95])
@pytest.mark.parametrize("sample", [2, 7, 8])
def test_tries_by_scipy(share, sample):
    clean, tries = share**sample, tries_needed(share, sample=sample)
    assert stats.binom.sf(0, tries, clean) >= 0.99  # at least one sample without a wrong match
    assert stats.binom.sf(0, tries - 1, clean) < 0.99


def test_tries_do_not_lose_small_shares():
    assert tries_needed(1e-3) == pytest.approx(-np.log(0.01) * 1e24, rel=1e-9)


@pytest.mark.parametrize("name", ["sideways", "forward", "converging"])
@pytest.mark.parametrize("wrong", [0.1, 0.3, 0.5])
def test_wrong_matches_are_found_out(name, wrong):
    views = two_views(name, count=120, noise=0.3, wrong=wrong, seed=0)
    found = ransac_fundamental(views.points1, views.points2, threshold=1.2, seed=1)
    right = ~views.wrong
    assert (found.inliers & right).sum() > 0.97 * right.sum()
    assert (found.inliers & views.wrong).sum() < 0.1 * views.wrong.sum()  # by chance some lie near their line
    assert epipolar_error(found.F, views.exact1, views.exact2) < 0.5
    assert epipolar_error(eight_point(views.points1, views.points2), views.exact1, views.exact2) > 3
    assert (found.inliers == (sampson_distances(found.F, views.points1, views.points2) <= 1.2)).all()
    assert abs(np.linalg.det(found.F / np.linalg.norm(found.F))) < 1e-12


def test_exact_matches_give_the_known_matrix():
    views = two_views(count=60, wrong=0.3)
    found = ransac_fundamental(views.points1, views.points2, threshold=0.01)
    assert epipolar_error(found.F, views.exact1, views.exact2) < 1e-8
    assert (found.inliers == ~views.wrong).all()


@pytest.mark.parametrize("seed", range(3))
def test_better_than_opencv_which_keeps_the_sample(seed):
    views = two_views(count=120, noise=0.3, wrong=0.4, seed=seed)
    cv2.setRNGSeed(0)
    theirs, mask = cv2.findFundamentalMat(views.points1, views.points2, cv2.FM_RANSAC, 1.2, 0.99, 2000)
    found = ransac_fundamental(views.points1, views.points2, threshold=1.2)
    assert not (mask.ravel().astype(bool) & ~views.wrong & ~found.inliers).any()  # what it finds right, we find
    error = epipolar_error(theirs.T, views.exact1, views.exact2)
    assert epipolar_error(found.F, views.exact1, views.exact2) < error < 1


def test_the_seed_decides():
    views = two_views(count=80, noise=0.5, wrong=0.4)
    one, same, other = (ransac_fundamental(views.points1, views.points2, seed=seed) for seed in (3, 3, 4))
    assert (one.best == same.best).all()
    assert (one.F == same.F).all()
    assert one.best[0] != other.best[0] or one.tries != other.tries


def test_it_stops_when_enough_is_enough():
    clean, half = two_views(count=80, noise=0.2), two_views(count=80, noise=0.2, wrong=0.5)
    found = ransac_fundamental(clean.points1, clean.points2, threshold=2.0)
    assert found.tries == 64  # one round; 2 tries would have been enough
    found = ransac_fundamental(half.points1, half.points2, threshold=2.0, most_tries=5000)
    needed = tries_needed(found.best[-1] / 80)
    assert needed <= found.tries < needed + 64
    assert len(found.best) == found.tries
    assert (np.diff(found.best) >= 0).all()
    capped = ransac_fundamental(half.points1, half.points2, threshold=2.0, most_tries=100)
    assert capped.tries == 100
    assert_allclose(capped.best, found.best[:100])
    surer = ransac_fundamental(half.points1, half.points2, threshold=2.0, confidence=0.9999, most_tries=5000)
    assert surer.tries > found.tries


def test_rejections():
    views = two_views(count=20, wrong=1.0)
    with pytest.raises(ValueError, match=r"`points1` must hold at least 8 points, got 7"):
        ransac_fundamental(views.points1[:7], views.points2[:7])
    with pytest.raises(
        ValueError, match=r"at least 8 matches must agree on one F within `threshold`, 1e-06 px, got \d"
    ):
        ransac_fundamental(views.points1, views.points2, threshold=1e-6, most_tries=50)
    with pytest.raises(ValueError, match=r"`threshold` must be positive, got 0"):
        ransac_fundamental(views.points1, views.points2, threshold=0)
    with pytest.raises(ValueError, match=r"`most_tries` must be at least 1, got 0"):
        ransac_fundamental(views.points1, views.points2, most_tries=0)
    with pytest.raises(TypeError, match=r"`seed` must be an integer, got 1.5"):
        ransac_fundamental(views.points1, views.points2, seed=1.5)
    with pytest.raises(ValueError, match=r"`inlier_share` must be in \(0, 1\], got 0.0; without right matches no try"):
        tries_needed(0)
    with pytest.raises(ValueError, match=r"`confidence` must be in \(0, 1\), got 1.0; nothing random is sure"):
        tries_needed(0.5, confidence=1)
    with pytest.raises(ValueError, match=r"`confidence` must be in \(0, 1\), got 1.5"):
        ransac_fundamental(views.points1, views.points2, confidence=1.5)
    with pytest.raises(ValueError, match=r"`sample` must be at least 1, got 0"):
        tries_needed(0.5, sample=0)


def test_a_flat_scene_has_no_one_f():
    views = two_views(count=30, flat=True)
    with pytest.raises(ValueError, match=r"must leave one F, got 3 that differ"):
        ransac_fundamental(views.points1, views.points2)
