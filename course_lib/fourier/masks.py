"""Masks on a spectrum: low-, high- and band-pass, and the gain of a kernel at each frequency."""

from typing import NamedTuple

import numpy as np

from course_lib.checks import check_choice, check_integer, check_positive
from course_lib.fourier._arguments import check_cutoff, check_signal

KINDS = ("ideal", "Gaussian", "Butterworth")


class Deepest(NamedTuple):
    f: float  # where the gain is lowest, cycles per pixel
    gain: float


def radius(shape):
    """Return how far each place of `numpy.fft.rfft2` is from frequency 0: (H, W//2 + 1), cycles per pixel.

    >>> radius((2, 4)).round(2).tolist()
    [[0.0, 0.25, 0.5], [0.5, 0.56, 0.71]]
    """
    height, width = (check_integer("shape", size, 1) for size in shape)
    return np.hypot(np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width))


def lowpass(f, cutoff, kind="Gaussian", *, order=2):
    """Return the gain of a low-pass at frequencies `f`, an array of any shape, cycles per pixel.

        >>> lowpass([0.0, 0.1, 0.2], 0.1).tolist()
        [1.0, 0.5, 0.0625]

    Parameters
    ----------
    f : array_like, cycles per pixel
    cutoff : float, cycles per pixel in (0, 0.5]
    kind : "ideal", "Gaussian" or "Butterworth"
        Ideal is 1 up to the cut-off and 0 beyond; the others are 1/2 at the cut-off.
    order : int
        Of the Butterworth, 1 for soft; endless would be ideal.

    Source: Gonzalez & Woods (2018), "Digital Image Processing", sec. 4.8.
    """
    cutoff, kind, order = (
        check_cutoff("cutoff", cutoff),
        check_choice("kind", kind, KINDS),
        check_integer("order", order, 1),
    )
    ratio = np.abs(np.asarray(f, dtype=float)) / cutoff
    if kind == "ideal":
        return (ratio <= 1).astype(float)
    return 2.0 ** -(ratio**2) if kind == "Gaussian" else 1 / (1 + ratio ** (2 * order))


def highpass(f, cutoff, kind="Gaussian", *, order=2):
    """Return 1 minus the low-pass: what that one leaves over.

        >>> highpass([0.0, 0.1], 0.1).tolist()
        [0.0, 0.5]

    Parameters
    ----------
    f, cutoff, kind, order
        As in `lowpass`.
    """
    return 1 - lowpass(f, cutoff, kind, order=order)


def bandpass(f, low, high, kind="Gaussian", *, order=2):
    """Return the low-pass at `high` minus the low-pass at `low`.

        >>> bandpass([0.0, 0.1, 0.3], 0.05, 0.2, "ideal").tolist()
        [0.0, 1.0, 0.0]

    Parameters
    ----------
    f, kind, order
        As in `lowpass`.
    low, high : float, cycles per pixel in (0, 0.5]
        Cut-offs, `low` below `high`.
    """
    if not check_cutoff("low", low) < check_cutoff("high", high):
        raise ValueError(f"`low` must be below `high`, got {low} and {high}; exchange them")
    return lowpass(f, high, kind, order=order) - lowpass(f, low, kind, order=order)


def gaussian_sigma(cutoff):
    """Return the standard deviation in space, pixels, of the Gaussian whose gain is 1/2 at `cutoff`.

    >>> round(gaussian_sigma(0.1), 3)
    1.874
    """
    return float(np.sqrt(2 * np.log(2)) / (2 * np.pi * check_cutoff("cutoff", cutoff)))


def filter_image(image, gain):
    """Return a picture (H, W) whose spectrum is multiplied by `gain`, (H, W//2 + 1) as of `radius`.

        >>> filter_image([[1.0, 3.0]], [[1.0, 0.0]]).tolist()
        [[2.0, 2.0]]

    The border is circular: what leaves on one side comes in on the other.
    """
    image, gain = check_signal("image", image, 2), check_signal("gain", gain, 2)
    expected = (image.shape[0], image.shape[1] // 2 + 1)
    if gain.shape != expected:
        raise ValueError(
            f"`gain` must have shape {expected}, half the plane, got {gain.shape}; use `radius(image.shape)`"
        )
    return np.fft.irfft2(np.fft.rfft2(image) * gain, image.shape)


def transfer(kernel, f):
    """Return the gain of a symmetric kernel (k,), k odd, at frequencies `f` (n,), cycles per sample.

        >>> transfer([1 / 3, 1 / 3, 1 / 3], [0.0, 0.5]).round(3).tolist()
        [1.0, -0.333]

    A negative gain exchanges the dark and the bright half of the wave.
    """
    kernel, f = check_signal("kernel", kernel, 1), check_signal("f", f, 1)
    if len(kernel) % 2 == 0 or not np.allclose(kernel, kernel[::-1], rtol=1e-12, atol=1e-15):
        raise ValueError(
            "`kernel` must be symmetric and of odd length: else its gain is complex, and it shifts as well"
        )
    places = np.arange(len(kernel)) - len(kernel) // 2
    return np.cos(2 * np.pi * np.outer(f, places)) @ kernel


def box_weights(size):
    """Return `size` equal weights, an odd number, that sum to 1.

    >>> box_weights(5).tolist()
    [0.2, 0.2, 0.2, 0.2, 0.2]
    """
    size = check_integer("size", size, 1)
    if size % 2 == 0:
        raise ValueError(f"`size` must be odd, so that the middle is a pixel, got {size}; take {size + 1}")
    return np.full(size, 1 / size)


def gaussian_weights(sigma):
    """Return weights of a Gaussian with standard deviation `sigma` in pixels, cut at 4 sigma, with sum 1.

    >>> gaussian_weights(0.5).round(3).tolist()
    [0.0, 0.106, 0.787, 0.106, 0.0]
    """
    check_positive("sigma", sigma)
    reach = int(np.ceil(4 * sigma))
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    return weights / weights.sum()


def deviation(kernel):
    """Return the standard deviation of a kernel's weights (k,) about its middle, in pixels: how far it spreads.

        >>> round(deviation([0.5, 0.0, 0.5]), 3), round(deviation(box_weights(9)), 3)
        (1.0, 2.582)

    Of a box of k weights it is sqrt((k*k - 1) / 12). Weights are taken as shares of their sum.
    """
    kernel = check_signal("kernel", kernel, 1)
    if kernel.min() < 0 or kernel.sum() == 0:
        raise ValueError(
            f"`kernel` must hold weights of 0 or more, not all 0, got {kernel.min():g} to {kernel.max():g}"
        )
    places = np.arange(len(kernel))
    middle = places @ kernel / kernel.sum()
    return float(np.sqrt((places - middle) ** 2 @ kernel / kernel.sum()))


def spectral_deviation(sigma):
    """Return how wide the gain of a Gaussian is: its standard deviation in cycles per pixel, 1/(2*pi*sigma).

        >>> round(spectral_deviation(2.0), 4)
        0.0796

    Wide in space, narrow in frequency. The gain is exp(-f*f / (2 * this**2)): small, and never 0.
    """
    check_positive("sigma", sigma)
    return float(1 / (2 * np.pi * sigma))


def first_zero(size):
    """Return the lowest frequency that a box of `size` weights wipes out: one wave per box, 1/size.

    >>> first_zero(5), float(abs(transfer(box_weights(5), [first_zero(5)])[0])) < 1e-15
    (0.2, True)
    """
    if len(box_weights(size)) < 3:
        raise ValueError(f"`size` must be at least 3, got {size}; a box of one pixel changes nothing")
    return 1 / size


def deepest_gain(kernel):
    """Return where the gain of a symmetric kernel (k,) is lowest up to 0.5 cycles per pixel, as a `Deepest`.

        >>> deepest_gain([1 / 3, 1 / 3, 1 / 3]) == (0.5, transfer([1 / 3, 1 / 3, 1 / 3], [0.5])[0])
        True

    Below 0 the kernel exchanges dark and bright. Found on a grid of 1/4000 cycles per pixel.
    """
    f = np.linspace(0, 0.5, 2001)
    gain = transfer(kernel, f)
    return Deepest(float(f[gain.argmin()]), float(gain.min()))


def step_overshoot(kind, cutoff, *, order=2, n=256):
    """Return how far a low-passed step from 0 to 1 rises above 1, as a share of the step.

        >>> round(step_overshoot("ideal", 0.1), 2), round(step_overshoot("Gaussian", 0.1), 6)
        (0.09, 0.0)

    Parameters
    ----------
    kind, cutoff, order
        As in `lowpass`.
    n : int, even
        Samples of the signal; half of them 0, half 1.
    """
    n = check_integer("n", n, 2)
    if n % 2:
        raise ValueError(f"`n` must be even, so that both halves are equal, got {n}")
    step = np.repeat([0.0, 1.0], n // 2)
    gain = lowpass(np.fft.rfftfreq(n), cutoff, kind, order=order)
    return float(np.fft.irfft(np.fft.rfft(step) * gain, n).max() - 1)
