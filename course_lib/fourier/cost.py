"""How many real multiplications a convolution takes: n x n pixels, k x k numbers in the kernel, padded with zeros.

The direct ways give n x n pixels. The spectrum needs room for all n + k - 1 places, so that nothing wraps around.
"""

import math

from course_lib.checks import check_integer


def direct_multiplications(n, k):
    """Return the count of the direct way: k*k for each pixel.

    >>> direct_multiplications(256, 3)
    589824
    """
    return check_integer("n", n, 1) ** 2 * check_integer("k", k, 1) ** 2


def separable_multiplications(n, k):
    """Return the count of a kernel that is a column times a row: 2*k for each pixel.

    >>> separable_multiplications(256, 3)
    393216
    """
    return check_integer("n", n, 1) ** 2 * 2 * check_integer("k", k, 1)


def fft_multiplications(n, k):
    """Return the count through the spectrum: three real transforms of P pixels at P*log2(P), and the product, 2*P.

        >>> round(fft_multiplications(254, 3) / 256**2)
        50

    P is (n + k - 1)**2. A complex transform takes P/2*log2(P) complex multiplications of 4 real ones, a real one half
    of that. The product has P/2 places of 4.
    """
    pixels = (check_integer("n", n, 1) + check_integer("k", k, 1) - 1) ** 2
    return 3 * pixels * math.log2(pixels) + 2 * pixels


def crossing(n):
    """Return the smallest odd kernel for which the spectrum takes fewer multiplications than the direct way.

        >>> crossing(256)
        9

    Raises
    ------
    ValueError
        If there is none that fits into the picture.
    """
    for k in range(1, check_integer("n", n, 1) + 1, 2):
        if fft_multiplications(n, k) < direct_multiplications(n, k):
            return k
    raise ValueError(f"`n` must be at least 11, got {n}: in so small a picture no odd kernel is worth a transform")
