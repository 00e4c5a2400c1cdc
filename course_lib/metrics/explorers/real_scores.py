"""Probabilities that a real classifier gave to handwritten digits: its curve, its price, and whether it means them."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib.kit.explorer import Choice, Explorer, Handle, Number, Preset
from course_lib.kit.figures import ERROR, INPUT, KERNEL, OUTPUT, OUTPUT_INK, REFERENCE, Lines, caption
from course_lib.metrics import (
    average_precision,
    best_threshold,
    brier_score,
    calibration_error,
    confusion,
    precision,
    precision_recall,
    probability_threshold,
    recall,
    reliability,
    roc_area,
    total_cost,
)
from course_lib.metrics.classifiers import CLASSIFIERS, digit_scores


class Measured(NamedTuple):
    tp: int
    fp: int
    fn: int
    precision: float  # 1 where nothing is called positive
    recall: float
    cost: float  # a false alarm being 1
    best: float  # threshold at which these digits cost least
    least: float  # cost there
    theory: float  # threshold for calibrated probabilities
    roc_area: float
    average_precision: float
    calibration_error: float
    brier: float


class RealScores(Explorer):
    """It says 99 %. Does it mean it?"""

    title = "Real scores"
    size = (11, 5.2)
    controls = {
        "classifier": Choice(CLASSIFIERS[0], CLASSIFIERS, label="classifier"),
        "digit": Number(8, 0, 9, label="the digit to find"),
        "threshold": Number(0.5, 0.01, 0.99, 0.01, label="threshold: drag it"),
        "miss": Number(1, 1, 50, label="price of a miss (a false alarm is 1)"),
    }
    presets = {
        "eights": Preset(
            {},
            "Logistic regression: ROC area 0.976, average precision 0.885. It means what it says, to 1.5 points.",
            lambda r: r.digit == 8 and round(r.roc_area, 3) == 0.976 and round(r.average_precision, 3) == 0.885
            and abs(r.calibration_error - 0.015) < 0.0006,
        ),
        "too sure": Preset(
            {"classifier": CLASSIFIERS[1]},
            "Naive Bayes gives 364 digits more than 90 %. 42 % of them are eights.",
            lambda r: r.classifier == CLASSIFIERS[1] and r.digit == 8 and _bins(r.classifier, r.digit).counts[-1] == 364
            and round(_bins(r.classifier, r.digit).observed[-1], 2) == 0.42,
        ),
        "a miss costs 3": Preset(
            {"threshold": 0.25, "miss": 3},
            "Calibrated, so 1/(1 + 3) = 0.25 is nearly the cheapest threshold: it costs 139, the best one 137.",
            lambda r: r.classifier == CLASSIFIERS[0] and r.theory == r.threshold and (r.cost, r.least) == (139, 137),
        ),
        "the same formula": Preset(
            {"classifier": CLASSIFIERS[1], "threshold": 0.25, "miss": 3},
            "Naive Bayes does not mean its probabilities: at 0.25 it costs 317, at the best threshold 228.",
            lambda r: r.classifier == CLASSIFIERS[1] and r.theory == r.threshold and (r.cost, r.least) == (317, 228),
        ),
        "zeros": Preset(
            {"digit": 0},
            "Zeros are easy: 3 missed and no false alarm, at half a probability.",
            lambda r: r.digit == 0 and (r.fn, r.fp) == (3, 0) and r.threshold == 0.5,
        ),
    }  # fmt: skip

    def compute(self, classifier, digit, threshold, miss):
        truth, given = digit_scores(digit, classifier)
        counts = confusion(truth, given >= threshold)
        best = best_threshold(truth, given, miss=miss, alarm=1)
        return Measured(
            *counts[:3],
            precision=precision(counts, undefined=1),
            recall=recall(counts),
            cost=total_cost(counts, miss=miss, alarm=1),
            best=min(best.threshold, 1.0),
            least=best.cost,
            theory=probability_threshold(miss=miss, alarm=1),
            **_whole(digit, classifier),
        )

    def draw(self, figure, r):
        self.axes = figure.add_axes((0.07, 0.13, 0.25, 0.6))
        self.axes.set(xlim=(0, 1), ylim=(0.5, 2000), yscale="log", xlabel="probability given", ylabel="digits")
        empty = np.full(20, 0.5)
        self.bars = [
            self.axes.stairs(empty, np.linspace(0, 1, 21), baseline=0.5, color=color, **style)
            for color, style in ((INPUT, {"fill": True, "alpha": 0.35}), (OUTPUT, {"linewidth": 2.5}))
        ]
        (self.line,) = self.axes.plot([], [], color="black", linewidth=2.5)
        (self.best,) = self.axes.plot([], [], "v", color=KERNEL, markersize=11, clip_on=False)
        self.names = [
            caption(figure, 0.77, 4.35, color=INPUT),
            caption(figure, 3.5, 4.35, color=OUTPUT_INK, ha="right"),
        ]
        self.cost = caption(figure, 0.77, 4.75, weight="bold")
        curve = figure.add_axes((0.4, 0.13, 0.24, 0.24 * 11 / 5.2))
        curve.set(xlim=(0, 1), ylim=(0, 1), xticks=[0, 0.5, 1], yticks=[0, 0.5, 1], xlabel="recall", ylabel="precision")
        (self.curve,) = curve.plot([], [], color=INPUT, clip_on=False)
        (self.point,) = curve.plot([], [], "o", color=ERROR, markersize=11, clip_on=False)
        self.now = Lines(figure, 4.4, 4.75, spacing=0.3)
        said = figure.add_axes((0.73, 0.13, 0.24, 0.24 * 11 / 5.2))
        said.set(xlim=(0, 1), ylim=(0, 1), xticks=[0, 0.5, 1], yticks=[0, 0.5, 1])
        said.set(xlabel="probability given", ylabel="share that is")
        said.plot([0, 1], [0, 1], "--", color=REFERENCE, linewidth=1.2)
        (self.bins,) = said.plot([], [], "o-", color=INPUT, markersize=8, clip_on=False)
        self.meant = Lines(figure, 8.03, 4.75, spacing=0.3)

    def update(self, r):
        truth, given = digit_scores(r.digit, r.classifier)
        for bars, own in zip(self.bars, (~truth, truth)):
            counts = np.histogram(given[own], 20, (0, 1))[0]
            bars.set_data(np.maximum(counts, 0.5), baseline=0.5)
        self.line.set_data([r.threshold] * 2, [0.5, 2000])
        self.best.set_data([r.best], [2000])
        self.cost.set_text(f"cost {r.cost:.0f}; least {r.least:.0f} at {r.best:.2f} (▼)")
        self.names[0].set_text(f"{(~truth).sum()} others")
        self.names[1].set_text(f"{truth.sum()} times {r.digit}")
        curve = precision_recall(truth, given)
        self.curve.set_data(curve.recall, curve.precision)
        self.point.set_data([r.recall], [r.precision])
        self.now.show(
            (f"average precision {r.average_precision:.3f}", {"weight": "bold"}),
            f"ROC area {r.roc_area:.3f}",
            f"precision {r.precision:.3f}, recall {r.recall:.3f}",
            f"found {r.tp}, false {r.fp}, missed {r.fn}",
        )
        bins = _bins(r.classifier, r.digit)
        self.bins.set_data(bins.predicted, bins.observed)
        self.meant.show(
            ("Does it mean it?", {"weight": "bold"}),
            f"calibration error {r.calibration_error:.3f}",
            f"Brier score {r.brier:.3f}",
        )

    def describe(self, r):
        return (
            f"{r.classifier.capitalize()}, digit {r.digit}, threshold {r.threshold:.2f}: {r.tp} found, {r.fp} false "
            f"alarms, {r.fn} missed; precision {r.precision:.3f}, recall {r.recall:.3f}. Cost {r.cost:.0f}; least "
            f"{r.least:.0f} at {r.best:.3f}, where calibrated probabilities would say {r.theory:.3f}. ROC area "
            f"{r.roc_area:.4f}, average precision {r.average_precision:.4f}, calibration error "
            f"{r.calibration_error:.3f}, Brier {r.brier:.4f}."
        )

    def code(self, classifier, digit, threshold, miss):
        return f"""\
from course_lib import metrics
from course_lib.metrics.classifiers import digit_scores
truth, given = digit_scores({digit}, {classifier!r})
counts = metrics.confusion(truth, given >= {threshold})
tp, fp, fn, tn = counts
precision, recall = metrics.precision(counts, undefined=1), metrics.recall(counts)
cost = metrics.total_cost(counts, miss={miss}, alarm=1)
least = metrics.best_threshold(truth, given, miss={miss}, alarm=1).cost
theory = metrics.probability_threshold(miss={miss}, alarm=1)
roc_area = metrics.roc_area(truth, given)
average_precision = metrics.average_precision(truth, given)
calibration_error = metrics.calibration_error(truth, given)
brier = metrics.brier_score(truth, given)"""

    def handles(self):
        return [Handle(self.axes, "threshold", None, "threshold")]


@lru_cache
def _whole(digit, classifier):
    """Return the measures that no threshold changes."""
    scores = digit_scores(digit, classifier)
    return {
        "roc_area": roc_area(*scores),
        "average_precision": average_precision(*scores),
        "calibration_error": calibration_error(*scores),
        "brier": brier_score(*scores),
    }


@lru_cache
def _bins(classifier, digit):
    return reliability(*digit_scores(digit, classifier))
