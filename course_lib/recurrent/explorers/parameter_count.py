"""How many numbers a recurrent layer learns: its weight matrices, drawn to scale."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from matplotlib.collections import PolyCollection

from course_lib.kit.explorer import Choice, Explorer, Number, Preset
from course_lib.kit.figures import INK, KERNEL, KERNEL_INK, REFERENCE, Lines, caption, panel, tint
from course_lib.recurrent import recurrent_parameters
from course_lib.recurrent.explorers._gates import CANDIDATE, GATES, INKS

LAYERS = {  # kind -> its layers from top to bottom, in PyTorch's order of the rows
    "RNN": ("state",),
    "GRU": ("reset", "update", "candidate"),
    "LSTM": ("input", "forget", "candidate", "output"),
}
COLORS = GATES | {"state": CANDIDATE, "reset": KERNEL, "update": GATES["forget"]}
LETTERS = INKS | {"state": INKS["candidate"], "reset": KERNEL_INK, "update": INKS["forget"]}
ONE, TWO = "one (textbook, Keras LSTM)", "two (PyTorch)"
VECTORS = {ONE: 1, TWO: 2}
WIDE, HIGH = 2.1, 3.5  # inches for one kind
TOKENS = 40  # most boxes drawn in the unrolled row


class Parameters(NamedTuple):
    layers: int  # 1, 3 or 4
    weight_shapes: tuple  # of the stacked input weights and of the stacked recurrent weights
    input_weights: int
    recurrent_weights: int
    bias_values: int
    total: int
    totals: tuple  # of RNN, GRU, LSTM


class ParameterCount(Explorer):
    """How many numbers does a recurrent layer learn?"""

    title = "The parameters of RNN, GRU and LSTM"
    size = (10, 5.4)
    controls = {
        "kind": Choice("LSTM", tuple(LAYERS), label="layer"),
        "inputs": Number(10, 1, 64, label="input size m"),
        "units": Number(20, 1, 64, label="units n: size of h and c"),
        "vectors": Choice(ONE, VECTORS, label="bias vectors"),
        "length": Number(8, 1, TOKENS, label="steps of the sequence"),
    }
    presets = {
        "the notes' formula": Preset(
            {},
            "4·(mn + n² + n) with m = 10 and n = 20 is 4·(200 + 400 + 20) = 2480.",
            lambda r: (r.kind, r.vectors, r.total) == ("LSTM", 1, 2480),
        ),
        "PyTorch's count": Preset(
            {"vectors": TWO},
            "PyTorch keeps two bias vectors for each layer: 80 numbers more, 2560.",
            lambda r: (r.kind, r.vectors, r.total) == ("LSTM", 2, 2560),
        ),
        "GRU": Preset(
            {"kind": "GRU", "vectors": TWO},
            "Three layers in place of four: the GRU has three quarters of the LSTM's parameters, 1920 of 2560.",
            lambda r: (r.kind, r.total) == ("GRU", 1920) and 4 * r.totals[1] == 3 * r.totals[2],
        ),
        "RNN": Preset(
            {"kind": "RNN"},
            "One layer: 620 parameters. RNN : GRU : LSTM = 1 : 3 : 4, whatever m and n.",
            lambda r: (r.kind, r.total) == ("RNN", 620) and r.totals == (r.total, 3 * r.total, 4 * r.total),
        ),
        "a longer sequence": Preset(
            {"length": TOKENS},
            "40 steps, and still 2480 parameters: each step uses the same ones.",
            lambda r: (r.length, r.total) == (TOKENS, 2480),
        ),
        "twice the units": Preset(
            {"units": 40},
            "40 units in place of 20: 8160 parameters, more than three times as many. The part n² grows fastest.",
            lambda r: (r.kind, r.units, r.total) == ("LSTM", 40, 8160) and r.total > 3 * 2480,
        ),
    }

    def compute(self, kind, inputs, units, vectors, length):
        convention = "keras" if vectors == 1 else "pytorch"
        counts = {name: recurrent_parameters(name.lower(), inputs, units, convention=convention) for name in LAYERS}
        count, layers = counts[kind], len(LAYERS[kind])
        shapes = ((layers * units, inputs), (layers * units, units))
        totals = tuple(one.total for one in counts.values())
        return Parameters(layers, shapes, *count, totals)

    def draw(self, figure, r):
        scene = panel(figure, 0.15, 1.5, 3 * WIDE, HIGH + 0.3)
        scene.set(xlim=(0, 3 * WIDE), ylim=(0, HIGH + 0.3))
        self.blocks = scene.add_collection(PolyCollection([], edgecolors="white"))  # one artist: it is drawn at once
        place = {"ha": "center", "va": "bottom", "weight": "bold"}
        self.titles = [scene.text((0.5 + n) * WIDE, HIGH + 0.08, "", **place) for n in range(3)]
        self.scale = caption(figure, 0.2, 1.2, fontsize=11, color="#555555")
        self.each = Lines(figure, 6.7, 5.08, spacing=0.32)
        self.keys = [caption(figure, 7.0, 4.34 - 0.32 * row) for row in range(4)]
        patches = panel(figure, 6.7, 4.34 - 0.32 * 3 - 0.03, 0.2, 0.32 * 4)
        patches.set(xlim=(0, 0.2), ylim=(0.32 * 4, 0))
        self.swatches = [
            patches.fill([0, 0.2, 0.2, 0], 0.32 * row + np.array([0.13, 0.13, 0.31, 0.31]))[0] for row in range(4)
        ]
        self.sums = Lines(figure, 6.7, 2.85, spacing=0.34)
        row = panel(figure, 0.2, 0.42, 9.6, 0.4)
        row.set(xlim=(-0.6, TOKENS - 0.4), ylim=(-1, 1))
        (self.chain,) = row.plot([], [], color=REFERENCE, linewidth=1.5)
        style = {"linestyle": "", "marker": "s", "markersize": 11, "markeredgecolor": INK}
        (self.cells,) = row.plot([], [], markerfacecolor=tint(KERNEL, 0.5), **style)
        self.shared = caption(figure, 0.2, 0.15)

    def update(self, r):
        columns = np.array([r.inputs, r.units, r.vectors])
        side = min((WIDE - 0.25) / columns.sum(), HIGH / (4 * r.units), 0.3)  # inches a number takes
        corners, colors = [], []
        for number, (kind, layers) in enumerate(LAYERS.items()):
            left = (0.5 + number) * WIDE - side * columns.sum() / 2
            edges = left + side * np.append(0, np.cumsum(columns))
            for row, name in enumerate(layers):
                top = HIGH - side * r.units * row
                low = top - side * r.units
                corners += [[(a, low), (b, low), (b, top), (a, top)] for a, b in pairwise(edges)]
                colors += [tint(shade, 1 if kind == r.kind else 0.35) for shade in _shades(name)]
            self.titles[number].set(text=f"{kind} {r.totals[number]}", color=INK if kind == r.kind else "#777777")
        self.blocks.set(verts=corners, facecolors=colors)
        self.blocks.set_linewidth(0.8 if side * r.units > 0.08 else 0)  # a border must not eat a thin layer
        self._write(r)
        self.chain.set_data([0, r.length - 1], [0, 0])
        self.cells.set_data(np.arange(r.length), np.zeros(r.length))

    def _write(self, r):
        (rows, m), (_, n) = r.weight_shapes
        self.scale.set_text(f"To scale. Light: {rows}×{m} for x. Strong: {rows}×{n} for old h. Dark: biases.")
        each = (f"each layer: {r.total // r.layers}", {"weight": "bold"})
        self.each.show(each, f"= {n}·{m} + {n}·{n} + {n}·{r.vectors}")
        names = LAYERS[r.kind]
        for row, (key, swatch) in enumerate(zip(self.keys, self.swatches)):
            used = row < len(names)
            name = names[row] if used else names[0]
            key.set(text=_title(name) if used else "", color=LETTERS[name])
            swatch.set(facecolor=COLORS[name], visible=used)
        self.sums.show(
            f"for x: {r.layers}·{n}·{m} = {r.input_weights}",
            f"for old h: {r.layers}·{n}·{n} = {r.recurrent_weights}",
            f"biases: {r.layers}·{n}·{r.vectors} = {r.bias_values}",
            (f"parameters: {r.total}", {"weight": "bold", "fontsize": 13}),
        )
        steps = "1 step" if r.length == 1 else f"{r.length} steps"
        self.shared.set_text(f"{steps}, one layer: the same {r.total} parameters at each of them")

    def describe(self, r):
        (rows, m), (_, n) = r.weight_shapes
        rnn, gru, lstm = r.totals
        return (
            f"{r.kind}, m = {m}, n = {n}: weights {rows}×{m} for x and {rows}×{n} for h, {r.vectors} bias "
            f"{'vectors' if r.vectors > 1 else 'vector'} for each of the {_layers(r.layers)}: {r.input_weights} + "
            f"{r.recurrent_weights} + {r.bias_values} = {r.total} parameters, whatever the number of steps, "
            f"here {r.length}. RNN : GRU : LSTM = {rnn} : {gru} : {lstm} = 1 : 3 : 4."
        )

    def code(self, kind, inputs, units, vectors, length):
        one = vectors == 1
        check = "torch_total - layer.bias_hh_l0.numel()" if one else "torch_total"
        return f"""\
import torch
from course_lib.recurrent import recurrent_parameters

convention = "{"keras" if one else "pytorch"}"
count = recurrent_parameters("{kind.lower()}", {inputs}, {units}, convention=convention)
input_weights, recurrent_weights, bias_values, total = count

layer = torch.nn.{kind}({inputs}, {units})
weight_shapes = tuple(layer.weight_ih_l0.shape), tuple(layer.weight_hh_l0.shape)
torch_total = sum(part.numel() for part in layer.parameters())
assert total == {check}
states, _ = layer(torch.zeros({length}, {inputs}))  # any number of steps will do
assert states.shape == ({length}, {units})"""


def _shades(name):
    """Return the colours of the three parts of a layer: weights of x, weights of h, biases."""
    return tint(COLORS[name], 0.35), tint(COLORS[name], 0.8), LETTERS[name]


def _title(name):
    return {"candidate": "candidate (tanh)", "state": "new state (tanh)"}.get(name, f"{name} gate (sigmoid)")


def _layers(count):
    return "1 layer" if count == 1 else f"{count} layers"
