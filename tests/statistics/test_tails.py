"""p-values and rejection regions of z and t, against SciPy and the tables of textbooks."""

import re

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from course_lib.statistics import z_p_value
from course_lib.statistics.tails import rejection_region, t_p_value

ALTERNATIVES = ("two-sided", "greater", "less")
STATISTICS = np.array([-40.0, -8, -2, -1e-3, 0, 0.5, 1.96, 8, 37])


def scipys(distribution, statistic, alternative):
    """The tails from SciPy's survival function and CDF."""
    if alternative == "two-sided":
        return 2 * distribution.sf(np.abs(statistic))
    return distribution.sf(statistic) if alternative == "greater" else distribution.cdf(statistic)


@pytest.mark.parametrize("alternative", ALTERNATIVES)
def test_p_values_are_scipys_far_into_the_tails(alternative):
    assert_allclose(
        z_p_value(STATISTICS, alternative=alternative), scipys(stats.norm, STATISTICS, alternative), rtol=1e-12
    )
    for degrees in (0.7, 1, 2, 4.3, 30, 1e6):
        ours = t_p_value(STATISTICS, degrees, alternative=alternative)
        assert_allclose(ours, scipys(stats.t(degrees), STATISTICS, alternative), rtol=1e-9)


def test_p_values_by_hand():
    assert z_p_value(0) == 1
    assert z_p_value(0, alternative="greater") == 0.5
    assert t_p_value(1, 1) == pytest.approx(0.5)  # Cauchy: a quarter beyond 1, a quarter beyond -1
    assert isinstance(z_p_value(1.0), float)
    assert isinstance(t_p_value(1.0, 3), float)
    assert z_p_value([[0.0, 1.0]]).shape == (1, 2)


def test_the_sides_are_not_exchanged():
    assert z_p_value(3, alternative="greater") < 0.002 < 0.998 < z_p_value(3, alternative="less")
    assert rejection_region(alternative="greater").low == -np.inf
    assert rejection_region(alternative="less").high == np.inf
    assert rejection_region(alternative="less").low == pytest.approx(-1.6448536269514722)


@pytest.mark.parametrize(
    "degrees, tail, cut",
    # Student's t, printed in nearly every textbook; here NIST/SEMATECH e-Handbook, sec. 1.3.6.7.2.
    [(1, 0.025, 12.706), (4, 0.025, 2.776), (10, 0.05, 1.812), (30, 0.005, 2.750), (100, 0.025, 1.984)],
)
def test_cuts_are_those_of_the_table(degrees, tail, cut):
    assert rejection_region(2 * tail, degrees=degrees).high == pytest.approx(cut, abs=5e-4)
    assert rejection_region(tail, degrees=degrees, alternative="greater").high == pytest.approx(cut, abs=5e-4)


@pytest.mark.parametrize("alternative", ALTERNATIVES)
@pytest.mark.parametrize("degrees", [None, 1, 2.5, 40])
def test_the_p_value_at_the_cut_is_alpha(alternative, degrees):
    alpha = np.array([1e-9, 1e-4, 0.05, 0.5, 0.9, 1 - 1e-9])
    low, high = rejection_region(alpha, alternative=alternative, degrees=degrees)
    cut = low if alternative == "less" else high
    if degrees is None:
        p = z_p_value(cut, alternative=alternative)
    else:
        p = t_p_value(cut, degrees, alternative=alternative)
    assert_allclose(p, alpha, rtol=1e-8)


def test_rejections():
    with pytest.raises(
        ValueError, match=re.escape("`alternative` must be one of two-sided, greater, less, got 'both'")
    ):
        z_p_value(1, alternative="both")
    with pytest.raises(ValueError, match=re.escape("got 'two_sided'; did you mean 'two-sided'?")):
        rejection_region(0.05, alternative="two_sided")
    with pytest.raises(ValueError, match=re.escape("got 'Greater'; did you mean 'greater'?")):
        t_p_value(1, 2, alternative="Greater")
    for alpha in (0, 1, -0.1, 5, np.nan):
        with pytest.raises(ValueError, match=re.escape("`alpha` must lie between 0 and 1, both excluded, got")):
            rejection_region(alpha)
    for degrees in (0, -1, np.nan, np.inf):
        with pytest.raises(ValueError, match="`degrees` must lie between 0 and inf, both excluded, got"):
            t_p_value(1.0, degrees)
    for statistic in (np.nan, np.inf):
        with pytest.raises(ValueError, match=r"`statistic` must be finite \(and at most 1e\+150 in size\), got"):
            z_p_value(statistic)
    with pytest.raises(TypeError, match="`alpha` must hold real numbers, got dtype <U4"):
        rejection_region("0.05")
