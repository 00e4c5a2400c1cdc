"""The claims of the notes about measures of a classifier, one test for each: what `claims.yaml` says is so, is so."""

from fractions import Fraction
from statistics import harmonic_mean

import numpy as np
import pytest
from sklearn.metrics import average_precision_score

from course_lib.metrics import (
    Confusion,
    average_precision,
    best_threshold,
    confusion,
    f_score,
    normal_curves,
    precision,
    precision_from_rates,
    precision_recall,
    probability_threshold,
    recall,
    roc,
    roc_area,
    specificity,
)

DOGS = Confusion(tp=5, fp=3, fn=7, tn=7)
RELEVANT, GOT = set(range(12)), {0, 1, 2, 3, 4, 20, 21, 22}
FIVE = [1, 0, 1, 1, 0], [5, 4, 3, 2, 1]


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def rare(rng, positives=100, negatives=9900, distance=2.0):
    truth = np.arange(positives + negatives) < positives
    return truth, rng.normal(size=truth.size) + distance * truth


# --- 81_classifier_metrics --------------------------------------------------------------------------------------------


def sets_to_counts(relevant, got, everything=22):
    truth, called = (np.isin(np.arange(everything + 1), list(part)) for part in (relevant, got))
    return confusion(truth, called)


def test_det_precision_definition():
    assert precision(sets_to_counts(RELEVANT, GOT)) == len(RELEVANT & GOT) / len(GOT)
    with pytest.raises(ValueError, match="nothing was called positive"):
        precision(sets_to_counts(RELEVANT, set()))


def test_det_recall_definition():
    assert recall(sets_to_counts(RELEVANT, GOT)) == len(RELEVANT & GOT) / len(RELEVANT)


def test_det_dogs_counts():
    dogs = np.arange(22) < 12
    flagged = np.isin(np.arange(22), [0, 1, 2, 3, 4, 12, 13, 14])
    assert confusion(dogs, flagged) == DOGS
    assert sum(DOGS) == 22


def test_det_dogs_precision():
    assert precision(DOGS) == 5 / 8 == 0.625


def test_det_dogs_recall():
    assert recall(DOGS) == 5 / 12
    assert round(recall(DOGS), 3) == 0.417


def test_det_perfect_precision_recall(rng):
    truth, scores = rare(rng)
    surest = confusion(truth, scores >= scores[truth].max())
    everything = confusion(truth, scores >= scores.min())
    assert (precision(surest), surest.fp) == (1, 0)
    assert (recall(everything), everything.fn) == (1, 0)
    assert recall(surest) < 0.02
    assert precision(everything) < 0.02


def test_det_pr_tradeoff_meaning(rng):
    truth, scores = rare(rng)
    low, high = confusion(truth, scores >= 0), confusion(truth, scores >= 3.5)
    assert recall(low) > 0.9
    assert precision(low) < 0.1
    assert precision(high) > 0.7
    assert recall(high) < 0.2


def test_det_precision_decreases(rng):
    curve = precision_recall(*FIVE)
    assert (np.diff(curve.recall) >= 0).all()
    steps = np.diff(curve.precision[1:])
    hits = np.array(FIVE[0][1:], dtype=bool)
    assert (steps[hits] > 0).all()
    assert (steps[~hits] < 0).all()
    truth, scores = rare(rng, 500, 500)
    long = precision_recall(truth, scores)
    assert np.corrcoef(long.recall[50:], long.precision[50:])[0, 1] < -0.8, "the trend falls"


def test_det_f1_value():
    p, r = Fraction(5, 8), Fraction(5, 12)
    assert 2 * p * r / (p + r) == Fraction(1, 2) == Fraction(10, 20)
    assert f_score(DOGS) == 0.5
    assert round(2 * 0.625 * 0.417 / (0.625 + 0.417), 4) == 0.5002


def test_det_f1_harmonic():
    assert f_score(DOGS) == pytest.approx(harmonic_mean([precision(DOGS), recall(DOGS)]))
    assert round(harmonic_mean([1, 0.01]), 2) == 0.02
    assert round((1 + 0.01) / 2, 1) == 0.5


def test_det_f1_high_both(rng):
    p, r = rng.random((2, 100_000))
    f = 2 * p * r / (p + r)
    assert (np.minimum(p, r) >= f / (2 - f) - 1e-9).all()
    assert round(0.9 / (2 - 0.9), 2) == 0.82


def test_det_f1_low_imbalance():
    equal, far = Confusion(tp=1, fp=9, fn=9, tn=0), Confusion(tp=5, fp=0, fn=5, tn=0)
    assert precision(equal) == recall(equal) == f_score(equal) == 0.1
    assert (precision(far), recall(far), round(f_score(far), 2)) == (1, 0.5, 0.67)


def test_det_alone_not_enough():
    everything, surest = Confusion(10, 990, 0, 0), Confusion(1, 0, 9, 990)
    assert (recall(everything), precision(everything)) == (1, 0.01)
    assert (precision(surest), recall(surest)) == (1, 0.1)


def test_det_tpr_tnr():
    tp, fp, fn, tn = DOGS
    assert recall(DOGS) == pytest.approx(1 - fn / (tp + fn))
    assert specificity(DOGS) == pytest.approx(1 - fp / (tn + fp))
    assert tp / tp + fn == 8


def test_det_sensitivity(rng):
    ill = rng.random(200_000) < 0.2
    positive = np.where(ill, rng.random(ill.size) < 0.9, rng.random(ill.size) < 0.05)
    counts = confusion(ill, positive)
    assert recall(counts) == pytest.approx(0.9, abs=0.01)
    assert precision(counts) == pytest.approx(precision_from_rates(0.9, 0.05, 0.2), abs=0.01)
    assert abs(precision(counts) - 0.9) > 0.05


def test_det_specificity():
    counts = Confusion(tp=0, fp=50, fn=0, tn=950)
    assert specificity(counts) == 0.95
    assert roc([0] * 1000 + [1], [1] * 50 + [0] * 950 + [2]).false_positive_rate[2] == pytest.approx(1 - 0.95)


def test_det_roc_vs_pr(rng):
    even, one_in_hundred = normal_curves(1.5, 0.5), normal_curves(1.5, 0.01)
    assert even.roc_area == one_in_hundred.roc_area
    assert (round(even.average_precision, 2), round(one_in_hundred.average_precision, 2)) == (0.85, 0.12)
    drawn = [rare(rng, 2000, negatives, 1.5) for negatives in (2000, 198_000)]
    assert abs(roc_area(*drawn[0]) - roc_area(*drawn[1])) < 0.02
    assert average_precision(*drawn[0]) - average_precision(*drawn[1]) > 0.6


def test_det_cars_recall():
    boxes = Confusion(tp=5, fp=9995, fn=0, tn=0)
    assert (recall(boxes), precision(boxes)) == (1, 0.0005)


def test_det_mammography_precision(rng):
    truth, scores = rare(rng)
    dear, cheap = (best_threshold(truth, scores, miss=miss, alarm=1) for miss in (200, 1))
    assert recall(dear.counts) > 0.9
    assert recall(cheap.counts) < 0.6
    assert precision(dear.counts) < precision(cheap.counts)
    assert probability_threshold(miss=200, alarm=1) < 0.005


def test_det_ap_area():
    rules = {"step": 0.604, "envelope": 0.625, "11 points": 0.614, "101 points": 0.629}
    for rule, value in rules.items():
        assert round(average_precision(*FIVE, rule=rule, positives=4), 3) == value


def test_det_ap_average_of_precisions():
    curve = precision_recall(*FIVE)
    weighted = (np.diff(curve.recall) * curve.precision[1:]).sum()
    assert average_precision(*FIVE) == pytest.approx(weighted)
    assert abs(curve.precision[1:].mean() - weighted) > 0.05
    assert np.diff(curve.recall)[~np.array(FIVE[0], dtype=bool)].tolist() == [0, 0]


def test_det_ap_append():
    curve = precision_recall(*FIVE)
    without = (np.diff(curve.recall[1:]) * curve.precision[2:]).sum()
    whole = average_precision(*FIVE)
    assert (round(whole, 2), round(whole - without, 2)) == (0.81, 0.33)


def test_det_ap_confusion_steps():
    truth, scores = np.array([1, 0, 1, 0]), np.array([0.9, 0.8, 0.7, 0.6])
    points = {(recall(counts), precision(counts)) for counts in (confusion(truth, scores >= t) for t in scores)}
    assert len(points) == 4
    curve = precision_recall(truth, scores)
    assert points == set(zip(curve.recall[1:].tolist(), curve.precision[1:].tolist()))


def test_det_ap_formula(rng):
    scores, truth = rng.random(50), rng.random(50) < 0.4
    rising = np.sort(scores)
    counts = [confusion(truth, scores >= t) for t in rising]
    P, R = np.array([*map(precision, counts), 1.0]), np.array([*map(recall, counts), 0.0])
    ap = ((R[:-1] - R[1:]) * P[:-1]).sum()
    assert ap == pytest.approx(average_precision(truth, scores), abs=1e-12)
    assert ap == pytest.approx(average_precision_score(truth, scores), abs=1e-12)
