"""A filmed wheel: where it is in each frame, and which way the eye lets it turn."""

from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from course_lib.fourier.sampling import apparent_turns
from course_lib.kit.explorer import Explorer, Handle, Number, Preset
from course_lib.kit.figures import ERROR, ERROR_INK, INPUT, REFERENCE, Lines, counted, joined_by_nan, signed_text

FRAMES = 6  # of the strip
GAP = 2.9  # between two hubs, in radii
FASTEST = 30.0  # turns per second
STILL = 1e-9


class FilmedWheel(NamedTuple):
    seen: float  # turns per second that the film shows; negative is backwards
    marked: np.ndarray  # (6,) where the marked spoke is, turns from the top, clockwise
    followed: np.ndarray  # (6,) where the spoke is that the eye takes for it


class WagonWheel(Explorer):
    """Why do the wheels of a stagecoach turn backwards in films?"""

    title = "The wheel that turns backwards"
    size = (11, 4.6)
    widest = {"frames": 60, "spokes": 1}
    controls = {
        "turns": Number(5.0, 0.0, FASTEST, 0.1, label="turns per second: drag it"),
        "frames": Number(24, 8, 60, label="frames per second"),
        "spokes": Number(4, 1, 12, label="number of spokes"),
    }
    presets = {
        "backwards": Preset(
            {"turns": 23.0, "spokes": 1},
            "23 turns a second, 24 frames: each frame is a 24th of a turn short. One turn a second, backwards.",
            lambda r: (r.turns, r.frames, r.spokes) == (23, 24, 1) and r.seen == -1,
        ),
        "standing still": Preset(
            {"turns": 6.0},
            "A quarter turn from frame to frame, and four spokes alike: it stands still.",
            lambda r: r.seen == 0 and r.turns / r.frames == 1 / r.spokes == 0.25,
        ),
        "slowly forwards": Preset(
            {"turns": 6.5},
            "A little faster, and it creeps forwards: half a turn a second in place of 6.5.",
            lambda r: r.turns == 6.5 and abs(r.seen - 0.5) < 1e-9,
        ),
        "more spokes": Preset(
            {"turns": 2.9, "spokes": 8},
            "Eight spokes look alike eight times a turn: backwards already at 2.9 turns a second.",
            lambda r: r.spokes == 8 and r.turns < 3 and abs(r.seen + 0.1) < 1e-9,
        ),
        "more frames": Preset(
            {"frames": 48},
            "Twice the frames: the wheel turns as it should.",
            lambda r: r.frames == 48 and r.seen == r.turns == 5,
        ),
    }

    def compute(self, turns, frames, spokes):
        seen = apparent_turns(turns, frames, spokes)
        times = np.arange(FRAMES) / frames
        return FilmedWheel(seen, turns * times, seen * times)

    def draw(self, figure, r):
        above, below = figure.add_gridspec(2, 1, height_ratios=(61, 39))
        self._draw_wheels(figure.add_subplot(above))
        self.axes = figure.add_subplot(below.subgridspec(1, 2, width_ratios=(64, 36))[0])
        self.axes.set(xlim=(0, FASTEST), xlabel="true turns per second", ylabel="seen")
        self.axes.yaxis.set_label_coords(-0.085, 0.5)
        self.axes.axhline(0, color="#777777", linewidth=0.8)
        (self.fold,) = self.axes.plot([], [], color=REFERENCE, linewidth=1.8)
        (self.place,) = self.axes.plot([], [], "s", color=ERROR, markersize=10, clip_on=False)
        self.lines = Lines(figure, 7.6, 1.3, spacing=0.3)

    def _draw_wheels(self, axes):
        axes.set(xlim=(-1.65, (FRAMES - 1) * GAP + 1.65), ylim=(-1.8, 1.4), aspect="equal")
        axes.set_axis_off()
        hubs = np.arange(FRAMES) * GAP
        axes.plot(*joined_by_nan([_at(hub, np.linspace(0, 1, 61), 1) for hub in hubs]), color="#555555", linewidth=2)
        for number, hub in enumerate(hubs):
            axes.text(hub, -1.3, f"frame {number}", ha="center", va="top", fontsize=11)
        (self.spokes,) = axes.plot([], [], color=REFERENCE, linewidth=1.8)
        (self.marked,) = axes.plot([], [], color=INPUT, linewidth=4)
        (self.knob,) = axes.plot([], [], "o", color=INPUT, markersize=8)
        (self.true_arc,) = axes.plot([], [], color=INPUT, linewidth=2.2)
        (self.eye_arc,) = axes.plot([], [], color=ERROR, linewidth=3.5)
        (self.followed,) = axes.plot([], [], "s", color=ERROR, markersize=8)
        self.true_step = axes.set_title("", color=INPUT, weight="bold")
        self.eye_step = axes.set_title("", color=ERROR_INK, weight="bold", loc="center", ha="left", x=0.51)

    def update(self, r):
        all_spokes = np.arange(r.spokes) / r.spokes
        lines = [_at(n * GAP, [spoke + at] * 2, [0, 1]) for n, at in enumerate(r.marked) for spoke in all_spokes]
        self.spokes.set_data(*joined_by_nan(lines))
        self.marked.set_data(*joined_by_nan([_at(n * GAP, [at] * 2, [0, 1]) for n, at in enumerate(r.marked)]))
        self.knob.set_data(*_ends(r.marked, 0.45, 0.12))
        self.true_arc.set_data(*_arcs(r.marked, 0.45, 0.12))
        self.followed.set_data(*_ends(r.followed, 1.12, 0))
        self.eye_arc.set_data(*_arcs(r.followed, 1.12, 0))
        speeds = _corners(r.frames, r.spokes)
        self.fold.set_data(speeds, apparent_turns(speeds, r.frames, r.spokes))
        self.place.set_data([r.turns], [r.seen])
        limit = r.frames / 2 / r.spokes
        if self.axes.get_ylim()[1] != 1.15 * limit:
            self.axes.set(ylim=(-1.15 * limit, 1.15 * limit), yticks=[-limit, 0, limit])
            self.axes.set_yticklabels([signed_text(-limit, 1), "0", signed_text(limit, 1)])
        self.true_step.set_text(f"● the marked spoke: {_degrees(r.turns, r.frames)} from frame to frame")
        self.eye_step.set_text(f"■ what the eye follows: {_degrees(r.seen, r.frames)}")
        self.lines.show(
            f"{r.turns:g} turns a second, {r.frames} frames",
            (f"seen: {_way(r)}", {"color": ERROR_INK}),
            (f"{signed_text(r.seen, 2)} turns a second", {"color": ERROR_INK}),
        )

    def describe(self, r):
        return (
            f"A wheel of {counted(r.spokes, 'spoke')} at {r.turns:g} turns a second, {r.frames} frames a "
            f"second: from frame to frame {_degrees(r.turns, r.frames)}. The eye takes that for "
            f"{_degrees(r.seen, r.frames)}: {signed_text(r.seen, 2)} turns a second, {_way(r)}."
        )

    def code(self, turns, frames, spokes):
        return f"""\
import numpy as np
from course_lib.fourier import sampling
seen = sampling.apparent_turns({turns}, frames={frames}, spokes={spokes})
marked = {turns} * np.arange({FRAMES}) / {frames}  # turns from the top
followed = seen * np.arange({FRAMES}) / {frames}
spokes_apart = (marked - followed) * {spokes}
assert np.allclose(spokes_apart, spokes_apart.round())  # there is a spoke where one is looked for"""

    def handles(self):
        return [Handle(self.axes, "turns", None, "true turns per second")]


def _at(hub, turn, radius):
    """Return places (..., 2) on a wheel, `turn` turns clockwise from the top."""
    angle = 2 * np.pi * np.asarray(turn, dtype=float)
    return np.stack(np.broadcast_arrays(hub + radius * np.sin(angle), radius * np.cos(angle)), axis=-1)


def _arcs(places, radius, growth):
    """Return the way from one frame to the next, on the wheel where it ends; the radius grows by so much a turn."""
    ways = [np.linspace(start, end, 65) for start, end in pairwise(places)]
    lines = [_at(n * GAP, way, radius + growth * np.abs(way - way[0])) for n, way in enumerate(ways, start=1)]
    return joined_by_nan(lines)


def _ends(places, radius, growth):
    """Return where these ways end; on the first wheel too, to which none leads."""
    step = abs(places[1] - places[0])
    return _at(np.arange(FRAMES) * GAP, places, radius + growth * step).T


@lru_cache(maxsize=64)
def _corners(frames, spokes):
    """Return rising speeds: where forwards becomes backwards, each after the number just below; and the ends."""
    jumps = np.arange(0.5, FASTEST * spokes / frames) * frames / spokes
    return np.sort(np.concatenate([[0], np.nextafter(jumps, 0), jumps, np.nextafter([FASTEST], 0)]))


def _degrees(turns, frames):
    return f"{signed_text(360 * turns / frames, 1)}°"


def _way(r):
    if r.seen == r.turns:
        return "as it is"
    if abs(r.seen) <= STILL:
        return "it stands still"
    if abs(r.seen * r.spokes + r.frames / 2) <= STILL:
        return "half a gap a frame: either way"
    return "forwards, too slow" if r.seen > 0 else "backwards"
