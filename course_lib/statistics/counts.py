"""Tests about shares: the exact binomial test, its true size, and two proportions."""

import numpy as np

from course_lib.checks import check_integer
from course_lib.statistics._arguments import check_alpha, check_alternative, check_probability, check_single
from course_lib.statistics.mean_tests import TestResult
from course_lib.statistics.tails import rejection_region, z_p_value


def exact_p_values(n, *, probability=0.5, alternative="two-sided"):
    """Return the p-value of each possible count 0, 1, ..., n.

        >>> exact_p_values(4).round(3).tolist()
        [0.125, 0.625, 1.0, 0.625, 0.125]

    Convention: two-sided adds up all counts that are no more likely than the one seen, as R and SciPy do.

    Parameters
    ----------
    n : int
        Number of trials, at least 1.
    probability : float, in [0, 1]
        Chance of a success under the null.
    alternative : "two-sided", "greater" or "less"

    Returns
    -------
    (n + 1,) array, in [0, 1]
    """
    chances = _binomial(
        check_integer("n", n, 1), check_single("probability", check_probability("probability", probability))
    )
    if check_alternative(alternative) == "less":
        p = np.cumsum(chances)
    elif alternative == "greater":
        p = np.cumsum(chances[::-1])[::-1]
    else:
        ascending = np.sort(chances)
        # Counts that are equally likely on paper differ in the last digits, so "no more likely" gets some slack.
        alike = np.searchsorted(ascending, chances * (1 + 1e-7), side="right")
        p = np.cumsum(ascending)[alike - 1]
    return np.minimum(p, 1.0)


def _binomial(n, probability):
    """Return P(K = k) for k = 0, ..., n."""
    from scipy.special import gammaln, xlog1py, xlogy

    k = np.arange(n + 1)
    ways = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)  # logarithms: 1000 over 500 is no float
    return np.exp(ways + xlogy(k, probability) + xlog1py(n - k, -probability))


def exact_binomial_test(successes, n, *, probability=0.5, alternative="two-sided", alpha=0.05):
    """Return the exact test of a share, and its Clopper-Pearson interval.

        >>> round(exact_binomial_test(8, 10).p_value, 4), round(exact_binomial_test(9, 10).p_value, 4)
        (0.1094, 0.0215)

    The statistic is the number of successes. Two-sided, interval and p-value may disagree near alpha: the interval
    puts alpha/2 on each side, the p-value orders counts by their chance.

    Parameters
    ----------
    successes, n : int
        Successes seen in n trials; 0 <= successes <= n.
    probability, alternative
        As in `exact_p_values`.
    alpha : float, in (0, 1)
        The interval of the share has level 1 - alpha.

    Source: Clopper & Pearson (1934), Biometrika 26(4), doi:10.1093/biomet/26.4.404.
    """
    from scipy.special import betaincinv

    n, successes = _check_successes("successes", successes, "n", n)
    p = float(exact_p_values(n, probability=probability, alternative=alternative)[successes])
    alpha = check_alpha(alpha)
    tail = alpha / 2 if alternative == "two-sided" else alpha
    low = 0.0 if successes == 0 or alternative == "less" else betaincinv(successes, n - successes + 1, tail)
    # The upper end is the lower end of the failures, turned: small tails keep their digits.
    high = 1.0 if successes == n or alternative == "greater" else 1 - betaincinv(n - successes, successes + 1, tail)
    return TestResult(float(successes), p, None, successes / n, (float(low), float(high)))


def actual_level(n, *, alpha=0.05, probability=0.5, alternative="two-sided"):
    """Return the real Type I rate of the exact binomial test: at most alpha, mostly less.

        >>> round(actual_level(10), 6), round(22 / 1024, 6)
        (0.021484, 0.021484)

    Counts come in steps, so some of alpha is left unused. Five tosses can never give p <= 0.05: then it is 0.

    Parameters
    ----------
    n, probability, alternative
        As in `exact_p_values`.
    alpha : float, in (0, 1)

    Returns
    -------
    float, in [0, alpha]
    """
    p = exact_p_values(n, probability=probability, alternative=alternative)
    chances = _binomial(n, float(probability))
    # A count whose p-value is alpha on paper is rejected, whatever the last digit says.
    return float(chances[p <= check_alpha(alpha) * (1 + 1e-12)].sum())


def two_proportion_test(successes_x, n_x, successes_y, n_y, *, alternative="two-sided", alpha=0.05):
    """Return the z test of two shares; it wants some successes and failures in both groups.

        >>> result = two_proportion_test(15, 100, 5, 100)
        >>> round(result.statistic, 3), round(result.p_value, 4)
        (2.357, 0.0184)

    The statistic uses the pooled share, as the null says they are equal. The interval of the difference does not
    (Wald), so near alpha the two may disagree.

    Parameters
    ----------
    successes_x, n_x, successes_y, n_y : int
        Successes and trials of each group.
    alternative : "two-sided", "greater" or "less"
        "greater": the share of x is above that of y.
    alpha : float, in (0, 1)
        The interval has level 1 - alpha.

    Raises
    ------
    ValueError
        If all trials of both groups ended alike: then the null leaves nothing to chance.
    """
    n_x, successes_x = _check_successes("successes_x", successes_x, "n_x", n_x)
    n_y, successes_y = _check_successes("successes_y", successes_y, "n_y", n_y)
    pooled = (successes_x + successes_y) / (n_x + n_y)
    if pooled in (0.0, 1.0):
        raise ValueError(
            f"`successes_x` and `successes_y` must not all be alike, got {successes_x} of {n_x} and {successes_y} of "
            f"{n_y}: without spread nothing says how far chance would move the shares"
        )
    x, y = successes_x / n_x, successes_y / n_y
    statistic = (x - y) / np.sqrt(pooled * (1 - pooled) * (1 / n_x + 1 / n_y))
    error = np.sqrt(x * (1 - x) / n_x + y * (1 - y) / n_y)
    cuts = rejection_region(check_alpha(alpha), alternative=alternative)
    # A constant pair of groups (0 % against 100 %) has error 0, and inf * 0 would be nan.
    low, high = (-np.inf if np.isinf(cut) else cut * error for cut in (-cuts.high, cuts.low))
    interval = (float(x - y + low), float(x - y - high))
    return TestResult(float(statistic), z_p_value(statistic, alternative=alternative), None, x - y, interval)


def _check_successes(name, successes, trials_name, trials):
    trials, successes = check_integer(trials_name, trials, 1), check_integer(name, successes, 0)
    if successes > trials:
        raise ValueError(f"`{name}` must be at most {trials_name}={trials}, got {successes}")
    return trials, successes
