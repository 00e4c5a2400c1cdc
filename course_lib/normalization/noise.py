"""How far the mean and the variance of a small batch are off by chance."""

import math
from typing import NamedTuple

import numpy as np

from course_lib.checks import check_integer, check_positive
from course_lib.normalization._arguments import check_values


class StatisticNoise(NamedTuple):
    means: np.ndarray  # (draws,) of random batches
    variances: np.ndarray  # (draws,) of the same batches, divided by n - 1


class ExpectedNoise(NamedTuple):
    mean: float  # standard deviation of a batch's mean
    variance: float  # of its variance
    deviation: float  # of its standard deviation


def statistic_noise(values, batch_size, draws, *, seed=0):
    """Return mean and variance of many random batches of the same values.

        >>> noise = statistic_noise(np.arange(100.0), 4, 1000)
        >>> noise.means.shape, noise.variances.shape
        ((1000,), (1000,))

    Convention: drawn with replacement; variances are divided by n - 1, so on average they are right.

    Parameters
    ----------
    values : (samples,) array_like
        One number a sample.
    batch_size : int
        n, at least 2: one value has no spread.
    draws, seed : int
        Batches; the same seed gives the same batches.
    """
    values = check_values("values", values)
    if values.ndim != 1:
        raise ValueError(f"`values` must have shape (samples,), got {values.shape}")
    n, draws = check_integer("batch_size", batch_size, 2), check_integer("draws", draws, 1)
    rng = np.random.default_rng(check_integer("seed", seed, 0))
    batches = values[rng.integers(values.size, size=(draws, n))]
    return StatisticNoise(batches.mean(axis=1), batches.var(axis=1, ddof=1))


def expected_noise(batch_size, *, sigma=1.0):
    """Return how far batch statistics of normal values are off, by theory.

        >>> noise = expected_noise(8)
        >>> round(noise.mean, 3), round(noise.variance, 3), round(noise.deviation, 2)
        (0.354, 0.535, 0.26)

    sigma/sqrt(n) for the mean, sigma^2 * sqrt(2/(n - 1)) for the variance divided by n - 1, and for its root
    sigma * sqrt(1 - c^2) with c = sqrt(2/(n - 1)) * Gamma(n/2) / Gamma((n - 1)/2), its mean; about sigma/sqrt(2n).

    Parameters
    ----------
    batch_size : int
        n, at least 2.
    sigma : float, above 0
        Standard deviation of one value.

    Source: Kenney & Keeping (1951), "Mathematics of Statistics", part 2, ch. 7.
    """
    n = check_integer("batch_size", batch_size, 2)
    check_positive("sigma", sigma)
    # By logarithms: the gamma function overflows for batches of a few hundred.
    mean_of_root = (2 / (n - 1)) ** 0.5 * math.exp(math.lgamma(n / 2) - math.lgamma((n - 1) / 2))
    noise_of_root = max(1 - mean_of_root**2, 0.0) ** 0.5
    return ExpectedNoise(sigma / n**0.5, sigma**2 * (2 / (n - 1)) ** 0.5, sigma * noise_of_root)
