"""Simulated studies: their shape, their seeds, and that they tend to what theory says."""

import re

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from scipy import stats

from course_lib.statistics import count_outcomes, simulate_p_values, simulate_studies, simulated_power, t_power, z_power
from course_lib.statistics.simulate import simulated_rate


@pytest.mark.parametrize("test", ["z", "t"])
@pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
def test_p_values_are_uniform_under_the_null(test, alternative):
    p = simulate_p_values(0, 5, 20_000, seed=1, alternative=alternative, test=test, sigma=3)
    assert stats.kstest(p, "uniform").pvalue > 0.01


def test_p_values_are_those_of_the_tests_on_the_same_numbers():
    x = np.random.default_rng(7).standard_normal((4, 6))
    theirs = stats.ttest_1samp(2 * x + 0.5, 0, axis=1).pvalue
    assert simulate_p_values(0.5, 6, 4, seed=7, sigma=2, test="t") == pytest.approx(theirs)
    z = (2 * x + 0.5).mean(axis=1) / (2 / 6**0.5)
    assert simulate_p_values(0.5, 6, 4, seed=7, sigma=2, alternative="greater") == pytest.approx(stats.norm.sf(z))


def test_two_groups_are_those_of_the_two_sample_test():
    rng = np.random.default_rng(7)
    x, y = rng.standard_normal((4, 6)), rng.standard_normal((4, 6))
    theirs = stats.ttest_ind(2 * x + 0.5, 2 * y, axis=1).pvalue
    assert simulate_p_values(0.5, 6, 4, seed=7, sigma=2, test="t", kind="two-sample") == pytest.approx(theirs)
    z = (2 * x + 0.5 - 2 * y).mean(axis=1) / (2 * (2 / 6) ** 0.5)
    ours = simulate_p_values(0.5, 6, 4, seed=7, sigma=2, alternative="less", kind="two-sample")
    assert ours == pytest.approx(stats.norm.cdf(z))
    for test, rule in (("z", z_power), ("t", t_power)):
        rate, error = simulated_power(0.5, 40, test=test, seed=6, kind="two-sample")
        assert abs(rate - rule(0.5, 40, kind="two-sample")) < 3 * error
    with pytest.raises(ValueError, match="`kind` must be one of one-sample, two-sample, got 'two'"):
        simulate_p_values(0, 5, 4, seed=0, kind="two")


def test_each_study_may_have_its_own_effect():
    effects = np.array([0.0, 0.5, 3.0])
    together = simulate_p_values(effects, 9, 3, seed=2)
    for place, effect in enumerate(effects):
        assert simulate_p_values(effect, 9, 3, seed=2)[place] == together[place]


@pytest.mark.parametrize("test", ["z", "t"])
def test_blocks_change_nothing(monkeypatch, test):
    whole = simulate_p_values(0.3, 7, 101, seed=3, test=test)
    monkeypatch.setattr("course_lib.statistics.simulate.AT_ONCE", 7 * 10)
    assert_array_equal(simulate_p_values(0.3, 7, 101, seed=3, test=test), whole)


def test_the_seed_fixes_the_numbers():
    assert_array_equal(simulate_p_values(0, 5, 10, seed=4), simulate_p_values(0, 5, 10, seed=4))
    assert (simulate_p_values(0, 5, 10, seed=4) != simulate_p_values(0, 5, 10, seed=5)).all()


def test_simulated_power_is_near_the_closed_form():
    for effect, n, test, rule in ((0, 30, "z", z_power), (0.5, 25, "z", z_power), (0.5, 25, "t", t_power)):
        rate, error = simulated_power(effect, n, test=test, seed=6)
        assert abs(rate - rule(effect, n)) < 3 * error
    assert simulated_power(5, 100).rate == 1
    assert simulated_power(0.5, 25, alpha=0.5).rate > simulated_power(0.5, 25, alpha=0.01).rate


def test_the_standard_error_of_a_rate():
    assert simulated_rate([True, False] * 50) == (0.5, pytest.approx((0.25 / 104) ** 0.5))
    always = simulated_rate([True] * 10)
    assert always.rate == 1
    assert always.standard_error == pytest.approx((12 / 14 * 2 / 14 / 14) ** 0.5)  # not 0
    rates = [simulated_power(0.5, 10, studies=400, seed=seed).rate for seed in range(300)]
    assert np.std(rates) == pytest.approx(simulated_power(0.5, 10, studies=400).standard_error, rel=0.15)


def test_studies_with_a_base_rate():
    real, p = simulate_studies(1000, base_rate=0.1, effect=0.5, n=25, seed=0)
    assert real.sum() == 100
    assert real[:100].all()
    assert_array_equal(p, simulate_p_values(np.where(real, 0.5, 0), 25, 1000, seed=0))
    counts = count_outcomes(real, p)
    assert sum(counts) == 1000
    assert counts.true_positives + counts.false_negatives == 100
    assert abs(counts.false_positives - 45) < 4 * (900 * 0.05 * 0.95) ** 0.5
    assert simulate_studies(5, base_rate=0, effect=1, n=2, seed=0).real.sum() == 0
    assert simulate_studies(5, base_rate=1, effect=1, n=2, seed=0).real.all()


def test_counts_by_hand():
    real, p = [True, True, True, False, False, False, False], [0.01, 0.05, 0.06, 0.02, 0.5, 0.9, 1.0]
    assert count_outcomes(real, p) == (2, 1, 1, 3)  # 0.05 itself is rejected
    assert count_outcomes(real, p, alpha=0.01) == (1, 2, 0, 4)


def test_rejections():
    with pytest.raises(ValueError, match="`n` must be at least 2, got 1"):
        simulate_p_values(0, 1, 10, seed=0, test="t")
    with pytest.raises(ValueError, match="`n` must be at least 1, got 0"):
        simulate_p_values(0, 0, 10, seed=0)
    with pytest.raises(ValueError, match="`studies` must be at least 1, got 0"):
        simulate_studies(0, base_rate=0.1, effect=1, n=2, seed=0)
    with pytest.raises(TypeError, match="`seed` must be an integer, got None"):
        simulate_p_values(0, 2, 10, seed=None)
    with pytest.raises(ValueError, match="`effect` must be one number or one for each of 3 studies, got shape"):
        simulate_p_values([0, 1], 2, 3, seed=0)
    with pytest.raises(ValueError, match="`effect` must be finite"):
        simulate_p_values(np.nan, 2, 3, seed=0)
    with pytest.raises(ValueError, match="`sigma` must be positive, got 0"):
        simulate_p_values(0, 2, 3, seed=0, sigma=0)
    with pytest.raises(ValueError, match="`test` must be one of z, t, got 'T'"):
        simulate_p_values(0, 2, 3, seed=0, test="T")
    with pytest.raises(ValueError, match="`alternative` must be one of"):
        simulate_p_values(0, 2, 3, seed=0, alternative="")
    with pytest.raises(ValueError, match="`alpha` must lie between"):
        simulated_power(0, 2, alpha=2)
    with pytest.raises(ValueError, match=re.escape("`base_rate` must lie between 0 and 1, got 1.5")):
        simulate_studies(3, base_rate=1.5, effect=1, n=2, seed=0)
    for odd in ([], [0, 1], [[True]]):
        with pytest.raises(ValueError, match="`happened` must be a row of True and False, got dtype"):
            simulated_rate(odd)
    with pytest.raises(ValueError, match="`real` must hold True or False for each p-value, got dtype int64"):
        count_outcomes([0, 1], [0.1, 0.2])
    with pytest.raises(ValueError, match=re.escape("shape (2,) for p-values of shape (1,)")):
        count_outcomes([True, False], [0.1])
    with pytest.raises(ValueError, match=re.escape("`p_values` must lie between 0 and 1, got 1.1")):
        count_outcomes([True], [1.1])
    with pytest.raises(ValueError, match="`alpha` must lie between"):
        count_outcomes([True], [0.1], alpha=0)
