"""The grey codec by hand, against the JPEG of OpenCV, and by SciPy and scikit-image."""

import cv2
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import fft, stats
from skimage.metrics import peak_signal_noise_ratio

from course_lib import data
from course_lib.fourier.codec import (
    Encoded,
    bits_per_pixel,
    block_dct,
    block_inverse_dct,
    decode,
    encode,
    entropy,
    estimated_bits,
    from_blocks,
    keep_first,
    nonzero_share,
    psnr,
    quantisation_table,
    to_blocks,
    zigzag,
)

SHAPES = [(1, 1), (8, 8), (7, 9), (8, 17), (16, 24), (1, 20), (33, 5)]
QUALITIES = [1, 2, 5, 10, 24, 25, 33, 49, 50, 51, 75, 90, 95, 99, 100]
# Figure A.6 of ITU-T T.81: where each coefficient stands in the order.
FIGURE_A6 = """
 0  1  5  6 14 15 27 28
 2  4  7 13 16 26 29 42
 3  8 12 17 25 30 41 43
 9 11 18 24 31 40 44 53
10 19 23 32 39 45 52 54
20 22 33 38 46 51 55 60
21 34 37 47 50 56 59 61
35 36 48 49 57 58 62 63
"""


def as_bytes(image):
    return np.rint(image * 255).astype(np.uint8)


def jpeg(image, quality, *, optimise=0):
    """Return the bytes of a grey JPEG file by OpenCV, that is by libjpeg."""
    options = [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_OPTIMIZE, optimise]
    return cv2.imencode(".jpg", as_bytes(image), options)[1].tobytes()


def table_of(file):
    """Return the (8, 8) table in the DQT segment of a JPEG file, whose 64 bytes stand in zig-zag order."""
    start = file.index(b"\xff\xdb") + 4
    assert file[start] == 0, "8 bits, table 0"
    order = np.array(FIGURE_A6.split(), dtype=int)
    return np.frombuffer(file, np.uint8, 64, start + 1)[order].reshape(8, 8)


def both_decoded(image, quality):
    """Return the grey levels that are left by our codec and by OpenCV's."""
    file = np.frombuffer(jpeg(image, quality), np.uint8)
    return as_bytes(decode(encode(image, quality))).astype(int), cv2.imdecode(file, cv2.IMREAD_GRAYSCALE).astype(int)


def photo(name):
    if name == "noise":
        return np.random.default_rng(0).integers(0, 256, (256, 256)) / 255
    image = data.image(name)
    return image if image.ndim == 2 else as_bytes(image @ (0.299, 0.587, 0.114)) / 255


# ---- step sizes


@pytest.mark.parametrize("quality", QUALITIES)
def test_table_is_the_one_in_a_jpeg_file(quality):
    assert_array_equal(quantisation_table(quality), table_of(jpeg(photo("camera"), quality)))


def test_table_at_its_ends():
    assert_array_equal(quantisation_table(100), np.ones((8, 8)))
    assert_array_equal(quantisation_table(1), np.full((8, 8), 255))
    assert quantisation_table(50)[7, 0] == 72  # down, not across, where it is 61
    tables = np.array([quantisation_table(quality) for quality in range(1, 101)])
    assert (np.diff(tables, axis=0) <= 0).all(), "better is never coarser"
    coarse, fine = tables[49][:2, :2].mean(), tables[49][-2:, -2:].mean()
    assert coarse < 15 < 90 < fine  # low frequencies precisely, high ones coarsely


# ---- blocks and order


@pytest.mark.parametrize("shape", SHAPES)
def test_blocks_there_and_back(shape, rng):
    image = rng.normal(size=shape)
    blocks = to_blocks(image)
    rows, columns = -(-shape[0] // 8), -(-shape[1] // 8)
    assert blocks.shape == (rows, columns, 8, 8)
    full = cv2.copyMakeBorder(image, 0, 8 * rows - shape[0], 0, 8 * columns - shape[1], cv2.BORDER_REPLICATE)
    for row in range(rows):
        for column in range(columns):
            assert_array_equal(blocks[row, column], full[8 * row : 8 * row + 8, 8 * column : 8 * column + 8])
    again = from_blocks(blocks, shape)
    assert_array_equal(again, image)
    blocks[:] = 99
    assert_array_equal(again, image)
    assert np.abs(image).max() < 99


def test_block_transform_by_scipy(rng):
    blocks = rng.normal(size=(2, 3, 8, 8))
    assert_allclose(block_dct(blocks), fft.dctn(blocks, axes=(2, 3), norm="ortho"), atol=1e-13)
    assert_allclose(block_inverse_dct(blocks), fft.idctn(blocks, axes=(2, 3), norm="ortho"), atol=1e-13)
    assert_allclose(block_dct(blocks)[1, 2], cv2.dct(blocks[1, 2]), atol=1e-13)


def test_zigzag_is_that_of_the_standard():
    order = np.full((8, 8), -1)
    order[tuple(zigzag().T)] = np.arange(64)
    assert_array_equal(order, np.array(FIGURE_A6.split(), dtype=int).reshape(8, 8))


@pytest.mark.parametrize("n", [1, 2, 3, 5, 8])
def test_zigzag_goes_from_neighbour_to_neighbour(n):
    places = zigzag(n)
    assert sorted(map(tuple, places)) == [(row, column) for row in range(n) for column in range(n)]
    assert np.abs(np.diff(places, axis=0)).max(initial=1) == 1
    assert (np.diff(places.sum(axis=1)) >= 0).all()


def test_keep_first_by_hand():
    table = np.arange(1.0, 10).reshape(3, 3)
    assert_array_equal(keep_first(table, 0), np.zeros((3, 3)))
    assert_array_equal(keep_first(table, 4), [[1, 2, 0], [4, 0, 0], [7, 0, 0]])
    assert_array_equal(keep_first(table, 9), table)
    assert_array_equal(table, np.arange(1, 10).reshape(3, 3))
    assert_array_equal(keep_first(-table, 2), [[-1, -2, 0], [0, 0, 0], [0, 0, 0]])


# ---- the codec


def test_encode_by_hand():
    white, black = encode(np.ones((8, 8)), 50), encode(np.zeros((8, 8)), 50)
    assert white.numbers[0, 0, 0, 0] == round(127 * 8 / 16)
    assert black.numbers[0, 0, 0, 0] == -128 * 8 / 16
    assert np.count_nonzero(white.numbers) == np.count_nonzero(black.numbers) == 1
    assert white.shape == (8, 8)
    assert_allclose(decode(white), (64 * 16 / 8 + 128 - 1) / 255)  # 63.5 goes to the even 64, and 256 is clipped


def test_coefficients_are_rounded_to_their_steps(rng):
    image = rng.uniform(size=(16, 24))
    numbers, table, _ = encode(image, 30)
    exact = np.stack([cv2.dct(255 * image[8:16, 8 * c : 8 * c + 8] - 128) for c in range(3)])
    assert np.abs(numbers[1] * table - exact).max() <= table.max() / 2
    assert (np.abs(numbers[1] * table - exact) <= table / 2 + 1e-9).all()
    assert numbers.dtype.kind == "i"


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("quality", [1, 50, 100])
def test_decoded_picture_has_its_shape_and_levels(shape, quality, rng):
    image = rng.uniform(size=shape)
    kept = image.copy()
    found = decode(encode(image, quality))
    assert found.shape == shape
    assert_allclose(found * 255, np.rint(found * 255), atol=1e-9)
    assert found.min() >= 0
    assert found.max() <= 1
    assert_array_equal(image, kept)


def test_best_quality_is_within_a_level(rng):
    image = as_bytes(rng.uniform(size=(40, 41))) / 255
    assert np.abs(decode(encode(image, 100)) - image).max() <= 2.01 / 255
    assert np.abs(decode(encode(image, 100)) - image).mean() <= 0.5 / 255


@pytest.mark.parametrize("name", ["camera", "astronaut", "brick", "grass", "noise"])
@pytest.mark.parametrize("quality", [5, 10, 50, 75, 90])
def test_decoded_as_by_opencv(name, quality):
    image = photo(name)
    ours, theirs = both_decoded(image, quality)
    # libjpeg computes in whole numbers, so a coefficient near a tie may be rounded to the other side there, and its
    # whole block differs. Blocks whose coefficients all keep 0.2 grey levels away from a tie agree to one grey level.
    table = quantisation_table(quality)
    steps = block_dct(to_blocks(255 * image - 128)) / table
    certain = (np.abs(steps - np.floor(steps) - 0.5) * table).min(axis=(2, 3)) > 0.2
    difference = np.abs(to_blocks(ours - theirs)).max(axis=(2, 3))
    assert difference[certain].max(initial=0) <= 1
    if quality <= 50:
        assert certain.mean() > 0.4
        assert (difference > 1).mean() < 0.11
    assert psnr(image, ours / 255) == pytest.approx(psnr(image, theirs / 255), abs=0.02)


@pytest.mark.parametrize("name", ["camera", "noise"])
def test_decoded_at_the_best_quality_as_by_opencv(name):
    ours, theirs = both_decoded(photo(name), 100)  # one step is one grey level: no difference is larger
    assert np.abs(ours - theirs).mean() < 0.15
    assert (np.abs(ours - theirs) > 1).mean() < 1e-3


@pytest.mark.parametrize("shape", [(1, 1), (9, 7), (50, 61), (64, 5)])
def test_odd_sizes_as_by_opencv(shape):
    ours, theirs = both_decoded(photo("camera")[60 : 60 + shape[0], 90 : 90 + shape[1]], 60)
    assert ours.shape == theirs.shape
    assert (np.abs(ours - theirs) > 1).mean() < 0.12


def test_a_ramp_needs_few_numbers():
    y, x = np.mgrid[:8, :8]
    image = (100 + 8 * x + 5 * y) / 255
    assert np.count_nonzero(encode(image, 50).numbers) <= 8
    assert np.abs(decode(encode(image, 50)) - image).max() < 16 / 255


# ---- what it costs


@pytest.mark.parametrize("size", [1, 2, 50, 3000])
@pytest.mark.parametrize("spread", [0, 1, 4, 200])
def test_entropy_by_scipy(size, spread, rng):
    numbers = rng.integers(-spread, spread + 1, size)
    expected = stats.entropy(np.unique(numbers, return_counts=True)[1], base=2)
    assert entropy(numbers) == pytest.approx(expected, abs=1e-12)


def test_entropy_by_hand():
    assert entropy([7, 7, 7]) == 0
    assert entropy(np.arange(8) - 3) == 3
    assert entropy([0, 2**60]) == 1
    assert entropy([[0, 0], [0, 1]]) == pytest.approx(2 - 0.75 * np.log2(3))


def test_bits_by_hand():
    numbers = np.zeros((1, 4, 8, 8), int)
    numbers[0, :, 0, 0] = [5, 6, 7, 8]  # differences 5, 1, 1, 1
    assert estimated_bits(numbers) == pytest.approx(4 * (2 - 0.75 * np.log2(3)))
    numbers[0, :, 3, 2] = [0, 1, 0, 1]
    numbers[0, :, 2, 3] = [-2, 0, 2, 4]
    assert estimated_bits(numbers) == pytest.approx(4 * (2 - 0.75 * np.log2(3) + 1 + 2))
    # The block before the first of a row is the last of the row above.
    rows = np.zeros((2, 2, 8, 8), int)
    rows[..., 0, 0] = [[0, 1], [1, 2]]
    assert estimated_bits(rows) == 4
    assert estimated_bits(rows.swapaxes(0, 1)) == 4
    rows[..., 0, 0] = [[0, 1], [2, 3]]
    assert estimated_bits(rows) == pytest.approx(4 * (2 - 0.75 * np.log2(3)))


def test_bits_per_pixel_count_the_pixels_of_the_picture(rng):
    encoded = encode(rng.uniform(size=(9, 15)), 80)
    assert bits_per_pixel(encoded) == pytest.approx(estimated_bits(encoded.numbers) / 135)


@pytest.mark.parametrize("name", ["camera", "astronaut", "brick", "grass"])
@pytest.mark.parametrize("quality", [20, 50, 90])
def test_bits_are_about_those_of_a_file(name, quality):
    image = photo(name)
    file = 8 * len(jpeg(image, quality, optimise=1)) / image.size
    assert 0.75 * file < bits_per_pixel(encode(image, quality)) < 1.1 * file


def test_noise_costs_more_than_a_photograph():
    noise = photo("noise")
    for quality in (10, 50, 90):
        camera, other = encode(photo("camera"), quality), encode(noise, quality)
        assert bits_per_pixel(other) > 2 * bits_per_pixel(camera)
        assert nonzero_share(other.numbers) > 2 * nonzero_share(camera.numbers)
        assert psnr(noise, decode(other)) < psnr(photo("camera"), decode(camera)) - 3


def test_nonzero_share_by_hand():
    assert nonzero_share([0, -1, 2, 0, 0]) == 0.4
    assert nonzero_share([[0, -1, 0, 0], [3, 3, 0, 0]]) == 0.375
    assert nonzero_share(np.zeros((2, 2, 8, 8), int)) == 0


@pytest.mark.parametrize("peak", [1.0, 255])
@pytest.mark.parametrize("shape", [(1, 1), (5, 8)])
def test_psnr_by_scikit_image(peak, shape, rng):
    image, other = peak * rng.uniform(size=(2, *shape))
    assert psnr(image, other, peak=peak) == pytest.approx(peak_signal_noise_ratio(image, other, data_range=peak))
    assert psnr(image, image, peak=peak) == np.inf


def test_psnr_by_hand():
    assert psnr([[0.0, 0.0]], [[0.1, 0.1]]) == pytest.approx(20)
    assert psnr([[0.0, 0.0]], [[0.05, 0.05]]) == pytest.approx(20 + 20 * np.log10(2))


BLOCKS = np.zeros((1, 2, 8, 8))


@pytest.mark.parametrize(
    "call, error, message",
    [
        (lambda: quantisation_table(0), ValueError, "`quality` must be at least 1, got 0"),
        (lambda: quantisation_table(101), ValueError, "`quality` must be at most 100, got 101"),
        (lambda: quantisation_table(50.0), TypeError, "`quality` must be an integer"),
        (lambda: to_blocks([1.0]), ValueError, r"`image` must have shape \(H, W\), got \(1,\)"),
        (lambda: to_blocks([[np.nan]]), ValueError, "`image` must be finite"),
        (
            lambda: from_blocks(np.zeros((1, 2, 4, 8)), (8, 16)),
            ValueError,
            r"`blocks` must have shape \(rows, columns, 8, 8\), got \(1, 2, 4, 8\)",
        ),
        (lambda: from_blocks(np.zeros((0, 2, 8, 8)), (8, 16)), ValueError, "`blocks` must not be empty"),
        (lambda: from_blocks(BLOCKS, (8, 17)), ValueError, r"`shape` must need 1 x 2 blocks, got \(8, 17\)"),
        (lambda: from_blocks(BLOCKS, (9, 16)), ValueError, "`shape` must need 1 x 2 blocks"),
        (lambda: from_blocks(BLOCKS, (8, 8)), ValueError, "`shape` must need 1 x 2 blocks"),
        (lambda: from_blocks(BLOCKS, (0, 16)), ValueError, r"`shape\[0\]` must be at least 1"),
        (lambda: from_blocks(BLOCKS, (8, 16.0)), TypeError, r"`shape\[1\]` must be an integer"),
        (lambda: encode([[0.0, 1.2]], 50), ValueError, r"`image` must lie in \[0, 1\], got values from 0 to 1.2"),
        (lambda: encode([[-0.1]], 50), ValueError, r"`image` must lie in \[0, 1\], .*divide bytes by 255"),
        (lambda: encode(np.ones((8, 8, 3)), 50), ValueError, "pass the colours of a picture singly"),
        (lambda: encode([[0.5]], 0), ValueError, "`quality` must be at least 1"),
        (
            lambda: decode(Encoded(BLOCKS, np.ones((4, 4)), (8, 16))),
            ValueError,
            r"`encoded.table` must have shape \(8, 8\)",
        ),
        (
            lambda: decode(Encoded(BLOCKS[0], np.ones((8, 8)), (8, 16))),
            ValueError,
            r"`encoded.numbers` must have shape \(rows",
        ),
        (lambda: block_dct([[1.0]]), ValueError, r"`blocks` must have shape \(rows, columns, 8, 8\)"),
        (lambda: block_inverse_dct([["a"]]), TypeError, "`coefficients` must hold real numbers"),
        (lambda: zigzag(0), ValueError, "`n` must be at least 1"),
        (lambda: keep_first(np.ones((2, 3)), 1), ValueError, r"`coefficients` must have shape \(n, n\), got \(2, 3\)"),
        (lambda: keep_first(np.ones((2, 2)), 5), ValueError, "`count` must be at most 4, all there are, got 5"),
        (lambda: keep_first(np.ones((2, 2)), -1), ValueError, "`count` must be at least 0"),
        (lambda: entropy([]), TypeError, "`numbers` must be whole numbers, got dtype float64; round them"),
        (lambda: entropy(np.zeros(0, int)), ValueError, "`numbers` must not be empty"),
        (lambda: entropy([0.5]), TypeError, "`numbers` must be whole numbers"),
        (lambda: estimated_bits(BLOCKS), TypeError, "`numbers` must be whole numbers, got dtype float64"),
        (lambda: estimated_bits(np.zeros((2, 2), int)), ValueError, r"`numbers` must have shape \(rows, columns"),
        (lambda: nonzero_share([]), ValueError, "`numbers` must not be empty"),
        (lambda: nonzero_share(["a"]), TypeError, "`numbers` must hold real numbers"),
        (lambda: psnr([[1.0]], [[1.0, 2.0]]), ValueError, r"`other` must have the shape of `image`, \(1, 1\)"),
        (lambda: psnr([[1.0]], [[2.0]], peak=0), ValueError, "`peak` must be positive, got 0"),
        (lambda: psnr([[np.inf]], [[2.0]]), ValueError, "`image` must be finite"),
    ],
)
def test_rejections(call, error, message):
    with pytest.raises(error, match=message):
        call()
