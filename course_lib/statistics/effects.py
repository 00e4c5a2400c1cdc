"""How large is the effect, and how sure are we of it? Effect sizes and confidence intervals."""

from math import exp, lgamma, log
from typing import NamedTuple

import numpy as np

from course_lib.statistics._arguments import check_level, check_sample, check_sigma, check_single, check_spread
from course_lib.statistics.mean_tests import _two_samples
from course_lib.statistics.tails import rejection_region


class Interval(NamedTuple):
    low: float  # in units of the data
    high: float  # in units of the data


def cohens_d(x, y=None):
    """Return the difference of two means in pooled standard deviations.

        >>> cohens_d([1, 2, 3], [3, 4, 5])
        -2.0
        >>> cohens_d([1, 2, 3])
        2.0

    A p-value shrinks when n grows, d does not: it estimates the effect, not how sure we are of it.

    Parameters
    ----------
    x, y : (n,) and (m,) array_like
        At least two numbers each. Without y: the mean of x against 0; give differences for pairs.

    Raises
    ------
    ValueError
        If a sample is too small, or nothing varies.

    Source: Cohen (1988), "Statistical Power Analysis for the Behavioral Sciences", sec. 2.2 and 2.5.
    """
    if y is None:
        x = check_sample("x", x)
        return float(x.mean() / np.sqrt(check_spread("x", x)))
    x, y, vx, vy = _two_samples(x, y)
    pooled = ((x.size - 1) * vx + (y.size - 1) * vy) / (x.size + y.size - 2)
    return float((x.mean() - y.mean()) / np.sqrt(pooled))


def hedges_g(x, y=None):
    """Return Cohen's d without its bias in small samples.

        >>> round(hedges_g([1, 2, 3], [3, 4, 5]), 4)
        -1.5958

    d is too large on average: by a quarter with 3 + 3 observations, by 1 % with 40 + 40. The factor is
    gamma(m/2) / (sqrt(m/2) gamma((m - 1)/2)) with m degrees of freedom, about 1 - 3/(4m - 1).

    Parameters
    ----------
    x, y : (n,) and (m,) array_like
        As in `cohens_d`; at least 3 observations in all if y is not given.

    Source: Hedges (1981), Journal of Educational Statistics 6(2), 107-128, doi:10.3102/10769986006002107; the factor
    is the exact one, not 1 - 3/(4m - 1).
    """
    d = cohens_d(x, y)
    degrees = len(x) - 1 if y is None else len(x) + len(y) - 2
    if degrees < 2:  # the mean of 1/s does not exist with one degree of freedom
        raise ValueError(f"`x` must hold at least 3 numbers to correct the bias of d, got {len(x)}")
    return d * exp(lgamma(degrees / 2) - lgamma((degrees - 1) / 2) - 0.5 * log(degrees / 2))


def confidence_interval(x, *, level=0.95, sigma=None):
    """Return the interval that covers the true mean in a share `level` of all samples.

        >>> low, high = confidence_interval([1, 2, 3, 4, 5])
        >>> round(low, 3), round(high, 3)
        (1.037, 4.963)

    It holds exactly the means that the two-sided test at alpha = 1 - level does not reject.

    Parameters
    ----------
    x : (n,) array_like
        At least two numbers; one is enough with a known sigma.
    level : float, in (0, 1)
    sigma : float, optional
        Known standard deviation; None estimates it (t in place of z).
    """
    level = check_single("level", check_level("level", level))
    x = check_sample("x", x, smallest=2 if sigma is None else 1)
    variance = check_spread("x", x) if sigma is None else check_single("sigma", check_sigma("sigma", sigma)) ** 2
    reach = rejection_region(1 - level, degrees=x.size - 1 if sigma is None else None).high * np.sqrt(variance / x.size)
    return Interval(float(x.mean() - reach), float(x.mean() + reach))
