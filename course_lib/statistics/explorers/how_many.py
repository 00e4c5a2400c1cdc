"""Power against the number of observations, and the smallest number that is enough."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib.kit.explorer import Choice, Explorer, Number, Preset
from course_lib.kit.figures import KERNEL, KERNEL_INK, OUTPUT, REFERENCE
from course_lib.statistics import sample_size, simulated_power, t_power

KINDS = {"one group against a value": "one-sample", "two groups": "two-sample"}
LEVELS = {"1 %": 0.01, "5 %": 0.05, "10 %": 0.1}
MARKS = (0.2, 0.5, 0.8)  # small, medium and large in Cohen's words
N = np.unique(np.geomspace(2, 1000, 120).round().astype(int))
LOOKS = (5, 10, 20, 40, 80, 160)  # n at which studies are simulated
SIMULATED = 500


class Needed(NamedTuple):
    curve: np.ndarray  # power at each n of N
    needed: int  # smallest n, in each group
    reached: float  # the power there
    simulated: tuple  # (rate, standard error) at each n of LOOKS; one group only


class HowMany(Explorer):
    """How many people does a study need?"""

    title = "How many people do I need?"
    size = (10, 4.7)
    controls = {
        "effect": Number(0.5, 0.1, 1.5, 0.05, label="effect", unit="standard deviations"),
        "power": Number(80, 50, 99, label="wanted power", unit="%"),
        "alpha": Choice("5 %", LEVELS, label="level α"),
        "kind": Choice("two groups", KINDS, label="study"),
    }
    presets = {
        "medium effect": Preset(
            {},
            "Half a standard deviation, power 80 %: 64 people in each group.",
            lambda r: r.needed == 64 and r.kind == "two-sample" and r.effect == 0.5,
        ),
        "half the effect": Preset(
            {"effect": 0.25},
            "Half the effect needs four times as many: 253 in each group.",
            lambda r: r.effect == 0.25 and r.needed == 253,
        ),
        "small effect": Preset(
            {"effect": 0.2},
            "A fifth of a standard deviation: 394 in each group.",
            lambda r: r.effect == 0.2 and r.needed == 394,
        ),
        "surer": Preset(
            {"power": 95},
            "To miss one real effect in twenty instead of one in five: 105 in place of 64.",
            lambda r: r.power == 0.95 and r.needed == 105,
        ),
        "stricter": Preset(
            {"alpha": "1 %"},
            "α 1 %: 96 in each group. Fewer false alarms have their price.",
            lambda r: r.alpha == 0.01 and r.needed == 96,
        ),
        "one group": Preset(
            {"kind": "one group against a value"},
            "Against a known value one group of 34 is enough: one mean wanders, not two.",
            lambda r: r.kind == "one-sample" and r.needed == 34,
        ),
    }

    def compute(self, effect, power, alpha, kind):
        needed = sample_size(effect, power=power, alpha=alpha, kind=kind)
        reached = t_power(effect, needed, alpha=alpha, kind=kind)
        return Needed(_power(effect, alpha, kind), needed, reached, _simulated(effect, alpha, kind))

    def draw(self, figure, r):
        axes = figure.subplots()
        axes.set(xscale="log", xlim=(2, 1000), ylim=(0, 1.04), xlabel="n, in each group", ylabel="power")
        axes.set_xticks(
            [2, 5, 10, 20, 50, 100, 200, 500, 1000], ["2", "5", "10", "20", "50", "100", "200", "500", "1000"]
        )
        axes.minorticks_off()
        paper = {"facecolor": "white", "edgecolor": "none", "pad": 1}
        self.marks = [axes.plot(N, N, color=REFERENCE, linewidth=1.2, zorder=1)[0] for _ in MARKS]
        self.names = [
            axes.text(
                2,
                0,
                f"{mark:g}",
                color="#5a5a5a",
                ha="center",
                fontsize=11,
                bbox=paper,
                zorder=1.5,  # over its own curve, under the simulated studies
            )
            for mark in MARKS
        ]
        (self.curve,) = axes.plot(N, N, color=OUTPUT, linewidth=3)
        (self.whiskers,) = axes.plot([], [], color="black", linewidth=1.5)
        (self.dots,) = axes.plot([], [], "o", color="black", markersize=7, fillstyle="none", markeredgewidth=1.8)
        (self.guide,) = axes.plot([], [], color=KERNEL, linewidth=2, linestyle=(0, (4, 2)))
        (self.point,) = axes.plot([], [], "D", color=KERNEL, markersize=10)
        self.answer = axes.text(2.1, 0, "", weight="bold", va="bottom", color=KERNEL_INK, bbox=paper)
        words = "green: the chosen effect; grey: effects 0.2, 0.5 and 0.8; circles: 500 simulated studies each"
        axes.set_title(words, fontsize=11, color="#555555")

    def update(self, r):
        for line, name, mark in zip(self.marks, self.names, MARKS):
            power = _power(mark, r.alpha, r.kind)
            line.set_ydata(power)
            at = int(np.searchsorted(power, 0.9))
            name.set(position=(N[at], power[at]), visible=mark != r.effect)  # the green curve lies over its own
        self.curve.set_ydata(r.curve)
        rates, spreads = np.array(r.simulated).T
        self.dots.set_data(LOOKS, rates)
        self.whiskers.set_data(
            np.repeat(LOOKS, 3),
            np.column_stack([rates - 2 * spreads, rates + 2 * spreads, np.full(rates.size, np.nan)]).ravel(),
        )
        self.guide.set_data([2, r.needed, r.needed], [r.power, r.power, 0])
        self.point.set_data([r.needed], [r.power])
        # Over the dashed line, or under it where there is no room; where the line is short, to the right of its end.
        short, high = r.needed < 25, r.power > 0.94
        self.answer.set(
            text=f"power {100 * r.power:.0f} % from n = {r.needed}",
            x=1.2 * r.needed if short else 2.1,
            y=min(r.power, 0.75) if short else r.power + (-0.015 if high else 0.01),
            va="top" if short or high else "bottom",
        )

    def describe(self, r):
        groups = "in each of two groups" if r.kind == "two-sample" else "in one group"
        worst = max(abs(rate - power) / spread for (rate, spread), power in zip(r.simulated, _power_at_looks(r)))
        return (
            f"Effect {r.effect:g} standard deviations, α {r.alpha:g}: {r.needed} people {groups} give a power of "
            f"{r.reached:.1%}, the first n with {r.power:.0%}. Simulated studies stay within {worst:.1f} standard "
            f"errors of the curve."
        )

    def code(self, effect, power, alpha, kind):
        options = f'alpha={alpha}, kind="{kind}"'
        return f"""\
from course_lib.statistics import sample_size, simulated_power, t_power
options = dict({options})
needed = sample_size({effect}, power={power}, **options)
reached = t_power({effect}, needed, **options)
assert t_power({effect}, max(needed - 1, 2), **options) < {power} or needed == 2
simulated = tuple(
    simulated_power({effect}, n, studies={SIMULATED}, seed=n, test="t", **options)
    for n in {LOOKS}
)"""


@lru_cache(maxsize=256)
def _power(effect, alpha, kind):
    return t_power(effect, N, alpha=alpha, kind=kind)


@lru_cache(maxsize=256)
def _simulated(effect, alpha, kind):
    options = {"studies": SIMULATED, "alpha": alpha, "test": "t", "kind": kind}
    return tuple(simulated_power(effect, n, seed=n, **options) for n in LOOKS)


def _power_at_looks(r):
    return t_power(r.effect, np.array(LOOKS), alpha=r.alpha, kind=r.kind)
