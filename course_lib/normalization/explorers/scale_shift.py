"""Divide by what, and what gamma and beta bring back: one channel before, in the middle and behind."""

from typing import NamedTuple

import numpy as np

from course_lib.kit.explorer import Choice, Explorer, Number, Preset
from course_lib.kit.figures import ERROR, ERROR_INK, INPUT, KERNEL, OUTPUT, OUTPUT_INK, Lines, caption, signed_text
from course_lib.normalization import moments

DIVISORS = ("standard deviation", "variance")
# 200 numbers with mean 0 and variance 1, lopsided, so that one sees that the shape stays: quantiles of an exponential.
SHAPE = -np.log(1 - (np.arange(200) + 0.5) / 200)
SHAPE = (SHAPE - SHAPE.mean()) / SHAPE.std()
SHAPE.flags.writeable = False
EDGES = np.arange(-10, 10.01, 0.25)
TALLEST = 0.3  # of the histograms: a taller bar is cut


class Stages(NamedTuple):
    x: np.ndarray  # (200,) what goes in
    z: np.ndarray  # (200,) minus the mean, divided
    y: np.ndarray  # (200,) times gamma, plus beta
    back: float  # largest difference of y and x


class ScaleShift(Explorer):
    """What does the layer take away, and what can gamma and beta bring back?"""

    title = "Divide by what?"
    size = (9.5, 5.4)
    controls = {
        "center": Number(2.0, -4.0, 4.0, 0.5, label="mean of the input"),
        "spread": Number(2.0, 0.25, 3.0, 0.25, label="standard deviation of the input"),
        "divide": Choice(DIVISORS[0], DIVISORS, label="divide by the"),
        "gamma": Number(1.0, -2.0, 4.0, 0.25, label="gamma: scale"),
        "beta": Number(0.0, -4.0, 4.0, 0.5, label="beta: shift"),
    }
    presets = {
        "normalized": Preset(
            {},
            "Divided by the standard deviation: mean 0, variance 1. The lopsided shape stays.",
            lambda r: abs(r.z.mean()) < 1e-6 and abs(r.z.var() - 1) < 1e-4 and r.x.std() > 1.5,
        ),
        "another input": Preset(
            {"center": -4.0, "spread": 0.5},
            "The input is a quarter as wide and elsewhere. What comes out is the same.",
            lambda r: r.x.mean() < -3.9 and abs(r.z.std() - 1) < 1e-3 and np.allclose(r.y, SHAPE, atol=1e-3),
        ),
        "by the variance": Preset(
            {"divide": DIVISORS[1]},
            "Divided by the variance, 4: the variance left over is 0.25, not 1.",
            lambda r: r.divide == "variance" and abs(r.z.var() - 0.25) < 1e-4,
        ),
        "narrow becomes wide": Preset(
            {"spread": 0.25, "divide": DIVISORS[1]},
            "Divided by the variance, a narrow input comes out wide: deviation 0.25 in, 4 out.",
            lambda r: r.divide == "variance" and abs(r.z.std() - 4) < 0.01,
        ),
        "it comes back": Preset(
            {"gamma": 2.0, "beta": 2.0},
            "gamma = standard deviation and beta = mean undo it all: the input is back.",
            lambda r: r.divide != "variance" and r.back < 1e-4,
        ),
        "the notes' gamma": Preset(
            {"gamma": 4.0, "beta": 2.0},
            "With gamma = variance, 4, the output is twice as wide as the input.",
            lambda r: r.divide != "variance" and abs(r.gamma - r.x.var()) < 1e-3 and abs(r.y.std() - 4) < 1e-3,
        ),
    }

    def compute(self, center, spread, divide, gamma, beta):
        x = center + spread * SHAPE
        mean, variance = moments(x, 0)
        z = (x - mean) / (np.sqrt(variance + 1e-5) if divide == DIVISORS[0] else variance)
        y = gamma * z + beta
        return Stages(x, z, y, float(np.abs(y - x).max()))

    def draw(self, figure, r):
        self.bars, self.words = [], []
        for bottom, color in zip((0.73, 0.42, 0.11), (INPUT, KERNEL, OUTPUT)):
            axes = figure.add_axes((0.05, bottom, 0.6, 0.2))
            axes.set(xlim=(-10, 10), ylim=(0, TALLEST), xticks=range(-10, 11, 5), yticks=[])
            axes.spines["left"].set_visible(False)
            axes.axvline(0, color="#BBBBBB", linewidth=1, zorder=0)
            self.bars.append(axes.stairs(_shares(r.x), EDGES, fill=True, color=color))
            self.words.append(Lines(figure, 6.4, (bottom + 0.14) * 5.4, spacing=0.3))
        self.back = caption(figure, 6.4, 0.4, color=ERROR)

    def update(self, r):
        for bars, values in zip(self.bars, (r.x, r.z, r.y)):
            bars.set_data(_shares(values))
        names = (
            "x, what goes in",
            f"minus mean, over {'σ' if r.divide == DIVISORS[0] else 'variance σ²'}",
            f"times {r.gamma:g}, plus {r.beta:g}".replace("-", "−"),
        )
        for words, name, values in zip(self.words, names, (r.x, r.z, r.y)):
            words.show((name, {"weight": "bold"}), _two(values))
        self.back.set(
            text="this is the input again" if r.back < 1e-3 else f"from the input: up to {r.back:.2f}",
            color=OUTPUT_INK if r.back < 1e-3 else ERROR_INK,
        )

    def describe(self, r):
        stages = "; ".join(f"{name} {_two(part)}" for name, part in (("in", r.x), ("divided", r.z), ("out", r.y)))
        back = "The input is back." if r.back < 1e-3 else f"Out differs from in by up to {r.back:.2f}."
        return f"Divided by the {r.divide}, gamma {r.gamma:g}, beta {r.beta:g}: {stages}. {back}"

    def code(self, center, spread, divide, gamma, beta):
        divisor = "np.sqrt(variance + 1e-5)" if divide == DIVISORS[0] else "variance"
        return f"""\
import numpy as np
from course_lib.normalization import moments
shape = -np.log(1 - (np.arange(200) + 0.5) / 200)  # lopsided
x = {center} + {spread} * (shape - shape.mean()) / shape.std()
mean, variance = moments(x, 0)
z = (x - mean) / {divisor}
y = {gamma} * z + {beta}"""


def _shares(values):
    return np.histogram(values, EDGES)[0] / values.size


def _two(values):
    return f"mean {signed_text(values.mean())}, deviation {values.std():.2f}"
