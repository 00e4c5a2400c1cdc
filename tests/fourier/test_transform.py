"""The discrete transform against numpy.fft, scipy.fft and OpenCV: odd, even, prime and non-square sizes."""

import cv2
import numpy as np
import pytest
import scipy.fft
from numpy.testing import assert_allclose

from course_lib.fourier import dft, dft_matrix, fft, grating, spectral_peaks, spectrum
from course_lib.fourier.transform import frequencies, from_polar, from_spectrum, inverse_dft

SHAPES = [(1,), (2,), (7,), (12,), (1, 1), (5, 8), (8, 5), (9, 9), (1, 6)]


def test_by_hand():
    assert_allclose(dft([1, 2, 3, 4]), [10, -2 + 2j, -2, -2 - 2j], atol=1e-12)
    assert_allclose(dft_matrix(2), [[1, 1], [1, -1]], atol=1e-15)
    assert_allclose(dft_matrix(4)[1], [1, -1j, -1, 1j], atol=1e-15)


@pytest.mark.parametrize("shape", SHAPES)
def test_by_numpy_and_scipy(shape, rng):
    values = rng.normal(size=shape) + 1j * rng.normal(size=shape)
    assert_allclose(dft(values), np.fft.fftn(values), atol=1e-10)
    assert_allclose(inverse_dft(values), scipy.fft.ifftn(values), atol=1e-10)
    assert_allclose(inverse_dft(dft(values)), values, atol=1e-10)


def test_by_opencv(rng):
    picture = rng.normal(size=(9, 14))
    pairs = cv2.dft(picture, flags=cv2.DFT_COMPLEX_OUTPUT)
    assert_allclose(dft(picture), pairs[..., 0] + 1j * pairs[..., 1], atol=1e-10)


@pytest.mark.parametrize("n", [1, 2, 8, 64, 256])
def test_the_fast_way_is_the_matrix_and_takes_half_n_log_n(n, rng):
    values = rng.normal(size=n)
    fast = fft(values)
    assert_allclose(fast.spectrum, np.fft.fft(values), atol=1e-10)
    assert fast.multiplications == n // 2 * int(np.log2(n))


@pytest.mark.parametrize("n", [1, 2, 5, 8, 9])
def test_frequencies_by_numpy(n):
    assert_allclose(frequencies(n), np.fft.fftshift(np.fft.fftfreq(n)))


@pytest.mark.parametrize("shape", SHAPES)
def test_the_centre_holds_the_sum_and_the_way_back_is_exact(shape, rng):
    values = rng.normal(size=shape)
    centred = spectrum(values)
    assert centred[tuple(size // 2 for size in shape)] == pytest.approx(values.sum())
    assert_allclose(from_spectrum(centred), values, atol=1e-12)
    assert_allclose(from_polar(np.abs(centred), np.angle(centred)), centred, atol=1e-10)


@pytest.mark.parametrize("across, down", [(3, 0), (0, 2), (2, 3), (-1, 4)])
@pytest.mark.parametrize("shape", [(16, 16), (15, 20)])
def test_a_grating_is_two_dots_and_points_to_the_right_and_down(across, down, shape):
    height, width = shape
    stripes = grating(shape, across / width, down / height, phase=0.4, amplitude=3)
    assert spectral_peaks(stripes) == sorted([(across, down), (-across, -down)])
    assert stripes[0, 0] == pytest.approx(3 * np.cos(0.4))
    assert stripes[2, 5] == pytest.approx(3 * np.cos(2 * np.pi * (5 * across / width + 2 * down / height) + 0.4))
    value = spectrum(stripes)[height // 2 + down, width // 2 + across]
    assert abs(value) == pytest.approx(3 * height * width / 2)
    assert np.angle(value) == pytest.approx(0.4)


def test_dots_of_nothing_and_of_grey():
    assert spectral_peaks(np.zeros((4, 4))) == []
    assert spectral_peaks(np.ones((5, 4))) == [(0, 0)]


def test_rejections(rng):
    with pytest.raises(ValueError, match=r"`values` must have a power of 2 samples, got 6; append zeros"):
        fft(np.ones(6))
    with pytest.raises(ValueError, match=r"`n` must be at least 1, got 0"):
        dft_matrix(0)
    with pytest.raises(
        ValueError, match=r"`values` must have shape \(n,\) or \(H, W\), got \(2, 2, 3\); pass the colours"
    ):
        dft(np.ones((2, 2, 3)))
    with pytest.raises(ValueError, match=r"`values` must not be empty"):
        dft([])
    with pytest.raises(TypeError, match=r"`image` must hold real numbers, got dtype complex128; take `np.abs`"):
        spectrum([1j, 2])
    with pytest.raises(ValueError, match=r"`image` must be finite, got inf at \(0, 1\)"):
        spectral_peaks([[1, np.inf]])
    with pytest.raises(
        ValueError, match=r"`centred` must be the spectrum of a real picture: opposite .* need conjugate"
    ):
        from_spectrum([0, 1j, 1])
    with pytest.raises(ValueError, match=r"`phase` must have the shape of `magnitude`, \(2,\), got \(3,\)"):
        from_polar([1, 2], [1, 2, 3])
    with pytest.raises(ValueError, match=r"`shape\[0\]` must be at least 1, got 0"):
        grating((0, 4), 0.1, 0.1)
