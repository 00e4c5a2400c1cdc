"""Channels, filters and groups: the shapes of a layer, and what it costs."""

from itertools import chain
from typing import NamedTuple

import numpy as np

from course_lib.convolution import conv_multiply_adds, conv_output_size, conv_parameters
from course_lib.kit.explorer import Choice, Explorer, Handle, Number, Preset, Switch
from course_lib.kit.figures import (
    INPUT,
    KERNEL,
    KERNEL_INK,
    OUTPUT,
    OUTPUT_INK,
    Lines,
    caption,
    joined_by_nan,
    panel,
    tint,
)

GROUPS = {"one group": 1, "two groups": 2, "one per input channel": None}


class Volume(NamedTuple):
    group_count: int
    weight_shape: tuple  # (out_channels, in_channels / groups, kH, kW)
    output_shape: tuple  # (out_channels, H', W')
    weights: int
    parameters: int  # weights, and biases if there are any
    multiply_adds: int  # for one image
    chosen: int  # the output channel that is looked at: the last where there is no such `channel`
    seen: tuple  # the input channels that it reads: first, last


class Volumes(Explorer):
    """Which shape has the weight of a layer, and how many numbers does it learn?"""

    title = "Channels, filters, groups"
    size = (10, 5.2)
    controls = {
        "in_channels": Number(10, 1, 12, label="input channels"),
        "out_channels": Number(20, 2, 24, 2, label="output channels = filters"),
        "height": Number(3, 1, 7, label="kernel height", unit="pixels"),
        "width": Number(3, 1, 7, label="kernel width", unit="pixels"),
        "groups": Choice("one group", GROUPS, label="groups"),
        "bias": Switch(True, label="bias: one more number a filter"),
        "size": Number(32, 5, 64, label="image height and width", unit="pixels"),
        "stride": Number(1, 1, 4, label="stride", unit="pixels"),
        "padding": Number(0, 0, 3, label="padding", unit="pixels"),
        "channel": Number(0, 0, 23, label="output channel to look at, from 0"),
    }
    presets = {
        "7×7×3, two filters": Preset(
            {"in_channels": 3, "out_channels": 2, "size": 7, "stride": 2, "channel": 1},
            "Two filters of 3×3×3 with stride 2 make 3×3×2 of 7×7×3; in PyTorch's order (2, 3, 3).",
            lambda r: (r.in_channels, r.size) == (3, 7) and r.output_shape == (2, 3, 3),
        ),
        "10 in, 20 out, with biases": Preset(
            {},
            "3·3·10·20 = 1800 weights; with the 20 biases 1820 parameters.",
            lambda r: r.bias and (r.weights, r.parameters) == (1800, 1820),
        ),
        "10 in, 20 out, no bias": Preset(
            {"bias": False},
            "Without biases the parameters are the 1800 weights.",
            lambda r: not r.bias and r.weights == r.parameters == 1800,
        ),
        "the image does not count": Preset(
            {"size": 64},
            "A 64×64 image costs more multiplications, but the layer still has 1820 parameters.",
            lambda r: r.size == 64 and r.parameters == 1820 and r.multiply_adds == 1800 * 62 * 62,
        ),
        "1×1": Preset(
            {"in_channels": 8, "out_channels": 4, "height": 1, "width": 1, "bias": False},
            "A 1×1 layer from 8 to 4 channels has 8·4 = 32 weights, and the image keeps its size.",
            lambda r: r.weight_shape == (4, 8, 1, 1) and r.weights == 32 and r.output_shape[1] == r.size,
        ),
        "two groups": Preset(
            {"in_channels": 8, "out_channels": 12, "groups": "two groups", "bias": False, "channel": 7},
            "With two groups each output channel sees half of the input: channel 7 reads inputs 4 to 7.",
            lambda r: r.weight_shape == (12, 4, 3, 3) and r.chosen == 7 and r.seen == (4, 7),
        ),
        "depthwise": Preset(
            {"in_channels": 8, "out_channels": 8, "groups": "one per input channel", "bias": False, "channel": 5},
            "One group per channel: each output reads one input, and 72 weights are enough, an eighth of 576.",
            lambda r: r.weights == 72 and r.weights * 8 == 576 and r.seen == (5, 5),
        ),
    }

    def compute(self, in_channels, out_channels, height, width, groups, bias, size, stride, padding, channel):
        count = groups or in_channels
        layer = in_channels, out_channels, (height, width)
        weights = conv_parameters(*layer, groups=count, bias=False)
        plane = tuple(conv_output_size(size, side, stride=stride, padding=padding) for side in (height, width))
        chosen = min(channel, out_channels - 1)
        share = in_channels // count
        first = chosen // (out_channels // count) * share
        return Volume(
            group_count=count,
            weight_shape=(out_channels, share, height, width),
            output_shape=(out_channels, *plane),
            weights=weights,
            parameters=conv_parameters(*layer, groups=count, bias=bias),
            multiply_adds=conv_multiply_adds(*layer, plane, groups=count),
            chosen=chosen,
            seen=(first, first + share - 1),
        )

    def draw(self, figure, r):
        scene = panel(figure, 0, 1.95, 10, 2.75)
        scene.set(xlim=(0, 10), ylim=(0, 2.75))  # inches
        self.boxes = {name: _Box(scene, color) for name, color in (("input", INPUT), ("output", OUTPUT))}
        self.filters = [_Box(scene, KERNEL) for _ in range(3)]
        (self.view,) = scene.fill([0], [0], facecolor=tint(KERNEL, 0.6), edgecolor=KERNEL, linewidth=2)
        for left in (3.3, 6.55):
            scene.annotate("", (left + 0.5, 1.3), (left, 1.3), arrowprops={"arrowstyle": "-|>", "color": "#555555"})
        places = {"input": (1.75, INPUT), "weight": (5.2, KERNEL_INK), "output": (8.45, OUTPUT_INK)}
        self.shapes = {name: caption(figure, x, 4.88, ha="center", color=color) for name, (x, color) in places.items()}
        self.drawn = caption(figure, 5.2, 2.02, ha="center", fontsize=11, color="#555555")
        self.counts = Lines(figure, 0.25, 1.45, spacing=0.38, fontsize=13)
        self.wires = panel(figure, 5.55, 0.25, 4.3, 1.3)
        self.wires.set(ylim=(-0.35, 1.35))
        (self.all_wires,) = self.wires.plot([], [], color="#cccccc", linewidth=0.8)
        (self.own_wires,) = self.wires.plot([], [], color=KERNEL, linewidth=2.5)
        dots = {"linestyle": "", "clip_on": False, "markeredgewidth": 2}
        (self.inputs,) = self.wires.plot([], [], "s", color=INPUT, markersize=7, **dots)
        (self.outputs,) = self.wires.plot([], [], "o", color=OUTPUT, markersize=6, **dots)
        (self.chosen,) = self.wires.plot([], [], "o", color=OUTPUT, markersize=14, fillstyle="none", **dots)
        caption(figure, 5.3, 1.23, "inputs", ha="right", color=INPUT, fontsize=11)
        caption(figure, 5.3, 0.43, "outputs", ha="right", color=OUTPUT_INK, fontsize=11)
        self.wiring = caption(figure, 7.7, 1.66, ha="center", fontsize=11)

    def update(self, r):
        out, share, high, wide = r.weight_shape
        corner = self.boxes["input"].put(1.75, _length(r.size), _length(r.size), _depth(r.in_channels))
        self.boxes["output"].put(8.45, *map(_length, r.output_shape[1:]), _depth(out))
        for number, box in enumerate(self.filters):  # the last is in front
            away = 0.16 * (min(out, 3) - 1 - number)
            box.put(5.2 + away, _length(high), _length(wide), _depth(share), up=away)
            box.set_visible(number < min(out, 3))
        per_pixel = _length(r.size) / r.size
        left, top = corner[0], corner[1] + _length(r.size)
        right, bottom = left + min(wide, r.size) * per_pixel, top - min(high, r.size) * per_pixel
        self.view.set_xy([(left, top), (right, top), (right, bottom), (left, bottom)])
        self.shapes["input"].set_text(f"input ({r.in_channels}, {r.size}, {r.size})")
        self.shapes["weight"].set_text(f"weight {r.weight_shape}")
        self.shapes["output"].set_text(f"output {r.output_shape}")
        self.drawn.set_text(f"3 of {out} filters drawn" if out > 3 else f"{out} filters")
        self._write_counts(r)
        self._wire(r)

    def _write_counts(self, r):
        out, share, high, wide = r.weight_shape
        weights, parameters, adds = map(_grouped, (r.weights, r.parameters, r.multiply_adds))
        self.counts.show(
            f"weights: {out} · {share} · {high} · {wide} = {weights}",
            f"biases: {out}" if r.bias else "biases: none",
            (f"parameters: {parameters}", {"weight": "bold"}),
            f"multiply-adds: {weights} · {r.output_shape[1]} · {r.output_shape[2]} = {adds}",
        )

    def _wire(self, r):
        last = r.out_channels - 1
        inputs = np.linspace(0, last, r.in_channels) if r.in_channels > 1 else np.array([last / 2])
        share, fan = r.weight_shape[1], r.out_channels // r.group_count
        wires = [
            [((inputs[c], 1), (o, 0)) for c in range(o // fan * share, (o // fan + 1) * share)]
            for o in range(r.out_channels)
        ]
        self.all_wires.set_data(*joined_by_nan(chain.from_iterable(wires)))
        self.own_wires.set_data(*joined_by_nan(wires[r.chosen]))
        self.wires.set_xlim(-0.03 * last - 0.1, 1.03 * last + 0.1)
        self.inputs.set_data(inputs, np.ones(r.in_channels))
        self.outputs.set_data(np.arange(r.out_channels), np.zeros(r.out_channels))
        self.chosen.set_data([r.chosen], [0])
        self.wiring.set_text(f"output channel {r.chosen} reads input {_span(r.seen)}; groups: {r.group_count}")

    def describe(self, r):
        bias = f"with {r.out_channels} biases" if r.bias else "no bias"
        beyond = "" if r.channel == r.chosen else f" (there is no channel {r.channel})"
        return (
            f"({r.in_channels}, {r.size}, {r.size}) through {r.out_channels} filters, groups {r.group_count}, stride "
            f"{r.stride}, padding {r.padding}: {r.output_shape}. Weight {r.weight_shape}: {r.weights} weights, {bias}: "
            f"{r.parameters} parameters, {r.multiply_adds} multiply-adds. Output channel {r.chosen}{beyond} reads "
            f"input {_span(r.seen)}."
        )

    def code(self, in_channels, out_channels, height, width, groups, bias, size, stride, padding, channel):
        count = groups or in_channels
        layer = f"{in_channels}, {out_channels}, {(height, width)}"
        return f"""\
import torch
from course_lib.convolution import conv_multiply_adds, conv_output_size, conv_parameters

parameters = conv_parameters({layer}, groups={count}, bias={bias})
plane = tuple(conv_output_size({size}, k, stride={stride}, padding={padding}) for k in {(height, width)})
multiply_adds = conv_multiply_adds({layer}, plane, groups={count})

layer = torch.nn.Conv2d(
    {layer}, stride={stride}, padding={padding}, groups={count}, bias={bias}
)
weight_shape = tuple(layer.weight.shape)
output_shape = tuple(layer(torch.zeros(1, {in_channels}, {size}, {size})).shape[1:])
assert output_shape == ({out_channels}, *plane)
assert sum(p.numel() for p in layer.parameters()) == parameters"""

    def handles(self):
        return [Handle(self.wires, "channel", None, "output channel to look at")]


class _Box:
    """A cuboid seen from the front, right and above: three polygons."""

    def __init__(self, axes, color):
        from matplotlib.patches import Polygon

        style = {"edgecolor": color, "linewidth": 1.5, "joinstyle": "round"}
        shades = (0.2, 0.35, 0.5)  # front, top, side
        self.faces = [axes.add_patch(Polygon([(0, 0)] * 4, facecolor=tint(color, s), **style)) for s in shades]

    def put(self, middle, height, width, depth, *, up=0.0):
        """Place it in the middle of the scene; lengths in inches. Return its front's lower left corner."""
        lean = np.array([0.62, 0.42]) * depth
        x, y = middle - (width + lean[0]) / 2, 1.3 - (height + lean[1]) / 2 + up
        corners = np.array([(x, y), (x + width, y), (x + width, y + height), (x, y + height)])
        _, b, c, d = corners
        for face, points in zip(self.faces, (corners, (d, c, c + lean, d + lean), (b, b + lean, c + lean, c))):
            face.set_xy(points)
        return x, y

    def set_visible(self, visible):
        for face in self.faces:
            face.set_visible(visible)


def _length(pixels):
    # Not to scale: 64 pixels must fit, and 1 pixel must be seen.
    return 0.15 + 1.65 * np.sqrt(pixels / 70)


def _depth(channels):
    return 0.1 + 1.2 * np.sqrt(channels / 24)


def _grouped(number):
    return f"{number:,}".replace(",", "\N{NO-BREAK SPACE}")


def _span(ends):
    return f"channel {ends[0]} alone" if ends[0] == ends[1] else f"channels {ends[0]} to {ends[1]}"
