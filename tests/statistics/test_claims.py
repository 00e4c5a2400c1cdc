"""The claims of the notes about hypothesis tests, one test for each: what `claims.yaml` says is so, is so."""

from itertools import pairwise
from math import comb

import numpy as np
import pytest
from scipy import stats

from course_lib.statistics import (
    actual_level,
    equivalence_power,
    error_rates,
    exact_binomial_test,
    false_findings,
    natural_frequencies,
    predictive_values,
    sample_size,
    simulate_p_values,
    simulated_power,
    z_power,
)
from course_lib.statistics.equivalence import equivalence_test
from course_lib.statistics.tails import rejection_region


@pytest.fixture
def rng():
    return np.random.default_rng(0)


# --- 80_hypothesis_testing --------------------------------------------------------------------------------------------


def test_stats_type1_definition(rng):
    """Holds: of means drawn under the null, a share alpha lies in the rejection region."""
    z = rng.normal(size=(20_000, 25)).mean(axis=1) * 5
    low, high = rejection_region(0.05)
    assert abs(((z < low) | (z > high)).mean() - 0.05) < 0.006
    null = stats.norm(0, 1)
    assert null.cdf(low) + null.sf(high) == pytest.approx(0.05)


def test_stats_type2_definition(rng):
    """Holds: of means drawn under the alternative, the share in the region is the power, the rest beta."""
    z = rng.normal(0.5, 1, size=(20_000, 25)).mean(axis=1) * 5
    low, high = rejection_region(0.05)
    result = error_rates(0.5, 25)
    assert abs(((z < low) | (z > high)).mean() - result.power) < 0.012
    assert result.power == pytest.approx(0.705, abs=5e-4)
    assert result.beta == pytest.approx(1 - result.power)


def test_stats_alpha_beta():
    """Imprecise: alpha is the rate of a continuous test; an exact test of ten tosses has 22/1024."""
    assert z_power(0, 10, alpha=0.05) == pytest.approx(0.05)
    chances = [comb(10, k) / 1024 for k in range(11)]
    rate = sum(chances[k] for k in range(11) if exact_binomial_test(k, 10).p_value <= 0.05)
    assert rate == pytest.approx(actual_level(10)) == pytest.approx(22 / 1024)
    assert round(100 * rate, 1) == 2.1


def test_stats_covid_example(rng):
    """Holds; and the chance to be ill after a positive test is a third number."""
    n, base_rate, sensitivity, specificity = 400_000, 0.01, 0.9, 0.97
    ill = rng.random(n) < base_rate
    positive = np.where(ill, rng.random(n) < sensitivity, rng.random(n) < 1 - specificity)
    assert abs(positive[~ill].mean() - (1 - specificity)) < 0.002
    assert abs((~positive[ill]).mean() - (1 - sensitivity)) < 0.02
    value = predictive_values(base_rate, sensitivity=sensitivity, specificity=specificity).positive
    assert abs(ill[positive].mean() - value) < 0.02
    assert value < 0.3
    counts = natural_frequencies(1000, base_rate, sensitivity=sensitivity, specificity=specificity)
    assert counts == (9, 1, 30, 960)


def test_stats_h0_no_difference(rng):
    """Imprecise: here the null is a difference of 0.3 or more, and is rejected where there is none."""
    studies = rng.normal(0, 1, size=(2000, 200))
    rejected = np.mean([equivalence_test(x, margin=0.3, sigma=1).p_value < 0.05 for x in studies])
    assert rejected > 0.95
    assert abs(rejected - equivalence_power(0, 200, margin=0.3)) < 0.01
    assert equivalence_power(0.3, 200, margin=0.3) == pytest.approx(0.05, abs=1e-6)  # on the margin: alpha


def test_stats_alpha_5pct_meaning(rng):
    """Imprecise: 36 % of the significant results are false at a base rate of 10 %."""
    assert false_findings(0.1, alpha=0.05, power=0.8) == pytest.approx(0.36)
    real = rng.random(200_000) < 0.1
    found = np.where(real, rng.random(200_000) < 0.8, rng.random(200_000) < 0.05)
    assert abs((~real)[found].mean() - 0.36) < 0.01
    # These very results may be rare with a p-value of 1: exactly half heads in 1000 tosses has a chance of 2.5 %.
    assert comb(1000, 500) / 2**1000 < 0.05
    assert exact_binomial_test(500, 1000).p_value == pytest.approx(1)


def test_stats_p_value_rule():
    """Holds: p-values are uniform under the null, so a share alpha of them is below alpha."""
    p = simulate_p_values(0, 25, 20_000, seed=0)
    for alpha in (0.05, 0.2, 0.5):
        assert abs((p < alpha).mean() - alpha) < 4 * (alpha * (1 - alpha) / 20_000) ** 0.5
    assert (simulate_p_values(0.5, 25, 20_000, seed=0) < 0.05).mean() > 0.69  # with an effect they crowd at 0


def test_stats_lower_alpha():
    """Holds: and beta grows from 20 % to 43 %."""
    common, strict = (error_rates(0.5, 25, alpha=alpha, alternative="greater") for alpha in (0.05, 0.01))
    assert 0.5 / common.standard_error == 2.5
    rates = [simulated_power(0, 25, alpha=alpha, alternative="greater").rate for alpha in (0.05, 0.01)]
    assert rates[1] < 0.02 < 0.04 < rates[0]
    assert (round(100 * common.beta), round(100 * strict.beta)) == (20, 43)


def test_stats_not_accept_null():
    """Holds: the null is false here, and 84 % of the small studies keep it."""
    rate, error = simulated_power(0.3, 10)
    beta = error_rates(0.3, 10).beta
    assert abs(1 - rate - beta) < 3 * error
    assert round(100 * beta) == 84


def test_stats_power_80():
    """Holds: 64 in each group for half a standard deviation, 63 with a known sigma; one in five is missed."""
    assert (sample_size(0.5, kind="two-sample"), sample_size(0.5, kind="two-sample", test="z")) == (64, 63)
    rate, error = simulated_power(0.5, sample_size(0.5))
    assert rate > 0.8 - 3 * error


def test_stats_power_effect_size():
    """Holds: power rises with the effect, from 13 % to 99 %."""
    powers = [z_power(effect, 25, alternative="greater") for effect in (0.1, 0.3, 0.5, 0.8)]
    assert all(a < b for a, b in pairwise(powers))
    assert (round(100 * powers[0]), round(100 * powers[-1])) == (13, 99)


def test_stats_power_measurement_error(rng):
    """Imprecise: noise lowers the power, a bias rejects true nulls, 70 % of them here."""
    assert z_power(0.5, 25, sigma=2) < z_power(0.5, 25, sigma=1)
    bias, truth = 0.5, 0.0
    z = (rng.normal(truth, 1, size=(8000, 25)) + bias).mean(axis=1) * 5
    rate = (np.abs(z) > rejection_region(0.05).high).mean()
    assert abs(rate - z_power(truth + bias, 25)) < 0.02
    assert abs(rate - 0.70) < 0.02


def test_stats_power_n():
    """Holds: four times the sample, half the standard error, more power."""
    results = [error_rates(0.3, n, alternative="greater") for n in (10, 40, 160)]
    assert all(b.standard_error == pytest.approx(a.standard_error / 2) for a, b in pairwise(results))
    assert all(a.power < b.power for a, b in pairwise(results))
    assert results[0].power < 0.3
    assert results[-1].power > 0.9


def test_stats_power_alpha():
    """Holds: power rises with alpha."""
    powers = [z_power(0.5, 25, alpha=alpha) for alpha in (0.01, 0.05, 0.1)]
    assert all(a < b for a, b in pairwise(powers))


def test_stats_power_beta():
    """Holds: the two add up to 1, in theory and in a count."""
    for effect in (0.2, 0.4, 0.6):
        result = error_rates(effect, 25, alternative="greater")
        assert result.power + result.beta == pytest.approx(1, abs=1e-12)
        p = simulate_p_values(effect, 25, 20_000, seed=1, alternative="greater")
        assert abs((p > 0.05).mean() - result.beta) < 0.015


def test_stats_n_reduces_type1():
    """Wrong: the Type I rate is 5 % at n = 10 and at n = 1000; only the Type II rate falls."""
    for n in (10, 1000):
        rate, error = simulated_power(0, n, seed=2)
        assert abs(rate - 0.05) < 3 * error
        assert z_power(0, n) == pytest.approx(0.05)
    assert simulated_power(0.3, 10).rate < 0.2
    assert simulated_power(0.3, 1000).rate > 0.999


def test_stats_reduce_type2():
    """Holds: beta falls with n and with alpha, and with less noise."""
    beta = error_rates(0.3, 20, alternative="greater").beta
    assert error_rates(0.3, 50, alternative="greater").beta < beta
    assert error_rates(0.3, 20, alpha=0.1, alternative="greater").beta < beta
    assert error_rates(0.3, 20, sigma=0.8, alternative="greater").beta < beta
