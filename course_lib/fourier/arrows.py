"""A frequency as an arrow: real and imaginary part, length and angle; and what a shift does to it."""

from typing import NamedTuple

import numpy as np

from course_lib.checks import check_integer, check_same_shape
from course_lib.fourier._arguments import check_signal
from course_lib.fourier.properties import phase_ramp


class Arrow(NamedTuple):
    real: float
    imaginary: float
    length: float  # sqrt(real^2 + imaginary^2): the amplitude of the wave
    angle: float  # atan2(imaginary, real): its phase, degrees in (-180, 180]


def wave(n, waves, *, amplitude=1.0, shift=0.0):
    """Return `n` samples of amplitude * cos(2*pi*waves*(j - shift)/n): a crest lies at sample `shift`.

        >>> wave(4, 1, shift=1).round(9).tolist()
        [0.0, 1.0, 0.0, -1.0]

    Parameters
    ----------
    n : int
        Samples.
    waves : int
        How many fit into the n samples.
    amplitude : float
    shift : float, samples
    """
    return amplitude * np.cos(2 * np.pi * waves * (np.arange(check_integer("n", n, 1)) - shift) / n)


def coefficient(values, waves):
    """Return what the transform of a real signal (n,) says about so many waves per window, as an `Arrow`.

        >>> coefficient([0.0, 3.0, 0.0, -3.0], 1)._asdict()
        {'real': 0.0, 'imaginary': -3.0, 'length': 3.0, 'angle': -90.0}

    Scaled by 2/n, so that its length is the amplitude of the wave; by 1/n where a frequency is its own opposite, at 0
    and at n/2. Negative `waves` give the mirror image of the arrow: the conjugate.
    """
    values, waves = check_signal("values", values, 1), check_integer("waves", waves)
    n = len(values)
    if not -n / 2 <= waves <= n / 2:
        raise ValueError(f"`waves` must be at most half of the {n} samples, got {waves}; finer waves look like others")
    total = (values * np.exp(-2j * np.pi * (waves * np.arange(n) % n) / n)).sum()
    total *= (1 if waves % n == -waves % n else 2) / n
    digits = 12 - int(np.ceil(np.log10(np.abs(values).max() or 1.0)))  # a 0 that rounding missed has no angle
    real, imaginary = round(float(total.real), digits) + 0.0, round(float(total.imag), digits) + 0.0
    return Arrow(real, imaginary, float(np.hypot(real, imaginary)), float(np.degrees(np.arctan2(imaginary, real))))


def magnitude_difference(image, other):
    """Return the largest difference of the magnitudes of two pictures, as a share of the largest magnitude.

    >>> magnitude_difference([[1.0, 2.0, 4.0]], [[4.0, 1.0, 2.0]]) < 1e-15
    True
    """
    image, other = check_signal("image", image, 2), check_signal("other", other, 2)
    check_same_shape(image=image, other=other, remedy="crop one of them")
    one, two = (np.abs(np.fft.rfft2(values)) for values in (image, other))
    return float(np.abs(two - one).max() / (one.max() or 1.0))


def phase_difference(image, other):
    """Return by how much the phases of `other` are ahead of those of `image`: centred (H, W), radians in [-pi, pi].

        >>> np.degrees(phase_difference([[1.0, 2.0, 4.0]], [[4.0, 1.0, 2.0]])).round(6).tolist()
        [[120.0, 0.0, -120.0]]

    Frequency 0 lies at index n//2. Where a spectrum is 0 it has no phase, and the difference is 0.
    """
    from scipy.fft import fft2  # takes a quarter of the time of NumPy's, because the pictures are real

    image, other = check_signal("image", image, 2), check_signal("other", other, 2)
    check_same_shape(image=image, other=other, remedy="crop one of them")
    return np.fft.fftshift(np.angle(fft2(other) * fft2(image).conj()))


def ramp_slope(difference):
    """Return how fast a centred `phase_difference` (H, W) grows (across, down), degrees per cycle per picture.

        >>> picture = np.random.default_rng(0).normal(size=(8, 8))
        >>> slopes = ramp_slope(phase_difference(picture, np.roll(picture, 1, axis=1)))
        >>> [round(slope, 6) + 0.0 for slope in slopes]
        [-45.0, 0.0]

    Read off beside frequency 0, in [-180, 180]. A shift of one pixel makes -360/n degrees. A part of the difference
    with frequency 0 at its index n//2 is enough.
    """
    difference = check_signal("difference", difference, 2)
    if min(difference.shape) < 3:
        raise ValueError(
            f"`difference` must have 3 rows and columns or more, got {difference.shape}: a slope has steps"
        )
    down, across = (size // 2 for size in difference.shape)
    steps = np.degrees([difference[down, across + 1], difference[down + 1, across]])
    return float(steps[0]), float(steps[1])


def shifted_by_ramp(image, across, down):
    """Return a picture shifted by multiplying its spectrum with the `phase_ramp`; `-across, -down` undoes it.

    >>> shifted_by_ramp([[1.0, 2.0, 4.0]], 1, 0).round(9).tolist()
    [[4.0, 1.0, 2.0]]
    """
    image = check_signal("image", image, 2)
    across, down = check_integer("across", across), check_integer("down", down)
    height, width = image.shape
    ramp = phase_ramp((height, 1), 0, down) * phase_ramp((1, width), across, 0)[:, : width // 2 + 1]
    return np.fft.irfft2(np.fft.rfft2(image) * ramp, image.shape)
