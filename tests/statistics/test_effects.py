"""Effect sizes and confidence intervals, against hand values, SciPy, statsmodels and simulation."""

from itertools import product

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats
from statsmodels.stats.meta_analysis import effectsize_smd

from course_lib.statistics.effects import cohens_d, confidence_interval, hedges_g
from course_lib.statistics.mean_tests import t_test_one, t_test_two, z_test


def test_d_by_hand():
    assert cohens_d([1, 2, 3], [3, 4, 5]) == -2
    assert cohens_d([2, 4], [1, 1, 1]) == pytest.approx(2 / (2 / 3) ** 0.5)  # pooled variance (1*2 + 2*0)/3
    assert cohens_d([1, 2, 3]) == 2


def test_d_belongs_to_t(rng):
    x, y = rng.normal(1, 2, 8), rng.normal(0, 2, 5)
    assert cohens_d(x, y) == pytest.approx(t_test_two(x, y).statistic * (1 / 8 + 1 / 5) ** 0.5)
    assert cohens_d(x) == pytest.approx(t_test_one(x).statistic / 8**0.5)


def test_g_is_statsmodels_but_for_its_approximate_factor(rng):
    for n, m in product((2, 5, 40), (3, 30)):
        x, y = rng.normal(1, 2, n), rng.normal(0, 2, m)
        theirs, _ = effectsize_smd(x.mean(), x.std(ddof=1), n, y.mean(), y.std(ddof=1), m)
        # statsmodels takes 1 - 3/(4m - 1), which is off by 0.02 at worst.
        assert hedges_g(x, y) == pytest.approx(theirs, rel=0.02)


def test_the_factor_of_hedges():
    # gamma(m/2) / (sqrt(m/2) gamma((m - 1)/2)) by hand, with gamma(1/2) = sqrt(pi).
    for degrees, factor in ((2, 1 / np.pi**0.5), (3, (np.pi / 6) ** 0.5), (4, (2 / np.pi) ** 0.5)):
        x = np.arange(degrees + 1.0)
        assert hedges_g(x) / cohens_d(x) == pytest.approx(factor)
    # One over the mean of 1/s, with s = chi / sqrt(m).
    mean = stats.chi(7).expect(lambda chi: 7**0.5 / chi)
    x = np.arange(8.0)
    assert cohens_d(x) / hedges_g(x) == pytest.approx(mean)


def test_g_is_unbiased_and_d_is_not(rng):
    x, y = rng.normal(0.8, 1, (20_000, 4)), rng.normal(0, 1, (20_000, 4))
    d = np.array([cohens_d(a, b) for a, b in zip(x[:4000], y[:4000])])
    factor = hedges_g(x[0], y[0]) / cohens_d(x[0], y[0])
    error = d.std() / 4000**0.5
    assert abs(d.mean() * factor - 0.8) < 3 * error
    assert d.mean() - 0.8 > 3 * error


@pytest.mark.parametrize("level", [0.01, 0.5, 0.95, 0.999999])
def test_intervals_are_scipys(rng, level):
    for n, offset in product((2, 3, 50), (0, 1e4)):
        x = rng.normal(offset, 2, n)
        theirs = stats.ttest_1samp(x, 0).confidence_interval(level)
        assert_allclose(confidence_interval(x, level=level), tuple(theirs), rtol=1e-8, atol=1e-9)
        theirs = stats.norm.interval(level, x.mean(), 2 / n**0.5)
        assert_allclose(confidence_interval(x, level=level, sigma=2), theirs, rtol=1e-9, atol=1e-9)


def test_the_interval_holds_the_means_that_are_not_rejected(rng):
    x = rng.normal(1, 2, 9)
    for sigma in (None, 2.0):
        interval = confidence_interval(x, level=0.9, sigma=sigma)
        for edge, inside in ((interval.low, 1e-6), (interval.high, -1e-6)):
            for mean, kept in ((edge + inside, True), (edge - inside, False)):
                test = t_test_one(x, mean=mean) if sigma is None else z_test(x, mean=mean, sigma=sigma)
                assert (test.p_value > 0.1) == kept


def test_the_interval_covers_as_often_as_it_says(rng):
    samples = rng.normal(3, 2, (2000, 5))
    covered = np.mean([low < 3 < high for low, high in map(confidence_interval, samples)])
    assert abs(covered - 0.95) < 3 * (0.95 * 0.05 / 2000) ** 0.5


def test_one_number_with_a_known_sigma():
    assert confidence_interval([3], sigma=1) == pytest.approx((3 - 1.959964, 3 + 1.959964))


def test_rejections():
    with pytest.raises(ValueError, match="`x` must hold at least 2 numbers, got 1"):
        confidence_interval([3])
    for level in (0, 1, 95):
        with pytest.raises(ValueError, match="`level` must lie between 0 and 1, both excluded"):
            confidence_interval([1, 2], level=level)
    with pytest.raises(ValueError, match="`sigma` must be positive, got -1"):
        confidence_interval([1, 2], sigma=-1)
    for function in (cohens_d, hedges_g, confidence_interval):
        with pytest.raises(ValueError, match="`x` must vary, got 3 equal values of 5"):
            function([5, 5, 5])
    with pytest.raises(ValueError, match="`x` or `y` must vary"):
        cohens_d([1, 1], [2, 2])
    with pytest.raises(ValueError, match="`x` must hold at least 3 numbers to correct the bias of d, got 2"):
        hedges_g([1, 2])
    with pytest.raises(ValueError, match="`y` must be finite"):
        cohens_d([1, 2], [np.nan, 1])
