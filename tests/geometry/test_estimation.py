"""Estimating transformations: truth recovered, OpenCV and scikit-image, least squares checked, degenerate points."""

import cv2
import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.linalg import lstsq
from skimage.transform import estimate_transform

from course_lib.geometry import apply, estimate, perspective, rectifying_homography, residuals, rotation
from course_lib.geometry.estimation import (
    estimate_affine,
    estimate_euclidean,
    estimate_homography,
    estimate_similarity,
    estimate_translation,
)
from course_lib.geometry.families import FAMILIES, matrix_of
from course_lib.geometry.transforms import mirror

TRUE = {
    "translation": [30, -20],
    "Euclidean": [25, 30, -20],
    "similarity": [-140, 1.4, 30, -20],
    "affine": [1.1, 0.3, 30, -0.2, 0.8, -20],
    "projective": [1.1, 0.3, 30, -0.2, 0.8, -20, 4e-4, -3e-4],
}
SQUARE = np.array([[0, 0], [100, 0], [100, 100], [0, 100.0]])


@pytest.fixture(params=[0, 1e4], ids=["near", "far"])
def points(request, rng):
    return 100 * rng.normal(size=(12, 2)) + request.param


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("more", [0, 1, 6])
def test_the_truth_comes_back_from_the_least_number_and_from_more(family, more, points):
    source = points[: FAMILIES[family].points + more]
    A = matrix_of(family, TRUE[family])
    found = estimate(family, source, apply(A, source))
    assert_allclose(apply(found, points), apply(A, points), rtol=1e-6)
    if family != "projective" or np.abs(source).max() < 1000:
        assert_allclose(found, A, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("family", ["Euclidean", "similarity"])
@pytest.mark.parametrize("count", [2, 3, 7, 12])
def test_scikit_image_agrees_on_noisy_points(family, count, points, rng):
    source = points[:count]
    target = apply(matrix_of(family, TRUE[family]), source) + 5 * rng.normal(size=(count, 2))
    theirs = estimate_transform(family.lower(), source, target).params
    assert_allclose(estimate(family, source, target), theirs, rtol=1e-5, atol=1e-8 * np.abs(target).max())


@pytest.mark.parametrize("count", [3, 7, 12])
def test_affine_by_least_squares_of_the_plain_equations(count, points, rng):
    # scikit-image divides the error between both sets of points, so it is no oracle for noisy ones.
    source = points[:count]
    target = apply(matrix_of("affine", TRUE["affine"]), source) + 5 * rng.normal(size=(count, 2))
    plain = lstsq(np.column_stack([source, np.ones(count)]), target)[0].T
    assert_allclose(estimate_affine(source, target)[:2], plain, rtol=1e-6, atol=1e-9 * np.abs(target).max())


def test_scikit_image_agrees_on_a_homography_of_noisy_points(rng):
    # Both normalise, they to a root mean square distance, we to a mean one: the algebraic errors differ a little.
    source = 100 * rng.normal(size=(30, 2))
    A = matrix_of("projective", TRUE["projective"])
    target = apply(A, source) + 0.1 * rng.normal(size=(30, 2))
    theirs = estimate_transform("projective", source, target).params
    assert np.abs(apply(estimate_homography(source, target), source) - apply(theirs, source)).max() < 0.01


@pytest.mark.parametrize("seed", range(8))
def test_opencv_agrees_on_the_least_number_of_points(seed):
    rng = np.random.default_rng(seed)
    source, target = (SQUARE + 20 * rng.normal(size=(2, 4, 2))).astype(np.float32)
    assert_allclose(
        estimate_homography(source, target), cv2.getPerspectiveTransform(source, target), rtol=1e-6, atol=1e-9
    )
    assert_allclose(
        estimate_affine(source[:3], target[:3])[:2], cv2.getAffineTransform(source[:3], target[:3]), rtol=1e-6
    )


def test_opencv_refines_what_the_algebraic_error_gives(rng):
    source = 300 * rng.random((40, 2))
    target = apply(matrix_of("projective", TRUE["projective"]), source) + rng.normal(size=(40, 2))
    ours, theirs = estimate_homography(source, target), cv2.findHomography(source, target, 0)[0]
    errors = [np.sqrt((residuals(A, source, target) ** 2).mean()) for A in (ours, theirs)]
    assert errors[1] <= errors[0] < 1.01 * errors[1], "its last step makes the squared distances least"
    assert np.abs(apply(ours, source) - apply(theirs, source)).max() < 1


@pytest.mark.parametrize("family", ["translation", "Euclidean", "similarity", "affine"])
def test_no_neighbour_fits_better(family, points, rng):
    source = points - points.mean(axis=0)
    true = np.array(TRUE[family], dtype=float)
    target = apply(matrix_of(family, true), source) + 20 * rng.normal(size=source.shape)
    least = (residuals(estimate(family, source, target), source, target) ** 2).sum()
    fitted = numbers(family, estimate(family, source, target))
    assert_allclose((residuals(matrix_of(family, fitted), source, target) ** 2).sum(), least)
    for step in np.vstack([np.eye(len(true)), -np.eye(len(true))]) * 1e-2:
        assert (residuals(matrix_of(family, fitted + step), source, target) ** 2).sum() > least


def numbers(family, A):
    """Return the numbers that `matrix_of` would make A from."""
    angle, factor = np.degrees(np.arctan2(A[1, 0], A[0, 0])), np.hypot(A[0, 0], A[1, 0])
    return np.array(
        {
            "translation": [*A[:2, 2]],
            "Euclidean": [angle, *A[:2, 2]],
            "similarity": [angle, factor, *A[:2, 2]],
            "affine": A[:2].ravel(),
        }[family]
    )


def test_estimates_by_hand():
    assert estimate_translation([[0, 0], [2, 0]], [[4, 1], [8, 1]])[:2, 2].tolist() == [5, 1]
    turned = estimate_similarity([[0, 0], [1, 0]], [[5, 5], [5, 7]])
    assert_allclose(turned, [[0, -2, 5], [2, 0, 5], [0, 0, 1]], atol=1e-12)
    # Too long by 1 at both ends, and never scaled: each end is missed by 1/2.
    assert_allclose(
        residuals(estimate_euclidean([[0, 0], [1, 0]], [[5, 5], [5, 7]]), [[0, 0], [1, 0]], [[5, 5], [5, 7]]), 0.5
    )
    assert residuals(np.eye(3), [[1, 1], [0, 0]], [[4, 5], [0, 2]]).tolist() == [5, 2]


def test_a_mirrored_target_gets_a_rotation_and_only_an_exact_mirror_is_refused(rng):
    source = np.array([[0, 0], [100, 0], [90, 30], [0, 20.0]])
    target = apply(mirror(15), source)
    A = estimate_euclidean(source, target + rng.normal(size=(4, 2)))
    assert_allclose(np.linalg.det(A), 1)
    for fit in (estimate_euclidean, estimate_similarity):
        with pytest.raises(
            ValueError, match="`target` must not be the mirror image of `source`: then every angle fits"
        ):
            fit(SQUARE, apply(mirror(15), SQUARE))
    assert_allclose(estimate_affine(SQUARE, apply(mirror(15), SQUARE)), mirror(15), atol=1e-12)


def test_the_last_number_of_a_homography_may_be_zero():
    A = np.array([[0, 0, 1.0], [0, 1, 0], [1, 0, 0]])  # sends the origin to infinity
    source = [[1, 1], [2, 1], [2, 3], [1, 4]]
    found = estimate_homography(source, apply(A, source))
    assert_allclose(found * np.sign(found[0, 2]), A / 3**0.5, atol=1e-9)


def test_without_normalising_the_units_decide(rng):
    source = 500 * rng.random((12, 2)) + 2000
    target = apply(matrix_of("projective", [1, 0.1, 5, -0.1, 1, 8, 1e-5, 2e-5]), source) + 0.5 * rng.normal(
        size=(12, 2)
    )
    plain, normalised = (
        np.sqrt((residuals(estimate_homography(source, target, normalise=n), source, target) ** 2).mean())
        for n in (False, True)
    )
    assert normalised < 0.7
    assert plain > 1.5 * normalised
    four = apply(perspective(1e-3, 0), SQUARE)
    assert_allclose(estimate_homography(SQUARE, four, normalise=False), perspective(1e-3, 0), atol=1e-9)


def test_nearly_flat_points_are_no_obstacle():
    bent = [[0, 0], [100, 0.01], [200, 0], [0, 100]]
    assert_allclose(apply(estimate_homography(bent, SQUARE), bent), SQUARE, atol=1e-6)
    assert_allclose(residuals(estimate_affine(bent[:3], SQUARE[:3]), bent[:3], SQUARE[:3]), 0, atol=1e-9)


def test_many_points_make_no_large_matrix(rng):
    source = rng.random((20_000, 2))
    assert_allclose(estimate_homography(source, source), np.eye(3), atol=1e-9)


LINE = np.outer(np.arange(5), [30, 10.0])
BENT = np.vstack([LINE, [[50, 90]]])


@pytest.mark.parametrize("swap", [False, True])
@pytest.mark.parametrize("turn", [0, 33])
@pytest.mark.parametrize(
    "bad, message",
    [
        (np.full((4, 2), 7.0), "must hold different points, got 4 that coincide: only where that point goes is known"),
        (LINE[:4], "must not lie on one line, got 4 points that do: what happens beside it is unknown"),
        (LINE[[0, 0, 1, 1]], "must not lie on one line, got 4 points that do"),
        (BENT[[0, 5, 1, 2]], "no three lie on one line, got points 0, 2, 3 on one; move one of them off it"),
        (BENT[[5, 0, 1, 2]], "got points 1, 2, 3 on one"),
        (BENT[[1, 5, 1, 0]], "must hold four different points, got points 0 and 2 at one place"),
        (BENT[[0, 1, 2, 5, 3, 4]], "no three lie on one line, got 6 points of which all but one do"),
    ],
)
def test_degenerate_points_of_a_homography(bad, message, turn, swap, rng):
    bad = apply(rotation(turn, about=(900, 50)), bad)
    good = 100 * rng.random((len(bad), 2))
    pair, name = ((good, bad), "target") if swap else ((bad, good), "source")
    with pytest.raises(ValueError, match=f"`{name}` .*{message}"):
        estimate_homography(*pair)


def test_points_that_rounding_alone_tells_apart_coincide():
    far = np.array([[1e6, 5], [np.nextafter(1e6, 2e6), 5]])
    with pytest.raises(ValueError, match="`source` must hold different points, got 2 that coincide"):
        estimate_similarity(far, SQUARE[:2])


def test_four_in_general_position_among_many_are_enough():
    source = np.vstack([LINE, [[50, 90], [10, 60]]])  # all but two on a line
    A = matrix_of("projective", TRUE["projective"])
    assert_allclose(estimate_homography(source, apply(A, source)), A, rtol=1e-6)


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: estimate("rigid", SQUARE, SQUARE), "`family` must be one of translation, Euclidean"),
        (lambda: estimate_translation(SQUARE[:0], SQUARE[:0]), "`source` must hold at least 1 point, got 0"),
        (
            lambda: estimate_translation(SQUARE, SQUARE[:3]),
            "`target` must have one point for each of `source`, 4, got 3",
        ),
        (lambda: estimate_euclidean(SQUARE[:1], SQUARE[:1]), "`source` must hold at least 2 points, got 1"),
        (lambda: estimate_similarity(SQUARE[:1], SQUARE[:1]), "`source` must hold at least 2 points, got 1"),
        (lambda: estimate_affine(SQUARE[:2], SQUARE[:2]), "`source` must hold at least 3 points, got 2"),
        (lambda: estimate_homography(SQUARE[:3], SQUARE[:3]), "`source` must hold at least 4 points, got 3"),
        (
            lambda: estimate_euclidean(SQUARE[[1, 1]], SQUARE[:2]),
            "`source` must hold different points, got 2 that coinc",
        ),
        (lambda: estimate_similarity(SQUARE[:2], SQUARE[[1, 1]]), "`target` must hold different .* every angle fits"),
        (lambda: estimate_affine(SQUARE[[1, 1, 1]], SQUARE[:3]), "`source` must hold different points, got 3"),
        (lambda: estimate_affine(LINE, LINE), "`source` must not lie on one line, got 5 points that do"),
        (lambda: residuals(np.eye(3), SQUARE, [[np.nan, 1]] * 4), r"`target` must be finite, got nan at \(0, 0\)"),
        (lambda: residuals(np.eye(2), SQUARE, SQUARE), r"`A` must have shape \(3, 3\), got \(2, 2\)"),
    ],
)
def test_what_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


UPRIGHT = np.array([[155.0, 16], [360, 97], [260, 129], [65, 41]])


def test_upright_by_opencv():
    rectangle = np.array([[0, 0], [300, 0], [300, 60], [0, 60]], "f4")
    A = rectifying_homography(UPRIGHT, 300, 60)
    assert_allclose(A, cv2.getPerspectiveTransform(UPRIGHT.astype("f4"), rectangle), rtol=1e-4, atol=1e-5)
    assert_allclose(apply(A, UPRIGHT), rectangle, atol=1e-8)


def test_upright_takes_convex_figures_only():
    assert_allclose(
        apply(rectifying_homography(UPRIGHT[::-1], 30, 20), UPRIGHT[::-1])[2], [30, 20]
    )  # seen from behind: a mirror
    inwards = UPRIGHT.copy()
    inwards[1] = [160, 62]
    for corners in (inwards, inwards[::-1], np.roll(inwards, 1, axis=0)):
        with pytest.raises(
            ValueError, match=r"`corners` must make a convex figure, .* \[160.0, 62.0\]; move it outwards"
        ):
            rectifying_homography(corners, 300, 60)
    with pytest.raises(ValueError, match="`corners` must make a convex figure, got one that bends inwards at corner"):
        rectifying_homography(UPRIGHT[[0, 2, 1, 3]], 300, 60)  # two of its sides cross


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: rectifying_homography(UPRIGHT[:3], 3, 2), "`corners` must hold at least 4 points, got 3"),
        (lambda: rectifying_homography(np.vstack([UPRIGHT, UPRIGHT[:1]]), 3, 2), "`corners` must hold 4 points, got 5"),
        (lambda: rectifying_homography(UPRIGHT, 0, 2), "`width` must be positive, got 0"),
        (lambda: rectifying_homography(UPRIGHT, 3, -2), "`height` must be positive, got -2"),
        (lambda: rectifying_homography([[0, 0], [1, 1], [2, 2], [0, 5]], 3, 2), "no three lie on one line"),
    ],
)
def test_upright_says_what_to_mend(call, message):
    with pytest.raises(ValueError, match=message):
        call()
