"""Convolution both ways, against NumPy, SciPy and OpenCV, with each boundary; and what it costs."""

import cv2
import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import ndimage, signal

from course_lib.fourier import fast_dft
from course_lib.fourier.convolving import direct_convolve, fft_convolve, separable_convolve
from course_lib.fourier.cost import crossing, direct_multiplications, fft_multiplications, separable_multiplications

PAIRS = [
    ((1,), (1,)),
    ((7,), (3,)),
    ((4,), (9,)),
    ((6, 6), (3, 3)),
    ((5, 8), (2, 5)),
    ((9, 4), (9, 1)),
    ((3, 3), (4, 4)),
]
BOTH = pytest.mark.parametrize("convolve", [direct_convolve, fft_convolve])


@BOTH
def test_by_hand(convolve):
    assert_allclose(convolve([1, 2, 3, 4], [1, 1, 1]), [1, 3, 6, 9, 7, 4], atol=1e-12)
    assert_allclose(convolve([1, 2, 3, 4], [1, 1, 1], "circular"), [8, 7, 6, 9], atol=1e-12)
    assert_allclose(convolve([1, 0, 0], [5, 7], "circular"), [5, 7, 0], atol=1e-12)  # the kernel is not flipped


@BOTH
@pytest.mark.parametrize("large, small", PAIRS)
def test_zero_by_scipy(convolve, large, small, rng):
    image, kernel = rng.normal(size=large), rng.normal(size=small)
    assert_allclose(convolve(image, kernel), signal.convolve(image, kernel, method="direct"), atol=1e-12)


@BOTH
@pytest.mark.parametrize("large, small", [pair for pair in PAIRS if max(pair[1]) <= min(pair[0])])
def test_circular_by_ndimage(convolve, large, small, rng):
    image, kernel = rng.normal(size=large), rng.normal(size=small)
    centred = ndimage.convolve(image, kernel, mode="wrap", origin=0)
    back = [-(size // 2) if size % 2 else -(size // 2 - 1) - 1 for size in small]  # ndimage centres the kernel
    assert_allclose(np.roll(convolve(image, kernel, "circular"), back, range(image.ndim)), centred, atol=1e-12)


@BOTH
def test_by_opencv(convolve, rng):
    image, kernel = rng.normal(size=(9, 14)), rng.normal(size=(3, 5))
    same = cv2.filter2D(image, -1, kernel[::-1, ::-1].copy(), borderType=cv2.BORDER_CONSTANT)
    assert_allclose(convolve(image, kernel)[1:-1, 2:-2], same, atol=1e-12)


@pytest.mark.parametrize("boundary", ["zero", "circular"])
def test_separable_is_the_outer_product(boundary, rng):
    image, column, row = rng.normal(size=(7, 10)), rng.normal(size=3), rng.normal(size=4)
    whole = direct_convolve(image, np.outer(column, row), boundary)
    assert_allclose(separable_convolve(image, column, row, boundary), whole, atol=1e-12)


@BOTH
def test_rejections(convolve):
    with pytest.raises(ValueError, match=r"`kernel` must fit into `image` \(3,\) where .* circular, got \(4,\); take"):
        convolve(np.ones(3), np.ones(4), "circular")
    with pytest.raises(ValueError, match=r"`kernel` must have as many axes as `image`, 2, got shape \(4,\)"):
        convolve(np.ones((3, 3)), np.ones(4))
    with pytest.raises(ValueError, match=r"`boundary` must be one of zero, circular, got 'wrap'"):
        convolve([1], [1], "wrap")
    with pytest.raises(TypeError, match=r"`kernel` must hold real numbers, got dtype complex128"):
        convolve([1], [1j])
    with pytest.raises(ValueError, match=r"`image` must not be empty"):
        convolve([], [1])


# ---- cost


def test_costs_by_hand():
    assert direct_multiplications(10, 3) == 900
    assert separable_multiplications(10, 3) == 600
    assert fft_multiplications(6, 3) == 3 * 64 * 6 + 2 * 64


def test_the_count_of_a_transform_is_that_of_the_fast_one():
    complex_products = fast_dft(np.ones(64)).multiplications
    assert fft_multiplications(8, 1) == 3 * (4 * complex_products / 2) + 4 * 64 / 2


@pytest.mark.parametrize("n", [16, 64, 512, 4096])
def test_the_crossing_by_trying(n):
    wins = [k for k in range(1, 60, 2) if fft_multiplications(n, k) < direct_multiplications(n, k)]
    assert crossing(n) == wins[0]
    assert 5 < crossing(n) < 15


def test_cost_rejections():
    with pytest.raises(ValueError, match=r"`k` must be at least 1, got 0"):
        direct_multiplications(5, 0)
    with pytest.raises(TypeError, match=r"`n` must be an integer, got 5.5"):
        fft_multiplications(5.5, 3)
    with pytest.raises(ValueError, match=r"`n` must be at least 1, got -1"):
        separable_multiplications(-1, 3)
