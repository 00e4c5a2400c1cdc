"""Pictures with a known spectrum: hand values, SciPy and OpenCV, odd, even and non-square sizes."""

import cv2
import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import ndimage, signal
from skimage.feature import structure_tensor

from course_lib import data
from course_lib.fourier import grating
from course_lib.fourier.masks import filter_image, gaussian_sigma, lowpass, radius
from course_lib.fourier.pictures import (
    axes_share,
    between_axes,
    edge,
    high_share,
    rings,
    spectrum_direction,
    strongest_frequency,
    turned,
    vignette,
    window,
    windowed,
)


def test_edges_by_hand():
    assert edge(3, 0).tolist() == [[0, 0, 0], [0.5, 0.5, 0.5], [1, 1, 1]]
    assert edge(2, 90).tolist() == [[1, 0], [1, 0]]
    assert edge(3, 45).tolist() == [[0.5, 0, 0], [1, 0.5, 0], [1, 1, 0.5]]  # down to the right, y down
    assert edge(1, 30, 2.0).tolist() == [[0.5]]


@pytest.mark.parametrize("n", [32, 33])
@pytest.mark.parametrize("width", [1.0, 2.5])
def test_a_soft_edge_is_a_blurred_hard_one(n, width):
    rows = np.repeat(np.arange(n) - (n - 1) / 2, 64) + (np.tile(np.arange(64), n) - 31.5) / 64  # 64 points a pixel
    hard = (rows > 0).astype(float)
    soft = ndimage.gaussian_filter1d(hard, 64 * width, mode="nearest", truncate=8)[32::64]
    column = edge(n, 0, width)[:, 0]
    assert_allclose(column, soft, atol=0.01 / width)
    assert_allclose(edge(n, 0, width), np.tile(column[:, None], n))


@pytest.mark.parametrize("angle", [0, 20, 45, 110, 175])
@pytest.mark.parametrize("width", [0, 1.5])
def test_turning_an_edge(angle, width):
    assert_allclose(edge(9, angle + 180, width), 1 - edge(9, angle, width), atol=1e-12)
    assert_allclose(edge(9, angle + 90, width), np.rot90(edge(9, angle, width), -1), atol=1e-12)  # clockwise
    assert_allclose(edge(9, angle, width).mean(), 0.5)


def test_rings_by_hand_and_symmetry():
    picture = rings(8, 5)
    assert picture[1, 6] == pytest.approx(np.cos(2 * np.pi * np.hypot(2.5, 2.5) / 5))
    assert picture[0, 5] == pytest.approx(np.cos(2 * np.pi * np.hypot(3.5, 1.5) / 5))
    assert_allclose(picture, np.rot90(picture))
    assert rings(7, 3)[3, 3] == 1 == pytest.approx(rings(7, 3)[3, 6])


@pytest.mark.parametrize("shape", [(7, 7), (8, 8), (6, 10), (9, 5)])
def test_turned_by_quarters_is_exact(shape, rng):
    image, n = rng.normal(size=shape), min(shape)
    top, left = (shape[0] - n) // 2, (shape[1] - n) // 2
    middle = image[top : top + n, left : left + n]
    for quarters in range(-1, 4):
        assert_allclose(turned(image, 90 * quarters, n), np.rot90(middle, -quarters), atol=1e-12)


@pytest.mark.parametrize("angle", [17, 45, -60])
def test_turned_by_opencv(angle):
    image = data.image("camera")
    matrix = cv2.getRotationMatrix2D((127.5, 127.5), -angle, 1)  # OpenCV turns the other way
    other = cv2.warpAffine(image, matrix, (256, 256), flags=cv2.INTER_CUBIC)[38:-38, 38:-38]
    ours = turned(image, angle, 180)
    assert np.abs(ours - other).mean() < 0.01  # two cubics
    assert np.abs(ours - turned(image, angle + 1, 180)).mean() > 0.02


def test_turned_by_ndimage():
    image = data.image("brick")
    other = ndimage.rotate(image, -33, reshape=False, mode="mirror")[38:-38, 38:-38]
    assert_allclose(turned(image, 33, 180), other, atol=1e-9)


@pytest.mark.parametrize("shape", [(2, 2), (8, 8), (7, 12), (256, 3)])
def test_window_by_scipy(shape):
    column, row = (signal.windows.hann(size, sym=False) for size in shape)
    assert_allclose(window(shape), np.outer(column, row), atol=1e-15)


@pytest.mark.parametrize("shape", [(8, 8), (7, 12), (3, 9)])
def test_windowed_is_dark_at_its_borders_and_forgets_the_mean(shape, rng):
    image = rng.normal(size=shape)
    faded = windowed(image + 5)
    assert_allclose(faded, windowed(image), atol=1e-12)
    assert_allclose(faded[0], 0, atol=1e-12)
    assert_allclose(faded[:, 0], 0, atol=1e-12)
    middle = tuple(size // 2 for size in shape)
    row, column = (np.sin(np.pi * at / size) ** 2 for at, size in zip(middle, shape))
    assert faded[middle] == pytest.approx((image[middle] - image.mean()) * row * column)


@pytest.mark.parametrize("shape", [(9, 9), (8, 5), (1, 6)])
@pytest.mark.parametrize("sigma", [0.7, 3.0])
def test_vignette_by_scipy(shape, sigma, rng):
    image = rng.normal(size=shape)
    column, row = (signal.windows.gaussian(size, sigma) for size in shape)
    assert_allclose(vignette(image, sigma), image * np.outer(column, row))


def test_multiplying_the_picture_leaves_the_high_frequencies():
    stripes = grating((256, 256), 100 / 256, 0)
    assert high_share(vignette(stripes, 40), 80 / 256) > 0.99
    assert high_share(vignette(stripes, 10), 80 / 256) > 0.99
    photo = data.image("grass") - data.image("grass").mean()
    before, after = high_share(photo, 0.2), high_share(vignette(photo, 60), 0.2)
    assert after == pytest.approx(before, rel=0.25)
    cutoff = 0.05
    assert gaussian_sigma(cutoff) > 3
    blurred = filter_image(photo, lowpass(radius(photo.shape), cutoff))
    assert high_share(blurred, 0.2) < 1e-8 < before


@pytest.mark.parametrize("shape", [(12, 12), (9, 14), (15, 7), (1, 16), (16, 1)])
@pytest.mark.parametrize("f", [0.1, 0.25, 0.5])
def test_high_share_is_what_a_mask_takes(shape, f, rng):
    image = rng.normal(size=shape)
    low = filter_image(image, (radius(shape) <= f).astype(float))  # mean and all
    assert high_share(image, f) == pytest.approx(1 - low.var() / image.var(), abs=1e-12)
    assert high_share(3 * image + 7, f) == pytest.approx(high_share(image, f))


def test_high_share_by_hand():
    picture = 3 * grating((16, 20), 2 / 20, 0) + 4 * grating((16, 20), 0, 6 / 16)
    assert high_share(picture, 0.2) == pytest.approx(16 / 25)
    assert high_share(picture, 0.375) == pytest.approx(0)  # above, so without the frequency itself


@pytest.mark.parametrize("angle", range(0, 180, 15))
def test_a_line_at_right_angles_to_the_edge(angle):
    found = spectrum_direction(windowed(edge(128, angle, 1.0)))
    assert between_axes(found.angle, angle + 90) < 0.05
    assert 0.9 < found.clearness <= 1


@pytest.mark.parametrize("across, down, angle", [(5, 0, 0), (0, 3, 90), (4, 4, 45), (-4, 4, 135), (3, 1, 18.434949)])
@pytest.mark.parametrize("shape", [(32, 32), (31, 31), (33, 33)])
def test_direction_of_stripes(across, down, angle, shape):
    height, width = shape
    found = spectrum_direction(grating(shape, across / width, down / height, phase=0.3) + 2)
    assert found.angle == pytest.approx(angle) or found.angle == pytest.approx(angle + 180)
    assert found.clearness == pytest.approx(1)


def test_a_chessboard_lies_on_both_diagonals():
    assert spectrum_direction(grating((6, 6), 0.5, 0.5)).clearness == 0
    assert spectrum_direction(grating((6, 6), 0.5, 0)).angle in (0, 180)
    assert spectrum_direction(grating((6, 6), 0, 0.5)).angle == 90


def test_direction_counts_cycles_per_pixel():
    # On a picture twice as wide, 4 cycles across and 2 down lie at 45 degrees.
    assert spectrum_direction(grating((32, 64), 4 / 64, 2 / 32)).angle == pytest.approx(45)


def test_direction_by_the_structure_tensor():
    # By Parseval the sum of energy times squared frequency is the energy of the gradient.
    picture = ndimage.gaussian_filter(data.image("camera"), 3, mode="wrap")
    picture = windowed(picture)
    rr, rc, cc = (part.sum() for part in structure_tensor(picture, sigma=0.1, mode="wrap", order="rc"))
    by_gradient = np.degrees(np.arctan2(2 * rc, cc - rr) / 2) % 180
    found = spectrum_direction(picture)
    assert between_axes(found.angle, by_gradient) < 1.0
    assert found.clearness == pytest.approx(np.hypot(2 * rc, cc - rr) / (rr + cc), abs=0.02)


def test_rings_have_no_direction():
    assert spectrum_direction(rings(64, 8)).clearness < 1e-9
    one = np.zeros((8, 8))
    one[3, 5] = 1
    assert spectrum_direction(one).clearness < 1e-9


def test_a_turned_photograph_has_a_turned_spectrum():
    image = data.image("brick")
    plain = spectrum_direction(windowed(turned(image, 0, 180))).angle
    for angle in (15, 40, 90, 160):
        found = spectrum_direction(windowed(turned(image, angle, 180))).angle
        assert between_axes(found, plain + angle) < 0.6


def test_borders_pull_the_direction_and_make_a_cross():
    picture = edge(256, 20, 1.0)
    assert between_axes(spectrum_direction(picture).angle, 110) > 10
    assert axes_share(picture) > 0.009
    assert axes_share(windowed(picture)) < 1e-6


def test_axes_share_by_hand():
    picture = (
        2 * grating((32, 32), 8 / 32, 0) + grating((32, 32), 5 / 32, 6 / 32) + 3 * grating((32, 32), 2 / 32, 0) + 7
    )
    assert axes_share(picture) == pytest.approx(4 / 14)  # the coarse one lies below 0.1
    assert axes_share(picture, above=0.05) == pytest.approx(13 / 14)
    assert axes_share(picture, above=0.25) == pytest.approx(0)
    assert axes_share(grating((32, 20), 4 / 20, 1 / 32)) == pytest.approx(1)  # one step away still counts
    assert axes_share(grating((32, 20), 1 / 20, 4 / 32)) == pytest.approx(1)
    assert axes_share(grating((32, 20), 4 / 20, 2 / 32)) == pytest.approx(0)
    assert axes_share(grating((32, 20), -4 / 20, -2 / 32)) == pytest.approx(0)
    assert axes_share(grating((32, 20), 2 / 20, 4 / 32)) == pytest.approx(0)


@pytest.mark.parametrize("n, period", [(128, 8), (128, 4), (255, 16), (256, 32)])
def test_the_ring_of_rings(n, period):
    assert strongest_frequency(rings(n, period)) == pytest.approx(1 / period, abs=1.01 / n)
    assert strongest_frequency(windowed(rings(n, period)) + 9) == pytest.approx(1 / period, abs=1.01 / n)


def test_strongest_frequency_by_hand():
    assert strongest_frequency(grating((40, 40), 3 / 40, 4 / 40)) == pytest.approx(5 / 40)
    # 4 cycles across 80 pixels and 3 down 20: 0.05 and 0.15, in rings of 1/20
    assert strongest_frequency(grating((20, 80), 4 / 80, 3 / 20)) == pytest.approx(3 / 20)
    assert strongest_frequency(grating((16, 16), 0.5, 0)) == pytest.approx(0.5)
    assert strongest_frequency(grating((16, 16), 2 / 16, 2 / 16)) == pytest.approx(3 / 16)  # 2.83 steps


def test_between_axes_by_hand():
    assert between_axes(10, 10) == between_axes(0, 180) == between_axes(350, 170) == 0
    assert between_axes(179, 1) == between_axes(1, 179) == 2
    assert between_axes(350, 10) == between_axes(10, 350) == 20
    assert between_axes(30, 120) == 90
    assert between_axes(30, 121) == 89


def test_rejections():
    with pytest.raises(ValueError, match=r"`n` must be at least 1, got 0"):
        edge(0, 10)
    with pytest.raises(ValueError, match=r"`width` must be at least 0, got -1"):
        edge(4, 10, -1)
    with pytest.raises(ValueError, match=r"`angle` must be finite, got nan; it is in degrees"):
        edge(4, float("nan"))
    with pytest.raises(ValueError, match=r"`period` must be at least 2, got 1.5"):
        rings(4, 1.5)
    with pytest.raises(ValueError, match=r"`period` must be positive, got -3"):
        rings(4, -3)
    with pytest.raises(TypeError, match=r"`n` must be an integer, got 4.0"):
        turned(np.ones((4, 4)), 10, 4.0)
    with pytest.raises(ValueError, match=r"`image` must have shape \(H, W\), got \(4,\)"):
        turned(np.ones(4), 10, 4)
    with pytest.raises(ValueError, match=r"`shape` must be at least 2, got 1"):
        window((1, 8))
    with pytest.raises(ValueError, match=r"`sigma` must be positive, got 0"):
        vignette(np.ones((4, 4)), 0)
    with pytest.raises(ValueError, match=r"`f` must be in \(0, 0.5\] cycles per pixel, got 0.7"):
        high_share(np.eye(4), 0.7)
    with pytest.raises(ValueError, match=r"`above` must be positive, got 0"):
        axes_share(np.eye(4), above=0)
    for measure in (spectrum_direction, strongest_frequency, axes_share):
        with pytest.raises(
            ValueError, match=r"`image` must have contrast, got 0.3 everywhere; its mean is no frequency"
        ):
            measure(np.full((4, 4), 0.3))
    with pytest.raises(TypeError, match=r"`image` must hold real numbers, got dtype complex128"):
        windowed(np.ones((4, 4)) * 1j)
    with pytest.raises(ValueError, match=r"`image` must be finite, got inf at \(0, 1\)"):
        spectrum_direction([[1, np.inf]])
