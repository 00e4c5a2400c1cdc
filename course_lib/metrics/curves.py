"""All thresholds at once: the ROC curve, the precision-recall curve, and their areas. Ties move together."""

from typing import NamedTuple

import numpy as np

from course_lib.checks import check_between, check_choice, check_integer, check_positive, check_row
from course_lib.metrics._arguments import REMEDY, check_labels, check_same_length, check_two_classes
from course_lib.metrics.confusion import precision_from_rates

RULES = ("step", "envelope", "11 points", "101 points", "trapezoid")


class Sweep(NamedTuple):
    thresholds: np.ndarray  # (steps,) the distinct scores, falling: called positive is what scores at least as much
    tp: np.ndarray  # (steps,)
    fp: np.ndarray  # (steps,)


class Roc(NamedTuple):
    false_positive_rate: np.ndarray  # (steps + 1,) from 0
    recall: np.ndarray  # (steps + 1,) from 0
    thresholds: np.ndarray  # (steps + 1,) from infinity


class PrecisionRecall(NamedTuple):
    precision: np.ndarray  # (steps + 1,) the first is 1 by convention: nothing is called yet
    recall: np.ndarray  # (steps + 1,) from 0, never falling
    thresholds: np.ndarray  # (steps + 1,) from infinity


def threshold_sweep(truth, scores):
    """Return the counts for each threshold that changes something.

        >>> threshold_sweep([1, 0, 1, 0], [0.9, 0.6, 0.6, 0.2])
        Sweep(thresholds=array([0.9, 0.6, 0.2]), tp=array([1, 2, 2]), fp=array([0, 1, 2]))

    Convention: a sample is called positive if its score is at least the threshold, so equal scores enter together.

    Parameters
    ----------
    truth : (n,) array_like of 0 and 1
    scores : (n,) array_like, finite
        Larger means more likely positive.
    """
    truth, scores = check_labels("truth", truth), check_row("scores", scores, remedy=REMEDY)
    check_same_length(truth=truth, scores=scores)
    order = np.argsort(-scores, kind="stable")
    truth, scores = truth[order], scores[order]
    last = np.append(np.flatnonzero(np.diff(scores)), scores.size - 1)  # of each run of equal scores
    tp = np.cumsum(truth)[last]
    return Sweep(scores[last], tp, last + 1 - tp)


def roc(truth, scores):
    """Return the ROC curve: the share of positives found over the share of negatives alarmed.

        >>> roc([1, 0, 1, 0], [0.9, 0.6, 0.4, 0.2]).recall.tolist()
        [0.0, 0.5, 0.5, 1.0, 1.0]

    Parameters
    ----------
    truth, scores : as in `threshold_sweep`; both classes must occur

    Source: Fawcett (2006), doi:10.1016/j.patrec.2005.10.010, sec. 5.
    """
    truth = check_labels("truth", truth)
    check_two_classes("truth", truth)
    thresholds, tp, fp = threshold_sweep(truth, scores)
    start = [0.0]
    return Roc(
        np.concatenate([start, fp / (~truth).sum()]),
        np.concatenate([start, tp / truth.sum()]),
        np.concatenate([[np.inf], thresholds]),
    )


def roc_area(truth, scores):
    """Return the area under the ROC curve, by its trapezoids.

        >>> roc_area([1, 0, 1, 0], [0.9, 0.6, 0.4, 0.2]), roc_area([1, 0], [0.5, 0.5])
        (0.75, 0.5)

    It is the chance that a random positive scores higher than a random negative, a tie counted as half.

    Parameters
    ----------
    truth, scores : as in `roc`

    Source: Hanley & McNeil (1982), doi:10.1148/radiology.143.1.7063747.
    """
    curve = roc(truth, scores)
    return float(np.trapezoid(curve.recall, curve.false_positive_rate))


def precision_recall(truth, scores, *, positives=None):
    """Return the precision-recall curve, from the highest threshold down.

        >>> curve = precision_recall([1, 0, 1, 1, 0], [5, 4, 3, 2, 1])
        >>> curve.precision.round(2).tolist()
        [1.0, 1.0, 0.5, 0.67, 0.75, 0.6]
        >>> curve.recall.round(2).tolist()
        [0.0, 0.33, 0.33, 0.67, 1.0, 1.0]

    Convention: precision 1 at recall 0 is put before it, though nothing is called there. scikit-learn gives the same
    points the other way round.

    Parameters
    ----------
    truth, scores : as in `threshold_sweep`
    positives : int, optional
        How many there are to find, if some have no score at all, as a missed object in detection.

    Raises
    ------
    ValueError
        If there is no positive, or `positives` is less than those in `truth`.
    """
    truth = check_labels("truth", truth)
    thresholds, tp, fp = threshold_sweep(truth, scores)
    found = int(truth.sum())
    total = found if positives is None else check_integer("positives", positives)
    if total < found:
        raise ValueError(f"`positives` must be at least {found}, got {total}: `truth` holds {found} already")
    if not total:
        raise ValueError("`truth` must hold a positive, got none: there is nothing to find")
    return PrecisionRecall(np.append(1.0, tp / (tp + fp)), np.append(0.0, tp / total), np.append(np.inf, thresholds))


def average_precision(truth, scores, *, rule="step", positives=None):
    """Return the average precision: one number for a precision-recall curve.

        >>> five = [1, 0, 1, 1, 0], [5, 4, 3, 2, 1]
        >>> [round(average_precision(*five, rule=rule, positives=4), 3) for rule in RULES]
        [0.604, 0.625, 0.614, 0.629, 0.573]

    "step" is the sum of precision times gain in recall, as in scikit-learn. "envelope" lifts each precision to the best
    at the same recall or beyond (Pascal VOC from 2010). "11 points" and "101 points" average that envelope at recalls
    0, 0.1, ... (VOC 2007) and 0, 0.01, ... (COCO). "trapezoid" joins the points by straight lines, which no threshold
    reaches, and is offered for the comparison only.

    Parameters
    ----------
    truth, scores, positives : as in `precision_recall`
    rule : str
        One of `RULES`.

    Source: Everingham et al. (2010), doi:10.1007/s11263-009-0275-4, sec. 4.2; Davis & Goadrich (2006),
    doi:10.1145/1143844.1143874, on the straight lines.
    """
    check_choice("rule", rule, RULES)
    curve = precision_recall(truth, scores, positives=positives)
    if rule == "trapezoid":
        return float(np.trapezoid(curve.precision, curve.recall))
    heights = curve.precision if rule == "step" else envelope(curve.precision)
    if rule in ("step", "envelope"):
        return float((np.diff(curve.recall) * heights[1:]).sum())
    places = np.linspace(0, 1, int(rule.split()[0]))
    # The first point at or beyond each place; the recalls are ratios of integers, the places rounded decimals.
    found = np.searchsorted(curve.recall[1:], places - 1e-9)
    return float(np.append(heights[1:], 0.0)[found].mean())


def envelope(precision):
    """Return each precision lifted to the best that follows it.

    >>> envelope([1, 0.5, 0.67, 0.75, 0.6]).tolist()
    [1.0, 0.75, 0.75, 0.75, 0.6]
    """
    precision = check_row("precision", precision)
    return np.maximum.accumulate(precision[::-1])[::-1]


class NormalCurves(NamedTuple):
    thresholds: np.ndarray  # (points,) falling
    false_positive_rate: np.ndarray  # (points,)
    recall: np.ndarray  # (points,)
    precision: np.ndarray  # (points,)
    roc_area: float
    average_precision: float


def normal_rates(threshold, distance):
    """Return recall and false positive rate where both classes score by bell curves of deviation 1, `distance` apart.

        >>> recall, alarms = normal_rates(1.0, 2.0)
        >>> round(recall, 3), round(alarms, 3)
        (0.841, 0.159)

    The negatives have mean 0, the positives mean `distance`.

    Parameters
    ----------
    threshold : float or array
    distance : float
    """
    from scipy.special import ndtr  # not above: the topic is imported without SciPy

    recall, alarms = ndtr(distance - np.asarray(threshold)), ndtr(-np.asarray(threshold, dtype=float))
    return (recall, alarms) if np.ndim(threshold) else (float(recall), float(alarms))


def normal_curves(distance, prevalence, *, points=400):
    """Return both curves for two bell curves, without drawing samples.

        >>> even, rare = normal_curves(1.5, 0.5), normal_curves(1.5, 0.01)
        >>> round(even.roc_area, 3) == round(rare.roc_area, 3)
        True
        >>> round(even.average_precision, 2), round(rare.average_precision, 2)
        (0.85, 0.12)

    The ROC area is Phi(distance / sqrt(2)); the average precision is integrated over the points.

    Parameters
    ----------
    distance : float
        Of the means, in standard deviations of the scores.
    prevalence : float, in (0, 1]
        Share of the positives.
    points : int
    """
    from scipy.special import ndtr

    check_between("prevalence", prevalence, 0, 1)
    check_positive("prevalence", prevalence)
    thresholds = np.linspace(max(distance, 0) + 5, min(distance, 0) - 5, check_integer("points", points, 2))
    recall, alarms = normal_rates(thresholds, distance)
    precision = precision_from_rates(recall, alarms, prevalence)
    area = np.trapezoid(precision, recall)
    return NormalCurves(thresholds, alarms, recall, precision, float(ndtr(distance / 2**0.5)), float(area))
