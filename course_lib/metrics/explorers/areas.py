"""Five detections in the order of their scores, the saw that they make, and the rules for the area under it."""

from typing import NamedTuple

import numpy as np

from course_lib.kit.explorer import Choice, Explorer, Grid, Number, Preset
from course_lib.kit.figures import (
    INPUT,
    KERNEL,
    OUTPUT,
    Lines,
    NumberGrid,
    caption,
    cell_colors,
    fit_cells,
    panel,
    tint,
)
from course_lib.metrics import average_precision, envelope, precision_recall

RULES = ("step", "envelope", "11 points", "trapezoid")


class Area(NamedTuple):
    hits: tuple  # (5,) 1: right, 0: false alarm; the surest first
    recall: np.ndarray  # (6,)
    precision: np.ndarray  # (6,)
    area: float  # average precision by this rule
    step: float  # the same by steps
    plain: float  # plain average of the five precisions


class AveragePrecision(Explorer):
    """How large is the area under a saw?"""

    title = "Average precision"
    size = (10, 4.9)
    controls = {
        "detections": Grid(((1, 0, 1, 1, 0),), 0, 1, label="five detections, surest first: 1 right, 0 wrong"),
        "positives": Number(4, 1, 8, label="objects to find"),
        "rule": Choice("step", RULES, label="area by"),
    }
    presets = {
        "by steps": Preset(
            {},
            "Each hit adds a block: its width is 1 of 4, its height the precision then. Together 0.604.",
            lambda r: r.rule == "step" and abs(r.area - 0.6042) < 5e-4,
        ),
        "envelope": Preset(
            {"rule": "envelope"},
            "Pascal VOC from 2010 fills the teeth of the saw: 0.625.",
            lambda r: r.rule == "envelope" and abs(r.area - 0.625) < 5e-4,
        ),
        "11 points": Preset(
            {"rule": "11 points"},
            "Pascal VOC 2007 takes the envelope at eleven recalls: 0.614.",
            lambda r: r.rule == "11 points" and abs(r.area - 0.6136) < 5e-4,
        ),
        "wrong ones last": Preset(
            {"detections": ((1, 1, 1, 0, 0),), "positives": 3},
            "All hits first: the area is 1, whatever follows. False alarms at the end cost nothing.",
            lambda r: r.area == 1 and r.hits[3:] == (0, 0),
        ),
        "wrong ones first": Preset(
            {"detections": ((0, 0, 1, 1, 1),), "positives": 3},
            "The same three hits, last instead of first: 0.478.",
            lambda r: r.hits == (0, 0, 1, 1, 1) and abs(r.area - 0.4778) < 5e-4,
        ),
    }

    def compute(self, detections, positives, rule):
        hits = tuple(int(hit) for hit in detections[0])
        scores = np.arange(5, 0, -1)
        curve = precision_recall(hits, scores, positives=positives)
        area, step = (average_precision(hits, scores, rule=name, positives=positives) for name in (rule, "step"))
        return Area(hits, curve.recall, curve.precision, area, step, float(curve.precision[1:].mean()))

    def draw(self, figure, r):
        self.axes, side = figure.subplots(1, 2, width_ratios=(57, 43))
        side.set_axis_off()  # the table and the words stand there
        self.axes.set(xlim=(0, 1), ylim=(0, 1.02), xlabel="recall", ylabel="precision")
        (self.fill,) = self.axes.fill([0], [0], facecolor=tint(KERNEL, 0.5), edgecolor="white", linewidth=1.5)
        (self.saw,) = self.axes.plot([], [], "o-", color=INPUT, markersize=9, clip_on=False)
        (self.dots,) = self.axes.plot([], [], "s", color=OUTPUT, markersize=8, clip_on=False)
        table = panel(figure, 7.0, 2.0, 2.6, 2.2)
        fit_cells(table, 4, 5)
        self.table = NumberGrid(table, fontsize=11)
        for row, words in enumerate(("hit", "found", "precision", "recall")):
            caption(figure, 6.9, 3.76 - 0.5 * row, words, ha="right", fontsize=11)
        self.lines = Lines(figure, 6.2, 1.5)

    def update(self, r):
        self.saw.set_data(r.recall, r.precision)
        self.fill.set_xy(_outline(r))
        at = np.linspace(0, 1, 11) if r.rule == "11 points" else np.empty(0)
        lifted = np.append(envelope(r.precision)[1:], 0)
        self.dots.set_data(at, lifted[np.searchsorted(r.recall[1:], at - 1e-9)])
        found = np.cumsum(r.hits)
        values = np.array([r.hits, found, r.precision[1:], r.recall[1:]], dtype=float)
        hit = np.zeros((4, 5), dtype=bool)
        hit[0] = np.array(r.hits, dtype=bool)
        texts = [f"{v:.0f}" if row < 2 else f"{v:.2f}" for row, line in enumerate(values) for v in line]
        self.table.show(values, faces=cell_colors((4, 5), (OUTPUT, 0.4, hit)), texts=texts)
        self.lines.show(
            (f"average precision {r.area:.3f}", {"weight": "bold", "fontsize": 14}),
            "the blocks together, as scikit-learn has it"
            if r.rule == "step"
            else f"by {r.rule}; by steps {r.step:.3f}",
            f"plain mean of the five: {r.plain:.3f}",
            f"{found[-1]} of {r.positives} found",
        )

    def describe(self, r):
        return (
            f"Hits {', '.join(map(str, r.hits))}, {r.positives} to find, by {r.rule}: average precision {r.area:.4f} "
            f"(by steps {r.step:.4f}, plain mean of the precisions {r.plain:.4f}). Recall ends at {r.recall[-1]:.3f}."
        )

    def code(self, detections, positives, rule):
        return f"""\
from course_lib.metrics import average_precision, precision_recall
hits, scores = {tuple(int(hit) for hit in detections[0])}, [5, 4, 3, 2, 1]
curve = precision_recall(hits, scores, positives={positives})
precision, recall = curve.precision, curve.recall
area = average_precision(hits, scores, rule={rule!r}, positives={positives})
step = average_precision(hits, scores, positives={positives})
plain = precision[1:].mean()"""


def _outline(r):
    """Return the outline of the area that the rule takes; blocks are apart."""
    if r.rule == "trapezoid":
        return np.concatenate([np.column_stack([r.recall, r.precision]), [[r.recall[-1], 0], [0, 0]]])
    if r.rule == "11 points":
        return np.array([[0, 0]])  # it takes points, no area
    heights = r.precision if r.rule == "step" else envelope(r.precision)
    corners = []
    for left, right, height in zip(r.recall[:-1], r.recall[1:], heights[1:]):
        if right > left:
            corners += [(left, 0), (left, height), (right, height), (right, 0), (left, 0), (np.nan, np.nan)]
    return np.array(corners or [(0, 0)])
