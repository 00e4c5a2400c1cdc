"""The permutation test, against counting by hand and SciPy's."""

import re
from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest
from scipy import stats

from course_lib.statistics.permutation import permutation_test

ALTERNATIVES = ("two-sided", "greater", "less")


def difference(x, y, axis=-1):
    return np.mean(x, axis=axis) - np.mean(y, axis=axis)


def scipys(x, y, alternative):
    """SciPy doubles the smaller side; counting |difference| is its "greater" test of the magnitude."""
    statistic = difference
    if alternative == "two-sided":
        statistic, alternative = lambda x, y, axis: np.abs(difference(x, y, axis)), "greater"
    return stats.permutation_test(
        (x, y), statistic, vectorized=True, n_resamples=np.inf, alternative=alternative
    ).pvalue


def test_three_against_three_by_hand():
    # 20 divisions; only the one seen and its mirror image are so far apart.
    result = permutation_test([1, 2, 3], [10, 11, 12])
    assert (result.statistic, result.p_value, result.exact) == (-9, 2 / 20, True)
    assert permutation_test([1, 2, 3], [10, 11, 12], alternative="less").p_value == 1 / 20
    assert permutation_test([1, 2, 3], [10, 11, 12], alternative="greater").p_value == 1
    assert sorted(permutation_test([0, 1], [5]).differences.tolist()) == [-4.5, 1.5, 3]


@pytest.mark.parametrize("alternative", ALTERNATIVES)
def test_all_divisions_are_scipys(rng, alternative):
    for n, m, offset in product((2, 4), (2, 3, 5), (0.0, 1e4)):
        x, y = rng.normal(offset + 0.5, 1, n), rng.normal(offset, 2, m)
        assert permutation_test(x, y, alternative=alternative).p_value == pytest.approx(scipys(x, y, alternative))


def counted(x, y, alternative):
    """The p-value in fractions, where a tie is a tie. (SciPy misses some of these.)"""
    pooled = [Fraction(str(value)) for value in [*x, *y]]
    total = sum(pooled)
    sums = [sum(pooled[i] for i in chosen) for chosen in combinations(range(len(pooled)), len(x))]
    means = [part / len(x) - (total - part) / len(y) for part in sums]
    seen = means[0]  # the first combination is the division as it came
    judge = {
        "two-sided": lambda d: abs(d) >= abs(seen),
        "greater": lambda d: d >= seen,
        "less": lambda d: d <= seen,
    }[alternative]
    return sum(map(judge, means)) / len(means)


@pytest.mark.parametrize("alternative", ALTERNATIVES)
def test_ties_count_as_at_least_as_extreme(rng, alternative):
    for values in ([0.1, 0.2, 0.3], [10000.1, 10000.2, 10000.4], [0, 1], [-0.7, 0.1, 0.6]):
        for n, m in ((4, 3), (1, 5), (2, 2), (5, 4)):
            x, y = rng.choice(values, n), rng.choice(values, m)
            assert permutation_test(x, y, alternative=alternative).p_value == counted(x, y, alternative)
    assert permutation_test([0.1] * 3, [0.1] * 4, alternative=alternative).p_value == 1  # all equal: nothing special


def test_random_divisions_come_near_all_of_them(rng):
    x, y = rng.normal(1, 1, 7), rng.normal(0, 1, 8)  # 6435 divisions
    for alternative in ALTERNATIVES:
        exact = permutation_test(x, y, alternative=alternative)
        drawn = permutation_test(x, y, rounds=6000, alternative=alternative)
        assert exact.exact
        assert not drawn.exact
        assert drawn.differences.shape == (6000,)
        error = (exact.p_value * (1 - exact.p_value) / 6000) ** 0.5
        assert abs(drawn.p_value - exact.p_value) < 4 * error + 1 / 6001


def test_a_random_p_value_is_never_zero():
    x, y = np.arange(20.0), np.arange(20.0) + 1000
    assert permutation_test(x, y, rounds=99).p_value == 1 / 100
    first, again, other = (permutation_test(x, y, rounds=99, seed=seed).differences.tolist() for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_large_samples_go_in_blocks(monkeypatch, rng):
    x, y = rng.normal(size=30), rng.normal(size=20)
    whole = permutation_test(x, y, rounds=1001)
    monkeypatch.setattr("course_lib.statistics.permutation.AT_ONCE", 50 * 7)
    assert permutation_test(x, y, rounds=1001).differences.tolist() == whole.differences.tolist()


def test_it_keeps_its_level_without_a_normal_distribution(rng):
    p = [permutation_test(*rng.exponential(size=(2, 4))).p_value for _ in range(2000)]
    assert (np.array(p) <= 0.05).mean() < 0.05 + 3 * (0.05 * 0.95 / 2000) ** 0.5


def test_rejections():
    with pytest.raises(ValueError, match="`x` must hold at least 1 number, got 0"):
        permutation_test([], [1])
    with pytest.raises(ValueError, match="`y` must be finite"):
        permutation_test([1], [np.nan])
    with pytest.raises(ValueError, match="`rounds` must be at least 1, got 0"):
        permutation_test([1], [2], rounds=0)
    with pytest.raises(TypeError, match=re.escape("`seed` must be an integer, got None")):
        permutation_test(np.arange(20), np.arange(20), seed=None)
    with pytest.raises(ValueError, match="`alternative` must be one of"):
        permutation_test([1], [2], alternative="different")
