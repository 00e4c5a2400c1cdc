"""Scores of two classes, one threshold between them, and everything that follows from where it stands."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib.kit.explorer import Choice, Explorer, Handle, Number, Preset
from course_lib.kit.figures import (
    ERROR,
    INK,
    INPUT,
    KERNEL,
    OUTPUT,
    OUTPUT_INK,
    Lines,
    NumberGrid,
    caption,
    fit_cells,
    panel,
    signed_text,
    tint,
)
from course_lib.metrics import (
    average_precision,
    best_threshold,
    confusion,
    f_score,
    normal_curves,
    normal_rates,
    normal_threshold,
    precision,
    precision_from_rates,
    precision_recall,
    recall,
    roc,
    roc_area,
)

BELLS, DOGS = "two bell curves, 1000 people", "12 dogs, 10 cats"
ANIMALS = tuple("DDCDCDDCDCDDCDCDCCDCCD")  # by falling score; the first 8 hold 5 dogs
SCORES = 4.2 - 0.3 * np.arange(22)
DISTANCE = 2.0  # of the two bell curves
LOW, HIGH = -3.0, 5.0
Z = np.linspace(LOW, HIGH, 161)


class Threshold(NamedTuple):
    prevalence: float  # share of the positives among what is scored
    counts: tuple  # (tp, fp, fn, tn), of 1000 people expected, or of 22 animals
    recall: float
    false_positive_rate: float
    precision: float  # 1 where nothing is called positive
    f1: float
    roc_area: float
    average_precision: float
    cost: float  # of the errors, a false alarm being 1
    cheapest: float  # threshold of least cost


class MoveTheThreshold(Explorer):
    """Where should the threshold stand, and which curve tells?"""

    title = "Move the threshold"
    size = (11, 5.6)
    controls = {
        "items": Choice(BELLS, (BELLS, DOGS), label="what is scored"),
        "share": Number(50, 1, 99, label="share of positives", unit="%"),
        "threshold": Number(1.0, LOW, HIGH, 0.1, label="threshold: drag it"),
        "miss": Number(1, 1, 200, label="price of a miss (a false alarm is 1)"),
    }
    presets = {
        "even classes": Preset(
            {},
            "As many ill as well: recall 84 %, precision 84 %.",
            lambda r: round(r.recall, 2) == round(r.precision, 2) == 0.84 and r.prevalence == 0.5,
        ),
        "one in a hundred": Preset(
            {"share": 1},
            "The ROC point has not moved. Precision has: from 84 % to 5 %, average precision from 0.92 to 0.27.",
            lambda r: r.prevalence == 0.01 and round(r.precision, 2) == 0.05 and round(r.average_precision, 2) == 0.27
            and round(r.recall, 2) == 0.84,
        ),
        "a miss costs 200": Preset(
            {"share": 1, "threshold": 0.7, "miss": 200},
            "Mammography: if a miss costs 200 false alarms, the cheapest threshold finds 90 % at a precision of 4 %.",
            lambda r: abs(r.cheapest - r.threshold) < 0.06 and 0.9 <= r.recall < 0.91
            and round(r.precision, 2) == 0.04,
        ),
        "cars": Preset(
            {"share": 20, "threshold": 0.9, "miss": 5},
            "Cars in one place of five, a miss costs 5: cheapest is a recall of 86 %, a precision of 54 %.",
            lambda r: abs(r.cheapest - r.threshold) < 0.06 and round(r.recall, 2) == 0.86
            and round(r.precision, 2) == 0.54,
        ),
        "12 dogs, 10 cats": Preset(
            {"items": DOGS, "threshold": 2.0},
            "8 flagged, 5 of them dogs: precision 5/8, recall 5/12, F1 exactly 0.5.",
            lambda r: r.counts == (5, 3, 7, 7) and r.f1 == 0.5 and r.precision == 0.625,
        ),
        "the surest": Preset(
            {"items": DOGS, "threshold": 3.8},
            "Only the two surest: precision is perfect, and 10 of 12 dogs are missed.",
            lambda r: r.counts == (2, 0, 10, 10) and r.precision == 1,
        ),
        "everything": Preset(
            {"items": DOGS, "threshold": -3.0},
            "Everything is a dog: recall is perfect, and all 10 cats are false alarms.",
            lambda r: r.counts == (12, 10, 0, 0) and r.recall == 1,
        ),
    }  # fmt: skip

    def compute(self, items, share, threshold, miss):
        if items == DOGS:
            truth = np.array(ANIMALS) == "D"
            counts = confusion(truth, threshold - 1e-9 <= SCORES)
            rates = recall(counts), counts.fp / 10
            measures = precision(counts, undefined=1), f_score(counts)
            areas = roc_area(truth, SCORES), average_precision(truth, SCORES)
            cheapest = min(best_threshold(truth, SCORES, miss=miss, alarm=1).threshold, HIGH)
            share = truth.mean()
        else:
            rates = normal_rates(threshold, DISTANCE)
            p = precision_from_rates(*rates, share)
            measures = p, 2 * p * rates[0] / (p + rates[0])
            curves = _bells(share)
            areas = curves.roc_area, curves.average_precision
            cheapest = normal_threshold(DISTANCE, share, miss=miss, alarm=1)
            ill, well = 1000 * share, 1000 * (1 - share)
            counts = (ill * rates[0], well * rates[1], ill * (1 - rates[0]), well * (1 - rates[1]))
        cost = miss * counts[2] + counts[1]
        return Threshold(float(share), tuple(counts), *rates, *measures, *areas, float(cost), float(cheapest))

    def draw(self, figure, r):
        self.axes = figure.add_axes((0.03, 0.52, 0.44, 0.38))
        self.axes.set(xlim=(LOW, HIGH), ylim=(0, 1.12), yticks=[], xlabel="score")
        self.axes.spines["left"].set_visible(False)
        style = {"linewidth": 0}
        self.areas = [
            self.axes.fill([0], [0], facecolor=color, **style)[0]
            for color in (tint(INPUT, 0.3), tint(ERROR, 0.75), tint(KERNEL, 0.6), tint(OUTPUT, 0.5))
        ]
        self.edges = [self.axes.plot([], [], color=color, linewidth=1.5)[0] for color in (INPUT, OUTPUT)]
        (self.line,) = self.axes.plot([], [], color="black", linewidth=2.5)
        (self.grip,) = self.axes.plot([], [], "o", color="black", markersize=11, clip_on=False)
        (self.best,) = self.axes.plot([], [], "^", color=KERNEL, markeredgecolor="white", markersize=11, clip_on=False)
        self.names = [caption(figure, 0.35, 5.2, color=INPUT), caption(figure, 5.15, 5.2, color=OUTPUT_INK, ha="right")]
        table = panel(figure, 1.15, 0.45, 2.2, 1.55)
        fit_cells(table, 2, 2)
        self.table = NumberGrid(table, fontsize=13)
        for x, words in ((1.0, "called:"), (1.88, "yes"), (2.62, "no")):
            caption(figure, x, 2.1, words, ha="right" if words.endswith(":") else "center", fontsize=11)
        for place, words in enumerate(("positive", "negative")):
            caption(figure, 1.05, 1.56 - 0.76 * place, words, ha="right", fontsize=11)
        self.lines = Lines(figure, 3.6, 1.85, spacing=0.31, color=INK)
        self.curves, self.points, self.captions, self.marks = [], [], [], []
        for left, x, y in ((0.54, "false positive rate", "recall"), (0.8, "recall", "precision")):
            axes = figure.add_axes((left, 0.3, 0.185, 0.185 * 11 / 5.6))
            axes.set(xlim=(0, 1), ylim=(0, 1), xticks=[0, 0.5, 1], yticks=[0, 0.5, 1], xlabel=x, ylabel=y)
            self.marks.append(axes.plot([], [], "--", color="#AAAAAA", linewidth=1)[0])
            self.curves.append(axes.plot([], [], color=INPUT, clip_on=False)[0])
            self.points.append(axes.plot([], [], "o", color=ERROR, markersize=11, clip_on=False)[0])
            self.captions.append(caption(figure, left * 11, 3.9))
        for left, words in ((0.54, "ROC curve"), (0.8, "Precision-recall curve")):
            caption(figure, left * 11, 4.2, words, weight="bold")

    def update(self, r):
        animals = r.items == DOGS
        self._scores(r, animals)
        self.line.set_data([r.threshold] * 2, [0, 1.02])
        self.grip.set_data([r.threshold], [1.02])
        self.best.set_data([np.clip(r.cheapest, LOW, HIGH)], [0.07])
        one, other = ("cats", "dogs") if animals else ("negative", "positive")
        self.names[0].set_text(f"{one}: {100 - 100 * r.prevalence:.0f} %")
        self.names[1].set_text(f"{other}: {100 * r.prevalence:.0f} %")
        faces = [[tint(OUTPUT, 0.5), tint(KERNEL, 0.6)], [tint(ERROR, 0.75), tint(INPUT, 0.3)]]
        tp, fp, fn, tn = r.counts
        texts = [f"{count:.0f}" if animals or count >= 10 else f"{count:.1f}" for count in (tp, fn, fp, tn)]
        self.table.show(np.array([[tp, fn], [fp, tn]]), faces=np.array(faces), texts=texts)
        called = tp + fp > 0
        self.lines.show(
            f"precision {r.precision:.3f}" if called else "precision 1: none called",
            f"recall {r.recall:.3f}",
            f"F1 {r.f1:.3f}",
            f"cost {r.cost:.0f}",
            f"cheapest at {signed_text(r.cheapest, 1)} (▲)",
        )
        curves = _animal_curves() if animals else _bell_curves(r.prevalence)
        for line, points in zip(self.curves, curves):
            line.set_data(points)
        self.points[0].set_data([r.false_positive_rate], [r.recall])
        self.points[1].set_data([r.recall], [r.precision])
        self.marks[0].set_data([0, 1], [0, 1])
        self.marks[1].set_data([0, 1], [r.prevalence, r.prevalence])
        self.captions[0].set_text(f"area {r.roc_area:.3f}; dashed: chance")
        self.captions[1].set_text(f"average precision {r.average_precision:.3f}")

    def _scores(self, r, animals):
        if animals:
            positive = np.array(ANIMALS) == "D"
            parts = [(~positive, False), (~positive, True), (positive, False), (positive, True)]
            for area, (own, called) in zip(self.areas, parts):
                places = SCORES[own & ((r.threshold - 1e-9 <= SCORES) == called)]
                bottom = 0.1 if own is parts[0][0] else 0.55
                corners = [(p + dx, bottom + dy) for p in places for dx, dy in _BOX]
                area.set_xy(corners or [(0, 0)])
            for edge in self.edges:
                edge.set_data([], [])
            return
        heights = [(1 - r.prevalence) * np.exp(-(Z**2) / 2), r.prevalence * np.exp(-((Z - DISTANCE) ** 2) / 2)]
        scale = 0.95 / max(part.max() for part in heights)
        for number, (area, called) in enumerate(zip(self.areas, (False, True, False, True))):
            area.set_xy(_under(scale * heights[number // 2], r.threshold, called))
        for edge, part in zip(self.edges, heights):
            edge.set_data(Z, scale * part)

    def describe(self, r):
        tp, fp, fn, tn = (f"{count:.1f}" if r.items == BELLS else str(count) for count in r.counts)
        return (
            f"{r.items.capitalize()}, {r.prevalence:.1%} positive, threshold {r.threshold:.1f}: {tp} found, {fp} false "
            f"alarms, {fn} missed, {tn} let go. Precision {r.precision:.3f}, recall {r.recall:.3f}, F1 {r.f1:.3f}; ROC "
            f"area {r.roc_area:.3f}, average precision {r.average_precision:.3f}. Cost {r.cost:.1f}, least at "
            f"{r.cheapest:.2f}."
        )

    def code(self, items, share, threshold, miss):
        if items == DOGS:
            return f"""\
import numpy as np
from course_lib import metrics
truth = np.array(list("{"".join(ANIMALS)}")) == "D"
scores = 4.2 - 0.3 * np.arange(22)
counts = metrics.confusion(truth, scores >= {threshold} - 1e-9)
recall, f1 = metrics.recall(counts), metrics.f_score(counts)
precision = metrics.precision(counts, undefined=1)
roc_area = metrics.roc_area(truth, scores)
average_precision = metrics.average_precision(truth, scores)
cost = metrics.total_cost(counts, miss={miss}, alarm=1)"""
        return f"""\
from course_lib import metrics
share, distance = {share}, {DISTANCE}
recall, false_positive_rate = metrics.normal_rates({threshold}, distance)
precision = metrics.precision_from_rates(recall, false_positive_rate, share)
f1 = 2 * precision * recall / (precision + recall)
curves = metrics.normal_curves(distance, share)
roc_area, average_precision = curves.roc_area, curves.average_precision
cheapest = metrics.normal_threshold(distance, share, miss={miss}, alarm=1)
cost = 1000 * ({miss} * share * (1 - recall) + (1 - share) * false_positive_rate)"""

    def handles(self):
        return [Handle(self.axes, "threshold", None, "threshold")]


_BOX = ((-0.12, 0), (0.12, 0), (0.12, 0.3), (-0.12, 0.3), (-0.12, 0), (np.nan, np.nan))


def _under(heights, threshold, right):
    """Return the outline of the area under a curve on one side of the threshold."""
    x = np.append(Z[threshold <= Z], threshold) if right else np.append(Z[threshold > Z], threshold)
    x = np.sort(x)
    y = np.interp(x, Z, heights)
    return np.concatenate([[[x[0], 0]], np.column_stack([x, y]), [[x[-1], 0]]])


@lru_cache(maxsize=128)
def _bells(share):
    return normal_curves(DISTANCE, share)


def _bell_curves(share):
    curves = _bells(share)
    return (curves.false_positive_rate, curves.recall), (curves.recall, curves.precision)


@lru_cache
def _animal_curves():
    truth = np.array(ANIMALS) == "D"
    rates, curve = roc(truth, SCORES), precision_recall(truth, SCORES)
    return (rates.false_positive_rate, rates.recall), (curve.recall, curve.precision)
