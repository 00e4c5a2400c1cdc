"""How JPEG stores a grey picture: blocks, cosines, rounding that is coarser for finer waves, and what that costs.

Real are the transform, the table of step sizes and the rounding. The last stage, which packs the numbers into bits
without loss, is estimated by its entropy. Pictures lie in [0, 1], step sizes and coefficients are in grey levels.

Source: ITU-T T.81 (1992), "Digital compression and coding of continuous-tone still images".
"""

from typing import NamedTuple

import numpy as np

from course_lib.checks import check_filled, check_integer, check_positive, check_real, check_same_shape, check_shape
from course_lib.fourier._arguments import check_signal
from course_lib.fourier.dct import dct_matrix

BLOCK = 8  # pixels
LUMINANCE = (
    (16, 11, 10, 16, 24, 40, 51, 61),
    (12, 12, 14, 19, 26, 58, 60, 55),
    (14, 13, 16, 24, 40, 57, 69, 56),
    (14, 17, 22, 29, 51, 87, 80, 62),
    (18, 22, 37, 56, 68, 109, 103, 77),
    (24, 35, 55, 64, 81, 104, 113, 92),
    (49, 64, 78, 87, 103, 121, 120, 101),
    (72, 92, 95, 98, 112, 100, 103, 99),
)  # step sizes at quality 50, row m for m half waves down; ITU-T T.81, annex K, table K.1


class Encoded(NamedTuple):
    numbers: np.ndarray  # (rows, columns, 8, 8) int: rounded coefficients of each block
    table: np.ndarray  # (8, 8) int: step sizes, 1 to 255
    shape: tuple  # (H, W) of the picture


def quantisation_table(quality):
    """Return the step size (8, 8) of each coefficient in grey levels, integers from 1 to 255.

        >>> quantisation_table(50)[0].tolist(), quantisation_table(90)[0].tolist()
        ([16, 11, 10, 16, 24, 40, 51, 61], [3, 2, 2, 3, 5, 8, 10, 12])

    quality : 1 to 100. 50 is the table of the standard; below, steps are 50/quality times as large, above
        (200 - 2*quality) % of it, so that at 100 all are 1

    Source: ITU-T T.81 (1992), table K.1; the scaling is that of libjpeg, `jpeg_quality_scaling` in jcparam.c.
    """
    quality = check_integer("quality", quality, 1)
    if quality > 100:
        raise ValueError(f"`quality` must be at most 100, got {quality}; at 100 all steps are 1")
    percent = 5000 // quality if quality < 50 else 200 - 2 * quality
    return np.clip((np.array(LUMINANCE) * percent + 50) // 100, 1, 255)


def to_blocks(image):
    """Return a picture (H, W) as blocks of 8 x 8 pixels: (ceil(H/8), ceil(W/8), 8, 8).

        >>> to_blocks(np.ones((9, 16))).shape
        (2, 2, 8, 8)

    Where a block is not full, the last row and the last column of the picture are repeated.
    """
    image = check_signal("image", image, 2)
    full = np.pad(image, [(0, -size % BLOCK) for size in image.shape], mode="edge")
    rows, columns = (size // BLOCK for size in full.shape)
    return full.reshape(rows, BLOCK, columns, BLOCK).swapaxes(1, 2)


def from_blocks(blocks, shape):
    """Return the picture (H, W) that `to_blocks` has cut up.

        >>> from_blocks(to_blocks([[1.0, 2.0, 3.0]]), (1, 3)).tolist()
        [[1.0, 2.0, 3.0]]

    shape : (H, W) of the picture; what the blocks hold beyond it is cut
    """
    blocks = _check_blocks("blocks", blocks)
    height, width = (check_integer(f"shape[{axis}]", size, 1) for axis, size in enumerate(shape))
    rows, columns = blocks.shape[:2]
    if (rows, columns) != (-(-height // BLOCK), -(-width // BLOCK)):
        raise ValueError(f"`shape` must need {rows} x {columns} blocks, got {shape}; take that of the picture")
    return blocks.swapaxes(1, 2).reshape(rows * BLOCK, columns * BLOCK)[:height, :width].copy()


def encode(image, quality):
    """Return a picture (H, W) in [0, 1] as rounded coefficients with their table: `Encoded`.

        >>> encode(np.full((8, 8), 0.5), 50).numbers[0, 0, 0].tolist()
        [0, 0, 0, 0, 0, 0, 0, 0]

    Grey levels 0..255 less 128, so that a middle grey is near 0; then the cosine transform of each block; then division
    by the step sizes, and rounding, the only stage that loses anything.

    Source: ITU-T T.81 (1992), sec. A.3.
    """
    image = check_signal("image", image, 2)
    if image.min() < 0 or image.max() > 1:
        raise ValueError(
            f"`image` must lie in [0, 1], got values from {image.min():g} to {image.max():g}; divide bytes by 255, "
            "or clip it"
        )
    table = quantisation_table(quality)
    coefficients = block_dct(to_blocks(255 * image - 128))
    return Encoded(np.rint(coefficients / table).astype(int), table, image.shape)


def decode(encoded):
    """Return the picture (H, W) that is left of an `Encoded` one, in steps of 1/255 in [0, 1].

        >>> image = np.linspace(0, 1, 64).reshape(8, 8)
        >>> float(np.abs(decode(encode(image, 90)) - image).max()) < 0.03
        True

    What leaves 0..255 is clipped, as a decoder does that has to hand over bytes.
    """
    numbers, table, shape = encoded
    numbers = _check_blocks("encoded.numbers", numbers)
    blocks = block_inverse_dct(numbers * check_shape("encoded.table", table, (BLOCK, BLOCK)))
    return np.clip(np.rint(from_blocks(blocks, shape) + 128), 0, 255) / 255


def block_dct(blocks):
    """Return the cosine coefficients (rows, columns, 8, 8) of each block; entry [m, l] of m half waves down, l across.

    >>> block_dct(np.full((1, 2, 8, 8), 3.0))[0, 1, 0, 0].round(9).item()
    24.0
    """
    matrix = dct_matrix(BLOCK)
    return matrix @ _check_blocks("blocks", blocks) @ matrix.T


def block_inverse_dct(coefficients):
    """Return the blocks (rows, columns, 8, 8) with these cosine coefficients.

    >>> block_inverse_dct(block_dct(np.full((1, 1, 8, 8), 3.0)))[0, 0, 7, :2].round(9).tolist()
    [3.0, 3.0]
    """
    matrix = dct_matrix(BLOCK)
    return matrix.T @ _check_blocks("coefficients", coefficients) @ matrix


def zigzag(n=BLOCK):
    """Return the places (row, column) of an n x n table in zig-zag order, from coarse to fine: (n*n, 2) integers.

        >>> zigzag(3).tolist()
        [[0, 0], [0, 1], [1, 0], [2, 0], [1, 1], [0, 2], [1, 2], [2, 1], [2, 2]]

    Diagonal after diagonal, each the other way round. After it the zeros of the fine waves stand in one long run.

    Source: ITU-T T.81 (1992), figure A.6.
    """
    n = check_integer("n", n, 1)
    places = ((row, column) for row in range(n) for column in range(n))
    return np.array(sorted(places, key=lambda place: (sum(place), place[1 - sum(place) % 2])))


def keep_first(coefficients, count):
    """Return a copy of a table (n, n) in which only the first `count` in zig-zag order are left, the others 0.

    >>> keep_first([[4.0, 3.0], [2.0, 1.0]], 2).tolist()
    [[4.0, 3.0], [0.0, 0.0]]
    """
    coefficients, count = check_signal("coefficients", coefficients, 2), check_integer("count", count, 0)
    if coefficients.shape[0] != coefficients.shape[1]:
        raise ValueError(f"`coefficients` must have shape (n, n), got {coefficients.shape}; give one block")
    if count > coefficients.size:
        raise ValueError(f"`count` must be at most {coefficients.size}, all there are, got {count}")
    kept, (rows, columns) = np.zeros(coefficients.shape), zigzag(len(coefficients))[:count].T
    kept[rows, columns] = coefficients[rows, columns]
    return kept


def entropy(numbers):
    """Return how many bits a number takes on average if the code fits how often each occurs; any shape of integers.

        >>> entropy([0, 0, 1, 2])
        1.5

    Source: Shannon (1948), "A mathematical theory of communication", theorem 4, doi:10.1002/j.1538-7305.1948.tb01338.x.
    """
    numbers = _check_whole("numbers", numbers)
    check_filled("numbers", numbers)
    shares = np.unique(numbers, return_counts=True)[1] / numbers.size
    return float(-(shares * np.log2(shares)).sum() + 0.0)


def estimated_bits(numbers):
    """Return how many bits the rounded coefficients (rows, columns, 8, 8) of a picture take: an estimate.

        >>> estimated_bits(np.zeros((4, 4, 8, 8), int))
        0.0

    Each of the 64 places has a code of its own: the entropy of its numbers times how many blocks there are, summed.
    Of place (0, 0) the difference to the block before counts, row after row, the first to 0: neighbours are alike.
    Left out are the code's own table and the file's head, and what one place of a block says about another.
    """
    numbers = _check_blocks("numbers", numbers, whole=True).reshape(-1, BLOCK * BLOCK)
    first = np.diff(numbers[:, 0], prepend=0)
    return float(len(numbers) * (entropy(first) + sum(map(entropy, numbers.T[1:]))))


def bits_per_pixel(encoded):
    """Return the `estimated_bits` of an `Encoded` picture over the number of its pixels; uncompressed it has 8.

    >>> bits_per_pixel(encode(np.full((16, 16), 128 / 255), 50))
    0.0
    """
    height, width = encoded.shape
    return estimated_bits(encoded.numbers) / (height * width)


def nonzero_share(numbers):
    """Return the share of rounded coefficients that are not 0, any shape, 0 to 1.

    >>> nonzero_share([[3, 0], [0, 0]])
    0.25
    """
    numbers = check_real("numbers", numbers)
    check_filled("numbers", numbers)
    return float(np.count_nonzero(numbers) / numbers.size)


def psnr(image, other, *, peak=1.0):
    """Return the peak signal-to-noise ratio in decibels: 10*log10(peak**2 / mean squared difference).

        >>> round(psnr([[0.0, 1.0]], [[0.1, 0.9]]), 3), psnr([[0.5]], [[0.5]])
        (20.0, inf)

    Equal pictures have inf. Each 6 dB halve the difference.

    peak : the largest value that a pixel may have, 255 for bytes
    """
    image, other = check_signal("image", image, 2), check_signal("other", other, 2)
    check_same_shape(image=image, other=other, remedy="crop one of them")
    check_positive("peak", peak)
    mean_square = ((image - other) ** 2).mean()
    return float(10 * np.log10(peak**2 / mean_square)) if mean_square > 0 else float("inf")


def _check_blocks(name, blocks, *, whole=False):
    """Return blocks (rows, columns, 8, 8), filled, as float64, or as they are if they must be whole numbers."""
    checked = check_shape(name, blocks, ("rows", "columns", BLOCK, BLOCK))
    check_filled(name, checked)
    return _check_whole(name, blocks) if whole else checked


def _check_whole(name, numbers):
    numbers = check_real(name, numbers)
    if numbers.dtype.kind not in "iu":
        raise TypeError(f"`{name}` must be whole numbers, got dtype {numbers.dtype}; round them before")
    return numbers
