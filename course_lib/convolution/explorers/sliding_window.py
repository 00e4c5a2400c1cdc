"""The window that slides over an image of a few numbers, one output cell at a time."""

from typing import NamedTuple

import numpy as np

from course_lib.convolution import convolve, cross_correlate, kernel_span, window, window_starts
from course_lib.convolution.explorers._cells import listing, rows_of, sum_of_products
from course_lib.kit.explorer import Choice, Explorer, Grid, Handle, Number, Preset, Switch
from course_lib.kit.figures import (
    INPUT,
    KERNEL,
    OUTPUT,
    Lines,
    NumberGrid,
    caption,
    cell_colors,
    cell_frame,
    cell_mask,
    counted,
    move_frame,
    panel,
    shape_text,
)

# The worked example of the study notes, and images in which one can see what a kernel does.
IMAGES = {
    "the notes' 4×4": np.array([[4, 5, 8, 7], [1, 8, 8, 8], [3, 6, 6, 4], [6, 5, 7, 8]]),
    "one bright pixel, 5×5": np.diag([0, 0, 1, 0, 0]),
    "an edge, 4×6": np.array([[0, 0, 0, 9, 9, 9]] * 4),
    "a diagonal, 7×7": np.eye(7, dtype=int),
    "numbers 0 to 2, 7×7": np.array([[(row + column * (row + 2)) % 3 for column in range(7)] for row in range(7)]),
}
NOTES_KERNEL = ((1, 4, 1), (1, 4, 3), (3, 3, 1))
ONE_TO_NINE = ((1, 2, 3), (4, 5, 6), (7, 8, 9))
SOBEL_X = ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1))

LARGEST_CELL = 0.7  # inches


class WindowView(NamedTuple):
    used: np.ndarray  # (3, 3) the kernel as it is laid on the image
    output: np.ndarray  # (H', W')
    cell: tuple[int, int]  # row and column of the output that is looked at: the nearest to the one asked for
    corner: tuple[int, int]  # row and column where its window begins, counted in the padded image
    seen: np.ndarray  # (3, 3) the inputs under the kernel
    value: int  # what the window comes to: output[cell]


class SlidingWindow(Explorer):
    """How does one number of the output come about?"""

    title = "One window, one number"
    size = (10, 5)
    controls = {
        "image": Choice("the notes' 4×4", IMAGES, label="image"),
        "flip": Switch(False, label="turn the kernel by 180°"),
        "row": Number(0, 0, 8, label="output row, from 0"),
        "column": Number(0, 0, 8, label="output column, from 0"),
        "stride": Number(1, 1, 3, label="stride s", unit="cells"),
        "padding": Number(0, 0, 2, label="padding p, on each side", unit="cells"),
        "dilation": Number(1, 1, 3, label="dilation d", unit="cells"),
        "kernel": Grid(NOTES_KERNEL, label="kernel"),
    }
    presets = {
        "the notes' 4×4 by 3×3": Preset(
            {},
            "The window fits four times: 122, 148, 126, 134. Nine inputs make one output.",
            lambda r: r.output.tolist() == [[122, 148], [126, 134]] and r.seen.size == 9 and r.value == 122,
        ),
        "stride 2": Preset(
            {"image": "numbers 0 to 2, 7×7", "stride": 2, "row": 1, "column": 2},
            "With stride 2 the 7×7 image gives 3×3: the window of output (1, 2) begins at row 2, column 4.",
            lambda r: r.output.shape == (3, 3) and r.corner == (2, 4) and r.stride == 2,
        ),
        "padding 1": Preset(
            {"padding": 1},
            "One ring of zeros keeps the size: 4×4 in, 4×4 out. In the corner, 5 of the 9 inputs are such zeros.",
            lambda r: r.output.shape == r.image.shape == (4, 4) and np.count_nonzero(r.seen) == 4,
        ),
        "dilation 2": Preset(
            {"image": "a diagonal, 7×7", "kernel": ONE_TO_NINE, "dilation": 2, "row": 1, "column": 1},
            "Nine taps with gaps cover 5×5: the 7×7 image gives 3×3. The diagonal runs through 1, 5 and 9: 15.",
            lambda r: r.output.shape == (3, 3) and r.dilation == 2 and r.value == 1 + 5 + 9,
        ),
        "a kernel and its mirror": Preset(
            {"image": "one bright pixel, 5×5", "kernel": ONE_TO_NINE},
            "One bright pixel under the kernel 1 to 9 gives 9 to 1: deep learning does not turn the kernel.",
            lambda r: r.output.ravel().tolist() == [9, 8, 7, 6, 5, 4, 3, 2, 1],
        ),
    }

    def compute(self, image, row, column, stride, padding, dilation, kernel, flip):
        weights = np.array(kernel)
        steps = {"stride": stride, "padding": padding, "dilation": dilation}
        output = (convolve if flip else cross_correlate)(image, weights, **steps)
        # A cell beyond the present output gives way to the nearest: moving the stride must not end in an error.
        cell = tuple(min(asked, size - 1) for asked, size in zip((row, column), output.shape))
        corner = tuple(int(window_starts(size, 3, **steps)[at]) + padding for size, at in zip(image.shape, cell))
        seen = window(image, (3, 3), *cell, **steps)
        used = weights[::-1, ::-1] if flip else weights
        return WindowView(used, output, cell, corner, seen, value=output[cell])

    def draw(self, figure, r):
        self.boxes = {"input": (0.1, 4.2), "kernel": (4.4, 2.25), "output": (6.75, 3.15)}  # left, width in inches
        axes = {name: panel(figure, left, 1.1, width, 3.4) for name, (left, width) in self.boxes.items()}
        self.axes = axes
        self.grids = {name: NumberGrid(one) for name, one in axes.items()}
        for one in axes.values():
            one.set_aspect("auto")  # the limits below make the cells square
        self.captions = {
            name: caption(figure, left + width / 2, 4.66, ha="center") for name, (left, width) in self.boxes.items()
        }
        self.image_frame = cell_frame(axes["input"], INPUT, width=2.5)
        self.window_frame = cell_frame(axes["input"], KERNEL, width=4)
        move_frame(cell_frame(axes["kernel"], KERNEL, width=4), 0, 0, 3, 3)
        self.cell_frame = cell_frame(axes["output"], OUTPUT, width=4)
        self.sum = Lines(figure, 0.2, 0.62, spacing=0.38)

    def update(self, r):
        rows, columns = (side + 2 * r.padding for side in r.image.shape)
        shapes = {"input": (rows, columns), "kernel": (3, 3), "output": r.output.shape}
        # One scale for the three tables, so that a smaller output looks smaller.
        fits = [min(self.boxes[name][1] / (wide + 0.15), 3.4 / (high + 0.15)) for name, (high, wide) in shapes.items()]
        scale = min(*fits, LARGEST_CELL)  # inches per cell
        for name, (high, wide) in shapes.items():
            middle, across = (wide - 1) / 2, self.boxes[name][1] / scale / 2
            self.axes[name].set(xlim=(middle - across, middle + across))
            self.axes[name].set(ylim=((high - 1) / 2 + 1.7 / scale, (high - 1) / 2 - 1.7 / scale))
        size = {"fontsize": 15 if scale > 0.6 else 13 if scale > 0.4 else 11}
        self._show_input(r, (rows, columns), **size)
        self.grids["kernel"].show(r.used, faces=cell_colors((3, 3), (KERNEL, 0.6, np.ones((3, 3)))), **size)
        chosen = cell_mask(r.output.shape, *r.cell, (1, 1))
        painted = cell_colors(r.output.shape, (OUTPUT, 0.15, ~chosen), (OUTPUT, 0.6, chosen))
        self.grids["output"].show(r.output, faces=painted, **size)
        move_frame(self.cell_frame, *r.cell)
        self._say(r)

    def _show_input(self, r, shape, fontsize):
        pad, span = r.padding, kernel_span(3, dilation=r.dilation)
        inside = cell_mask(shape, pad, pad, r.image.shape)
        taps = np.zeros(shape, dtype=bool)
        taps[np.ix_(*(start + r.dilation * np.arange(3) for start in r.corner))] = True
        painted = cell_colors(shape, ("black", 0.07, ~inside), (INPUT, 0.2, inside), (KERNEL, 0.6, taps))
        self.grids["input"].show(np.pad(r.image, pad), faces=painted, fontsize=fontsize)
        move_frame(self.image_frame, pad, pad, *r.image.shape)
        move_frame(self.window_frame, *r.corner, span, span)

    def _say(self, r):
        ring = f", {counted(r.padding, 'ring')} of zeros" if r.padding else ""
        self.captions["input"].set_text(f"input {shape_text(r.image)}{ring}")
        self.captions["kernel"].set_text("kernel, turned 180°" if r.flip else "kernel 3×3")
        self.captions["output"].set_text(f"output {shape_text(r.output)}")
        self.sum.show(f"output {r.cell} = weight · input, nine times, added up:", (_sum(r), {"fontsize": 14}))

    def describe(self, r):
        turned = " turned by 180 degrees" if r.flip else ""
        steps = f"stride {r.stride}, padding {r.padding}, dilation {r.dilation}"
        asked = (r.row, r.column)
        beyond = "" if r.cell == asked else f" There is no cell {asked}; the nearest:"
        numbers = f" ({rows_of(r.output)})" if r.output.size <= 4 else ""
        return (
            f"Image: {r.shown('image')}. Kernel 3×3{turned}, {steps}: output {shape_text(r.output)}{numbers}.{beyond} "
            f"Output {r.cell} = {_sum(r)}."
        )

    def code(self, image, row, column, stride, padding, dilation, kernel, flip):
        cell = self.compute(image, row, column, stride, padding, dilation, kernel, flip).cell
        name, turned = ("convolve", ".flip(0, 1)") if flip else ("cross_correlate", "")
        steps = f"stride={stride}, padding={padding}, dilation={dilation}"
        lines = list(map(str, image.tolist()))
        rows = ",\n    ".join(", ".join(lines[at : at + 3]) for at in range(0, len(lines), 3))
        return f"""\
import numpy as np
import torch
from course_lib.convolution import {name}, window

image = np.array([
    {rows},
])
kernel = np.array({listing(kernel)})
output = {name}(image, kernel, {steps})
seen = window(image, (3, 3), {cell[0]}, {cell[1]}, {steps})
value = output[{cell[0]}, {cell[1]}]

x, w = torch.tensor(image), torch.tensor(kernel){turned}
same = torch.nn.functional.conv2d(x[None, None], w[None, None], {steps})
assert np.array_equal(output, same[0, 0])"""

    def handles(self):
        return [Handle(self.axes["output"], "column", "row", "output cell to look at")]


def _sum(r):
    return sum_of_products(r.used.ravel(), r.seen.ravel(), r.value)
