"""Looking at the data before the end: what it costs, exactly and simulated, and the remedies."""

from functools import lru_cache

import numpy as np

from course_lib.checks import check_choice, check_counts, check_integer
from course_lib.statistics._arguments import check_alpha, check_magnitude, check_sigma
from course_lib.statistics.tails import rejection_region

NODES, WEIGHTS = np.polynomial.legendre.leggauss(20)
BEYOND = 40.0  # no |z| is ever larger: the chance is below the smallest float
PANELS = 100  # the work grows with their square
MOST_LOOKS = 1000  # two seconds
METHODS = ("none", "bonferroni", "pocock", "obrien-fleming")


def look_times(n, look_every):
    """Return after how many observations one looks: every `look_every`, and at the end.

        >>> look_times(100, 30).tolist()
        [30, 60, 90, 100]

    Parameters
    ----------
    n, look_every : int
        Planned observations; step from look to look. A step of n or more is the honest test: one look.
    """
    n, look_every = check_integer("n", n, 1), check_integer("look_every", look_every, 1)
    return np.union1d(np.arange(look_every, n + 1, look_every), n)


def peeking_error(times, *, alpha=0.05, thresholds=None):
    """Return the true Type I rate of stopping at the first look with |z| beyond its threshold.

        >>> [round(peeking_error(looks), 3) for looks in (1, 5, 10)]
        [0.05, 0.142, 0.193]

    Exact up to 1e-6: the distribution of the running sum, cut off at each look, is carried from look to look.

    Parameters
    ----------
    times : int or (looks,) array of int
        Observations at each look, rising; a single number means so many looks in equal steps.
    alpha : float, in (0, 1)
        Level of each look, if no thresholds are given.
    thresholds : float or (looks,) array, optional
        Bounds of |z|, from `peeking_thresholds`.

    Source: Armitage, McPherson & Rowe (1969), J. R. Stat. Soc. A 132(2), table 2, doi:10.2307/2343787.
    """
    times = _check_times(times)
    if times.size > MOST_LOOKS:
        raise ValueError(f"`times` must hold at most {MOST_LOOKS} looks, got {times.size}; simulate with `running_z`")
    if thresholds is None:
        thresholds = rejection_region(check_alpha(alpha)).high
    return _crossing_chance(tuple(times.tolist()), tuple(_check_thresholds(thresholds, times).tolist()))


def _check_thresholds(thresholds, times):
    thresholds = np.asarray(check_sigma("thresholds", thresholds))
    if thresholds.shape not in ((), times.shape):
        raise ValueError(f"`thresholds` must be one number or one a look ({times.size}), got shape {thresholds.shape}")
    return np.broadcast_to(thresholds, times.shape)


def _check_times(times):
    times = np.asarray(check_counts("times", times, 1))
    if times.ndim == 0:
        return np.arange(1, times + 1)
    if times.ndim != 1 or (np.diff(times) <= 0).any():
        raise ValueError(f"`times` must rise from look to look, got {times.tolist()}")
    return times


@lru_cache(maxsize=512)
def _crossing_chance(times, thresholds):
    """Return the chance that a random walk with normal steps leaves [-c sqrt(t), c sqrt(t)] at one of the looks."""
    from scipy.special import ndtr

    bounds = np.minimum(thresholds, BEYOND) * np.sqrt(times)
    steps = np.sqrt(np.diff(times, prepend=0))
    points, alive, crossed = np.zeros(1), np.ones(1), 0.0  # all walks begin at 0
    for look, (bound, step) in enumerate(zip(bounds, steps)):
        # Added up look by look: each term is a chance of its own, so nothing cancels.
        crossed += alive @ (ndtr((-bound - points) / step) + ndtr((points - bound) / step))
        # Fine enough for the bells that arrive here and for those that leave.
        where, weights = _grid(bound, steps[look : look + 2].min())
        density = np.exp(-(((where[:, None] - points) / step) ** 2) / 2) @ alive / (step * np.sqrt(2 * np.pi))
        points, alive = where, density * weights
    return float(min(crossed, 1.0))


def _grid(bound, step):
    """Return points and weights on [-bound, bound]: panels of 6 steps at most, 20 points of Gauss and Legendre each."""
    panels = int(np.ceil(bound / (3 * step)))
    if panels > PANELS:
        raise ValueError(
            f"`times` must step by at least {(bound / (3 * PANELS)) ** 2:.3g} observations here, got {step**2:g}"
        )
    middles = bound * (2 * np.arange(panels) + 1 - panels) / panels
    points = middles[:, None] + bound / panels * NODES
    return points.ravel(), np.tile(bound / panels * WEIGHTS, panels)


def peeking_thresholds(looks, *, alpha=0.05, method="pocock"):
    """Return the bounds of |z| with which `looks` equal looks keep the Type I rate at alpha.

        >>> peeking_thresholds(5).round(3).tolist()
        [2.413, 2.413, 2.413, 2.413, 2.413]
        >>> peeking_thresholds(5, method="obrien-fleming").round(2).tolist()
        [4.56, 3.23, 2.63, 2.28, 2.04]

    Parameters
    ----------
    looks : int
        At least 1, equally spaced; for the last two methods at most 1000.
    alpha : float, in (0, 1)
        Chance of a false alarm at any look, two-sided.
    method : "none", "bonferroni", "pocock" or "obrien-fleming"
        No remedy; alpha/looks each (on the safe side, for looks are alike); one constant bound; a bound that falls
        as 1/sqrt(look), so that an early stop needs overwhelming data and the last look costs little.

    Returns
    -------
    (looks,) array

    Source: Pocock (1977), Biometrika 64(2), doi:10.1093/biomet/64.2.191; O'Brien & Fleming (1979), Biometrics 35(3),
    doi:10.2307/2530245; constants in Jennison & Turnbull (2000), "Group Sequential Methods", tables 2.1 and 2.3.
    """
    looks = check_integer("looks", looks, 1)
    alpha = check_alpha(alpha)
    check_choice("method", method, METHODS)
    if method in ("none", "bonferroni"):
        return np.full(looks, rejection_region(alpha / (looks if method == "bonferroni" else 1)).high)
    return _constant(looks, alpha, method) * _shape(looks, method)


def _shape(looks, method):
    """Return the bounds for a constant of 1."""
    return np.ones(looks) if method == "pocock" else np.sqrt(looks / np.arange(1, looks + 1))


@lru_cache(maxsize=256)
def _constant(looks, alpha, method):
    """Return the constant at which the chance of crossing is alpha, between no remedy and Bonferroni."""
    low, high = rejection_region(alpha).high, rejection_region(alpha / looks).high
    if looks == 1:
        return low
    shape = _shape(looks, method)
    excess_low, excess_high = _excess(low * shape, alpha), _excess(high * shape, alpha)
    side = 0
    # False position, for the logarithm is nearly a line; an end that stays is weighed down by half (Illinois).
    while True:
        middle = high - excess_high * (high - low) / (excess_high - excess_low)
        excess = _excess(middle * shape, alpha)
        if abs(excess) < 1e-7:
            return middle
        if excess > 0:
            low, excess_low, excess_high = middle, excess, excess_high / (2 if side > 0 else 1)
        else:
            high, excess_high, excess_low = middle, excess, excess_low / (2 if side < 0 else 1)
        side = np.sign(excess)


def _excess(thresholds, alpha):
    return np.log(peeking_error(thresholds.size, thresholds=thresholds) / alpha)


def running_z(n, studies, *, seed, effect=0.0, sigma=1.0):
    """Return the z statistic of each study after 1, 2, ..., n observations.

        >>> running_z(100, 3, seed=0).shape
        (3, 100)

    Parameters
    ----------
    n, studies, seed : int
        Observations in each study; number of studies; the same seed gives the same studies.
    effect, sigma : float
        True mean (the null says 0) and known standard deviation of one observation.

    Returns
    -------
    (studies, n) array
    """
    n, studies = check_integer("n", n, 1), check_integer("studies", studies, 1)
    effect = float(check_magnitude("effect", effect)) / float(check_sigma("sigma", sigma))
    x = np.random.default_rng(check_integer("seed", seed, 0)).standard_normal((studies, n))
    x += effect
    return np.cumsum(x, axis=1, out=x) / np.sqrt(np.arange(1, n + 1))


def first_rejection(z, times, thresholds):
    """Return after how many observations each study stops, or 0 if it never rejects.

        >>> first_rejection([[0.5, 2.1, 1.0], [0.1, 0.2, 0.3]], [1, 2, 3], 1.96).tolist()
        [2, 0]

    Parameters
    ----------
    z : (studies, n) array_like
        From `running_z`.
    times : (looks,) int array_like
        From `look_times`; the last is at most n.
    thresholds : float or (looks,) array_like
        Bounds of |z|.

    Returns
    -------
    (studies,) int array
        (first_rejection(...) > 0).mean() is the simulated rate of rejections.
    """
    z, times = np.asarray(check_magnitude("z", z)), _check_times(np.atleast_1d(times))
    if z.ndim != 2 or times[-1] > z.shape[1]:
        raise ValueError(f"`z` must have shape (studies, n) with n at least {times[-1]}, got {z.shape}")
    beyond = np.abs(z[:, times - 1]) >= _check_thresholds(thresholds, times)  # (studies, looks)
    return np.where(beyond.any(axis=1), times[beyond.argmax(axis=1)], 0)
