"""Matrices of the plane: by hand off the axes, OpenCV and scikit-image, order and direction pinned, infinity."""

import cv2
import numpy as np
import pytest
from numpy.testing import assert_allclose
from skimage.transform import AffineTransform, EuclideanTransform, ProjectiveTransform, SimilarityTransform

from course_lib.geometry import (
    affine,
    apply,
    compose,
    from_homogeneous,
    invert,
    join,
    meet,
    perspective,
    rotation,
    scaling,
    shear,
    similarity,
    translation,
)
from course_lib.geometry.homogeneous import line_distance, to_homogeneous
from course_lib.geometry.transforms import around, cos_sin, denominators, mirror, vanishing_line

POINT = [[2, 5]]


@pytest.mark.parametrize(
    "A, image",
    [
        (translation(3, -4), [5, 1]),
        (rotation(90), [-5, 2]),  # x goes to y: to the right becomes down
        (rotation(90, about=(1, 2)), [-2, 3]),
        (scaling(3), [6, 15]),
        (scaling(3, -1), [6, -5]),
        (scaling(3, 2, about=(1, 1)), [4, 9]),
        (shear(2), [12, 5]),
        (shear(0, 2), [2, 9]),
        (shear(2, -1), [12, 3]),
        (shear(2, about=(0, 4)), [4, 5]),
        (mirror(0), [2, -5]),
        (mirror(90), [-2, 5]),
        (mirror(45), [5, 2]),
        (mirror(0, about=(7, 1)), [2, -3]),
        (similarity(90, 2, 10, 20), [0, 24]),
        (affine([[1, 2], [3, 4]], (5, 6)), [17, 32]),
        (perspective(0.5, 0.1), [0.8, 2]),
    ],
)
def test_one_point_by_hand(A, image):
    assert_allclose(apply(A, POINT), [image], atol=1e-12)


@pytest.mark.parametrize("angle", [0, 17, 90, 135, -60, 180, 400])
def test_rotation_turns_clockwise_on_the_screen_and_opencv_the_other_way(angle):
    A = rotation(angle, about=(3, 7))
    assert_allclose(A, np.vstack([cv2.getRotationMatrix2D((3, 7), -angle, 1), [0, 0, 1]]), atol=1e-12)
    assert_allclose(rotation(angle), EuclideanTransform(rotation=np.radians(angle)).params, atol=1e-12)
    assert_allclose(np.linalg.det(A), 1)
    assert_allclose(A[:2, :2].T @ A[:2, :2], np.eye(2), atol=1e-12)


def test_quarter_turns_are_exact():
    assert [cos_sin(angle) for angle in (0, 90, 180, 270, -90, 720)] == [
        (1, 0), (0, 1), (-1, 0), (0, -1), (0, -1), (1, 0)
    ]  # fmt: skip
    assert_allclose(
        [cos_sin(angle) for angle in (44.9, 45.1, 100, 200, 300, -10)],
        [(np.cos(t), np.sin(t)) for t in np.radians([44.9, 45.1, 100, 200, 300, -10])],
        atol=1e-15,
    )


def test_scikit_image_has_the_same_similarity_and_affine():
    theirs = SimilarityTransform(scale=1.7, rotation=np.radians(25), translation=(3, -8)).params
    assert_allclose(similarity(25, 1.7, 3, -8), theirs)
    theirs = AffineTransform(scale=(2, 3), rotation=np.radians(25), translation=(1, 4)).params
    assert_allclose(compose(scaling(2, 3), rotation(25), translation(1, 4)), theirs)


@pytest.mark.parametrize("angle", [0, 20, 45, 110, 180])
def test_a_mirror_keeps_its_line_and_undoes_itself(angle, rng):
    A = mirror(angle, about=(4, -3))
    along = np.array(cos_sin(angle))
    on_line = np.array([[4, -3]]) + np.outer([-2, 0, 5], along)
    assert_allclose(apply(A, on_line), on_line, atol=1e-12)
    assert_allclose(A @ A, np.eye(3), atol=1e-12)
    assert_allclose(np.linalg.det(A), -1)
    before = rng.normal(size=(5, 2))
    line = join(on_line[0], on_line[2])
    assert_allclose(line_distance(apply(A, before), line), -line_distance(before, line))


def test_the_first_named_is_done_first():
    turn, move = rotation(90), translation(10, 0)
    assert apply(compose(turn, move), POINT).tolist() == [[5, 2]]
    assert apply(compose(move, turn), POINT).tolist() == [[-5, 12]]
    assert_allclose(compose(turn, move, shear(2)), shear(2) @ move @ turn)
    assert compose().tolist() == np.eye(3).tolist()


def test_around_keeps_its_point(rng):
    for A in (rotation(30), scaling(2, 5), shear(0.4, 0.1), mirror(70)):
        assert_allclose(apply(around(A, (6, -2)), [[6, -2]]), [[6, -2]], atol=1e-12)
        assert_allclose(around(A, (6, -2))[:2, :2], A[:2, :2])


@pytest.mark.parametrize("offset", [0, 1000])
def test_apply_by_opencv_and_scikit_image(offset, rng):
    A = compose(similarity(40, 1.3, 9, -5), perspective(1e-3, -2e-4))
    points = 50 * rng.normal(size=(20, 2)) + offset
    assert_allclose(apply(A, points), cv2.perspectiveTransform(points[None], A)[0], rtol=1e-12)
    assert_allclose(apply(A, points), ProjectiveTransform(A)(points), rtol=1e-12)
    assert_allclose(apply(-7 * A, points), apply(A, points), err_msg="a factor changes nothing")
    assert_allclose(apply(invert(A), apply(A, points)), points, rtol=1e-9)
    assert apply(A, np.empty((0, 2))).shape == (0, 2)


def test_points_on_the_line_where_w_is_zero():
    A = perspective(0.01, 0)
    assert denominators(A, [[100, 40], [-100, 0], [-200, 0]]).tolist() == [2, 0, -1]
    assert apply(A, [[-100, 5], [100, 40]], infinite=True).tolist() == [[-np.inf, np.inf], [50, 20]]
    with pytest.raises(
        ValueError, match=r"`A` sends the point \(-100, 5\) to infinity: it lies on the line where w = 0"
    ):
        apply(A, [[100, 40], [-100, 5]])
    tilted = perspective(0.1, 0.3)
    rest = 0.1 * 17 - 0.3 * 9 + 1
    assert rest != 0, "rounding leaves something, which is to be cut"
    assert abs(rest) < 1e-15
    assert denominators(tilted, [[17, -9], [2, 4]]).tolist() == [0, pytest.approx(2.4)]
    with pytest.raises(ValueError, match="to infinity"):
        apply(tilted, [[17, -9]])

    small = np.diag([1e-3, 1e-3, 1]) @ tilted  # the images are small, but what is left of w is still rounding
    assert apply(small, [[17, -9]], infinite=True).tolist() == [[np.inf, -np.inf]]


def test_near_and_far_points_are_no_infinity():
    assert denominators(perspective(0.01, 0), [[-100 + 1e-7, 0]]) == pytest.approx(1e-9, rel=1e-5)
    with pytest.raises(ValueError, match=r"a point at infinity in direction \(1e\+18, 0\)"):
        apply(scaling(1e15), [[1e3, 0]])
    assert_allclose(apply(perspective(1e-9, 0), [[1e6, 3]]), [[1e6 / 1.001, 3 / 1.001]])


def test_images_of_parallels_meet_on_the_vanishing_line():
    A = compose(similarity(20, 1.1, 5, 7), perspective(2e-3, 1e-3))
    horizon = vanishing_line(A)
    for direction in ([1, 0], [0, 1], [2, -3]):
        lines = [join(*apply(A, [start, np.add(start, direction)])) for start in ([0, 0], [10, 4])]
        assert_allclose(line_distance([from_homogeneous(meet(*lines))], horizon), 0, atol=1e-6)
        assert_allclose(line_distance([from_homogeneous(A @ [*direction, 0])], horizon), 0, atol=1e-9)
    assert vanishing_line(affine([[2, 1], [0, 3]], (4, 5))).tolist() == [0, 0, 1]


def test_inverse_by_numpy(rng):
    A = rng.normal(size=(3, 3))
    assert_allclose(invert(A) @ A, np.eye(3), atol=1e-12)
    assert_allclose(to_homogeneous(POINT) @ invert(translation(2, 5)).T, [[0, 0, 1]])


@pytest.mark.parametrize("A, rank, image", [
    (scaling(2, 0), 2, "a line"),
    (np.outer([1, 2, 3], [3, 0, 1]), 1, "a point"),
    (np.zeros((3, 3)), 0, "nothing"),
])  # fmt: skip
def test_a_singular_matrix_says_what_it_does(A, rank, image):
    message = f"`A` must be invertible, got rank {rank}: it presses the whole plane onto {image}"
    with pytest.raises(ValueError, match=message):
        invert(A)


@pytest.mark.parametrize(
    "call, error, message",
    [
        (lambda: rotation(np.nan), ValueError, "`angle` must be finite, got nan"),
        (lambda: rotation("90"), TypeError, "`angle` must be a real number, got '90'"),
        (lambda: rotation(True), TypeError, "`angle` must be a real number, got True"),
        (lambda: mirror(np.inf), ValueError, "`angle` must be finite"),
        (lambda: scaling(np.inf), ValueError, "`sx` must be finite"),
        (lambda: scaling(1, np.nan), ValueError, "`sy` must be finite"),
        (lambda: shear(np.nan), ValueError, "`shx` must be finite"),
        (lambda: shear(0, None), TypeError, "`shy` must be a real number"),
        (lambda: similarity(0, np.inf), ValueError, "`factor` must be finite"),
        (lambda: translation(1, np.nan), ValueError, "`ty` must be finite"),
        (lambda: perspective(np.nan, 0), ValueError, "`gx` must be finite"),
        (lambda: perspective(0, np.nan), ValueError, "`gy` must be finite"),
        (lambda: affine(np.eye(3)), ValueError, r"`linear` must have shape \(2, 2\), got \(3, 3\)"),
        (lambda: affine(np.eye(2), (1, 2, 3)), ValueError, r"`moved` must have shape \(2,\), got \(3,\)"),
        (lambda: around(np.eye(3), (1, 2, 3)), ValueError, r"`about` must have shape \(N, 2\)"),
        (lambda: around(np.eye(2), (1, 2)), ValueError, r"`A` must have shape \(3, 3\), got \(2, 2\)"),
        (lambda: compose(np.eye(2)), ValueError, r"`step` must have shape \(3, 3\)"),
        (lambda: apply(np.full((3, 3), np.nan), POINT), ValueError, r"`A` must be finite, got nan at \(0, 0\)"),
        (lambda: apply(np.eye(3), [[1, 2, 3]]), ValueError, r"`points` must have shape \(N, 2\), got \(1, 3\)"),
        (lambda: denominators(np.eye(3), [[1, np.inf]]), ValueError, r"`points` must be finite, got inf at \(0, 1\)"),
    ],
)
def test_what_is_refused(call, error, message):
    with pytest.raises(error, match=message):
        call()
