"""What transformations keep: measures by hand and by OpenCV, and each family's column of the table, measured."""

import cv2
import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.spatial import ConvexHull

from course_lib.geometry import (
    compose,
    measure,
    perspective,
    preserved,
    rotation,
    scaling,
    shear,
    similarity,
    translation,
)
from course_lib.geometry.invariants import (
    corner_angle,
    cross_ratio,
    line_angle,
    ratio_along,
    signed_area,
    straightness_error,
)
from course_lib.geometry.transforms import mirror

SHAPE = np.array([[0, 0], [30, 0], [30, 20], [0, 20]])
SLANTED = np.array([[100, 50], [140, 60], [130, 90], [90, 80]])
PROJECTIVE = compose(similarity(10, 1.2, 3, 4), perspective(0.004, 0.002))


def test_angles_by_hand():
    assert corner_angle([1, 0], [0, 0], [0, 1]) == 90, "from x to y is positive, clockwise on the screen"
    assert corner_angle([0, 1], [0, 0], [1, 0]) == -90
    assert corner_angle([3, 5], [2, 5], [1, 5]) == 180
    assert corner_angle([7, 7], [5, 5], [6, 6]) == 0
    assert corner_angle([2, 0], [0, 0], [1, 3**0.5]) == pytest.approx(60)
    assert line_angle([0, 0], [1, 0], [0, 5], [-1, 4]) == pytest.approx(45)
    assert line_angle([0, 0], [2, 1], [5, 5], [1, 3]) == pytest.approx(0, abs=1e-12)
    assert line_angle([9, 0], [9, 1], [0, 5], [3, 5]) == 90


@pytest.mark.parametrize("offset", [0, 1e6])
@pytest.mark.parametrize("turned", [False, True])
def test_areas_by_opencv_and_scipy(offset, turned, rng):
    hull = rng.normal(size=(9, 2))
    hull = hull[ConvexHull(hull).vertices] + offset  # x to y in order: SciPy's counter-clockwise is ours clockwise
    corners = hull[::-1] if turned else hull
    sign = -1 if turned else 1
    assert_allclose(signed_area(corners), sign * ConvexHull(hull).volume, rtol=1e-9)
    if offset == 0:
        theirs = cv2.contourArea(corners.astype(np.float32), oriented=True)
        assert_allclose(signed_area(corners), theirs, rtol=1e-5, err_msg="OpenCV has the same sign")
    assert signed_area([[0, 0], [4, 0], [0, 3]]) == 6


def test_ratios_by_hand():
    assert ratio_along([0, 0], [3, 6], [4, 8]) == 0.75
    assert ratio_along([1, 1], [0, 1], [5, 1]) == -0.25
    assert ratio_along([0, 0], [2, 9], [4, 0]) == 0.5, "beside the line: its foot"
    # 0, 2, 3, 7 on a slanted line: (3 * 5) / (1 * 7)
    assert_allclose(cross_ratio(np.outer([0, 2, 3, 7], [0.6, -0.8]) + [5, 1]), 15 / 7)
    assert_allclose(cross_ratio(np.outer([7, 3, 2, 0], [0.6, -0.8])), 15 / 7, err_msg="from the other end")
    assert_allclose(cross_ratio(np.outer([0, 3, 2, 7], [1, 1.0])), (2 * 4) / (-1 * 7), err_msg="lengths have signs")


def test_bends_by_hand():
    assert straightness_error([[0, 0], [1, 1], [5, 5]]) == pytest.approx(0, abs=1e-12)
    assert straightness_error([[0, 0], [1, 0], [1, 3], [0, 3]]) == pytest.approx(0.5)
    assert straightness_error([[0, 0], [10, 1], [20, 0]]) == pytest.approx(2 / 3, rel=1e-12)


@pytest.mark.parametrize("shape", [SHAPE, SLANTED, SHAPE[::-1], SHAPE * 0.01 + 3])
@pytest.mark.parametrize(
    "A, lost",
    [
        (translation(7, -3), []),
        (rotation(25, about=(4, 9)), ["directions"]),
        (similarity(25, 1.3, 4, 9), ["directions", "lengths"]),
        (scaling(-1), ["directions"]),
        (scaling(1.5), ["lengths"]),
        (mirror(10), ["directions", "which way round"]),
        (compose(rotation(20), scaling(2, 0.7)), ["directions", "lengths", "angles", "length ratios"]),
        (shear(0.4, 0.2), ["directions", "lengths", "angles", "length ratios"]),
        (
            PROJECTIVE,
            ["directions", "lengths", "angles", "length ratios", "parallel lines", "ratios along a line"],
        ),
    ],
)
def test_what_each_family_keeps(shape, A, lost):
    stays = preserved(measure(A, shape))
    assert [name for name, stayed in stays.items() if not stayed] == lost


def test_changes_by_hand():
    changes = measure(scaling(2, 3), SHAPE)
    assert (changes.direction, changes.length, changes.angle, changes.parallel, changes.area) == (0, 2, 0, 0, 6)
    assert changes.length_ratio == pytest.approx(0.5)  # 3/2 - 1 beats 2/3 - 1
    changes = measure(shear(1), [[0, 0], [10, 0], [10, 10], [0, 10]])
    assert changes.direction == pytest.approx(45)
    assert changes.length == pytest.approx(2**0.5 - 1)
    assert changes.angle == pytest.approx(45)
    assert changes.area == pytest.approx(1)
    assert measure(scaling(0.25), SHAPE).length == -0.75
    assert measure(scaling(-1), SHAPE).direction == pytest.approx(180)
    assert measure(mirror(0), SHAPE).area == pytest.approx(-1)
    assert measure(mirror(0), SHAPE).angle == pytest.approx(0)


def test_a_projective_map_by_hand():
    # x / (1 + x): 0, 1/2, 1 go to 0, 1/3, 1/2; along x the middle lies at 2/3. The far side shrinks to a half.
    changes = measure(perspective(1, 0), [[0, 0], [1, 0], [1, 1], [0, 1]])
    assert changes.midpoint == pytest.approx(2 / 3)
    assert changes.cross_ratio == pytest.approx(4 / 3)
    assert changes.parallel == pytest.approx(45)  # the bottom falls from (0, 1) to (1/2, 1/2)
    assert changes.length == pytest.approx(-0.5)
    assert changes.area == pytest.approx(0.5 * (1 + 0.5) / 2)
    assert changes.bend == pytest.approx(0, abs=1e-12)
    assert changes.angle == pytest.approx(45)


def test_either_pair_of_sides_may_converge():
    assert measure(perspective(1, 0), [[0, 0], [1, 0], [1, 1], [0, 1]]).parallel == pytest.approx(45)
    assert measure(perspective(0, 1), [[0, 0], [1, 0], [1, 1], [0, 1]]).parallel == pytest.approx(45)


def test_a_factor_of_the_matrix_changes_nothing():
    assert_allclose(measure(-2 * PROJECTIVE, SHAPE), measure(PROJECTIVE, SHAPE), atol=1e-9)


def test_the_tolerance_counts():
    changes = measure(rotation(0.01), SHAPE)
    assert not preserved(changes)["directions"]
    assert preserved(changes, tolerance=0.02)["directions"]


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: corner_angle([1, 1], [1, 1], [2, 3]), "`b` must differ from `a` and `c`: an arm of length 0"),
        (lambda: corner_angle([1, 1, 1], [1, 1, 1], [2, 3, 1]), r"`a, b, c` must have shape \(N, 2\)"),
        (lambda: signed_area([[0, 0], [1, 1]]), "`corners` must hold at least 3 points, got 2"),
        (lambda: ratio_along([1, 2], [3, 4], [1, 2]), r"`c` must differ from `a`, got both at \(1, 2\)"),
        (lambda: cross_ratio([[0, 0], [1, 0], [2, 0]]), "`points` must hold at least 4 points, got 3"),
        (lambda: cross_ratio(np.zeros((5, 2))), "`points` must hold 4 points, got 5"),
        (lambda: cross_ratio([[0, 0], [1, 0], [1, 0], [2, 0]]), "`points` must differ: of points at one place"),
        (lambda: cross_ratio([[0, 0], [1, 0], [2, 0], [0, 0]]), "`points` must differ"),
        (lambda: straightness_error([[0, 0]]), "`points` must hold at least 2 points, got 1"),
        (lambda: measure(np.eye(3), SHAPE[:3]), "`corners` must hold at least 4 points, got 3"),
        (lambda: measure(np.eye(3), [*SHAPE, [5, 5]]), "4 corners of a parallelogram, got 5 points"),
        (lambda: measure(np.eye(3), [[0, 0], [30, 0], [31, 20], [0, 20]]), "parallelogram of some area, in order"),
        (lambda: measure(np.eye(3), SHAPE[[0, 2, 1, 3]]), "parallelogram of some area, in order around it"),
        (lambda: measure(np.eye(3), [[0, 0], [1, 1], [3, 3], [2, 2]]), "parallelogram of some area"),
        (lambda: measure(perspective(-0.05, 0), SHAPE), "`A` tears the shape: the line that it sends to infinity"),
        (lambda: measure(perspective(-1 / 30, 0), SHAPE), "`A` tears the shape"),
        (lambda: measure(-perspective(-1 / 30, 0), SHAPE), "`A` tears the shape"),
    ],
)
def test_what_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
