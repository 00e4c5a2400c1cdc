"""The explorers of blurs, shifts, edges and arrows: values off their defaults by other means."""

import cv2
import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import ndimage, signal

from course_lib import data
from course_lib.fourier.explorers import BoxOrBell, EdgeAndBorder, OneArrow, ShiftPhoto
from course_lib.fourier.explorers.blur import ALONG


@pytest.mark.parametrize("kernel, size", [("box", 7), ("box", 15), ("Gaussian", 7)])
def test_blur_by_ndimage_and_opencv(kernel, size):
    result = BoxOrBell(kernel=kernel, size=size, picture="grass", f=0.3).result
    image = data.image("grass")
    sigma = np.sqrt((size**2 - 1) / 12)
    if kernel == "box":
        expected = ndimage.uniform_filter(image, size, mode="wrap")
    else:
        expected = ndimage.gaussian_filter(image, sigma, mode="wrap", radius=int(np.ceil(4 * sigma)))
    assert_allclose(result.blurred, expected, atol=1e-10)
    blurred = cv2.blur(image, (size, size)) if kernel == "box" else cv2.GaussianBlur(image, (0, 0), sigma)
    inside = slice(40, -40)  # the border of OpenCV is another
    assert_allclose(result.blurred[inside, inside], blurred[inside, inside], atol=2e-3)


def test_gains_by_scipy():
    result = BoxOrBell(kernel="box", size=11, f=0.25).result
    _, response = signal.freqz(np.ones(11) / 11, worN=2 * np.pi * ALONG)
    assert_allclose(np.abs(result.gains[0]), np.abs(response), atol=1e-12)
    assert_allclose(result.gains[1], np.exp(-2 * (np.pi * np.sqrt(10) * ALONG) ** 2), atol=2e-4)
    assert result.gain == pytest.approx(np.sin(11 * np.pi / 4) / (11 * np.sin(np.pi / 4)))
    assert result.zero == pytest.approx(ALONG[np.abs(result.gains[0][:60]).argmin()], abs=2e-3)
    assert result.deepest[1] == pytest.approx(result.gains[0].min(), abs=1e-4)
    assert result.narrow == pytest.approx(1 / (2 * np.pi * np.sqrt(10)))


@pytest.mark.parametrize("kernel", ["box", "Gaussian"])
@pytest.mark.parametrize("f", [0.01, 0.07, 0.16, 0.5])
def test_stripes_stay_stripes(kernel, f):
    result = BoxOrBell(kernel=kernel, size=9, f=f).result
    assert_allclose(result.stripes, np.cos(2 * np.pi * f * (np.arange(64) - 32)), atol=1e-9)
    assert_allclose(result.after, result.gain * result.stripes, atol=1e-12)


def test_rings_of_the_zone_plate_are_exchanged_where_the_gain_is_negative():
    explorer = BoxOrBell(kernel="box", size=9, f=0.16)
    y, x = np.indices((256, 256)) - 127.5
    rings = np.cos(np.pi * (x**2 + y**2) / 512)
    across = (np.abs(y) < 3) & (np.abs(x) > 0.13 * 512) & (np.abs(x) < 0.2 * 512)  # 0.13 to 0.2 cycles per pixel
    assert np.corrcoef(rings[across], explorer.result.blurred[across])[0, 1] < -0.95
    explorer.set(kernel="Gaussian", size=5)
    assert np.corrcoef(rings[across], explorer.result.blurred[across])[0, 1] > 0.95


def test_shift_by_rolling():
    result = ShiftPhoto(across=-33, down=52, photo="astronaut").result
    photo = data.image("astronaut") @ [0.299, 0.587, 0.114]
    rolled = np.roll(photo, (52, -33), axis=(0, 1))
    assert_allclose(result.shifted, rolled, atol=1e-12)
    assert result.found == (-33, 52)
    assert result.apart < 1e-14
    assert result.lost < 1e-13
    assert result.slope == pytest.approx((33 * 360 / 256, -52 * 360 / 256))
    f = np.arange(-32, 33)
    ramp = np.exp(-2j * np.pi * (52 * f[:, None] - 33 * f) / 256)
    assert_allclose(np.exp(1j * result.ahead), ramp, atol=1e-6)
    (across, down), _ = cv2.phaseCorrelate(photo, rolled)
    assert (across, down) == pytest.approx((-33, 52), abs=0.05)


def test_a_shift_moves_the_dot_and_not_the_magnitudes():
    explorer = ShiftPhoto(across=0, down=0)
    before = explorer.figure and explorer.magnitude.get_array().copy()
    explorer.set(across=41, down=-80)
    assert np.abs(explorer.magnitude.get_array().astype(int) - before).max() <= 1  # a grey level, from rounding
    assert (explorer.dot.get_xdata()[0], explorer.dot.get_ydata()[0]) == (41, -80)
    full = np.abs(np.fft.fftshift(np.fft.fft2(data.image("camera"))))
    assert np.corrcoef(explorer.magnitude.get_array().ravel(), np.log(full).ravel())[0, 1] > 0.99


@pytest.mark.parametrize("angle, width", [(35, 2.0), (120, 1.0), (160, 4.0)])
def test_edge_by_the_gradient(angle, width):
    result = EdgeAndBorder(picture="edge", angle=angle, width=width, window=False).result
    middle = result.pixels[64:-64, 64:-64]
    down, across = (component.sum() for component in np.gradient(middle))
    gradient = np.degrees(np.arctan2(down, across)) % 180
    assert gradient == pytest.approx((angle + 90) % 180, abs=0.5)
    assert abs(result.direction - gradient) > 3  # the borders
    windowed = EdgeAndBorder(picture="edge", angle=angle, width=width, window=True).result
    assert windowed.direction == pytest.approx(gradient, abs=0.5)
    assert windowed.cross[1] < result.cross[0] / 1e3
    assert result.cross == windowed.cross


def test_a_window_by_scipy_and_the_shares_by_numpy():
    result = EdgeAndBorder(picture="stripes", angle=65, period=7, window=True).result
    y, x = np.indices((256, 256))
    turn = np.radians(155)
    stripes = np.cos(2 * np.pi * (np.cos(turn) * x + np.sin(turn) * y) / 7)
    hann = signal.windows.hann(256, sym=False)
    shown = (stripes - stripes.mean()) * np.outer(hann, hann)
    assert_allclose(result.pixels, shown, atol=1e-9)
    energy = np.abs(np.fft.fft2(shown - shown.mean())) ** 2
    down, across = np.meshgrid(np.fft.fftfreq(256), np.fft.fftfreq(256), indexing="ij")
    fine = np.hypot(down, across) > 0.1
    assert result.high == pytest.approx(energy[fine].sum() / energy.sum())
    cross = fine & ((np.abs(down) < 1.5 / 256) | (np.abs(across) < 1.5 / 256))
    assert result.cross[1] == pytest.approx(energy[cross].sum() / energy.sum(), abs=1e-12)
    assert result.strongest == pytest.approx(1 / 7, abs=1 / 256)
    assert result.direction == pytest.approx(155, abs=0.1)


def test_a_photograph_turned_by_ndimage():
    result = EdgeAndBorder(picture="photograph", angle=60, window=False).result
    photo = ndimage.rotate(data.image("camera"), -60, reshape=False, mode="mirror")[38:-38, 38:-38]
    assert_allclose(result.pixels, photo, atol=1e-9)
    windowed = EdgeAndBorder(picture="photograph", angle=60, window=True).result
    assert windowed.direction - windowed.unturned == pytest.approx(60, abs=2)


def test_rings_do_not_mind_angle_and_softness():
    first = EdgeAndBorder(picture="rings", period=10, angle=0, width=0.0)
    second = EdgeAndBorder(picture="rings", period=10, angle=90, width=5.0)
    assert first.finding == second.finding
    assert_allclose(first.result.pixels[127, 128:], np.cos(2 * np.pi * np.hypot(np.arange(128) + 0.5, 0.5) / 10))


@pytest.mark.parametrize("shift, amplitude, waves", [(5.5, 0.8, 3), (20, 2.0, 1), (31, 0.1, 8)])
def test_the_arrow_by_numpy(shift, amplitude, waves):
    result = OneArrow(shift=shift, amplitude=amplitude, waves=waves).result
    values = amplitude * np.cos(2 * np.pi * waves * (np.arange(32) - shift) / 32)
    number = np.fft.fft(values)[waves] / 16
    assert_allclose(result.values, values, atol=1e-12)
    assert (result.real, result.imaginary) == pytest.approx((number.real, number.imag))
    assert (result.length, result.angle) == pytest.approx((amplitude, np.degrees(np.angle(number))))
    assert result.twin == pytest.approx((number.real, -number.imag))
    turned = amplitude * np.exp(-2j * np.pi * waves * np.arange(0, 32.25, 0.25) / 32)
    assert_allclose(result.parts, [turned.real, turned.imag], atol=1e-10)


def test_the_crest_is_on_the_wave_and_the_tip_on_the_circle():
    explorer = OneArrow(shift=7.5, amplitude=0.6, waves=5)
    assert explorer.figure is not None
    x, y = explorer.crest.get_data()
    assert_allclose(np.interp(x, *explorer.wave.get_data()), y)
    assert_allclose(y, 0.6)
    tip = np.array([explorer.result.real, explorer.result.imaginary])
    assert np.abs(explorer.head.get_xy() - tip).sum(axis=1).min() < 1e-12
    assert np.hypot(*np.array(explorer.circle.get_data())) == pytest.approx(np.hypot(*tip))
    away = np.array(explorer.shaft.get_data())[:, 1]
    assert away[0] * tip[1] == pytest.approx(away[1] * tip[0])  # towards the tip
    assert away @ tip > 0
