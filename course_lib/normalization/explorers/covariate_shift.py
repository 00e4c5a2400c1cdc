"""The covariate shift: what enters a hidden layer during training, and what later work measures in its place."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib import data
from course_lib.kit.explorer import Choice, Explorer, Handle, Number, Preset

FILE = "training_normalization"
SIDES = ("without a norm", "with batch norm")
LAYERS = ("convolution 2", "convolution 3", "convolution 4", "the last layer")  # each reads one hidden layer
TALLEST = 0.42  # of the histograms: a taller bar is cut
RATES = {"0.1": 0.1, "0.3": 0.3, "1": 1.0}
# What is measured: (how the axis is called, its four ticks at equal distances, logarithmic?)
MEASURES = {
    "angle of the gradient": ("cosine, 1 = no shift", (-0.5, 0, 0.5, 1), False),
    "length of the shift": ("shift / gradient", (0, 0.5, 1, 1.5), False),
    "loss along the step": ("highest − lowest loss", (0.01, 0.1, 1, 10), True),
}


class Shift(NamedTuple):
    step: int  # steps of SGD done at the moment shown
    edges: np.ndarray  # (bins + 1,) of the histograms
    shares: np.ndarray  # (2, bins) of what enters the channel's ReLU now: without, with batch norm
    at_start: np.ndarray  # (2, bins) the same before the first step
    means: np.ndarray  # (2, moments) of the channel
    deviations: np.ndarray  # (2, moments)
    measured: np.ndarray  # (2, moments) the later measurement, median of three seeds
    low: np.ndarray  # (2, moments) the lowest seed
    high: np.ndarray  # (2, moments) the highest


class CovariateShift(Explorer):
    """Does batch norm help because it keeps the inputs of the layers where they are?"""

    title = "Internal covariate shift"
    size = (10.6, 5.8)
    controls = {
        "moment": Number(16, 0, 16, label="moment of the training"),
        "layer": Number(4, 1, 4, label="hidden layer"),
        "channel": Number(1, 1, 4, label="channel"),
        "rate": Choice("0.3", RATES, label="learning rate"),
        "measure": Choice("angle of the gradient", tuple(MEASURES), label="later measurement"),
    }
    presets = {
        "it wanders": Preset(
            {},
            "Without a norm the spread of this channel grows tenfold. With batch norm it changes by 40 % at most.",
            lambda r: abs(_factor(r, 0) - 10) < 0.5 and _factor(r, 1) < 1.4 and r.moment == 16,
        ),
        "mean 0, deviation 1": Preset(
            {"layer": 3, "rate": "1", "moment": 0},
            "Before the first step batch norm hands on mean 0 and deviation 1: gamma is 1 and beta is 0.",
            lambda r: r.moment == 0 and abs(r.means[1, 0]) < 1e-4 and abs(r.deviations[1, 0] - 1) < 0.001,
        ),
        "gamma and beta move": Preset(
            {"layer": 2, "channel": 2, "rate": "1"},
            "99 steps later: mean 0.29, deviation 1.28. What is fixed is fixed before gamma and beta only.",
            lambda r: abs(r.means[1, r.moment] - 0.29) < 0.006 and abs(r.deviations[1, r.moment] - 1.28) < 0.006,
        ),
        "not less shift": Preset(
            {"layer": 3, "moment": 8},
            "The inputs keep still, the gradient does not: cosine 0.67 in the first 20 steps, against 0.94 without a "
            "norm; from step 30 on 0.44 against 0.45.",
            lambda r: _factor(r, 1) < 1.1 and np.allclose(_phases(r), [(0.94, 0.67), (0.45, 0.44)], atol=0.006),
        ),
        "fewer cliffs": Preset(
            {"layer": 3, "rate": "0.1", "moment": 14, "measure": "loss along the step"},
            "From step 30 on the loss varies by 1.3 along a step without a norm, by 0.15 with batch norm. In the first "
            "20 steps it was the other way round: 0.06 and 0.53, for the net without a norm had not begun to learn.",
            lambda r: np.allclose(_phases(r), [(0.06, 0.53), (1.32, 0.15)], atol=0.006),
        ),
    }

    def compute(self, moment, layer, channel, rate, measure):
        stored, place = data.results(FILE), _place(rate)
        counts = stored["shift_histograms"][:, place, :, layer - 1, channel - 1].astype(float)  # (2, moments, bins)
        shares = counts / np.maximum(counts.sum(axis=-1, keepdims=True), 1)  # all nan after a divergence: empty
        means, deviations = (
            stored[f"shift_{name}"][:, place, 0, :, layer - 1, channel - 1] for name in ("means", "deviations")
        )
        measured = _measured(measure, place, layer)
        step, edges = int(stored["shift_steps"][moment]), stored["shift_edges"]
        return Shift(step, edges, shares[:, moment], shares[:, 0], means, deviations, *measured)

    def draw(self, figure, r):
        from course_lib.kit.figures import REFERENCE

        panels = figure.subplots(2, 2, width_ratios=(36, 42))
        self.counts, self.starts, self.words = [], [], []
        for side, axes in enumerate(panels[:, 0]):
            axes.set(xlim=(-5, 5), ylim=(0, TALLEST), yticks=[0, 0.2, 0.4], ylabel="share of the values")
            self.counts.append(axes.stairs(r.shares[side], r.edges, fill=True, color=_colors()[side], alpha=0.6))
            self.starts.append(axes.stairs(r.at_start[side], r.edges, color=REFERENCE, linewidth=1.6))
            self.words.append(axes.set_title("", fontsize=12))
        axes.set_xlabel("what enters the ReLU (grey line: before training)")
        self.path = self._over_time(panels[0, 1], "mean ± deviation", (-5, 5))
        self.later = self._over_time(panels[1, 1], "", (0, 1.15))
        self.path.set_yticks([-4, -2, 0, 2, 4])
        # The ticks' labels move: a new scale of the axes would draw everything again.
        self.later.set_yticks(np.arange(4) / 3, [])
        place = {"transform": self.later.get_yaxis_transform(), "va": "center"}
        self.ticks = [self.later.text(-0.02, y, "", ha="right", fontsize=11, **place) for y in np.arange(4) / 3]
        self.label = self.later.text(-0.125, 0.55, "", ha="center", rotation=90, **place)
        self.later.set_xlabel("steps of training done")
        self.headings = [axes.set_title("", weight="bold", fontsize=12) for axes in (self.path, self.later)]
        parts = [self._pair(self.path), self._pair(self.later)]
        self.bands, self.lines, self.marks = zip(*parts)

    def _over_time(self, axes, label, ends):
        steps = data.results(FILE)["shift_steps"]
        shown = [0, 3, 5, 8, 10, 12, 14, 16]
        axes.set(xlim=(-0.3, 16.3), ylim=ends, ylabel=label)
        axes.set_xticks(shown, [str(steps[place]) for place in shown])
        return axes

    def _pair(self, axes):
        x, zero = np.arange(17), np.zeros(17)
        bands = [axes.fill_between(x, zero, zero, color=color, alpha=0.22, linewidth=0) for color in _colors()]
        lines = [axes.plot(x, zero, color=color, linestyle=dash)[0] for color, dash in zip(_colors(), ("--", "-"))]
        return bands, lines, axes.axvline(0, color="#555555", linewidth=1.2, linestyle=":")

    def update(self, r):
        name, ticks, _ = MEASURES[r.measure]
        self.label.set_text(name)
        for text, value in zip(self.ticks, ticks):
            text.set_text(f"{value:g}")
        for side in (0, 1):
            self.counts[side].set_data(r.shares[side])
            self.starts[side].set_data(r.at_start[side])
            self.words[side].set_text(f"{SIDES[side]}, step {r.step}: {_moments(r, side)}")
            mean, deviation = r.means[side], r.deviations[side]
            self._draw_line(0, side, mean, mean - deviation, mean + deviation)
            found = (r.measured[side], r.low[side], r.high[side])
            self._draw_line(1, side, *(heights(r.measure, part) for part in found))
        for mark in self.marks:
            mark.set_xdata([r.moment, r.moment])
        self.headings[0].set_text(f"Layer {r.layer}, channel {r.channel} (dashed: without the norm)")
        what = "" if "loss" in r.measure else f": {LAYERS[r.layer - 1]}"
        self.headings[1].set_text(f"{r.measure.capitalize()}{what}, 3 seeds")

    def _draw_line(self, place, side, middle, low, high):
        x = np.arange(len(middle))
        self.lines[place][side].set_data(x, middle)
        known = np.isfinite(low) & np.isfinite(high)
        outline = np.concatenate([[x[known], low[known]], [x[known][::-1], high[known][::-1]]], axis=1).T
        self.bands[place][side].set_verts([outline])

    def describe(self, r):
        sides = "; ".join(f"{SIDES[side]} {_moments(r, side)}" for side in (0, 1))
        factors = [_factor(r, side) for side in (0, 1)]
        now, (early, late) = r.measured[:, r.moment], _phases(r)
        where = f"Layer {r.layer}, channel {r.channel}, learning rate {r.rate:g}"
        return (
            f"{where}, step {r.step}: {sides}. Over the training the deviation varies by a factor of "
            f"{factors[0]:.1f} without, {factors[1]:.1f} with. {r.measure.capitalize()} now {now[0]:.2f} without, "
            f"{now[1]:.2f} with; its median up to step 20: {early[0]:.2f} and {early[1]:.2f}, "
            f"from step 30 on: {late[0]:.2f} and {late[1]:.2f}."
        )

    def code(self, moment, layer, channel, rate, measure):
        place = _place(rate)
        return f"""\
import numpy as np
from course_lib import data
stored = data.results({FILE!r})
# One channel; the axes: norm (none, batch), learning rate, seed, moment, layer, channel
means = stored["shift_means"][:, {place}, 0, :, {layer - 1}, {channel - 1}]
deviations = stored["shift_deviations"][:, {place}, 0, :, {layer - 1}, {channel - 1}]
{_CODE[measure].format(place=place, layer=layer - 1)}
measured = np.nanmedian(found, axis=1)  # of the seeds"""

    def handles(self):
        return [Handle(self.path, "moment", None, "moment of the training")]


_CODE = {
    "angle of the gradient": 'found = stored["shift_cosines"][:, {place}, :, :, {layer}]',
    "length of the shift": """\
size = stored["shift_sizes"][:, {place}, :, :, {layer}]
whole = stored["shift_gradient_sizes"][:, {place}, :, :, {layer}]
found = size / np.where(whole > 0, whole, np.nan)""",
    "loss along the step": 'found = np.ptp(stored["shift_walk_losses"][:, {place}], axis=-1)',
}


def heights(measure, values):
    """Return where `values` stand on the axis of a measure: 0 at its first tick, 1 at its last.

    >>> heights("angle of the gradient", np.array([-0.5, 1])), heights("loss along the step", np.array([0.01, 10]))
    (array([0., 1.]), array([0., 1.]))
    """
    _, ticks, logarithmic = MEASURES[measure]
    low, high = (np.log10(end) if logarithmic else end for end in (ticks[0], ticks[-1]))
    return ((np.log10(values) if logarithmic else values) - low) / (high - low)


def _place(rate):
    """Return the place of a learning rate among the stored ones."""
    return list(RATES.values()).index(rate)


def _factor(r, side):
    """Return by which factor the deviation of the channel varies over the training."""
    return r.deviations[side].max() / r.deviations[side].min()


def _phases(r):
    """Return the medians of what is measured up to step 20, and from step 30 on; each without and with batch norm."""
    return [np.nanmedian(part, axis=1) for part in (r.measured[:, :9], r.measured[:, 9:])]


def _colors():
    from course_lib.kit.figures import INPUT, OUTPUT

    return INPUT, OUTPUT


def _moments(r, side):
    mean, deviation = (part[side, r.moment] for part in (r.means, r.deviations))
    return f"mean {round(float(mean), 2) + 0:.2f}, deviation {deviation:.2f}"  # + 0: no minus before a zero


@lru_cache
def _measured(measure, place, layer):
    """Return median, lowest and highest of the seeds, each (2, moments)."""
    stored = data.results(FILE)
    if measure == "loss along the step":
        found = np.ptp(stored["shift_walk_losses"][:, place], axis=-1)
    elif measure == "angle of the gradient":
        found = stored["shift_cosines"][:, place, :, :, layer - 1]
    else:
        whole = stored["shift_gradient_sizes"][:, place, :, :, layer - 1]
        # A layer whose units are all dead has no gradient, and so no shift in proportion to it.
        found = stored["shift_sizes"][:, place, :, :, layer - 1] / np.where(whole > 0, whole, np.nan)
    return tuple(part.filled(np.nan) for part in _ends(np.ma.masked_invalid(found)))


def _ends(found):
    return np.ma.median(found, axis=1), found.min(axis=1), found.max(axis=1)
