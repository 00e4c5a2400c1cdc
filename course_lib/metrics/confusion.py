"""The four counts of a yes-or-no classifier, and what is read off them.

Positive is what one looks for: a dog, a cancer. A share of nothing raises an error, unless
`undefined` says which value to give: nothing becomes nan by itself.
"""

import math
from typing import NamedTuple

import numpy as np

from course_lib.checks import check_between, check_integer, check_positive
from course_lib.metrics._arguments import check_labels, check_same_length


class Confusion(NamedTuple):
    tp: int  # positive, and called so
    fp: int  # negative, but called positive: a false alarm
    fn: int  # positive, but called negative: a miss
    tn: int  # negative, and called so


def confusion(truth, predicted):
    """Return how often which truth met which answer.

        >>> confusion([1, 1, 1, 0, 0], [1, 0, 1, 1, 0])
        Confusion(tp=2, fp=1, fn=1, tn=1)

    Convention: scikit-learn's matrix is [[tn, fp], [fn, tp]], rows by truth, negative first.

    Parameters
    ----------
    truth, predicted : (n,) array_like of 0 and 1
    """
    truth, predicted = check_labels("truth", truth), check_labels("predicted", predicted)
    check_same_length(truth=truth, predicted=predicted)
    pairs = ((truth, predicted), (~truth, predicted), (truth, ~predicted), (~truth, ~predicted))
    return Confusion(*(int((one & two).sum()) for one, two in pairs))


def precision(counts, *, undefined=None):
    """Return the share of true positives among what was called positive: tp / (tp + fp).

        >>> precision(Confusion(tp=5, fp=3, fn=7, tn=7))
        0.625

    Also called the positive predictive value. It depends on how many positives there are to find.

    Parameters
    ----------
    counts : Confusion
    undefined : float, optional
        Returned where nothing was called positive. 1 is the usual start of a curve, 0 is what scikit-learn takes.

    Raises
    ------
    ValueError
        If nothing was called positive and `undefined` is not given; if a count is negative.
    """
    tp, fp, _, _ = check_confusion(counts)
    return _share(tp, tp + fp, "nothing was called positive (tp + fp = 0)", undefined)


def recall(counts, *, undefined=None):
    """Return the share of the positives that was found: tp / (tp + fn).

        >>> round(recall(Confusion(tp=5, fp=3, fn=7, tn=7)), 3)
        0.417

    Also called sensitivity, true positive rate, hit rate. `counts` and `undefined` as in `precision`.
    """
    tp, _, fn, _ = check_confusion(counts)
    return _share(tp, tp + fn, "there are no positives (tp + fn = 0)", undefined)


def specificity(counts, *, undefined=None):
    """Return the share of the negatives that was let go: tn / (tn + fp).

        >>> specificity(Confusion(tp=5, fp=3, fn=7, tn=7))
        0.7

    Also called the true negative rate; 1 minus it is the false positive rate. Arguments as in `precision`.
    """
    _, fp, _, tn = check_confusion(counts)
    return _share(tn, tn + fp, "there are no negatives (tn + fp = 0)", undefined)


def accuracy(counts):
    """Return the share of right answers.

    >>> accuracy(Confusion(tp=0, fp=0, fn=1, tn=99))
    0.99
    """
    tp, fp, fn, tn = check_confusion(counts)
    return _share(tp + tn, tp + fp + fn + tn, "there are no samples", None)


def balanced_accuracy(counts, *, undefined=None):
    """Return the mean of recall and specificity: 0.5 for a classifier that always says the same.

        >>> balanced_accuracy(Confusion(tp=0, fp=0, fn=1, tn=99))
        0.5

    Arguments as in `precision`.
    """
    return (recall(counts, undefined=undefined) + specificity(counts, undefined=undefined)) / 2


def f_score(counts, *, beta=1.0, undefined=None):
    """Return the F-score, (1 + beta²) tp / ((1 + beta²) tp + beta² fn + fp).

        >>> f_score(Confusion(tp=5, fp=3, fn=7, tn=7))
        0.5

    With beta = 1 it is the harmonic mean of precision and recall; beta = 2 weighs recall more. From the counts it is
    exact, and defined wherever one positive exists or was called.

    Parameters
    ----------
    counts, undefined : as in `precision`
    beta : float, above 0

    Source: van Rijsbergen (1979), "Information Retrieval", ch. 7.
    """
    check_positive("beta", beta)
    tp, fp, fn, _ = check_confusion(counts)
    square = beta**2
    below = (1 + square) * tp + square * fn + fp
    return _share(
        (1 + square) * tp, below, "there is no positive, neither true nor called (tp + fp + fn = 0)", undefined
    )


def matthews(counts, *, undefined=None):
    """Return Matthews' correlation of truth and answer, in [-1, 1]; 0 is chance.

        >>> matthews(Confusion(tp=5, fp=0, fn=0, tn=9)), matthews(Confusion(tp=2, fp=2, fn=3, tn=3))
        (1.0, 0.0)

    Arguments as in `precision`.

    Source: Matthews (1975), doi:10.1016/0005-2795(75)90109-9.
    """
    tp, fp, fn, tn = check_confusion(counts)
    below = [tp + fp, tp + fn, tn + fp, tn + fn]
    if not all(below):
        return _share(0, 0, "a row or a column of the four counts is empty", undefined)
    return (tp * tn - fp * fn) / math.sqrt(math.prod(below))  # Python's integers: their product cannot overflow


def prevalence(counts):
    """Return the share of the positives among all samples.

    >>> prevalence(Confusion(tp=5, fp=3, fn=7, tn=8))
    0.5217391304347826
    """
    tp, fp, fn, tn = check_confusion(counts)
    return _share(tp + fn, tp + fp + fn + tn, "there are no samples", None)


def precision_from_rates(recall, false_positive_rate, prevalence):
    """Return the precision that belongs to two rates and a share of positives; broadcasts.

        >>> round(precision_from_rates(0.9, 0.05, 0.5), 2), round(precision_from_rates(0.9, 0.05, 0.01), 2)
        (0.95, 0.15)

    The two rates are properties of the classifier, each of one class alone. Precision mixes the classes. In medicine it
    is the positive predictive value, see `course_lib.statistics.predictive_values`.

    Parameters
    ----------
    recall, false_positive_rate, prevalence : float or array, in [0, 1]

    Raises
    ------
    ValueError
        If nothing would be called positive.
    """
    found = check_between("recall", recall, 0, 1) * check_between("prevalence", prevalence, 0, 1)
    alarms = check_between("false_positive_rate", false_positive_rate, 0, 1) * (1 - np.asarray(prevalence))
    called = np.asarray(found + alarms)
    if not called.all():
        raise ValueError("`recall` or `false_positive_rate` must let something be called positive, got 0 of both")
    return (found / called)[()] if called.ndim else float(found / called)


def check_confusion(counts):
    """Return the four counts as ints; `ValueError` for a negative one.

    >>> check_confusion((5, 3, 7, 7))
    Confusion(tp=5, fp=3, fn=7, tn=7)
    """
    return Confusion(*(check_integer(name, count, 0) for name, count in zip(Confusion._fields, counts, strict=True)))


def _share(part, whole, reason, undefined):
    if whole:
        return part / whole
    if undefined is None:
        raise ValueError(f"`counts` must leave something to take a share of: {reason}; say which value by `undefined`")
    return float(undefined)
