"""Tests about means: z with a known sigma; t for one sample, for pairs, for two samples; Welch."""

from typing import NamedTuple

import numpy as np

from course_lib.statistics._arguments import (
    check_alpha,
    check_magnitude,
    check_sample,
    check_sigma,
    check_single,
    check_spread,
)
from course_lib.statistics.tails import rejection_region, t_p_value, z_p_value


class TestResult(NamedTuple):
    __test__ = False  # so that pytest does not take it for a class of tests

    statistic: float  # z or t: the estimate's distance from the null, in standard errors
    p_value: float  # chance under the null of a statistic at least as extreme, in [0, 1]
    degrees: float | None  # degrees of freedom; None for z
    estimate: float  # the mean, or the difference x - y, in units of the data
    interval: tuple[float, float]  # (low, high) at level 1 - alpha; one end infinite for a one-sided test


def z_test(x, *, sigma, mean=0.0, alternative="two-sided", alpha=0.05):
    """Return the z test of a mean, when the standard deviation sigma is known.

        >>> result = z_test([1, 2, 3, 4, 5], sigma=2, mean=1)
        >>> round(result.statistic, 3), round(result.p_value, 4)
        (2.236, 0.0253)

    The p-value is below alpha exactly when the interval does not contain `mean`.

    Parameters
    ----------
    x : (n,) array_like
        At least one number: the spread is known, so it need not be estimated.
    sigma, mean : float
        Known standard deviation of one observation; the mean that the null claims. Units of x.
    alternative : "two-sided", "greater" or "less"
        "greater": the true mean is above `mean`.
    alpha : float, in (0, 1)
        The interval has level 1 - alpha. It does not change the p-value.

    Returns
    -------
    TestResult
    """
    x = check_sample("x", x, smallest=1)
    error = check_single("sigma", check_sigma("sigma", sigma)) / np.sqrt(x.size)
    return _result(x.mean(), mean, error, None, alternative, alpha)


def t_test_one(x, *, mean=0.0, alternative="two-sided", alpha=0.05):
    """Return the t test of one mean; sigma is estimated from the sample.

        >>> result = t_test_one([1, 2, 3, 4, 5], mean=1)
        >>> round(result.statistic, 3), result.degrees, round(result.p_value, 4)
        (2.828, 4, 0.0474)

    Parameters
    ----------
    x : (n,) array_like
        At least two numbers that are not all equal, from a roughly normal distribution.
    mean, alternative, alpha
        As in `z_test`.

    Raises
    ------
    ValueError
        If n < 2 or all numbers are equal: then no spread can be estimated.

    Source: Student (1908), Biometrika 6(1), doi:10.1093/biomet/6.1.1.
    """
    x = check_sample("x", x)
    error = np.sqrt(check_spread("x", x) / x.size)
    return _result(x.mean(), mean, error, x.size - 1, alternative, alpha)


def t_test_paired(x, y, *, alternative="two-sided", alpha=0.05):
    """Return the t test of pairs: one sample of differences x - y against 0.

        >>> before, after = [120, 140, 100, 130], [114, 137, 95, 120]
        >>> round(t_test_paired(before, after).p_value, 4), round(t_test_two(before, after).p_value, 4)
        (0.0267, 0.6394)

    What differs from person to person but not within a pair drops out.

    Parameters
    ----------
    x, y : (n,) array_like
        Two measurements on each of n things, in the same order; n at least 2.
    alternative, alpha
        As in `z_test`; "greater": x is larger on average.
    """
    x, y = check_sample("x", x), check_sample("y", y)
    if x.size != y.size:
        raise ValueError(f"`x` and `y` must be pairs, got {x.size} and {y.size} numbers")
    change = x - y
    error = np.sqrt(check_spread("x - y", change, size=max(np.abs(x).max(), np.abs(y).max())) / x.size)
    return _result(change.mean(), 0.0, error, x.size - 1, alternative, alpha)


def t_test_two(x, y, *, equal_variances=True, alternative="two-sided", alpha=0.05):
    """Return the t test of two independent samples, with one pooled variance.

        >>> result = t_test_two([1, 2, 3], [3, 4, 5])
        >>> round(result.statistic, 3), result.degrees, round(result.p_value, 4)
        (-2.449, 4, 0.0705)

    Parameters
    ----------
    x, y : (n,) and (m,) array_like
        At least two numbers each.
    equal_variances : bool
        If the spreads may differ, take False, which is `welch_test`.
    alternative, alpha
        As in `z_test`; "greater": the mean of x is above that of y.

    Raises
    ------
    ValueError
        If a sample is too small, or both samples are constant.
    """
    if not equal_variances:
        return welch_test(x, y, alternative=alternative, alpha=alpha)
    x, y, vx, vy = _two_samples(x, y)
    degrees = x.size + y.size - 2
    pooled = ((x.size - 1) * vx + (y.size - 1) * vy) / degrees
    error = np.sqrt(pooled * (1 / x.size + 1 / y.size))
    return _result(x.mean() - y.mean(), 0.0, error, degrees, alternative, alpha)


def welch_test(x, y, *, alternative="two-sided", alpha=0.05):
    """Return Welch's t test of two independent samples whose spreads may differ.

        >>> result = welch_test([1, 2, 3], [0, 10, 20, 30])
        >>> round(result.degrees, 2), round(result.p_value, 4)
        (3.05, 0.1371)

    The degrees of freedom lie between the smaller n - 1 and n + m - 2.

    Parameters
    ----------
    x, y, alternative, alpha
        As in `t_test_two`.

    Source: Welch (1947), Biometrika 34, doi:10.1093/biomet/34.1-2.28; Satterthwaite (1946).
    """
    x, y, vx, vy = _two_samples(x, y)
    # Shares of the squared standard error, so that very small and very large units neither vanish nor overflow.
    squared = vx / x.size + vy / y.size
    share = vx / x.size / squared
    degrees = 1 / (share**2 / (x.size - 1) + (1 - share) ** 2 / (y.size - 1))
    return _result(x.mean() - y.mean(), 0.0, np.sqrt(squared), degrees, alternative, alpha)


def _two_samples(x, y):
    """Return both samples and their variances; one of them may be constant, both may not."""
    x, y = check_sample("x", x), check_sample("y", y)
    variances = [0.0 if np.ptp(values) == 0 else float(values.var(ddof=1)) for values in (x, y)]
    if variances == [0.0, 0.0]:
        raise ValueError(
            f"`x` or `y` must vary, got equal values of {x[0]:g} in x and of {y[0]:g} in y: "
            f"without spread nothing says how far chance would move the means"
        )
    return x, y, *variances


def _result(estimate, mean, error, degrees, alternative, alpha):
    alpha, mean = check_alpha(alpha), check_single("mean", check_magnitude("mean", mean))
    statistic = float((estimate - mean) / error)
    if degrees is None:
        p = z_p_value(statistic, alternative=alternative)
    else:
        p = t_p_value(statistic, degrees, alternative=alternative)
    cuts = rejection_region(alpha, alternative=alternative, degrees=degrees)
    # The values of `mean` that this sample would not reject: the cuts turned about the estimate.
    interval = (float(estimate - cuts.high * error), float(estimate - cuts.low * error))
    return TestResult(statistic, p, degrees, float(estimate), interval)
