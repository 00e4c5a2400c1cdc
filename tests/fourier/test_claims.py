"""The claims of the notes about spectra, sampling and compression, one test for each: what `claims.yaml` says is so."""

from itertools import pairwise

import cv2
import numpy as np
import pytest
import scipy.fft
import torch
from numpy.testing import assert_allclose
from scipy import ndimage, signal

from course_lib import data
from course_lib.fourier import (
    correlation,
    dft_matrix,
    fft,
    find_shift,
    gibbs_limit,
    grating,
    linearity_residual,
    overshoot,
    parseval_ratio,
    partial_sum,
    phase_ramp,
    recombine,
    rotation_residual,
    scramble_phase,
    sines,
    spectral_peaks,
    spectrum,
    symmetry_residual,
)
from course_lib.fourier.codec import block_dct, quantisation_table, to_blocks
from course_lib.fourier.convolving import direct_convolve, fft_convolve
from course_lib.fourier.cost import crossing, direct_multiplications, fft_multiplications
from course_lib.fourier.dct import dct, energy_kept, inverse_dct, mirrored_dft
from course_lib.fourier.hybrid import hybrid, likeness_seen, seen_from
from course_lib.fourier.masks import (
    bandpass,
    box_weights,
    filter_image,
    gaussian_sigma,
    gaussian_weights,
    lowpass,
    radius,
    transfer,
)
from course_lib.fourier.pictures import (
    axes_share,
    edge,
    high_share,
    rings,
    spectrum_direction,
    strongest_frequency,
    turned,
    vignette,
    windowed,
)
from course_lib.fourier.properties import shift_residual
from course_lib.fourier.sampling import alias, apparent_turns, folded_energy, reconstruct, subsample, zone_plate
from course_lib.fourier.transform import from_polar


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def grey(name):
    image = data.image(name)
    return image if image.ndim == 2 else image @ [0.299, 0.587, 0.114]


def pearson(a, b):
    return np.corrcoef(a.ravel(), b.ravel())[0, 1]


# --- 12_fourier -------------------------------------------------------------------------------------------------------


def test_fourier_gaussian_vs_box():
    f = np.linspace(0, 0.5, 1001)
    size = 9
    sigma = np.sqrt((size**2 - 1) / 12)  # of the box itself: the Gaussian is as wide
    mean, gaussian = transfer(box_weights(size), f), transfer(gaussian_weights(sigma), f)
    assert mean.min() < -0.2
    assert (np.diff(mean[f > 1 / size]) > 0).any(), "side lobes rise again"
    assert gaussian.min() > -1e-5
    assert (np.diff(gaussian[f < 0.3]) < 0).all()
    stripes = np.cos(2 * np.pi * np.arange(120) / 6)
    by_box, by_bell = (
        cv2.filter2D(stripes[None], -1, kernel[None])[0, 30:90] for kernel in (box_weights(9), gaussian_weights(sigma))
    )
    assert_allclose(by_box, -2 / 9 * stripes[30:90], atol=1e-12)
    assert round(by_bell.max(), 3) == 0.026
    assert by_bell @ stripes[30:90] > 0


def test_fourier_any_function(rng):
    x, t = rng.normal(size=64), np.arange(64)
    F = np.fft.rfft(x)
    amplitudes = np.abs(F) / 64 * np.where(np.isin(np.arange(33), (0, 32)), 1, 2)
    angles = np.angle(F) + np.pi / 2  # of a sine, where the transform means a cosine

    def rebuilt(phases):
        return sum(a * np.sin(2 * np.pi * m * t / 64 + phi) for m, (a, phi) in enumerate(zip(amplitudes, phases)))

    assert_allclose(rebuilt(angles), x, atol=1e-12)
    assert np.abs(rebuilt(np.full(33, np.pi)) - x).max() > 1, "with the phase pi that the notes write"
    shoots = [overshoot("square", terms) for terms in (1, 10, 100, 2000)]
    assert all(later < sooner for sooner, later in pairwise(shoots))
    assert min(shoots) > gibbs_limit()
    assert shoots[-1] == pytest.approx(0.0895, abs=5e-5)


def test_fourier_square_wave():
    t = np.array([0.05, 0.2, 0.4, 0.7])
    k = np.arange(1, 20_001, 2)
    summed = 4 / np.pi * (np.sin(2 * np.pi * np.outer(t, k)) / k).sum(axis=1)
    assert_allclose(summed, signal.square(2 * np.pi * t), atol=1e-3)
    assert_allclose(summed, partial_sum("square", k.size, t), atol=1e-12)
    even = np.fft.fft(signal.square(2 * np.pi * (np.arange(64) + 0.5) / 64))[::2]
    assert_allclose(even, 0, atol=1e-12)


def test_fourier_spectrum_reconstruct():
    picture = grey("grass")
    F = np.fft.fft2(picture)
    assert_allclose(np.fft.ifft2(F).real, picture, atol=1e-12)
    shifted, scrambled = np.roll(picture, 40, axis=1), scramble_phase(picture, 1.0)
    for other in (shifted, scrambled):
        assert_allclose(np.abs(np.fft.fft2(other)), np.abs(F), atol=1e-8)
        assert abs(correlation(other, picture)) < 0.1


def test_fourier_centre_symmetric(rng):
    for shape in ((31, 31), (32, 20)):
        picture = rng.normal(size=shape)
        magnitude = np.abs(spectrum(picture))
        assert magnitude[shape[0] // 2, shape[1] // 2] == pytest.approx(abs(picture.sum()))
        inner = magnitude[
            1 - shape[0] % 2 :, 1 - shape[1] % 2 :
        ]  # the twins of the first row of an even size lie outside
        assert_allclose(inner, inner[::-1, ::-1], rtol=1e-9)
        for mirrored in (inner[:, ::-1], inner[::-1]):
            assert np.abs(inner - mirrored).max() > 0.1 * magnitude.max()


def test_fourier_bandpass():
    t = np.arange(256)
    low, middle, high = (np.sin(2 * np.pi * waves * t / 256) for waves in (3, 20, 90))
    gain = bandpass(np.fft.rfftfreq(256), 10 / 256, 50 / 256, "ideal")
    assert_allclose(np.fft.irfft(np.fft.rfft(low + middle + high) * gain, 256), middle, atol=1e-12)


def test_fourier_stripe_orientation():
    upright = np.tile(np.arange(64) // 4 % 2, (64, 1)).astype(float)
    assert np.ptp(upright, axis=0).max() == 0, "nothing changes along the lines"
    across, down = np.array(spectral_peaks(upright)).T
    assert np.ptp(down) == 0
    assert {-8, 8} <= set(across.tolist())
    assert {(y, x) for x, y in spectral_peaks(upright)} == set(spectral_peaks(upright.T))


def test_fourier_four_lines():
    one, two = grating((64, 64), 5 / 64, 0), grating((64, 64), 0, 5 / 64)
    assert spectral_peaks(one + two) == [(-5, 0), (0, -5), (0, 5), (5, 0)]
    assert spectral_peaks(one * two) == [(-5, -5), (-5, 5), (5, -5), (5, 5)]
    bars = np.tile(np.sign(np.sin(2 * np.pi * 4 * (np.arange(64) + 0.5) / 64)), (64, 1))
    found = spectral_peaks(bars + bars.T, share=0.05)
    assert len(found) > 4
    assert {(4, 0), (12, 0), (20, 0), (0, 4), (0, 12), (0, 20)} <= set(found)
    assert all(0 in dot for dot in found)


def test_fourier_frequency_spacing():
    for f in (4, 8, 16):
        stripes = grating((64, 64), f / 64, 0)
        assert spectral_peaks(stripes) == [(-f, 0), (f, 0)], "the dots move apart"
        crests = signal.find_peaks(stripes[0])[0]
        assert set(np.diff(crests).tolist()) == {64 // f}, "the stripes move together"


def test_fourier_imag_is_phase():
    z = 3 + 4j
    assert abs(z) == 5
    assert round(np.degrees(np.angle(z))) == 53
    t = np.arange(64)
    found = [np.fft.fft(np.cos(2 * np.pi * 5 * (t - shift) / 64))[5] / 32 for shift in np.linspace(0, 12.8, 9)]
    assert_allclose(np.abs(found), 1, atol=1e-12)
    assert min(np.abs(np.real(found))) < 1e-12, "the real part goes through 0, and the wave is still there"
    louder = 2 * np.fft.fft(np.sin(2 * np.pi * 5 * t / 64 + 0.7))[5] / 32
    assert np.angle(louder) == pytest.approx(np.angle(louder / 2))
    assert louder.imag == pytest.approx(2 * (louder / 2).imag), "a louder wave has a larger imaginary part"


def test_fourier_square_increasing():
    square = np.where(np.arange(1024) < 512, 1.0, -1.0)
    measured = np.abs(np.fft.rfft(square))[1:12:2] / 512
    numbers, amplitudes = sines("square", 6)
    assert numbers.tolist() == [1, 3, 5, 7, 9, 11]
    assert_allclose(amplitudes, 4 / np.pi / numbers)
    assert_allclose(measured, amplitudes, rtol=1e-3)
    assert (np.diff(measured) < 0).all()


def test_fourier_translation_loses():
    picture = grey("camera")
    shifted = np.roll(picture, (5, -20), axis=(0, 1))
    F, after = np.fft.fft2(picture), np.fft.fft2(shifted)
    assert_allclose(np.abs(after), np.abs(F), atol=1e-8)
    assert np.abs(np.angle(after) - np.angle(F)).max() > 1, "the phase does hold the shift"
    assert shift_residual(picture, -20, 5) < 1e-12
    assert find_shift(picture, shifted) == (-20, 5)
    assert_allclose(np.fft.ifft2(after / phase_ramp(picture.shape, -20, 5)), picture, atol=1e-12)


def test_fourier_radial():
    y, x = np.indices((128, 128)) - 64
    away, angle = np.hypot(x, y) / 128, np.degrees(np.arctan2(y, x))
    for picture, eighths in ((rings(128, 8), 8), (grating((128, 128), 1 / 8, 0), 2)):
        assert strongest_frequency(picture) == 1 / 8
        magnitude = np.abs(spectrum(windowed(picture)))
        strong = magnitude > magnitude.max() / 4
        assert_allclose(away[strong], 1 / 8, atol=0.02)
        assert np.unique(np.round(angle[strong] / 45) % 8).size == eighths


def test_fourier_rotation(rng):
    for shape in ((31, 31), (12, 9)):
        assert rotation_residual(rng.normal(size=shape)) < 1e-12
    anticlockwise = np.rot90(grating((64, 64), 6 / 64, 2 / 64))
    assert spectral_peaks(anticlockwise) == [(-2, 6), (2, -6)], "(6, 2) turned the same way round, y down"
    for degrees in (20, 65):
        stripes = windowed(turned(grating((256, 256), 1 / 8, 0), degrees, 128))
        assert spectrum_direction(stripes).angle == pytest.approx(degrees, abs=0.5)


def test_fourier_edge_diagonal():
    y, x = np.indices((128, 128)) - 64
    beyond, diagonal = np.hypot(x, y) > 8, np.abs(np.abs(x) - np.abs(y)) < 2
    for degrees in (0, 30, 45, 120, 135):
        picture = windowed(edge(128, degrees, 1))
        assert (spectrum_direction(picture).angle - degrees) % 180 == pytest.approx(90, abs=0.1)
        energy = np.abs(spectrum(picture)) ** 2
        share = energy[beyond & diagonal].sum() / energy[beyond].sum()
        assert (share > 0.9) if degrees in (45, 135) else (share < 0.01), "only a diagonal edge makes a diagonal"


def test_fourier_magnitude_phase(rng):
    picture = rng.normal(size=(8, 9))
    F = np.fft.fft2(picture)
    assert_allclose(from_polar(np.abs(F), np.angle(F)), F, atol=1e-12)
    assert_allclose(np.fft.ifft2(from_polar(np.abs(F), np.angle(F))).real, picture, atol=1e-12)


def test_fourier_linearity(rng):
    a, b = rng.normal(size=(2, 32))
    assert linearity_residual(a, b, 2, -3) < 1e-13
    assert_allclose(dft_matrix(32) @ (2 * a - 3 * b), 2 * np.fft.fft(a) - 3 * np.fft.fft(b), atol=1e-11)
    size = lambda values: np.abs(np.fft.fft(values))  # noqa: E731
    assert np.abs(size(2 * a - 3 * b) - (2 * size(a) - 3 * size(b))).max() > 1


def test_fourier_real_symmetric(rng):
    x = rng.normal(size=33)
    F = np.fft.fft(x)
    opposite = np.roll(F[::-1], 1)
    assert_allclose(opposite, F.conj(), atol=1e-12)
    assert symmetry_residual(x) < 1e-13
    assert symmetry_residual(x + 1j * rng.normal(size=33)) > 0.1
    assert np.abs(opposite - F).max() > 1, "it is not itself symmetric"
    assert_allclose(np.fft.irfft(np.fft.rfft(x), 33), x, atol=1e-12)
    even = x + np.roll(x[::-1], 1)
    assert_allclose(np.roll(np.fft.fft(even)[::-1], 1), np.fft.fft(even), atol=1e-12)


def test_fourier_parseval(rng):
    for n in (64, 63):
        x = rng.normal(size=n)
        assert parseval_ratio(x, "ortho") == pytest.approx(1)
        assert parseval_ratio(x) == pytest.approx(n)
        theirs = torch.fft.fft(torch.tensor(x)).abs().square().sum().item()
        assert theirs == pytest.approx(n * (x**2).sum())


def test_fourier_fft_nlogn(rng):
    for n in (2, 16, 256):
        x = rng.normal(size=n)
        found = fft(x)
        assert_allclose(found.spectrum, np.fft.fft(x), atol=1e-11)
        assert found.multiplications == n // 2 * int(np.log2(n))
    assert (found.multiplications, dft_matrix(256).size) == (1024, 65_536)


def test_fourier_convolution_theorem(rng):
    a, b = rng.normal(size=16), rng.normal(size=5)
    product = np.fft.ifft(np.fft.fft(a) * np.fft.fft(b, 16)).real
    linear = np.convolve(a, b)
    assert np.abs(product - linear[:16]).max() > 0.1
    assert_allclose(product[:4], linear[:4] + linear[16:], atol=1e-12)
    assert_allclose(product[4:], linear[4:16], atol=1e-12)
    assert_allclose(product, direct_convolve(a, b, "circular"), atol=1e-12)
    with_room = {n: np.fft.irfft(np.fft.rfft(a, n) * np.fft.rfft(b, n), n)[:20] for n in (19, 20, 32)}
    assert np.abs(with_room[19] - linear[:19]).max() > 1e-3
    for n in (20, 32):
        assert_allclose(with_room[n], linear, atol=1e-12)


def test_fourier_inverse_product(rng):
    one, two = np.fft.fft(rng.normal(size=(2, 8)))
    a, b = np.fft.ifft(one).real, np.fft.ifft(two).real
    circular = direct_convolve(a, b, "circular")
    assert_allclose(np.fft.ifft(one * two).real, circular, atol=1e-12)
    unitary = np.fft.ifft(np.fft.fft(a, norm="ortho") * np.fft.fft(b, norm="ortho"), norm="ortho").real
    assert_allclose(unitary, circular / np.sqrt(8), atol=1e-12)
    assert np.abs(np.fft.ifft(one * two).real - np.convolve(a, b)[:8]).max() > 0.1


def test_fourier_product_other_way():
    t, kernel = np.arange(64), np.array([1, 4, 6, 4, 1]) / 16
    for waves in (0, 6, 25):
        wave = np.cos(2 * np.pi * waves * t / 64 + 0.4)
        gain = transfer(kernel, [waves / 64])[0]
        centred = np.roll(direct_convolve(wave, kernel, "circular"), -2)
        assert_allclose(centred, gain * wave, atol=1e-12)
        assert gain == pytest.approx(np.fft.fft(np.roll(np.pad(kernel, (0, 59)), -2))[waves].real)


def test_fourier_gaussian_lowpass():
    sigma, f = 3.0, np.linspace(0, 0.2, 101)
    gains = transfer(gaussian_weights(sigma), f)
    assert_allclose(gains, np.exp(-0.5 * (f / (1 / (2 * np.pi * sigma))) ** 2), atol=1e-4)
    assert (np.diff(gains) < 0).all(), "the more, the higher"
    f = np.linspace(0, 0.5, 101)
    assert (lowpass(f, 0.1) > 0).all(), "none is removed"
    assert (lowpass(f, 0.1, "ideal")[f > 0.1] == 0).all()
    picture = grey("camera")
    back = np.fft.rfft2(filter_image(picture, lowpass(radius(picture.shape), 0.2))) / lowpass(
        radius(picture.shape), 0.2
    )
    assert_allclose(np.fft.irfft2(back, picture.shape), picture, atol=1e-6)


def test_fourier_imag_spatial():
    place = np.arange(64)
    two_bumps = np.exp(-0.5 * ((place - 20) / 3) ** 2) + np.exp(-0.5 * ((place - 44) / 3) ** 2)
    F = np.fft.fft(np.roll(two_bumps, -32))
    assert np.abs(F.imag).max() < 1e-12
    assert_allclose(np.roll(np.fft.ifft(F.real).real, 32), two_bumps, atol=1e-12)
    assert signal.find_peaks(two_bumps)[0].tolist() == [20, 44]
    camera, astronaut = grey("camera"), grey("astronaut")
    mixed = recombine(camera, astronaut, magnitude=0, phase=1)
    assert correlation(mixed, astronaut) > 0.7
    assert abs(correlation(mixed, camera)) < 0.1
    assert_allclose(np.abs(np.fft.fft2(mixed)), np.abs(np.fft.fft2(camera)), atol=1e-8)


def test_fourier_multiply_image_gaussian():
    stripes = grating((120, 120), 0.4, 0)  # 48 whole periods: no jump at the border
    dark = vignette(stripes, 30)
    assert high_share(dark, 0.3) > 0.999, "as fine as they were"
    assert strongest_frequency(dark) == pytest.approx(0.4, abs=1 / 120)
    assert np.abs(dark[:8, :8]).max() < 0.05 < 0.9 < np.abs(dark[56:64, 56:64]).max(), "dark corners"
    assert np.abs(filter_image(stripes, lowpass(radius(stripes.shape), 0.1))).max() < 1e-4
    by_opencv = cv2.GaussianBlur(stripes, (0, 0), 2)[16:-16, 16:-16]
    assert np.abs(by_opencv).max() < 1e-3, "to convolve the image does it as well"


def test_fourier_edge_artifacts():
    ramp = np.tile(np.linspace(-1, 1, 256), (256, 1))
    assert np.ptp(np.diff(ramp)) < 1e-12, "no jump anywhere inside"
    assert ramp[0, 0] - ramp[0, -1] == -2, "but one where the tiles meet"
    energy = np.abs(np.fft.fft2(ramp)) ** 2
    assert energy[1:].max() < 1e-20 * energy.max(), "an upright border, a level arm of the cross"
    assert axes_share(ramp) > 0.02
    assert axes_share(ramp) > 1e5 * axes_share(windowed(ramp))
    assert axes_share(grey("coffee")) > 2 * axes_share(windowed(grey("coffee")))
    assert axes_share(windowed(grey("brick"))) > 0.1, "its own lines stay"


def test_fourier_filter_nlogn(rng):
    image, kernel = rng.normal(size=(32, 29)), rng.normal(size=(5, 4))
    transformed = [np.fft.rfft2(values, (36, 32)) for values in (image, kernel)]
    by_spectra = np.fft.irfft2(transformed[0] * transformed[1], (36, 32))
    assert_allclose(by_spectra, signal.convolve2d(image, kernel), atol=1e-12)
    assert_allclose(by_spectra, fft_convolve(image, kernel), atol=1e-12)
    per_pixel = [fft_multiplications(n, 3) / n**2 / np.log2(n**2) for n in (256, 1024, 4096)]
    assert max(per_pixel) < 1.2 * min(per_pixel), "n log n"
    assert fft_multiplications(1024, 63) < 1.2 * fft_multiplications(1024, 3)
    assert direct_multiplications(1024, 63) == 441 * direct_multiplications(1024, 3)


def test_fourier_fft_faster_large():
    sizes = (64, 256, 1024, 4096)
    for n in sizes:
        assert direct_multiplications(n, 3) < fft_multiplications(n, 3), "not for 3x3, however large the image"
        assert direct_multiplications(n, 31) > 5 * fft_multiplications(n, 31)
    assert direct_multiplications(16, 31) > fft_multiplications(16, 31), "and for 31x31 even on a small one"
    assert {crossing(n) for n in sizes} == {7, 9}
    assert direct_multiplications(2**20, 3) < fft_multiplications(2**20, 3)


# --- 13_sampling_and_compression --------------------------------------------------------------------------------------


def rounded(coefficients, table):
    """Return what is left of blocks after dividing, rounding and multiplying: values, and how many are not 0."""
    whole = np.round(coefficients / table)
    return whole * table, np.count_nonzero(whole)


def test_jpeg_dct_imaginary(rng):
    row, m = rng.normal(size=8), np.arange(8)
    found = dct(row)
    assert np.isrealobj(found)
    cosines = np.cos(np.pi * np.outer(m, 2 * m + 1) / 16) * np.where(m == 0, np.sqrt(1 / 8), 0.5)[:, None]
    assert_allclose(found, cosines @ row, atol=1e-12)
    assert_allclose(found, cv2.dct(row[:, None])[:, 0], atol=1e-12)
    assert_allclose(inverse_dct(found), row, atol=1e-12)
    assert_allclose(mirrored_dft(row).imag, 0, atol=1e-12)
    turned_back = np.fft.fft(np.concatenate([row, row[::-1]]))[:8] * np.exp(-1j * np.pi * m / 16)
    assert_allclose(turned_back * np.where(m == 0, np.sqrt(1 / 8), 0.5) / 2, found, atol=1e-12)
    assert np.abs(np.fft.fft(row).imag).max() > 0.1, "unlike the row alone"


def test_jpeg_coarse_high():
    table = quantisation_table(50)
    assert (table[:2, :3].min(), table[:2, :3].max()) == (10, 16)
    assert 99 <= table[6:, 6:].min() <= table[6:, 6:].max() <= 120
    around = table[::-1, ::-1]
    for name in ("camera", "astronaut", "grass"):
        coefficients = block_dct(to_blocks(255 * grey(name) - 128))
        as_is, left = rounded(coefficients, table)
        scales = np.geomspace(0.3, 2, 300)
        counts = [rounded(coefficients, around * scale)[1] for scale in scales]
        scale = scales[np.argmin(np.abs(np.array(counts) - left))]
        other, as_many = rounded(coefficients, around * scale)
        assert as_many == pytest.approx(left, rel=0.01)
        ratio = ((other - coefficients) ** 2).mean() / ((as_is - coefficients) ** 2).mean()
        assert ratio == pytest.approx(1.7, abs=0.05)


def test_hybrid_recipe():
    far, near = grey("camera"), grey("astronaut")
    mixed = hybrid(far, near, 0.03, 0.03)
    sigma = gaussian_sigma(0.03)
    far_blurred, near_blurred, mixed_blurred = (ndimage.gaussian_filter(image, sigma, mode="wrap", truncate=8)
                                                for image in (far, near, mixed))  # fmt: skip
    assert_allclose(mixed, far_blurred + (near - near_blurred), atol=1e-6)
    assert correlation(mixed_blurred, far_blurred) > 0.98
    assert correlation(mixed_blurred, near_blurred) < 0.5
    assert correlation(mixed - mixed_blurred, near - near_blurred) > 0.9
    assert correlation(mixed - mixed_blurred, far - far_blurred) < 0.5


def test_hybrid_distance():
    far, near = grating((128, 128), 2 / 128, 0), grating((128, 128), 0, 16 / 128)
    mixed = hybrid(far, near, 0.05, 0.05)
    distances = (1, 4, 8, 16)
    like_far, like_near = (
        [pearson(seen_from(mixed, distance), wave) for distance in distances] for wave in (far, near)
    )
    assert like_near[0] > 0.6
    assert (np.diff(like_far) > 0).all()
    assert (np.diff(like_near) < 0).all()
    assert like_far[-1] > 0.999
    small = cv2.resize(mixed, (8, 8), interpolation=cv2.INTER_AREA)  # a picture seen from afar is a small one
    assert pearson(small, cv2.resize(far, (8, 8), interpolation=cv2.INTER_AREA)) > 0.99
    mixed, photos = hybrid(grey("face_cat"), grey("face_astronaut"), 0.03, 0.06), ("face_astronaut", "face_cat")
    near, far = (likeness_seen(mixed, grey(photo), [1, 16]) for photo in photos)
    assert near[0] > 0.9 > 0.3 > far[0]
    assert far[1] > 0.9 > 0.5 > near[1]
    contrast = [np.ptp(seen_from(grating((64, 64), f, 0), 0.25 / f)) for f in (0.25, 0.125, 0.0625)]
    assert_allclose(contrast, contrast[0])  # twice as far, twice as coarse


def test_sampling_subsample():
    image = grey("brick")
    half = subsample(image, 2)
    assert half.shape == (128, 128)
    assert half.size * 4 == image.size
    assert np.array_equal(half, image[::2, ::2])
    assert subsample(np.arange(35.0).reshape(5, 7), 2).shape == (3, 4)


def test_sampling_wagon_wheel():
    assert apparent_turns(23, frames=24) == -1
    places = np.exp(2j * np.pi * np.arange(48) * 23 / 24)
    assert_allclose(places, np.exp(-2j * np.pi * np.arange(48) / 24), atol=1e-12)
    assert apparent_turns(1.49, frames=24, spokes=8) == pytest.approx(1.49)
    assert apparent_turns(1.51, frames=24, spokes=8) == pytest.approx(-1.49)


def test_sampling_nyquist():
    places = np.linspace(190, 210, 81)
    for f, error in ((0.3, 0.02), (0.45, 0.05), (0.7, None)):
        samples, truth = np.sin(2 * np.pi * f * np.arange(401) + 0.3), np.sin(2 * np.pi * f * places + 0.3)
        apart = np.abs(reconstruct(samples, 1, places) - truth).max()
        assert (apart > 1) if error is None else (apart < error)
    at_twice = np.sin(2 * np.pi * 0.5 * np.arange(401))
    assert_allclose(at_twice, 0, atol=1e-12)
    assert np.abs(np.sin(2 * np.pi * 0.5 * places)).max() > 0.99, "and the sine is not 0"
    at_end, in_middle, of_many = (
        abs(reconstruct(np.cos(0.6 * np.pi * np.arange(n)), 1, t) - np.cos(0.6 * np.pi * t))
        for n, t in ((200, 0.5), (200, 100.5), (20_000, 10_000.5))
    )
    assert at_end > 10 * in_middle > 100 * of_many


def test_sampling_prefilter():
    stripes = grating((80, 80), 0.4, 0)
    unfiltered = subsample(stripes, 2)
    assert spectral_peaks(unfiltered) == [(-8, 0), (8, 0)]
    assert alias(2 * 0.4) == pytest.approx(-0.2)
    assert_allclose(unfiltered, grating((40, 40), 0.2, 0), atol=1e-12)
    assert_allclose(subsample(stripes, 2, "ideal"), 0, atol=1e-12)
    assert folded_energy(stripes, 2, "none") == pytest.approx(1)
    afterwards = filter_image(unfiltered, lowpass(radius(unfiltered.shape), 0.25, "ideal"))
    assert_allclose(afterwards, unfiltered, atol=1e-12), "too late"
    rings = zone_plate(256)
    assert folded_energy(rings, 4, "none") > 0.9 > 0.1 > folded_energy(rings, 4, "Gaussian")


def test_img_mostly_smooth(rng):
    shares = {}
    for name, image in (("camera", grey("camera")), ("grass", grey("grass")), ("noise", rng.normal(size=(256, 256)))):
        coefficients = dct(image - image.mean())
        assert_allclose(coefficients, scipy.fft.dctn(image - image.mean(), norm="ortho"), atol=1e-9)
        shares[name] = round(energy_kept(coefficients, 0.1), 2)
        neighbours = pearson(image[:, 1:], image[:, :-1])
        assert (neighbours > 0.7) if name != "noise" else (abs(neighbours) < 0.02)
    assert shares == {"camera": 0.99, "grass": 0.84, "noise": 0.44}
