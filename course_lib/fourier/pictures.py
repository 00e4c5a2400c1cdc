"""Pictures with a known spectrum, windows on them, and where the energy of a spectrum lies."""

from typing import NamedTuple

import numpy as np

from course_lib.checks import check_at_least, check_integer, check_number, check_positive
from course_lib.fourier._arguments import check_cutoff, check_signal


class Direction(NamedTuple):
    angle: float  # of the axis with most energy, degrees in [0, 180), from across towards down
    clearness: float  # in [0, 1]: 1 if all energy lies on a line, 0 if no direction has more than another


def edge(n, angle, width=0.0):
    """Return a straight edge from 0 to 1 through the centre of a picture (n, n).

        >>> edge(4, 0).tolist()[1:3], edge(2, 90).tolist()
        ([[0.0, 0.0, 0.0, 0.0], [1.0, 1.0, 1.0, 1.0]], [[1.0, 0.0], [1.0, 0.0]])

    angle : of the edge, degrees from x towards y: 0 is level, 90 upright; seen along it, 1 lies on the right
    width : how soft it is: standard deviation, in pixels, of the Gaussian that a hard edge was blurred with
    """
    n, angle = check_integer("n", n, 1), _angle(angle)
    check_at_least("width", width, 0)
    x, y = _from_centre(n)
    across = np.cos(angle) * y - np.sin(angle) * x  # (n, n) distance from the edge, pixels
    if width == 0:
        return 0.5 + 0.5 * np.sign(across.round(9))  # rounded, so that a pixel on the edge is 0.5
    from scipy.special import erf  # here, because `import course_lib.fourier` loads no SciPy

    return 0.5 + 0.5 * erf(across / (np.sqrt(2) * width))


def rings(n, period):
    """Return rings around the centre of a picture (n, n): cos(2*pi*r/period), r in pixels.

    >>> rings(5, 2)[2].round(6).tolist()
    [1.0, -1.0, 1.0, -1.0, 1.0]
    """
    n = check_integer("n", n, 1)
    check_positive("period", period)
    check_at_least("period", period, 2)  # finer rings than 0.5 cycles per pixel would be seen as coarser ones
    return np.cos(2 * np.pi * np.hypot(*_from_centre(n)) / period)


def turned(image, angle, n):
    """Return the middle (n, n) of a picture turned by `angle` degrees from x towards y: clockwise on the screen.

        >>> turned([[1.0, 2.0], [3.0, 4.0]], 90, 2).round(9).tolist()
        [[3.0, 1.0], [4.0, 2.0]]

    Between pixels it is a cubic spline. Beyond its border the picture is mirrored; no corner needs that if n is at
    most 0.7 of its smaller side.
    """
    from scipy.ndimage import map_coordinates  # here, because `import course_lib.fourier` loads no SciPy

    image, n, angle = check_signal("image", image, 2), check_integer("n", n, 1), _angle(angle)
    x, y = _from_centre(n)
    rows = np.cos(angle) * y - np.sin(angle) * x + (image.shape[0] - 1) / 2
    columns = np.sin(angle) * y + np.cos(angle) * x + (image.shape[1] - 1) / 2
    return map_coordinates(image, [rows, columns], order=3, mode="mirror")


def window(shape):
    """Return the Hann window (H, W): 1 in the middle, 0 at the upper and left border, smooth between.

        >>> window((4, 2)).round(9).tolist()
        [[0.0, 0.0], [0.0, 0.5], [0.0, 1.0], [0.0, 0.5]]

    Periodic: the next 0 would come one pixel beyond the lower and right border. As scipy.signal.windows.hann has it
    with sym=False; numpy.hanning is the symmetric one.

    Source: Harris (1978), "On the use of windows for harmonic analysis", eq. 27, doi:10.1109/PROC.1978.10837.
    """
    column, row = (np.sin(np.pi * np.arange(n) / n) ** 2 for n in (check_integer("shape", size, 2) for size in shape))
    return np.outer(column, row)


def windowed(image):
    """Return a picture without its mean, faded out towards its borders by the `window`.

        >>> windowed([[3.0, 3.0], [3.0, 7.0]])[1].round(9).tolist()
        [-0.0, 3.0]

    With its mean the picture would become a bright blob, and the centre of the spectrum show that.
    """
    image = check_signal("image", image, 2)
    return (image - image.mean()) * window(image.shape)


def vignette(image, sigma):
    """Return a picture multiplied by a Gaussian: 1 in the centre, darker outwards.

        >>> vignette([[1.0, 1.0, 1.0]], 1).round(3).tolist()
        [[0.607, 1.0, 0.607]]

    This blurs the spectrum, not the picture: a multiplication here is a convolution there.

    sigma : standard deviation of the Gaussian, pixels
    """
    image = check_signal("image", image, 2)
    check_positive("sigma", sigma)
    column, row = (np.exp(-0.5 * ((np.arange(size) - (size - 1) / 2) / sigma) ** 2) for size in image.shape)
    return image * np.outer(column, row)


def high_share(image, f):
    """Return the share of a picture's energy at frequencies above `f` cycles per pixel; its mean does not count.

    >>> round(high_share([[1.0, -1.0, 1.0, -1.0]], 0.4), 9), round(high_share([[1.0, 0.0, -1.0, 0.0]], 0.4), 9)
    (1.0, 0.0)
    """
    f = check_cutoff("f", f)
    energy, down, across = _energy(image)
    return float(energy[np.hypot(down, across) > f].sum() / energy.sum())


def spectrum_direction(image):
    """Return the direction in which a picture's spectrum reaches out, as a `Direction`.

        >>> round(spectrum_direction(windowed(edge(64, 30, 1))).angle)
        120

    The principal axis of the energy about frequency 0: the axis with the largest sum of energy times squared
    frequency along it. So it is also the direction in which the picture changes most.

    Source: Bigun & Granlund (1987), "Optimal orientation detection of linear symmetry".
    """
    energy, down, across = _energy(image)
    # Half a cycle per pixel is also minus half a cycle: both ways together, the product with the other axis is 0.
    product = across * np.where(down == -0.5, 0, down)
    xx, xy, yy = ((energy * weight).sum() for weight in (across**2, product, down**2))
    angle = np.degrees(np.arctan2(2 * xy, xx - yy) / 2)
    return Direction(float(angle % 180), float(np.hypot(2 * xy, xx - yy) / (xx + yy)))


def between_axes(first, second):
    """Return the angle between two axes, degrees in [0, 90]; an axis turned by 180 degrees is the same.

    >>> between_axes(20, 110), between_axes(175, 5)
    (90, 10)
    """
    apart = abs(first - second) % 180
    return min(apart, 180 - apart)


def strongest_frequency(image):
    """Return how far from the centre most energy of a picture's spectrum lies, cycles per pixel.

        >>> round(strongest_frequency(rings(128, 8)), 3)
        0.125

    The energy is summed over rings as wide as the step between two frequencies along the shorter side.
    """
    energy, down, across = _energy(image)
    n = min(energy.shape)
    ring = np.rint(np.hypot(down, across) * n).astype(int)
    return float(np.bincount(ring.ravel(), energy.ravel()).argmax() / n)


def axes_share(image, *, above=0.1):
    """Return the share of a picture's energy on the bright cross: along the axes, beyond the low frequencies.

        >>> round(axes_share([[1.0, -1.0, 1.0, -1.0]]), 9)
        1.0

    Along an axis means not more than one step of frequency away from it; the mean does not count.

    above : frequency where the cross begins, cycles per pixel
    """
    above = check_cutoff("above", above)
    energy, down, across = _energy(image)
    height, width = energy.shape
    near = (np.abs(down) * height < 1.5) | (np.abs(across) * width < 1.5)
    return float(energy[near & (np.hypot(down, across) > above)].sum() / energy.sum())


def _energy(image):
    """Return the energy (H, W) at each frequency, without the mean, and the frequencies down (H, 1), across (W,)."""
    from scipy.fft import fft2  # takes a quarter of the time of NumPy's, because the picture is real

    image = check_signal("image", image, 2)
    if np.ptp(image) <= 1e-12 * np.abs(image).max():
        raise ValueError(f"`image` must have contrast, got {image.flat[0]} everywhere; its mean is no frequency")
    energy = np.abs(fft2(image - image.mean())) ** 2
    return energy, np.fft.fftfreq(image.shape[0])[:, None], np.fft.fftfreq(image.shape[1])


def _from_centre(n):
    """Return x and y (n, n) of each pixel from the centre of a picture."""
    y, x = np.indices((n, n)) - (n - 1) / 2
    return x, y


def _angle(degrees):
    """Return an angle in radians; `ValueError` unless it is finite."""
    return np.radians(check_number("angle", degrees, remedy="it is in degrees"))
