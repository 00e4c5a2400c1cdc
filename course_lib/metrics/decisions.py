"""Where to put the threshold, once one knows what a miss and a false alarm cost."""

from typing import NamedTuple

import numpy as np

from course_lib.checks import check_between, check_positive
from course_lib.metrics._arguments import check_labels, check_price
from course_lib.metrics.confusion import Confusion, check_confusion
from course_lib.metrics.curves import threshold_sweep


class Decision(NamedTuple):
    threshold: float  # call positive what scores at least as much; infinity: call nothing
    cost: float  # of all samples together
    counts: Confusion


def total_cost(counts, *, miss, alarm):
    """Return what the errors cost together.

        >>> total_cost(Confusion(tp=5, fp=3, fn=7, tn=7), miss=10, alarm=1)
        73.0

    Parameters
    ----------
    counts : Confusion
    miss, alarm : float, not negative
        Price of one false negative and of one false positive.
    """
    _, fp, fn, _ = check_confusion(counts)
    return check_price("miss", miss) * fn + check_price("alarm", alarm) * fp


def best_threshold(truth, scores, *, miss, alarm):
    """Return the threshold at which the errors on these samples cost least; of equals the highest.

        >>> best_threshold([1, 0, 1, 0, 0], [5, 4, 3, 2, 1], miss=1, alarm=1)
        Decision(threshold=5.0, cost=1.0, counts=Confusion(tp=1, fp=0, fn=1, tn=3))
        >>> best_threshold([1, 0, 1, 0, 0], [5, 4, 3, 2, 1], miss=10, alarm=1).threshold
        3.0

    Parameters
    ----------
    truth, scores : as in `threshold_sweep`
    miss, alarm : float, not negative
        Price of one false negative and of one false positive.
    """
    miss, alarm = check_price("miss", miss), check_price("alarm", alarm)
    truth = check_labels("truth", truth)
    thresholds, tp, fp = (np.insert(part, 0, first) for part, first in zip(threshold_sweep(truth, scores), (0, 0, 0)))
    positives, negatives = int(truth.sum()), int((~truth).sum())
    costs = miss * (positives - tp) + alarm * fp
    best = int(np.argmin(costs))
    counts = Confusion(int(tp[best]), int(fp[best]), int(positives - tp[best]), int(negatives - fp[best]))
    return Decision(float(thresholds[best]) if best else np.inf, float(costs[best]), counts)


def probability_threshold(*, miss, alarm):
    """Return the probability from which on it pays to call positive: alarm / (alarm + miss).

        >>> probability_threshold(miss=1, alarm=1), round(probability_threshold(miss=99, alarm=1), 4)
        (0.5, 0.01)

    At probability p, calling costs (1 - p) * alarm on average, and not calling p * miss. It holds for calibrated
    probabilities; then the share of positives is in them already.

    Parameters
    ----------
    miss, alarm : float, not negative, not both 0

    Source: Elkan (2001), "The foundations of cost-sensitive learning", IJCAI, theorem 1.
    """
    miss, alarm = check_price("miss", miss), check_price("alarm", alarm)
    if miss + alarm == 0:
        raise ValueError("`miss` and `alarm` must not both be 0, got 0 and 0: then every threshold is as good")
    return alarm / (alarm + miss)


def normal_threshold(distance, prevalence, *, miss, alarm):
    """Return the cheapest threshold for scores of two bell curves of deviation 1, `distance` apart.

        >>> normal_threshold(2.0, 0.5, miss=1, alarm=1)
        1.0

    There the densities, weighted by share and price, cross: distance/2 + ln(alarm (1 - q) / (miss q)) / distance for a
    share q of positives.

    Parameters
    ----------
    distance : float, above 0
    prevalence : float, in (0, 1)
    miss, alarm : float, above 0
    """
    for name, value in (("distance", distance), ("miss", miss), ("alarm", alarm)):
        check_positive(name, value)
    check_between("prevalence", prevalence, 0, 1, open_ends=True)
    return float(distance / 2 + np.log(alarm * (1 - prevalence) / (miss * prevalence)) / distance)
