"""The explorers of `81_classifier_metrics`: hand values off default, and what the pictures show."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.stats import norm
from sklearn import metrics as oracle

from course_lib.metrics.classifiers import digit_scores
from course_lib.metrics.explorers import AveragePrecision, MoveTheThreshold, RealScores
from course_lib.metrics.explorers.move_the_threshold import ANIMALS, BELLS, DOGS, SCORES

# ---- move the threshold


@pytest.mark.parametrize("threshold, percent", [(0.3, 20), (2.5, 70)])
def test_bells_by_the_normal_distribution(threshold, percent):
    result = MoveTheThreshold(items=BELLS, threshold=threshold, share=percent, miss=7).result
    recall, alarms, share = norm.sf(threshold - 2), norm.sf(threshold), percent / 100
    assert_allclose((result.recall, result.false_positive_rate), (recall, alarms))
    assert_allclose(result.counts, 1000 * np.array(
        [share * recall, (1 - share) * alarms, share * (1 - recall), (1 - share) * (1 - alarms)]
    ))  # fmt: skip
    tp, fp, fn, _ = result.counts
    assert_allclose((result.precision, result.f1), (tp / (tp + fp), 2 * tp / (2 * tp + fp + fn)))
    assert_allclose(result.cost, 7 * fn + fp)


def test_the_balance_moves_precision_and_leaves_the_rates():
    even, rare = (MoveTheThreshold(share=percent).result for percent in (50, 2))
    assert (even.recall, even.false_positive_rate, even.roc_area) == (
        rare.recall,
        rare.false_positive_rate,
        rare.roc_area,
    )
    assert rare.precision < even.precision / 4
    assert rare.average_precision < even.average_precision / 2


@pytest.mark.parametrize("miss", [1, 30, 200])
def test_nowhere_is_it_cheaper(miss):
    best = MoveTheThreshold(share=5, miss=miss).result.cheapest
    costs = [MoveTheThreshold(share=5, miss=miss, threshold=round(t, 1)).result.cost for t in np.arange(-3, 5.01, 0.1)]
    assert abs(np.arange(-3, 5.01, 0.1)[int(np.argmin(costs))] - best) < 0.06


@pytest.mark.parametrize("threshold", [-1.0, 0.9, 3.3])
def test_the_animals_by_scikit_learn(threshold):
    result = MoveTheThreshold(items=DOGS, threshold=threshold).result
    dogs, called = np.array(ANIMALS) == "D", threshold - 1e-9 < SCORES
    assert result.precision == oracle.precision_score(dogs, called)
    assert result.recall == oracle.recall_score(dogs, called)
    assert result.f1 == pytest.approx(oracle.f1_score(dogs, called))
    assert result.roc_area == pytest.approx(oracle.roc_auc_score(dogs, SCORES))
    assert result.average_precision == pytest.approx(oracle.average_precision_score(dogs, SCORES))


def test_nothing_called_is_said():
    explorer = MoveTheThreshold(items=DOGS, threshold=4.5)
    _ = explorer.figure
    assert explorer.result.precision == 1
    assert explorer.lines.texts[0] == "precision 1: none called"


def test_the_points_lie_on_the_curves_and_the_line_at_the_threshold():
    for items in (BELLS, DOGS):
        explorer = MoveTheThreshold(items=items, threshold=1.2, share=30)
        _ = explorer.figure
        for curve, point in zip(explorer.curves, explorer.points):
            near = np.hypot(curve.get_xdata() - point.get_xdata(), curve.get_ydata() - point.get_ydata()).min()
            assert near < 0.02
        assert set(explorer.line.get_xdata()) == {1.2}


def test_the_shaded_areas_are_the_four_counts():
    explorer = MoveTheThreshold(share=40, threshold=0.5)
    _ = explorer.figure
    shaded = [np.trapezoid(*area.get_xy()[:, ::-1].T) for area in explorer.areas]  # let go, alarms, missed, found
    tp, fp, fn, tn = explorer.result.counts
    assert_allclose(np.array(shaded) / sum(shaded), np.array([tn, fp, fn, tp]) / 1000, atol=0.005)


# ---- average precision


def test_the_blocks_are_the_area():
    for rule in ("step", "envelope"):
        explorer = AveragePrecision(detections=((0, 1, 1, 0, 1),), positives=5, rule=rule)
        _ = explorer.figure
        corners = explorer.fill.get_xy()
        blocks = corners[: len(corners) // 6 * 6].reshape(-1, 6, 2)
        areas = (blocks[:, 2, 0] - blocks[:, 0, 0]) * blocks[:, 1, 1]
        assert_allclose(areas.sum(), explorer.result.area)


def test_a_false_alarm_at_the_end_costs_nothing_and_one_before_does():
    def area(hits):
        return AveragePrecision(detections=(hits,), positives=3).result.area

    assert area((1, 1, 1, 0, 0)) == 1
    assert area((1, 1, 0, 1, 0)) > area((1, 0, 1, 1, 0)) > area((0, 1, 1, 1, 0))
    assert AveragePrecision(detections=((0, 0, 0, 0, 0),)).result.area == 0


def test_more_hits_than_objects_are_refused():
    explorer = AveragePrecision()
    assert not explorer.apply({"positives": 2})
    assert "`positives` must be at least 3, got 2" in explorer.status


# ---- real scores


@pytest.mark.parametrize("classifier", ["logistic regression", "naive Bayes"])
def test_real_scores_by_scikit_learn(classifier):
    result = RealScores(classifier=classifier, digit=3, threshold=0.2, miss=4).result
    truth, given = digit_scores(3, classifier)
    assert result.precision == oracle.precision_score(truth, given >= 0.2)
    assert result.recall == oracle.recall_score(truth, given >= 0.2)
    assert result.roc_area == pytest.approx(oracle.roc_auc_score(truth, given))
    assert result.average_precision == pytest.approx(oracle.average_precision_score(truth, given))
    assert result.brier == pytest.approx(oracle.brier_score_loss(truth, given))
    assert result.cost == 4 * result.fn + result.fp
    assert result.least <= result.cost


def test_the_histogram_holds_all_digits():
    explorer = RealScores(digit=5)
    _ = explorer.figure
    counts = [bars.get_data().values for bars in explorer.bars]
    truth, _ = digit_scores(5, "logistic regression")
    for shown, total in zip(counts, ((~truth).sum(), truth.sum())):
        assert shown[shown >= 1].sum() == total
