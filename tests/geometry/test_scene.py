"""The made-up scene: its truth agrees with itself and with OpenCV, seeds hold still, noise is as loud as asked for."""

import cv2
import numpy as np
import pytest
from numpy.testing import assert_allclose

from course_lib.geometry.cameras import camera_rotation, invert_pose, to_second
from course_lib.geometry.eight_point import eight_point
from course_lib.geometry.epipolar import epipolar_distances, epipolar_error, epipoles, essential_matrix
from course_lib.geometry.scene import BOX, MOTIONS, SIZE, calibrations, motion, noise_study, scene_points, two_views


@pytest.mark.parametrize("name", MOTIONS)
@pytest.mark.parametrize("flat", [False, True])
def test_all_points_are_seen_by_both(name, flat):
    views = two_views(name, count=100, seed=7, flat=flat)
    for points in (views.exact1, views.exact2):
        assert (points > -0.5).all()
        assert (points < np.array(SIZE) - 0.5).all()
    assert (views.points[:, 2] > 0).all()
    assert (to_second(views.points, views.rotation, views.translation)[:, 2] > 0).all()
    assert (views.points >= BOX[:, 0]).all()
    assert (views.points <= BOX[:, 1]).all()
    rank = np.linalg.matrix_rank(np.column_stack([views.points, np.ones(100)]), tol=1e-8)
    assert rank == (3 if flat else 4)


@pytest.mark.parametrize("name", MOTIONS)
def test_pictures_by_opencv(name):
    views = two_views(name, count=20)
    theirs = invert_pose(views.rotation, views.translation)
    for K, R, t, found in (
        (views.K1, np.eye(3), np.zeros(3), views.exact1),
        (views.K2, theirs.rotation, theirs.translation, views.exact2),
    ):
        assert_allclose(found, cv2.projectPoints(views.points, cv2.Rodrigues(R)[0], t, K, None)[0][:, 0], atol=1e-8)


@pytest.mark.parametrize("name", MOTIONS[:3])
def test_the_known_matrix_holds_to_rounding(name):
    views = two_views(name, count=50, noise=2.0)
    assert epipolar_error(views.F, views.exact1, views.exact2) < 1e-9
    assert_allclose(views.E, essential_matrix(views.rotation, views.translation))
    assert epipolar_error(views.F, views.points1, views.points2) > 0.5


def test_what_the_motions_are():
    sideways, forward, converging = (epipoles(two_views(name).F) for name in MOTIONS[:3])
    assert sideways.first.round(9).tolist() == sideways.second.round(9).tolist() == [1, 0, 0]
    middle = [(SIZE[0] - 1) / 2, (SIZE[1] - 1) / 2, 1]
    assert_allclose(forward.first, middle)
    assert_allclose(forward.second, middle)
    assert converging.first[0] > SIZE[0]  # each sees the other far out on its own side
    assert converging.second[0] < 0
    turned = two_views("pure rotation")
    assert not turned.E.any()
    assert not turned.F.any()
    assert np.linalg.norm(motion("pure rotation").rotation - np.eye(3)) > 0.1


def test_calibrations_differ():
    K1, K2 = calibrations()
    assert K1[0, 0] == K1[1, 1] == 500
    assert K2[0, 0] == K2[1, 1] == 450
    assert K1[:2, 2].tolist() == K2[:2, 2].tolist() == [239.5, 179.5]


def test_the_same_seed_is_the_same_scene():
    quiet, loud, other = two_views(seed=5), two_views(seed=5, noise=3.0, wrong=0.2), two_views(seed=6)
    assert (quiet.points == loud.points).all()
    assert (two_views(seed=5, noise=3.0, wrong=0.2).points2 == loud.points2).all()
    assert not (quiet.points == other.points).any()
    louder = two_views(seed=5, noise=6.0)
    assert_allclose(louder.points1 - quiet.points1, 2 * (loud.points1 - quiet.points1))


def test_noise_is_normal_and_as_loud_as_asked():
    views = two_views(count=4000, noise=0.7)
    errors = np.concatenate([views.points1 - views.exact1, views.points2 - views.exact2], axis=1)
    assert_allclose(errors.std(axis=0), 0.7, rtol=0.05)
    assert_allclose(errors.mean(axis=0), 0, atol=0.05)
    assert np.abs(np.corrcoef(errors.T) - np.eye(4)).max() < 0.06


@pytest.mark.parametrize("share, count, expected", [(0, 40, 0), (0.3, 40, 12), (0.5, 7, 4), (1, 9, 9)])
def test_so_many_matches_are_wrong(share, count, expected):
    views = two_views(count=count, wrong=share)
    assert views.wrong.sum() == expected
    assert (views.points2[~views.wrong] == views.exact2[~views.wrong]).all()
    assert (views.points1 == views.exact1).all()
    assert ((views.points2 > -0.5) & (views.points2 < np.array(SIZE) - 0.5)).all()
    if expected > 5:
        assert np.median(np.abs(views.points2 - views.exact2)[views.wrong]) > 20


def test_a_pose_of_your_own():
    pose = camera_rotation(yaw=-5), np.array([0.3, 0.1, 0.0])
    views = two_views(pose=pose, count=10)
    assert_allclose(views.rotation, pose[0])
    assert epipolar_error(views.F, views.exact1, views.exact2) < 1e-9


@pytest.mark.parametrize("name", MOTIONS[:3])
def test_study_by_a_slow_twin(name):
    # The same runs from exact matches of the scene, one by one.
    study = noise_study(name, count=10, noise=0.5, runs=5, seed=3)
    scene = two_views(name, count=450, seed=3)
    rng = np.random.default_rng([3, 4])
    chosen = rng.random((5, 400)).argsort(axis=1)[:, :10]
    noise = 0.5 * rng.normal(size=(5, 10, 4))
    for run in range(5):
        points1, points2 = scene.exact1[chosen[run]] + noise[run, :, :2], scene.exact2[chosen[run]] + noise[run, :, 2:]
        for found, choice in ((study.plain, False), (study.normalised, True)):
            F = eight_point(points1, points2, normalise=choice)
            expected = np.mean(epipolar_distances(F, scene.exact1[400:], scene.exact2[400:]))
            assert found[run] == pytest.approx(expected, rel=1e-6)


def test_study_finds_what_hartley_found():
    quiet, loud = noise_study(count=20, noise=0.25), noise_study(count=20, noise=1.0)
    many = noise_study(count=60, noise=0.25)
    for study in (quiet, loud, many):
        assert (np.median(study.normalised)) < 0.6 * np.median(study.plain)
        assert len(study.plain) == len(study.normalised) == 200
    assert np.median(loud.normalised) == pytest.approx(4 * np.median(quiet.normalised), rel=0.2)
    assert np.median(many.normalised) < 0.7 * np.median(quiet.normalised)
    assert noise_study(noise=0.0, runs=20).normalised.max() < 1e-6


def test_rejections():
    with pytest.raises(
        ValueError, match=r"`name` must be one of sideways, forward, converging, pure rotation, got 'side"
    ):
        two_views("sidewards")
    with pytest.raises(ValueError, match=r"`noise` must be at least 0, got -1"):
        two_views(noise=-1)
    with pytest.raises(ValueError, match=r"`noise` must be finite, got nan"):
        noise_study(noise=np.nan)
    with pytest.raises(ValueError, match=r"`wrong` must be a share in \[0, 1\], got 1.5"):
        two_views(wrong=1.5)
    with pytest.raises(ValueError, match=r"`count` must be at least 0, got -1"):
        two_views(count=-1)
    with pytest.raises(ValueError, match=r"`seed` must be at least 0, got -1"):
        two_views(seed=-1)
    with pytest.raises(
        ValueError, match=r"both cameras must see a part of the scene, got 0 of 12000 points that they do"
    ):
        scene_points(5, pose=(camera_rotation(yaw=120), np.array([1.0, 0, 0])))
    with pytest.raises(ValueError, match=r"`name` must be a motion with a baseline, got 'pure rotation'"):
        noise_study("pure rotation")
    with pytest.raises(ValueError, match=r"`count` must be at least 8, got 7"):
        noise_study(count=7)
    with pytest.raises(ValueError, match=r"`runs` must be at least 1, got 0"):
        noise_study(runs=0)
    with pytest.raises(ValueError, match=r"`noise` must be at least 0, got -0.5"):
        noise_study(noise=-0.5)
    with pytest.raises(ValueError, match=r"`rotation` must have orthogonal columns"):
        two_views(pose=(np.ones((3, 3)), [1, 0, 0]))
