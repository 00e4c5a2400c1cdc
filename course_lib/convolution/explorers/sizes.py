"""How many windows fit along one axis: the formula, the windows, and the rest."""

from typing import NamedTuple

import numpy as np

from course_lib.convolution import conv_output_size, kernel_span, unused_inputs, window_starts
from course_lib.convolution.explorers._words import ranges
from course_lib.kit.explorer import Explorer, Number, Preset
from course_lib.kit.figures import (
    ERROR,
    INPUT,
    KERNEL,
    KERNEL_INK,
    OUTPUT_INK,
    Lines,
    NumberGrid,
    caption,
    cell_colors,
    joined_by_nan,
    panel,
)


class Sizes(NamedTuple):
    span: int  # samples that the kernel covers
    room: int  # samples that are left of the padded input once the first window lies on it
    output: int
    starts: np.ndarray  # (output,) where each window begins; input 0 has index 0
    unused: np.ndarray  # inputs that no window reads
    rest: int  # samples behind the last window, padding included


class OutputSize(Explorer):
    """How many outputs does a convolution make, and what happens to the rest?"""

    title = "How many windows fit"
    size = (10, 4.8)
    controls = {
        "size": Number(8, 1, 32, label="input size i", unit="samples"),
        "kernel": Number(3, 1, 9, label="kernel size k", unit="samples"),
        "stride": Number(2, 1, 8, label="stride s", unit="samples"),
        "padding": Number(0, 0, 4, label="padding p, on each side", unit="samples"),
        "dilation": Number(1, 1, 3, label="dilation d", unit="samples"),
    }
    presets = {
        "7, kernel 3, stride 1": Preset(
            {"size": 7, "stride": 1},
            "A kernel of 3 fits into 7 inputs five times.",
            lambda r: (r.size, r.kernel, r.stride, r.output) == (7, 3, 1, 5),
        ),
        "7, kernel 3, stride 2": Preset(
            {"size": 7},
            "With stride 2 it fits three times, and nothing is left over.",
            lambda r: (r.size, r.kernel, r.stride, r.output, r.rest) == (7, 3, 2, 3, 0),
        ),
        "8, a rest": Preset(
            {},
            "An eighth input changes nothing: 5/2 is 2.5, and half a window is no window.",
            lambda r: (r.room, r.stride, r.output, r.rest) == (5, 2, 3, 1) and r.unused.tolist() == [7],
        ),
        "32 to 16": Preset(
            {"size": 32, "padding": 1},
            "Kernel 3, stride 2, padding 1 halves 32 to 16. Of the padding, the last zero is never read.",
            lambda r: (r.size, r.output, r.rest) == (32, 16, 1) and r.unused.size == 0,
        ),
        "holes": Preset(
            {"size": 14, "kernel": 2, "stride": 4},
            "A stride wider than the kernel leaves holes: inputs 2, 3, 6, 7, 10 and 11 are read by nobody.",
            lambda r: r.unused.tolist() == [2, 3, 6, 7, 10, 11] and r.rest == 0,
        ),
        "dilated": Preset(
            {"size": 12, "stride": 1, "padding": 2, "dilation": 2},
            "Dilation 2 spreads 3 taps over 5 samples; padding 2 then keeps the size 12.",
            lambda r: r.span == 5 and r.output == r.size == 12,
        ),
    }

    def compute(self, size, kernel, stride, padding, dilation):
        options = {"stride": stride, "padding": padding, "dilation": dilation}
        span = kernel_span(kernel, dilation=dilation)
        starts = window_starts(size, kernel, **options)
        return Sizes(
            span=span,
            room=size + 2 * padding - span,
            output=conv_output_size(size, kernel, **options),
            starts=starts,
            unused=unused_inputs(size, kernel, **options),
            rest=size + padding - int(starts[-1]) - span,
        )

    def draw(self, figure, r):
        self.cells = panel(figure, 1.05, 3.05, 7.75, 0.42)
        self.windows = panel(figure, 1.05, 0.35, 7.75, 2.65)
        self.strip = NumberGrid(self.cells, fontsize=11)
        self.cells.set_aspect("auto")
        flat = {"solid_capstyle": "butt", "color": KERNEL}
        (self.spans,) = self.windows.plot([], [], linewidth=1.5, **flat)
        (self.taps,) = self.windows.plot([], [], **flat)
        (self.ghost,) = self.windows.plot([], [], color=ERROR, linewidth=2, linestyle=(0, (2, 1.5)))
        (self.crosses,) = self.windows.plot([], [], "x", color=ERROR, markersize=9, markeredgewidth=2.5)
        self.names = [self.windows.text(0, 0, "", color=OUTPUT_INK, va="center", fontsize=11) for _ in range(12)]
        self.ghost_name = self.windows.text(0, 0, "", color=ERROR, va="center", ha="right", fontsize=11)
        self.formula = Lines(figure, 0.15, 4.4, spacing=0.42, fontsize=15)
        caption(figure, 0.95, 3.17, "input", ha="right", color=INPUT)
        caption(figure, 0.95, 1.6, "windows", ha="right", color=KERNEL_INK)

    def update(self, r):
        size, pad = r.size, r.padding
        # Room for the window that does not fit, which is drawn dashed.
        far = int(r.starts[-1]) + r.stride + r.span if r.rest else size + pad
        left = -pad - 0.5
        right = max(far - 0.5, left + 8)  # a lone cell must not fill the picture
        self.cells.set(xlim=(left + pad, right + pad), ylim=(0.55, -0.55))  # the strip begins at its own 0
        self.windows.set(xlim=(left, right), ylim=(r.output + 1.4, 0))
        self._show_inputs(r, 7.75 * 100 / (right - left))
        rows = np.arange(1, r.output + 1)
        height = 2.65 * 72 / (r.output + 1.4)  # points per window
        self.spans.set_data(*_bars(r.starts, r.starts + r.span - 1, rows))
        taps = (r.starts[:, None] + r.dilation * np.arange(r.kernel)).ravel()
        self.taps.set_data(*_bars(taps, taps, np.repeat(rows, r.kernel)))
        self.taps.set_linewidth(min(0.66 * height, 20))
        self._show_rest(r)
        self._name_windows(r.output, right)
        self._write_formula(r)

    def _show_inputs(self, r, pixels):
        """Show the cells; `pixels` is the width of one."""
        size, pad = r.size, r.padding
        index = np.arange(-pad, size + pad)
        real = (index >= 0) & (index < size)
        lost = np.isin(index, r.unused)
        painted = cell_colors((1, len(index)), ("black", 0.07, [~real]), (INPUT, 0.2, [real]), (ERROR, 0.45, [lost]))
        every = 1 if pixels > 26 else 2
        texts = [str(n) if inside and n % every == 0 else "" for n, inside in zip(index, real)]
        if pixels > 15:
            texts = [text if inside else "p" for text, inside in zip(texts, real)]
        self.strip.show(index[None], faces=painted, texts=texts)

    def _show_rest(self, r):
        self.crosses.set_data(r.unused, np.full(len(r.unused), 0.42 * (r.output + 1.4) / 9))
        row, start = r.output + 1, int(r.starts[-1]) + r.stride
        self.ghost.set_data([start - 0.5, start + r.span - 0.5], [row, row] if r.rest else [np.nan, np.nan])
        self.ghost_name.set(text="does not fit" if r.rest else "", x=start - 0.8, y=row)

    def _name_windows(self, count, right):
        """Number the windows at the right; where there are too many, only the first and the last."""
        shown = range(count) if count <= len(self.names) else (0, count - 1)
        for text in self.names:
            text.set_visible(False)
        for text, number in zip(self.names, shown):
            text.set(text=f"  output {number}", x=right, y=number + 1, visible=True)

    def _write_formula(self, r):
        taken = f"[{r.dilation}·({r.kernel} − 1) + 1]" if r.dilation > 1 else f"{r.kernel}"
        general = "[d·(k − 1) + 1]" if r.dilation > 1 else "k"
        floor = f" = ⌊{r.room / r.stride:.4g}⌋ + 1" if r.rest else f" = {r.room // r.stride} + 1"
        drop = f"    (the floor drops {r.rest / r.stride:.4g})" if r.rest else ""
        self.formula.show(
            f"o = ⌊(i + 2p − {general}) / s⌋ + 1",
            f"   = ⌊({r.size} + 2·{r.padding} − {taken}) / {r.stride}⌋ + 1{floor} = {r.output}{drop}",
        )

    def describe(self, r):
        gaps = f", dilation {r.dilation} (it covers {r.span})" if r.dilation > 1 else ""
        rest = (
            f"{r.room}/{r.stride} is {r.room / r.stride:.4g}, rounded down; behind the last window {r.rest} of the "
            f"padded input is left over."
            if r.rest
            else f"{r.room}/{r.stride} leaves no rest."
        )
        unread = f"Inputs that no window reads: {ranges(r.unused)}." if r.unused.size else "Every input is read."
        return (
            f"Kernel {r.kernel}{gaps}, stride {r.stride}, padding {r.padding}: {r.size} -> {r.output}. {rest} {unread}"
        )

    def code(self, size, kernel, stride, padding, dilation):
        options = f"stride={stride}, padding={padding}, dilation={dilation}"
        return f"""\
import torch
from course_lib.convolution import conv_output_size, unused_inputs, window_starts

output = conv_output_size({size}, {kernel}, {options})
starts = window_starts({size}, {kernel}, {options})
unused = unused_inputs({size}, {kernel}, {options})

x = torch.zeros(1, 1, {size}, requires_grad=True)
y = torch.nn.functional.conv1d(x, torch.ones(1, 1, {kernel}), {options})
y.sum().backward()
assert y.shape[-1] == output
assert (x.grad[0, 0] == 0).nonzero().flatten().tolist() == unused.tolist()"""


def _bars(first, last, rows):
    """Return x, y of one line with gaps that draws a bar over the cells from first to last in each row."""
    return joined_by_nan([((a - 0.42, row), (b + 0.42, row)) for a, b, row in zip(first, last, rows)])
