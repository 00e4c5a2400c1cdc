"""The explorers of `80_hypothesis_testing`: hand values off default, impossible settings, what the pictures show."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.stats import norm

from course_lib.statistics.explorers import HowMany, Peeking, PositiveTest, ThousandStudies, TwoCurves
from course_lib.statistics.explorers._crowd import in_order

# ---- two curves


@pytest.mark.parametrize("threshold", [0.5, 1.64, 3.0])
def test_the_areas_are_those_of_the_normal_distribution(threshold):
    two = TwoCurves(effect=0.6, n=9, sigma=1.5, threshold=threshold).result  # 1.2 standard errors
    assert_allclose(two.alpha, 2 * norm.sf(threshold))
    assert_allclose(two.power, norm.sf(threshold - 1.2) + norm.cdf(-threshold - 1.2))
    one = TwoCurves(effect=0.6, n=9, sigma=1.5, threshold=threshold, alternative="greater").result
    assert_allclose((one.alpha, one.beta), (norm.sf(threshold), norm.cdf(threshold - 1.2)))


def test_more_observations_leave_alpha_alone():
    small, large = (TwoCurves(n=n).result for n in (10, 90))
    assert small.alpha == large.alpha
    assert large.shift == pytest.approx(3 * small.shift)
    assert large.beta < small.beta


def test_the_shaded_areas_hold_the_shares_that_the_texts_say():
    explorer = TwoCurves(threshold=1.5)
    assert explorer.figure
    for name, share in (("alpha", explorer.result.alpha / 2), ("power", explorer.result.power)):
        x, y = explorer.areas[name].get_xy()[:-1].T
        assert np.trapezoid(y, x) == pytest.approx(share, abs=0.01)


def test_the_handle_sets_the_threshold_where_the_line_stands():
    explorer = TwoCurves()
    assert explorer.figure
    (handle,) = explorer.handles()
    explorer.set(threshold=2.5)
    assert handle.x == "threshold"
    assert set(explorer.line.get_xdata()) == {2.5}


# ---- a thousand studies


def test_the_dots_count_what_the_finding_says():
    explorer = ThousandStudies(base_rate=40, n=20, alpha=0.1, seed=3)
    assert explorer.figure
    dots = [int((group.get_path().codes == 1).sum()) for group in explorer.dots.groups]  # 1: begins a dot
    assert dots == list(explorer.result.counts)
    assert sum(dots) == 1000
    assert dots[0] + dots[1] == 400


def test_the_bars_hold_all_studies():
    explorer = ThousandStudies(base_rate=20, n=15)
    assert explorer.figure
    heights = [bar.get_height() for bar in (*explorer.null_bars, *explorer.real_bars)]
    assert sum(heights) == 1000


def test_no_significant_study_is_no_division_by_zero():
    for seed in range(31):
        result = ThousandStudies(base_rate=0, alpha=0.01, seed=seed).result
        assert result.false_share == 1 or (np.isnan(result.false_share) and result.counts[2] == 0)


# ---- how many


def test_one_person_less_is_not_enough():
    result = HowMany(effect=0.35, power=90, alpha="1 %").result
    assert result.reached >= 0.9
    below = HowMany(effect=0.35, power=90, alpha="1 %").result.curve
    assert result.needed > 2
    assert below.max() > 0.9


def test_simulation_and_closed_form_agree_for_both_kinds():
    for kind in ("two groups", "one group against a value"):
        explorer = HowMany(effect=0.6, kind=kind)
        assert float(explorer.finding.split("within ")[1].split()[0]) < 3.5


# ---- peeking


def test_a_stopped_path_ends_beyond_the_bound():
    result = Peeking(every="5").result
    stopped = result.stops > 0
    values = result.z[stopped, result.stops[stopped] - 1]
    assert (np.abs(values) >= 1.96).all()
    assert set(result.stops[stopped]) <= set(result.times)


def test_remedies_keep_five_percent():
    for method in list(Peeking.controls["method"].options)[1:]:
        for every in ("20", "3"):
            result = Peeking(every=every, method=method).result
            assert 0.015 < result.exact < 0.0501
            assert result.simulated == pytest.approx(result.exact, abs=0.025)


# ---- a positive test


def test_predictive_values_by_hand():
    result = PositiveTest(base_rate=20.0, sensitivity=50, specificity=75).result
    assert result.counts == (100, 100, 200, 600)
    assert result.after_positive == pytest.approx(1 / 3)
    assert result.after_negative == pytest.approx(6 / 7)


def test_where_nobody_can_be_positive_the_reason_is_said():
    explorer = PositiveTest()
    before = explorer.finding
    explorer.set(base_rate=0.0, specificity=100)
    assert "must let some test be positive" in explorer.status
    assert explorer.finding == before


def test_dots_come_in_the_order_of_the_counts():
    assert in_order((1, 2, 0, 1)).tolist() == [0, 1, 1, 3]
