"""Local response normalization: eight channels at one place, and the map of one channel of a photograph."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib import data
from course_lib.convolution import cross_correlate
from course_lib.kit.explorer import Choice, Explorer, Handle, Number, Preset
from course_lib.kit.figures import INPUT, KERNEL, OUTPUT, caption, panel, tint
from course_lib.normalization import local_response_norm, response_window
from course_lib.normalization.local_response import CONVENTIONS

CHANNELS, LOUD = 8, 4  # channel 5, counted from 1, is the loud one


class Responses(NamedTuple):
    chosen: int  # channel, from 0
    window: tuple  # first and last channel whose squares count for it
    stack: np.ndarray  # (8,) what comes in at one place
    normalized: np.ndarray  # (8,)
    length: float  # of what comes out: the root of the sum of squares
    divisor: float  # of the chosen channel
    before: np.ndarray  # (64, 64) the map of the chosen channel of the photograph
    after: np.ndarray  # (64, 64)


class LocalResponse(Explorer):
    """How does a loud channel hold its neighbours down?"""

    title = "Local response normalization"
    size = (9.5, 5.4)
    controls = {
        "channel": Number(4, 1, CHANNELS, label="channel: click a bar"),
        "loud": Number(10.0, 1.0, 20.0, 0.5, label="response of channel 5"),
        "size": Number(5, 1, 16, label="size n of the window", unit="channels"),
        "power": Number(0.0, -4.0, 0.0, 0.5, label="alpha: ten to the power of"),
        "beta": Number(0.75, 0.0, 1.5, 0.25, label="beta: exponent"),
        "k": Number(2.0, 0.0, 4.0, 0.5, label="k: constant"),
        "convention": Choice(CONVENTIONS[0], CONVENTIONS, label="formula of"),
    }
    presets = {
        "held down": Preset(
            {},
            "Channel 4 is as strong as channel 1, but has a loud neighbour: 0.03 against 0.30.",
            lambda r: np.allclose(r.normalized[[3, 0]], [0.03, 0.30], atol=0.006) and r.stack[LOUD] == 10,
        ),
        "out of reach": Preset(
            {"channel": 2},
            "The window of channel 2 ends at channel 4. It does not notice the loud one.",
            lambda r: r.chosen == 1 and r.window == (0, 3) and r.stack[LOUD] == 10,
        ),
        "AlexNet's numbers": Preset(
            {"power": -4.0},
            "With alpha 0.0001 and responses up to 10, all are divided by 1.68 to 1.69. Nobody is held down.",
            lambda r: (r.stack / r.normalized).min() > 1.68 and r.divisor < 1.69,
        ),
        "by hand": Preset(
            {"channel": 1, "loud": 1.0, "size": 2, "beta": 1.0, "k": 0.0},
            "k = 0, alpha = beta = 1, n = 2: channel 1 has one neighbour, so it becomes 1/(1 + 1) = 0.5.",
            lambda r: r.chosen == 0 and r.window == (0, 1) and abs(r.normalized[0] - 0.5) < 1e-9,
        ),
        "the same in PyTorch?": Preset(
            {"channel": 1, "loud": 1.0, "size": 2, "beta": 1.0, "k": 0.0, "convention": "pytorch"},
            "The same numbers in PyTorch give 2, not 0.5: the window is the channel itself, and alpha is halved.",
            lambda r: r.chosen == 0 and r.window == (0, 0) and abs(r.normalized[0] - 2) < 1e-9,
        ),
        "not unit length": Preset(
            {"channel": 5, "size": 16, "beta": 1.0, "k": 0.0},
            "k = 0, alpha = beta = 1, all channels: the length is 0.097, and the louder the input the shorter it is.",
            lambda r: r.window == (0, 7) and abs(r.length - 0.097) < 0.0006,
        ),
        "unit length": Preset(
            {"channel": 5, "size": 16, "beta": 0.5, "k": 0.0},
            "With beta = 0.5 it is 1: what comes out has unit length, however loud the input.",
            lambda r: r.window == (0, 7) and abs(r.length - 1) < 1e-6,
        ),
    }

    def compute(self, channel, loud, size, power, beta, k, convention):
        stack = np.ones(CHANNELS)
        stack[LOUD] = loud
        options = {"alpha": 10.0**power, "beta": beta, "k": k, "convention": convention}
        normalized = local_response_norm(stack[None], size, **options)[0]
        window = response_window(CHANNELS, channel - 1, size, convention=convention)
        maps = photo_maps()
        after = local_response_norm(maps[None], size, **options)[0, channel - 1]
        return Responses(
            channel - 1,
            window,
            stack,
            normalized,
            length=float(np.sqrt((normalized**2).sum())),
            divisor=float(stack[channel - 1] / normalized[channel - 1]),
            before=maps[channel - 1],
            after=after,
        )

    def draw(self, figure, r):
        self.axes, self.bars, self.numbers = [], [], []
        for bottom, color, words in ((0.55, INPUT, "Before"), (0.1, OUTPUT, "After")):
            axes = figure.add_axes((0.04, bottom, 0.6, 0.31))
            axes.set(xlim=(0.5, CHANNELS + 0.5), ylim=(0, 1.18), yticks=[], xticks=range(1, CHANNELS + 1))
            axes.spines["left"].set_visible(False)
            self.axes.append(axes)
            self.bars.append(axes.bar(range(1, CHANNELS + 1), 1, width=0.6, color=color))
            place = {"ha": "center", "va": "bottom", "fontsize": 11}
            self.numbers.append([axes.text(number + 1, 1, "", **place) for number in range(CHANNELS)])
            caption(figure, 0.42, (bottom + 0.335) * 5.4, words, color=color, weight="bold")
        axes.set_xlabel("channel")
        (self.window,) = self.axes[0].fill([0], [0], facecolor=tint(KERNEL, 0.35), linewidth=0, zorder=0)
        (self.pick,) = self.axes[0].plot([], [], "v", color="black", markersize=9, clip_on=False)
        self.sum = caption(figure, 1.35, 4.83)
        self.maps, self.captions = [], []
        for bottom, color in ((2.97, INPUT), (0.54, OUTPUT)):
            axes = panel(figure, 6.6, bottom, 2.0, 2.0)
            self.maps.append(axes.imshow(np.zeros((64, 64)), vmin=0, vmax=1))
            self.captions.append(caption(figure, 6.6, bottom + 2.08, "", color=color, fontsize=11))
        self.ratio = caption(figure, 1.35, 0.435 * 5.4)

    def update(self, r):
        for bars, numbers, values in zip(self.bars, self.numbers, (r.stack, r.normalized)):
            for place, (bar, number, value) in enumerate(zip(bars, numbers, values)):
                height = value / values.max()
                bar.set_height(height)
                number.set(text=_short(value), y=height + 0.02, weight="bold" if place == r.chosen else "normal")
        first, last = r.window
        left, right = first + 0.55, last + 1.45
        self.window.set_xy([(left, 0), (right, 0), (right, 1.18), (left, 1.18)])
        self.pick.set_data([r.chosen + 1], [1.2])
        inside, own = r.stack[first : last + 1], f"channel {r.chosen + 1}"
        self.sum.set_text(f"sum of squares in the window of {own}: {(inside**2).sum():g}")
        self.ratio.set_text(f"{own}: {r.stack[r.chosen]:g} / {_short(r.divisor)} = {_short(r.normalized[r.chosen])}")
        parts = (f"photograph, {own}: up to", r.before), ("after: up to", r.after)
        for image, text, (words, values) in zip(self.maps, self.captions, parts):
            image.set_data((255 * values / values.max()).astype(np.uint8) / 255)
            text.set_text(f"{words} {_short(values.max())}")

    def describe(self, r):
        return (
            f"Channel {r.chosen + 1}: {r.stack[r.chosen]:g} divided by {_short(r.divisor)} is "
            f"{_short(r.normalized[r.chosen])}; its window is channel {r.window[0] + 1} to {r.window[1] + 1}. All: "
            f"{', '.join(map(_short, r.normalized))}, of length {_short(r.length)}. Its map of the photograph went up "
            f"to {_short(r.before.max())} and goes up to {_short(r.after.max())}."
        )

    def code(self, channel, loud, size, power, beta, k, convention):
        return f"""\
import numpy as np
from course_lib.normalization import local_response_norm, response_window
from course_lib.normalization.explorers.local_response import photo_maps
stack = np.array([1, 1, 1, 1, {loud}, 1, 1, 1])
options = dict(alpha=10.0**{power}, beta={beta}, k={k}, convention={convention!r})
normalized = local_response_norm(stack[None], {size}, **options)[0]
window = response_window({CHANNELS}, {channel - 1}, {size}, convention={convention!r})
length = np.linalg.norm(normalized)
divisor = stack[{channel - 1}] / normalized[{channel - 1}]
before = photo_maps()[{channel - 1}]
after = local_response_norm(photo_maps()[None], {size}, **options)[0, {channel - 1}]"""

    def handles(self):
        return [Handle(self.axes[0], "channel", None, "channel")]


@lru_cache
def photo_maps():
    """Return eight maps of a photograph, (8, 64, 64) in 0.1..10: edges in eight directions, negative ones cut off.

    >>> maps = photo_maps()
    >>> maps.shape, round(float(maps.min()), 3), round(float(maps.max()), 3)
    ((8, 64, 64), 0.1, 10.0)
    """
    photo = data.image("camera")
    side = photo.shape[0] // 64
    small = photo[: 64 * side, : 64 * side].reshape(64, side, 64, side).mean(axis=(1, 3))
    down, right = np.mgrid[-1:2, -1:2]
    turns = np.arange(CHANNELS) * (2 * np.pi / CHANNELS)
    kernels = [(np.cos(turn) * right + np.sin(turn) * down) / 6 for turn in turns]
    edges = np.stack([np.maximum(cross_correlate(np.pad(small, 1, mode="edge"), kernel), 0) for kernel in kernels])
    maps = 0.1 + 9.9 * edges / edges.max()  # never 0, so that k = 0 is possible
    maps.flags.writeable = False
    return maps


def _short(value):
    """Return a number with three significant digits, and 0.03 rather than 0.0295."""
    return f"{value:.3g}" if value >= 0.1 else f"{value:.2g}"
