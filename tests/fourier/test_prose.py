"""Numbers that the notebooks on signals state beside no output that would show them: each from where it comes."""

import numpy as np
import pytest

from course_lib import fourier
from course_lib.data import grey
from course_lib.fourier import codec, cost, masks
from course_lib.fourier.explorers import CornersFromSines, FilterPhoto, ThrowAway
from tests.prose import prose


@pytest.fixture(scope="module")
def spectra():
    return prose("12_fourier")


@pytest.fixture(scope="module")
def samples():
    return prose("13_sampling_and_compression")


def test_sums_of_sines(spectra):
    sums = np.cumsum([1, -1 / 3, 1 / 5])
    assert f"1 − 1/3 = {sums[1]:.3f}" in spectra
    assert f"1 − 1/3 + 1/5 = {sums[2]:.3f}" in spectra
    assert f"{100 * fourier.gibbs_limit():.2f} % of the jump, for ever" in spectra
    assert round(CornersFromSines(terms=60).result.overshoot, 4) == round(fourier.gibbs_limit(), 4)


def test_the_transform_on_paper(spectra):
    by_hand = {"= 6 m = 1": 6, "= −1 − 3i m = 2": -1 - 3j, "= 0 m = 3": 0, "= −1 + 3i": -1 + 3j}
    assert all(words in spectra for words in by_hand)
    assert np.allclose(list(by_hand.values()), fourier.dft([1, 3, 2, 0]))


def test_the_ring_on_paper(spectra):
    assert "The 6 and the 9 agree. The 8 is 1 + 7, and the 7 is 3 + 4" in spectra
    whole = np.convolve([1, 2, 3, 4], [1, 1, 1])
    assert (whole[0] + whole[4], whole[1] + whole[5], *whole[2:4]) == (8, 7, 6, 9)


def test_gains_of_small_kernels(spectra):
    assert "three equal weights have a gain of −1/3 there" in spectra
    assert masks.transfer(masks.box_weights(3), [0.5])[0] == pytest.approx(-1 / 3)


def test_ringing_is_that_of_the_square_wave(spectra):
    assert "the square wave once more, with its 9 %" in spectra
    assert round(100 * FilterPhoto(kind="ideal").result.ringing) == 9


def test_three_by_three_is_direct_on_any_image(spectra):
    assert "For 3×3 the direct way is the cheaper one on any image" in spectra
    sizes = 2 ** np.arange(2, 15)
    assert all(cost.direct_multiplications(int(n), 3) < cost.fft_multiplications(int(n), 3) for n in sizes)


def test_the_wheel_on_paper(samples):
    assert f"2.9/24 = {2.9 / 24:.3f} of a turn. From spoke to spoke is {1 / 8}" in samples


def test_a_tenth_of_the_bits(samples):
    assert "a tenth of the bits looks like the photograph" in samples
    camera, noise = (ThrowAway(picture=name, quality=50).result for name in ("camera", "noise"))
    assert 0.07 < camera.bits / 8 < 0.12
    assert "Noise costs three times as much and looks worse" in samples
    assert 2.7 < noise.bits / camera.bits < 3.6
    assert noise.ratio < camera.ratio


def test_the_grass_was_a_jpeg_of_quality_90(samples):
    ratios = {q: codec.psnr(grey("grass"), codec.decode(codec.encode(grey("grass"), q))) for q in (89, 90, 91, 93)}
    assert f"Quality 90 gives {ratios[90]:.1f} dB, the *better* quality 93 only {ratios[93]:.1f}" in samples
    assert ratios[90] > max(ratios[89], ratios[91], ratios[93])
