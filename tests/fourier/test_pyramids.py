"""Pyramids by hand, by OpenCV, and there and back."""

import cv2
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from course_lib.fourier.pyramids import collapse, expand, gaussian_pyramid, laplacian_pyramid, reduce

SHAPES = [(1, 1), (1, 7), (2, 2), (2, 5), (6, 6), (5, 9), (8, 3), (17, 24), (33, 32)]


def test_reduce_by_hand():
    dot = np.zeros((9, 9))
    dot[4, 4] = 256
    expected = np.zeros((5, 5))
    expected[1:4, 1:4] = np.outer([1, 6, 1], [1, 6, 1])
    assert_allclose(reduce(dot), expected)
    assert_allclose(reduce([[16.0, 0.0, 0.0, 0.0]]), [[6, 1]])
    assert_allclose(reduce([[0.0, 16.0, 0.0, 0.0]]), [[8, 4]])  # the mirror shows the second pixel twice


def test_expand_by_hand():
    dot = np.zeros((5, 5))
    dot[2, 2] = 64
    expected = np.zeros((9, 9))
    expected[2:7, 2:7] = np.outer([1, 4, 6, 4, 1], [1, 4, 6, 4, 1])
    assert_allclose(expand(dot, (9, 9)), expected)
    assert_allclose(expand([[0.0, 8.0]], (1, 4)), [[2, 4, 7, 8]])


@pytest.mark.parametrize("shape", SHAPES)
def test_reduce_by_opencv(shape, rng):
    image = rng.normal(size=shape)
    before = image.copy()
    found = reduce(image)
    assert found.shape == ((shape[0] + 1) // 2, (shape[1] + 1) // 2)
    assert_allclose(found, cv2.pyrDown(image), atol=1e-12)
    found[:] = 99
    assert_array_equal(image, before)


@pytest.mark.parametrize("shape", [(2, 2), (6, 6), (8, 4), (18, 24), (2, 10)])
def test_expand_by_opencv(shape, rng):
    image = rng.normal(size=(shape[0] // 2, shape[1] // 2))
    assert_allclose(expand(image, shape), cv2.pyrUp(image, dstsize=shape[::-1]), atol=1e-12)  # borders too


@pytest.mark.parametrize("shape", [(5, 9), (7, 7), (17, 23), (6, 9), (9, 6)])
def test_expand_to_odd_sizes_by_opencv(shape, rng):
    image = rng.normal(size=((shape[0] + 1) // 2, (shape[1] + 1) // 2))
    found, other = expand(image, shape), cv2.pyrUp(image, dstsize=shape[::-1])
    # at the far border of an odd side OpenCV repeats the last pixel, we mirror: only the last one can differ
    inside = tuple(slice(0, size - size % 2) for size in shape)
    assert_allclose(found[inside], other[inside], atol=1e-12)
    assert not np.allclose(found, other)


@pytest.mark.parametrize("shape", SHAPES)
def test_flat_pictures_stay_flat(shape):
    flat = np.full(shape, 2.5)
    assert_allclose(reduce(flat), 2.5)
    assert_allclose(expand(reduce(flat), shape), 2.5)


@pytest.mark.parametrize("shape", SHAPES)
def test_pyramids_there_and_back(shape, rng):
    image = rng.normal(size=shape)
    most = int(np.ceil(np.log2(max(shape)))) + 1
    for levels in range(1, most + 1):
        gaussian, laplacian = gaussian_pyramid(image, levels), laplacian_pyramid(image, levels)
        assert len(gaussian) == len(laplacian) == levels
        assert [level.shape for level in gaussian] == [level.shape for level in laplacian]
        assert_array_equal(gaussian[0], image)
        assert_array_equal(laplacian[-1], gaussian[-1])
        assert_allclose(collapse(laplacian), image, atol=1e-13)
        expected = image
        for level in gaussian:
            assert_allclose(level, expected, atol=1e-12)
            expected = cv2.pyrDown(expected)
    assert gaussian[-1].shape == (1, 1)


@pytest.mark.parametrize("levels", [1, 2, 4])
def test_laplacian_levels_by_opencv(levels, rng):
    gaussian = [rng.normal(size=(32, 48))]
    for _ in range(levels - 1):
        gaussian.append(cv2.pyrDown(gaussian[-1]))
    for index, found in enumerate(laplacian_pyramid(gaussian[0], levels)[:-1]):
        assert_allclose(found, gaussian[index] - cv2.pyrUp(gaussian[index + 1]), atol=1e-12)


def test_details_of_a_flat_picture_are_nothing():
    *details, last = laplacian_pyramid(np.full((13, 20), 3.0), 4)
    for detail in details:
        assert_allclose(detail, 0, atol=1e-14)
    assert_allclose(last, 3)


def test_collapse_is_linear_and_leaves_the_levels_alone(rng):
    first, second = (laplacian_pyramid(rng.normal(size=(11, 14)), 3) for _ in range(2))
    kept = [level.copy() for level in first]
    both = collapse([2 * a - b for a, b in zip(first, second)])
    assert_allclose(both, 2 * collapse(first) - collapse(second), atol=1e-12)
    image = rng.normal(size=(3, 4))
    collapse([image])[:] = 99
    assert np.abs(image).max() < 99
    for a, b in zip(first, kept):
        assert_array_equal(a, b)


@pytest.mark.parametrize(
    "call, error, message",
    [
        (lambda: reduce([1.0]), ValueError, r"`image` must have shape \(H, W\), got \(1,\)"),
        (lambda: reduce([[np.inf]]), ValueError, "`image` must be finite"),
        (
            lambda: expand([[1.0, 2.0]], (2, 5)),
            ValueError,
            r"`shape` must be twice that of `image`, \(2, 4\), .* \(2, 5\)",
        ),
        (lambda: expand([[1.0, 2.0]], (2, 2)), ValueError, "`shape` must be twice that of `image`"),
        (lambda: expand([[1.0]], (2.0, 2)), TypeError, "`shape` must be an integer"),
        (lambda: gaussian_pyramid([[1.0]], 0), ValueError, "`levels` must be at least 1"),
        (
            lambda: gaussian_pyramid(np.ones((3, 5)), 5),
            ValueError,
            r"`levels` must be at most 4 for shape \(3, 5\), got 5",
        ),
        (lambda: gaussian_pyramid([[1j]], 1), TypeError, "`image` must hold real numbers"),
        (lambda: laplacian_pyramid([[1.0]], 1.0), TypeError, "`levels` must be an integer"),
        (lambda: laplacian_pyramid([[1.0]], 2), ValueError, "`levels` must be at most 1"),
        (lambda: collapse([]), ValueError, "`pyramid` must hold at least one level"),
        (
            lambda: collapse([[[1.0]], [[1.0, 2.0]]]),
            ValueError,
            r"`pyramid\[1\]` must have shape \(1, 1\), .* \(1, 2\)",
        ),
        (lambda: collapse([[[1.0]], [[np.nan]]]), ValueError, r"`pyramid\[1\]` must be finite"),
    ],
)
def test_rejections(call, error, message):
    with pytest.raises(error, match=message):
        call()
