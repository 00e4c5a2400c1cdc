"""Pyramids: a picture, half of it, half of that; and what each halving loses, from which all comes back.

Source: Burt & Adelson (1983), doi:10.1109/TCOM.1983.1095851.
"""

from itertools import pairwise

import numpy as np

from course_lib.checks import check_integer, check_pair
from course_lib.fourier._arguments import check_signal

KERNEL = (1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16)


def reduce(image):
    """Return the smoothed picture with half the rows and columns, ((H + 1)//2, (W + 1)//2).

        >>> reduce([[0.0, 0.0, 16.0, 0.0, 0.0]]).tolist()
        [[2.0, 6.0, 2.0]]

    The kernel is (1, 4, 6, 4, 1)/16 each way. Beyond a border the picture is mirrored at its last pixel, which is
    not repeated. Above, the ends get 2: the pixel they see twice.

    Source: Burt & Adelson (1983), doi:10.1109/TCOM.1983.1095851.
    """
    return _smooth(check_signal("image", image, 2))[::2, ::2].copy()


def expand(image, shape):
    """Return the picture blown up to twice its rows and columns, or one less; (H, W) as `shape` says.

        >>> expand([[0.0, 8.0, 0.0]], (1, 5)).tolist()
        [[2.0, 4.0, 6.0, 4.0, 2.0]]

    The pixels are set apart by zeros, then smoothed. Half of the places being zeros, the kernel counts twice.

    image : ((H + 1)//2, (W + 1)//2)
    shape : (H, W), which of the two sizes the picture had before `reduce`

    Source: Burt & Adelson (1983), doi:10.1109/TCOM.1983.1095851.
    """
    image, shape = check_signal("image", image, 2), check_pair("shape", shape, 1)
    if _halved(shape) != image.shape:
        largest = tuple(2 * size for size in image.shape)
        raise ValueError(
            f"`shape` must be twice that of `image`, {largest}, or 1 less along an axis, got {shape}; "
            "take the shape of the level below"
        )
    apart = np.zeros(shape)
    apart[::2, ::2] = image
    # along an axis of 1 the mirror puts no zeros between the pixels
    return _smooth(apart) * np.prod([2 if size > 1 else 1 for size in shape])


def gaussian_pyramid(image, levels):
    """Return the picture and its smaller versions as a list of `levels` arrays, the largest first.

        >>> [level.shape for level in gaussian_pyramid(np.ones((6, 9)), 4)]
        [(6, 9), (3, 5), (2, 3), (1, 2)]

    Source: Burt & Adelson (1983), doi:10.1109/TCOM.1983.1095851.
    """
    image, levels = check_signal("image", image, 2), check_integer("levels", levels, 1)
    most = (max(image.shape) - 1).bit_length() + 1
    if levels > most:
        raise ValueError(
            f"`levels` must be at most {most} for shape {image.shape}, got {levels}; one pixel cannot be halved"
        )
    pyramid = [image.copy()]
    while len(pyramid) < levels:
        pyramid.append(reduce(pyramid[-1]))
    return pyramid


def laplacian_pyramid(image, levels):
    """Return what each level of the `gaussian_pyramid` holds beyond the next one expanded, then its last level.

        >>> [level.round(3).tolist() for level in laplacian_pyramid([[0.0, 0.0, 16.0, 0.0, 0.0]], 2)]
        [[[-3.0, -4.0, 11.0, -4.0, -3.0]], [[2.0, 6.0, 2.0]]]

    `collapse` undoes it.

    Source: Burt & Adelson (1983), doi:10.1109/TCOM.1983.1095851.
    """
    pyramid = gaussian_pyramid(image, levels)
    details = [fine - expand(coarse, fine.shape) for fine, coarse in pairwise(pyramid)]
    return [*details, pyramid[-1]]


def collapse(pyramid):
    """Return the picture that a `laplacian_pyramid` was made of, (H, W), the same up to rounding.

        >>> collapse([[[-3.0, -4.0, 11.0, -4.0, -3.0]], [[2.0, 6.0, 2.0]]]).tolist()
        [[0.0, 0.0, 16.0, 0.0, 0.0]]

    Whatever the kernel is, this is exact: the same expanded level is added that was taken away.

    pyramid : list of arrays, the largest first

    Source: Burt & Adelson (1983), doi:10.1109/TCOM.1983.1095851.
    """
    levels = [check_signal(f"pyramid[{index}]", level, 2) for index, level in enumerate(pyramid)]
    if not levels:
        raise ValueError("`pyramid` must hold at least one level, got none; make it by `laplacian_pyramid`")
    for index, (fine, coarse) in enumerate(pairwise(levels), start=1):
        if coarse.shape != _halved(fine.shape):
            raise ValueError(
                f"`pyramid[{index}]` must have shape {_halved(fine.shape)}, half of the level before, got "
                f"{coarse.shape}; give the levels from the largest to the smallest"
            )
    image = levels[-1].copy()
    for detail in levels[-2::-1]:
        image = detail + expand(image, detail.shape)
    return image


def _halved(shape):
    return tuple((size + 1) // 2 for size in shape)


def _smooth(image):
    height, width = image.shape
    padded = np.pad(image, 2, mode="reflect")
    rows = sum(weight * padded[shift : shift + height] for shift, weight in enumerate(KERNEL))
    return sum(weight * rows[:, shift : shift + width] for shift, weight in enumerate(KERNEL))
