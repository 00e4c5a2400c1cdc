"""What must hold for any data: symmetry, scale, agreement of interval and test, order."""

from math import comb

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from course_lib.statistics import (
    benjamini_hochberg,
    bonferroni,
    equivalence_power,
    error_rates,
    exact_binomial_test,
    exact_p_values,
    false_findings,
    holm,
    natural_frequencies,
    predictive_values,
    t_power,
    z_power,
)
from course_lib.statistics.counts import two_proportion_test
from course_lib.statistics.mean_tests import t_test_one, t_test_two, welch_test, z_test
from course_lib.statistics.permutation import permutation_test

# Derandomised, so that a run is the same everywhere.
settings.register_profile("statistics", derandomize=True, deadline=None, max_examples=60)
ours = settings.get_profile("statistics")

numbers = st.floats(-100, 100).map(lambda value: round(value, 3))
samples = st.lists(numbers, min_size=2, max_size=12).filter(lambda row: len(set(row)) > 1)
alternatives = st.sampled_from(["two-sided", "greater", "less"])
levels = st.floats(0.001, 0.999)
shares = st.floats(0.01, 0.99)
TURNED = {"two-sided": "two-sided", "greater": "less", "less": "greater"}


@ours
@given(samples, samples, alternatives)
def test_exchanging_the_samples_turns_the_alternative(x, y, alternative):
    for test in (t_test_two, welch_test, permutation_test):
        there = test(x, y, alternative=alternative).p_value
        back = test(y, x, alternative=TURNED[alternative]).p_value
        if test is permutation_test and comb(len(x) + len(y), len(x)) > 9999:
            continue  # drawn divisions are others
        assert there == pytest.approx(back, rel=1e-6)


@ours
@given(samples, st.floats(0.01, 1000), numbers, alternatives)
def test_units_and_origin_do_not_matter(x, scale, origin, alternative):
    x = np.array(x)
    assume(np.ptp(x) > 0.01)
    first = t_test_one(x, mean=1, alternative=alternative)
    moved = t_test_one(x * scale + origin, mean=scale + origin, alternative=alternative)
    assert moved.p_value == pytest.approx(first.p_value, rel=1e-4, abs=1e-9)


@ours
@given(samples, numbers, levels, alternatives)
def test_rejected_exactly_when_the_interval_leaves_the_null_out(x, mean, alpha, alternative):
    options = dict(mean=mean, alternative=alternative, alpha=alpha)
    for result in (t_test_one(x, **options), z_test(x, sigma=3, **options)):
        assume(abs(result.p_value - alpha) > 1e-9)
        low, high = result.interval
        assert (result.p_value < alpha) == (not low <= mean <= high)


@ours
@given(samples, samples)
def test_two_sides_are_twice_the_smaller_one(x, y):
    for test in (t_test_two, welch_test):
        both, greater, less = (test(x, y, alternative=name).p_value for name in TURNED)
        assert both == pytest.approx(2 * min(greater, less), rel=1e-9)
        assert greater + less == pytest.approx(1)


@ours
@given(st.integers(1, 60), shares, alternatives)
def test_counting_failures_turns_the_binomial_test(n, probability, alternative):
    there = exact_p_values(n, probability=probability, alternative=alternative)
    back = exact_p_values(n, probability=1 - probability, alternative=TURNED[alternative])[::-1]
    assert there == pytest.approx(back, rel=1e-6)
    assert there.max() == pytest.approx(1)


@ours
@given(st.integers(0, 30), st.integers(1, 30), st.integers(0, 30), st.integers(1, 30))
def test_counting_failures_turns_the_difference(a, n, b, m):
    assume(a <= n and b <= m and 0 < a + b < n + m)
    there, back = two_proportion_test(a, n, b, m), two_proportion_test(n - a, n, m - b, m)
    assert there.statistic == pytest.approx(-back.statistic)
    assert there.p_value == pytest.approx(back.p_value)
    assert exact_binomial_test(a, n).interval[0] <= a / n <= exact_binomial_test(a, n).interval[1]


@ours
@given(st.floats(-3, 3), st.integers(2, 200), levels, alternatives)
def test_power_mirrors_and_adds_up(effect, n, alpha, alternative):
    options = dict(alpha=alpha, alternative=alternative)
    result = error_rates(effect, n, **options)
    assert result.power + result.beta == pytest.approx(1)
    turned = dict(alpha=alpha, alternative=TURNED[alternative])
    for power in (z_power, t_power):
        assert power(effect, n, **options) == pytest.approx(power(-effect, n, **turned), rel=1e-6, abs=1e-9)
    two = z_power(effect, 2 * n, kind="two-sample", **options)
    assert two == pytest.approx(z_power(effect, n, **options))


@ours
@given(st.floats(0.05, 3), st.integers(2, 200), levels, st.sampled_from(["two-sided", "greater"]))
def test_power_rises_with_effect_n_and_alpha(effect, n, alpha, alternative):
    for power in (z_power, t_power):
        here = power(effect, n, alpha=alpha, alternative=alternative)
        assert power(effect * 1.1, n, alpha=alpha, alternative=alternative) >= here - 1e-9
        assert power(effect, n + 1, alpha=alpha, alternative=alternative) >= here - 1e-9
        assert power(effect, n, alpha=alpha + (1 - alpha) / 2, alternative=alternative) >= here - 1e-9
        assert here >= alpha - 1e-9  # an effect on the tested side helps


@ours
@given(st.floats(0, 2), st.integers(1, 300), st.floats(0.05, 2), st.floats(0.001, 0.4))
def test_equivalence_is_hardest_to_claim_at_the_margin(effect, n, margin, alpha):
    power = equivalence_power(effect, n, margin=margin, alpha=alpha)
    assert power == pytest.approx(equivalence_power(-effect, n, margin=margin, alpha=alpha), abs=1e-12)
    assert power <= equivalence_power(0, n, margin=margin, alpha=alpha) + 1e-12
    assert equivalence_power(margin, n, margin=margin, alpha=alpha) <= alpha + 1e-12


@ours
@given(st.lists(st.sampled_from([0.0, 0.01, 0.02, 0.05, 0.3, 1.0]) | st.floats(0, 1), min_size=1, max_size=20))
def test_adjusted_p_values_keep_the_order(p):
    for method in (bonferroni, holm, benjamini_hochberg):
        adjusted = method(p).p_values
        order = np.argsort(p)
        assert (np.diff(adjusted[order]) >= 0).all()
        assert (adjusted >= np.array(p) * (1 - 1e-12)).all()
        assert (adjusted <= 1).all()
        smaller = np.array(p) * 0.5
        assert (method(smaller).p_values <= adjusted).all()


@ours
@given(shares, shares, shares, st.integers(1, 5000))
def test_bayes_rule_both_ways(rate, sensitivity, specificity, people):
    values = predictive_values(rate, sensitivity=sensitivity, specificity=specificity)
    positive = rate * sensitivity + (1 - rate) * (1 - specificity)
    # The ill are those found among the positive and those missed among the negative.
    assert values.positive * positive + (1 - values.negative) * (1 - positive) == pytest.approx(rate)
    assert sum(natural_frequencies(people, rate, sensitivity=sensitivity, specificity=specificity)) == people
    assert 0 <= false_findings(rate, power=sensitivity) <= 1


@ours
@given(samples, samples)
def test_the_permutation_p_value_is_a_share_of_the_divisions(x, y):
    result = permutation_test(x[:5], y[:5])
    hits = result.p_value * result.differences.size
    assert result.exact
    assert hits == pytest.approx(round(hits))
    assert hits >= 1  # the division seen is one of them
