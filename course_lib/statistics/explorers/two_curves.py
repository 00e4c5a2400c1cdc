"""Null and alternative, one threshold between them, and the two errors it trades."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib.kit.explorer import Choice, Explorer, Handle, Number, Preset
from course_lib.kit.figures import ERROR, ERROR_INK, INPUT, KERNEL, KERNEL_INK, OUTPUT, OUTPUT_INK, tint
from course_lib.statistics import error_rates, z_p_value

SIDES = ("two-sided", "greater")
LOW, HIGH = -4.0, 8.0  # standard errors on the axis
Z = np.linspace(LOW, HIGH, 361)


class Curves(NamedTuple):
    alpha: float  # P(reject | null true)
    beta: float  # P(keep | alternative true)
    power: float  # 1 - beta
    standard_error: float  # sigma / sqrt(n), units of the data
    shift: float  # of the alternative, in standard errors


class TwoCurves(Explorer):
    """Where should the line stand between chance and finding?"""

    title = "Two curves and a line"
    size = (10, 5.6)
    controls = {
        "effect": Number(0.5, 0.0, 1.5, 0.05, label="true effect, if there is one", unit="units"),
        "n": Number(25, 2, 100, label="observations n"),
        "sigma": Number(1.0, 0.5, 3.0, 0.1, label="spread σ of one observation", unit="units"),
        "threshold": Number(1.96, 0.2, 4.0, 0.02, label="threshold: drag it", unit="standard errors"),
        "alternative": Choice(SIDES[0], SIDES, label="reject on"),
    }
    presets = {
        "alpha 5 %": Preset(
            {},
            "1.96 standard errors on both sides: alpha is 5 %, the power 71 %, so beta is 29 %.",
            lambda r: (round(r.alpha, 3), round(r.power, 2), round(r.beta, 2)) == (0.05, 0.71, 0.29),
        ),
        "stricter": Preset(
            {"threshold": 2.58},
            "alpha 1 %: fewer false alarms, but beta grows from 29 % to 53 %.",
            lambda r: round(r.alpha, 2) == 0.01 and round(r.beta, 2) == 0.53,
        ),
        "four times n": Preset(
            {"n": 100},
            "n from 25 to 100: beta falls from 29 % below 1 %. alpha stays at 5 %, whatever n.",
            lambda r: r.n == 100 and round(r.alpha, 3) == 0.05 and r.beta < 0.01,
        ),
        "twice the effect": Preset(
            {"effect": 1.0},
            "Twice the effect moves the curve as far as four times n: the power is above 99 %.",
            lambda r: r.effect == 1 and r.shift == 5 and r.power > 0.99,
        ),
        "noisy instrument": Preset(
            {"sigma": 2.0},
            "Twice the noise: the power falls from 71 % to 24 %.",
            lambda r: r.sigma == 2 and round(r.power, 2) == 0.24,
        ),
        "one side": Preset(
            {"threshold": 1.64, "alternative": SIDES[1]},
            "All 5 % on one side: the threshold falls to 1.64 and the power rises to 81 %.",
            lambda r: r.alternative == SIDES[1] and round(r.alpha, 2) == 0.05 and round(r.power, 2) == 0.81,
        ),
        "no effect": Preset(
            {"effect": 0.0, "n": 100},
            "Without an effect the two curves are one, and the \"power\" is alpha.",
            lambda r: r.shift == 0 and abs(r.power - r.alpha) < 1e-9,
        ),
    }  # fmt: skip

    def compute(self, effect, n, sigma, threshold, alternative):
        alpha = z_p_value(threshold, alternative=alternative)
        found = error_rates(effect, n, sigma=sigma, alpha=alpha, alternative=alternative)
        shift = effect / found.standard_error
        return Curves(alpha, found.beta, found.power, found.standard_error, shift)

    def draw(self, figure, r):
        parts = [["curves", "shares"], ["units", "shares"]]
        parts = figure.subplot_mosaic(parts, width_ratios=(68, 24), height_ratios=(50, 18))
        axes = parts["curves"]
        axes.set(xlim=(LOW, HIGH), ylim=(0, 0.5), yticks=[])
        axes.spines["left"].set_visible(False)
        axes.set_xlabel("distance of the mean from 0, in standard errors")
        self.axes = axes
        fills = {"beta": (KERNEL, 0.55), "power": (OUTPUT, 0.3), "alpha": (ERROR, 0.75), "alpha low": (ERROR, 0.75)}
        self.areas = {
            name: axes.fill([0], [0], facecolor=(*tint(color, 1), strength), linewidth=0)[0]
            for name, (color, strength) in fills.items()
        }
        axes.plot(Z, _bell(0.0), color=INPUT)
        (self.other,) = axes.plot(Z, Z, color=OUTPUT)
        (self.line,) = axes.plot([], [], color="black", linewidth=2.5)
        (self.low_line,) = axes.plot([], [], color="black", linewidth=2.5, linestyle=(0, (4, 2)))
        (self.grip,) = axes.plot([], [], "o", color="black", markersize=11, clip_on=False)
        axes.text(0, 0.465, "no effect", color=INPUT, ha="center")
        self.name = axes.text(0, 0.465, "", color=OUTPUT_INK, ha="left")
        self._draw_units(parts["units"])
        self._draw_bars(parts["shares"])

    def _draw_units(self, units):
        units.set(xlim=(-1.5, 3.0), ylim=(0, 1.15), yticks=[], xlabel="the same in units of the data: mean of n")
        units.spines["left"].set_visible(False)
        self.units = np.linspace(-1.5, 3.0, 451)
        (null,) = units.plot([], [], color=INPUT)
        (other,) = units.plot([], [], color=OUTPUT)
        (cut,) = units.plot([], [], color="black", linewidth=2.5)
        self.small = (null, other, cut)

    def _draw_bars(self, axes):
        axes.set(xlim=(0, 1), ylim=(0, 1))
        axes.set_axis_off()
        place = {"height": 0.09, "left": 0, "linewidth": 0}
        self.bars, self.counts = [], []
        for bottom, color, rest in ((0.66, ERROR, tint(INPUT, 0.25)), (0.2, OUTPUT, tint(KERNEL, 0.6))):
            axes.barh(bottom, 1, align="edge", color=[rest], **place)
            self.bars += axes.barh(bottom, 0.5, align="edge", color=color, **place)
        for y, words in ((0.92, "if there is no effect"), (0.46, "if the effect is real")):
            axes.text(0, y, words, weight="bold")
        for y, color in ((0.79, ERROR_INK), (0.59, INPUT), (0.33, OUTPUT_INK), (0.13, KERNEL_INK)):
            self.counts.append(axes.text(0, y, "", color=color, fontsize=13))

    def update(self, r):
        bell = _bell(r.shift)
        self.other.set_ydata(bell)
        beyond, below = r.threshold <= Z, -r.threshold >= Z
        two = r.alternative == SIDES[0]
        self._shade("alpha", beyond, _bell(0.0))
        self._shade("alpha low", below & two, _bell(0.0))
        self._shade("power", beyond, bell)
        self._shade("beta", ~beyond & ~(below & two), bell)
        self.line.set_data([r.threshold] * 2, [0, 0.42])
        self.low_line.set_data([-r.threshold] * 2 if two else [], [0, 0.42] if two else [])
        self.grip.set_data([r.threshold], [0.42])
        self.name.set_x(np.clip(r.shift - 0.7, 0.9, 4.9))
        self.name.set_text("the effect is real" if r.shift < HIGH else "the effect is real →")
        self._update_units(r)
        for bar, share in zip(self.bars, (r.alpha, r.power)):
            bar.set_width(share)
        alpha, keep, power, beta = map(_percent, (r.alpha, 1 - r.alpha, r.power, r.beta))
        lines = (f"alpha {alpha}: Type I", f"keep {keep}", f"power {power}", f"beta {beta}: Type II")
        for text, words in zip(self.counts, lines):
            text.set_text(words)

    def _shade(self, name, where, height):
        z = Z[where]
        ends = (z[0], z[-1]) if z.size else (0, 0)
        self.areas[name].set_xy(np.column_stack([[ends[0], *z, ends[1]], [0, *height[where], 0]]))

    def _update_units(self, r):
        null, other, cut = self.small
        for curve, mean in ((null, 0.0), (other, r.effect)):
            curve.set_data(self.units, np.exp(-(((self.units - mean) / r.standard_error) ** 2) / 2))
        at = r.threshold * r.standard_error
        ends = [at, at, np.nan, -at, -at] if r.alternative == SIDES[0] else [at, at]
        cut.set_data(ends, [0, 1.1, np.nan, 0, 1.1][: len(ends)])

    def describe(self, r):
        side = "on both sides" if r.alternative == SIDES[0] else "above"
        return (
            f"Effect {r.effect:g}, n {r.n}, σ {r.sigma:g}: the alternative lies {r.shift:.2f} standard errors from "
            f"the null. Rejecting beyond {r.threshold:.2f} {side}: alpha {_percent(r.alpha)}, power "
            f"{_percent(r.power)}, beta {_percent(r.beta)}."
        )

    def code(self, effect, n, sigma, threshold, alternative):
        upper_only = " - norm.cdf(-threshold - shift)" if alternative == SIDES[0] else ""
        return f"""\
import numpy as np
from scipy.stats import norm
from course_lib.statistics import error_rates, z_p_value
threshold = {threshold}
alpha = z_p_value(threshold, alternative="{alternative}")
sides = dict(alpha=alpha, alternative="{alternative}")
_, beta, power, _, standard_error = error_rates({effect}, {n}, sigma={sigma}, **sides)

shift = {effect} / ({sigma} / np.sqrt({n}))
assert np.isclose(beta, norm.cdf(threshold - shift){upper_only})"""

    def handles(self):
        return [Handle(self.axes, "threshold", None, "threshold, in standard errors")]


@lru_cache(maxsize=256)
def _bell(shift):
    return np.exp(-((Z - shift) ** 2) / 2) / np.sqrt(2 * np.pi)


def _percent(share):
    """Return a share as a percentage with enough digits to tell small ones apart.

    >>> _percent(0.29), _percent(0.0498), _percent(0.00123)
    ('29 %', '5.0 %', '0.1 %')
    """
    return f"{share:.0%}".replace("%", " %") if 0.095 <= share <= 0.905 else f"{share:.1%}".replace("%", " %")
