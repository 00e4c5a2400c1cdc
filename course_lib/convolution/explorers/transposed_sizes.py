"""The size of a transposed convolution along one axis, and why output_padding is needed."""

from typing import NamedTuple

import numpy as np

from course_lib.convolution import conv_output_size, input_sizes, insert_zeros, kernel_span, transposed_output_size
from course_lib.kit.explorer import Explorer, Number, Preset
from course_lib.kit.figures import (
    ERROR,
    INPUT,
    KERNEL,
    OUTPUT,
    REFERENCE,
    NumberGrid,
    caption,
    cell_colors,
    cell_frame,
    move_frame,
    panel,
)

FEWEST = 14  # cells that a row has room for, so that few cells do not become wide
LETTERS = np.array(list(" abcdef"))


class Sizes(NamedTuple):
    size: int  # i
    kernel: int  # k
    stride: int  # s
    padding: int  # p
    output_padding: int
    dilation: int  # d
    spread: np.ndarray  # ((i - 1) s + 1,) the inputs' numbers 1..i with zeros between
    span: int  # what the kernel covers, d (k - 1) + 1
    ring: int  # zeros on each side, d (k - 1) - p; below zero: cells cut off on each side
    output: int  # o
    sharing: list[int]  # all sizes from which a convolution makes i
    back: int  # what a convolution makes of o


class TransposedSizes(Explorer):
    """How long is the output of a transposed convolution, and what do padding and output_padding do to it?"""

    title = "Sizes of a transposed convolution"
    size = (11.4, 5.0)
    controls = {
        "size": Number(4, 1, 6, label="input size i", unit="cells"),
        "kernel": Number(3, 1, 5, label="kernel size k", unit="taps"),
        "stride": Number(2, 1, 3, label="stride s", unit="cells"),
        "padding": Number(1, 0, 4, label="padding p"),
        "output_padding": Number(1, 0, 2, label="output_padding"),
        "dilation": Number(1, 1, 2, label="dilation d"),
    }
    presets = {
        "4 to 7": Preset(
            {"output_padding": 0},
            "Kernel 3, stride 2, padding 1 makes 7 of 4; a convolution turns both 7 and 8 into 4.",
            lambda r: r.output == 7 and r.sharing == [7, 8],
        ),
        "4 to 8": Preset(
            {},
            "output_padding 1 picks the other size: 8, one cell more at the end.",
            lambda r: r.output == 8 and r.sharing == [7, 8] and r.back == 4,
        ),
        "the notes' 2 to 4": Preset(
            {"size": 2, "stride": 1, "padding": 0, "output_padding": 0},
            "Padding 0 means the widest ring: 2 zeros on each side, and 2 becomes 4.",
            lambda r: r.ring == 2 and r.output == 4,
        ),
        "more padding, fewer zeros": Preset(
            {"stride": 1, "padding": 2, "output_padding": 0},
            "Padding 2 uses the ring up: no zeros are left, and 4 becomes 2.",
            lambda r: r.ring == 0 and r.output == 2,
        ),
        "doubling": Preset(
            {"size": 6, "kernel": 4, "output_padding": 0},
            "Kernel 4, stride 2, padding 1 doubles exactly: 6 becomes 12 without output_padding.",
            lambda r: r.output == 12 and r.output_padding == 0,
        ),
        "a hole in the kernel": Preset(
            {"dilation": 2},
            "Dilation 2 spreads 3 taps over 5 cells: the ring grows to 3 zeros, and 4 becomes 10.",
            lambda r: r.span == 5 and r.ring == 3 and r.output == 10,
        ),
    }

    def compute(self, size, kernel, stride, padding, output_padding, dilation):
        shape = {"stride": stride, "padding": padding, "dilation": dilation}
        output = transposed_output_size(size, kernel, output_padding=output_padding, **shape)
        span = kernel_span(kernel, dilation=dilation)
        return Sizes(
            size,
            kernel,
            stride,
            padding,
            output_padding,
            dilation,
            spread=insert_zeros(np.arange(1, size + 1), stride),
            span=span,
            ring=span - 1 - padding,
            output=output,
            sharing=input_sizes(size, kernel, **shape),
            back=conv_output_size(output, kernel, **shape),
        )

    def draw(self, figure, r):

        self.rows = {"padded": panel(figure, 0.25, 3.42, 10.9, 0.42), "ruler": panel(figure, 0.25, 1.82, 10.9, 0.42)}
        self.grids = {}
        for name, axes in self.rows.items():
            self.grids[name] = NumberGrid(axes, fontsize=12)
            axes.set(ylim=(0.5, -0.5), aspect="auto")
        padded, ruler = self.rows.values()
        style = {"linestyle": "none", "clip_on": False, "zorder": 4}
        (self.cuts,) = padded.plot([], [], marker="x", color=ERROR, markersize=17, markeredgewidth=2, **style)
        self.windows, self.taps, self.names = [], [], []
        for number, drop in enumerate((0.85, 1.4)):  # below the row: the first and the last place of the kernel
            (line,) = padded.plot([], [], color=KERNEL, linewidth=2, clip_on=False)
            (taps,) = padded.plot([], [], marker="os"[number], color=KERNEL, markersize=9, **style)
            text = padded.text(0, drop, "", va="center_baseline", fontsize=12, clip_on=False)
            self.windows.append(line), self.taps.append(taps), self.names.append(text)
        self.chips = [cell_frame(ruler, OUTPUT, width=1.5, fill=True, facecolor="white") for _ in range(3)]
        self.numbers = [ruler.text(0, 1.35, "", ha="center", va="center_baseline", fontsize=12) for _ in range(3)]
        # Words that stay are drawn once; the fewer letters change, the faster a picture travels.
        name = "output_padding"
        caption(figure, 0.3, 4.55, f"o = (i − 1)·s − 2p + d·(k − 1) + {name} + 1", fontsize=13)
        caption(figure, 0.3, 0.7, "A convolution forwards, with the same k, s, p and d (the boxes below the ruler):")
        self.captions = {
            "formula": caption(figure, 5.18, 4.55, fontsize=13),
            "padded": caption(figure, 0.3, 3.98),
            "ruler": caption(figure, 0.3, 2.38),
            "verdict": caption(figure, 0.3, 0.3, weight="bold"),
        }
        return [
            *self.grids.values(), self.cuts, *self.windows, *self.taps, *self.names,
            *self.chips, *self.numbers, *self.captions.values(),
        ]  # fmt: skip

    def update(self, r):
        room = max(FEWEST, len(r.spread) + 2 * max(r.ring, 0) + r.output_padding, r.output + 1)
        for axes in self.rows.values():
            if axes.get_xlim() != (-0.55, room - 0.45):
                axes.set_xlim(-0.55, room - 0.45)
        self._show_padded(r)
        self._show_ruler(r)
        i, k, s, p, op, d = r[:6]
        self.captions["formula"].set_text(f"= ({i} − 1)·{s} − 2·{p} + {d}·({k} − 1) + {op} + 1 = {r.output}")
        self.captions["padded"].set_text(self._padded_words(r))
        cells = "cell" if r.output == 1 else "cells"
        self.captions["ruler"].set_text(
            f"Output: {r.output} {cells}" + f", {min(op, r.output)} by output_padding (red)" * (op > 0)
        )
        self.captions["verdict"].set_text(self._verdict(r))

    def _show_padded(self, result):
        """The zero-inserted input between its zeros; if padding eats into the input, the eaten cells crossed out."""

        before, after = max(result.ring, 0), max(result.ring + result.output_padding, 0)
        cells = np.pad(result.spread, (before, after))[None]
        place = np.arange(cells.size)[None]
        outside = (place < before) | (place >= cells.size - after)
        late = outside & (place >= cells.size - min(result.output_padding, after))
        colors = cell_colors(cells.shape, (INPUT, 0.4, cells > 0), (REFERENCE, 0.25, outside), (ERROR, 0.4, late))
        self.grids["padded"].show(cells, faces=colors, texts=np.where(cells > 0, LETTERS[cells], "0"))
        cut = max(-result.ring, 0), max(-result.ring - result.output_padding, 0)
        crossed = [*range(cut[0]), *range(cells.size - cut[1], cells.size)]
        self.cuts.set_data(crossed, [0] * len(crossed))
        for number, first in enumerate((cut[0], cut[0] + result.output - 1)):
            shown = number == 0 or result.output > 1
            level, last = 0.85 + 0.55 * number, first + result.span - 1
            self.windows[number].set_data([first, last] if shown else [], [level] * 2 if shown else [])
            taps = range(first, last + 1, result.dilation) if shown else []
            self.taps[number].set_data(taps, [level] * len(taps))
            label = ("kernel, first place: output 1", f"last place: output {result.output}")[number]
            self.names[number].set(x=last + 0.7, text=label if shown else "")
            self.names[number].set(ha="left")
            if last > 0.7 * self.rows["padded"].get_xlim()[1]:
                self.names[number].set(x=first - 0.7, ha="right")

    def _show_ruler(self, result):

        numbers = np.arange(1, result.output + 1)[None]
        late = numbers > result.output - result.output_padding
        self.grids["ruler"].show(numbers, faces=cell_colors(numbers.shape, (OUTPUT, 0.25, True), (ERROR, 0.4, late)))
        for number, (chip, text) in enumerate(zip(self.chips, self.numbers)):
            shown = number < len(result.sharing)
            chip.set_visible(shown)
            text.set_text(result.sharing[number] if shown else "")
            if shown:
                size = result.sharing[number]
                move_frame(chip, 1.35, size - 1)
                chip.set(facecolor=cell_colors((1, 1), (OUTPUT, 0.5 * (size == result.output), True))[0, 0])
                text.set_x(size - 1)

    def _padded_words(self, result):
        words = f"Input: {_zeros(result.stride - 1)} between letters"
        if result.ring < 0:
            return f"{words}; padding {result.padding} cuts {-result.ring} off on each side (crossed out)"
        extra = f", {result.output_padding} more at the end (red)" if result.output_padding else ""
        return f"{words}; d·(k − 1) − p = {_zeros(result.ring)} on each side{extra}"

    def _verdict(self, result):
        fits = "the way back fits" if result.back == result.size else "the way back does not fit"
        return f"{self._forwards(result)}; our {result.output} into {result.back}: {fits}."

    def _forwards(self, result):
        if not result.sharing:
            return f"it turns no size into {result.size}, padding alone makes more"
        *others, last = map(str, result.sharing)
        sizes = f"{', '.join(others)} and {last}" if others else last
        return f"it turns {sizes} into {result.size}"

    def describe(self, r):
        i, k, s, p, op, d = r[:6]
        ring = f"{_zeros(r.ring)} on each side" if r.ring >= 0 else f"{-r.ring} cut off on each side"
        return (
            f"{i} to {r.output}: kernel {k}, stride {s}, padding {p}, output_padding {op}, dilation {d}; {ring}. "
            f"A convolution forwards: {self._verdict(r)}"
        )

    def code(self, size, kernel, stride, padding, output_padding, dilation):
        return f"""\
import torch
from course_lib.convolution import input_sizes, transposed_output_size
options = {{"stride": {stride}, "padding": {padding}, "dilation": {dilation}}}
output = transposed_output_size({size}, {kernel}, output_padding={output_padding}, **options)
sharing = input_sizes({size}, {kernel}, **options)
x, weight = torch.ones(1, 1, {size}), torch.ones(1, 1, {kernel})
same = torch.conv_transpose1d(x, weight, output_padding={output_padding}, **options)
assert same.shape[-1] == output
back = torch.conv1d(same, weight, **options).shape[-1]
for n in sharing:
    assert torch.conv1d(torch.ones(1, 1, n), weight, **options).shape[-1] == {size}"""


def _zeros(count):
    return f"{count} zero" if count == 1 else f"{count} zeros"
