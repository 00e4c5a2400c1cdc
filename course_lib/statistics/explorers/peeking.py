"""Looking at the data again and again, and stopping at the first p-value below alpha."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib.kit.explorer import Choice, Explorer, Number, Preset
from course_lib.kit.figures import ERROR, INPUT, KERNEL, REFERENCE, percent
from course_lib.statistics import first_rejection, look_times, peeking_error, peeking_thresholds, running_z

N, STUDIES, SHOWN = 60, 1000, 30
EVERY = ("60", "30", "20", "15", "12", "10", "6", "5", "4", "3")  # all divide N: the looks are equally far apart
LOOKS = np.array([N // int(every) for every in EVERY])
REMEDIES = {
    "none: 5 % at each look": "none",
    "Bonferroni: 5 % shared out": "bonferroni",
    "Pocock: one higher bound": "pocock",
    "O'Brien-Fleming: high, then falling": "obrien-fleming",
}


class Looks(NamedTuple):
    times: np.ndarray  # (looks,) observations at each look
    thresholds: np.ndarray  # (looks,) bounds of |z|
    exact: float  # true Type I rate
    simulated: float  # share of the 1000 studies that stop
    stops: np.ndarray  # (1000,) observations at the stop; 0 for never
    z: np.ndarray  # (1000, 60) of the studies, all without effect


class Peeking(Explorer):
    """There is no effect. How often do you find one, if you look again and again?"""

    title = "Peeking"
    size = (10, 4.8)
    controls = {
        "every": Choice("6", {every: int(every) for every in EVERY}, label="look after every", unit="patients"),
        "method": Choice(next(iter(REMEDIES)), REMEDIES, label="remedy"),
        "seed": Number(0, 0, 20, label="another thousand studies"),
    }
    presets = {
        "one look": Preset(
            {"every": "60"},
            "One look, at the end: 5 % false alarms, as promised.",
            lambda r: r.times.size == 1 and round(r.exact, 4) == 0.05,
        ),
        "five looks": Preset(
            {"every": "12"},
            "Five looks at 5 % each: 14 % of the studies find what is not there.",
            lambda r: r.times.size == 5 and r.method == "none" and round(r.exact, 2) == 0.14,
        ),
        "twenty looks": Preset(
            {"every": "3"},
            "Twenty looks: 25 %. Every fourth study without effect succeeds.",
            lambda r: r.times.size == 20 and r.method == "none" and round(r.exact, 2) == 0.25,
        ),
        "Bonferroni": Preset(
            {"every": "12", "method": "Bonferroni: 5 % shared out"},
            "1 % at each of five looks: below 5 % in all, more careful than need be, for the looks are alike.",
            lambda r: r.method == "bonferroni" and r.times.size == 5 and 0.025 < r.exact < 0.04,
        ),
        "Pocock": Preset(
            {"every": "12", "method": "Pocock: one higher bound"},
            "Five looks, and |z| must pass 2.41 in place of 1.96: 5 % in all.",
            lambda r: r.method == "pocock" and round(r.thresholds[0], 2) == 2.41 and round(r.exact, 3) == 0.05,
        ),
        "O'Brien-Fleming": Preset(
            {"every": "12", "method": "O'Brien-Fleming: high, then falling"},
            "An early stop needs |z| above 4.56; the last look costs little: 2.04.",
            lambda r: r.method == "obrien-fleming" and r.thresholds[[0, -1]].round(2).tolist() == [4.56, 2.04],
        ),
    }

    def compute(self, every, method, seed):
        times = look_times(N, every)
        thresholds = peeking_thresholds(times.size, method=method)
        z = _studies(seed)
        stops = first_rejection(z, times, thresholds)
        exact = peeking_error(times.size, thresholds=thresholds)
        return Looks(times, thresholds, exact, float((stops > 0).mean()), stops, z)

    def draw(self, figure, r):
        axes, rates = figure.subplots(1, 2, width_ratios=(52, 30))
        axes.set(xlim=(0, N + 1), ylim=(-5, 5), xlabel="patients so far", ylabel="z of the data so far")
        (self.kept,) = axes.plot([], [], color="#b5b5b5", linewidth=1)
        (self.stopped,) = axes.plot([], [], color=ERROR, linewidth=1.5)
        (self.ends,) = axes.plot([], [], "X", color=ERROR, markersize=9, clip_on=False)
        style = {"linestyle": "", "marker": "_", "color": "black", "markersize": 12, "markeredgewidth": 2.5}
        (self.bounds,) = axes.plot([], [], clip_on=False, **style)
        (self.frame,) = axes.plot([], [], color="black", linewidth=0.8, linestyle=":")
        axes.text(60.5, -4.7, f"{SHOWN} of {STUDIES} studies without effect", ha="right", fontsize=11, color="#555555")
        rates.set(xlim=(0, 21), ylim=(0, 0.3), xlabel="looks", ylabel="false alarms", xticks=[1, 5, 10, 15, 20])
        rates.set_yticks([0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3], ["0", "5 %", "10 %", "15 %", "20 %", "25 %", "30 %"])
        rates.axhline(0.05, color=INPUT, linewidth=1.2)
        rates.text(20.8, 0.037, "promised", color=INPUT, ha="right", fontsize=11)
        rates.plot(LOOKS, _unguarded(), color=REFERENCE, marker=".", linewidth=1.5)
        rates.text(13, 0.255, "no remedy", color="#5a5a5a", ha="right", fontsize=11)
        (self.simulated,) = rates.plot([], [], "o", color="black", markersize=9, fillstyle="none", markeredgewidth=1.8)
        (self.exact,) = rates.plot([], [], "D", color=KERNEL, markersize=9)
        rates.text(20.8, 0.012, "diamond: exact; circle: simulated", ha="right", fontsize=11, color="#555555")
        self.note = rates.text(20.8, 0.285, "", ha="right", weight="bold")

    def update(self, r):
        paths, ends = {True: [], False: []}, []
        for z, stop in zip(r.z[:SHOWN], r.stops[:SHOWN]):
            last = stop or N
            paths[bool(stop)] += [(t, value) for t, value in zip(range(1, last + 1), z)] + [(np.nan, np.nan)]
            ends += [(stop, z[stop - 1])] if stop else []
        for line, points in ((self.kept, paths[False]), (self.stopped, paths[True]), (self.ends, ends)):
            line.set_data(*(np.array(points).T if points else ([], [])))
        inside = r.thresholds <= 5
        at = np.concatenate([r.thresholds[inside], -r.thresholds[inside]])
        self.bounds.set_data(np.tile(r.times[inside], 2), at)
        gap = [np.nan]
        self.frame.set_data(
            np.concatenate([r.times[inside], gap, r.times[inside]]),
            np.concatenate([r.thresholds[inside], gap, -r.thresholds[inside]]),
        )
        self.exact.set_data([r.times.size], [r.exact])
        self.simulated.set_data([r.times.size], [r.simulated])
        self.note.set_text(f"{percent(r.exact)} false alarms")

    def describe(self, r):
        looks = "1 look" if r.times.size == 1 else f"{r.times.size} looks"
        low, high = r.thresholds.min(), r.thresholds.max()
        bound = f"|z| > {high:.2f}" if np.isclose(low, high) else f"|z| > {high:.2f} at first, {low:.2f} at the end"
        return (
            f"No effect, {looks}, stop when {bound} ({r.method}): {r.exact:.1%} false alarms by theory, "
            f"{r.simulated:.1%} of thousand {r.seed}. Of the {SHOWN} shown {int((r.stops[:SHOWN] > 0).sum())} stop."
        )

    def code(self, every, method, seed):
        return f"""\
from course_lib.statistics import first_rejection, look_times
from course_lib.statistics import peeking_error, peeking_thresholds, running_z
times = look_times({N}, {every})
thresholds = peeking_thresholds(times.size, method="{method}")
exact = peeking_error(times.size, thresholds=thresholds)
stops = first_rejection(running_z({N}, {STUDIES}, seed={seed}), times, thresholds)
simulated = float((stops > 0).mean())"""


@lru_cache(maxsize=32)
def _studies(seed):
    z = running_z(N, STUDIES, seed=seed)
    z.flags.writeable = False
    return z


@lru_cache
def _unguarded():
    return [peeking_error(int(looks)) for looks in LOOKS]
