"""A mark is written at the first step; what is left of it while the cell reads on."""

from functools import lru_cache
from typing import NamedTuple

import matplotlib
import numpy as np

from course_lib.kit.explorer import Choice, Explorer, Number, Preset, Switch
from course_lib.kit.figures import INK, MAGNITUDE, OUTPUT, REFERENCE, SIGNED, caption, signed_text
from course_lib.recurrent import memory_left, random_cell, run_lstm, sigmoid
from course_lib.recurrent.explorers._gates import INKS

MARK = 5.0  # value of the first input at the first step; 0 at all others
UNITS = 8  # of the untrained cell
# Rows: input, forget, candidate, output. Columns: the mark, an input that is always 1, noise; then the bias.
ONCE = np.array([[2, 0, 1, -5], [0, 0, 1, 0], [0.6, 0, 1, 0], [0, 0, 1, 1]], dtype=float)
ALWAYS = np.array([[0, 0, 1, 5], [0, 0, 1, 0], [0.2, 1, 1, 0], [0, 0, 1, 1]], dtype=float)
CELLS = {"writes the mark only": ONCE, "writes at every step": ALWAYS, "untrained, random weights": None}
BY_HAND, COUNTER, UNTRAINED = CELLS
LOG, LINEAR, STATES = "what is left, log axis", "what is left, linear axis", "c and h"
BANDS = ("forget", "input", "output", "candidate", "c", "h")
THICK = 8  # image rows a band has; one white row between bands
LONGEST = 100  # steps


class Mark(NamedTuple):
    bands: tuple  # the six rows of the picture, each (steps + 1, units)
    without: np.ndarray  # (steps + 1, units) c if the mark had not been there
    left: np.ndarray  # (steps + 1,) share of what the mark changed in c that is still there
    expected: np.ndarray  # (steps + 1,) forget ** t with the gate at sigmoid(bias)
    opening: float  # mean of the forget gates over units and steps
    highest: float  # largest |c|
    largest_h: float  # largest |h|


class Conveyor(Explorer):
    """How long does a mark stay?"""

    title = "How long a mark stays on the belt"
    size = (10, 5.7)
    controls = {
        "bias": Number(3.0, -2.0, 8.0, 0.5, label="forget bias"),
        "steps": Number(40, 10, 100, 10, label="steps after the mark"),
        "noise": Number(0.5, 0.0, 1.5, 0.1, label="noise in the input"),
        "cell": Choice(BY_HAND, tuple(CELLS), label="cell"),
        "coupled": Switch(False, label="coupled gates: input = 1 − forget"),
        "view": Choice(LINEAR, (LINEAR, LOG, STATES), label="show below"),
        "seed": Number(0, 0, 9, label="seed of noise and random weights"),
    }
    presets = {
        "PyTorch's start": Preset(
            {"cell": UNTRAINED, "bias": 0.0, "view": LOG},
            "Forget gates near 0.5: about half is lost at each step, and after 40 steps less than a millionth is left.",
            lambda r: abs(r.opening - 0.5) < 0.05 and r.steps == 40 and r.left[-1] < 1e-6,
        ),
        "Keras's start": Preset(
            {"cell": UNTRAINED, "bias": 1.0, "view": LOG},
            "A forget bias of 1 opens the gates to about 0.73. After 40 steps less than a thousandth is left.",
            lambda r: abs(r.opening - 0.73) < 0.05 and r.steps == 40 and 1e-6 < r.left[-1] < 1e-3,
        ),
        "bias 8": Preset(
            {"bias": 8.0, "steps": 100},
            "More than 95 % of the mark is still there after 100 steps. Remembering is a setting, not the default.",
            lambda r: r.steps == 100 and 0.95 < r.left[-1] < 1,
        ),
        "half at each step": Preset(
            {"bias": 0.0, "steps": 10, "noise": 0.0},
            "No noise, bias 0: the gate is 0.5, and after 10 steps 1/1024 of the mark is left.",
            lambda r: np.isclose(r.left[-1], 1 / 1024) and np.allclose(r.left, r.expected),
        ),
        "counting": Preset(
            {"cell": COUNTER, "bias": 8.0, "steps": 100, "noise": 0.0, "view": STATES},
            "Forget and input gate open: c counts up to 75 and has no bound, while h stays below 1.",
            lambda r: 74.5 < r.highest < 75.5 and r.largest_h < 1,
        ),
        "counting, coupled": Preset(
            {"cell": COUNTER, "bias": 2.0, "steps": 100, "noise": 0.0, "coupled": True, "view": STATES},
            "With coupled gates c is a mean of old and new: it cannot leave −1..1.",
            lambda r: r.coupled and r.cell == COUNTER and 0.7 < r.highest <= 1,
        ),
    }

    def compute(self, bias, steps, noise, cell, coupled, view, seed):
        weights = weights_of(cell, bias, seed)
        marked, plain = inputs(steps, noise, seed)
        run = run_lstm(marked, *weights, coupled=coupled)
        without = run_lstm(plain, *weights, coupled=coupled).c
        change = np.linalg.norm(run.c - without, axis=1)
        bands = tuple(getattr(run, name) for name in BANDS)
        expected = memory_left(float(sigmoid(bias)), np.arange(steps + 1))
        return Mark(
            bands,
            without,
            left=change / change[0],
            expected=expected,
            opening=float(run.forget.mean()),
            highest=float(abs(run.c).max()),
            largest_h=float(abs(run.h).max()),
        )

    def draw(self, figure, r):
        self._draw_map(figure)
        self._draw_below(figure)
        self.frame = None  # what the axes show: steps, view, height

    def _draw_map(self, figure):
        self.map = figure.add_axes((0.115, 0.445, 0.795, 0.475))
        self.map.set(xticks=[], yticks=[])
        self.map.spines[:].set_visible(False)
        self.image = self.map.imshow(np.zeros((2, 2, 3), dtype=np.uint8), aspect="auto")
        rows = len(BANDS) * (THICK + 1) - 1
        for number, name in enumerate(BANDS):
            y = 1 - (number * (THICK + 1) + THICK / 2) / rows
            color = INKS.get(name, INK)
            place = {"transform": self.map.transAxes, "ha": "right", "va": "center_baseline"}
            self.map.text(-0.012, y, name, color=color, **place)
        _key(figure, (0.925, 0.7, 0.014, 0.2), MAGNITUDE, ("0", "1"))
        _key(figure, (0.925, 0.465, 0.014, 0.2), SIGNED, ("−1", "0", "1"))
        caption(figure, 1.15, 5.38, "▼ mark", fontsize=11)
        self.scale = caption(figure, 9.1, 5.38, ha="right", fontsize=11)

    def _draw_below(self, figure):
        self.below = figure.add_axes((0.115, 0.1, 0.795, 0.235))
        self.below.set_xlabel("steps after the mark", labelpad=1)
        self.lines = {}
        for name, color, dash in (("reference", REFERENCE, (0, (4, 2))), ("h", OUTPUT, "-"), ("main", INK, "-")):
            (self.lines[name],) = self.below.plot([], [], color=color, linestyle=dash)
        self.words = [
            caption(figure, x, 2.05, color=color)
            for x, color in ((1.15, INK), (2.65, "#666666"), (4.85, INKS["output"]))
        ]
        self.answer = caption(figure, 9.1, 2.05, ha="right", weight="bold")

    def update(self, r):
        self.image.set_data(_painted(r))
        self._set_axes(r)
        times = np.arange(r.steps + 1)
        c, h = r.bands[BANDS.index("c")], r.bands[BANDS.index("h")]
        if r.view == STATES:
            data = {"main": _joined(times, c), "reference": _joined(times, r.without), "h": _joined(times, h)}
            words = ("— c", "- - c without the mark", "— h")
        else:
            data = {"main": (times, r.left.clip(1e-9)), "reference": (times, r.expected.clip(1e-9)), "h": ([], [])}
            words = ("— what is left", f"- - {float(r.expected[1]):.4g} at each step", "")
        for name, (x, y) in data.items():
            self.lines[name].set_data(x, y)
        for label, text in zip(self.words, words):
            label.set_text(text)
        self.scale.set_text(f"colour of c: ±{_round_up(r.highest):g}")
        self.answer.set_text(f"after {r.steps} steps: {_left(r.left[-1])}")

    def _set_axes(self, r):
        """Change limits and ticks where they must change: the still picture is sent anew for it."""
        share = r.left.max() / 1.05  # above 1 where the mark comes back through h
        tall = {LOG: share, LINEAR: share, STATES: max(r.highest, abs(r.without).max())}[r.view]
        height = _round_up(tall)
        if self.frame == (r.steps, r.view, height):
            return
        self.frame = (r.steps, r.view, height)
        self.image.set_extent((-0.5, r.steps + 0.5, 1, 0))
        for axes in (self.map, self.below):
            axes.set_xlim(-0.5, r.steps + 0.5)
        if r.view == LOG:
            self.below.set(yscale="log", ylim=(3e-7, 3 * height), yticks=[1e-6, 1e-4, 1e-2, 1])
            self.below.set_yticklabels(["0.0001 %", "0.01 %", "1 %", "100 %"])
            self.below.minorticks_off()
        elif r.view == LINEAR:
            self.below.set(yscale="linear", ylim=(-0.03 * height, 1.1 * height), yticks=[0, height / 2, height])
            self.below.set_yticklabels([f"{100 * tick:g} %" for tick in (0, height / 2, height)])
        else:
            ticks = (-height, 0, height)
            self.below.set(yscale="linear", ylim=(-1.1 * height, 1.1 * height), yticks=ticks)
            self.below.set_yticklabels([signed_text(tick, 0) for tick in ticks])

    def describe(self, r):
        tied = ", coupled gates" if r.coupled else ""
        back = " (through h the mark changed what was written later)" if r.left[-1] > 1.05 else ""
        return (
            f"Cell: {r.cell}; forget bias {signed_text(r.bias, 1)}{tied}, noise {r.noise:g}, seed {r.seed}: the "
            f"forget gates are {r.opening:.3f} open on average. After {r.steps} steps of the mark: "
            f"{_left(r.left[-1])}{back}. |c| reaches {r.highest:.2f}, |h| {r.largest_h:.2f}. Below: {r.view}."
        )

    def code(self, bias, steps, noise, cell, coupled, view, seed):
        if CELLS[cell] is None:
            made = f'W_x, W_h, b = random_cell("lstm", 3, {UNITS}, seed={seed}, forget_bias={bias})'
        else:
            rows = ", ".join(f"[{', '.join(f'{value:g}' for value in row)}]" for row in CELLS[cell])
            made = f"table = np.array([{rows}])\nW_x, W_h, b = table[:, :3], np.zeros((4, 1)), table[:, 3]"
            made += f"\nb[1] = {bias}  # rows: input, forget, candidate, output"
        check = _BY_TORCH.format(units=UNITS if CELLS[cell] is None else 1) if not coupled else ""
        first = "numpy as np" if coupled else "numpy as np, torch"
        maker = ", random_cell" if CELLS[cell] is None else ""
        return f"""\
import {first}
from course_lib.recurrent import run_lstm{maker}
{made}
marked = np.zeros(({steps + 1}, 3))  # columns: the mark, always 1, noise
marked[:, 1] = 1
marked[:, 2] = {noise} * np.random.default_rng({seed}).normal(size={LONGEST + 1})[:{steps + 1}]
plain = marked.copy()
marked[0, 0] = {MARK}
c = run_lstm(marked, W_x, W_h, b, coupled={coupled}).c
without = run_lstm(plain, W_x, W_h, b, coupled={coupled}).c
change = np.linalg.norm(c - without, axis=1)
left = change / change[0]
highest = float(abs(c).max())
{check}""".rstrip()


_BY_TORCH = """\
lstm = torch.nn.LSTM(3, {units}, dtype=torch.float64)
for part, values in zip(lstm.parameters(), (W_x, W_h, b, 0 * b)):
    part.data = torch.tensor(values)
assert np.allclose(lstm(torch.tensor(marked))[1][1].detach(), c[-1])"""


@lru_cache(maxsize=64)
def weights_of(cell, bias, seed):
    """Return W_x, W_h, b of a cell; the biases of its forget gates are at `bias` (those of a random cell near it)."""
    if CELLS[cell] is None:
        return random_cell("lstm", 3, UNITS, seed=seed, forget_bias=bias)
    table = CELLS[cell].copy()
    table[1, 3] = bias
    return table[:, :3], np.zeros((4, 1)), table[:, 3]


def inputs(steps, noise, seed):
    """Return the sequence with the mark and the one without, each (steps + 1, 3)."""
    plain = np.zeros((steps + 1, 3))
    plain[:, 1] = 1
    # Always the same first numbers: a longer sequence goes on where a shorter one stops.
    plain[:, 2] = noise * np.random.default_rng(seed).normal(size=LONGEST + 1)[: steps + 1]
    marked = plain.copy()
    marked[0, 0] = MARK
    return marked, plain


def _painted(r):
    """Return the six bands as RGB (rows, steps + 1, 3), uint8: gates from 0 to 1, the others around 0."""
    picture = np.full((len(BANDS) * (THICK + 1) - 1, r.steps + 1, 3), 255, dtype=np.uint8)
    for number, (name, band) in enumerate(zip(BANDS, r.bands)):
        largest = _round_up(r.highest) if name == "c" else 1.0
        shades = band if number < 3 else (band / largest + 1) / 2  # 0..1
        table = _table(MAGNITUDE if number < 3 else SIGNED)
        rows = table[(shades * 255).round().astype(int).clip(0, 255)]  # (steps + 1, units, 3)
        start = number * (THICK + 1)
        picture[start : start + THICK] = np.repeat(rows.swapaxes(0, 1), THICK // band.shape[1], axis=0)
    return picture


@lru_cache
def _table(name):
    """Return a colour map as (256, 3) uint8."""
    return (matplotlib.colormaps[name](np.arange(256))[:, :3] * 255).round().astype(np.uint8)


def _key(figure, place, colors, ends):
    axes = figure.add_axes(place)
    axes.imshow(_table(colors)[::-1, None], aspect="auto", extent=(0, 1, 0, 1))
    axes.set(xticks=[], yticks=np.linspace(0, 1, len(ends)), yticklabels=ends)
    axes.yaxis.tick_right()
    axes.tick_params(length=0, pad=3)
    axes.spines[:].set_visible(False)


def _joined(times, states):
    """Return x, y of one line that draws every unit, with gaps between them."""
    gap = np.full((1, states.shape[1]), np.nan)
    return np.tile(np.append(times, np.nan), states.shape[1]), np.concatenate([states, gap]).T.ravel()


def _round_up(value):
    """Return the least of 1, 2, 5, 10, 20, ... that is not below `value`."""
    return next(step * 10**power for power in range(9) for step in (1, 2, 5) if step * 10**power >= value)


def _left(share):
    """Say a share in words.

    >>> _left(0.373), _left(2e-9), _left(4.4)
    ('37.3 % left', 'less than 0.0001 % left', '4.4 times as much')
    """
    if share > 1.05:
        return f"{share:.2g} times as much"
    return f"{100 * share:.3g} % left" if share >= 1e-6 else "less than 0.0001 % left"
