"""Fourier series: hand values, scipy.signal's waves, amplitudes by integration, and the overshoot by looking for it."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import signal
from scipy.integrate import quad

from course_lib.fourier import WAVES, gibbs_limit, overshoot, partial_sum, peak_time, sines, waveform


def test_waves_by_scipy(rng):
    t = rng.uniform(-3, 3, 500)
    turn = 2 * np.pi * t
    assert_allclose(waveform("square", t), signal.square(turn), atol=1e-12)
    assert_allclose(waveform("triangle", t), signal.sawtooth(turn + np.pi / 2, 0.5), atol=1e-12)
    assert_allclose(waveform("sawtooth", t), signal.sawtooth(turn + np.pi), atol=1e-12)


@pytest.mark.parametrize("name", WAVES)
def test_each_starts_at_zero_and_is_odd(name):
    t = np.array([0.0, 0.1, 0.3, 0.5])
    wave = waveform(name, t)
    assert wave[0] == wave[-1] == 0
    assert_allclose(waveform(name, -t), -wave, atol=1e-12)
    assert wave[1] > 0


def test_amplitudes_by_hand():
    assert_allclose(sines("square", 2)[1], [4 / np.pi, 4 / (3 * np.pi)])
    assert_allclose(sines("triangle", 2)[1], [8 / np.pi**2, -8 / (9 * np.pi**2)])
    assert_allclose(sines("sawtooth", 3)[1], [2 / np.pi, -1 / np.pi, 2 / (3 * np.pi)])


@pytest.mark.parametrize("name", WAVES)
def test_amplitudes_by_integration(name):
    numbers, amplitudes = sines(name, 4)
    for m in range(1, numbers[-1] + 1):
        corners = [0.25, 0.5, 0.75]
        found = 2 * quad(lambda t, m=m: waveform(name, [t])[0] * np.sin(2 * np.pi * m * t), 0, 1, points=corners)[0]
        expected = amplitudes[numbers == m].sum()  # 0 for a number that is left out
        assert found == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("name, apart", [("square", 0.01), ("triangle", 1e-5), ("sawtooth", 0.01)])
def test_many_sines_come_near_away_from_jumps(name, apart):
    t = np.array([0.1, 0.2, 0.3, 0.65, 0.9])
    assert_allclose(partial_sum(name, 1000, t), waveform(name, t), atol=apart)


@pytest.mark.parametrize("name", WAVES)
@pytest.mark.parametrize("terms", [1, 2, 5, 30])
def test_the_peak_is_where_looking_finds_it(name, terms):
    peak = peak_time(name, terms)
    near = peak + np.linspace(-1, 1, 2001) * 0.2 / (terms + 1)
    around = partial_sum(name, terms, near)
    assert abs(near[np.argmax(around)] - peak) < 1e-3 / terms
    assert around.max() <= 1 + 2 * overshoot(name, terms) + 1e-9


def test_overshoot_by_hand_and_its_limit():
    assert overshoot("square", 1) == pytest.approx((4 / np.pi - 1) / 2)
    assert overshoot("sawtooth", 1) == pytest.approx((2 / np.pi - 1) / 2)
    assert overshoot("triangle", 1) == pytest.approx((8 / np.pi**2 - 1) / 2)
    integral = quad(np.sinc, 0, 1)[0]  # of sin(pi*x)/(pi*x), so Si(pi)/pi
    assert gibbs_limit() == pytest.approx(integral - 0.5)
    assert round(100 * gibbs_limit(), 2) == 8.95
    for name in ("square", "sawtooth"):
        assert overshoot(name, 4000) == pytest.approx(gibbs_limit(), abs=5e-4)
    assert abs(overshoot("triangle", 4000)) < 1e-4


def test_rejections():
    with pytest.raises(
        ValueError, match=r"`name` must be one of square, triangle, sawtooth, got 'sqare'; did you mean"
    ):
        sines("sqare", 3)
    with pytest.raises(ValueError, match=r"`terms` must be at least 1, got 0"):
        sines("square", 0)
    with pytest.raises(TypeError, match=r"`terms` must be an integer, got 2.5"):
        peak_time("square", 2.5)
    with pytest.raises(ValueError, match=r"`t` must be finite, got nan at \(1,\)"):
        waveform("square", [0, np.nan])
    with pytest.raises(ValueError, match=r"`t` must have shape \(n,\), got \(\)"):
        partial_sum("square", 3, 0.5)
