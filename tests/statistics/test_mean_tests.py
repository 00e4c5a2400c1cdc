"""z and t tests, against hand values, SciPy and statsmodels."""

import re
from itertools import product

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats
from statsmodels.stats.weightstats import ztest

from course_lib.statistics.mean_tests import t_test_one, t_test_paired, t_test_two, welch_test, z_test

ALTERNATIVES = ("two-sided", "greater", "less")
SHAPES = list(product((2, 3, 10), (0.0, 0.5, 50.0), (0.0, 1e4)))  # n, effect, offset


def same(ours, theirs, level=0.95):
    """Statistic, p-value, degrees and interval agree with a result of SciPy."""
    # At an offset of 1e4 twelve digits are left of a spread of 1.
    assert_allclose(ours.statistic, theirs.statistic, rtol=1e-9)
    assert_allclose(ours.p_value, theirs.pvalue, rtol=1e-8)
    assert_allclose(ours.degrees, theirs.df, rtol=1e-9)
    assert_allclose(ours.interval, tuple(theirs.confidence_interval(level)), rtol=1e-9, atol=1e-9)


def test_z_by_hand():
    result = z_test([1, 2, 3, 4, 5], sigma=2, mean=1)
    assert result.statistic == pytest.approx(2 / (2 / 5**0.5))
    assert result.p_value == pytest.approx(0.025347318677468)
    assert result.degrees is None
    assert result.estimate == 3
    assert result.interval == pytest.approx((3 - 1.959964 * 2 / 5**0.5, 3 + 1.959964 * 2 / 5**0.5))
    assert z_test([3.0], sigma=1).p_value == pytest.approx(0.0026997960632601866)  # three sigma, one observation


def test_t_by_hand():
    result = t_test_one([1, 2, 3, 4, 5], mean=1)
    assert result.statistic == pytest.approx(2 / (2.5 / 5) ** 0.5)
    assert result.degrees == 4
    two = t_test_two([1, 2, 3], [3, 4, 5])
    assert two.statistic == pytest.approx(-(6**0.5))
    assert two.degrees == 4
    assert two.estimate == -2
    assert t_test_one([0, 2], mean=1).p_value == 1  # the mean is the null's


@pytest.mark.parametrize("alternative", ALTERNATIVES)
def test_one_sample_and_pairs_are_scipys(rng, alternative):
    for n, effect, offset in SHAPES:
        x, y = rng.normal(offset + effect, 1, n), rng.normal(offset, 3, n)
        theirs = stats.ttest_1samp(x, offset, alternative=alternative)
        same(t_test_one(x, mean=offset, alternative=alternative), theirs)
        same(t_test_paired(x, y, alternative=alternative), stats.ttest_rel(x, y, alternative=alternative))


@pytest.mark.parametrize("alternative", ALTERNATIVES)
def test_two_samples_are_scipys(rng, alternative):
    for n, effect, offset in SHAPES:
        for m in (2, 7):
            x, y = rng.normal(offset + effect, 1, n), rng.normal(offset, 3, m)
            theirs = stats.ttest_ind(x, y, alternative=alternative)
            same(t_test_two(x, y, alternative=alternative), theirs)
            theirs = stats.ttest_ind(x, y, equal_var=False, alternative=alternative)
            same(welch_test(x, y, alternative=alternative), theirs)
            assert t_test_two(x, y, equal_variances=False, alternative=alternative) == welch_test(
                x, y, alternative=alternative
            )


def test_z_is_statsmodels_when_sigma_is_the_samples(rng):
    for n, alternative in product((2, 5, 40), ALTERNATIVES):
        x = rng.normal(0.3, 2, n)
        name = {"greater": "larger", "less": "smaller"}.get(alternative, alternative)
        statistic, p = ztest(x, value=0.1, alternative=name)
        ours = z_test(x, sigma=x.std(ddof=1), mean=0.1, alternative=alternative)
        assert_allclose((ours.statistic, ours.p_value), (statistic, p), rtol=1e-10)


def test_students_sleep_data():
    # Student (1908), table I: hours of sleep gained by ten patients with two drugs; t.test(x, y, paired = TRUE) of R.
    first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    paired = t_test_paired(first, second)
    assert paired.statistic == pytest.approx(-4.0621, abs=1e-4)
    assert paired.p_value == pytest.approx(0.002833, abs=1e-6)
    assert paired.interval == pytest.approx((-2.4598858, -0.7001142), abs=1e-6)
    welch = welch_test(first, second)
    assert (welch.degrees, welch.p_value) == (pytest.approx(17.776, abs=1e-3), pytest.approx(0.07939, abs=1e-5))


def test_a_constant_sample_beside_one_that_varies():
    result = welch_test([1, 1, 1], [2, 3, 4])
    assert result.degrees == pytest.approx(2)  # only the second has a spread to estimate
    assert result.statistic == pytest.approx(-2 / (1 / 3) ** 0.5)
    assert t_test_two([0.1] * 3, [2, 3, 4]).degrees == 4


@pytest.mark.parametrize("scale", [1e-100, 1e100])
def test_units_do_not_matter(rng, scale):
    x, y = rng.normal(1, 1, 6), rng.normal(0, 2, 9)
    for test in (t_test_two, welch_test):
        assert_allclose(test(x * scale, y * scale)[:3], test(x, y)[:3], rtol=1e-9)
    assert t_test_one(x * scale).p_value == pytest.approx(t_test_one(x).p_value)


def test_float32_is_computed_in_double(rng):
    x = (rng.normal(size=20) + 1e4).astype(np.float32)
    same(t_test_one(x, mean=1e4), stats.ttest_1samp(x.astype(float), 1e4))


@pytest.mark.parametrize("test", [t_test_one, lambda x: t_test_two(x, x), lambda x: welch_test([1, 2], x)])
def test_rejects_what_is_no_sample(test):
    with pytest.raises(ValueError, match=r"`[xy]` must hold at least 2 numbers, got 1"):
        test([1.0])
    with pytest.raises(ValueError, match=re.escape("got 0")):
        test([])
    for bad in (np.nan, np.inf, -np.inf):
        with pytest.raises(ValueError, match=r"`[xy]` must be finite"):
            test([1.0, bad])
    with pytest.raises(ValueError, match=re.escape("must be one row of numbers, got shape (2, 2)")):
        test([[1, 2], [3, 4]])
    with pytest.raises(ValueError, match="must be a rectangular array"):
        test([[1, 2], [3]])
    with pytest.raises(TypeError, match="must hold real numbers, got dtype"):
        test(["a", "b"])


def test_rejects_a_sample_without_spread_and_says_why():
    why = re.escape("without spread nothing says how far chance would move the mean")
    for constant in ([3, 3, 3], [0.1] * 7, [1e4, 1e4]):
        with pytest.raises(ValueError, match=f"`x` must vary, got {len(constant)} equal values of .*: {why}"):
            t_test_one(constant)
    with pytest.raises(ValueError, match=f"`x - y` must vary, got 2 equal values of 1: {why}"):
        t_test_paired([2, 3], [1, 2])
    with pytest.raises(ValueError, match="`x - y` must vary"):  # 0.1 each, up to the last digit
        t_test_paired([1.1, 2.2, 3.3], [1.0, 2.1, 3.2])
    for test in (t_test_two, welch_test):
        with pytest.raises(ValueError, match="`x` or `y` must vary, got equal values of 1 in x and of 2 in y: without"):
            test([1, 1], [2, 2, 2])


def test_other_rejections():
    with pytest.raises(ValueError, match="`x` and `y` must be pairs, got 3 and 2 numbers"):
        t_test_paired([1, 2, 3], [1, 2])
    for sigma in (0, -1):
        with pytest.raises(ValueError, match=f"`sigma` must be positive, got {sigma}"):
            z_test([1, 2], sigma=sigma)
    for name in ("sigma", "mean", "alpha"):
        with pytest.raises(ValueError, match=re.escape(f"`{name}` must be one number, got shape (1,)")):
            z_test([1, 2], **{"sigma": 1, name: [0.5]})
    with pytest.raises(ValueError, match="`sigma` must be finite"):
        z_test([1, 2], sigma=np.nan)
    with pytest.raises(ValueError, match="`x` must hold at least 1 number, got 0"):
        z_test([], sigma=1)
    with pytest.raises(ValueError, match="`mean` must be finite"):
        t_test_one([1, 2], mean=np.nan)
    with pytest.raises(ValueError, match=r"`alpha` must lie between 0 and 1, both excluded, got 1\.0"):
        t_test_one([1, 2], alpha=1)
    with pytest.raises(ValueError, match="`alternative` must be one of"):
        z_test([1, 2], sigma=1, alternative="up")
