"""What the exercises of `12_fourier` and `13_sampling_and_compression` say, by other means."""

import cv2
import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import fft, signal

from course_lib import data
from course_lib.fourier import grating
from course_lib.fourier.codec import decode, encode, quantisation_table
from course_lib.fourier.cost import crossing, direct_multiplications, fft_multiplications, separable_multiplications
from course_lib.fourier.exercises import sampling, signals
from course_lib.fourier.exercises.sampling import RESTORED, SEEN, SHARE, SHRINK, WHEEL
from course_lib.fourier.exercises.signals import CONVOLVE, DFT, DOTS, GAIN, PRICE, WAVE
from course_lib.fourier.masks import box_weights, transfer
from course_lib.kit.practice.catalogue import listed
from course_lib.kit.practice.exercises.proving import proofs


@pytest.mark.parametrize("module, count", [(signals, 6), (sampling, 5)])
def test_all_are_proved(module, count):
    assert len(module.EXERCISES) == count
    for exercise in listed(module):
        assert proofs(exercise) == []
        assert len(exercise.mistakes) >= 4
        assert exercise.explanation


# --- 12_fourier -------------------------------------------------------------------------------------------------------


def test_dots_by_numpy():
    upright, level = grating((64, 64), 1 / 4, 0), grating((64, 64), 0, 1 / 16)
    assert signal.find_peaks(upright[0])[0][:2].tolist() == [4, 8]
    right, below, count, corner = DOTS.reference
    magnitudes = [np.abs(np.fft.fft2(picture)) > 1 for picture in (upright, level, upright + level, upright * level)]
    assert magnitudes[0][right[1], right[0]]
    assert magnitudes[1][below[1], below[0]]
    assert magnitudes[2].sum() == count == 4
    assert magnitudes[3][corner[1], corner[0]]
    assert (right, below, corner) == ((16, 0), (0, 4), (16, 4))


def test_waves_by_fitting():
    for values, m in WAVE.cases:
        turns = 2 * np.pi * m * np.arange(len(values)) / len(values)
        even, odd = np.linalg.lstsq(np.stack([np.cos(turns), np.sin(turns)], axis=1), values - values.mean())[0]
        amplitude, phase = WAVE.reference(values, m)
        assert (amplitude, phase) == pytest.approx((np.hypot(even, odd), np.degrees(np.arctan2(-odd, even))))
    assert WAVE.reference([1.0, 3.0, 2.0, 0.0], 1) == pytest.approx((1.58, -108), abs=0.5)
    assert np.fft.fft([1, 3, 2, 0])[1] == -1 - 3j


def test_waves_in_all_four_quadrants():
    found = [WAVE.reference(*case)[1] // 90 for case in WAVE.cases]
    assert set(found) == {-2, -1, 0, 1}


def test_the_transform_by_scipy_and_the_hint():
    for (x,) in DFT.cases:
        assert_allclose(DFT.reference(x), fft.fft(x), atol=1e-12)
    assert_allclose(DFT.solution([1, 3, 2, 0]), [6, -1 - 3j, 0, -1 + 3j], atol=1e-12)


def test_the_gain_by_the_kernel_and_the_hint():
    for f, cutoff in GAIN.cases:
        sigma = np.sqrt(np.log(2) / (2 * np.pi**2)) / cutoff  # a Gaussian's transform is exp(-2 (pi sigma f)^2)
        assert_allclose(GAIN.reference(f, cutoff), np.exp(-2 * (np.pi * sigma * f) ** 2), rtol=1e-12)
    assert_allclose(GAIN.solution(np.array([0.1, 0.2, 0.3]), 0.1), [1 / 2, 1 / 16, 1 / 512])


def test_what_the_hints_on_gains_say():
    at_cutoff = [mistake.answer(np.array([0.1]), 0.1)[0].round(2) for mistake in GAIN.mistakes]
    assert at_cutoff == [0.37, 0.61, 0.71, 0.5, 0.5, 1.0, 0.5]


def test_the_convolution_by_scipy_and_the_hint():
    lengths = set()
    for x, k in CONVOLVE.cases:
        assert_allclose(CONVOLVE.reference(x, k), signal.convolve(x, k, method="direct"), atol=1e-12)
        lengths.add((len(x) + len(k) - 1) % 2)
    assert lengths == {0, 1}, "odd and even lengths, or `irfft` without n passes"
    x, k = CONVOLVE.cases[0]
    assert_allclose(CONVOLVE.solution(x, k), [1, 3, 6, 9, 7, 4])
    assert_allclose(CONVOLVE.mistakes[0].answer(x, k), [8, 7, 6, 9])


def test_the_price_by_looking_at_every_kernel():
    def first(n, other):
        return min(k for k in range(1, 200, 2) if fft_multiplications(n, k) < other(n, k))

    wanted = (
        first(64, direct_multiplications),
        first(4096, direct_multiplications),
        first(4096, separable_multiplications),
    )
    assert PRICE.reference == wanted == (7, 9, 39)
    assert PRICE.reference[1] == crossing(4096)
    assert fft_multiplications(4096, 38) < separable_multiplications(4096, 38)  # 38, the even one
    assert fft_multiplications(4096, 37) > separable_multiplications(4096, 37)
    assert round(fft_multiplications(4096, 7) / 4096**2) == 74 == 6 * 12 + 2


# --- 13_sampling_and_compression --------------------------------------------------------------------------------------


def test_the_wheel_by_its_pictures():
    still, seems, red, backwards = WHEEL.reference

    def spokes(turns, picture, count=6):
        return np.sort((turns * picture / 24 + np.arange(count) / count).round(9) % 1)

    slower = [turns for turns in np.arange(1, 96) / 8 if np.array_equal(spokes(turns, 1), spokes(turns, 0))]
    assert slower[0] == still == 4
    for picture in range(5):
        assert_allclose(spokes(3, picture), spokes(seems, picture))
    assert (seems, red) == (-1, 3)
    assert backwards == 12 == 24 / 2


def test_the_alias_by_its_samples():
    j = np.arange(12)
    for f, rate in SEEN.cases:
        found = SEEN.reference(f, rate)
        assert -rate / 2 <= found < rate / 2
        assert_allclose(np.exp(2j * np.pi * j * found / rate), np.exp(2j * np.pi * j * f / rate), atol=1e-12)
    assert [SEEN.reference(*case) for case in ((3, 4), (1, 4), (0.5, 1))] == [-1, 1, -0.5]


def test_the_smaller_picture_by_opencv():
    for image, s in SHRINK.cases:
        smaller = cv2.resize(image, (image.shape[1] // s, image.shape[0] // s), interpolation=cv2.INTER_AREA)
        assert_allclose(SHRINK.reference(image, s), smaller, atol=1e-12)
    assert SHRINK.reference(*SHRINK.cases[0]).tolist() == [[2, 6]]
    assert abs(transfer(box_weights(101), [0.5 / 101])[0]) == pytest.approx(0.64, abs=0.005)


def test_the_block_by_opencv_and_the_hint():
    for block, table in RESTORED.cases:
        assert_allclose(cv2.dct(block), fft.dctn(block, norm="ortho"), atol=1e-10)
        whole = np.rint(cv2.dct(block) / table)
        assert_allclose(RESTORED.reference(block, table), cv2.idct(whole * table), atol=1e-9)
    photo = data.image("camera")[96:104, 120:128]
    left = RESTORED.reference(255 * photo - 128, quantisation_table(50))
    assert_allclose((left + 128) / 255, decode(encode(photo, 50)), atol=0.51 / 255)  # a decoder rounds to bytes
    faint, table = RESTORED.cases[2]
    assert np.abs(cv2.dct(faint / 8)).ravel()[1:].max() < table.min() / 2
    assert np.ptp(RESTORED.reference(faint / 8, table)) < 1e-12


def test_the_share_by_scipy_and_the_explanation():
    for image, kept in SHARE.cases:
        energy = np.sort(fft.dctn(image - image.mean(), norm="ortho").ravel() ** 2)
        assert SHARE.reference(image, kept) == pytest.approx(energy[-kept:].sum() / energy.sum())
    shares = [SHARE.solution(data.image(name), 6553) for name in ("camera", "brick", "grass")]
    noise = np.random.default_rng(0).normal(size=(256, 256))
    assert [round(share, 2) for share in [*shares, SHARE.solution(noise, 6553)]] == [0.99, 0.97, 0.84, 0.44]
