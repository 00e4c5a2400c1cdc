"""A thousand studies in one array: simulated p-values, their counts, and how sure a simulated rate is."""

from typing import NamedTuple

import numpy as np

from course_lib.checks import check_choice, check_integer
from course_lib.statistics._arguments import (
    check_alpha,
    check_alternative,
    check_magnitude,
    check_probability,
    check_sigma,
)
from course_lib.statistics.power import KINDS
from course_lib.statistics.tails import t_p_value, z_p_value

AT_ONCE = 2_000_000  # numbers drawn at a time: 16 MB


class SimulatedRate(NamedTuple):
    rate: float  # share of the simulated studies, in [0, 1]
    standard_error: float  # how far the share is off by chance, never 0


class Studies(NamedTuple):
    real: np.ndarray  # (studies,) bool: is there an effect in truth?
    p_values: np.ndarray  # (studies,) in [0, 1]


class Outcomes(NamedTuple):
    true_positives: int  # effect, and found
    false_negatives: int  # effect, but missed: Type II
    false_positives: int  # no effect, but "found": Type I
    true_negatives: int  # no effect, and none claimed


def simulate_p_values(effect, n, studies, *, seed, sigma=1.0, alternative="two-sided", test="z", kind="one-sample"):
    """Return the p-values of many studies, each with n fresh observations.

        >>> p = simulate_p_values(0, 25, 10_000, seed=0)
        >>> float((p < 0.05).mean().round(3)), float((p < 0.5).mean().round(3))
        (0.052, 0.505)

    Without an effect p-values are spread evenly from 0 to 1; with one they crowd at 0.

    Parameters
    ----------
    effect : float or (studies,) array
        True mean; the null says 0. Units of sigma.
    n, studies : int
        Observations in each study (at least 2 for t), and number of studies.
    seed : int
        The same seed gives the same studies.
    sigma : float
        Standard deviation of one observation; the z test knows it.
    alternative : "two-sided", "greater" or "less"
    test : "z" or "t"
    kind : "one-sample" or "two-sample"
        With two samples n counts each of the two groups, and `effect` is the difference of their means.

    Returns
    -------
    (studies,) array, in [0, 1]
    """
    smallest = 2 if check_choice("test", test, ("z", "t")) == "t" else 1
    n, studies = check_integer("n", n, smallest), check_integer("studies", studies, 1)
    effect = _effects(effect, studies)
    sigma, rng = float(check_sigma("sigma", sigma)), np.random.default_rng(check_integer("seed", seed, 0))
    check_alternative(alternative)
    groups = 1 if check_choice("kind", kind, KINDS) == "one-sample" else 2
    means, spreads = _samples(rng, n, studies, with_spread=test == "t")
    if groups == 2:
        others, other_spreads = _samples(rng, n, studies, with_spread=test == "t")
        means, spreads = (means - others) / np.sqrt(2), np.sqrt((spreads**2 + other_spreads**2) / 2)
    shifted = means + effect / sigma * np.sqrt(n / groups)
    if test == "t":
        return t_p_value(shifted / spreads, groups * (n - 1), alternative=alternative)
    return z_p_value(shifted, alternative=alternative)


def _effects(effect, studies):
    effect = np.asarray(check_magnitude("effect", effect))
    if effect.shape not in ((), (studies,)):
        raise ValueError(f"`effect` must be one number or one for each of {studies} studies, got shape {effect.shape}")
    return effect


def _samples(rng, n, studies, *, with_spread):
    """Return sqrt(n) * mean and the standard deviation of standard normal samples, both (studies,)."""
    means, spreads = np.empty(studies), np.ones(studies)
    rows = max(AT_ONCE // n, 1)
    for first in range(0, studies, rows):
        part = slice(first, first + rows)
        x = rng.standard_normal((means[part].size, n))  # (rows, n)
        means[part] = x.sum(axis=1) / np.sqrt(n)
        if with_spread:
            spreads[part] = x.std(axis=1, ddof=1)
    return means, spreads


def simulated_power(
    effect, n, *, studies=10_000, seed=0, alpha=0.05, sigma=1.0, alternative="two-sided", test="z", kind="one-sample"
):
    """Return the share of simulated studies with p-value <= alpha, and its standard error.

        >>> rate, error = simulated_power(0.5, 25)
        >>> round(rate, 3), round(error, 4)
        (0.702, 0.0046)

    The closed form says 0.705. With effect 0 this is the Type I rate.

    Parameters
    ----------
    effect, n, studies, seed, sigma, alternative, test, kind
        As in `simulate_p_values`.
    alpha : float, in (0, 1)

    Returns
    -------
    SimulatedRate
    """
    alpha = check_alpha(alpha)
    options = dict(sigma=sigma, alternative=alternative, test=test, kind=kind)
    p = simulate_p_values(effect, n, studies, seed=seed, **options)
    return simulated_rate(p <= alpha)


def simulated_rate(happened):
    """Return the share of True and its standard error.

        >>> simulated_rate([True] * 25 + [False] * 75).rate
        0.25

    The error is sqrt(q(1 - q)/(N + 4)) with q = (hits + 2)/(N + 4). The plain sqrt(p(1 - p)/N) says 0 when all
    studies agree, as if ten agreeing studies proved that an eleventh must.

    Parameters
    ----------
    happened : (N,) bool array_like

    Source: Agresti & Coull (1998), The American Statistician 52(2), doi:10.1080/00031305.1998.10480550.
    """
    happened = np.asarray(happened)
    if happened.dtype != bool or happened.ndim != 1 or happened.size == 0:
        raise ValueError(
            f"`happened` must be a row of True and False, got dtype {happened.dtype} and shape {happened.shape}"
        )
    count, hits = happened.size, int(happened.sum())
    q = (hits + 2) / (count + 4)
    return SimulatedRate(hits / count, float(np.sqrt(q * (1 - q) / (count + 4))))


def simulate_studies(studies, *, base_rate, effect, n, seed, sigma=1.0, alternative="two-sided", test="z"):
    """Return studies of which a share `base_rate` looks for something that is there.

        >>> real, p = simulate_studies(1000, base_rate=0.1, effect=0.5, n=25, seed=0)
        >>> int(real.sum()), count_outcomes(real, p, alpha=0.05)
        (100, Outcomes(true_positives=65, false_negatives=35, false_positives=51, true_negatives=849))

    Convention: the first round(base_rate * studies) studies are the real ones; only their data are left to chance.

    Parameters
    ----------
    base_rate : float, in [0, 1]
    effect, n, studies, seed, sigma, alternative, test
        As in `simulate_p_values`; the effect of the real ones, the others have 0.

    Returns
    -------
    Studies
    """
    studies = check_integer("studies", studies, 1)
    real = np.arange(studies) < round(float(check_probability("base_rate", base_rate)) * studies)
    effects = np.where(real, float(check_magnitude("effect", effect)), 0.0)
    return Studies(
        real, simulate_p_values(effects, n, studies, seed=seed, sigma=sigma, alternative=alternative, test=test)
    )


def count_outcomes(real, p_values, *, alpha=0.05):
    """Return how many studies ended in each of the four ways; rejected is p-value <= alpha.

        >>> count_outcomes([True, True, False, False], [0.01, 0.2, 0.03, 0.9])
        Outcomes(true_positives=1, false_negatives=1, false_positives=1, true_negatives=1)

    Parameters
    ----------
    real : (studies,) bool array_like
        Is there an effect in truth?
    p_values : (studies,) array_like, in [0, 1]
    alpha : float, in (0, 1)
    """
    real, p_values = np.asarray(real), np.asarray(check_probability("p_values", p_values))
    if real.dtype != bool or real.ndim != 1 or real.shape != p_values.shape:
        raise ValueError(
            f"`real` must hold True or False for each p-value, got dtype {real.dtype} and shape {real.shape} "
            f"for p-values of shape {p_values.shape}"
        )
    rejected = p_values <= check_alpha(alpha)
    return Outcomes(
        *(int(group.sum()) for group in (real & rejected, real & ~rejected, ~real & rejected, ~real & ~rejected))
    )
