"""Real training: which normalization still learns at which batch size and learning rate."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib.kit.explorer import Choice, Explorer, Handle, Number, Preset
from course_lib.normalization.runs import stored_runs

NAMES = {"none": "no norm", "batch": "batch norm", "layer": "layer norm", "instance": "instance norm"}
NAMES |= {"group": "group norm"}
DASHES = {
    "none": (0, (1, 1.2)),
    "batch": "-",
    "layer": (0, (5, 2)),
    "instance": (0, (5, 1.5, 1, 1.5)),
    "group": (0, (9, 2)),
}
GAP = 0.058  # between labels at the ends of the curves, in accuracy


class Trained(NamedTuple):
    batch_size: int
    learning_rate: float
    steps: int  # of SGD that the run had
    examples_seen: np.ndarray  # (points,)
    curves: np.ndarray  # (norms, points) test accuracy, mean over the seeds
    low: np.ndarray  # (points,) of the chosen norm, the worst seed
    high: np.ndarray  # (points,) the best seed
    final: np.ndarray  # (norms, batch sizes, learning rates) test accuracy at the end, mean over the seeds
    failed: int  # seeds of the chosen run that ended below 20 %: no better than guessing, or nearly


class RealTraining(Explorer):
    """Which batch size, which learning rate: who still learns?"""

    title = "Real training"
    size = (10.4, 4.7)
    controls = {
        "norm": Choice("batch", tuple(NAMES), label="normalization"),
        "batch": Number(5, 1, 6, label="batch size, as a power of 2"),
        "rate": Number(-0.5, -2.5, 0.5, 0.5, label="learning rate, as a power of 10 (rounded)"),
    }
    presets = {
        "64, rate 1": Preset(
            {"norm": "none", "batch": 6, "rate": 0.0},
            "Batches of 64, rate 1: without a norm 40 % on average, and the seeds disagree wildly; batch norm 96 %.",
            lambda r: (
                abs(_end(r, "none") - 0.40) < 0.006
                and abs(_end(r, "batch") - 0.96) < 0.006
                and r.norm == "none"
                and r.high[-1] - r.low[-1] > 0.6
            ),
        ),
        "too far": Preset(
            {"batch": 6, "rate": 0.5},
            "Rate 3: batch norm fails too. It widens the range of good rates, it does not make it endless.",
            lambda r: r.norm == "batch" and r.failed == 3 and (r.final[1, :, 6] < 0.15).all(),
        ),
        "2 per batch": Preset(
            {"norm": "group", "batch": 1, "rate": -1.5},
            "Batches of 2: batch norm's lead is gone. It ends at 94 %, group norm at 97 %; seeds differ by 2.",
            lambda r: (
                abs(_end(r, "group") - 0.97) < 0.006
                and abs(_end(r, "batch") - 0.94) < 0.006
                and r.norm == "group"
                and abs(r.high[-1] - r.low[-1] - 0.02) < 0.005
                and r.final[1, 5].max() > r.final[4, 5].max() + 0.02  # at 64, each at its best rate, it leads
            ),
        ),
        "no norm needed": Preset(
            {"norm": "none", "batch": 1, "rate": -2.0},
            "Batches of 2, rate 0.01: 95 % without a norm, within a point of the best. Many small steps work too.",
            lambda r: abs(_end(r, "none") - 0.95) < 0.006 and _end(r, "none") > r.curves[:, -1].max() - 0.01,
        ),
        "64 per batch": Preset(
            {"batch": 6},
            "Batches of 64, 100 steps: batch norm 96 %, every other norm 94 % or less, none 85 %.",
            lambda r: (
                abs(_end(r, "batch") - 0.96) < 0.006
                and max(_end(r, name) for name in ("layer", "instance", "group")) < 0.945
                and abs(_end(r, "none") - 0.85) < 0.006
            ),
        ),
    }

    def compute(self, norm, batch, rate):
        runs, final = stored_runs(), _final()
        row, column = batch - 1, round((rate + 2.5) / 0.5)
        curves = runs.accuracy[:, row, column].astype(float)  # (norms, seeds, points)
        own, size = curves[runs.norms.index(norm)], int(runs.batch_sizes[row])
        means, failed = curves.mean(axis=1), int((own[:, -1] < 0.2).sum())
        place = size, float(runs.learning_rates[column]), int(runs.examples_seen[-1]) // size, runs.examples_seen
        return Trained(*place, means, own.min(axis=0), own.max(axis=0), final, failed)

    def draw(self, figure, r):
        from course_lib.kit.figures import ERROR, INK, NumberGrid, caption, cell_frame, fit_cells, panel

        self.axes = figure.add_axes((0.075, 0.13, 0.36, 0.72))
        seen = r.examples_seen
        self.axes.set(xlim=(0, seen[-1]), ylim=(0, 1.02), xlabel="training images seen", ylabel="test accuracy")
        self.axes.set(xticks=range(0, seen[-1] + 1, 1600), yticks=np.arange(0, 1.1, 0.2))
        self.band = self.axes.fill_between(seen, r.low, r.high, alpha=0.25, linewidth=0)
        self.lines = {name: self.axes.plot(seen, seen * 0, linestyle=DASHES[name])[0] for name in NAMES}
        place = {"va": "center", "fontsize": 12, "clip_on": False}
        self.labels = {name: self.axes.text(seen[-1] * 1.07, 0, words, **place) for name, words in NAMES.items()}
        self.leaders = self.axes.plot([], [], color="#999999", linewidth=0.8, clip_on=False)[0]
        self.above = caption(figure, 0.78, 4.2, weight="bold")
        cells = panel(figure, 6.75, 0.85, 3.5, 3.0)
        fit_cells(cells, 6, 7, margin=0)
        self.grid = NumberGrid(cells, fontsize=12)
        self.chosen = cell_frame(cells, ERROR)
        # Axes in the units of the controls lie over the cells, so that a click sets both.
        self.places = figure.add_axes(cells.get_position(), facecolor="none", xlim=(-2.75, 0.75), ylim=(6.5, 0.5))
        self.places.set(xlabel="learning rate", ylabel="batch size")
        self.places.set_xticks(np.arange(-2.5, 0.6, 0.5), [f"{rate:g}" for rate in stored_runs().learning_rates])
        self.places.set_yticks(range(1, 7), [f"{size}" for size in stored_runs().batch_sizes])
        self.places.tick_params(length=0)
        self.places.spines[:].set_visible(False)
        self.heading = caption(figure, 6.75, 4.2, weight="bold", color=INK)

    def update(self, r):
        from course_lib.kit.figures import move_frame

        runs = stored_runs()
        self._curves(r)
        final = r.final[runs.norms.index(r.norm)]
        texts = [f"{100 * share:.0f}" for share in final.ravel()]
        self.grid.show(final, faces=_shaded(r.norm), texts=texts)
        move_frame(self.chosen, list(runs.batch_sizes).index(r.batch_size), _column(r))
        self.above.set_text(f"Batch size {r.batch_size}, rate {r.learning_rate:g}: {r.steps} steps")
        self.heading.set_text(f"{NAMES[r.norm].capitalize()}: final accuracy, %")

    def _curves(self, r):
        from course_lib.kit.figures import INPUT, OUTPUT, REFERENCE

        seen = r.examples_seen
        outline = np.concatenate([[seen, r.low], [seen[::-1], r.high[::-1]]], axis=1).T
        self.band.set_verts([outline])
        self.band.set_facecolor(OUTPUT)
        heights = apart(r.curves[:, -1], GAP)
        ends = np.full(len(heights), seen[-1])
        x, y = (ends * 1.01, ends * 1.06, ends * np.nan), (r.curves[:, -1], heights, heights)
        self.leaders.set_data(np.ravel(x, order="F"), np.ravel(y, order="F"))  # curve's end, label, gap, and so on
        for name, curve, height in zip(NAMES, r.curves, heights):
            own = name == r.norm
            color = OUTPUT if own else REFERENCE if name == "none" else INPUT
            self.lines[name].set(ydata=curve, color=color, linewidth=3.5 if own else 1.4, zorder=3 if own else 2)
            self.labels[name].set(y=height, color=color, weight="bold" if own else "normal")

    def describe(self, r):
        norms = stored_runs().norms
        reached = dict(zip(norms, r.curves[:, -1]))
        own = f"{100 * reached.pop(r.norm):.1f} %"
        spread = f"{100 * r.low[-1]:.1f} to {100 * r.high[-1]:.1f} %"
        others = ", ".join(f"{NAMES[name]} {100 * share:.1f} %" for name, share in reached.items())
        fate = f" {r.failed} of 3 runs learned nothing." if r.failed else ""
        return (
            f"{NAMES[r.norm].capitalize()}, batch size {r.batch_size}, learning rate "
            f"{r.learning_rate:g}: {own} of the test digits right after {r.examples_seen[-1]} images "
            f"(three seeds: {spread}).{fate} The others: {others}."
        )

    def code(self, norm, batch, rate):
        column = round((rate + 2.5) / 0.5)
        return f"""\
from course_lib.normalization.runs import stored_runs
runs = stored_runs()
accuracy = runs.accuracy[:, {batch - 1}, {column}].astype(float)  # (norms, seeds, points)
curves = accuracy.mean(axis=1)
own = accuracy[runs.norms.index({norm!r})]
low, high = own.min(axis=0), own.max(axis=0)
batch_size, learning_rate = int(runs.batch_sizes[{batch - 1}]), float(runs.learning_rates[{column}])
# Train it anew, in seconds:
# from course_lib.normalization.training import train
# train({norm!r}, batch_size=batch_size, learning_rate=learning_rate, seed=0).test_accuracy"""

    def handles(self):
        return [Handle(self.places, "rate", "batch", "learning rate and batch size")]


def apart(heights, gap):
    """Return `heights` moved as little as needed, in their order, so that neighbours are at least `gap` apart.

    >>> apart([0.9, 0.1, 0.92], 0.1).round(2).tolist()
    [0.86, 0.1, 0.96]
    """
    order = np.argsort(heights, kind="stable")
    ladder = np.arange(len(order)) * gap
    # Without the ladder the order must not fall: the nearest such sequence is found by pooling neighbours.
    pools = []  # of [sum, count]
    for height in np.asarray(heights, dtype=float)[order] - ladder:
        pools.append([height, 1])
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] > pools[-1][0] / pools[-1][1]:
            total, count = pools.pop()
            pools[-1] = [pools[-1][0] + total, pools[-1][1] + count]
    moved = np.empty(len(order))
    level = np.concatenate([[total / count] * count for total, count in pools])
    moved[order] = np.maximum(level, 0) + ladder  # none below zero
    return moved


def _end(result, norm):
    """Return the accuracy at the end of the shown runs with this norm."""
    return result.curves[stored_runs().norms.index(norm), -1]


def _column(result):
    return stored_runs().learning_rates.tolist().index(result.learning_rate)


@lru_cache
def _final():
    final = stored_runs().accuracy[..., -1].astype(float).mean(axis=-1)
    final.flags.writeable = False
    return final


@lru_cache
def _shaded(norm):
    """Return the colours (batch sizes, learning rates, 4) of the table of one norm."""
    from matplotlib import colormaps

    from course_lib.kit.figures import MAGNITUDE

    return colormaps[MAGNITUDE](_final()[stored_runs().norms.index(norm)])
