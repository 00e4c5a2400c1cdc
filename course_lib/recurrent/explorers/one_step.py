"""One step of a cell with one unit: four layers, three gates, and what each does to the memory."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib.kit.explorer import Choice, Explorer, Handle, Number, Preset, Switch
from course_lib.kit.figures import INPUT, REFERENCE, Lines, caption, panel, signed_text
from course_lib.recurrent import lstm_step, lstm_update
from course_lib.recurrent.explorers._diagram import (
    ALL,
    FORGETS,
    HEIGHT,
    LOOKS,
    SHOWS,
    WIDTH,
    WRITES,
    Diagram,
    wire_texts,
)
from course_lib.recurrent.explorers._gates import GATES, INKS, gate

STRENGTHS = np.linspace(-8, 8, 161)  # inputs of the small curve
ONES = np.ones((4, 1))  # all weights of the cell are 1, so a layer's sum is x + h + its bias: easy to check by hand


class Step(NamedTuple):
    sums: np.ndarray  # (4,) what the input, forget, candidate and output layers squash
    forget: float  # gate, in (0, 1)
    input: float  # gate, in (0, 1)
    candidate: float  # in (-1, 1)
    output: float  # gate, in (0, 1)
    kept: float  # forget * old c
    write: float  # input * candidate: what is added
    c: float  # new
    squashed: float  # tanh(c), in (-1, 1)
    h: float  # new, in (-1, 1)
    doubled: float  # what twice the input would write
    reach: tuple  # the new c if the forget gate were 0, and if it were 1
    writes: np.ndarray  # (161,) what each of STRENGTHS would write


class OneStep(Explorer):
    """Which gate does what?"""

    title = "One step of an LSTM, gate by gate"
    size = (10.8, 5.4)
    controls = {
        "look": Choice(ALL, LOOKS, label="look at"),
        "x": Number(1.0, -4.0, 4.0, 0.5, label="input x"),
        "old_h": Number(0.5, -0.9, 0.9, 0.1, label="old h"),
        "old_c": Number(1.5, -4.0, 4.0, 0.5, label="old c"),
        "forget_bias": Number(0.0, -10.0, 10.0, 0.5, label="bias of the forget gate"),
        "input_bias": Number(-0.5, -10.0, 10.0, 0.5, label="bias of the input gate"),
        "candidate_bias": Number(-3.0, -10.0, 10.0, 0.5, label="bias of the candidate"),
        "output_bias": Number(0.5, -10.0, 10.0, 0.5, label="bias of the output gate"),
        "coupled": Switch(False, label="coupled gates: input = 1 − forget"),
    }
    presets = {
        "keep everything": Preset(
            {"look": FORGETS, "forget_bias": 10.0, "input_bias": -10.0, "candidate_bias": 0.0, "output_bias": 0.0},
            "Forget gate open, input gate shut: c stays 1.50. An open forget gate keeps.",
            lambda r: r.old_c == 1.5 and abs(r.c - 1.5) < 0.005 and r.forget > 0.999 and r.input < 0.001,
        ),
        "forget everything": Preset(
            {"look": FORGETS, "forget_bias": -10.0, "input_bias": -10.0, "candidate_bias": 0.0, "output_bias": 0.0},
            "Both shut: the 1.50 is gone, nothing takes its place, and h is 0 although the output gate is open.",
            lambda r: r.old_c == 1.5 and abs(r.c) < 0.005 and abs(r.h) < 0.005 and r.output > 0.8,
        ),
        "write": Preset(
            {
                "look": WRITES,
                "x": -0.5,
                "old_h": -0.5,
                "forget_bias": -10.0,
                "input_bias": 10.0,
                "candidate_bias": 0.0,
                "output_bias": 0.0,
            },
            "Forget gate shut, input gate open: the candidate −0.76 replaces the 1.50.",
            lambda r: abs(r.candidate + 0.76) < 0.005 and abs(r.c - r.candidate) < 0.005 < abs(r.old_c - r.c),
        ),
        "hide": Preset(
            {"look": SHOWS, "forget_bias": 10.0, "input_bias": -10.0, "candidate_bias": 0.0, "output_bias": -10.0},
            "Output gate shut: h is 0, and the cell still holds its 1.50. No other gate can do both.",
            lambda r: abs(r.h) < 0.005 and abs(r.c - 1.5) < 0.005 and r.output < 0.001,
        ),
        "half open": Preset(
            {"x": 0.0, "old_h": 0.0, "old_c": 1.0, "input_bias": 0.0, "candidate_bias": 0.0, "output_bias": 0.0},
            "All sums are 0 and all three gates are 0.50: half of c is kept. A gate is a number, not a switch.",
            lambda r: r.forget == r.input == r.output == 0.5 and r.c == 0.5 and not r.coupled,
        ),
        "empty cell": Preset(
            {
                "look": WRITES,
                "old_h": 0.0,
                "old_c": 0.0,
                "forget_bias": -6.0,
                "input_bias": 0.0,
                "candidate_bias": 0.0,
                "output_bias": 0.0,
            },
            "With c = 0 the forget gate changes nothing. What is written, 0.56, is the work of the input gate.",
            lambda r: r.reach[0] == r.reach[1] == r.c == r.write and abs(r.write - 0.56) < 0.005,
        ),
        "twice the input": Preset(
            {"look": WRITES, "old_h": 0.0, "input_bias": 0.0, "candidate_bias": 0.0, "output_bias": 0.0},
            "x = 1 writes 0.56 and x = 2 writes 0.85, not 1.11. One step never adds more than 1.",
            lambda r: abs(r.write - 0.557) < 0.0005 and abs(r.doubled - 0.849) < 0.0005 and abs(r.writes).max() < 1,
        ),
        "coupled": Preset(
            {"coupled": True, "input_bias": 0.0, "output_bias": 0.0},
            "One gate for both: what is forgotten, 0.18, is what may be written. c lies between its old value and the "
            "candidate.",
            lambda r: abs(r.input - 0.18) < 0.005 and r.input == 1 - r.forget and r.candidate < r.c < r.old_c,
        ),
    }

    def compute(
        self, look, x, old_h, old_c, forget_bias, input_bias, candidate_bias, output_bias, coupled
    ):  # `look` only lights a path
        biases = (input_bias, forget_bias, candidate_bias, output_bias)  # PyTorch's order of the rows
        step = lstm_step([x], [old_h], [old_c], ONES, ONES, biases, coupled=coupled)
        gates = {name: float(getattr(step, name)[0]) for name in GATES}
        writes = _writes(old_h, biases, coupled)
        return Step(
            sums=x + old_h + np.array(biases),
            **gates,
            kept=gates["forget"] * old_c,
            write=gates["input"] * gates["candidate"],
            c=float(step.c[0]),
            squashed=float(np.tanh(step.c[0])),
            h=float(step.h[0]),
            doubled=float(np.interp(2 * x, STRENGTHS, writes)),
            reach=tuple(float(lstm_update(old_c, **gates | _moved(f, coupled))[0]) for f in (0.0, 1.0)),
            writes=writes,
        )

    def draw(self, figure, r):
        self.diagram = Diagram(panel(figure, 0.15, 1.1, WIDTH, HEIGHT))
        self.words = Lines(figure, 0.2, 0.78, spacing=0.32)
        gauges = figure.add_axes((0.8, 0.68, 0.175, 0.22))
        gauges.set(xlim=(-0.04, 1.04), ylim=(2.6, -0.6), xticks=(0, 0.5, 1), xticklabels=("0", "0.5", "1"), yticks=())
        gauges.spines["left"].set_visible(False)
        caption(figure, 8.05, 5.05, "how far each gate is open")
        self.marks = []
        for row, name in enumerate(("forget", "input", "output")):
            gauges.axhline(row, color="#dddddd", linewidth=5, zorder=1)
            gauges.text(-0.1, row, name, ha="right", va="center_baseline", fontsize=11, color=INKS[name])
            self.marks += gauges.plot([0], [row], "os^"[row], color=GATES[name], markersize=9, clip_on=False)
        self.curve_axes = figure.add_axes((0.8, 0.115, 0.175, 0.3))
        self.curve_axes.set(xlim=(-8, 8), ylim=(-1.08, 1.08), xticks=(-8, -4, 0, 4, 8), yticks=(-1, 0, 1))
        self.curve_axes.set_xlabel("input x", labelpad=1)
        self.curve_axes.axhline(0, color="#dddddd", linewidth=1)
        caption(figure, 8.05, 2.75, "written: input · candidate")
        self.written = caption(figure, 8.05, 2.45, color=INKS["input"], fontsize=11)
        (self.curve,) = self.curve_axes.plot(STRENGTHS, r.writes, color=REFERENCE)
        (self.once,) = self.curve_axes.plot([0], [0], "o", color=INPUT, markersize=9)
        (self.twice,) = self.curve_axes.plot([0], [0], "o", color=INPUT, markersize=9, fillstyle="none", clip_on=False)

    def update(self, r):
        self.diagram.show(wire_texts(r), r.look, coupled=r.coupled)
        for mark, value in zip(self.marks, (r.forget, r.input, r.output)):
            mark.set_xdata([value])
        self.curve.set_ydata(r.writes)
        self.once.set_data([r.x], [r.write])
        self.twice.set_data([2 * r.x], [r.doubled])
        self.written.set_text(f"● x: {signed_text(r.write)}    ○ 2x: {signed_text(r.doubled)}")
        kept, added = (f"{_short(g)} · {_factor(v)}" for g, v in ((r.forget, r.old_c), (r.input, r.candidate)))
        shown = f"{_short(r.output)} · {_factor(r.squashed)} = {signed_text(r.h)}"
        shut, wide = map(signed_text, r.reach)
        self.words.show(
            f"new c = forget · old c + input · candidate = {kept} + {added} = {signed_text(r.c)}",
            f"new h = output · tanh(new c) = {shown}",
            (f"forget gate at 0: new c would be {shut};  at 1: {wide}", {"color": "#555555"}),
        )

    def describe(self, r):
        layers = ("forget", "candidate", "output") if r.coupled else tuple(GATES)
        sums = {name: signed_text(value, 1) for name, value in zip(GATES, r.sums)}
        seen = ", ".join(f"{name} {sums[name]}" for name in layers)
        tied = " (coupled)" if r.coupled else ""
        return (
            f"{r.look.capitalize()}; x = {signed_text(r.x, 1)}, old h = {signed_text(r.old_h, 1)}, old c = "
            f"{signed_text(r.old_c)}; sums: {seen}. Forget gate {gate(r.forget)} keeps {signed_text(r.kept)}; input "
            f"gate {gate(r.input)}{tied} lets {signed_text(r.write)} of the candidate {signed_text(r.candidate)} in: "
            f"new c = {signed_text(r.c)}. Output gate {gate(r.output)} shows h = {signed_text(r.h)}. Twice the input "
            f"would write {signed_text(r.doubled)}."
        )

    def code(self, look, x, old_h, old_c, forget_bias, input_bias, candidate_bias, output_bias, coupled):
        torch_check = f"""\
cell = torch.nn.LSTMCell(1, 1, dtype=torch.float64)
for values, weight in zip((W, W, b, 0 * b), cell.parameters()):  # PyTorch adds two bias vectors
    weight.data = torch.tensor(values)
old = torch.tensor([[{x}], [{old_h}], [{old_c}]], dtype=torch.float64)
h_torch, c_torch = cell(old[0], (old[1], old[2]))
assert np.allclose((h, c), (h_torch.item(), c_torch.item()))"""
        by_hand = f"""\
# PyTorch has no coupled gates: by hand
assert np.isclose(c, forget * {old_c} + (1 - forget) * candidate)
assert np.isclose(h, output * np.tanh(c))"""
        return f"""\
import numpy as np
{"" if coupled else "import torch" + chr(10)}from course_lib.recurrent import lstm_step

W = np.ones((4, 1))  # rows: input, forget, candidate, output
b = np.array([{input_bias}, {forget_bias}, {candidate_bias}, {output_bias}])
step = lstm_step([{x}], [{old_h}], [{old_c}], W, W, b, coupled={coupled})
input, forget, candidate, output, c, h = (float(part[0]) for part in step)

{by_hand if coupled else torch_check}"""

    def handles(self):
        return [Handle(self.curve_axes, "x", None, "input x")]


def _moved(forget, coupled):
    """Return the gates that change when the forget gate is set by hand."""
    return {"forget": forget, "input": 1 - forget} if coupled else {"forget": forget}


@lru_cache(maxsize=256)
def _writes(h, biases, coupled):
    """Return what each of STRENGTHS writes into an empty cell."""
    old = np.full((STRENGTHS.size, 1), h)
    return lstm_step(STRENGTHS[:, None], old, 0 * old, ONES, ONES, biases, coupled=coupled).c[:, 0]


def _short(value):
    return gate(value).removeprefix("≈ ")


def _factor(value):
    return f"({signed_text(value)})" if value < 0 else signed_text(value)
