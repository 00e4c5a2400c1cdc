"""The eight-point algorithm against noise, with and without Hartley's normalisation, over many runs."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib.geometry.eight_point import system_condition
from course_lib.geometry.scene import noise_study, two_views
from course_lib.kit.explorer import Choice, Explorer, Number, Preset
from course_lib.kit.figures import ERROR, ERROR_INK, OUTPUT, OUTPUT_INK, Dots, Lines

RUNS = 40
MOTIONS = ("converging", "sideways", "forward")
LOW, HIGH = 0.02, 200.0  # pixels, the ends of the axis
ROWS = {"plain": (1.0, ERROR_INK), "normalised": (0.0, OUTPUT_INK)}  # height and color
SCATTER = (np.arange(RUNS) * 0.618034 % 1 - 0.5) * 0.5  # heights of the dots, so that they do not hide each other


class Errors(NamedTuple):
    plain: np.ndarray  # (40,) error of each run in pixels, without normalisation
    normalised: np.ndarray  # (40,) with it, from the same points
    medians: tuple  # pixels, of both
    conditions: tuple  # of both systems of equations, for one scene


class NoiseAndNormalisation(Explorer):
    """What does half a pixel of noise do to F?"""

    title = "Noise and normalisation"
    size = (10.2, 3.9)
    controls = {
        "noise": Number(0.5, 0.1, 3.0, 0.1, label="noise", unit="px"),
        "count": Number(12, 8, 60, label="matches"),
        "motion": Choice("converging", MOTIONS, label="second camera"),
    }
    presets = {
        "half a pixel": Preset(
            {},
            "Half a pixel of noise, twelve matches: the lines are 1 px off with normalising, and 2 px without.",
            lambda r: r.noise == 0.5 and r.count == 12 and 0.8 < r.medians[1] < 1.2 and 1.7 < r.medians[0] < 2.8,
        ),
        "just eight": Preset(
            {"count": 8},
            "Eight matches leave no room for errors to cancel: more than five times as far off as with twelve.",
            lambda r: r.count == 8 and r.medians[1] > 5 * 0.89,
        ),
        "sixty": Preset(
            {"count": 60},
            "Sixty matches: with normalising the lines are less off than the points are.",
            lambda r: r.count == 60 and r.medians[1] < 0.5 * r.noise + 0.05 and r.medians[0] > 1.5 * r.medians[1],
        ),
        "why it helps": Preset(
            {"count": 20},
            "Products of pixels are as large as 100 000, and the last column is 1. Normalised, all columns are alike.",
            lambda r: r.count == 20 and r.conditions[0] > 1000 * r.conditions[1],
        ),
    }

    def compute(self, noise, count, motion):
        study = _study(motion, noise, count)
        medians = float(np.median(study.plain)), float(np.median(study.normalised))
        return Errors(*study, medians, _conditions(motion, count))

    def draw(self, figure, r):
        axes = figure.subplot_mosaic([["."], ["runs"]], height_ratios=(8, 26))["runs"]
        # Linear in the logarithm: on a logarithmic axis the rings of the dots would be bent.
        axes.set(xlim=(np.log10(LOW), np.log10(HIGH)), ylim=(-0.55, 1.55))
        axes.set_xticks([-1, 0, 1, 2], ["0.1", "1", "10", "100"])
        axes.set_yticks([row for row, _ in ROWS.values()], list(ROWS))
        axes.set_xlabel("how far lines and points are apart [px]: one dot for each of 40 runs")
        self.dots = [Dots(axes, 4, color=color, alpha=0.6) for color in (ERROR, OUTPUT)]
        style = {"linewidth": 3, "solid_capstyle": "butt"}
        self.marks = [axes.plot([], [], color=color, **style)[0] for color in ("#7a3000", "#00513b")]
        (self.noise,) = axes.plot([], [], color="#595959", linestyle=":", linewidth=1.5)
        self.label = axes.text(0, 1.42, "noise", fontsize=11, color="#595959", ha="right", va="center")
        self.said = Lines(figure, 1.3, 3.55, spacing=0.35)

    def update(self, r):
        rows, errors = (row for row, _ in ROWS.values()), (r.plain, r.normalised)
        for dots, mark, row, error, median in zip(self.dots, self.marks, rows, errors, r.medians):
            places = np.log10(error.clip(LOW * 1.05, HIGH / 1.05))
            dots.show(np.column_stack([places, row + SCATTER]))
            mark.set_data([np.log10(median)] * 2, [row - 0.38, row + 0.38])
        self.noise.set_data([np.log10(r.noise)] * 2, [-0.55, 1.55])
        self.label.set_x(np.log10(r.noise) - 0.03)
        self.said.show(
            *(
                (f"{name}: median {median:.2f} px; condition of the equations {_short(condition)}", {"color": color})
                for (name, (_, color)), median, condition in zip(ROWS.items(), r.medians, r.conditions)
            )
        )

    def describe(self, r):
        return (
            f"{r.motion}, {r.count} matches, noise {r.noise:.1f} px, {RUNS} runs: lines and points are "
            f"{r.medians[0]:.2f} px apart without normalising and {r.medians[1]:.2f} px with it (medians). Condition "
            f"of the equations {_short(r.conditions[0])} and {_short(r.conditions[1])}."
        )

    def code(self, noise, count, motion):
        return f"""\
import numpy as np
from course_lib.geometry import eight_point, scene
plain, normalised = scene.noise_study("{motion}", count={count}, noise={noise}, runs={RUNS})
medians = np.median(plain), np.median(normalised)
views = scene.two_views("{motion}", count={count}, noise=0.5)
points = views.points1, views.points2
plain_condition = eight_point.system_condition(*points, normalise=False)
conditions = plain_condition, eight_point.system_condition(*points)"""


def _short(number):
    """Return a number of any size in words: 3, 40, 12 000 000."""
    digits = 10 ** max(int(np.floor(np.log10(number))) - 1, 0)
    return f"{round(number / digits) * digits:,}".replace(",", " ")


@lru_cache(maxsize=256)
def _study(motion, noise, count):
    return noise_study(motion, count=count, noise=noise, runs=RUNS)


@lru_cache(maxsize=256)
def _conditions(motion, count):
    views = two_views(motion, count=count, noise=0.5)
    return tuple(system_condition(views.points1, views.points2, normalise=choice) for choice in (False, True))
