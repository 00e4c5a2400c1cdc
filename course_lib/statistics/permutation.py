"""The permutation test: a p-value by counting, without a distribution."""

from itertools import combinations
from math import comb
from typing import NamedTuple

import numpy as np

from course_lib.checks import check_integer
from course_lib.statistics._arguments import check_alternative, check_sample

AT_ONCE = 2_000_000  # numbers shuffled at a time: 16 MB


class Permutation(NamedTuple):
    statistic: float  # difference of the means x - y, in units of the data
    p_value: float  # share of the divisions that are at least as extreme, in (0, 1]
    differences: np.ndarray  # (divisions,) difference of the means of each division that was tried
    exact: bool  # True: all divisions were tried, and the one seen is among them


def permutation_test(x, y, *, rounds=9999, seed=0, alternative="two-sided"):
    """Return the permutation test of two means: how special is this division into groups?

        >>> result = permutation_test([1, 2, 3], [10, 11, 12])
        >>> result.p_value, result.exact, result.differences.size
        (0.1, True, 20)

    All divisions are tried if there are at most `rounds`; otherwise `rounds` random ones, and the division seen
    counts as one more, so that the p-value is never 0: (hits + 1) / (rounds + 1).

    Parameters
    ----------
    x, y : (n,) and (m,) array_like
        At least one number each. The null says that the labels x and y could be swapped freely.
    rounds, seed : int
        How many random divisions, at least 1; the same seed gives the same ones.
    alternative : "two-sided", "greater" or "less"
        Two-sided counts |difference|; doubling the smaller side, as SciPy does, differs for unequal groups.

    Source: Phipson & Smyth (2010), Stat. Appl. Genet. Mol. Biol. 9(1), 39, doi:10.2202/1544-6115.1585.
    """
    x, y = check_sample("x", x, smallest=1), check_sample("y", y, smallest=1)
    rounds = check_integer("rounds", rounds, 1)
    check_alternative(alternative)
    pooled = np.concatenate([x, y])
    exact = comb(pooled.size, x.size) <= rounds
    sums = _all_sums(pooled, x.size) if exact else _random_sums(pooled, x.size, rounds, seed)
    differences = sums / x.size - (pooled.sum() - sums) / y.size
    statistic = float(x.mean() - y.mean())
    hits = _at_least_as_extreme(differences, statistic, alternative, np.abs(pooled).sum() * (1 / x.size + 1 / y.size))
    p = hits / differences.size if exact else (hits + 1) / (rounds + 1)
    return Permutation(statistic, p, differences, exact)


def _all_sums(pooled, size):
    chosen = np.array(list(combinations(range(pooled.size), size)))  # (divisions, size)
    return pooled[chosen].sum(axis=1)


def _random_sums(pooled, size, rounds, seed):
    rng = np.random.default_rng(check_integer("seed", seed, 0))
    rows = max(AT_ONCE // pooled.size, 1)
    blocks = [min(rows, rounds - first) for first in range(0, rounds, rows)]
    shuffled = (rng.permuted(np.broadcast_to(pooled, (block, pooled.size)), axis=1) for block in blocks)
    return np.concatenate([block[:, :size].sum(axis=1) for block in shuffled])


def _at_least_as_extreme(differences, statistic, alternative, magnitude):
    # The same numbers added in another order differ in the last digits; a tie must still count as a tie.
    slack = 8 * np.finfo(float).eps * magnitude
    if alternative == "two-sided":
        return int((np.abs(differences) >= abs(statistic) - slack).sum())
    sign = 1 if alternative == "greater" else -1
    return int((sign * differences >= sign * statistic - slack).sum())
