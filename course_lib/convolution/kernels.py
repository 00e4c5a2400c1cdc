"""Small kernels with names, written for `cross_correlate`."""

import numpy as np

from course_lib.checks import check_integer, check_positive


def gaussian_kernel(size, sigma):
    """Return a Gaussian bell sampled at pixel centres, with sum 1.

        >>> gaussian_kernel(3, 1.0).round(3)
        array([[0.075, 0.124, 0.075],
               [0.124, 0.204, 0.124],
               [0.075, 0.124, 0.075]])

    Parameters
    ----------
    size : int, pixels
        About 6*sigma or more, or the bell is cut off. Odd, or the image shifts by half a pixel.
    sigma : float, pixels
        Standard deviation.

    Source: Szeliski (2022), "Computer Vision", sec. 3.2.2. The numbers are those of cv2.getGaussianKernel,
    which takes odd sizes only (for even ones it returns another bell without a word).
    """
    size = check_integer("size", size, 1)
    check_positive("sigma", sigma)
    # An exponent over sigma**2 could overflow or turn 0/0 for a tiny sigma; the nearest pixel keeps weight 1.
    distance = (np.arange(size) - (size - 1) / 2) / sigma
    bell = np.exp((np.abs(distance).min() ** 2 - distance**2) / 2)
    return np.outer(bell, bell) / bell.sum() ** 2


def _kernel(rows, divisor=1):
    kernel = np.array(rows, dtype=float) / divisor
    kernel.flags.writeable = False  # shared by everyone who imports it
    return kernel


# Signs hold for `cross_correlate`, x to the right and y down; `convolve` turns the unsymmetric ones round.
KERNELS = {
    "identity": _kernel([[0, 0, 0], [0, 1, 0], [0, 0, 0]]),
    "box blur": _kernel(np.ones((3, 3)), 9),
    "Gaussian blur": _kernel([[1, 2, 1], [2, 4, 2], [1, 2, 1]], 16),  # binomial: variance 1/2 pixel**2 per axis
    "sharpen": _kernel([[0, -1, 0], [-1, 5, -1], [0, -1, 0]]),  # identity - Laplacian
    "Sobel x": _kernel([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]),  # > 0 where it gets brighter to the right; 8 * slope
    "Sobel y": _kernel([[-1, -2, -1], [0, 0, 0], [1, 2, 1]]),  # > 0 where it gets brighter downwards; 8 * slope
    "Laplacian": _kernel([[0, 1, 0], [1, -4, 1], [0, 1, 0]]),  # > 0 in a dark spot, 0 on a ramp
    "emboss": _kernel([[-2, -1, 0], [-1, 1, 1], [0, 1, 2]]),  # brightness as height, lit from the upper left; sum 1
    "shift left": _kernel([[0, 0, 0], [0, 0, 1], [0, 0, 0]]),  # out[y, x] = image[y, x + 1]
    "one-sided difference": _kernel([[0, 0, 0], [0, -1, 1], [0, 0, 0]]),  # image[y, x + 1] - image[y, x]
}
