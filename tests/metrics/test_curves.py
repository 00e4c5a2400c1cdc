"""Curves of all thresholds and their areas: by hand, against scikit-learn with ties, and what is refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from sklearn import metrics as oracle

from course_lib.metrics import (
    RULES,
    Confusion,
    average_precision,
    confusion,
    envelope,
    normal_curves,
    normal_rates,
    precision,
    precision_recall,
    recall,
    roc,
    roc_area,
)
from course_lib.metrics.curves import threshold_sweep

FIVE = [1, 0, 1, 1, 0], [5, 4, 3, 2, 1]


def sample(seed, levels=None, n=200, share=0.3):
    rng = np.random.default_rng(seed)
    truth = rng.random(n) < share
    scores = rng.normal(size=n) + truth
    return truth, scores if levels is None else np.round(scores * levels) / levels  # few levels: many ties


SAMPLES = [sample(0), sample(1, levels=1), sample(2, levels=3), sample(3, share=0.02), sample(4, n=7, levels=2)]


@pytest.mark.parametrize("truth, scores", SAMPLES)
def test_scikit_learn_agrees(truth, scores):
    curve = roc(truth, scores)
    rates = oracle.roc_curve(truth, scores, drop_intermediate=False)
    for ours, theirs in zip(curve, rates):
        assert_allclose(ours, theirs)
    assert_allclose(roc_area(truth, scores), oracle.roc_auc_score(truth, scores))
    precisions, recalls, thresholds = oracle.precision_recall_curve(truth, scores)
    ours = precision_recall(truth, scores)
    assert_allclose(ours.precision[::-1], precisions[-len(ours.precision) :])
    assert_allclose(ours.recall[::-1], recalls[-len(ours.recall) :])
    assert_allclose(ours.thresholds[:0:-1], thresholds[-len(ours.recall) + 1 :])
    assert_allclose(average_precision(truth, scores), oracle.average_precision_score(truth, scores))
    assert_allclose(average_precision(truth, scores, rule="trapezoid"), oracle.auc(ours.recall, ours.precision))


@pytest.mark.parametrize("truth, scores", SAMPLES)
def test_each_threshold_gives_the_counts_of_its_own_labels(truth, scores):
    thresholds, tp, fp = threshold_sweep(truth, scores)
    assert len(thresholds) == len(set(scores))
    for threshold, found, alarms in zip(thresholds, tp, fp):
        counts = confusion(truth, scores >= threshold)
        assert (counts.tp, counts.fp) == (found, alarms)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 4)), min_size=2, max_size=30))
@settings(max_examples=150, deadline=None)
def test_the_area_is_the_chance_that_a_positive_scores_higher(pairs):
    truth, scores = (np.array(part) for part in zip(*pairs))
    if truth.all() or not truth.any():
        with pytest.raises(ValueError, match="both classes"):
            roc_area(truth, scores)
        return
    gaps = scores[truth][:, None] - scores[~truth][None]
    assert_allclose(roc_area(truth, scores), ((gaps > 0) + 0.5 * (gaps == 0)).mean())
    assert_allclose(roc_area(truth, -scores), 1 - roc_area(truth, scores))
    assert_allclose(roc_area(truth, 3.0 * scores**3 + 1), roc_area(truth, scores))  # only the order counts


def test_ties_do_not_depend_on_the_order_of_the_samples():
    truth, scores = SAMPLES[1]
    order = np.random.default_rng(5).permutation(len(truth))
    assert average_precision(truth, scores) == average_precision(truth[order], scores[order])
    assert roc([1, 0], [0.5, 0.5]).recall.tolist() == [0, 1], "both enter at once: a straight line, no corner"


def test_five_by_hand():
    curve = precision_recall(*FIVE, positives=4)
    assert_allclose(curve.precision, [1, 1, 1 / 2, 2 / 3, 3 / 4, 3 / 5])
    assert_allclose(curve.recall, [0, 1 / 4, 1 / 4, 2 / 4, 3 / 4, 3 / 4])
    by_hand = {
        "step": (1 + 2 / 3 + 3 / 4) / 4,
        "envelope": (1 + 3 / 4 + 3 / 4) / 4,
        "11 points": (3 * 1 + 5 * 0.75) / 11,
        "101 points": (26 * 1 + 50 * 0.75) / 101,
        "trapezoid": (1 + (1 / 2 + 2 / 3) / 2 + (2 / 3 + 3 / 4) / 2) / 4,
    }
    assert tuple(by_hand) == RULES
    for rule, value in by_hand.items():
        assert average_precision(*FIVE, rule=rule, positives=4) == pytest.approx(value), rule


def slow_interpolated(curve, places):
    return np.mean([max(curve.precision[1:][curve.recall[1:] >= place - 1e-9], default=0) for place in places])


@pytest.mark.parametrize("truth, scores", SAMPLES)
@pytest.mark.parametrize("count", [11, 101])
def test_points_by_a_slow_twin(truth, scores, count):
    curve = precision_recall(truth, scores)
    slow = slow_interpolated(curve, np.arange(count) / (count - 1))
    assert_allclose(average_precision(truth, scores, rule=f"{count} points"), slow)


@pytest.mark.parametrize("truth, scores", SAMPLES)
def test_the_envelope_never_falls_below_the_steps(truth, scores):
    assert average_precision(truth, scores, rule="envelope") >= average_precision(truth, scores) - 1e-12
    curve = precision_recall(truth, scores)
    lifted = envelope(curve.precision)
    assert (np.diff(lifted) <= 0).all()
    assert (lifted >= curve.precision).all()


@pytest.mark.parametrize("rule", RULES)
def test_perfect_and_missing(rule):
    assert average_precision([1, 1, 0], [3, 2, 1], rule=rule) == pytest.approx(1)
    assert average_precision([0, 0], [2, 1], rule=rule, positives=3) == 0
    half = average_precision([1, 1], [2, 1], rule=rule, positives=4)
    assert half == pytest.approx({"11 points": 6 / 11, "101 points": 51 / 101}.get(rule, 0.5))


def test_the_curve_holds_the_measures_of_the_counts():
    truth, scores = SAMPLES[2]
    curve = precision_recall(truth, scores)
    for place in (1, 4, len(curve.recall) - 1):
        counts = confusion(truth, scores >= curve.thresholds[place])
        assert (curve.precision[place], curve.recall[place]) == (precision(counts), recall(counts))
    assert curve.thresholds[0] == np.inf


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: roc([1, 1], [1, 2]), "`truth` must hold both classes, got 2 times 1"),
        (lambda: roc_area([0, 0], [1, 2]), "got 2 times 0"),
        (
            lambda: roc([0, 1], [0.1, np.nan]),
            r"`scores` must be finite, got nan at \(1,\); drop or mend these samples first",
        ),
        (lambda: threshold_sweep([0, 1], [1]), "one value for each of `truth`, 2, got 1"),
        (lambda: threshold_sweep([0, 3], [1, 2]), "0 and 1 only, got 3"),
        (lambda: precision_recall([0, 0], [1, 2]), "`truth` must hold a positive"),
        (lambda: precision_recall([1, 1], [1, 2], positives=1), "`positives` must be at least 2, got 1"),
        (lambda: average_precision([1, 0], [1, 2], rule="area"), "`rule` must be one of step, envelope"),
        (lambda: normal_curves(1, 0), "`prevalence`"),
        (lambda: normal_curves(1, 1.5), r"`prevalence` must lie between 0 and 1"),
    ],
)
def test_what_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# ---- two bell curves


@pytest.mark.parametrize("distance", [0.0, 1.0, 2.5, -1.0])
@pytest.mark.parametrize("share", [0.5, 0.05])
def test_bell_curves_are_what_many_samples_show(distance, share):
    rng = np.random.default_rng(0)
    truth = np.arange(200_000) < share * 200_000
    scores = rng.normal(size=truth.size) + distance * truth
    curves = normal_curves(distance, share)
    assert curves.roc_area == pytest.approx(oracle.roc_auc_score(truth, scores), abs=0.01)
    assert curves.average_precision == pytest.approx(oracle.average_precision_score(truth, scores), abs=0.02)
    counts = confusion(truth, scores >= 0.7)
    found, alarms = normal_rates(0.7, distance)
    assert found == pytest.approx(recall(counts), abs=0.01)
    assert alarms == pytest.approx(counts.fp / (counts.fp + counts.tn), abs=0.01)


def test_the_curve_of_bells_goes_through_its_rates():
    curves = normal_curves(1.5, 0.1)
    assert_allclose(normal_rates(curves.thresholds, 1.5), (curves.recall, curves.false_positive_rate))
    place = 150
    counts = Confusion(
        tp=round(1e6 * 0.1 * curves.recall[place]), fp=round(1e6 * 0.9 * curves.false_positive_rate[place]), fn=0, tn=0
    )
    assert_allclose(curves.precision[place], precision(counts), rtol=1e-4)
    assert_array_equal(np.sort(curves.thresholds)[::-1], curves.thresholds)
