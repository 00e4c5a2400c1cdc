"""Too few points: each of the many answers meets all that was given."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from skimage.transform import estimate_transform

from course_lib.geometry import apply, estimate, fitting
from course_lib.geometry.families import FAMILIES, family_of
from course_lib.geometry.undetermined import equations

SPARE = [[100.0, 0.0], [100.0, 80.0], [0.0, 90.0], [55.0, 20.0]]
OPEN = [
    ("Euclidean", 1), ("similarity", 1), ("affine", 1), ("affine", 2),
    ("projective", 1), ("projective", 2), ("projective", 3),
]  # fmt: skip


@pytest.mark.parametrize("family, pairs", OPEN)
def test_every_answer_is_of_the_family_and_meets_every_pair(family, pairs, rng):
    source, target = np.array(SPARE[::-1][:pairs]) + [3, 7], rng.uniform(20, 100, (pairs, 2))
    answers = fitting(family, source, target, [[-20, -30], [130, -25], [120, 140], [-30, 120]], spread=5)
    assert answers.shape == (8, 3, 3)
    for A in answers:
        assert_allclose(apply(A, source), target, atol=1e-7)
        assert list(FAMILIES).index(family_of(A, tolerance=1e-7)) <= list(FAMILIES).index(family)


@pytest.mark.parametrize("family, pairs", OPEN)
def test_the_answers_differ_from_each_other(family, pairs):
    source, target = SPARE[:pairs], (np.array(SPARE[:pairs]) + 4).tolist()
    places = [
        apply(A, [[31.0, 47.0]])[0] for A in fitting(family, source, target, SPARE[pairs:] + [[9.0, 9.0]], spread=9)
    ]
    assert np.ptp(places, axis=0).max() > 1


def test_one_more_pair_ends_the_choice_as_scikit_image_says():
    source, target = np.array(SPARE[:3]), np.array([[3.0, 1.0], [9.0, 70.0], [-40.0, 66.0]])
    (A,) = fitting("affine", source[:2], target[:2], source[2:], count=1)
    whole = np.vstack([target[:2], apply(A, source[2:])])
    expected = estimate_transform("affine", source, whole).params
    assert_allclose(A, expected, atol=1e-9)
    assert_allclose(estimate("affine", source, whole), expected, atol=1e-9)


def test_the_spread_is_the_most_that_a_spare_point_is_moved():
    source, target = SPARE[:2], SPARE[:2]
    moved = [
        apply(A, [SPARE[2]])[0] - SPARE[2] for A in fitting("affine", source, target, SPARE[2:], count=50, spread=7)
    ]
    assert np.abs(moved).max() <= 7 + 1e-9
    assert np.abs(moved).max() > 6


def test_a_seed_gives_the_same_answers():
    call = "affine", SPARE[:2], SPARE[1:3], SPARE[2:]
    assert_allclose(fitting(*call, seed=1), fitting(*call, seed=1))
    assert not np.allclose(fitting(*call, seed=1), fitting(*call, seed=2))


def test_equations_by_hand():
    assert [equations(family, FAMILIES[family].points) for family in FAMILIES] == [
        (2, 2),
        (4, 3),
        (4, 4),
        (6, 6),
        (8, 8),
    ]


@pytest.mark.parametrize(
    "call, message",
    [
        (
            lambda: fitting("translation", SPARE[:1], SPARE[:1], SPARE),
            "fewer than 1 points to leave the translation family",
        ),
        (
            lambda: fitting("affine", SPARE[:3], SPARE[:3], SPARE),
            r"fewer than 3 points to leave the affine .*, got 3; use",
        ),
        (lambda: fitting("projective", SPARE[:1], SPARE[:1], SPARE[1:3]), "`spare` must hold the 3 points .*, got 2"),
        (lambda: fitting("afine", SPARE[:1], SPARE[:1], SPARE), "did you mean 'affine'"),
        (lambda: fitting("affine", SPARE[:2], SPARE[:2], SPARE, spread=0), "`spread` must be positive, got 0"),
        (lambda: fitting("affine", SPARE[:2], SPARE[:2], SPARE, count=0), "`count` must be at least 1, got 0"),
        (lambda: equations("affine", -1), "`pairs` must be at least 0, got -1"),
        (lambda: equations("round", 1), "`family` must be one of"),
    ],
)
def test_rejections_say_what_to_mend(call, message):
    with pytest.raises(ValueError, match=message):
        call()
