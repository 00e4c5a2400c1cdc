"""Waves with corners from smooth sines, and the overshoot that stays."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib.fourier import WAVES, gibbs_limit, overshoot, partial_sum, peak_time, sines, waveform
from course_lib.kit.explorer import Choice, Explorer, Number, Preset
from course_lib.kit.figures import ERROR, ERROR_INK, INPUT, OUTPUT, OUTPUT_INK, REFERENCE, counted, signed_text

TIMES = np.linspace(0, 1, 1001)  # one period
BARS = 12  # numbers of waves per period in the bar chart
MOST = 60


class PartialSum(NamedTuple):
    partial: np.ndarray  # (1001,) at TIMES
    numbers: np.ndarray  # (terms,) waves per period
    amplitudes: np.ndarray  # (terms,)
    peak: float  # time of the peak beside the jump, periods
    overshoot: float  # there, as a share of the wave's height
    error: float  # root mean square of partial - wave over a period


class CornersFromSines(Explorer):
    """Can round waves add up to a corner?"""

    title = "Corners from sines"
    size = (10, 4)
    controls = {
        "terms": Number(3, 1, MOST, label="number of sines"),
        "wave": Choice("square", WAVES, label="wave to build"),
    }
    presets = {
        "one sine": Preset(
            {"terms": 1},
            "One sine is 27 % higher than the square wave: 14 % of the jump.",
            lambda r: (
                r.wave == "square"
                and r.terms == 1
                and round(r.amplitudes[0] - 1, 2) == 0.27
                and round(r.overshoot, 2) == 0.14
            ),
        ),
        "amplitudes fall": Preset(
            {"terms": 6},
            "The fifth sine turns 9 times as fast as the first and is a ninth as high.",
            lambda r: (
                r.wave == "square"
                and r.terms == 6
                and r.numbers[4] == 9
                and abs(r.amplitudes[4] * 9 - r.amplitudes[0]) < 1e-12
            ),
        ),
        "sixty sines": Preset(
            {"terms": 60},
            "Sixty sines: the peak is thin, and still 8.95 % of the jump.",
            lambda r: r.terms == 60 and round(100 * r.overshoot, 2) == 8.95 and r.peak < 0.005,
        ),
        "no jump": Preset(
            {"wave": "triangle", "terms": 5},
            "A triangle has no jump: five sines are within 1 % on average, and nothing overshoots.",
            lambda r: r.wave == "triangle" and r.terms == 5 and r.overshoot < 0 and r.error < 0.01,
        ),
        "another jump": Preset(
            {"wave": "sawtooth", "terms": 60},
            "The sawtooth takes all frequencies, not the odd ones alone. Its jump overshoots too, by 8.1 % so far.",
            lambda r: r.wave == "sawtooth" and r.numbers[1] == 2 and round(100 * r.overshoot, 1) == 8.1,
        ),
    }

    def compute(self, wave, terms):
        partial, error = _sum(wave, terms)
        numbers, amplitudes = sines(wave, terms)
        return PartialSum(
            partial, numbers, amplitudes, peak=peak_time(wave, terms), overshoot=overshoot(wave, terms), error=error
        )

    def draw(self, figure, r):
        axes, bars = figure.subplots(1, 2, width_ratios=(55, 26))
        axes.set(xlim=(0, 1), ylim=(-1.35, 1.35), yticks=[-1, 0, 1], xlabel="time [periods]", ylabel="value")
        (self.wave,) = axes.plot(TIMES, TIMES, color=REFERENCE, linewidth=1.5)
        (self.last,) = axes.plot(TIMES, TIMES, color=OUTPUT, linewidth=1.2)
        (self.sum,) = axes.plot(TIMES, TIMES, color=INPUT, linewidth=2.2)
        (self.peak,) = axes.plot([0], [0], "o", color=ERROR, markersize=9, clip_on=False)
        above = {"pad": 25}  # points: room for a second line
        self.count = axes.set_title("", color=INPUT, weight="bold", **above)
        self.finest = axes.set_title("", loc="center", color=OUTPUT_INK, **above)
        self.excess = axes.annotate("", (0, 1), (0, 7), "axes fraction", "offset points", color=ERROR_INK)
        bars.set(xlim=(0.3, BARS + 0.7), ylim=(-0.75, 1.4), xlabel="waves per period", ylabel="amplitude")
        bars.set(xticks=[1, 3, 5, 7, 9, 11], yticks=[-0.5, 0, 0.5, 1])
        bars.axhline(0, color="#555555", linewidth=0.8)
        edges = np.arange(1, BARS + 1)[:, None] + [-0.3, 0.3]
        self.bars = bars.stairs(np.zeros(2 * BARS - 1), edges.ravel(), color=INPUT, fill=True)
        bars.set_title("each sine's amplitude", weight="bold", **above)

    def update(self, r):
        self.wave.set_ydata(_shape(r.wave))
        self.sum.set_ydata(r.partial)
        self.last.set_ydata(r.amplitudes[-1] * np.sin(2 * np.pi * r.numbers[-1] * TIMES))
        self.peak.set_data([r.peak], [1 + 2 * r.overshoot])
        self.count.set_text(f"sum of {r.terms}" if r.terms > 1 else "one sine")
        self.finest.set_text(f"the last one: {r.numbers[-1]} per period")
        side = "over" if r.overshoot >= 0 else "under"
        self.excess.set_text(
            f"{abs(r.overshoot):.2%} of the height {side} the top (for endlessly many sines: {_limit(r.wave)})"
        )
        heights = np.zeros(BARS + 1)
        shown = r.numbers <= BARS
        heights[r.numbers[shown]] = r.amplitudes[shown]
        with_gaps = np.zeros(2 * BARS - 1)
        with_gaps[::2] = heights[1:]
        self.bars.set_data(with_gaps)

    def describe(self, r):
        side = "above" if r.overshoot >= 0 else "below"
        return (
            f"{r.wave.capitalize()} wave, {counted(r.terms, 'sine')} up to {r.numbers[-1]} waves per period, "
            f"the last with amplitude {signed_text(r.amplitudes[-1], 4)}. At {r.peak:.4f} periods the sum is "
            f"{abs(r.overshoot):.2%} of the height {side} the top. Root mean square error {r.error:.4f}."
        )

    def code(self, wave, terms):
        return f"""\
import numpy as np
from course_lib import fourier
t = np.linspace(0, 1, 1001)  # one period
numbers, amplitudes = fourier.sines("{wave}", {terms})
partial = sum(a * np.sin(2 * np.pi * m * t) for m, a in zip(numbers, amplitudes))
error = np.sqrt(np.mean((partial - fourier.waveform("{wave}", t))**2))
peak = fourier.peak_time("{wave}", {terms})
overshoot = fourier.overshoot("{wave}", {terms})"""


@lru_cache(maxsize=256)
def _sum(wave, terms):
    partial = partial_sum(wave, terms, TIMES)
    return partial, float(np.sqrt(np.mean((partial - _shape(wave)) ** 2)))


@lru_cache
def _shape(wave):
    return waveform(wave, TIMES)


def _limit(wave):
    return "0%" if wave == "triangle" else f"{gibbs_limit():.2%}"
