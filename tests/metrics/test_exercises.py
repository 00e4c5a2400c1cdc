"""What the exercises of `81_classifier_metrics` say in prompts, hints and explanations, by other means."""

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, f1_score, precision_score, recall_score, roc_auc_score

from course_lib.metrics.exercises.measures import AP, AREA, F1, PRICE, RARE, SPAM


def test_the_mails_by_scikit_learn():
    spam = np.arange(200) < 40
    aside = np.isin(np.arange(200), [*range(20), *range(40, 45)])
    fp, fn, precision, recall = SPAM.reference
    assert (fp, fn) == ((aside & ~spam).sum(), (spam & ~aside).sum())
    assert (precision, recall) == (precision_score(spam, aside), recall_score(spam, aside))


def test_the_rare_by_counting_and_the_hint():
    for recall, alarms, share in RARE.cases:
        found, alarmed = recall * share * 1000, alarms * (1 - share) * 1000
        assert RARE.reference(recall, alarms, share) == pytest.approx(found / (found + alarmed))
    assert round(RARE.reference(0.9, 0.05, 0.01), 3) == 0.154
    assert 0.05 * 990 == 49.5


def test_average_precision_by_scikit_learn_and_the_hint():
    for hits, positives in AP.cases:
        truth = np.append(hits, np.ones(positives - sum(hits)))  # the missed ones come last, and add next to nothing
        scores = np.arange(len(truth), 0, -1)
        missed = average_precision_score(truth, scores) - AP.reference(hits, positives)
        late = [(sum(hits) + m) / (len(hits) + m) / positives for m in range(1, positives - sum(hits) + 1)]
        assert missed == pytest.approx(sum(late))
    assert AP.reference([1, 0, 1, 1, 0], 4) == pytest.approx((1 + 2 / 3 + 3 / 4) / 4)


def test_the_area_by_scikit_learn_and_the_hint():
    for positive, negative in AREA.cases:
        truth = np.repeat([1, 0], [len(positive), len(negative)])
        assert AREA.reference(positive, negative) == pytest.approx(roc_auc_score(truth, [*positive, *negative]))
    assert AREA.reference([3, 1], [2, 0]) == 0.75


def test_the_price_by_trying():
    p = np.linspace(0, 1, 100_001)
    for miss, alarm in PRICE.cases:
        cheaper = p[(1 - p) * alarm <= p * miss][0]
        assert PRICE.reference(miss, alarm) == pytest.approx(cheaper, abs=1e-5)


def test_f1_by_scikit_learn():
    for truth, called in F1.cases:
        assert F1.reference(truth, called) == pytest.approx(f1_score(truth, called, zero_division=0))
    assert F1.reference(*F1.cases[0]) == 0.5
