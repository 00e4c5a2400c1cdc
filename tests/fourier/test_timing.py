"""The three ways give one picture in both libraries, the clock is read aright, and what is stored is whole."""

import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import signal

from course_lib import data
from course_lib.fourier import timing
from course_lib.fourier.timing import (
    LIBRARIES,
    WAYS,
    convolve_by,
    measured_seconds,
    stored_crossing,
    stored_seconds,
    stored_times,
)
from tools.stored import time_convolution as script


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "shape, k", [((1, 1), 1), ((1, 1), 5), ((5, 9), 3), ((16, 16), 9), ((30, 21), 15), ((4, 7), 11)]
)
def test_each_way_by_scipy(way, library, shape, k, rng):
    image, weights = rng.normal(size=shape), rng.normal(size=k)  # not symmetric: a correlation would show
    full = signal.convolve2d(image, np.outer(weights, weights))
    expected = full[k // 2 :, k // 2 :][: shape[0], : shape[1]]
    assert_allclose(convolve_by(way, library, image, weights), expected, atol=1e-11)


@pytest.mark.parametrize("k, transforms", [(7, False), (9, True)])
def test_opencv_takes_the_spectrum_by_itself(k, transforms, rng):
    """A transform leaves rounding everywhere; a sum of products leaves exact zeros where the kernel does not reach."""
    point = np.zeros((64, 64))
    point[8, 8] = 1
    far = convolve_by("direct", "OpenCV", point, rng.random(k))[40:]
    assert (far != 0).any() == transforms
    assert_allclose(far, 0, atol=1e-15)
    assert_array_equal(convolve_by("direct", "SciPy", point, rng.random(k))[40:], 0)


def test_measuring_keeps_its_hands_off():
    before = cv2.getNumThreads()
    cv2.setNumThreads(2)
    try:
        seconds = measured_seconds(32, 5, library="OpenCV", repeats=2)
        assert cv2.getNumThreads() == 2
    finally:
        cv2.setNumThreads(before)
    assert seconds.shape == (3,)
    assert (seconds > 0).all()
    assert (seconds < 5).all()


def test_the_best_of_the_repeats_counts_for_each_way(monkeypatch):
    clock, seen = [0.0], []
    slow_down = iter([5.0, 0.0, 2.0] * 3)  # what else the machine does

    def prepared(way, library, image, weights):
        seen.append((way, library, image.shape, len(weights)))

        def job():
            clock[0] += WAYS.index(way) + 1 + next(slow_down)

        return job

    monkeypatch.setattr(timing, "_prepared", prepared)
    monkeypatch.setattr(timing.time, "perf_counter", lambda: clock[0])
    assert_array_equal(measured_seconds(8, 3, repeats=3), [1, 2, 3])
    assert seen == [(way, "SciPy", (8, 8), 3) for way in WAYS]


def test_what_is_stored_is_whole():
    times = stored_times()
    assert times.sizes.tolist() == list(script.SIZES)
    assert times.kernels.tolist() == list(script.KERNELS)
    assert times.seconds.shape == (2, 3, 5, 31)
    assert np.isfinite(times.seconds).all()
    assert (times.seconds > 0).all()
    assert "SciPy" in times.machine
    assert "thread" in times.machine
    stored = data.results("timing_convolution")
    assert stored["libraries"].tolist() == list(LIBRARIES)
    assert stored["ways"].tolist() == list(WAYS)


def test_what_is_stored_teaches_what_the_notebook_says():
    kernels, (scipy, opencv) = stored_times().kernels, stored_times().seconds
    direct, separable, spectrum = scipy
    slope = np.polyfit(np.log(kernels[2:]), np.log(direct[2][2:]), 1)[0]
    assert 1.8 < slope < 2.6  # k*k
    assert (spectrum.max(axis=1) / spectrum.min(axis=1) < 2.3).all()  # hardly anything with k
    assert (direct[:, -1] > 100 * spectrum[:, -1]).all()
    assert (separable[:, 6] < direct[:, 6]).all()
    assert [stored_crossing(int(n)) for n in stored_times().sizes] == [7] * 5
    own = opencv[0, 2]  # filter2D at 256 pixels: 7 x 7, then 9 x 9, then 31 x 31
    assert own[3] > 3 * own[2]
    assert own[14] == pytest.approx(own[3], rel=0.1)
    assert stored_crossing(1024, library="OpenCV") is None


def test_looking_up_what_is_stored():
    times = stored_times()
    assert_array_equal(stored_seconds(128, 5, library="OpenCV"), times.seconds[1, :, 1, 1])
    assert_array_equal(stored_seconds(64, 63), times.seconds[0, :, 0, 30])
    for n in times.sizes:
        k = stored_crossing(int(n))
        for smaller in range(3, k, 2):
            assert stored_seconds(int(n), smaller)[0] <= stored_seconds(int(n), smaller)[2]
        assert stored_seconds(int(n), k)[0] > stored_seconds(int(n), k)[2]


def test_the_script_packs_what_it_measures(monkeypatch, tmp_path):
    calls = []

    def measure(n, k, *, library, repeats):
        calls.append((n, k, library, repeats))
        quicker = 0.5 if len(calls) > 8 else 0  # in the second round
        return np.array([n, k, LIBRARIES.index(library)]) + 1.0 - quicker

    monkeypatch.setattr(script, "measured_seconds", measure)
    best = script.best_times((64, 512), (3, 5), rounds=2)
    assert best.shape == (2, 3, 2, 2)
    assert_array_equal(best[1, :, 1, 0], [512.5, 3.5, 1.5])
    assert (512, 5, "SciPy", 2) in calls
    assert (64, 3, "OpenCV", 10) in calls
    monkeypatch.setattr(script, "SIZES", (64, 512))
    monkeypatch.setattr(script, "KERNELS", (3, 5))
    out = Path(tmp_path) / "times.npz"
    script.main(["--out", str(out)])
    with np.load(out) as stored:
        assert set(stored.files) == {"libraries", "ways", "sizes", "kernels", "seconds", "machine"}
        assert stored["seconds"].dtype == np.float32
        assert f"Python {sys.version_info.major}.{sys.version_info.minor}" in str(stored["machine"])


@pytest.mark.parametrize(
    "call, error, message",
    [
        (
            lambda: convolve_by("fast", "SciPy", [[1.0]], [1.0]),
            ValueError,
            "`way` must be one of direct, separable, spec",
        ),
        (lambda: convolve_by("direct", "scipy", [[1.0]], [1.0]), ValueError, "`library` must be one of SciPy, OpenCV"),
        (lambda: convolve_by("direct", "SciPy", [1.0], [1.0]), ValueError, r"`image` must have shape \(H, W\)"),
        (
            lambda: convolve_by("direct", "SciPy", [[1.0]], [1.0, 1]),
            ValueError,
            "`weights` must have odd length.*, got 2",
        ),
        (lambda: measured_seconds(0, 3), ValueError, "`n` must be at least 1, got 0"),
        (lambda: measured_seconds(8, 4), ValueError, "`size` must be odd.*, got 4"),
        (lambda: measured_seconds(8, 3, repeats=0), ValueError, "`repeats` must be at least 1, got 0"),
        (lambda: stored_seconds(100, 3), ValueError, "`n` must be one that is stored, 64, 128, .*, got 100"),
        (lambda: stored_seconds(64, 4), ValueError, "`k` must be one that is stored, 3, 5, .*, got 4"),
        (
            lambda: stored_seconds(64, 3, library="torch"),
            ValueError,
            "`library` must be one of SciPy, OpenCV, got 'torch'",
        ),
        (lambda: stored_crossing(63), ValueError, "`n` must be one that is stored, .*, got 63"),
        (lambda: stored_crossing(64, library=1), ValueError, "`library` must be one of SciPy, OpenCV, got 1"),
    ],
)
def test_rejections(call, error, message):
    with pytest.raises(error, match=message):
        call()
