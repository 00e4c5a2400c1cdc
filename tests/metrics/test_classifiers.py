"""The two classifiers are scikit-learn's, and no digit is scored by a classifier that has seen it."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB

from course_lib import data
from course_lib.metrics import calibration_error, roc_area
from course_lib.metrics.classifiers import CLASSIFIERS, FOLDS, digit_scores, logistic_regression, naive_bayes


@pytest.fixture(scope="module")
def digits():
    images, labels = data.digits()
    return images.reshape(len(images), -1), labels


@pytest.mark.parametrize("digit", [1, 8])
def test_scikit_learn_agrees(digits, digit):
    x, truth = digits[0][:900], digits[1][:900] == digit
    theirs = LogisticRegression(C=1.0, max_iter=5000, tol=1e-8).fit(x, truth).predict_proba(digits[0][900:])[:, 1]
    assert_allclose(logistic_regression(x, truth, digits[0][900:]), theirs, atol=1e-4)
    bayes = GaussianNB(var_smoothing=1e-3 / x.var(axis=0).max()).fit(x, truth).predict_proba(digits[0][900:])[:, 1]
    assert_allclose(naive_bayes(x, truth, digits[0][900:]), bayes, atol=1e-6)


@pytest.mark.parametrize("classifier, predict", list(zip(CLASSIFIERS, (logistic_regression, naive_bayes))))
def test_each_fold_is_scored_by_the_others(digits, classifier, predict):
    scores = digit_scores(3, classifier)
    held = np.arange(1797) % FOLDS == 2
    expected = predict(digits[0][~held], digits[1][~held] == 3, digits[0][held])
    assert_allclose(scores.probabilities[held], expected)
    assert (scores.truth == (digits[1] == 3)).all()


def test_naive_bayes_ranks_well_and_is_too_sure():
    logistic, bayes = (digit_scores(0, name) for name in CLASSIFIERS)
    assert roc_area(*bayes) > 0.99
    assert calibration_error(*digit_scores(8, CLASSIFIERS[1])) > 2 * calibration_error(*digit_scores(8))
    assert calibration_error(*logistic) < 0.02


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: digit_scores(10), r"`digit` must lie in 0..9, got 10"),
        (lambda: digit_scores(3, "forest"), "`classifier` must be one of logistic regression, naive Bayes"),
    ],
)
def test_what_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
