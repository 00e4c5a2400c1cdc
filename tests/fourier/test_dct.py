"""The cosine transform by hand, by SciPy, by OpenCV and by the Fourier transform of the mirrored signal."""

import cv2
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import fft

from course_lib import data
from course_lib.fourier.dct import (
    basis_pictures,
    dct,
    dct_matrix,
    energy_kept,
    inverse_dct,
    keep_largest,
    mirrored_dft,
)

SIZES = [1, 2, 3, 4, 5, 7, 8, 16, 33, 64]
SHAPES = [(1, 1), (1, 8), (7, 1), (2, 2), (3, 5), (8, 8), (16, 6), (33, 20)]


def test_matrix_by_hand():
    assert_allclose(dct_matrix(1), [[1]])
    cosine = np.cos(np.pi * np.array([1, 3, 5]) / 6)  # one half wave over three samples
    expected = [np.ones(3) / np.sqrt(3), cosine * np.sqrt(2 / 3), np.array([1, -2, 1]) / np.sqrt(6)]
    assert_allclose(dct_matrix(3), expected, atol=1e-15)


@pytest.mark.parametrize("n", [*SIZES, 512])
def test_matrix_is_orthonormal_and_scipys(n):
    matrix = dct_matrix(n)
    assert_allclose(matrix @ matrix.T, np.eye(n), atol=1e-13)
    assert_allclose(matrix, fft.dct(np.eye(n), axis=0, norm="ortho"), atol=1e-14)


@pytest.mark.parametrize("n", SIZES)
def test_signal_by_scipy(n, rng):
    signal = rng.normal(size=n)
    kept = signal.copy()
    found = dct(signal)
    assert_allclose(found, fft.dct(signal, norm="ortho"), atol=1e-13)
    assert_allclose(inverse_dct(found), signal, atol=1e-13)
    assert_allclose(inverse_dct(signal), fft.idct(signal, norm="ortho"), atol=1e-13)
    assert_array_equal(signal, kept)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("offset", [0, 1e4])
def test_picture_by_scipy(shape, offset, rng):
    image = offset + rng.normal(size=shape)
    found = dct(image)
    assert found.dtype == float
    assert_allclose(found, fft.dctn(image, norm="ortho"), atol=1e-15 * max(offset, 1) * image.size)
    assert_allclose(inverse_dct(image), fft.idctn(image, norm="ortho"), atol=1e-15 * max(offset, 1) * image.size)
    assert_allclose(inverse_dct(found), image, rtol=1e-13, atol=1e-13)
    assert (found**2).sum() == pytest.approx((image**2).sum(), rel=1e-12)
    assert found[0, 0] == pytest.approx(image.mean() * np.sqrt(image.size), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("shape", [(2, 2), (8, 8), (4, 10), (16, 6), (1, 8)])
def test_picture_by_opencv(shape, rng):
    image = rng.normal(size=shape)
    assert_allclose(dct(image), cv2.dct(image), atol=1e-12)
    assert_allclose(inverse_dct(image), cv2.idct(image), atol=1e-12)


def test_rows_are_down_and_columns_are_across():
    across = np.cos(np.pi * 3 * (2 * np.arange(8) + 1) / 16) * np.ones((4, 1))  # three half waves from left to right
    found = dct(across)
    assert np.argwhere(np.abs(found) > 1e-12).tolist() == [[0, 3]]
    assert found[0, 3] == pytest.approx(4.0)  # sqrt(16), for the wave's energy is 4 rows of 8/2


@pytest.mark.parametrize("n", SIZES)
def test_mirrored_signal_has_no_imaginary_part(n, rng):
    signal = 5 + rng.normal(size=n)
    found = mirrored_dft(signal)
    assert np.iscomplexobj(found)
    assert_allclose(found.imag, 0, atol=1e-12)
    assert_allclose(found.real, fft.dct(signal, norm="ortho"), atol=1e-12)


def test_not_mirrored_it_has_one(rng):
    assert np.abs(np.fft.fft(rng.normal(size=8)).imag).max() > 0.1


@pytest.mark.parametrize("n", [1, 2, 3, 8])
def test_basis_pictures(n, rng):
    pictures = basis_pictures(n)
    assert pictures.shape == (n, n, n, n)
    flat = pictures.reshape(n * n, n * n)
    assert_allclose(flat @ flat.T, np.eye(n * n), atol=1e-13)
    block = rng.normal(size=(n, n))
    for m in range(n):
        for across in range(n):
            dot = np.zeros((n, n))
            dot[m, across] = 1
            assert_allclose(pictures[m, across], fft.idctn(dot, norm="ortho"), atol=1e-14)
    assert_allclose(np.tensordot(fft.dctn(block, norm="ortho"), pictures), block, atol=1e-13)


def test_keep_largest_by_hand():
    table = [[1.0, -7.0, 3.0], [3.0, 0.0, -2.0]]
    assert_array_equal(keep_largest(table, 0), np.zeros((2, 3)))
    assert_array_equal(keep_largest(table, 1 / 3), [[0, -7, 3], [0, 0, 0]])
    assert_array_equal(keep_largest(table, 0.5), [[0, -7, 3], [3, 0, 0]])
    assert_array_equal(keep_largest(table, 1), table)
    assert_array_equal(keep_largest([1.0, -2.0, 4.0, 3.0], 0.7), [0, -2, 4, 3])  # 2.8 of 4: three
    assert_array_equal(
        keep_largest(np.tile([2.0, -2.0, 1.0], 100), 0.5), np.tile([2, -2, 0], 100) * (np.arange(300) < 225)
    )


@pytest.mark.parametrize("share", [0, 0.01, 0.3, 0.5, 0.99, 1])
def test_of_equal_coefficients_the_first_are_kept_as_if_all_were_sorted(share, rng):
    for shape in ((1,), (40,), (7, 9), (1, 30)):
        table = rng.integers(-3, 4, shape).astype(float)
        order = np.argsort(-np.abs(table), axis=None, kind="stable")[: round(share * table.size)]
        expected = np.zeros(table.size)
        expected[order] = table.flat[order]
        assert_array_equal(keep_largest(table, share), expected.reshape(shape))


@pytest.mark.parametrize("shape", [(1,), (9,), (1, 1), (6, 7)])
@pytest.mark.parametrize("share", [0, 0.1, 0.5, 0.93, 1])
def test_energy_kept_by_the_picture(shape, share, rng):
    image = rng.normal(size=shape)
    coefficients = fft.dctn(image, norm="ortho")
    kept = keep_largest(coefficients, share)
    assert np.count_nonzero(kept) == round(share * image.size)
    chosen = kept != 0
    assert_array_equal(kept[chosen], coefficients[chosen])
    assert np.abs(coefficients[~chosen]).max(initial=0) <= np.abs(coefficients[chosen]).min(initial=np.inf)
    left = inverse_dct(kept)
    assert energy_kept(coefficients, share) == pytest.approx((left**2).sum() / (image**2).sum())
    assert_allclose(energy_kept(coefficients, [share, 1, 0]), [energy_kept(coefficients, share), 1, 0], atol=1e-12)
    lost = ((image - left) ** 2).sum() / (image**2).sum()
    assert energy_kept(coefficients, share) == pytest.approx(1 - lost)


def test_photographs_are_mostly_smooth_and_noise_is_not(rng):
    def share(image):
        return energy_kept(dct(image - image.mean()), 0.1)

    assert share(data.image("camera")) > 0.98
    assert share(data.image("grass")) > 0.8
    assert share(rng.normal(size=(256, 256))) == pytest.approx(0.44, abs=0.01)  # 0.438 for a normal distribution


def test_energy_of_noise_by_its_distribution(rng):
    from scipy.stats import norm

    bound = norm.isf(0.05)  # a tenth of all lies beyond +-bound
    expected = 2 * (bound * norm.pdf(bound) + norm.sf(bound))  # the integral of z**2 over these tails
    assert energy_kept(rng.normal(size=(400, 400)), 0.1) == pytest.approx(expected, abs=0.005)


@pytest.mark.parametrize(
    "call, error, message",
    [
        (lambda: dct_matrix(0), ValueError, "`n` must be at least 1, got 0"),
        (lambda: dct_matrix(8.0), TypeError, "`n` must be an integer, got 8.0"),
        (lambda: dct([]), ValueError, r"`values` must not be empty"),
        (lambda: dct(np.ones((2, 2, 3))), ValueError, r"`values` must have shape \(n,\) or \(H, W\), got \(2, 2, 3\)"),
        (lambda: dct([1j]), TypeError, "`values` must hold real numbers"),
        (lambda: inverse_dct([np.inf]), ValueError, "`coefficients` must be finite, got inf"),
        (lambda: inverse_dct(3.0), ValueError, r"`coefficients` must have shape .*, got \(\)"),
        (lambda: mirrored_dft([[1.0]]), ValueError, r"`values` must have shape \(n,\), got \(1, 1\)"),
        (lambda: basis_pictures(0), ValueError, "`n` must be at least 1"),
        (lambda: keep_largest([np.nan], 1), ValueError, "`coefficients` must be finite"),
        (lambda: keep_largest([1.0], 10), ValueError, r"`share` must be in \[0, 1\], got 10; 0.1 is a tenth"),
        (lambda: energy_kept([1.0], -0.1), ValueError, r"`share` must be in \[0, 1\], got -0.1"),
        (lambda: energy_kept([1.0], np.nan), ValueError, r"`share` must be in \[0, 1\], got nan"),
        (lambda: energy_kept([1.0], [0.5, 2.0]), ValueError, r"`share` must be in \[0, 1\], got \[0.5 2. \]"),
        (lambda: keep_largest([1.0], "all"), TypeError, "`share` must hold real numbers"),
        (lambda: energy_kept([0.0, 0.0], 0.5), ValueError, "`coefficients` must not all be 0"),
    ],
)
def test_rejections(call, error, message):
    with pytest.raises(error, match=message):
        call()
