"""A thousand simulated studies: which found something, which were right, and how their p-values lie."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib.kit.explorer import Explorer, Number, Preset
from course_lib.kit.figures import ERROR, OUTPUT, caption, tint
from course_lib.statistics import count_outcomes, false_findings, simulate_studies, z_power
from course_lib.statistics.explorers._crowd import INKS, Crowd

STUDIES, BINS = 1000, 20
EFFECT = 0.5  # of the real ones, in standard deviations


class Studies(NamedTuple):
    p_values: np.ndarray  # (1000,), the real ones first
    counts: tuple  # found, missed, false alarms, rightly kept
    expected: tuple  # the same by theory, rounded
    false_share: float  # of the significant studies, how many are false; nan if none is significant
    expected_false_share: float


class ThousandStudies(Explorer):
    """A study is significant. How sure may one be that its effect exists?"""

    title = "A thousand studies"
    size = (10, 5)
    controls = {
        "base_rate": Number(10, 0, 100, 5, label="studies whose effect is real", unit="%"),
        "n": Number(25, 5, 100, 5, label="observations n in each study"),
        "alpha": Number(0.05, 0.01, 0.2, 0.01, label="level α"),
        "seed": Number(0, 0, 30, label="run it again: another thousand"),
    }
    presets = {
        "one in ten": Preset(
            {},
            "α is 5 %. But of the significant studies here, 44 % are false.",
            lambda r: r.alpha == 0.05 and round(r.false_share, 2) == 0.44,
        ),
        "nothing there": Preset(
            {"base_rate": 0},
            "All null hypotheses are true: the p-values lie flat, and about α of them are below α.",
            lambda r: r.counts[0] == r.counts[1] == 0 and abs(r.counts[2] - 50) < 25,
        ),
        "all real": Preset(
            {"base_rate": 100},
            "All effects are real: about 70 % are found, and no finding is false.",
            lambda r: r.false_share == 0 and abs(r.counts[0] - 705) < 45,
        ),
        "small studies": Preset(
            {"base_rate": 50, "n": 10},
            "n is 10: most real effects are missed. Not significant does not mean that nothing is there.",
            lambda r: r.n == 10 and r.counts[1] > r.counts[0],
        ),
        "large studies": Preset(
            {"base_rate": 50, "n": 100},
            "n is 100: next to no effect is missed. The false alarms stay near 5 % of 500.",
            lambda r: r.n == 100 and r.counts[1] <= 3 and 12 <= r.counts[2] <= 38,
        ),
    }

    def compute(self, base_rate, n, alpha, seed):
        p_values, real = _studies(base_rate, n, seed)
        counts = tuple(count_outcomes(real, p_values, alpha=alpha))
        significant = counts[0] + counts[2]
        power = z_power(EFFECT, n, alpha=alpha)
        null = 1 - base_rate
        expected = [base_rate * power, base_rate * (1 - power), null * alpha, null * (1 - alpha)]
        return Studies(
            p_values,
            counts,
            expected=tuple(round(STUDIES * part) for part in expected),
            false_share=counts[2] / significant if significant else float("nan"),
            expected_false_share=false_findings(base_rate, alpha=alpha, power=power),
        )

    def draw(self, figure, r):
        self.dots = Crowd(figure.add_axes((0.02, 0.28, 0.52, 0.65)))
        words = f"{STUDIES} studies, real effects on the left: {EFFECT} standard deviations"
        caption(figure, 0.2, 4.75, words, fontsize=11, color="#555555")
        names = ("effect, found", "effect, missed", 'no effect, "found"', "no effect, none claimed")
        self.texts = []
        for (x, y), name, ink in zip(((0.3, 0.95), (0.3, 0.6), (3.4, 0.95), (3.4, 0.6)), names, INKS):
            self.texts.append((name, caption(figure, x, y, color=ink)))
        self.verdict = caption(figure, 0.3, 0.15, weight="bold")
        axes = figure.add_axes((0.62, 0.3, 0.36, 0.6))
        axes.set(xlim=(0, 1), ylim=(0, 220), xlabel="p-value", ylabel="studies")
        edges = np.linspace(0, 1, BINS + 1)[:-1]
        place = {"width": 0.92 / BINS, "align": "edge"}
        self.null_bars = axes.bar(edges, [1] * BINS, color=[tint(ERROR, 0.55)], **place)
        self.real_bars = axes.bar(edges, [1] * BINS, color=OUTPUT, **place)
        (self.cut,) = axes.plot([], [], color="black", linestyle=(0, (4, 2)))
        self.cut_name = axes.text(0, 208, "", ha="left")
        axes.text(0.98, 150, "effect is real", color=INKS[0], ha="right")
        axes.text(0.98, 132, "no effect", color=INKS[2], ha="right")
        self.over = axes.text(0.98, 175, "", color=INKS[0], ha="right")

    def update(self, r):
        real = np.arange(STUDIES) < round(r.base_rate * STUDIES)
        rejected = r.p_values <= r.alpha
        self.dots.show(np.where(real, np.where(rejected, 0, 1), np.where(rejected, 2, 3)))
        for (name, text), count, expected in zip(self.texts, r.counts, r.expected):
            text.set_text(f"{name}: {count} (theory {expected})")
        self.verdict.set_text(_verdict(r))
        bins = np.linspace(0, 1, BINS + 1)
        nulls, reals = (np.histogram(r.p_values[group], bins)[0] for group in (~real, real))
        for low, high, null, found in zip(self.null_bars, self.real_bars, nulls, reals):
            low.set_height(null)
            high.set(y=null, height=min(found, 220 - null))
        self.cut.set_data([r.alpha] * 2, [0, 200])
        self.cut_name.set(x=r.alpha + 0.015, text=f"α = {r.alpha:g}")
        first = int(nulls[0] + reals[0])
        self.over.set_text(f"first bar: {first}, cut off" if first > 220 else "")

    def describe(self, r):
        found, missed, alarms, kept = r.counts
        return (
            f"Thousand {r.seed}: {found + missed} real effects, {found} found, {missed} missed; {alarms + kept} "
            f'without effect, {alarms} "found". n {r.n}, α {r.alpha:g}. {_verdict(r)}'
        )

    def code(self, base_rate, n, alpha, seed):
        return f"""\
from course_lib.statistics import count_outcomes, false_findings, simulate_studies, z_power
real, p_values = simulate_studies({STUDIES}, base_rate={base_rate}, effect={EFFECT}, n={n}, seed={seed})
counts = tuple(count_outcomes(real, p_values, alpha={alpha}))
power = z_power({EFFECT}, {n}, alpha={alpha})
expected_false_share = false_findings({base_rate}, alpha={alpha}, power=power)"""


@lru_cache(maxsize=64)
def _studies(base_rate, n, seed):
    real, p_values = simulate_studies(STUDIES, base_rate=base_rate, effect=EFFECT, n=n, seed=seed)
    p_values.flags.writeable = False
    return p_values, real


def _verdict(r):
    significant = r.counts[0] + r.counts[2]
    if not significant:
        return "No study is significant."
    theory = "" if np.isnan(r.expected_false_share) else f" (theory {r.expected_false_share:.0%})".replace("%", " %")
    return f"Of {significant} significant studies, {r.counts[2]} are false: {r.false_share:.0%}".replace("%", " %") + (
        theory + "."
    )
