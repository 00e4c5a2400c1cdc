"""What peeking costs, against the published tables, the multivariate normal, and simulation."""

import re
from itertools import pairwise

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.stats import multivariate_normal, norm

from course_lib.statistics import (
    first_rejection,
    look_times,
    peeking_error,
    peeking_thresholds,
    running_z,
    z_p_value,
    z_power,
)


def test_look_times():
    assert look_times(10, 4).tolist() == [4, 8, 10]
    assert look_times(9, 3).tolist() == [3, 6, 9]
    assert look_times(5, 9).tolist() == look_times(5, 5).tolist() == [5]
    assert look_times(3, 1).tolist() == [1, 2, 3]


def test_the_table_of_armitage_mcpherson_and_rowe():
    # Table 2 for 0.05 two-sided, normal data with known variance; also Jennison & Turnbull (2000), table 2.2.
    looks = (1, 2, 3, 4, 5, 10, 20, 50, 100)
    printed = (0.050, 0.083, 0.107, 0.126, 0.142, 0.193, 0.248, 0.320, 0.374)
    assert_allclose([peeking_error(number) for number in looks], printed, atol=6e-4)


@pytest.mark.parametrize(
    "alpha, method, looks, constant",
    # Jennison & Turnbull (2000), table 2.1 (Pocock) and table 2.3 (O'Brien & Fleming).
    [
        *[(0.05, "pocock", *row) for row in ((1, 1.960), (2, 2.178), (3, 2.289), (4, 2.361), (5, 2.413), (10, 2.555))],
        *[(0.05, "pocock", 20, 2.672), (0.01, "pocock", 5, 2.986), (0.10, "pocock", 5, 2.122)],
        *[(0.05, "obrien-fleming", *row) for row in ((1, 1.960), (2, 1.977), (3, 2.004), (5, 2.040), (10, 2.087))],
        *[(0.01, "obrien-fleming", 5, 2.621), (0.10, "obrien-fleming", 5, 1.751)],
    ],
)
def test_the_constants_of_pocock_and_of_obrien_and_fleming(alpha, method, looks, constant):
    thresholds = peeking_thresholds(looks, alpha=alpha, method=method)
    assert thresholds[-1] == pytest.approx(constant, abs=6e-4)
    shape = np.ones(looks) if method == "pocock" else np.sqrt(looks / np.arange(1, looks + 1))
    assert_allclose(thresholds, thresholds[-1] * shape)


def test_pococks_nominal_level():
    assert z_p_value(peeking_thresholds(5)[0]) == pytest.approx(0.0158, abs=5e-5)  # Pocock (1977), table 1


@pytest.mark.parametrize("times", [[1], [1, 2], [10, 11], [100, 101], [3, 50], [1, 2, 3], [5, 6, 40]])
def test_the_integral_is_that_of_the_multivariate_normal(times):
    times = np.array(times)
    thresholds = np.linspace(2.2, 1.5, times.size)
    # z at two looks correlates with the root of the ratio of their observations.
    covariance = np.sqrt(np.minimum.outer(times, times) / np.maximum.outer(times, times))
    kept = multivariate_normal(cov=covariance, abseps=1e-7, releps=1e-7, maxpts=2_000_000)
    stays = kept.cdf(thresholds, lower_limit=-thresholds)
    assert peeking_error(times, thresholds=thresholds) == pytest.approx(1 - stays, abs=2e-6)


def test_the_integral_is_what_a_simulation_finds():
    z = running_z(60, 40_000, seed=3)
    for times in (look_times(60, 1), look_times(60, 7), [2, 3, 59, 60]):
        rate = (first_rejection(z, times, 1.959964) > 0).mean()
        assert abs(rate - peeking_error(times)) < 4 * (rate * (1 - rate) / 40_000) ** 0.5


def test_remedies_keep_alpha():
    for alpha, looks in ((1e-6, 3), (0.05, 1), (0.05, 12), (0.5, 4), (0.99, 6)):
        for method in ("pocock", "obrien-fleming"):
            thresholds = peeking_thresholds(looks, alpha=alpha, method=method)
            assert peeking_error(looks, thresholds=thresholds) == pytest.approx(alpha, rel=1e-6)
        careful = peeking_error(looks, thresholds=peeking_thresholds(looks, alpha=alpha, method="bonferroni"))
        assert careful <= alpha * (1 + 1e-9)
        none = peeking_thresholds(looks, alpha=alpha, method="none")
        assert peeking_error(looks, thresholds=none) == peeking_error(looks, alpha=alpha) >= alpha * (1 - 1e-9)


def test_more_looks_more_alarms():
    rates = [peeking_error(looks, alpha=0.1) for looks in range(1, 12)]
    assert all(a < b for a, b in pairwise(rates))


def test_only_the_ratio_of_the_times_matters():
    assert peeking_error([1, 2, 5]) == pytest.approx(peeking_error([20, 40, 100]), abs=1e-9)
    assert peeking_error(4) == peeking_error([1, 2, 3, 4])
    assert peeking_error(3, thresholds=[50, 1e6, 2.0]) == pytest.approx(2 * norm.sf(2), rel=1e-9)  # first two: never


def test_running_z_is_the_z_of_what_has_come(rng):
    z = running_z(5, 3, seed=9, effect=0.6, sigma=2)
    x = np.random.default_rng(9).standard_normal((3, 5)) + 0.3
    for k in range(1, 6):
        assert_allclose(z[:, k - 1], x[:, :k].mean(axis=1) * k**0.5)
    power = (np.abs(running_z(20, 20_000, seed=1, effect=0.5)[:, -1]) > 1.959964).mean()
    assert power == pytest.approx(z_power(0.5, 20), abs=0.012)


def test_first_rejection_by_hand():
    z = [[0, 3, 0, 3], [0, -3, 0, 0], [0, 0, 0, 0], [9, 0, 0, 0]]
    assert_array_equal(first_rejection(z, [2, 4], 2), [2, 2, 0, 0])
    assert_array_equal(first_rejection(z, [1, 2, 4], [9, 4, 3]), [4, 0, 0, 1])  # reaching the bound is enough
    assert_array_equal(first_rejection(z, [4], 2), [4, 0, 0, 0])


def test_rejections():
    for bad in ((0, 1), (5, 0)):
        with pytest.raises(ValueError, match=r"`(n|look_every)` must be at least 1, got 0"):
            look_times(*bad)
    for times in ([2, 1], [1, 1], [[1, 2]]):
        with pytest.raises(ValueError, match="`times` must rise from look to look, got"):
            peeking_error(times)
    with pytest.raises(ValueError, match="`times` must be at least 1, got 0"):
        peeking_error(0)
    with pytest.raises(TypeError, match=re.escape("`times` must hold whole numbers, got 2.0")):
        peeking_error(2.0)
    with pytest.raises(ValueError, match=r"`times` must step by at least 42\.7 observations here, got 1"):
        peeking_error([10**6, 10**6 + 1])
    with pytest.raises(ValueError, match=re.escape("must be one number or one a look (3), got shape (2,)")):
        peeking_error(3, thresholds=[2, 2])
    with pytest.raises(ValueError, match="`thresholds` must be positive, got 0"):
        peeking_error(3, thresholds=0)
    with pytest.raises(ValueError, match="`alpha` must lie between"):
        peeking_error(3, alpha=0)
    with pytest.raises(ValueError, match="`alpha` must lie between"):
        peeking_thresholds(3, alpha=1)
    with pytest.raises(ValueError, match="`looks` must be at least 1, got 0"):
        peeking_thresholds(0)
    with pytest.raises(ValueError, match="got 'Pocock'; did you mean 'pocock'"):
        peeking_thresholds(3, method="Pocock")
    with pytest.raises(ValueError, match=re.escape("`z` must have shape (studies, n) with n at least 4, got (1, 3)")):
        first_rejection([[1, 2, 3]], [2, 4], 2)
    with pytest.raises(ValueError, match=re.escape("must be one number or one a look (2), got shape (3,)")):
        first_rejection([[1, 2, 3]], [2, 3], [2, 2, 2])
    with pytest.raises(ValueError, match="`times` must hold at most 1000 looks, got 1001; simulate with `running_z`"):
        peeking_error(1001)
    with pytest.raises(ValueError, match="`sigma` must be positive"):
        running_z(3, 3, seed=0, sigma=0)
    with pytest.raises(ValueError, match="`seed` must be at least 0, got -1"):
        running_z(3, 3, seed=-1)
    with pytest.raises(ValueError, match="`effect` must be finite"):
        running_z(3, 3, seed=0, effect=np.inf)
