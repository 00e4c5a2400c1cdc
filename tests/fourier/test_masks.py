"""Masks: hand values, scipy.signal and scipy.ndimage, OpenCV's kernels, odd, even and non-square pictures."""

import cv2
import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import ndimage, signal

from course_lib.fourier import gibbs_limit
from course_lib.fourier.masks import (
    KINDS,
    bandpass,
    box_weights,
    deepest_gain,
    deviation,
    filter_image,
    first_zero,
    gaussian_sigma,
    gaussian_weights,
    highpass,
    lowpass,
    radius,
    spectral_deviation,
    step_overshoot,
    transfer,
)

SHAPES = [(1, 1), (1, 8), (7, 7), (8, 12), (9, 4)]


@pytest.mark.parametrize("shape", SHAPES)
def test_radius_by_numpy(shape):
    whole = np.hypot(*np.meshgrid(np.fft.fftfreq(shape[0]), np.fft.fftfreq(shape[1]), indexing="ij"))
    assert_allclose(radius(shape), whole[:, : shape[1] // 2 + 1])


def test_gains_by_hand():
    f = [0, 0.1, 0.2]
    assert lowpass(f, 0.1, "ideal").tolist() == [1, 1, 0]
    assert_allclose(lowpass(f, 0.1, "Gaussian"), [1, 1 / 2, 1 / 16])
    assert_allclose(lowpass(f, 0.1, "Butterworth", order=2), [1, 1 / 2, 1 / 17])
    assert_allclose(bandpass(f, 0.1, 0.2, "Gaussian"), [0, 2**-0.25 - 1 / 2, 1 / 2 - 1 / 16])


@pytest.mark.parametrize("order", [1, 2, 5])
def test_butterworth_is_the_power_of_scipys(order):
    f = np.linspace(0.01, 0.5, 20)
    response = signal.freqs(*signal.butter(order, 0.13, analog=True), worN=f)[1]
    assert_allclose(lowpass(f, 0.13, "Butterworth", order=order), np.abs(response) ** 2, atol=1e-12)


@pytest.mark.parametrize("kind", KINDS)
def test_masks_fall_and_add_up(kind):
    f = np.linspace(0, 0.7, 200)
    low, high, band = lowpass(f, 0.1, kind), highpass(f, 0.3, kind), bandpass(f, 0.1, 0.3, kind)
    assert_allclose(low + band + high, 1)
    assert (np.diff(low) <= 0).all()
    assert band.min() >= 0


def test_hard_butterworth_is_ideal():
    f = np.array([0.05, 0.09, 0.11, 0.3])
    assert_allclose(lowpass(f, 0.1, "Butterworth", order=100), lowpass(f, 0.1, "ideal"), atol=1e-8)


@pytest.mark.parametrize("shape", [(16, 16), (15, 22), (9, 30)])
@pytest.mark.parametrize("cutoff", [0.1, 0.2])
def test_gaussian_by_scipy_in_frequency_and_space(shape, cutoff, rng):
    image, sigma = rng.normal(size=shape), gaussian_sigma(cutoff)
    filtered = filter_image(image, lowpass(radius(shape), cutoff))
    assert_allclose(filtered, np.fft.ifft2(ndimage.fourier_gaussian(np.fft.fft2(image), sigma)).real, atol=1e-10)
    # A sampled bell is not the exact one: near 1 pixel they differ in the fourth digit.
    assert_allclose(filtered, ndimage.gaussian_filter(image, sigma, mode="wrap", truncate=7), atol=0.02)


def test_box_in_space_is_its_gain_in_frequency(rng):
    image = rng.normal(size=(12, 17))
    gain = np.outer(transfer(box_weights(5), np.fft.fftfreq(12)), transfer(box_weights(5), np.fft.rfftfreq(17)))
    assert_allclose(filter_image(image, gain), ndimage.uniform_filter(image, 5, mode="wrap"), atol=1e-12)
    tiled = np.tile(image, (3, 3))
    assert_allclose(filter_image(image, gain), cv2.blur(tiled, (5, 5))[12:24, 17:34], atol=1e-12)


@pytest.mark.parametrize("kernel", [box_weights(1), box_weights(9), gaussian_weights(1.3), [0.2, 0.5, 0.2]])
def test_transfer_by_scipy(kernel):
    f = np.linspace(0, 0.5, 50)
    response = signal.freqz(kernel, worN=2 * np.pi * f)[1] * np.exp(2j * np.pi * f * (len(kernel) // 2))
    assert_allclose(transfer(kernel, f), response.real, atol=1e-12)
    assert_allclose(response.imag, 0, atol=1e-12)


def test_box_turns_stripes_round_and_the_bell_does_not():
    assert transfer(box_weights(9), [1 / 6])[0] == pytest.approx(-2 / 9)
    assert transfer(box_weights(9), [1 / 9])[0] == pytest.approx(0, abs=1e-12)
    assert transfer(gaussian_weights(2.58), np.linspace(0, 0.5, 100)).min() > -1e-4


@pytest.mark.parametrize("sigma", [0.3, 1, 2.6])
def test_bell_by_opencv(sigma):
    weights = gaussian_weights(sigma)
    assert_allclose(weights, cv2.getGaussianKernel(len(weights), sigma).ravel(), atol=1e-12)
    assert len(weights) == 2 * int(np.ceil(4 * sigma)) + 1


@pytest.mark.parametrize("cutoff", [0.02, 0.06, 0.1])
def test_only_hard_masks_ring(cutoff):
    step = np.repeat([0.0, 1.0], 128)
    kept = np.fft.fft(step) * (np.abs(np.fft.fftfreq(256)) <= cutoff)
    assert step_overshoot("ideal", cutoff) == pytest.approx(np.fft.ifft(kept).real.max() - 1)
    assert step_overshoot("ideal", cutoff) == pytest.approx(gibbs_limit(), abs=0.012)
    assert abs(step_overshoot("Gaussian", cutoff)) < 1e-4
    assert step_overshoot("Butterworth", cutoff, order=1) < step_overshoot("Butterworth", cutoff, order=6)


def test_rejections():
    with pytest.raises(
        ValueError, match=r"`cutoff` must be in \(0, 0.5\] cycles per pixel, got 0.6; pixels hold nothing"
    ):
        lowpass(0.1, 0.6)
    with pytest.raises(ValueError, match=r"`cutoff` must be positive, got 0"):
        gaussian_sigma(0)
    with pytest.raises(ValueError, match=r"`low` must be below `high`, got 0.3 and 0.2; exchange them"):
        bandpass(0.1, 0.3, 0.2)
    with pytest.raises(ValueError, match=r"`kind` must be one of ideal, Gaussian, Butterworth, got 'gaussian'"):
        highpass(0.1, 0.2, "gaussian")
    with pytest.raises(ValueError, match=r"`gain` must have shape \(4, 3\), half the plane, got \(4, 4\)"):
        filter_image(np.ones((4, 4)), np.ones((4, 4)))
    with pytest.raises(TypeError, match=r"`image` must hold real numbers, got dtype complex128"):
        filter_image(np.ones((4, 4)) * 1j, np.ones((4, 3)))
    with pytest.raises(ValueError, match=r"`kernel` must be symmetric and of odd length"):
        transfer([1, 2, 3], [0.1])
    with pytest.raises(ValueError, match=r"`size` must be odd, .* got 4; take 5"):
        box_weights(4)
    with pytest.raises(ValueError, match=r"`sigma` must be positive, got -1"):
        gaussian_weights(-1)
    with pytest.raises(ValueError, match=r"`n` must be even"):
        step_overshoot("ideal", 0.1, n=7)
    with pytest.raises(ValueError, match=r"`order` must be at least 1, got 0"):
        lowpass(0.1, 0.2, "Butterworth", order=0)


@pytest.mark.parametrize("size", [3, 5, 9, 25])
def test_how_far_kernels_spread(size):
    assert deviation(box_weights(size)) ** 2 == pytest.approx((size**2 - 1) / 12)
    places = np.arange(size) - size // 2
    assert deviation(box_weights(size)) == pytest.approx(places.std())
    sigma = deviation(box_weights(size))
    assert deviation(gaussian_weights(sigma)) == pytest.approx(sigma, rel=1e-3)  # cut at 4 sigma
    assert deviation(3 * np.append(np.zeros(4), gaussian_weights(sigma))) == pytest.approx(
        deviation(gaussian_weights(sigma))
    )


@pytest.mark.parametrize("sigma", [1.5, 3.0, 8.0])
def test_wide_in_space_is_narrow_in_frequency(sigma):
    f = np.linspace(0, 0.5, 101)
    narrow = spectral_deviation(sigma)
    assert narrow * sigma == pytest.approx(1 / (2 * np.pi))
    assert_allclose(transfer(gaussian_weights(sigma), f), np.exp(-0.5 * (f / narrow) ** 2), atol=2e-4)
    spread = ndimage.fourier_gaussian(np.ones((64, 64)), sigma)[0, :33]
    assert_allclose(spread, np.exp(-0.5 * (np.arange(33) / 64 / narrow) ** 2), atol=1e-12)


@pytest.mark.parametrize("size", [3, 5, 9, 25])
def test_the_box_wipes_out_and_turns_round(size):
    zero = first_zero(size)
    assert transfer(box_weights(size), [zero])[0] == pytest.approx(0, abs=1e-12)
    assert transfer(box_weights(size), np.linspace(0, zero, 50)[:-1]).min() > 0
    deepest = deepest_gain(box_weights(size))
    f = np.linspace(1e-6, 0.5, 30001)
    closed = np.sin(np.pi * size * f) / (size * np.sin(np.pi * f))  # the Dirichlet kernel
    assert deepest.gain == pytest.approx(closed.min(), abs=1e-6)
    assert deepest.f == pytest.approx(f[closed.argmin()], abs=3e-4)
    assert zero < deepest.f <= 2 * zero
    assert deepest_gain(gaussian_weights(deviation(box_weights(size)))).gain > -1e-4


def test_rejections_of_what_kernels_do():
    with pytest.raises(ValueError, match=r"`kernel` must hold weights of 0 or more, not all 0, got -1 to 2"):
        deviation([-1, 2, 1])
    with pytest.raises(ValueError, match=r"`kernel` must hold weights of 0 or more, not all 0, got 0 to 0"):
        deviation([0, 0, 0])
    with pytest.raises(ValueError, match=r"`sigma` must be positive, got 0"):
        spectral_deviation(0)
    with pytest.raises(ValueError, match=r"`size` must be at least 3, got 1; a box of one pixel changes nothing"):
        first_zero(1)
    with pytest.raises(ValueError, match=r"`size` must be odd, .* got 4; take 5"):
        first_zero(4)
    with pytest.raises(ValueError, match=r"`kernel` must be symmetric and of odd length"):
        deepest_gain([1, 2])
