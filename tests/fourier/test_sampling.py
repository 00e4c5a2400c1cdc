"""Aliases by comparing samples, the curve between samples, and what each filter leaves to fold."""

import cv2
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import ndimage, signal

from course_lib.fourier.sampling import (
    PREFILTERS,
    alias,
    apparent_turns,
    chirp,
    chirp_alias,
    chirp_frequency,
    folded_energy,
    nyquist,
    prefiltered,
    reconstruct,
    subsample,
    zone_plate,
)

SHAPES = [(1, 1), (1, 7), (6, 6), (5, 9), (8, 3), (12, 10)]
CASES = [(shape, step) for shape in SHAPES for step in (1, 2, 3, 5) if step <= max(shape)]


def test_alias_by_hand():
    assert [alias(f) for f in (0, 0.25, 0.5, -0.5, 0.75, 1, -0.75)] == [0, 0.25, -0.5, -0.5, -0.25, 0, 0.25]
    assert alias(23, rate=24) == -1
    assert_array_equal(alias([[1, 3], [5, 7]], rate=4), [[1, -1], [1, -1]])
    assert isinstance(alias(np.float64(0.7)), float)


@pytest.mark.parametrize("rate", [0.3, 1.0, 7, 44100.0])
def test_an_alias_has_the_same_samples(rate, rng):
    frequency = rng.uniform(-4, 4, 200) * rate
    seen, times = alias(frequency, rate), np.arange(20) / rate
    assert (seen >= -rate / 2).all()
    assert (seen < rate / 2).all()
    assert_allclose(
        np.exp(2j * np.pi * times * seen[:, None]), np.exp(2j * np.pi * times * frequency[:, None]), atol=1e-11
    )
    assert_array_equal(alias(seen, rate), seen)


def test_an_alias_never_leaves_its_range():
    edge = np.nextafter(0.5, 0)
    assert alias(edge) == edge
    assert alias(np.nextafter(-0.5, -1)) < 0.5
    assert alias(-0.1) == -0.1  # to the last digit
    assert alias(-1e-20) == -1e-20


def test_nyquist():
    assert nyquist(44100) == 22050
    assert_allclose(np.sin(2 * np.pi * nyquist(8) * np.arange(50) / 8), 0, atol=1e-13)  # twice per wave: only zeros
    assert alias(nyquist(8), 8) == -nyquist(8)


def test_reconstruct_by_hand():
    assert reconstruct([3.0], 2, 0) == 3
    assert reconstruct([3.0], 2, 0.25) == pytest.approx(3 * 2 / np.pi)  # half a sample away: sinc(1/2) = 2/pi
    assert reconstruct([1.0, 2.0], 1, np.zeros((2, 3))).shape == (2, 3)


@pytest.mark.parametrize("rate", [0.5, 1, 48.0])
@pytest.mark.parametrize("n", [1, 2, 9])
def test_reconstruct_by_loops(rate, n, rng):
    samples, t = rng.normal(size=n), rng.uniform(-1, n + 1, 30) / rate
    expected = []
    for time in t:
        x = np.pi * (rate * time - np.arange(n))
        expected.append((samples * np.sin(x) / x).sum())
    assert_allclose(reconstruct(samples, rate, t), expected, atol=1e-12)
    assert_allclose(reconstruct(samples, rate, np.arange(n) / rate), samples, atol=1e-12)


def test_reconstruct_finds_slow_waves_only():
    n, t = np.arange(400), np.linspace(190, 210, 301)
    error = {}
    for f in (0.3, 0.7):
        error[f] = np.abs(reconstruct(np.sin(2 * np.pi * f * n), 1, t) - np.sin(2 * np.pi * f * t)).max()
    assert error[0.3] < 0.01
    assert error[0.7] > 1.5
    ghost = np.sin(2 * np.pi * alias(0.7) * t)
    assert_allclose(reconstruct(np.sin(2 * np.pi * 0.7 * n), 1, t), ghost, atol=0.01)


@pytest.mark.parametrize("start, end, duration", [(1, 20, 2), (5.5, 0.5, 3), (4, 4, 1), (0, 100, 0.7)])
def test_chirp_by_scipy(start, end, duration):
    t = np.linspace(0, duration, 20001)
    assert_allclose(chirp(t, start, end, duration), signal.chirp(t, start, duration, end), atol=1e-10)
    phase = np.unwrap(np.angle(signal.hilbert(chirp(t, 50, 90, duration))))
    slope = np.gradient(phase, t) / (2 * np.pi)
    middle = slice(8000, 12000)
    assert_allclose(slope[middle], chirp_frequency(t, 50, 90, duration)[middle], rtol=0.02)


def test_chirp_frequency_by_hand():
    assert chirp_frequency(0, 2, 10, 4) == 2
    assert chirp_frequency(4, 2, 10, 4) == 10
    assert chirp_frequency(1, 2, 10, 4) == 4
    assert chirp(0, 2, 10, 4) == 1


@pytest.mark.parametrize("start, end, duration, rate", [(0, 20, 1, 20), (3, 50, 2, 12), (40, 0, 3, 7.5), (0, 2, 1, 50)])
def test_the_alias_of_a_chirp(start, end, duration, rate):
    at = np.arange(-5, int(duration * rate) + 5) / rate
    slow, fast = chirp_alias(at, start, end, duration, rate), chirp(at, start, end, duration)
    assert_allclose(slow, fast, atol=1e-9)  # the same samples
    fine = np.linspace(0.01, duration, 400001)
    values = chirp_alias(fine, start, end, duration, rate)
    assert np.abs(np.diff(values)).max() < 1e-2  # without a jump
    crossings = np.count_nonzero(np.diff(np.sign(values)))
    seen = np.abs(alias(chirp_frequency(fine, start, end, duration), rate)).mean() * np.ptp(fine)  # turns in all
    assert crossings == pytest.approx(2 * seen, abs=3)


def test_between_two_samples_the_alias_of_a_chirp_is_the_slowest_wave(rng):
    start, end, duration, rate = 1, 40, 2, 9
    for t in rng.uniform(0, duration, 60):
        first = np.floor(t * rate) / rate
        turns = start * t + (end - start) * t**2 / (2 * duration)
        ahead = chirp_frequency(first + 0.5 / rate, start, end, duration) / rate  # turns from one sample to the next
        whole = min(range(60), key=lambda count: abs(ahead - count))
        assert chirp_alias(t, start, end, duration, rate) == pytest.approx(
            np.cos(2 * np.pi * (turns - whole * rate * t))
        )


def test_the_alias_of_a_slow_chirp_is_the_chirp(rng):
    t = rng.uniform(0, 1, 50)
    assert_allclose(chirp_alias(t, 0, 9, 1, rate=20), chirp(t, 0, 9, 1), atol=1e-12)
    assert isinstance(chirp_alias(0.3, 0, 9, 1, rate=20), float)
    # 11 Hz with 20 samples a second is -9 Hz; a cosine cannot tell
    assert_allclose(chirp_alias(t, 11, 11, 1, rate=20), np.cos(2 * np.pi * 9 * t), atol=1e-12)


def test_wheels():
    assert apparent_turns(23, 24) == -1
    assert apparent_turns(24, 24) == 0
    assert apparent_turns(25, 24) == 1
    assert apparent_turns(2.9, 24, spokes=8) == pytest.approx(-0.1)
    assert apparent_turns(3, 24, spokes=8) == 0
    assert apparent_turns(2.9, 24) == 2.9


@pytest.mark.parametrize("spokes", [1, 3, 8])
def test_a_wheel_looks_the_same_in_every_frame(spokes, rng):
    turns = rng.uniform(-40, 40, 50)
    seen = apparent_turns(turns, 24, spokes)
    assert (np.abs(seen) <= 24 / 2 / spokes).all()
    hub = np.arange(30) / 24
    one, two = (np.exp(2j * np.pi * spokes * hub * speed[:, None]) for speed in (turns, seen))
    assert_allclose(one, two, atol=1e-10)


@pytest.mark.parametrize("n", [1, 2, 63, 64])
def test_zone_plate(n):
    plate = zone_plate(n)
    assert plate.shape == (n, n)
    assert plate.min() >= 0
    assert plate.max() <= 1
    assert_allclose(plate, plate.T)
    assert_allclose(plate, plate[::-1, ::-1])
    x = np.arange(n) - (n - 1) / 2
    for row, column in [(0, 0), (n // 3, n // 2), (n - 1, n // 4)]:
        assert plate[row, column] == pytest.approx((1 + np.cos(np.pi * (x[row] ** 2 + x[column] ** 2) / n)) / 2)
    along = chirp(np.abs(x), 0, 0.5, n / 2)  # a radius is a chirp: 0 in the centre, 0.5 at n/2 pixels
    if n % 2:
        assert_allclose(plate[n // 2], 0.5 + 0.5 * along, atol=1e-12)


@pytest.mark.parametrize("shape, step", CASES)
@pytest.mark.parametrize("prefilter", PREFILTERS)
def test_what_all_prefilters_do(shape, step, prefilter, rng):
    image = rng.normal(size=shape)
    before = image.copy()
    found = prefiltered(image, step, prefilter)
    assert found.shape == shape
    assert found.mean() == pytest.approx(image.mean())
    assert_allclose(prefiltered(np.full(shape, 2.5), step, prefilter), 2.5)
    shifted = prefiltered(np.roll(image, (1, 2), (0, 1)), step, prefilter)
    assert_allclose(shifted, np.roll(found, (1, 2), (0, 1)), atol=1e-12)
    small = subsample(image, step, prefilter)
    assert small.shape == (-(-shape[0] // step), -(-shape[1] // step))
    assert_array_equal(small, found[::step, ::step])
    assert small.base is None  # it does not keep the large picture in memory
    assert 0 <= folded_energy(image, step, prefilter) <= 1 + 1e-12
    small[:] = found[:] = 99
    assert_array_equal(image, before)


@pytest.mark.parametrize("shape, step", CASES)
def test_prefilters_by_oracle(shape, step, rng):
    image = rng.normal(size=shape)
    box = ndimage.uniform_filter(image, step, mode="wrap", origin=-(step // 2))
    assert_allclose(prefiltered(image, step, "box"), box, atol=1e-12)
    blurred = np.fft.ifft2(ndimage.fourier_gaussian(np.fft.fft2(image), step / 2)).real
    assert_allclose(prefiltered(image, step, "Gaussian"), blurred, atol=1e-12)
    spectrum = np.fft.fft2(image)
    down, across = np.meshgrid(*(np.abs(np.fft.fftfreq(size)) for size in shape), indexing="ij")
    spectrum[(down > 0.5 / step - 1e-9) | (across > 0.5 / step - 1e-9)] = 0
    assert_allclose(prefiltered(image, step, "ideal"), np.fft.ifft2(spectrum).real, atol=1e-12)


@pytest.mark.parametrize("step", [2, 3, 4])
def test_box_by_opencv(step, rng):
    image = rng.normal(size=(5 * step, 7 * step))
    expected = cv2.resize(image, (7, 5), interpolation=cv2.INTER_AREA)
    assert_allclose(subsample(image, step, "box"), expected, atol=1e-12)


@pytest.mark.parametrize("shape, step", [((15, 21), 3), ((10, 14), 2), ((9, 27), 9), ((25, 35), 5)])
def test_ideal_by_scipy(shape, step, rng):
    image = rng.normal(size=shape)  # the small sides are odd: nothing lies exactly on the limit
    expected = signal.resample(signal.resample(image, shape[0] // step, axis=0), shape[1] // step, axis=1)
    assert_allclose(subsample(image, step, "ideal"), expected, atol=1e-12)


@pytest.mark.parametrize("n, step, keeps", [(16, 2, 3), (24, 3, 3), (24, 4, 2)])
def test_ideal_keeps_what_the_small_picture_can_hold(n, step, keeps):
    wave = np.cos(2 * np.pi * keeps / n * np.arange(n)) * np.ones((n, 1))
    limit = np.cos(np.pi / step * np.arange(n)) * np.ones((n, 1))  # exactly 0.5/step
    assert_allclose(prefiltered(wave + limit, step, "ideal"), wave, atol=1e-12)
    assert_allclose(subsample(wave, step, "ideal"), signal.resample(wave, n // step, axis=1)[::step], atol=1e-12)


def test_a_fine_wave_comes_back_coarse():
    wave = np.cos(2 * np.pi * 0.4 * np.arange(100)) * np.ones((4, 1))
    small = subsample(wave, 2)
    magnitude = np.abs(np.fft.rfft(small[0]))
    assert np.fft.rfftfreq(50)[magnitude.argmax()] == pytest.approx(0.2)
    assert abs(alias(0.4, 0.5)) * 2 == pytest.approx(0.2)  # -0.1 cycles per old pixel, -0.2 per new one
    assert_allclose(subsample(wave, 2, "ideal"), 0, atol=1e-12)


def test_folded_energy_by_hand():
    x = np.arange(16)
    wave = 5 + np.cos(2 * np.pi * 2 / 16 * x) + 3 * np.cos(2 * np.pi * 6 / 16 * x) * np.ones((3, 1))
    assert folded_energy(wave, 2, "none") == pytest.approx(9 / 10)
    assert folded_energy(wave, 1, "none") == pytest.approx(0)
    assert folded_energy(wave.T, 2, "none") == pytest.approx(9 / 10)
    gain = np.exp(-2 * np.pi**2 * (np.array([2, 6]) / 16) ** 2) * [1, 3]
    assert folded_energy(wave, 2, "Gaussian") == pytest.approx(gain[1] ** 2 / (gain**2).sum())
    gain = np.cos(np.pi * np.array([2, 6]) / 16) * [1, 3]  # the mean of two neighbours
    assert folded_energy(wave, 2, "box") == pytest.approx(gain[1] ** 2 / (gain**2).sum())
    limit = np.tile([1.0, 0.0, -1.0, 0.0], (4, 2))
    assert folded_energy(limit, 2, "none") == pytest.approx(1)


@pytest.mark.parametrize("shape, step", [case for case in CASES if case[0] != (1, 1)])
@pytest.mark.parametrize("prefilter", PREFILTERS[:3])
def test_folded_energy_by_the_whole_plane(shape, step, prefilter, rng):
    image = rng.normal(size=shape) + 5
    spectrum = np.abs(np.fft.fft2(prefiltered(image - image.mean(), step, prefilter))) ** 2
    down, across = np.meshgrid(*(np.abs(np.fft.fftfreq(size)) for size in shape), indexing="ij")
    beyond = (down > 0.5 / step - 1e-9) | (across > 0.5 / step - 1e-9)
    expected = spectrum[beyond].sum() / spectrum.sum()
    assert folded_energy(image, step, prefilter) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("shape, step", CASES)
def test_folded_energy_is_nothing_where_nothing_is_left(shape, step, rng):
    assert folded_energy(rng.normal(size=shape), step, "ideal") < 1e-25
    for prefilter in PREFILTERS:
        assert folded_energy(np.full(shape, 0.1), step, prefilter) == 0


def test_rounding_is_not_energy():
    checkers = np.indices((64, 64)).sum(axis=0) % 2
    assert folded_energy(np.where(checkers, 1.0, np.nextafter(1, 2)), 2, "none") == 0
    assert folded_energy(1 + 1e-9 * checkers, 2, "none") == pytest.approx(1)


def test_a_picture_of_fine_waves_alone_has_nothing_left_to_fold():
    stripes = np.tile([1.0, 0.0], (6, 9))
    assert folded_energy(stripes, 3, "ideal") == 0
    assert folded_energy(np.tile([1.0, 0.0], (6, 3)) + 7, 2, "none") == pytest.approx(1)


def test_better_filters_fold_less():
    none, box, gaussian, ideal = (folded_energy(zone_plate(128), 4, prefilter) for prefilter in PREFILTERS)
    assert none > 0.8
    assert none > box > gaussian > ideal
    assert ideal < 1e-25


@pytest.mark.parametrize(
    "call, error, message",
    [
        (lambda: nyquist(0), ValueError, "`rate` must be positive, got 0"),
        (lambda: nyquist("2"), TypeError, "`rate` must be a real number"),
        (lambda: alias(1, np.inf), ValueError, "`rate` must be finite, got inf"),
        (lambda: alias(np.nan), ValueError, "`frequency` must be finite, got nan"),
        (lambda: alias(1j), TypeError, "`frequency` must hold real numbers"),
        (lambda: alias([]), ValueError, "`frequency` must not be empty"),
        (lambda: reconstruct([[1.0]], 1, 0), ValueError, r"`samples` must have shape \(n,\)"),
        (lambda: reconstruct([1.0], -1, 0), ValueError, "`rate` must be positive"),
        (lambda: reconstruct([1.0], 1, np.inf), ValueError, "`t` must be finite"),
        (lambda: chirp(0, [1, 2], 3, 1), ValueError, r"`start` must be one number, got shape \(2,\)"),
        (lambda: chirp(0, 1, np.nan, 1), ValueError, "`end` must be finite"),
        (lambda: chirp_frequency(0, 1, 2, 0), ValueError, "`duration` must be positive"),
        (lambda: chirp_frequency("0", 1, 2, 1), TypeError, "`t` must hold real numbers"),
        (lambda: chirp_alias(0, 1, 2, 1, 0), ValueError, "`rate` must be positive, got 0"),
        (lambda: chirp_alias(0, 1, np.inf, 1, 5), ValueError, "`end` must be finite"),
        (lambda: apparent_turns(1, 24, 0), ValueError, "`spokes` must be at least 1, got 0"),
        (lambda: apparent_turns(1, 24, 2.0), TypeError, "`spokes` must be an integer"),
        (lambda: apparent_turns(1, 0), ValueError, "`frames` must be positive"),
        (lambda: apparent_turns(np.inf, 24), ValueError, "`turns` must be finite"),
        (lambda: zone_plate(0), ValueError, "`n` must be at least 1"),
        (lambda: prefiltered([1.0], 1, "box"), ValueError, r"`image` must have shape \(H, W\)"),
        (lambda: prefiltered([[1.0]], 0, "box"), ValueError, "`step` must be at least 1"),
        (
            lambda: prefiltered([[1.0, 2.0]], 3, "box"),
            ValueError,
            "`step` must be at most the longer side .*, 2, got 3",
        ),
        (lambda: subsample([[1.0]], 1.0), TypeError, "`step` must be an integer"),
        (lambda: subsample([[np.nan]], 1), ValueError, "`image` must be finite"),
        (lambda: subsample([[1.0]], 1, "boxes"), ValueError, "`prefilter` must be one of .* did you mean 'box'"),
        (lambda: folded_energy([[1.0]], 1, None), ValueError, "`prefilter` must be one of none, box, Gaussian, ideal"),
        (lambda: folded_energy([[1.0]], True, "none"), TypeError, "`step` must be an integer"),
    ],
)
def test_rejections(call, error, message):
    with pytest.raises(error, match=message):
        call()
