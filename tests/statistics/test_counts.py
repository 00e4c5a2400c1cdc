"""The exact binomial test, its true size, and two proportions, against SciPy and statsmodels."""

import re
from itertools import product
from math import comb

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.stats import binomtest
from statsmodels.stats.proportion import confint_proportions_2indep, proportions_ztest

from course_lib.statistics import actual_level, exact_binomial_test, exact_p_values
from course_lib.statistics.counts import two_proportion_test

ALTERNATIVES = ("two-sided", "greater", "less")


def test_a_coin_tossed_ten_times():
    assert exact_binomial_test(8, 10).p_value == pytest.approx(2 * (1 + 10 + 45) / 1024)
    assert exact_binomial_test(8, 10, alternative="greater").p_value == pytest.approx(56 / 1024)
    assert exact_binomial_test(8, 10, alternative="less").p_value == pytest.approx(1 - 11 / 1024)
    assert exact_binomial_test(5, 10).p_value == 1
    assert exact_binomial_test(8, 10)[:4] == (8.0, pytest.approx(0.109375), None, 0.8)


@pytest.mark.parametrize("alternative", ALTERNATIVES)
@pytest.mark.parametrize("probability", [0, 0.03, 0.3, 0.5, 0.75, 1])
def test_all_counts_are_scipys(alternative, probability):
    for n in (1, 2, 3, 10, 41):
        theirs = [binomtest(k, n, probability, alternative).pvalue for k in range(n + 1)]
        ours = exact_p_values(n, probability=probability, alternative=alternative)
        assert_allclose(ours, theirs, rtol=1e-10, atol=1e-300)


def test_many_trials_are_scipys():
    for n, k in ((1000, 460), (1000, 0), (100_000, 50_700)):
        assert exact_binomial_test(k, n).p_value == pytest.approx(binomtest(k, n).pvalue, rel=1e-7)


@pytest.mark.parametrize("alternative", ALTERNATIVES)
def test_the_interval_is_clopper_and_pearsons(alternative):
    for n, alpha in product((1, 2, 10, 60), (0.001, 0.05, 0.5)):
        for k in {0, 1, n // 2, n}:
            theirs = binomtest(k, n, 0.5, alternative).proportion_ci(1 - alpha)
            ours = exact_binomial_test(k, n, alternative=alternative, alpha=alpha).interval
            assert_allclose(ours, (theirs.low, theirs.high), atol=1e-9)


def test_true_size_by_counting():
    assert actual_level(10) == pytest.approx(22 / 1024)
    assert actual_level(5) == 0  # five heads in five tosses: p = 2/32
    assert actual_level(6) == pytest.approx(2 / 64)
    for n, alpha in ((4, 0.125), (10, 22 / 1024), (10, 112 / 1024)):  # alpha itself is rejected
        assert actual_level(n, alpha=alpha) == pytest.approx(alpha)
    for n, alternative in product((1, 3, 8, 12), ALTERNATIVES):
        chances = [comb(n, k) / 2**n for k in range(n + 1)]
        rejected = [binomtest(k, n, 0.5, alternative).pvalue <= 0.3 for k in range(n + 1)]
        assert actual_level(n, alpha=0.3, alternative=alternative) == pytest.approx(
            np.dot(chances, rejected), abs=1e-12
        )


@pytest.mark.parametrize("alternative", ALTERNATIVES)
def test_true_size_never_passes_alpha(alternative):
    for n, probability, alpha in product((1, 5, 20, 99), (0.1, 0.5, 0.9), (0.01, 0.05, 0.5, 0.99)):
        size = actual_level(n, alpha=alpha, probability=probability, alternative=alternative)
        assert 0 <= size <= alpha * (1 + 1e-9)
    assert actual_level(2000) > 0.04  # the steps get finer


@pytest.mark.parametrize("alternative", ALTERNATIVES)
def test_two_proportions_are_statsmodels(alternative):
    name = {"greater": "larger", "less": "smaller"}.get(alternative, alternative)
    for (a, n), (b, m) in product([(1, 2), (15, 100), (0, 7), (30, 40)], [(5, 100), (2, 2), (999, 2000)]):
        statistic, p = proportions_ztest([a, b], [n, m], alternative=name)
        ours = two_proportion_test(a, n, b, m, alternative=alternative)
        assert_allclose((ours.statistic, ours.p_value), (statistic, p), rtol=1e-9)
        assert ours.estimate == pytest.approx(a / n - b / m)


def test_the_interval_of_two_proportions_is_walds():
    for a, n, b, m in ((15, 100, 5, 100), (1, 2, 999, 2000)):
        theirs = confint_proportions_2indep(a, n, b, m, method="wald", compare="diff", alpha=0.1)
        assert_allclose(two_proportion_test(a, n, b, m, alpha=0.1).interval, theirs, rtol=1e-9)
    low, high = two_proportion_test(15, 100, 5, 100, alternative="greater").interval
    assert 0 < low < 0.1
    assert high == np.inf
    assert two_proportion_test(0, 5, 5, 5, alternative="less").interval == (-np.inf, -1.0)


def test_rejections():
    with pytest.raises(ValueError, match="`successes` must be at most n=10, got 11"):
        exact_binomial_test(11, 10)
    with pytest.raises(ValueError, match="`successes` must be at least 0, got -1"):
        exact_binomial_test(-1, 10)
    with pytest.raises(ValueError, match="`n` must be at least 1, got 0"):
        exact_p_values(0)
    with pytest.raises(TypeError, match=re.escape("`n` must be an integer, got 10.0")):
        actual_level(10.0)
    for probability in (-0.1, 1.1, np.nan):
        with pytest.raises(ValueError, match=f"`probability` must lie between 0 and 1, got {probability}"):
            exact_p_values(3, probability=probability)
    with pytest.raises(ValueError, match="did you mean 'less'"):
        exact_p_values(3, alternative="lesss")
    with pytest.raises(ValueError, match="`alpha` must lie between"):
        actual_level(3, alpha=0)
    with pytest.raises(ValueError, match="`alpha` must lie between"):
        exact_binomial_test(1, 3, alpha=1)
    with pytest.raises(ValueError, match="`successes_y` must be at most n_y=4, got 5"):
        two_proportion_test(1, 2, 5, 4)
    for a, b in ((0, 0), (3, 5)):
        with pytest.raises(ValueError, match=f"must not all be alike, got {a} of 3 and {b} of 5: without spread"):
            two_proportion_test(a, 3, b, 5)
