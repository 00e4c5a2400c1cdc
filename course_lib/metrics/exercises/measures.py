"""Exercises of `81_classifier_metrics`."""

import numpy as np

from course_lib.kit.practice.exercises import Exercise, Mistake
from course_lib.metrics import average_precision, confusion, precision_from_rates, probability_threshold, roc_area

NOTEBOOK = "81_classifier_metrics"


# ---- recall: spam

SPAM = Exercise(
    name="spam-counts",
    title="Spam",
    prompt=(
        "200 mails, 40 of them spam. The filter puts 25 mails aside, and 20 of those are spam.\n\n"
        "1. the false positives\n\n2. the false negatives\n\n3. the precision\n\n4. the recall"
    ),
    starter="answer = (..., ..., ..., ...)",
    reference=(5, 20, 0.8, 0.5),
    cases=None,
    mistakes=[
        Mistake("False positives were put aside and are no spam.", (20, 5, 0.8, 0.5)),
        Mistake("Precision divides by what was put aside, recall by all spam.", (5, 20, 0.5, 0.8)),
        Mistake("Recall divides by the 40 that are spam, not by all 200 mails.", (5, 20, 0.8, 0.1)),
        Mistake("Recall is not the share of the right answers: that is accuracy.", (5, 20, 0.8, 0.875)),
    ],
    hints=(
        "Draw the table: put aside or not, spam or not. Three of the four counts follow from 200, 40, 25 and 20.",
        "The four counts are 20, 5, 20 and 155.",
    ),
    explanation="tp 20, fp 25 − 20, fn 40 − 20, tn 155. Precision 20/25, recall 20/40.",
)


# ---- predict: a rare illness


def rare(recall, false_positive_rate, share):
    found = recall * share
    return found / (found + false_positive_rate * (1 - share))


RARE = Exercise(
    name="precision-of-the-rare",
    title="The same test, fewer ill",
    prompt=(
        "Write `rare(recall, false_positive_rate, share)`: the precision of a test with these two rates when `share` "
        "of the people are ill."
    ),
    starter="def rare(recall, false_positive_rate, share): ...",
    reference=precision_from_rates,
    solution=rare,
    cases=[(0.9, 0.05, 0.5), (0.9, 0.05, 0.01), (0.8, 0.2, 0.3), (1.0, 0.1, 0.001)],
    mistakes=[
        Mistake("Weigh each rate by its class: there are more well people to alarm.", lambda r, f, s: r / (r + f)),
        Mistake("The false alarms come from the well, 1 − share of all.", lambda r, f, s: r * s / (r * s + f)),
        Mistake("That is recall. Precision divides by all that were called positive.", lambda r, f, s: r),
        Mistake("The false positive rate is of the well; do not take 1 minus it.",
                lambda r, f, s: r * s / (r * s + (1 - f) * (1 - s))),
    ],
    hints=(
        "Of 1000 people, how many are ill and found? How many are well and alarmed?",
        "For 0.9, 0.05 and 0.01 it is 0.154: 9 found, 49.5 alarmed.",
    ),
    explanation="Found and alarmed are shares of all people. Their sum is what was called positive.",
)  # fmt: skip


# ---- implement: average precision


def ap(hits, positives):
    found, area = 0, 0.0
    for rank, hit in enumerate(hits, 1):
        found += hit
        area += hit * found / rank / positives
    return area


def _scores(hits):
    return np.arange(len(hits), 0, -1)


def _hits(size):
    return (np.random.default_rng(size).random(size) < 0.5).astype(int)


AP = Exercise(
    name="average-precision",
    title="The area under the saw",
    prompt=(
        "Write `ap(hits, positives)`: the average precision by steps. `hits` are 1 or 0, the surest first; `positives` "
        "is how many there are to find."
    ),
    starter="def ap(hits, positives): ...",
    reference=lambda hits, positives: average_precision(hits, _scores(hits), positives=positives),
    solution=ap,
    cases=[([1, 0, 1, 1, 0], 4), ([0, 0, 1], 1), ([1, 1, 1], 3), (_hits(12), 9)],
    mistakes=[
        Mistake(
            "That is the plain mean of all precisions. False alarms add no recall, so they have no weight.",
            lambda hits, positives: np.mean(np.cumsum(hits) / np.arange(1, len(hits) + 1)),
        ),
        Mistake(
            "Divide by all that are to find, not by those that were found.",
            lambda hits, positives: ap(hits, max(sum(hits), 1)),
        ),
        Mistake("That is the recall at the end.", lambda hits, positives: sum(hits) / positives),
        Mistake("That is the precision at the end.", lambda hits, positives: sum(hits) / len(hits)),
        Mistake(
            "The precision is that of the step itself, not of the one before.",
            lambda hits, positives: sum(
                hit * (sum(hits[:rank]) / rank if rank else 1) / positives for rank, hit in enumerate(hits)
            ),
        ),
    ],
    hints=(
        "Each hit raises recall by 1/positives. How high is its block?",
        "For 1, 0, 1, 1, 0 and 4 to find: (1/1 + 2/3 + 3/4) / 4.",
    ),
    explanation="Only hits have a width. The height is the precision at that hit.",
)


# ---- implement: ROC area by pairs


def area(positive, negative):
    gaps = np.subtract.outer(positive, negative)
    return ((gaps > 0) + 0.5 * (gaps == 0)).mean()


def _by_library(positive, negative):
    truth = np.repeat([1, 0], [len(positive), len(negative)])
    return roc_area(truth, np.concatenate([positive, negative]))


_RNG = np.random.default_rng(81)

AREA = Exercise(
    name="area-by-pairs",
    title="The ROC area without a curve",
    prompt=(
        "Write `area(positive, negative)`: of all pairs of a positive and a negative, the share in which the positive "
        "scores higher; a tie counts half. It is the area under the ROC curve."
    ),
    starter="def area(positive, negative): ...",
    reference=_by_library,
    solution=area,
    cases=[
        (np.array([3.0, 1.0]), np.array([2.0, 0.0])),
        (np.array([1.0, 2.0, 2.0]), np.array([2.0, 1.0, 0.0])),
        (_RNG.integers(0, 5, 20) + 1.0, _RNG.integers(0, 5, 30) + 0.0),
    ],
    mistakes=[
        Mistake("A tie counts half, not nothing.", lambda p, n: (np.subtract.outer(p, n) > 0).mean()),
        Mistake("A tie counts half, not whole.", lambda p, n: (np.subtract.outer(p, n) >= 0).mean()),
        Mistake("That is the share in which the negative scores higher.", lambda p, n: 1 - area(p, n)),
        Mistake("Compare all pairs, not the two means.", lambda p, n: float(p.mean() > n.mean())),
    ],
    hints=(
        "np.subtract.outer(positive, negative) holds all the differences.",
        "For positives 3, 1 and negatives 2, 0: three of four pairs, 0.75.",
    ),
    explanation="Each step up of the curve passes the negatives that score lower than that positive.",
)


# ---- decide: the price


def threshold(miss, alarm):
    return alarm / (alarm + miss)


PRICE = Exercise(
    name="price-of-a-miss",
    title="From which probability on?",
    prompt=(
        "A calibrated classifier gives a probability. A miss costs `miss`, a false alarm `alarm`. Write "
        "`threshold(miss, alarm)`: the probability from which on calling it positive is the cheaper choice."
    ),
    starter="def threshold(miss, alarm): ...",
    reference=lambda miss, alarm: probability_threshold(miss=miss, alarm=alarm),
    solution=threshold,
    cases=[(1, 1), (200, 1), (1, 9), (3, 2)],
    mistakes=[
        Mistake("The dearer a miss, the lower the threshold.", lambda miss, alarm: miss / (alarm + miss)),
        Mistake("At 0.5 both prices would have to be equal.", lambda miss, alarm: 0.5),
        Mistake("That is the ratio of the prices, odds and not a probability.", lambda miss, alarm: alarm / miss),
        Mistake("A ratio of prices is not yet a probability.", lambda miss, alarm: 1 / miss),
    ],
    hints=(
        "At probability p: what does calling cost on average, and what does not calling cost?",
        "(1 − p)·alarm = p·miss. For 1 and 1 it is 0.5, for 200 and 1 it is 1/201.",
    ),
    explanation="Calling costs (1 − p)·alarm, not calling p·miss. They are equal at alarm/(alarm + miss).",
)


# ---- debug: f1 of counts


def f1(truth, called):
    counts = confusion(truth, called)
    return 2 * counts.tp / (2 * counts.tp + counts.fp + counts.fn)


F1 = Exercise(
    name="f1-exactly",
    title="Why 0.5002?",
    prompt=(
        "The notes round recall before they use it, and get 0.5002 for the dogs. Write `f1(truth, called)` for two "
        "lists of 0 and 1, from the counts, without a division on the way. If nothing is found it is 0."
    ),
    starter="def f1(truth, called): ...",
    reference=f1,
    cases=[
        ([1] * 12 + [0] * 10, [1] * 5 + [0] * 7 + [1] * 3 + [0] * 7),
        ([1, 1, 0, 0], [0, 0, 0, 0]),
        ([1, 0, 1, 1, 0, 1], [1, 1, 1, 0, 0, 0]),
    ],
    mistakes=[
        Mistake(
            "That is the share of right answers, accuracy.",
            lambda truth, called: np.mean(np.equal(truth, called)),
        ),
        Mistake(
            "tp counts twice, above and below.",
            lambda truth, called: (c := confusion(truth, called)).tp / (c.tp + c.fp + c.fn),
        ),
        Mistake(
            "That is the ordinary mean of precision and recall. F1 is the harmonic one.",
            lambda truth, called: (
                (c := confusion(truth, called)).tp / max(c.tp + c.fp, 1) + c.tp / max(c.tp + c.fn, 1)
            ) / 2,
        ),
    ],
    hints=(
        "Put precision = tp/(tp + fp) and recall = tp/(tp + fn) into 2pr/(p + r), and cancel.",
        "For the dogs it is 10/20.",
    ),
    explanation="2tp/(2tp + fp + fn). Nothing is rounded, and nothing is 0/0 as long as one positive exists.",
)  # fmt: skip

EXERCISES = [SPAM, F1, RARE, AP, AREA, PRICE]
