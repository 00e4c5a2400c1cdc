"""The explorers of signals: values off their defaults by other means."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import signal

from course_lib import data
from course_lib.fourier.explorers import CornersFromSines, FilterPhoto, OnePoint, PhaseAndMagnitude
from course_lib.fourier.explorers.corners import TIMES


@pytest.mark.parametrize("terms", [2, 17])
def test_the_sum_by_scipy(terms):
    result = CornersFromSines(wave="sawtooth", terms=terms).result
    wave = signal.sawtooth(2 * np.pi * TIMES + np.pi)
    by_hand = sum((-1) ** (m + 1) * 2 / (np.pi * m) * np.sin(2 * np.pi * m * TIMES) for m in range(1, terms + 1))
    assert_allclose(result.partial, by_hand, atol=1e-12)
    inside = np.abs(TIMES - 0.5) > 1e-9  # at the jump SciPy takes an end, the course the middle
    assert result.error**2 * TIMES.size == pytest.approx(((by_hand - wave)[inside] ** 2).sum(), rel=1e-3)
    assert result.overshoot == pytest.approx((by_hand.max() - 1) / 2, abs=2e-3)


@pytest.mark.parametrize("how, dots", [("one grating", 2), ("sum of two", 4), ("product of two", 4)])
def test_dots_by_numpy(how, dots):
    result = OnePoint(across=7, down=-2, phase=60, how=how, across2=3, down2=5).result
    magnitude = np.abs(np.fft.fftshift(np.fft.fft2(result.picture))) / 64**2
    assert_allclose(result.magnitude, magnitude, atol=1e-12)
    assert sorted((int(x) - 32, int(y) - 32) for y, x in np.argwhere(magnitude > 0.01)) == result.found
    assert len(result.found) == dots
    assert result.period == pytest.approx(64 / np.hypot(7, 2))


def test_phase_of_another_by_numpy():
    result = PhaseAndMagnitude(a="brick", b="grass", magnitude=0.0, phase=1.0, scramble=0.0).result
    one, two = np.fft.fft2(data.image("brick")), np.fft.fft2(data.image("grass"))
    mixed = np.fft.ifft2(np.abs(one) * two / np.abs(two)).real
    assert_allclose(result.mixed, mixed, atol=1e-9)
    assert result.like_b == pytest.approx(np.corrcoef(mixed.ravel(), data.image("grass").ravel())[0, 1])


@pytest.mark.parametrize("passes", ["low", "high", "band"])
def test_filtered_by_the_whole_plane(passes):
    result = FilterPhoto(photo="grass", passes=passes, kind="Gaussian", cutoff=0.2).result
    image = data.image("grass")
    f = np.hypot(np.fft.fftfreq(256)[:, None], np.fft.fftfreq(256))
    low, half = 2 ** -((f / 0.2) ** 2), 2 ** -((f / 0.1) ** 2)
    gain = {"low": low, "high": 1 - low, "band": low - half}[passes]
    output = np.fft.ifft2(np.fft.fft2(image) * gain).real
    assert_allclose(result.output, output, atol=1e-12)
    assert result.kept == pytest.approx(output.var() / image.var())
