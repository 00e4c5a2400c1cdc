"""Two one-sided tests, against statsmodels, and their power against the simulation of the claim."""

import re

import numpy as np
import pytest
from numpy.testing import assert_allclose
from statsmodels.stats.weightstats import DescrStatsW

from course_lib.statistics import equivalence_power
from course_lib.statistics.equivalence import equivalence_test


def test_it_is_statsmodels_tost(rng):
    for n, effect, margin in ((2, 0, 3), (10, 0.3, 0.5), (50, -0.2, 0.4), (50, 2, 0.4)):
        x = rng.normal(effect, 1, n)
        p, (_, above, _), (_, below, _) = DescrStatsW(x).ttost_mean(-margin, margin)
        ours = equivalence_test(x, margin=margin)
        assert_allclose((ours.p_value, ours.p_above_low, ours.p_below_high), (p, above, below), rtol=1e-8)


def test_by_hand_with_a_known_sigma():
    # The mean 0.1 lies 4 and 6 standard errors of 0.1 from the margins -0.3 and 0.7... of a margin of 0.5.
    result = equivalence_test([0.1] * 4, margin=0.5, sigma=0.2)
    assert result.estimate == pytest.approx(0.1)
    assert result.p_below_high == pytest.approx(3.167124183311986e-05)  # normal tail beyond 4
    assert result.p_above_low == pytest.approx(9.86587645037698e-10)  # beyond 6
    assert result.p_value == result.p_below_high


def test_equivalent_exactly_when_the_interval_lies_within_the_margins(rng):
    seen = set()
    for _ in range(200):
        x = rng.normal(rng.normal(0, 0.3), 1, 30)
        result = equivalence_test(x, margin=0.5)
        inside = result.interval[0] > -0.5 and result.interval[1] < 0.5
        assert inside == (result.p_value < 0.05)
        seen.add(inside)
    assert seen == {True, False}


def test_power_is_what_a_simulation_finds(rng):
    for effect, n, margin in ((0, 200, 0.3), (0.2, 200, 0.3), (0.3, 200, 0.3), (-0.1, 60, 0.4)):
        means = rng.normal(effect, 1 / n**0.5, 40_000)
        cut = margin - 1.6448536 / n**0.5
        rate = (np.abs(means) < cut).mean()
        assert abs(equivalence_power(effect, n, margin=margin) - rate) < 0.01
    assert equivalence_power(0, 10, margin=0.3) == 0  # the cuts have crossed
    assert equivalence_power(0.3, 10_000, margin=0.3) == pytest.approx(0.05)
    assert equivalence_power(0.6, 25, margin=0.8, sigma=2) == equivalence_power(0.3, 25, margin=0.4)


def test_power_takes_arrays():
    assert equivalence_power([[0], [0.1]], [20, 80, 200], margin=0.3).shape == (2, 3)


def test_rejections():
    for margin in (0, -1):
        with pytest.raises(ValueError, match=f"`margin` must be positive, got {margin}"):
            equivalence_test([1, 2], margin=margin)
        with pytest.raises(ValueError, match=f"`margin` must be positive, got {margin}"):
            equivalence_power(0, 5, margin=margin)
    for alpha in (0.5, 0.7):
        with pytest.raises(ValueError, match=f"`alpha` must be below 0.5 for two one-sided tests, got {alpha}"):
            equivalence_test([1, 2], margin=1, alpha=alpha)
    with pytest.raises(ValueError, match="`x` must vary, got 2 equal values of 1"):
        equivalence_test([1, 1], margin=1)
    with pytest.raises(ValueError, match="`x` must hold at least 2 numbers, got 1"):
        equivalence_test([1], margin=1)
    with pytest.raises(TypeError, match=re.escape("`n` must hold whole numbers, got 2.5")):
        equivalence_power(0, 2.5, margin=1)
