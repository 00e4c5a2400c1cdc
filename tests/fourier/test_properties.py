"""The rules of the transform: zero where they hold, far from zero where somebody breaks them."""

import cv2
import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import ndimage

from course_lib import data
from course_lib.fourier import (
    correlation,
    find_shift,
    linearity_residual,
    parseval_ratio,
    phase_ramp,
    recombine,
    rotation_residual,
    scramble_phase,
    symmetry_residual,
)
from course_lib.fourier.properties import shift_residual

SHAPES = [(1, 1), (1, 7), (6, 6), (5, 9), (8, 3), (7, 7)]


@pytest.mark.parametrize("shape", SHAPES)
def test_rules_hold_for_all_shapes(shape, rng):
    a, b = rng.normal(size=(2, *shape))
    assert linearity_residual(a, b, 2.5, -3) < 1e-13
    assert shift_residual(a, 3, -2) < 1e-13
    assert rotation_residual(a) < 1e-13
    assert symmetry_residual(a) < 1e-13
    assert parseval_ratio(a) == pytest.approx(a.size)
    assert parseval_ratio(a, norm="ortho") == pytest.approx(1)
    assert parseval_ratio(a, norm="forward") == pytest.approx(1 / a.size)


def test_the_residuals_can_fail(rng, monkeypatch):
    a, b = rng.normal(size=(2, 6, 9))
    assert symmetry_residual(a + 1j * b) > 0.1
    true_fft = np.fft.fft2
    monkeypatch.setattr(np.fft, "fft2", lambda values: np.abs(true_fft(values)))  # loses the phase
    assert shift_residual(a, 2, 1) > 0.1
    monkeypatch.setattr(np.fft, "fft2", lambda values: true_fft(values) + np.arange(values.shape[1]))
    assert rotation_residual(a) > 0.01
    monkeypatch.setattr(np.fft, "fftn", lambda values: np.abs(true_fft(values)))
    assert linearity_residual(a, b, 2, -3) > 0.1


@pytest.mark.parametrize("shape", [(6, 9), (7, 8)])
def test_the_ramp_by_scipy(shape, rng):
    picture = rng.normal(size=shape)
    transformed = np.fft.fft2(picture)
    assert_allclose(transformed * phase_ramp(shape, 2, -1), ndimage.fourier_shift(transformed, (-1, 2)), atol=1e-10)
    assert_allclose(np.abs(phase_ramp(shape, 2, -1)), 1)


@pytest.mark.parametrize("across, down", [(0, 0), (5, 0), (0, -7), (-31, 12), (40, 20)])
@pytest.mark.parametrize("shape", [(64, 96), (63, 95)])
def test_a_shift_is_found(across, down, shape):
    picture = data.image("camera")[: shape[0], : shape[1]]
    shifted = np.roll(picture, (down, across), axis=(0, 1))
    assert find_shift(picture, shifted) == (across, down)
    if shape == (64, 96):  # OpenCV pads other sizes with zeros, which is not this shift
        found = cv2.phaseCorrelate(picture, shifted)[0]
        assert_allclose(found, (across, down), atol=0.2)


# ---- phase


def test_recombining_by_definition(rng):
    a, b = rng.normal(size=(2, 9, 12))
    A, B = np.fft.fft2(a), np.fft.fft2(b)
    swapped = np.fft.ifft2(np.abs(A) * np.exp(1j * np.angle(B)))
    assert np.abs(swapped.imag).max() < 1e-12
    assert_allclose(recombine(a, b, magnitude=0, phase=1), swapped.real, atol=1e-12)
    assert_allclose(recombine(a, b, magnitude=0, phase=0), a, atol=1e-12)
    half = np.fft.fft2(recombine(a, b, magnitude=0.25, phase=0))
    assert_allclose(np.abs(half), 0.75 * np.abs(A) + 0.25 * np.abs(B), atol=1e-10)


def test_phases_turn_the_short_way():
    a, b = np.array([[0.0, 1, 0, -1]]), np.array([[1.0, 0, -1, 0]])  # a sine and a cosine: a quarter turn apart
    middle = np.fft.fft2(recombine(a, b, magnitude=0, phase=0.5))[0, 1]
    assert np.angle(middle) == pytest.approx(-np.pi / 4)


@pytest.mark.parametrize("shape", [(8, 8), (7, 9), (6, 5)])
@pytest.mark.parametrize("amount", [0, 0.4, 1])
def test_scrambling_keeps_all_magnitudes(shape, amount, rng):
    picture = rng.normal(size=shape)
    scrambled = scramble_phase(picture, amount, seed=3)
    assert_allclose(np.abs(np.fft.fft2(scrambled)), np.abs(np.fft.fft2(picture)), atol=1e-10)
    assert np.allclose(scrambled, picture) == (amount == 0)


def test_the_phase_carries_the_photograph():
    camera, brick = data.image("camera"), data.image("brick")
    mixed = recombine(brick, camera, magnitude=0, phase=1)
    assert correlation(mixed, camera) > 3 * abs(correlation(mixed, brick))
    # A few coarse waves hold most of the contrast, so one draw may be alike by chance; many are not.
    alike = [correlation(scramble_phase(camera, 1, seed), camera) for seed in range(30)]
    assert abs(np.mean(alike)) < 0.15
    assert np.ptp(alike) > 0.3


def test_likeness_by_numpy(rng):
    a, b = rng.normal(size=(2, 5, 6))
    assert correlation(a, b) == pytest.approx(np.corrcoef(a.ravel(), b.ravel())[0, 1])
    assert correlation(a, 3 - 2 * a) == pytest.approx(-1)


def test_rejections(rng):
    a = rng.normal(size=(4, 5))
    with pytest.raises(ValueError, match=r"`b` must have the shape of `a`, \(4, 5\), got \(5, 4\); crop one of them"):
        recombine(a, a.T)
    with pytest.raises(ValueError, match=r"`phase` must be a share in \[0, 1\], got 1.5"):
        recombine(a, a, phase=1.5)
    with pytest.raises(ValueError, match=r"`amount` must be a share in \[0, 1\], got nan"):
        scramble_phase(a, float("nan"))
    with pytest.raises(ValueError, match=r"`a` and `b` must both have contrast"):
        correlation(a, np.ones((4, 5)))
    with pytest.raises(TypeError, match=r"`across` must be an integer, got 0.5"):
        shift_residual(a, 0.5, 0)
    with pytest.raises(TypeError, match=r"`image` must hold real numbers, got dtype complex128"):
        rotation_residual(a * 1j)
    with pytest.raises(ValueError, match=r"`values` must not all be 0"):
        parseval_ratio(np.zeros(3))
    with pytest.raises(ValueError, match=r"`shifted` must have the shape of `image`"):
        find_shift(a, a[1:])
