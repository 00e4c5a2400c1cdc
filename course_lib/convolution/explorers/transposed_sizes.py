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
    counted,
    move_frame,
    panel,
)

FEWEST = 14  # cells that a row has room for, so that few cells do not become wide
ABOVE = {"clip_on": False, "zorder": 4}  # marks on the cells
LETTERS = np.array(list(" abcdef"))


class OneAxis(NamedTuple):
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
        return OneAxis(
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
        (self.cuts,) = padded.plot([], [], "x", color=ERROR, markersize=17, markeredgewidth=2, **ABOVE)
        self.first, self.last = KernelPlace(padded, 0.85, "o"), KernelPlace(padded, 1.4, "s")
        self.chips = [cell_frame(ruler, OUTPUT, width=1.5, fill=True, facecolor="white") for _ in range(3)]
        self.numbers = [ruler.text(0, 1.35, "", ha="center", va="center_baseline", fontsize=12) for _ in range(3)]
        # Words that stay are drawn once; the fewer letters change, the faster a picture travels.
        caption(figure, 0.3, 4.55, "o = (i − 1)·s − 2p + d·(k − 1) + output_padding + 1", fontsize=13)
        caption(figure, 0.3, 0.7, "A convolution forwards, with the same k, s, p and d (the boxes below the ruler):")
        self.captions = {
            "formula": caption(figure, 5.18, 4.55, fontsize=13),
            "padded": caption(figure, 0.3, 3.98),
            "ruler": caption(figure, 0.3, 2.38),
            "verdict": caption(figure, 0.3, 0.3, weight="bold"),
        }

    def update(self, r):
        room = max(FEWEST, len(r.spread) + 2 * max(r.ring, 0) + r.output_padding, r.output + 1)
        for axes in self.rows.values():
            if axes.get_xlim() != (-0.55, room - 0.45):
                axes.set_xlim(-0.55, room - 0.45)
        self._show_padded(r)
        self._show_ruler(r)
        self.captions["formula"].set_text(
            f"= ({r.size} − 1)·{r.stride} − 2·{r.padding} + {r.dilation}·({r.kernel} − 1) + {r.output_padding} + 1 "
            f"= {r.output}"
        )
        self.captions["padded"].set_text(_padded_words(r))
        late = f", {min(r.output_padding, r.output)} by output_padding (red)" * (r.output_padding > 0)
        self.captions["ruler"].set_text(f"Output: {counted(r.output, 'cell')}{late}")
        self.captions["verdict"].set_text(_verdict(r))

    def _show_padded(self, r):
        """The zero-inserted input between its zeros; if padding eats into the input, the eaten cells crossed out."""
        before, after = max(r.ring, 0), max(r.ring + r.output_padding, 0)
        cells = np.pad(r.spread, (before, after))[None]
        place = np.arange(cells.size)[None]
        outside = (place < before) | (place >= cells.size - after)
        late = outside & (place >= cells.size - min(r.output_padding, after))
        colors = cell_colors(cells.shape, (INPUT, 0.4, cells > 0), (REFERENCE, 0.25, outside), (ERROR, 0.4, late))
        self.grids["padded"].show(cells, faces=colors, texts=np.where(cells > 0, LETTERS[cells], "0"))
        cut = max(-r.ring, 0), max(-r.ring - r.output_padding, 0)
        crossed = [*range(cut[0]), *range(cells.size - cut[1], cells.size)]
        self.cuts.set_data(crossed, [0] * len(crossed))
        taps = cut[0] + np.arange(0, r.span, r.dilation)
        self.first.show(taps, "kernel, first place: output 1")
        self.last.show(taps + r.output - 1, f"last place: output {r.output}", visible=r.output > 1)

    def _show_ruler(self, r):
        numbers = np.arange(1, r.output + 1)[None]
        late = numbers > r.output - r.output_padding
        self.grids["ruler"].show(numbers, faces=cell_colors(numbers.shape, (OUTPUT, 0.25, True), (ERROR, 0.4, late)))
        for number, (chip, text) in enumerate(zip(self.chips, self.numbers)):
            shown = number < len(r.sharing)
            chip.set_visible(shown)
            text.set_text(r.sharing[number] if shown else "")
            if shown:
                size = r.sharing[number]
                move_frame(chip, 1.35, size - 1)
                chip.set(facecolor=cell_colors((1, 1), (OUTPUT, 0.5 * (size == r.output), True))[0, 0])
                text.set_x(size - 1)

    def describe(self, r):
        ring = f"{counted(r.ring, 'zero')} on each side" if r.ring >= 0 else f"{-r.ring} cut off on each side"
        return (
            f"{r.size} to {r.output}: kernel {r.kernel}, stride {r.stride}, padding {r.padding}, "
            f"output_padding {r.output_padding}, dilation {r.dilation}; {ring}. "
            f"A convolution forwards: {_verdict(r)}"
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


class KernelPlace:
    """The kernel at one place below a row of cells: a line over what it spans, its taps and a name."""

    def __init__(self, axes, level, marker):
        self.axes, self.level = axes, level
        (self.line,) = axes.plot([], [], color=KERNEL, linewidth=2, clip_on=False)
        (self.taps,) = axes.plot([], [], marker, color=KERNEL, markersize=9, **ABOVE)
        self.name = axes.text(0, level, "", va="center_baseline", fontsize=12, clip_on=False)

    def show(self, taps, name, *, visible=True):
        """Show the taps at the cells `taps`, and the name on the side that has room for it."""
        for line in (self.line, self.taps):
            line.set_data(taps, [self.level] * len(taps))
        late = taps[-1] > 0.7 * self.axes.get_xlim()[1]
        self.name.set(x=taps[0] - 0.7 if late else taps[-1] + 0.7, ha="right" if late else "left", text=name)
        for artist in (self.line, self.taps, self.name):
            artist.set_visible(visible)


def _padded_words(r):
    words = f"Input: {counted(r.stride - 1, 'zero')} between letters"
    if r.ring < 0:
        return f"{words}; padding {r.padding} cuts {-r.ring} off on each side (crossed out)"
    extra = f", {r.output_padding} more at the end (red)" if r.output_padding else ""
    return f"{words}; d·(k − 1) − p = {counted(r.ring, 'zero')} on each side{extra}"


def _verdict(r):
    fits = "the way back fits" if r.back == r.size else "the way back does not fit"
    return f"{_forwards(r)}; our {r.output} into {r.back}: {fits}."


def _forwards(r):
    if not r.sharing:
        return f"it turns no size into {r.size}, padding alone makes more"
    *others, last = map(str, r.sharing)
    sizes = f"{', '.join(others)} and {last}" if others else last
    return f"it turns {sizes} into {r.size}"
