"""Convolution in space and through the spectrum, each with its boundary said: two ways to one result.

Signals (n,) and pictures (H, W) alike. The kernel begins at its first number: nothing is centred, nothing is hidden.
"""

import numpy as np

from course_lib.checks import check_choice, check_integer
from course_lib.fourier._arguments import check_signal

BOUNDARIES = ("zero", "circular")


def direct_convolve(image, kernel, boundary="zero"):
    """Return the convolution as a sum of shifted copies, one for each number of the kernel.

        >>> direct_convolve([1, 2, 3, 4], [1, 1, 1]).tolist()
        [1.0, 3.0, 6.0, 9.0, 7.0, 4.0]
        >>> direct_convolve([1, 2, 3, 4], [1, 1, 1], "circular").tolist()
        [8.0, 7.0, 6.0, 9.0]

    boundary : "zero" gives all places that the kernel reaches, (H + kH - 1, W + kW - 1), around it there are zeros;
        "circular" gives (H, W): what leaves on one side comes in on the other
    """
    image, kernel = _operands(image, kernel, boundary)
    if boundary == "circular":
        copies = (kernel[at] * np.roll(image, at, axis=range(image.ndim)) for at in np.ndindex(kernel.shape))
        return sum(copies)
    result = np.zeros(_full_shape(image, kernel))
    for at in np.ndindex(kernel.shape):
        result[tuple(slice(start, start + size) for start, size in zip(at, image.shape, strict=True))] += (
            kernel[at] * image
        )
    return result


def fft_convolve(image, kernel, boundary="zero"):
    """Return the same as `direct_convolve`, as the inverse transform of the product of two spectra.

        >>> fft_convolve([1, 2, 3, 4], [1, 1, 1]).round(9).tolist()
        [1.0, 3.0, 6.0, 9.0, 7.0, 4.0]

    The product of two transforms is circular. With "zero" both are padded until the tail has room.

    Source: Oppenheim & Schafer (2010), "Discrete-Time Signal Processing", sec. 8.7.
    """
    from scipy.fft import next_fast_len  # here, because `import course_lib.fourier` loads no SciPy

    image, kernel = _operands(image, kernel, boundary)
    shape = image.shape if boundary == "circular" else _full_shape(image, kernel)
    padded = shape if boundary == "circular" else [next_fast_len(size, real=True) for size in shape]
    axes = range(image.ndim)
    product = np.fft.rfftn(image, padded, axes) * np.fft.rfftn(kernel, padded, axes)
    return np.fft.irfftn(product, padded, axes)[tuple(map(slice, shape))]


def separable_convolve(image, column, row, boundary="zero"):
    """Return the convolution of a picture with the kernel outer(column, row), in two passes.

        >>> separable_convolve([[1.0, 2.0]], [1, 1], [1, -1]).tolist()
        [[1.0, 1.0, -2.0], [1.0, 1.0, -2.0]]

    Parameters
    ----------
    image : (H, W) array_like
    column, row : (k,) array_like
    boundary : "zero" or "circular"
        As in `direct_convolve`.
    """
    image, column, row = (
        check_signal("image", image, 2),
        check_signal("column", column, 1),
        check_signal("row", row, 1),
    )
    return direct_convolve(direct_convolve(image, column[:, None], boundary), row[None], boundary)


def wrap(full, size):
    """Return a convolution (n,) laid around a circle of `size` places: what lies beyond its end comes in at the front.

        >>> wrap([1, 3, 6, 9, 7, 4], 4).tolist()
        [8.0, 7.0, 6.0, 9.0]

    From the one with zeros around it makes the circular one: what the product of two spectra of `size` samples gives.
    With `size` of n or more nothing is added to anything.
    """
    full, size = check_signal("full", full, 1), check_integer("size", size, 1)
    rounds = -(-full.size // size)
    return np.pad(full, (0, rounds * size - full.size)).reshape(rounds, size).sum(axis=0)


def _operands(image, kernel, boundary):
    check_choice("boundary", boundary, BOUNDARIES)
    image, kernel = check_signal("image", image, (1, 2)), check_signal("kernel", kernel, (1, 2))
    if image.ndim != kernel.ndim:
        raise ValueError(f"`kernel` must have as many axes as `image`, {image.ndim}, got shape {kernel.shape}")
    if boundary == "circular" and any(small > large for small, large in zip(kernel.shape, image.shape, strict=True)):
        raise ValueError(
            f"`kernel` must fit into `image` {image.shape} where the border is circular, got {kernel.shape}; "
            'take boundary="zero"'
        )
    return image, kernel


def _full_shape(image, kernel):
    return tuple(large + small - 1 for large, small in zip(image.shape, kernel.shape, strict=True))
