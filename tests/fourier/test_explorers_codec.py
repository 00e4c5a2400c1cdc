"""The explorers of compression and of hybrid pictures: values off their defaults by other means."""

import cv2
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import fft, ndimage
from skimage.metrics import peak_signal_noise_ratio

from course_lib import data
from course_lib.fourier.explorers import BlockBasis, HybridPicture, KeepLargest, ThrowAway
from course_lib.fourier.explorers.codec import picture


def blurred(image, cutoff):
    """Return a picture after a Gaussian low-pass whose gain is 1/2 at the cut-off, by SciPy."""
    sigma = np.sqrt(np.log(2) / 2) / (np.pi * cutoff)
    return np.fft.ifft2(ndimage.fourier_gaussian(np.fft.fft2(image), sigma)).real


# ---- ThrowAway


@pytest.mark.parametrize(
    "name, quality, row, column", [("brick", 35, 5, 20), ("noise", 80, 31, 0), ("grass", 1, 0, 31)]
)
def test_thrown_away_by_opencv(name, quality, row, column):
    result = ThrowAway(picture=name, quality=quality, row=row, column=column).result
    image = picture(name)
    block = 255 * image[8 * row : 8 * row + 8, 8 * column : 8 * column + 8] - 128
    assert_array_equal(result.numbers, np.rint(cv2.dct(block) / result.table))
    assert result.left == np.count_nonzero(result.numbers)
    rebuilt = np.clip(np.rint(cv2.idct((result.numbers * result.table).astype(float)) + 128), 0, 255)
    assert_allclose(255 * result.decoded[8 * row : 8 * row + 8, 8 * column : 8 * column + 8], rebuilt, atol=1e-9)
    assert result.ratio == pytest.approx(peak_signal_noise_ratio(image, result.decoded, data_range=1))


def test_kept_numbers_of_the_whole_picture():
    result = ThrowAway(picture="astronaut", quality=40).result
    blocks = (255 * picture("astronaut") - 128).reshape(32, 8, 32, 8).swapaxes(1, 2)
    numbers = np.rint(fft.dctn(blocks, axes=(2, 3), norm="ortho") / result.table)
    assert result.share == np.count_nonzero(numbers) / 256**2
    assert_array_equal(result.numbers, numbers[8, 13])


def test_what_the_sentences_compare():
    def at(name, quality):
        return ThrowAway(picture=name, quality=quality).result

    camera, noise = at("camera", 50), at("noise", 50)
    assert (round(camera.bits, 3), round(camera.ratio, 2)) == (0.752, 32.81)
    assert noise.bits > 3 * camera.bits
    assert noise.ratio < camera.ratio - 10
    assert round(at("grass", 93).ratio, 1) == 40.9
    assert all(at("grass", 90).ratio > at("grass", quality).ratio + 5 for quality in (80, 85, 88, 92, 94))
    ratios = [at("camera", quality).ratio for quality in (80, 85, 90, 92, 94)]
    assert ratios == sorted(ratios), "this one has no past"


# ---- BlockBasis


@pytest.mark.parametrize("name, row, column, count", [("grass", 3, 30, 1), ("camera", 20, 18, 17), ("noise", 0, 5, 63)])
def test_sum_of_basis_pictures_by_scipy(name, row, column, count):
    result = BlockBasis(picture=name, row=row, column=column, count=count).result
    block = 255 * picture(name)[8 * row : 8 * row + 8, 8 * column : 8 * column + 8] - 128
    assert_allclose(result.block, block)
    coefficients = fft.dctn(block, norm="ortho")
    order = sorted(np.ndindex(8, 8), key=lambda place: (sum(place), place[0] if sum(place) % 2 else place[1]))
    total = np.zeros((8, 8))
    for place in order[:count]:
        wave = np.zeros((8, 8))
        wave[place] = coefficients[place]
        total += fft.idctn(wave, norm="ortho")
    assert_allclose(result.total, total, atol=1e-9)
    assert result.last == order[count - 1]
    assert result.weight == pytest.approx(coefficients[order[count - 1]])
    assert result.ratio == pytest.approx(peak_signal_noise_ratio(block, total, data_range=255))


def test_a_flat_block_is_exact_at_once():
    result = BlockBasis(picture="astronaut", row=20, column=31, count=1).result
    assert np.ptp(result.block) == 0
    assert result.ratio == np.inf


# ---- KeepLargest


@pytest.mark.parametrize("name, percent", [("grass", 3.5), ("noise", 50.0), ("astronaut", 0.5)])
def test_largest_coefficients_by_scipy(name, percent):
    result = KeepLargest(picture=name, share=percent).result
    image = picture(name)
    coefficients = fft.dctn(image - image.mean(), norm="ortho")
    count = round(percent / 100 * image.size)
    least = np.sort(np.abs(coefficients).ravel())[-count]
    kept = np.where(np.abs(coefficients) >= least, coefficients, 0)
    assert np.count_nonzero(kept) == count
    assert_allclose(result.kept, kept, atol=1e-10)
    rebuilt = image.mean() + fft.idctn(kept, norm="ortho")
    assert_allclose(result.rebuilt, rebuilt, atol=1e-10)
    assert result.energy == pytest.approx(rebuilt.var() / image.var())
    assert result.ratio == pytest.approx(peak_signal_noise_ratio(image, rebuilt, data_range=1))
    assert result.curve[round(2 * percent)] == result.energy


# ---- HybridPicture


@pytest.mark.parametrize("far, near", [("astronaut", "cat"), ("cat", "astronaut")])
@pytest.mark.parametrize("low, high, distance", [(0.02, 0.1, 3), (0.1, 0.015, 14)])
def test_hybrid_picture_by_scipy(far, near, low, high, distance):
    result = HybridPicture(far=far, low=low, high=high, distance=distance).result
    one, two = data.image(f"face_{far}"), data.image(f"face_{near}")
    mixed = blurred(one, low) + two - blurred(two, high)
    assert_allclose(result.mixed, mixed, atol=1e-12)
    assert_allclose(result.seen, blurred(mixed, 0.5 / distance), atol=1e-12)

    def octave(image):
        return (blurred(image, 0.5 / distance) - blurred(image, 0.25 / distance)).ravel()

    assert result.like_far == pytest.approx(np.corrcoef(octave(mixed), octave(one))[0, 1])
    assert result.like_near == pytest.approx(np.corrcoef(octave(mixed), octave(two))[0, 1])
    assert (result.like_near, result.like_far) == tuple(result.curves[:, distance - 1])
    later = result.curves[1] > result.curves[0]
    assert result.turning == next((d for d in range(1, 17) if later[d - 1 :].all()), np.inf)


def test_without_coarse_waves_it_never_turns():
    result = HybridPicture(low=0.01, high=0.01, distance=16).result
    assert result.turning == np.inf
    assert (result.curves[0] > result.curves[1]).all()
    assert "at no distance up to 16" in HybridPicture(low=0.01, high=0.01).finding
