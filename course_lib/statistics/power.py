"""Alpha, beta and power in closed form, and how many observations a wanted power needs."""

from typing import NamedTuple

import numpy as np

from course_lib.checks import check_choice, check_counts, plain
from course_lib.statistics._arguments import (
    check_alpha,
    check_alternative,
    check_level,
    check_magnitude,
    check_sigma,
    check_single,
)
from course_lib.statistics.tails import Cuts, rejection_region

KINDS = ("one-sample", "two-sample")
MOST = 10**9  # observations; nobody has more, and the noncentral t is not trusted beyond


class Errors(NamedTuple):
    alpha: float  # P(reject | null true): Type I
    beta: float  # P(keep | alternative true): Type II
    power: float  # P(reject | alternative true) = 1 - beta
    cuts: Cuts  # where the mean of n observations is rejected, in units of the data
    standard_error: float  # sigma / sqrt(n): width of both curves, in units of the data


def error_rates(effect, n, *, sigma=1.0, alpha=0.05, alternative="two-sided"):
    """Return both error rates of a one-sample z test, and the cuts on the scale of the mean.

        >>> result = error_rates(0.5, 25)
        >>> round(result.beta, 3), round(result.power, 3), round(result.cuts.high, 3)
        (0.295, 0.705, 0.392)

    The null says that the mean is 0, the alternative that it is `effect`.

    Parameters
    ----------
    effect, sigma : float or array
        True mean under the alternative; standard deviation of one observation. Units of the data.
    n : int or array
        Number of observations, at least 1.
    alpha : float or array, in (0, 1)
    alternative : "two-sided", "greater" or "less"

    Returns
    -------
    Errors
    """
    power = z_power(effect, n, sigma=sigma, alpha=alpha, alternative=alternative)
    beta = _z_beta(effect, n, sigma, alpha, alternative, "one-sample")
    standard_error = sigma / np.sqrt(n)
    low, high = rejection_region(alpha, alternative=alternative)
    cuts = Cuts(plain(low * standard_error), plain(high * standard_error))
    return Errors(alpha, beta, power, cuts, plain(standard_error))


def z_power(effect, n, *, sigma=1.0, alpha=0.05, alternative="two-sided", kind="one-sample"):
    """Return the chance that a z test rejects, if the true mean (difference) is `effect`.

        >>> round(z_power(0.5, 25), 3), round(z_power(0.5, 25, alternative="greater"), 3)
        (0.705, 0.804)
        >>> round(z_power(0, 25), 3), round(z_power(0, 2500), 3)
        (0.05, 0.05)

    Parameters
    ----------
    effect, sigma : float or array
        In units of the data; with sigma = 1 the effect counts standard deviations.
    n : int or array
        Observations; with kind "two-sample", in each of the two groups.
    alpha : float or array, in (0, 1)
    alternative : "two-sided", "greater" or "less"
    kind : "one-sample" or "two-sample"

    Returns
    -------
    float or array, in (0, 1), broadcast from all arguments
    """
    from scipy.special import ndtr

    shift = _shift(effect, n, sigma, kind)
    low, high = rejection_region(alpha, alternative=alternative)
    return plain(ndtr(low - shift) + ndtr(shift - high))


def _z_beta(effect, n, sigma, alpha, alternative, kind):
    """Return 1 - power without the subtraction, which would leave no digits of a small beta."""
    from scipy.special import ndtr

    shift = np.abs(_shift(effect, n, sigma, kind)) if alternative == "two-sided" else _shift(effect, n, sigma, kind)
    low, high = rejection_region(alpha, alternative=alternative)
    if alternative == "less":
        return plain(ndtr(shift - low))
    return plain(ndtr(high - shift) - ndtr(low - shift))


def _shift(effect, n, sigma, kind):
    """Return how many standard errors the alternative is away from the null."""
    n = check_counts("n", n, 1)
    groups = 1 if check_choice("kind", kind, KINDS) == "one-sample" else 2
    return check_magnitude("effect", effect) / check_sigma("sigma", sigma) * np.sqrt(n / groups)


def t_power(effect, n, *, alpha=0.05, alternative="two-sided", kind="one-sample"):
    """Return the chance that a t test rejects, if the true effect size is `effect`.

        >>> round(t_power(0.5, 64, kind="two-sample"), 3), round(t_power(0.5, 34), 3)
        (0.801, 0.808)

    The statistic follows a noncentral t: a normal moved by effect * sqrt(n), over an estimated spread.

    Parameters
    ----------
    effect : float or array
        Mean (difference) in standard deviations: Cohen's d. For pairs: of the differences.
    n : int or array
        At least 2; with kind "two-sample", in each of the two groups. Pairs are "one-sample".
    alpha, alternative, kind
        As in `z_power`.

    Source: Cohen (1988), "Statistical Power Analysis for the Behavioral Sciences", ch. 2.
    """
    n = check_counts("n", n, 2)
    shift = _shift(effect, n, 1.0, kind)
    degrees = n - 1 if kind == "one-sample" else 2 * (n - 1)
    low, high = rejection_region(alpha, alternative=alternative, degrees=degrees)
    power = 0.0
    if check_alternative(alternative) != "greater":
        power = power + _noncentral_below(degrees, shift, low)
    if alternative != "less":
        power = power + _noncentral_below(degrees, -shift, -high)  # P(T > c), turned about 0
    return plain(np.minimum(power, 1.0))


def _noncentral_below(degrees, shift, t):
    """Return P(T <= t) for a noncentral t."""
    from scipy.special import nctdtr

    below = nctdtr(degrees, shift, t)
    # SciPy's series gives nan where less than 1e-12 of the curve lies on one side of t: opposite signs, or far apart.
    # Then all of it lies on the side of the shift. (The usual normal approximation is off by 0.14 there.)
    return np.where(np.isnan(below), t > shift, below)[()]


def sample_size(effect, *, power=0.8, alpha=0.05, alternative="two-sided", kind="one-sample", test="t"):
    """Return the smallest n with which the test reaches the wanted power.

        >>> sample_size(0.5, kind="two-sample"), sample_size(0.5, kind="two-sample", test="z")
        (64, 63)
        >>> sample_size(0.5), sample_size(0.25)
        (34, 128)

    Half the effect needs about four times as many.

    Parameters
    ----------
    effect : float
        Mean (difference) in standard deviations.
    power : float, in (0, 1)
    alpha, alternative, kind
        As in `z_power`; with kind "two-sample" the answer counts each of the two groups.
    test : "t" or "z"

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If no n suffices: the effect is 0 or lies on the side that is not tested; or n would pass 10**9.
    """
    effect = check_single("effect", check_magnitude("effect", effect))
    power, alpha = check_single("power", check_level("power", power)), check_alpha(alpha)
    _check_reachable(effect, check_alternative(alternative))
    rule = t_power if check_choice("test", test, ("t", "z")) == "t" else z_power
    options = dict(alpha=alpha, alternative=alternative, kind=kind)
    few = 1 if test == "t" else 0  # the largest n that is known not to do
    enough = few + 1
    while rule(effect, enough, **options) < power:
        few, enough = enough, 2 * enough
        if enough > MOST:
            raise ValueError(f"`effect` must be large enough for n up to {MOST}, got {effect:g}")
    while enough - few > 1:  # power rises with n, so halving finds the first n that does
        middle = (few + enough) // 2
        few, enough = (few, middle) if rule(effect, middle, **options) >= power else (middle, enough)
    return enough


def _check_reachable(effect, alternative):
    if effect == 0:
        raise ValueError("`effect` must not be 0, got 0: without an effect the power stays at alpha, so no n suffices")
    if (alternative == "greater" and effect < 0) or (alternative == "less" and effect > 0):
        raise ValueError(
            f"`effect` must lie on the side that is tested ({alternative}), got {effect:g}: "
            f"there the power falls with n, so no n suffices"
        )
