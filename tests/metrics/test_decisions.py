"""Thresholds by price: by hand, by trying all, against theory, and what is refused."""

import numpy as np
import pytest

from course_lib.metrics import (
    Confusion,
    best_threshold,
    confusion,
    normal_rates,
    normal_threshold,
    probability_threshold,
    total_cost,
)


def test_prices_by_hand():
    assert total_cost(Confusion(5, 3, 7, 7), miss=200, alarm=1) == 1403
    assert total_cost(Confusion(5, 3, 7, 7), miss=0, alarm=2) == 6


@pytest.mark.parametrize("miss, alarm", [(1, 1), (20, 1), (1, 20), (0, 1), (1, 0)])
@pytest.mark.parametrize("levels", [None, 2])
def test_no_threshold_is_cheaper(miss, alarm, levels):
    rng = np.random.default_rng(3)
    truth = rng.random(80) < 0.3
    scores = rng.normal(size=80) + 1.2 * truth
    scores = scores if levels is None else np.round(levels * scores)
    best = best_threshold(truth, scores, miss=miss, alarm=alarm)
    tried = [total_cost(confusion(truth, scores >= t), miss=miss, alarm=alarm) for t in [*scores, np.inf]]
    assert best.cost == min(tried)
    assert best.counts == confusion(truth, scores >= best.threshold)
    assert best.cost == total_cost(best.counts, miss=miss, alarm=alarm)


def test_of_equals_the_highest_and_nothing_if_misses_are_free():
    assert best_threshold([1, 0], [2, 1], miss=0, alarm=1) == (np.inf, 0.0, Confusion(0, 0, 1, 1))
    assert best_threshold([0, 1, 0, 1], [4, 3, 2, 1], miss=1, alarm=1).threshold == np.inf


@pytest.mark.parametrize("miss, alarm", [(1, 1), (9, 1), (1, 3)])
def test_calibrated_probabilities_are_cheapest_at_the_price_ratio(miss, alarm):
    rng = np.random.default_rng(0)
    p = rng.random(400_000)
    truth = rng.random(p.size) < p  # calibrated by construction
    limit = probability_threshold(miss=miss, alarm=alarm)
    costs = [total_cost(confusion(truth, p >= limit + shift), miss=miss, alarm=alarm) for shift in (-0.08, 0, 0.08)]
    assert costs[1] == min(costs)


@pytest.mark.parametrize("share, miss", [(0.5, 1), (0.01, 1), (0.01, 200), (0.3, 5)])
@pytest.mark.parametrize("distance", [1.0, 2.0])
def test_bell_curves_are_cheapest_where_the_weighted_densities_cross(share, miss, distance):
    def cost(threshold):
        found, alarms = normal_rates(threshold, distance)
        return miss * share * (1 - found) + (1 - share) * alarms

    best = normal_threshold(distance, share, miss=miss, alarm=1)
    grid = np.linspace(best - 3, best + 3, 601)
    assert grid[np.argmin([cost(t) for t in grid])] == pytest.approx(best, abs=0.011)


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: total_cost(Confusion(1, 1, 1, 1), miss=-1, alarm=1), "`miss` must be a price of at least 0, got -1"),
        (lambda: best_threshold([0, 1], [0, 1], miss=1, alarm=np.nan), "`alarm` must be a price"),
        (lambda: best_threshold([0, 1], [0, np.inf], miss=1, alarm=1), "`scores` must be finite"),
        (lambda: probability_threshold(miss=0, alarm=0), "must not both be 0"),
        (lambda: normal_threshold(0, 0.5, miss=1, alarm=1), "`distance` must be positive, got 0"),
        (lambda: normal_threshold(1, 1, miss=1, alarm=1), "`prevalence` must lie between 0 and 1"),
        (lambda: normal_threshold(1, 0.5, miss=0, alarm=1), "`miss` must be positive"),
    ],
)
def test_what_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
