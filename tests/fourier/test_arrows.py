"""A frequency as an arrow: hand values, numpy.fft, and what a shift does, odd and even sizes."""

import cmath

import cv2
import numpy as np
import pytest
from numpy.testing import assert_allclose

from course_lib import data
from course_lib.fourier.arrows import (
    coefficient,
    magnitude_difference,
    phase_difference,
    ramp_slope,
    shifted_by_ramp,
    wave,
)

SHAPES = [(8, 8), (7, 9), (6, 11), (5, 4), (1, 6), (6, 1), (1, 1)]


def test_wave_by_hand():
    assert_allclose(wave(4, 1), [1, 0, -1, 0], atol=1e-12)
    assert_allclose(wave(4, 1, amplitude=2, shift=1), [0, 2, 0, -2], atol=1e-12)
    values = wave(30, 2, amplitude=0.7, shift=4.5)
    assert values[3] == pytest.approx(0.7 * np.cos(2 * np.pi * 2 * 1.5 / 30))
    assert wave(32, 3, shift=5).argmax() in (5, 5 + 32 / 3)


@pytest.mark.parametrize("n", [1, 2, 5, 8, 9, 32])
def test_coefficients_by_numpy(n, rng):
    values = rng.normal(size=n)
    transformed = np.fft.fft(values)
    for waves in range(-(n // 2), n // 2 + 1):
        scale = 1 / n if waves in (0, n / 2, -n / 2) else 2 / n
        expected = transformed[waves % n] * scale
        found = coefficient(values, waves)
        assert complex(found.real, found.imaginary) == pytest.approx(expected, abs=1e-11)
        assert found.length == pytest.approx(abs(expected), abs=1e-11)
        assert np.radians(found.angle) == pytest.approx(cmath.phase(expected), abs=1e-8)


@pytest.mark.parametrize("n", [31, 32])
@pytest.mark.parametrize("waves", [1, 3, 10])
def test_a_shift_turns_the_arrow_and_keeps_its_length(n, waves):
    for shift in np.arange(0, n, 2.5):
        found = coefficient(wave(n, waves, amplitude=1.7, shift=shift), waves)
        assert found.length == pytest.approx(1.7)
        apart = (found.angle + 360 * waves * shift / n) % 360
        assert min(apart, 360 - apart) < 1e-6
        assert found.length**2 == pytest.approx(found.real**2 + found.imaginary**2)


def test_the_real_part_passes_0_and_a_zero_is_a_zero():
    assert coefficient(wave(32, 2, amplitude=1.5, shift=4), 2) == pytest.approx((0, -1.5, 1.5, -90))
    assert coefficient(wave(32, 2, amplitude=1e-6, shift=4), 2).real == 0
    assert coefficient(wave(32, 2, amplitude=1e6, shift=4), 2).real == 0
    assert coefficient(np.zeros(8), 2) == (0, 0, 0, 0)
    assert coefficient([2.0, 2.0, 2.0], 0) == (2, 0, 2, 0)


def test_the_opposite_frequency_is_the_mirror_image(rng):
    values = rng.normal(size=12)
    one, two = coefficient(values, 5), coefficient(values, -5)
    assert (two.real, two.imaginary) == pytest.approx((one.real, -one.imaginary))
    assert two.angle == pytest.approx(-one.angle)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("across, down", [(0, 0), (1, 0), (0, 1), (3, -2), (-1, 4)])
def test_shifts_by_rolling(shape, across, down, rng):
    image = rng.normal(size=shape)
    rolled = np.roll(image, (down, across), axis=(0, 1))
    assert_allclose(shifted_by_ramp(image, across, down), rolled, atol=1e-12)
    assert_allclose(shifted_by_ramp(rolled, -across, -down), image, atol=1e-12)
    assert magnitude_difference(image, rolled) < 1e-14
    expected = np.angle(np.fft.fftshift(np.fft.fft2(rolled) / np.fft.fft2(image)))
    # -180 and 180 degrees are one direction
    assert_allclose(np.exp(1j * phase_difference(image, rolled)), np.exp(1j * expected), atol=1e-9)


def test_phases_by_opencv(rng):
    one, two = rng.normal(size=(2, 6, 8))
    pairs = [cv2.dft(values, flags=cv2.DFT_COMPLEX_OUTPUT) for values in (one, two)]
    first, second = (cv2.phase(pair[..., 0], pair[..., 1]) for pair in pairs)
    expected = np.fft.fftshift(second - first)
    assert_allclose(np.exp(1j * phase_difference(one, two)), np.exp(1j * expected), atol=1e-3)  # its angles are coarse
    assert np.abs(phase_difference(one, two)).max() <= np.pi


def test_magnitude_difference_by_hand():
    assert magnitude_difference([[1.0, 1.0]], [[2.0, 2.0]]) == pytest.approx(1)  # 2 and 0 against 4 and 0
    assert magnitude_difference([[3.0, 1.0]], [[3.0, -1.0]]) == pytest.approx(0.5)  # 4 and 2 against 2 and 4
    assert magnitude_difference([[0.0, 0.0]], [[0.0, 0.0]]) == 0
    photo, other = data.image("camera"), data.image("brick")
    one, two = (np.abs(np.fft.fft2(values)) for values in (photo, other))
    assert magnitude_difference(photo, other) == pytest.approx(np.abs(one - two).max() / one.max())


@pytest.mark.parametrize("shape", [(16, 16), (15, 22), (9, 30)])
@pytest.mark.parametrize("across, down", [(1, 0), (0, 1), (3, -2), (-4, 4)])
def test_the_slope_is_the_shift(shape, across, down, rng):
    image = rng.normal(size=shape)
    difference = phase_difference(image, np.roll(image, (down, across), axis=(0, 1)))
    assert ramp_slope(difference) == pytest.approx((-360 * across / shape[1], -360 * down / shape[0]), abs=1e-6)
    middle = tuple(slice(size // 2 - 2, size // 2 + 3) for size in shape)
    assert ramp_slope(difference[middle]) == ramp_slope(difference)


def test_where_there_is_no_energy_there_is_no_difference():
    assert_allclose(phase_difference(np.ones((4, 6)), 2 * np.ones((4, 6))), 0)


def test_rejections():
    with pytest.raises(
        ValueError, match=r"`waves` must be at most half of the 8 samples, got 5; finer waves look like"
    ):
        coefficient(np.ones(8), 5)
    with pytest.raises(ValueError, match=r"`waves` must be at most half of the 8 samples, got -5"):
        coefficient(np.ones(8), -5)
    with pytest.raises(TypeError, match=r"`waves` must be an integer, got 1.5"):
        coefficient(np.ones(8), 1.5)
    with pytest.raises(ValueError, match=r"`values` must not be empty"):
        coefficient([], 0)
    with pytest.raises(ValueError, match=r"`n` must be at least 1, got 0"):
        wave(0, 1)
    with pytest.raises(ValueError, match=r"`other` must have the shape of `image`, \(2, 2\), got \(2, 3\)"):
        magnitude_difference(np.ones((2, 2)), np.ones((2, 3)))
    with pytest.raises(ValueError, match=r"`other` must have the shape of `image`, \(2, 2\), got \(2, 3\)"):
        phase_difference(np.ones((2, 2)), np.ones((2, 3)))
    with pytest.raises(ValueError, match=r"`difference` must have 3 rows and columns or more, got \(2, 5\)"):
        ramp_slope(np.zeros((2, 5)))
    with pytest.raises(TypeError, match=r"`across` must be an integer, got 0.5"):
        shifted_by_ramp(np.ones((2, 2)), 0.5, 0)
    with pytest.raises(TypeError, match=r"`down` must be an integer, got 0.5"):
        shifted_by_ramp(np.ones((2, 2)), 0, 0.5)
    with pytest.raises(TypeError, match=r"`image` must hold real numbers, got dtype complex128"):
        magnitude_difference(np.ones((2, 2)) * 1j, np.ones((2, 2)))
