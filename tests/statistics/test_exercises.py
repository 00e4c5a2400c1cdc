"""What the exercises of `80_hypothesis_testing` claim in hints and explanations, by other means."""

from itertools import permutations

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import TTestIndPower

from course_lib.statistics import bonferroni, false_findings
from course_lib.statistics.exercises.hypothesis_tests import (
    DISCOVERIES,
    FALSE_SHARE,
    P_VALUE_OF_Z,
    PEOPLE_NEEDED,
    PERMUTATION_P_VALUE,
    POWER_OF_Z,
)
from course_lib.statistics.permutation import permutation_test


def test_p_values_by_scipy():
    for z, alternative in P_VALUE_OF_Z.cases:
        tails = {"two-sided": 2 * stats.norm.sf(abs(z)), "greater": stats.norm.sf(z), "less": stats.norm.cdf(z)}
        assert P_VALUE_OF_Z.reference(z, alternative) == pytest.approx(tails[alternative])


def test_power_by_scipy_and_the_hint():
    for effect, n, sigma, alpha in POWER_OF_Z.cases:
        mean = stats.norm(effect, sigma / n**0.5)
        cut = stats.norm(0, sigma / n**0.5).isf(alpha)
        assert POWER_OF_Z.reference(effect, n, sigma, alpha) == pytest.approx(mean.sf(cut))
    assert round(POWER_OF_Z.reference(0.5, 25, 1, 0.05), 3) == 0.804


def test_people_by_statsmodels():
    wanted = [(0.5, 0.8), (0.25, 0.8), (0.5, 0.95)]
    solved = [TTestIndPower().solve_power(effect, power=power, alpha=0.05) for effect, power in wanted]
    assert PEOPLE_NEEDED.reference == tuple(int(np.ceil(n)) for n in solved)


def test_counting_all_orders_is_the_exact_test():
    x, y = np.array([1, 4]), np.array([2, 9, 7, 8])
    orders = np.array(list(permutations(range(6))))
    hits = PERMUTATION_P_VALUE.reference(x, y, orders) * (len(orders) + 1) - 1
    assert hits / len(orders) == pytest.approx(permutation_test(x, y).p_value)
    assert abs(np.mean([5, 1]) - np.mean([2, 0, 0, 1])) == 2.25  # as the hint says


def test_discoveries_by_statsmodels():
    for p, rate in DISCOVERIES.cases:
        assert DISCOVERIES.reference(p, rate).tolist() == multipletests(p, rate, "fdr_bh")[0].tolist()
    p = [0.041, 0.045, 0.049, 0.02]
    assert DISCOVERIES.reference(p, 0.05).all()
    assert pytest.approx(1 / 160_000) == 0.05**4
    assert bonferroni(p).rejected.sum() == 0


def test_half_of_the_findings_are_false_at_one_in_seventeen():
    assert false_findings(1 / 17) == pytest.approx(0.5)
    assert FALSE_SHARE.reference(0.1, 0.05, 0.8) == pytest.approx(0.36)
