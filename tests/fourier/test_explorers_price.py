"""The explorers of the convolution theorem and of its price: values off their defaults by other means."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import ndimage

from course_lib import data
from course_lib.fourier.explorers import PriceOfConvolution, TwoWays
from course_lib.fourier.explorers.two_ways import CIRCLE, ZEROS


def echo(k):
    weights = np.zeros(k)
    weights[0], weights[-1] = 1, 0.5
    return weights


@pytest.mark.parametrize("padding, k", [(0, 9), (3, 9), (7, 9), (8, 9), (1, 2), (6, 4)])
def test_both_ways_by_numpy(padding, k):
    result = TwoWays(padding=padding, k=k, border=ZEROS, signal="row of a photograph", kernel="echo").result
    row = data.image("camera")[150].reshape(16, 16).mean(axis=1)
    assert_allclose(result.direct, np.convolve(row, echo(k)), atol=1e-12)
    places = 16 + padding
    product = np.fft.ifft(np.fft.fft(row, places) * np.fft.fft(echo(k), places)).real
    assert_allclose(result.product, product, atol=1e-12)
    assert result.wrong == max(k - 1 - padding, 0)
    assert (result.difference > 0.1) == (padding < k - 1)


@pytest.mark.parametrize("kernel, k", [("mean", 3), ("fading", 7)])
def test_in_a_circle_by_ndimage(kernel, k):
    result = TwoWays(padding=2, k=k, border=CIRCLE, signal="step", kernel=kernel).result
    step = np.r_[np.zeros(9), np.ones(7), 0, 0]
    weights = np.full(k, 1 / k) if kernel == "mean" else 0.6 ** np.arange(k)
    expected = np.roll(ndimage.convolve1d(step, weights, mode="wrap"), k // 2)
    assert_allclose(result.direct, expected, atol=1e-12)
    assert_allclose(result.product, expected, atol=1e-12)
    assert result.wrong == 0
    assert result.difference < 1e-14


def test_the_bars_show_what_wraps():
    explorer = TwoWays(padding=0, k=5, kernel="echo", signal="plucks")
    _ = explorer.figure
    values, _, baseline = explorer.wrapped.artist.get_data()
    assert_allclose((values - baseline)[::2][:16], result_apart := explorer.result.apart, atol=1e-12)
    assert result_apart.argmax() == 2  # the echo of place 14 belongs to 18 = 16 + 2
    tail = explorer.tail.artist.get_data().values[::2]
    assert_array_equal(np.flatnonzero(tail), [18])


@pytest.mark.parametrize("k, n, library", [(21, "128", "OpenCV"), (5, "512", "SciPy")])
def test_the_price_by_the_stored_file(k, n, library):
    result = PriceOfConvolution(k=k, n=n, library=library).result
    with np.load(data.directory() / "timing_convolution.npz") as stored:
        place = (stored["libraries"].tolist().index(library), slice(None), stored["sizes"].tolist().index(int(n)))
        times, kernels = stored["seconds"][place], stored["kernels"]
    assert_array_equal(result.seconds, times[:, kernels.tolist().index(k)])
    first = kernels[times[2] < times[0]]
    assert result.measured_crossing == (first[0] if first.size else None)
    n = int(n)
    places = (n + k - 1) ** 2
    assert result.multiplications[:2] == (n * n * k * k, 2 * k * n * n)
    assert result.multiplications[2] == pytest.approx(places * (3 * np.log2(places) + 2))


def test_the_dots_are_the_stored_times():
    explorer = PriceOfConvolution()
    _ = explorer.figure
    explorer.set(n="64", library="OpenCV", k=31)
    with np.load(data.directory() / "timing_convolution.npz") as stored:
        times, kernels = 1000 * stored["seconds"][1, :, 0], stored["kernels"].tolist()
    for dots, here, timed in zip(explorer.dots, explorer.here, times):
        x, y = dots.get_data()
        assert_allclose(y, [timed[kernels.index(k)] for k in x])
        assert here.get_data()[0] == [31]
        assert here.get_data()[1][0] == pytest.approx(timed[14])
