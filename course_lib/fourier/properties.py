"""What the Fourier transform keeps, as numbers: a residual is 0 where the rule holds, up to rounding (about 1e-15)."""

import numpy as np

from course_lib.checks import check_integer, check_same_shape
from course_lib.fourier._arguments import check_signal


def linearity_residual(a, b, first, second):
    """Return the largest |F(first*a + second*b) - first*F(a) - second*F(b)|, as a share of the largest value.

        >>> linearity_residual([1.0, 2.0], [3.0, 5.0], 2, -3) < 1e-14
        True

    Parameters
    ----------
    a, b : (n,) or (H, W) array_like, of one shape
    first, second : float
    """
    a, b = check_signal("a", a, (1, 2)), check_signal("b", b, (1, 2))
    check_same_shape(a=a, b=b, remedy="crop one of them")
    return _apart(np.fft.fftn(first * a + second * b), first * np.fft.fftn(a) + second * np.fft.fftn(b))


def phase_ramp(shape, across, down):
    """Return what a shift multiplies a spectrum with, (H, W) complex, zero frequency first.

        >>> np.angle(phase_ramp((1, 8), 1, 0), deg=True).round(6).tolist()[0][:4]
        [0.0, -45.0, -90.0, -135.0]

    across, down : shift to the right and down, pixels; what leaves comes in on the other side
    """
    height, width = (check_integer("shape", size, 1) for size in shape)
    vertical, horizontal = np.arange(height) * down / height, np.arange(width) * across / width
    return np.exp(-2j * np.pi * (vertical[:, None] + horizontal))


def shift_residual(image, across, down):
    """Return how far the spectrum of a shifted picture is from the old spectrum times the `phase_ramp`.

    >>> shift_residual([[1.0, 2.0], [3.0, 5.0]], 1, 1) < 1e-14
    True
    """
    image = check_signal("image", image, 2)
    across, down = check_integer("across", across), check_integer("down", down)
    shifted = np.roll(image, (down, across), axis=(0, 1))
    return _apart(np.fft.fft2(shifted), np.fft.fft2(image) * phase_ramp(image.shape, across, down))


def rotation_residual(image):
    """Return how far the magnitudes of a picture turned by 90 degrees are from the turned magnitudes.

    >>> rotation_residual([[1.0, 2.0, 0.0], [3.0, 5.0, 7.0]]) < 1e-14
    True
    """
    image = check_signal("image", image, 2)
    magnitude = np.abs(np.fft.fft2(image))
    turned = magnitude[:, -np.arange(image.shape[1])].T  # frequency (across, down) goes to (down, -across)
    return _apart(np.abs(np.fft.fft2(np.rot90(image))), turned)


def symmetry_residual(values):
    """Return how far F(-f) is from the conjugate of F(f): 0 for everything real.

    >>> symmetry_residual([1.0, 2.0, 4.0]) < 1e-14, round(symmetry_residual([1j, 2.0, 4.0]), 2)
    (True, 0.33)
    """
    values = check_signal("values", values, (1, 2), complex_too=True)
    transformed = np.fft.fftn(values)
    return _apart(_opposite(transformed), transformed.conj())


def parseval_ratio(values, norm="backward"):
    """Return the energy of the spectrum over the energy of the signal.

        >>> round(parseval_ratio([1.0, 2.0, 4.0]), 10), round(parseval_ratio([1.0, 2.0, 4.0], norm="ortho"), 10)
        (3.0, 1.0)

    norm : as in numpy.fft; "backward", the default there, gives n, "ortho" gives 1, "forward" 1/n
    """
    values = check_signal("values", values, (1, 2), complex_too=True)
    energy = float((np.abs(values) ** 2).sum())
    if energy == 0:
        raise ValueError("`values` must not all be 0: there is no energy to compare with")
    return float((np.abs(np.fft.fftn(values, norm=norm)) ** 2).sum()) / energy


def find_shift(image, shifted):
    """Return (across, down), the shift in pixels that makes `shifted` of `image`, by phase correlation.

        >>> picture = np.random.default_rng(0).normal(size=(8, 9))
        >>> find_shift(picture, np.roll(picture, (2, -3), axis=(0, 1)))
        (-3, 2)

    Divided by their magnitudes, the two spectra differ by the phase ramp alone, whose inverse is one bright pixel.

    Source: Kuglin & Hines (1975), "The phase correlation image alignment method".
    """
    image, shifted = check_signal("image", image, 2), check_signal("shifted", shifted, 2)
    check_same_shape(image=image, shifted=shifted, remedy="crop one of them")
    product = np.fft.rfft2(shifted) * np.fft.rfft2(image).conj()
    ramp = product / np.maximum(np.abs(product), 1e-12 * max(np.abs(product).max(), 1e-300))
    down, across = np.unravel_index(np.argmax(np.fft.irfft2(ramp, image.shape)), image.shape)
    height, width = image.shape
    return int((across + width // 2) % width - width // 2), int((down + height // 2) % height - height // 2)


def _opposite(transformed):
    """Return F(-f) for each f, zero frequency first."""
    for axis, size in enumerate(transformed.shape):
        transformed = np.take(transformed, -np.arange(size) % size, axis=axis)
    return transformed


def _apart(found, expected):
    largest = np.abs(expected).max()
    return float(np.abs(found - expected).max() / (largest or 1.0))
