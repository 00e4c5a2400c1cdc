"""The discrete Fourier transform: as a matrix, as a fast recursion, in two dimensions, centred."""

from typing import NamedTuple

import numpy as np

from course_lib.checks import check_integer, check_same_shape
from course_lib.fourier._arguments import check_signal


class Counted(NamedTuple):
    spectrum: np.ndarray  # (n,) complex
    multiplications: int  # of complex numbers


def dft_matrix(n):
    """Return the matrix of the discrete Fourier transform of `n` samples, complex (n, n).

        >>> dft_matrix(4).real.round().astype(int).tolist()[1]
        [1, 0, -1, 0]

    Row m holds exp(-2*pi*i*m*j/n) over the samples j: a wave that turns m times. This is the scaling of NumPy and
    PyTorch: no factor forwards, 1/n backwards.

    Source: Oppenheim & Schafer (2010), "Discrete-Time Signal Processing", sec. 8.5.
    """
    samples = np.arange(check_integer("n", n, 1))
    turns = np.outer(samples, samples) % n / n  # whole turns left out: large angles cost digits
    return np.exp(-2j * np.pi * turns)


def dft(values):
    """Return the spectrum of a signal (n,) or a picture (H, W), by matrices.

        >>> np.abs(dft([1.0, 2.0, 0.0, 2.0])).round(10).tolist()
        [5.0, 1.0, 3.0, 1.0]

    A picture takes one matrix for its columns and one for its rows.
    """
    values = check_signal("values", values, (1, 2), complex_too=True)
    columns = dft_matrix(len(values)) @ values
    return columns if values.ndim == 1 else columns @ dft_matrix(values.shape[1])


def inverse_dft(spectrum):
    """Return the signal (n,) or picture (H, W) of a spectrum: complex, with an imaginary part of 0 if it was real.

    >>> inverse_dft(dft([1.0, 2.0, 3.0])).real.round(10).tolist()
    [1.0, 2.0, 3.0]
    """
    spectrum = check_signal("spectrum", spectrum, (1, 2), complex_too=True)
    return dft(spectrum.conj()).conj() / spectrum.size


def fft(values):
    """Return the spectrum of a signal by splitting it in halves, and how many multiplications that took.

        >>> fft([1.0, 2.0, 3.0, 4.0]).multiplications
        4

    Each halving takes n/2 multiplications, and there are log2(n) of them. The matrix takes n*n.

    Raises
    ------
    ValueError
        Unless the length is a power of 2.

    Source: Cooley & Tukey (1965), "An algorithm for the machine calculation of complex Fourier series",
    doi:10.2307/2003354.
    """
    values = check_signal("values", values, 1, complex_too=True)
    if len(values) & (len(values) - 1):
        raise ValueError(f"`values` must have a power of 2 samples, got {len(values)}; append zeros")
    return _halved(values)


def _halved(values):
    half = len(values) // 2
    if half == 0:
        return Counted(values.astype(complex), 0)
    even, odd = _halved(values[::2]), _halved(values[1::2])
    turned = np.exp(-1j * np.pi * np.arange(half) / half) * odd.spectrum
    joined = np.concatenate([even.spectrum + turned, even.spectrum - turned])
    return Counted(joined, even.multiplications + odd.multiplications + half)


def frequencies(n):
    """Return the frequencies of a centred spectrum of `n` samples, in cycles per sample, rising.

    >>> frequencies(4).tolist(), frequencies(5).tolist()
    ([-0.5, -0.25, 0.0, 0.25], [-0.4, -0.2, 0.0, 0.2, 0.4])
    """
    n = check_integer("n", n, 1)
    return (np.arange(n) - n // 2) / n


def spectrum(image):
    """Return the centred spectrum of a signal (n,) or a picture (H, W): frequency 0 lies at index n//2.

        >>> spectrum([1.0, 1.0, 1.0, 1.0]).real.tolist()
        [0.0, 0.0, 4.0, 0.0]

    The axes have the `frequencies` of their lengths. Rows are vertical frequencies, y down.
    """
    return np.fft.fftshift(np.fft.fftn(check_signal("image", image, (1, 2))))


def from_spectrum(centred):
    """Return the real signal or picture of a centred spectrum.

        >>> from_spectrum(spectrum([1.0, 2.0, 3.0])).round(10).tolist()
        [1.0, 2.0, 3.0]

    Raises
    ------
    ValueError
        If the picture is not real: then a dot has no twin on the other side of the centre.
    """
    centred = check_signal("centred", centred, (1, 2), complex_too=True)
    picture = np.fft.ifftn(np.fft.ifftshift(centred))
    if np.abs(picture.imag).max() > 1e-9 * max(np.abs(picture).max(), 1e-300):
        raise ValueError(
            "`centred` must be the spectrum of a real picture: opposite frequencies need conjugate values, got an "
            f"imaginary part up to {np.abs(picture.imag).max():.3g}"
        )
    return picture.real


def from_polar(magnitude, phase):
    """Return magnitude * exp(i * phase), phase in radians.

    >>> from_polar([2.0], [np.pi / 2]).round(10).tolist()
    [2j]
    """
    magnitude, phase = check_signal("magnitude", magnitude, (1, 2)), check_signal("phase", phase, (1, 2))
    check_same_shape(magnitude=magnitude, phase=phase, remedy="crop one of them")
    return magnitude * np.exp(1j * phase)


def grating(shape, across, down, *, amplitude=1.0, phase=0.0):
    """Return stripes (H, W): amplitude * cos(2*pi*(across*x + down*y) + phase), x right and y down, in pixels.

        >>> grating((1, 4), 0.5, 0).round(10).tolist()
        [[1.0, -1.0, 1.0, -1.0]]

    Parameters
    ----------
    shape : (H, W)
    across, down : float, cycles per pixel
    amplitude : float
    phase : float, radians
    """
    y, x = np.indices((check_integer("shape[0]", shape[0], 1), check_integer("shape[1]", shape[1], 1)))
    return amplitude * np.cos(2 * np.pi * (across * x + down * y) + phase)


def spectral_peaks(image, share=0.01):
    """Return the strong places of a picture's spectrum: (across, down) in cycles per picture, sorted.

        >>> spectral_peaks(grating((8, 8), 0.25, 0))
        [(-2, 0), (2, 0)]

    share : of the largest magnitude, above which a place counts
    """
    strength = np.abs(spectrum(check_signal("image", image, 2)))
    if strength.max() == 0:
        return []
    rows, columns = np.nonzero(strength > share * strength.max())
    height, width = strength.shape
    return sorted(zip((columns - width // 2).tolist(), (rows - height // 2).tolist(), strict=True))
