"""Sampling: what a frequency is taken for, the way back to the curve, and what to remove before pixels are dropped."""

import numpy as np

from course_lib.checks import (
    check_choice,
    check_filled,
    check_finite,
    check_integer,
    check_number,
    check_positive,
    check_real,
    plain,
)
from course_lib.fourier._arguments import check_signal
from course_lib.fourier.masks import filter_image, gaussian_sigma, lowpass, radius

PREFILTERS = ("none", "box", "Gaussian", "ideal")


def nyquist(rate):
    """Return the frequency that samples at this rate must stay below: half the rate, in the same unit.

    >>> nyquist(48000)
    24000.0
    """
    return _positive("rate", rate) / 2


def alias(frequency, rate=1.0):
    """Return the frequency in [-rate/2, rate/2) that gives the same samples, a float or an array.

        >>> alias(0.75), alias(3, rate=4), alias(1, rate=4)
        (-0.25, -1.0, 1.0)

    A negative frequency is a wave that runs backwards: a cosine cannot tell, a sine changes its sign.

    frequency : a number or an array, in the unit of `rate` (hertz, or cycles per pixel with rate 1)

    Source: Shannon (1949), doi:10.1109/JRPROC.1949.232969.
    """
    frequency, rate = _finite("frequency", frequency), _positive("rate", rate)
    rest = np.fmod(frequency, rate)  # exact, and so are the sums below: the result never leaves its range
    return plain(np.where(rest >= rate / 2, rest - rate, np.where(rest < -rate / 2, rest + rate, rest)) + 0.0)


def reconstruct(samples, rate, t):
    """Return the curve through the samples that holds no frequency above half the rate, at the times `t`.

        >>> reconstruct([0.0, 1.0, 0.0], 10, [0.1, 0.15, 0.2]).round(4).tolist()
        [1.0, 0.6366, 0.0]

    Each sample brings one sinc. All samples that are not given count as 0, so the ends are less exact.

    samples : (n,), sample j taken at j/rate seconds
    rate : samples per second
    t : seconds, any shape; the result has it too

    Source: Whittaker (1915), doi:10.1017/S0370164600017806; Shannon (1949), doi:10.1109/JRPROC.1949.232969.
    """
    samples, rate, t = check_signal("samples", samples, 1), _positive("rate", rate), _finite("t", t)
    return plain(np.sinc(rate * t[..., None] - np.arange(samples.size)) @ samples)


def chirp(t, start, end, duration):
    """Return a cosine whose frequency grows evenly from `start` to `end`, at the times `t`.

        >>> chirp([0.0, 1.0, 2.0], 0, 0.5, 2).round(4).tolist()
        [1.0, 0.7071, -1.0]

    Parameters
    ----------
    t : float or array, seconds
        The result has its shape.
    start, end : float, hertz
        Frequency at 0 and at `duration`.
    duration : float, seconds
    """
    t, start, end, duration = _sweep(t, start, end, duration)
    return plain(np.cos(2 * np.pi * (start * t + (end - start) * t**2 / (2 * duration))))


def chirp_frequency(t, start, end, duration):
    """Return the frequency of the `chirp` in hertz at the times `t`: how fast its phase grows.

        >>> chirp_frequency([0.0, 0.5, 1.0], 1, 3, 1).tolist()
        [1.0, 2.0, 3.0]

    Parameters
    ----------
    t, start, end, duration
        As in `chirp`.
    """
    t, start, end, duration = _sweep(t, start, end, duration)
    return plain(start + (end - start) * t / duration)


def chirp_alias(t, start, end, duration, rate):
    """Return the slow wave that the samples of the `chirp` are taken for, at the times `t`.

        >>> t = np.arange(5) / 4
        >>> bool(np.allclose(chirp_alias(t, 0, 8, 1, rate=4), chirp(t, 0, 8, 1)))
        True

    From one sample to the next it makes so many whole turns less that at most about half a turn is left: it has the
    `alias` of the chirp's frequency.

    Parameters
    ----------
    t, start, end, duration
        As in `chirp`.
    rate : float, samples per second
        The first sample lies at 0.
    """
    t, start, end, duration = _sweep(t, start, end, duration)
    middle = (np.floor(t * _positive("rate", rate)) + 0.5) / rate  # of two samples: the turns change only where one is
    fast = chirp_frequency(middle, start, end, duration)
    less = fast - alias(fast, rate)
    return plain(np.cos(2 * np.pi * ((start - less) * t + (end - start) * t**2 / (2 * duration))))


def apparent_turns(turns, frames, spokes=1):
    """Return the turns per second that a filmed wheel seems to make; negative is backwards.

        >>> apparent_turns(23, frames=24), round(apparent_turns(2.9, frames=24, spokes=8), 6)
        (-1.0, -0.1)

    Spokes that look alike repeat the picture `spokes` times per turn, so the film is fooled that much sooner.

    turns : true turns per second, a number or an array
    frames : pictures per second
    """
    spokes = check_integer("spokes", spokes, 1)
    return alias(_finite("turns", turns) * spokes, _positive("frames", frames)) / spokes


def zone_plate(n):
    """Return rings from 0 to 1, (n, n), whose frequency grows evenly with the distance from the centre.

        >>> zone_plate(3).round(3).tolist()
        [[0.25, 0.75, 0.25], [0.75, 1.0, 0.75], [0.25, 0.75, 0.25]]

    It is 0 in the centre and 0.5 cycles per pixel at the middle of each border. The corners are finer along the
    diagonal, yet neither across nor down: the picture itself holds no alias.
    """
    n = check_integer("n", n, 1)
    along = (np.arange(n) - (n - 1) / 2) ** 2
    return 0.5 + 0.5 * np.cos(np.pi * (along[:, None] + along) / n)


def prefiltered(image, step, prefilter):
    """Return the picture made ready to keep only each `step`-th pixel, (H, W); beyond a border it goes on opposite.

        >>> prefiltered([[0.0, 2.0, 4.0, 6.0]] * 4, 2, "box")[0].tolist()
        [1.0, 3.0, 5.0, 3.0]

    prefilter : "none";
        "box", the mean of the step x step pixels from this one to the right and down;
        "Gaussian", of sigma = step/2 pixels;
        "ideal", nothing remains of frequencies across or down from 0.5/step cycles per pixel on
    """
    image, step, prefilter = _picture(image, step, prefilter)
    if prefilter == "none":
        return image.copy()
    if prefilter == "box":
        for axis in (0, 1):
            image = sum(np.roll(image, -shift, axis) for shift in range(step)) / step
        return image
    if prefilter == "ideal":
        return filter_image(image, ~_folds(image.shape, step))
    cutoff = 0.5 * gaussian_sigma(0.5) / (step / 2)  # cut-off times sigma is one number for all Gaussians
    return filter_image(image, lowpass(radius(image.shape), cutoff))


def subsample(image, step, prefilter="none"):
    """Return each `step`-th pixel of each `step`-th row of the `prefiltered` picture, from the top left one on.

        >>> subsample([[0.0, 2.0, 4.0, 6.0]] * 4, 2, "box").tolist()
        [[1.0, 5.0], [1.0, 5.0]]

    The result has ceil(H/step) rows and ceil(W/step) columns.
    """
    return prefiltered(image, step, prefilter)[::step, ::step].copy()


def folded_energy(image, step, prefilter):
    """Return which share of the energy of the `prefiltered` picture comes back as an alias, 0 to 1.

        >>> stripes = [[2.0, 0.0, 0.0, 0.0]] * 4  # as much at 1/4 as at -1/4 cycles per pixel, and at 1/2
        >>> round(folded_energy(stripes, 1, "none"), 4), folded_energy(stripes, 2, "none")
        (0.3333, 1.0)

    That is what lies across or down at 0.5/step cycles per pixel or above. The mean of the picture is removed
    first. A picture of which nothing else remains has nothing to fold: 0.
    """
    image, step, prefilter = _picture(image, step, prefilter)
    energy = np.abs(np.fft.rfft2(prefiltered(image - image.mean(), step, prefilter))) ** 2 / image.size
    width = image.shape[1]
    energy[:, 1 : (width + 1) // 2] *= 2  # these columns have a twin at the negative frequency
    total = energy.sum()
    if total <= 1e-28 * (image**2).sum():  # rounding alone
        return 0.0
    return float(energy[_folds(image.shape, step)].sum() / total)


def _folds(shape, step):
    """Return where in `numpy.fft.rfft2` a frequency across or down is at least 0.5/step: (H, W//2 + 1) booleans."""
    # in whole numbers, so that rounding does not decide about the frequency that lies exactly on the limit
    down, across = (2 * step * np.minimum(np.arange(size), size - np.arange(size)) >= size for size in shape)
    return down[:, None] | across[: shape[1] // 2 + 1]


def _picture(image, step, prefilter):
    image, step = check_signal("image", image, 2), check_integer("step", step, 1)
    if step > max(image.shape):
        raise ValueError(
            f"`step` must be at most the longer side of the picture, {max(image.shape)}, got {step}; take a smaller one"
        )
    return image, step, check_choice("prefilter", prefilter, PREFILTERS)


def _sweep(t, start, end, duration):
    start, end = (_single(name, value) for name, value in (("start", start), ("end", end)))
    return _finite("t", t), start, end, _positive("duration", duration)


def _single(name, value):
    value = _finite(name, value)
    if value.ndim:
        raise ValueError(f"`{name}` must be one number, got shape {value.shape}; call once for each")
    return float(value)


def _finite(name, values):
    """Return `values` as float64 of any shape; raise unless all are finite."""
    array = np.asarray(check_real(name, values), dtype=float)
    return check_finite(name, check_filled(name, array), remedy="leave such values out")


def _positive(name, value):
    check_positive(name, value)
    return check_number(name, value, remedy="give a number")
