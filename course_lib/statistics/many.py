"""Many tests at once: how fast false alarms add up, and three corrections."""

from typing import NamedTuple

import numpy as np

from course_lib.checks import check_counts, check_filled, plain
from course_lib.statistics._arguments import check_alpha, check_level, check_probability


class Corrected(NamedTuple):
    rejected: np.ndarray  # (m,) bool: adjusted p-value <= alpha, in the order given
    p_values: np.ndarray  # (m,) adjusted, in [0, 1], in the order given


def family_wise_error(alpha, tests):
    """Return the chance of at least one false alarm in several independent tests of true nulls.

        >>> round(family_wise_error(0.05, 20), 3)
        0.642

    Parameters
    ----------
    alpha : float or array, in (0, 1)
        Level of each test.
    tests : int or array
        How many, at least 0.

    Returns
    -------
    float or array
        1 - (1 - alpha)**tests. Tests that depend on each other have less, at most alpha * tests in any case.
    """
    # expm1 and log1p keep the digits of a tiny alpha, where 1 - alpha would be 1.
    return plain(-np.expm1(check_counts("tests", tests, 0) * np.log1p(-check_level("alpha", alpha))))


def bonferroni(p_values, *, alpha=0.05):
    """Return which tests remain when each is held to alpha / m.

        >>> bonferroni([0.01, 0.04, 0.03, 0.005]).rejected.tolist()
        [True, False, False, True]

    Keeps the chance of even one false alarm at alpha or below, however the tests depend on each other.

    Parameters
    ----------
    p_values : (m,) array_like, in [0, 1]
    alpha : float, in (0, 1)

    Returns
    -------
    Corrected
        Adjusted p-values are m * p, at most 1.
    """
    p = _check_p_values(p_values)
    return _corrected(p * p.size, alpha)


def holm(p_values, *, alpha=0.05):
    """Return which tests remain by Holm's steps: alpha/m, alpha/(m - 1), ... from the smallest p-value on.

        >>> holm([0.01, 0.04, 0.03, 0.005]).rejected.tolist()
        [True, False, False, True]
        >>> holm([0.01, 0.02, 0.001]).rejected.tolist(), bonferroni([0.01, 0.02, 0.001]).rejected.tolist()
        ([True, True, True], [True, False, True])

    The same promise as `bonferroni`, and never fewer rejections: it has no price.

    Parameters
    ----------
    p_values, alpha
        As in `bonferroni`.

    Source: Holm (1979), Scandinavian Journal of Statistics 6(2), 65-70.
    """
    p = _check_p_values(p_values)
    order = np.argsort(p)
    steps = p[order] * np.arange(p.size, 0, -1)
    # Once one step is not passed, no later one counts: an adjusted value is never below the one before.
    return _corrected(_put_back(np.maximum.accumulate(steps), order), alpha)


def benjamini_hochberg(p_values, *, alpha=0.05):
    """Return which tests remain when a share alpha of the rejections may be false, on average.

        >>> benjamini_hochberg([0.01, 0.04, 0.03, 0.005]).rejected.tolist()
        [True, True, True, True]

    Sort; find the *last* rank k with p <= k/m * alpha; reject all up to it, even those above their own line.

    Parameters
    ----------
    p_values, alpha
        As in `bonferroni`; alpha is now the false discovery rate. Needs independent tests (or positive dependence).

    Source: Benjamini & Hochberg (1995), J. R. Stat. Soc. B 57(1), eq. 1, doi:10.1111/j.2517-6161.1995.tb02031.x.
    """
    p = _check_p_values(p_values)
    order = np.argsort(p)
    steps = p[order] * p.size / np.arange(1, p.size + 1)
    lowest_from_here = np.minimum.accumulate(steps[::-1])[::-1]
    return _corrected(_put_back(lowest_from_here, order), alpha)


def _check_p_values(p_values):
    p = np.asarray(check_probability("p_values", p_values))
    if p.ndim != 1:
        raise ValueError(f"`p_values` must be one row of numbers, got shape {p.shape}")
    check_filled("p_values", p)
    return p


def _put_back(values, order):
    found = np.empty_like(values)
    found[order] = values
    return found


def _corrected(adjusted, alpha):
    # Rejections follow from the adjusted values, so the two can never contradict each other.
    adjusted = np.minimum(adjusted, 1.0)
    return Corrected(adjusted <= check_alpha(alpha), adjusted)
