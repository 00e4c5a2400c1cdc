"""From a statistic to its p-value, and from alpha to the cuts: the normal and the t distribution."""

from typing import NamedTuple

import numpy as np

from course_lib.checks import check_between, plain
from course_lib.statistics._arguments import check_alternative, check_level, check_magnitude


class Cuts(NamedTuple):
    low: float  # reject below it; -inf when that side is not tested
    high: float  # reject above it; inf when that side is not tested


def z_p_value(statistic, *, alternative="two-sided"):
    """Return the chance of a z at least as extreme as this one, if the null is true.

        >>> round(z_p_value(1.96), 4), round(z_p_value(1.96, alternative="greater"), 4)
        (0.05, 0.025)

    Parameters
    ----------
    statistic : float or array
        Standard normal under the null.
    alternative : "two-sided", "greater" or "less"
        Which results count as extreme: far from 0 on both sides, large, or small.

    Returns
    -------
    float or array, in [0, 1]
    """
    from scipy.special import ndtr

    return _p_value(ndtr, check_magnitude("statistic", statistic), alternative)


def t_p_value(statistic, degrees, *, alternative="two-sided"):
    """Return the chance of a t at least as extreme as this one, if the null is true.

        >>> round(t_p_value(2.0, 4), 4), round(t_p_value(2.0, 400), 4)
        (0.1161, 0.0462)

    Parameters
    ----------
    statistic : float or array
    degrees : float or array
        Degrees of freedom, above 0; they need not be whole (Welch).
    alternative : "two-sided", "greater" or "less"

    Returns
    -------
    float or array, in [0, 1]
    """
    from scipy.special import stdtr

    statistic = check_magnitude("statistic", statistic)
    degrees = check_between("degrees", degrees, 0, np.inf, open_ends=True)
    return _p_value(lambda t: stdtr(degrees, t), statistic, alternative)


def _p_value(below, statistic, alternative):
    """Return the tail probability; `below(t)` is P(T <= t) of a distribution that is symmetric about 0."""
    check_alternative(alternative)
    if alternative == "less":
        p = below(statistic)
    elif alternative == "greater":
        p = below(-statistic)  # not 1 - below(t), which has no digits left far out
    else:
        p = 2 * below(-np.abs(statistic))
    return plain(np.minimum(p, 1.0))


def rejection_region(alpha=0.05, *, alternative="two-sided", degrees=None):
    """Return the cuts beyond which a z (or t) statistic is rejected at level alpha.

        >>> round(rejection_region(0.05).high, 3), round(rejection_region(0.05, alternative="greater").high, 3)
        (1.96, 1.645)
        >>> round(rejection_region(0.05, degrees=4).high, 3)
        2.776

    Under the null the statistic falls outside [low, high] with chance alpha, whatever n.

    Parameters
    ----------
    alpha : float or array, in (0, 1)
    alternative : "two-sided", "greater" or "less"
        Two-sided: alpha/2 lies beyond each cut.
    degrees : float or array, optional
        Degrees of freedom of a t statistic; None for z.

    Returns
    -------
    Cuts
        Infinite on a side that is not tested.
    """
    from scipy.special import ndtri, stdtrit

    alpha = check_level("alpha", alpha)
    tail = alpha / 2 if check_alternative(alternative) == "two-sided" else alpha
    if degrees is None:
        low = ndtri(tail)  # the lower tail: 1 - tail would lose the digits of a small alpha
    else:
        low = stdtrit(check_between("degrees", degrees, 0, np.inf, open_ends=True), tail)
    low, nowhere = plain(low), plain(np.full(np.shape(low), np.inf))
    return Cuts(-nowhere if alternative == "greater" else low, nowhere if alternative == "less" else -low)
