"""Tests whose null is a difference: equivalence by two one-sided tests."""

from typing import NamedTuple

import numpy as np

from course_lib.checks import check_counts, plain
from course_lib.statistics._arguments import check_level, check_magnitude, check_sample, check_sigma, check_single
from course_lib.statistics.mean_tests import t_test_one, z_test
from course_lib.statistics.tails import rejection_region


class Equivalence(NamedTuple):
    p_value: float  # the larger of the two one-sided p-values
    p_above_low: float  # of the null "mean <= -margin"
    p_below_high: float  # of the null "mean >= margin"
    estimate: float  # the mean, in units of the data
    interval: tuple[float, float]  # at level 1 - 2 alpha; equivalent exactly when it lies within the margins


def equivalence_test(x, *, margin, sigma=None, alpha=0.05):
    """Return the test of the null "the mean is at least `margin` away from 0".

        >>> result = equivalence_test([0.1, -0.2, 0.0, 0.2, -0.1], margin=0.5)
        >>> round(result.p_value, 4)
        0.0011

    Here a small p-value speaks *for* (nearly) no difference, which a usual test never can.

    Parameters
    ----------
    x : (n,) array_like
        For pairs: the differences. At least two numbers; one is enough with a known sigma.
    margin : float, positive
        The smallest difference that would matter, in units of x. Fix it before you see the data.
    sigma : float, optional
        Known standard deviation; None estimates it (t in place of z).
    alpha : float, in (0, 1)
        At 1/2 and above the interval would be empty: refused.

    Source: Schuirmann (1987), J. Pharmacokinet. Biopharm. 15(6), doi:10.1007/BF01068419.
    """
    margin = check_single("margin", check_sigma("margin", margin))
    alpha = check_single("alpha", _check_one_tail(alpha))
    x = check_sample("x", x, smallest=2 if sigma is None else 1)
    test, options = (t_test_one, {}) if sigma is None else (z_test, {"sigma": sigma})
    above = test(x, mean=-margin, alternative="greater", **options).p_value
    below = test(x, mean=margin, alternative="less", **options).p_value
    both = test(x, alpha=2 * alpha, **options)
    return Equivalence(max(above, below), above, below, both.estimate, both.interval)


def equivalence_power(effect, n, *, margin, sigma=1.0, alpha=0.05):
    """Return the chance that the equivalence test (known sigma) rejects "at least `margin` away".

        >>> [round(equivalence_power(effect, 200, margin=0.3), 4) for effect in (0, 0.3)]
        [0.9906, 0.05]

    At the margin itself it is alpha or less. With few observations it is 0: the two cuts have crossed.

    Parameters
    ----------
    effect : float or array
        True mean, in units of sigma and margin.
    n : int or array
        At least 1.
    margin, sigma : float or array, positive
    alpha : float, in (0, 1/2)
    """
    from scipy.special import ndtr

    n, effect = check_counts("n", n, 1), check_magnitude("effect", effect)
    standard_error = check_sigma("sigma", sigma) / np.sqrt(n)
    reach = (
        check_sigma("margin", margin) / standard_error
        - rejection_region(_check_one_tail(alpha), alternative="greater").high
    )
    shift = effect / standard_error
    return plain(np.maximum(ndtr(reach - shift) - ndtr(-reach - shift), 0.0))


def _check_one_tail(alpha):
    alpha = check_level("alpha", alpha)
    if not np.all(alpha < 0.5):
        raise ValueError(f"`alpha` must be below 0.5 for two one-sided tests, got {alpha}")
    return alpha
