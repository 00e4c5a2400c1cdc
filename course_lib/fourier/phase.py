"""Magnitude and phase taken apart and put together otherwise."""

import numpy as np

from course_lib.checks import check_integer, check_same_shape
from course_lib.fourier._arguments import check_signal


def recombine(a, b, *, magnitude=0.0, phase=1.0):
    """Return a picture (H, W) with magnitudes and phases from two: 0 takes them from `a`, 1 from `b`.

        >>> a, b = np.array([[1.0, 2.0, 4.0]]), np.array([[3.0, 0.0, 1.0]])
        >>> recombine(a, b, magnitude=1, phase=1).round(10).tolist()
        [[3.0, 0.0, 1.0]]

    Between 0 and 1 magnitudes are mixed in proportion; of phases the arrows of length 1 are mixed, and what counts is
    where the sum points.

    Parameters
    ----------
    a, b : (H, W) array_like
    magnitude, phase : float, in [0, 1]

    Source: Oppenheim & Lim (1981), "The importance of phase in signals", doi:10.1109/PROC.1981.12022.
    """
    a, b = check_signal("a", a, 2), check_signal("b", b, 2)
    check_same_shape(a=a, b=b, remedy="crop one of them")
    for name, share in (("magnitude", magnitude), ("phase", phase)):
        if not 0 <= share <= 1:
            raise ValueError(f"`{name}` must be a share in [0, 1], got {share}; 0 is the first picture")
    one, two = np.fft.rfft2(a), np.fft.rfft2(b)
    lengths = (1 - magnitude) * np.abs(one) + magnitude * np.abs(two)
    arrows = (1 - phase) * _arrows(one) + phase * _arrows(two)
    return np.fft.irfft2(lengths * _arrows(arrows), a.shape)


def scramble_phase(image, amount, seed=0):
    """Return a picture (H, W) with the same magnitudes and phases turned at random.

        >>> picture = np.random.default_rng(1).normal(size=(6, 7))
        >>> bool(np.allclose(scramble_phase(picture, 0.0), picture))
        True

    amount : 0 turns no phase, 1 each by a random angle in (-pi, pi)
    """
    image = check_signal("image", image, 2)
    if not 0 <= amount <= 1:
        raise ValueError(f"`amount` must be a share in [0, 1], got {amount}; 1 is a random phase everywhere")
    rng = np.random.default_rng(check_integer("seed", seed, 0))
    turn = np.angle(np.fft.fft2(rng.normal(size=image.shape)))  # of a real picture: opposite places, opposite angles
    for down in {0, -(image.shape[0] // 2) if image.shape[0] % 2 == 0 else 0}:
        for across in {0, -(image.shape[1] // 2) if image.shape[1] % 2 == 0 else 0}:
            turn[down, across] = 0  # these are their own opposites, and must stay real
    return np.fft.ifft2(np.fft.fft2(image) * np.exp(1j * amount * turn)).real


def correlation(a, b):
    """Return the correlation of the pixels of two pictures: 1 alike but for brightness and contrast, 0 not at all.

    >>> correlation([[1.0, 2.0]], [[5.0, 9.0]])
    1.0
    """
    a, b = check_signal("a", a, 2), check_signal("b", b, 2)
    check_same_shape(a=a, b=b, remedy="crop one of them")
    a, b = a - a.mean(), b - b.mean()
    length = np.sqrt((a**2).sum() * (b**2).sum())
    if length < 1e-12:
        raise ValueError("`a` and `b` must both have contrast: an even grey picture is like nothing")
    return float((a * b).sum() / length)


def _arrows(values):
    """Return values / |values|; 1 where a value is 0 and points nowhere."""
    length = np.abs(values)
    return np.where(length > 0, values / np.where(length > 0, length, 1), 1)
