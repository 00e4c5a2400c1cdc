"""The discrete cosine transform: by its matrix, by the Fourier transform of a mirrored signal, and what it gathers.

This is type II with orthonormal scaling, as JPEG takes it and as `scipy.fft.dct(..., norm="ortho")` and `cv2.dct` do.
"""

import numpy as np

from course_lib.checks import check_integer, check_real
from course_lib.fourier._arguments import check_signal


def dct_matrix(n):
    """Return the matrix (n, n) of the cosine transform of `n` samples; its rows are orthonormal.

        >>> dct_matrix(2).round(4).tolist()
        [[0.7071, 0.7071], [0.7071, -0.7071]]

    Row m holds m half waves, cos(pi * m * (2*j + 1) / (2*n)) over the samples j, times sqrt(2/n), row 0 times
    sqrt(1/n). So its transpose is its inverse, and energy is kept.

    Source: Ahmed, Natarajan & Rao (1974), "Discrete cosine transform", doi:10.1109/T-C.1974.223784.
    """
    n = check_integer("n", n, 1)
    steps = np.outer(np.arange(n), 2 * np.arange(n) + 1) % (4 * n)  # whole turns left out: large angles cost digits
    turn = np.cos(np.pi * np.arange(4 * n) / (2 * n))  # the same 4n cosines come again and again
    matrix = np.sqrt(2 / n) * turn[steps]
    matrix[0] = np.sqrt(1 / n)
    return matrix


def dct(values):
    """Return the cosine coefficients of a signal (n,) or a picture (H, W): real numbers.

        >>> dct([[1.0, 3.0], [2.0, 5.0]]).round(9).tolist()
        [[5.5, -2.5], [-1.5, 0.5]]

    A picture takes one matrix for its columns and one for its rows. Coefficient (m, l) has m half waves down and l
    across; (0, 0) is the mean times sqrt(H*W).
    """
    values = check_signal("values", values, (1, 2))
    if values.ndim == 1:
        return dct_matrix(len(values)) @ values
    down, across = map(dct_matrix, values.shape)
    return down @ values @ across.T


def inverse_dct(coefficients):
    """Return the signal (n,) or picture (H, W) with these cosine coefficients.

    >>> inverse_dct([[4.0, -2.0], [0.0, 0.0]]).round(9).tolist()
    [[1.0, 3.0], [1.0, 3.0]]
    """
    coefficients = check_signal("coefficients", coefficients, (1, 2))
    if coefficients.ndim == 1:
        return dct_matrix(len(coefficients)).T @ coefficients
    down, across = map(dct_matrix, coefficients.shape)
    return down.T @ coefficients @ across


def mirrored_dft(values):
    """Return the cosine coefficients of a signal (n,) by the Fourier transform of it and its mirror image; complex.

        >>> bool(np.allclose(mirrored_dft([1.0, 2.0, 4.0]), dct([1.0, 2.0, 4.0])))
        True

    The signal is followed by itself backwards, 2*n samples, and time is counted from the mirror, which lies half a
    sample before the first. About it the whole is even, so no sine is in it: the imaginary part is 0 up to rounding.

    Source: Oppenheim & Schafer (2010), "Discrete-Time Signal Processing", sec. 8.8.
    """
    values = check_signal("values", values, 1)
    n = len(values)
    spectrum = np.fft.fft(np.concatenate([values, values[::-1]]))[:n]
    from_the_mirror = spectrum * np.exp(-1j * np.pi * np.arange(n) / (2 * n))
    scale = np.where(np.arange(n) > 0, np.sqrt(2 / n), np.sqrt(1 / n)) / 2  # each sample was there twice
    return scale * from_the_mirror


def basis_pictures(n=8):
    """Return the n*n pictures whose sums are all pictures of n x n pixels: (n, n, n, n).

        >>> basis_pictures(2)[0, 1].round(9).tolist()
        [[0.5, -0.5], [0.5, -0.5]]

    Entry [m, l] has m half waves down and l across; a block is the sum of its coefficients times these. Each has
    energy 1, and is orthogonal to all others.
    """
    matrix = dct_matrix(n)
    return matrix[:, None, :, None] * matrix[None, :, None, :]


def keep_largest(coefficients, share):
    """Return a copy of coefficients, (n,) or (H, W), in which all but the largest `share` of them are 0.

        >>> keep_largest([[5.0, -1.0], [2.0, -4.0]], 0.5).tolist()
        [[5.0, 0.0], [0.0, -4.0]]

    share : in [0, 1]; how many that is, is rounded to the nearest whole number. Of equal ones the first are kept.
    """
    coefficients = check_signal("coefficients", coefficients, (1, 2))
    size, count = np.abs(coefficients), _count(share, coefficients.size)
    if count == 0:
        return np.zeros(coefficients.shape)
    smallest = np.partition(size, -count, axis=None)[-count]  # of those that stay; not all need to be sorted
    stays = size > smallest
    stays.flat[np.flatnonzero(size == smallest)[: count - stays.sum()]] = True
    return np.where(stays, coefficients, 0.0)


def energy_kept(coefficients, share):
    """Return which share of the sum of squares the largest `share` of coefficients has, 0 to 1.

        >>> round(energy_kept([5.0, -1.0, 2.0, -4.0], 0.5), 3), energy_kept([1.0, 0.0], [0, 0.5, 1]).tolist()
        (0.891, [0.0, 1.0, 1.0])

    Of an orthonormal transform this is the share of the picture's energy that `keep_largest` leaves. Take the mean of a
    picture off first: else it alone has nearly all.

    coefficients : (n,) or (H, W)
    share : in [0, 1], a number or an array, and so is the result
    """
    coefficients = check_signal("coefficients", coefficients, (1, 2))
    energy = np.sort(coefficients.ravel() ** 2)[::-1]
    if energy[0] == 0:
        raise ValueError("`coefficients` must not all be 0: then there is no energy to keep")
    kept = np.concatenate([[0], np.cumsum(energy)])
    found = kept[_count(share, coefficients.size)] / kept[-1]
    return float(found) if np.ndim(share) == 0 else found


def _count(share, size):
    """Return how many of `size` numbers a share is, or shares are."""
    share = np.asarray(check_real("share", share))
    if not ((share >= 0) & (share <= 1)).all():
        raise ValueError(f"`share` must be in [0, 1], got {share}; 0.1 is a tenth")
    return np.rint(share * size).astype(int)
