"""Two small classifiers that say how likely a handwritten digit is the wanted one: something real to measure."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib import data
from course_lib.checks import check_choice, check_integer

CLASSIFIERS = ("logistic regression", "naive Bayes")
FOLDS = 5


class DigitScores(NamedTuple):
    truth: np.ndarray  # (1797,) bool, whether it is the wanted digit
    probabilities: np.ndarray  # (1797,) each by a classifier that has not seen this digit


@lru_cache
def digit_scores(digit, classifier="logistic regression"):
    """Return how likely each of the 1797 digits is `digit`, in the eyes of a classifier trained on the other folds.

        >>> scores = digit_scores(8)
        >>> int(scores.truth.sum()), bool(scores.probabilities[scores.truth].mean() > 0.6)
        (174, True)

    Every fifth digit is scored by the classifier of the other four fifths.

    Parameters
    ----------
    digit : int, 0 to 9
    classifier : "logistic regression" or "naive Bayes"
    """
    if not 0 <= check_integer("digit", digit) <= 9:
        raise ValueError(f"`digit` must lie in 0..9, got {digit}")
    check_choice("classifier", classifier, CLASSIFIERS)
    images, labels = data.digits()
    pixels, truth = images.reshape(len(images), -1), labels == digit
    predict = logistic_regression if classifier == CLASSIFIERS[0] else naive_bayes
    probabilities = np.empty(len(truth))
    for fold in range(FOLDS):
        held = np.arange(len(truth)) % FOLDS == fold
        probabilities[held] = predict(pixels[~held], truth[~held], pixels[held])
    for part in (truth, probabilities):
        part.flags.writeable = False
    return DigitScores(truth, probabilities)


def logistic_regression(x, truth, new, *, penalty=1.0, steps=12):
    """Return P(positive) for the rows of `new`, by logistic regression on (x, truth), fitted by Newton's steps.

        >>> logistic_regression(np.array([[0.0], [1], [2], [3]]), np.array([0, 0, 1, 1]), np.array([[1.5]])).round(3)
        array([0.5])

    Parameters
    ----------
    x, new : (n, d), (m, d) array
    truth : (n,) array of 0 and 1
    penalty : float
        Half of it times the squared weights is added to the loss; the constant is free.
    steps : int

    Source: Hastie, Tibshirani & Friedman (2009), "The Elements of Statistical Learning", sec. 4.4.1.
    """
    x, new = (np.column_stack([np.ones(len(part)), part]) for part in (x, new))
    pull = penalty * np.diag(np.append(0.0, np.ones(x.shape[1] - 1)))
    weights = np.zeros(x.shape[1])
    for _ in range(steps):
        p = _sigmoid(x @ weights)
        slope = x.T @ (p - truth) + pull @ weights
        curvature = (x * (p * (1 - p))[:, None]).T @ x + pull
        weights = weights - np.linalg.solve(curvature, slope)
    return _sigmoid(new @ weights)


def naive_bayes(x, truth, new, *, floor=1e-3):
    """Return P(positive) for the rows of `new`, as if the columns were independent bell curves in each class.

        >>> naive_bayes(np.array([[0.0], [2], [3], [5]]), np.array([0, 0, 1, 1]), np.array([[2.5]])).round(3)
        array([0.5])

    Parameters
    ----------
    x, truth, new : as in `logistic_regression`
    floor : float
        Added to each variance, for columns that never vary.

    Source: Hastie, Tibshirani & Friedman (2009), "The Elements of Statistical Learning", sec. 6.6.3.
    """
    evidence = []
    for part in (x[truth == 1], x[truth == 0]):
        mean, variance = part.mean(axis=0), part.var(axis=0) + floor
        squares = ((new - mean) ** 2 / variance + np.log(variance)).sum(axis=1)
        evidence.append(np.log(len(part)) - squares / 2)
    return _sigmoid(evidence[0] - evidence[1])


def _sigmoid(z):
    return 0.5 * (1 + np.tanh(0.5 * z))
