"""The ladder of families: freedom counted by rank, matrices told apart, and SVD steps that give the matrix back."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from course_lib.geometry import (
    affine,
    compose,
    decompose,
    perspective,
    rotation,
    scaling,
    shear,
    similarity,
    translation,
)
from course_lib.geometry.families import FAMILIES, family_of, matrix_of, measure_freedom
from course_lib.geometry.transforms import mirror

NUMBERS = {
    "translation": [3, -2],
    "Euclidean": [25, 3, -2],
    "similarity": [25, 1.4, 3, -2],
    "affine": [1.1, 0.3, 3, -0.2, 0.8, -2],
    "projective": [1.1, 0.3, 3, -0.2, 0.8, -2, 0.05, -0.02],
}


def test_matrices_by_hand():
    assert matrix_of("translation", [3, 4]).tolist() == translation(3, 4).tolist()
    assert matrix_of("Euclidean", [90, 3, 4]).tolist() == [[0, -1, 3], [1, 0, 4], [0, 0, 1]]
    assert matrix_of("similarity", [90, 2, 3, 4]).tolist() == [[0, -2, 3], [2, 0, 4], [0, 0, 1]]
    assert matrix_of("affine", [1, 2, 3, 4, 5, 6]).tolist() == [[1, 2, 3], [4, 5, 6], [0, 0, 1]]
    assert matrix_of("projective", range(8)).tolist() == [[0, 1, 2], [3, 4, 5], [6, 7, 1]]
    assert matrix_of("projective", range(9)).tolist() == [[0, 1, 2], [3, 4, 5], [6, 7, 8]]


@pytest.mark.parametrize("family", FAMILIES)
def test_the_freedom_is_the_rank_and_the_points_follow(family, rng):
    points = rng.normal(size=(6, 2))
    freedom, needed, _ = FAMILIES[family]
    assert measure_freedom(family, NUMBERS[family], points) == freedom == len(NUMBERS[family])
    for count in range(1, 7):
        assert measure_freedom(family, NUMBERS[family], points[:count]) <= min(2 * count, freedom)
    assert measure_freedom(family, NUMBERS[family], points[:needed]) == freedom
    if needed > 1:
        assert measure_freedom(family, NUMBERS[family], points[: needed - 1]) < freedom


def test_nine_numbers_have_eight_freedoms(rng):
    assert measure_freedom("projective", [*NUMBERS["projective"], 1.3], rng.normal(size=(6, 2))) == 8


def test_points_on_a_line_move_in_fewer_ways():
    line = np.outer(np.arange(5), [1, 2.0])
    assert measure_freedom("affine", NUMBERS["affine"], line) == 4


@pytest.mark.parametrize(
    "A, family",
    [
        (np.eye(3), "translation"),
        (translation(500, -3), "translation"),
        (rotation(33, about=(200, 100)), "Euclidean"),
        (rotation(180), "Euclidean"),
        (similarity(33, 1.001), "similarity"),
        (scaling(-2), "similarity"),
        (scaling(2, 3), "affine"),
        (scaling(2, -2), "affine"),
        (mirror(20), "affine"),
        (shear(1e-6), "affine"),
        (perspective(1e-11, 0), "projective"),
        (perspective(1e-13, 0), "translation"),
        (rotation(0.001), "Euclidean"),
        (perspective(0, 1e-6), "projective"),
        ([[0, 0, 1], [0, 1, 0], [1, 0, 0]], "projective"),
    ],
)
def test_a_matrix_is_told_its_family_whatever_its_factor(A, family):
    assert family_of(A) == family
    assert family_of(-3 * np.asarray(A)) == family


@pytest.mark.parametrize("family", FAMILIES)
def test_each_family_closes_under_joining_and_undoing(family):
    A = matrix_of(family, NUMBERS[family])
    assert family_of(A) == family_of(compose(A, A)) == family_of(np.linalg.inv(A)) == family


@pytest.mark.parametrize("tolerance, family", [(1e-9, "similarity"), (0.01, "Euclidean")])
def test_the_tolerance_counts(tolerance, family):
    assert family_of(similarity(10, 1.001), tolerance=tolerance) == family


def rebuilt(parts):
    return (rotation(parts.second) @ scaling(parts.sx, parts.sy) @ rotation(parts.first))[:2, :2]


@pytest.mark.parametrize("seed", range(20))
def test_turn_stretch_turn_gives_the_matrix_back(seed):
    linear = np.random.default_rng(seed).normal(size=(2, 2))
    parts = decompose(linear)
    assert_allclose(rebuilt(parts), linear, atol=1e-12)
    assert_allclose([parts.sx, abs(parts.sy)], np.linalg.svd(linear, compute_uv=False))
    assert np.sign(parts.sy) == np.sign(np.linalg.det(linear))
    assert -90 < parts.first <= 90
    assert -180 < parts.second <= 180


@pytest.mark.parametrize(
    "linear, parts",
    [
        (np.eye(2), (0, 1, 1, 0)),
        (rotation(130)[:2, :2], (0, 1, 1, 130)),
        (-2 * np.eye(2), (0, 2, 2, 180)),
        (np.diag([1, -1]), (0, 1, -1, 0)),
        (mirror(20)[:2, :2], (0, 1, -1, 40)),
        (np.diag([5, 2]), (0, 5, 2, 0)),
        (np.diag([-5, 2]), (0, 5, -2, 180)),
        ([[0, -3], [2, 0]], (90, 3, 2, 0)),
        ([[0, 0], [0, 2]], (90, 2, 0, -90)),
    ],
)
def test_decomposed_by_hand(linear, parts):
    found = decompose(linear)
    assert_allclose(rebuilt(found), linear, atol=1e-12)
    assert_allclose(found, parts, atol=1e-12)


@pytest.mark.parametrize("angle", range(-80, 91, 17))
def test_equal_stretches_need_one_turn(angle):
    assert_allclose(decompose(3 * rotation(angle)[:2, :2]), (0, 3, 3, angle), atol=1e-9)
    assert_allclose(decompose(3 * mirror(angle)[:2, :2]), (0, 3, -3, 2 * angle), atol=1e-9)


def test_a_shear_stretches_across_its_slope():
    parts = decompose(shear(1)[:2, :2])
    golden = (1 + 5**0.5) / 2
    assert_allclose([parts.sx, parts.sy], [golden, 1 / golden])


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: matrix_of("rigid", [1]), "`family` must be one of translation, Euclidean, similarity, affine, proj"),
        (lambda: matrix_of("affine", [1, 2]), "`parameters` must hold 6 numbers for the affine family, got 2"),
        (lambda: matrix_of("affine", range(9)), "6 numbers for the affine family, got 9"),
        (lambda: matrix_of("translation", [1, np.nan]), r"`parameters` must be finite, got nan at \(1,\)"),
        (lambda: measure_freedom("translation", [1, 2], [[0, 0]], step=0), "`step` must be positive, got 0"),
        (lambda: family_of(np.zeros((3, 3))), "`A` must be invertible, got rank 0"),
        (lambda: family_of(affine([[1, 2], [2, 4]])), "`A` must be invertible, got rank 2"),
        (lambda: decompose(np.eye(3)), r"`linear` must have shape \(2, 2\), got \(3, 3\)"),
    ],
)
def test_what_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
