"""Waves with corners, made of sines: their exact amplitudes, and how far a sum of few sines shoots over."""

import numpy as np

from course_lib.checks import check_choice, check_integer
from course_lib.fourier._arguments import check_signal

WAVES = ("square", "triangle", "sawtooth")


def waveform(name, t):
    """Return a wave between -1 and 1 at times `t`, in periods; each starts at 0 and rises.

        >>> waveform("square", [0.25, 0.75]).tolist(), waveform("triangle", [0.125]).tolist()
        ([1.0, -1.0], [0.5])

    At a jump it is 0, the middle, which is also where its Fourier series goes.

    Raises
    ------
    ValueError
        For a wave that is not in `WAVES`.
    """
    name = check_choice("name", name, WAVES)
    t = check_signal("t", t, 1)
    phase = t - np.floor(t)  # in [0, 1)
    if name == "square":
        return np.where(np.isin(phase, (0, 0.5)), 0.0, np.where(phase < 0.5, 1.0, -1.0))
    if name == "triangle":
        return 1 - 4 * np.abs((phase + 0.25) % 1 - 0.5)
    return np.where(phase == 0.5, 0.0, 2 * (t - np.floor(t + 0.5)))


def sines(name, terms):
    """Return the first `terms` sines of a wave: their numbers m, in waves per period, and their amplitudes.

        >>> numbers, amplitudes = sines("square", 3)
        >>> numbers.tolist(), (amplitudes * np.pi / 4).round(3).tolist()
        ([1, 3, 5], [1.0, 0.333, 0.2])

    The wave at time t is the sum of amplitude * sin(2*pi*m*t). A negative amplitude is a sine upside down.

    Source: Oppenheim & Willsky (1997), "Signals and Systems", sec. 3.3 and example 3.5.
    """
    name = check_choice("name", name, WAVES)
    count = np.arange(check_integer("terms", terms, 1))
    if name == "sawtooth":
        return count + 1, 2 / np.pi * (-1.0) ** count / (count + 1)
    odd = 2 * count + 1
    if name == "square":
        return odd, 4 / (np.pi * odd)
    return odd, 8 / (np.pi * odd) ** 2 * (-1.0) ** count


def partial_sum(name, terms, t):
    """Return the sum of the first `terms` sines of a wave at times `t` (n,), in periods.

    >>> partial_sum("square", 1, [0.25]).round(4).tolist()
    [1.2732]
    """
    t = check_signal("t", t, 1)
    numbers, amplitudes = sines(name, terms)
    return np.sin(2 * np.pi * np.outer(t, numbers)) @ amplitudes


def peak_time(name, terms):
    """Return where the partial sum peaks beside the jump of its wave (for the triangle: at its corner), in periods.

        >>> peak_time("square", 10)
        0.025

    The slope of a square wave's sum is 4*sin(4*pi*terms*t)/sin(2*pi*t), which is first zero at t = 1/(4*terms).
    """
    name, terms = check_choice("name", name, WAVES), check_integer("terms", terms, 1)
    return {"square": 1 / (4 * terms), "triangle": 0.25, "sawtooth": 0.5 - 1 / (2 * (terms + 1))}[name]


def overshoot(name, terms):
    """Return how far the partial sum rises over the top of its wave at that peak, as a share of the height 2.

        >>> round(overshoot("square", 1000), 4), round(overshoot("triangle", 1000), 4)
        (0.0895, -0.0001)

    Negative where the sum stays below. At a jump it does not go to 0 with more sines, but to `gibbs_limit()`.
    """
    return float(partial_sum(name, terms, [peak_time(name, terms)])[0] - 1) / 2


def gibbs_limit():
    """Return the overshoot beside a jump for endlessly many sines, as a share of the jump.

        >>> round(gibbs_limit(), 4)
        0.0895

    It is Si(pi)/pi - 1/2 with the sine integral Si.

    Source: Gibbs (1899), "Fourier's series", Nature 59, 606.
    """
    from scipy.special import sici  # here, because `import course_lib.fourier` loads no SciPy

    return float(sici(np.pi)[0] / np.pi - 0.5)
