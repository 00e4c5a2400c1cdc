"""Convolution both ways, against NumPy, SciPy and OpenCV, with each boundary; and what it costs."""

import cv2
import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import ndimage, signal

from course_lib.fourier import fft
from course_lib.fourier.convolving import direct_convolve, fft_convolve, separable_convolve, wrap
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


def test_wrap_by_hand():
    assert wrap([1, 3, 6, 9, 7, 4], 4).tolist() == [8, 7, 6, 9]
    assert wrap([1, 2, 3, 4, 5], 2).tolist() == [9, 6]  # more than once around
    assert wrap([1, 2], 4).tolist() == [1, 2, 0, 0]
    assert wrap([1, 2, 3], 1).tolist() == [6]


@pytest.mark.parametrize("n, k", [(1, 1), (5, 3), (16, 9), (7, 7)])
def test_the_product_of_spectra_wraps(n, k, rng):
    values, weights = rng.normal(size=n), rng.normal(size=k)
    full = np.convolve(values, weights)
    for places in range(n, n + k + 3):
        product = np.fft.ifft(np.fft.fft(values, places) * np.fft.fft(weights, places)).real
        assert_allclose(wrap(full, places), product, atol=1e-12)
        padded = np.pad(values, (0, places - n))
        assert_allclose(fft_convolve(padded, weights, "circular"), product, atol=1e-12)
        assert_allclose(direct_convolve(padded, weights, "circular"), product, atol=1e-12)
        fits = np.allclose(product[: n + k - 1], full[:places])
        assert fits == (places >= n + k - 1)


def test_wrap_rejections():
    with pytest.raises(ValueError, match=r"`full` must have shape \(n,\), got \(1, 2\)"):
        wrap([[1, 2]], 2)
    with pytest.raises(ValueError, match=r"`size` must be at least 1, got 0"):
        wrap([1], 0)
    with pytest.raises(TypeError, match=r"`size` must be an integer, got 2.0"):
        wrap([1], 2.0)


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


def counted_direct(image, kernel):
    """The same-size convolution with zeros around by loops, and how often it multiplied."""
    n, k = len(image), len(kernel)
    padded, result, count = np.pad(image, k // 2), np.zeros((n, n)), 0
    for y, x in np.ndindex(n, n):
        for down, across in np.ndindex(k, k):
            result[y, x] += padded[y + down, x + across] * kernel[k - 1 - down, k - 1 - across]
            count += 1
    return result, count


def counted_separable(image, weights):
    k, count = len(weights), 0
    for _ in range(2):  # one axis, then the other
        padded, result = np.pad(image, ((k // 2, k // 2), (0, 0))), np.zeros(image.shape)
        for y, x in np.ndindex(image.shape):
            for down in range(k):
                result[y, x] += padded[y + down, x] * weights[k - 1 - down]
                count += 1
        image = result.T
    return image, count


@pytest.mark.parametrize("n, k", [(1, 1), (1, 3), (4, 3), (6, 1), (5, 5), (7, 3)])
def test_counts_by_counting(n, k, rng):
    image, weights = rng.normal(size=(n, n)), rng.normal(size=k)
    expected = signal.convolve2d(image, np.outer(weights, weights))[k // 2 :, k // 2 :][:n, :n]
    for (found, count), formula in (
        (counted_direct(image, np.outer(weights, weights)), direct_multiplications),
        (counted_separable(image, weights), separable_multiplications),
    ):
        assert_allclose(found, expected, atol=1e-12)
        assert formula(n, k) == count


@pytest.mark.parametrize("n, k", [(8, 1), (6, 3), (2, 3), (14, 3), (12, 5), (30, 3)])
def test_the_count_of_a_transform_is_that_of_the_fast_one(n, k, rng):
    image, kernel, count = rng.normal(size=(n, n)), rng.normal(size=(k, k)), 0
    spectra = []
    for values in (image, kernel):
        padded = np.pad(values, (0, n + k - 1 - len(values))).astype(complex)
        for _ in range(2):  # columns, then rows
            steps = [fft(column) for column in padded.T]
            padded, count = np.array([step.spectrum for step in steps]), count + sum(s.multiplications for s in steps)
        spectra.append(padded)
    assert_allclose(np.fft.ifft2(spectra[0] * spectra[1]).real, signal.convolve2d(image, kernel), atol=1e-11)
    complex_products = count / 2 * 3  # of two transforms so far, and back again
    half = 4 * complex_products / 2  # 4 real ones each; real pictures need half
    assert fft_multiplications(n, k) == pytest.approx(half + 4 * padded.size / 2)


@pytest.mark.parametrize("n", [16, 64, 512, 4096])
def test_the_crossing_by_trying(n):
    wins = [k for k in range(1, 60, 2) if fft_multiplications(n, k) < direct_multiplications(n, k)]
    assert crossing(n) == wins[0]
    assert 5 < crossing(n) < 11


def test_in_a_tiny_picture_nothing_crosses():
    for n in range(1, 11):
        assert all(fft_multiplications(n, k) >= direct_multiplications(n, k) for k in range(1, n + 1, 2))
        with pytest.raises(ValueError, match=rf"`n` must be at least 11, got {n}: in so small a picture no odd kernel"):
            crossing(n)
    assert crossing(11) == 11


def test_cost_rejections():
    with pytest.raises(ValueError, match=r"`k` must be at least 1, got 0"):
        direct_multiplications(5, 0)
    with pytest.raises(TypeError, match=r"`n` must be an integer, got 5.5"):
        fft_multiplications(5.5, 3)
    with pytest.raises(ValueError, match=r"`n` must be at least 1, got -1"):
        separable_multiplications(-1, 3)
    with pytest.raises(TypeError, match=r"`n` must be an integer, got 16.0"):
        crossing(16.0)
