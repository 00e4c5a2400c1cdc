"""The explorers of sampling: values off their defaults by other means."""

import cv2
import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import signal

from course_lib import data
from course_lib.fourier.explorers import SmallerPicture, TooFewSamples, WagonWheel
from course_lib.fourier.explorers.sampling import CHIRP, TIMES


@pytest.mark.parametrize("frequency, rate, seen", [(13.5, 12, 1.5), (19.0, 20, -1.0), (4.0, 9, 4.0), (7.5, 15, -7.5)])
def test_alias_by_trying_all_frequencies(frequency, rate, seen):
    result = TooFewSamples(frequency=frequency, rate=rate).result
    assert result.seen == seen
    slow = [f for f in np.arange(-rate, rate + 0.25, 0.25) if -rate / 2 <= f < rate / 2]
    same = [f for f in slow if np.allclose(np.sin(2 * np.pi * f * result.at), result.samples, atol=1e-9)]
    assert seen in same
    assert_allclose(result.samples, np.sin(2 * np.pi * frequency * np.arange(rate + 1) / rate), atol=1e-12)
    assert_allclose(result.through, np.sin(2 * np.pi * seen * TIMES), atol=1e-12)
    assert_allclose(np.interp(result.at, TIMES, result.through), result.samples, atol=0.02)


def test_the_curve_by_a_resampling_of_scipy():
    result = TooFewSamples(frequency=3.0, rate=10, curve=True).result
    once = np.sin(2 * np.pi * 3 * np.arange(10) / 10)  # whole periods: SciPy's circle has no seam
    assert_allclose(result.reconstructed[:1000:10], signal.resample(once, 100), atol=0.05)
    assert result.error < 0.05
    assert result.error == pytest.approx(np.abs(result.reconstructed - np.sin(2 * np.pi * 3 * TIMES)).max())


def test_the_chirp_by_scipy():
    result = TooFewSamples(frequency=18.0, rate=12, wave=CHIRP).result
    assert_allclose(result.true, signal.chirp(TIMES, 0, 1, 18), atol=1e-10)
    assert_allclose(result.samples, signal.chirp(result.at, 0, 1, 18), atol=1e-10)
    assert_allclose(np.interp(result.at, TIMES, result.through), result.samples, atol=0.02)
    crossings = [np.count_nonzero(np.diff(np.sign(wave))) for wave in (result.true, result.through)]
    assert crossings == [18, pytest.approx(6, abs=1)]  # 9 waves in a second, and 3 on average between 0 and 6
    assert result.seen == -6
    assert (
        "turns 3 times, at 6 Hz and at 0, at 6 Hz in the end"
        in TooFewSamples(frequency=18.0, rate=12, wave=CHIRP).finding
    )


@pytest.mark.parametrize("turns, frames, spokes", [(7.3, 24, 5), (11.9, 12, 3), (2.0, 50, 12), (29.9, 30, 1)])
def test_the_followed_spoke_is_the_nearest(turns, frames, spokes):
    result = WagonWheel(turns=turns, frames=frames, spokes=spokes).result
    step = np.diff(result.followed)
    assert (np.abs(step) <= 0.5 / spokes + 1e-9).all()
    assert_allclose(result.marked, turns / frames * np.arange(6))
    gaps = (result.marked - result.followed) * spokes
    assert_allclose(gaps, np.round(gaps), atol=1e-9)  # a spoke is there
    candidates = turns / frames - np.arange(-3 * spokes, 3 * spokes + 1) / spokes
    assert step[0] == pytest.approx(candidates[np.abs(candidates).argmin()])
    assert result.seen == pytest.approx(step[0] * frames)


def test_the_wheel_says_which_way():
    assert WagonWheel(turns=0.0).finding.endswith("0.00 turns a second, as it is.")
    assert WagonWheel(turns=6.0).finding.endswith("it stands still.")
    assert WagonWheel(turns=5.0).finding.endswith("−1.00 turns a second, backwards.")
    assert WagonWheel(turns=3.0).finding.endswith("−3.00 turns a second, half a gap a frame: either way.")
    assert WagonWheel(turns=7.0).finding.endswith("1.00 turns a second, forwards, too slow.")


@pytest.mark.parametrize("step", [2, 8])
def test_smaller_by_opencv(step):
    result = SmallerPicture(picture="grass", step=step, prefilter="box").result
    image = data.image("grass")
    assert_allclose(
        result.small, cv2.resize(image, (256 // step,) * 2, interpolation=cv2.INTER_AREA), rtol=0, atol=1e-12
    )
    assert result.limit == 0.5 / step


@pytest.mark.parametrize("picture, step, prefilter", [("camera", 3, "none"), ("brick", 7, "Gaussian")])
def test_folded_by_the_whole_plane(picture, step, prefilter):
    result = SmallerPicture(picture=picture, step=step, prefilter=prefilter).result
    down, across = np.meshgrid(np.fft.fftfreq(256), np.fft.fftfreq(256), indexing="ij")
    sigma = step / 2 if prefilter == "Gaussian" else 0
    gain = np.exp(-2 * (np.pi * sigma) ** 2 * (down**2 + across**2))
    spectrum = np.fft.fft2(data.image(picture)) * gain
    assert_allclose(result.small, np.fft.ifft2(spectrum).real[::step, ::step], atol=1e-12)
    energy = np.abs(spectrum) ** 2
    energy[0, 0] = 0
    beyond = np.maximum(np.abs(down), np.abs(across)) >= 0.5 / step
    assert result.folded == pytest.approx(energy[beyond].sum() / energy.sum())


def test_the_frame_on_the_spectrum_is_the_limit():
    explorer = SmallerPicture(step=5)
    _ = explorer.figure
    x, y = explorer.set(step=10, picture="zone plate").limit.get_data()
    assert (min(x), max(x), min(y), max(y)) == (-0.05, 0.05, -0.05, 0.05)
