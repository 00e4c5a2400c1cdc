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
    NumberGrid,
    caption,
    cell_colors,
    cell_frame,
    cell_mask,
    move_frame,
    panel,
)

# The worked example of the study notes, and images in which one can see what a kernel does.
IMAGES = {
    "the notes' 4×4": [[4, 5, 8, 7], [1, 8, 8, 8], [3, 6, 6, 4], [6, 5, 7, 8]],
    "one bright pixel, 5×5": np.diag([0, 0, 1, 0, 0]).tolist(),
    "an edge, 4×6": [[0, 0, 0, 9, 9, 9]] * 4,
    "a diagonal, 7×7": np.eye(7, dtype=int).tolist(),
    "numbers 0 to 2, 7×7": [[(row + column * (row + 2)) % 3 for column in range(7)] for row in range(7)],
}
NOTES_KERNEL = ((1, 4, 1), (1, 4, 3), (3, 3, 1))
ONE_TO_NINE = ((1, 2, 3), (4, 5, 6), (7, 8, 9))
SOBEL_X = ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1))

LARGEST_CELL = 0.7  # inches


class WindowView(NamedTuple):
    name: str  # which image
    image: np.ndarray  # (H, W) whole numbers
    stride: int
    padding: int
    dilation: int
    flip: bool  # the kernel is turned by 180 degrees: convolution in the sense of mathematics
    used: np.ndarray  # (3, 3) the kernel as it is laid on the image
    output: np.ndarray  # (H', W')
    row: int  # the output cell that is looked at
    column: int
    asked: tuple[int, int]  # the cell that was asked for; it may lie outside of the output
    top: int  # where its window begins, counted in the padded image
    left: int
    seen: np.ndarray  # (3, 3) the inputs under the kernel
    value: int  # what the window comes to: output[row, column]


class SlidingWindow(Explorer):
    """How does one number of the output come about?"""

    title = "One window, one number"
    size = (10, 5)
    controls = {
        "image": Choice("the notes' 4×4", tuple(IMAGES), label="image"),
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
            {"image": "the notes' 4×4", "kernel": NOTES_KERNEL, "stride": 1, "padding": 0, "dilation": 1, "flip": False}
            | {"row": 0, "column": 0},
            "The window fits four times: 122, 148, 126, 134. Nine inputs make one output.",
            lambda r: r.output.tolist() == [[122, 148], [126, 134]] and r.seen.size == 9 and r.value == 122,
        ),
        "stride 2": Preset(
            {"image": "numbers 0 to 2, 7×7", "stride": 2, "row": 1, "column": 2},
            "With stride 2 the 7×7 image gives 3×3: the window of output (1, 2) begins at row 2, column 4.",
            lambda r: r.output.shape == (3, 3) and (r.top, r.left) == (2, 4) and r.stride == 2,
        ),
        "padding 1": Preset(
            {"padding": 1},
            "One ring of zeros keeps the size: 4×4 in, 4×4 out. In the corner, 5 of the 9 inputs are such zeros.",
            lambda r: r.output.shape == r.image.shape == (4, 4) and np.count_nonzero(r.seen) == 4,
        ),
        "dilation 2": Preset(
            {"image": "a diagonal, 7×7", "kernel": ONE_TO_NINE, "stride": 1, "padding": 0, "dilation": 2, "flip": False}
            | {"row": 1, "column": 1},
            "Nine taps with gaps cover 5×5: the 7×7 image gives 3×3. The diagonal runs through 1, 5 and 9: 15.",
            lambda r: r.output.shape == (3, 3) and r.dilation == 2 and r.value == 1 + 5 + 9,
        ),
        "a kernel and its mirror": Preset(
            {"image": "one bright pixel, 5×5", "kernel": ONE_TO_NINE, "stride": 1, "padding": 0, "dilation": 1}
            | {"flip": False, "row": 0, "column": 0},
            "One bright pixel under the kernel 1 to 9 gives 9 to 1: deep learning does not turn the kernel.",
            lambda r: r.output.ravel().tolist() == [9, 8, 7, 6, 5, 4, 3, 2, 1],
        ),
    }

    def compute(self, image, row, column, stride, padding, dilation, kernel, flip):
        pixels, weights = np.array(IMAGES[image]), np.array(kernel)
        steps = {"stride": stride, "padding": padding, "dilation": dilation}
        output = (convolve if flip else cross_correlate)(pixels, weights, **steps)
        # A cell beyond the present output gives way to the nearest: moving the stride must not end in an error.
        last_row, last_column = output.shape[0] - 1, output.shape[1] - 1
        cell = min(row, last_row), min(column, last_column)
        top, left = (
            window_starts(size, 3, **steps)[at] + padding for size, at in zip(pixels.shape, cell)
        )  # in the padded image
        seen = window(pixels, (3, 3), *cell, **steps)
        used = weights[::-1, ::-1] if flip else weights
        return WindowView(
            image, pixels, stride, padding, dilation, flip, used, output, *cell, (row, column),
            int(top), int(left), seen, output[cell],
        )  # fmt: skip

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
        self.kernel_frame = cell_frame(axes["kernel"], KERNEL, width=4)
        self.cell_frame = cell_frame(axes["output"], OUTPUT, width=4)
        self.cell_name = caption(figure, 0.2, 0.62)
        self.sum = caption(figure, 0.2, 0.24, fontsize=14)
        frames = (self.image_frame, self.window_frame, self.kernel_frame, self.cell_frame)
        return *self.grids.values(), *frames, *self.captions.values(), self.cell_name, self.sum

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
        move_frame(self.kernel_frame, 0, 0, 3, 3)
        chosen = cell_mask(r.output.shape, r.row, r.column, (1, 1))
        painted = cell_colors(r.output.shape, (OUTPUT, 0.15, ~chosen), (OUTPUT, 0.6, chosen))
        self.grids["output"].show(r.output, faces=painted, **size)
        move_frame(self.cell_frame, r.row, r.column)
        self._say(r)

    def _show_input(self, result, shape, fontsize):
        pad, span = result.padding, kernel_span(3, dilation=result.dilation)
        inside = cell_mask(shape, pad, pad, result.image.shape)
        taps = np.zeros(shape, dtype=bool)
        taps[np.ix_(*(start + result.dilation * np.arange(3) for start in (result.top, result.left)))] = True
        painted = cell_colors(shape, ("black", 0.07, ~inside), (INPUT, 0.2, inside), (KERNEL, 0.6, taps))
        self.grids["input"].show(np.pad(result.image, pad), faces=painted, fontsize=fontsize)
        move_frame(self.image_frame, pad, pad, *result.image.shape)
        move_frame(self.window_frame, result.top, result.left, span, span)

    def _say(self, result):
        ring = f", {result.padding} ring{'s' * (result.padding > 1)} of zeros" if result.padding else ""
        self.captions["input"].set_text(f"input {_shape(result.image)}{ring}")
        self.captions["kernel"].set_text("kernel, turned 180°" if result.flip else "kernel 3×3")
        self.captions["output"].set_text(f"output {_shape(result.output)}")
        self.cell_name.set_text(f"output ({result.row}, {result.column}) = weight · input, nine times, added up:")
        self.sum.set_text(_sum(result))

    def describe(self, r):
        turned = " turned by 180 degrees" if r.flip else ""
        steps = f"stride {r.stride}, padding {r.padding}, dilation {r.dilation}"
        beyond = "" if r.asked == (r.row, r.column) else f" There is no cell {r.asked}; the nearest:"
        numbers = f" ({rows_of(r.output)})" if r.output.size <= 4 else ""
        return (
            f"Image: {r.name}. Kernel 3×3{turned}, {steps}: output {_shape(r.output)}{numbers}.{beyond} "
            f"Output ({r.row}, {r.column}) = {_sum(r)}."
        )

    def code(self, image, row, column, stride, padding, dilation, kernel, flip):
        result = self.compute(image, row, column, stride, padding, dilation, kernel, flip)
        name, turned = ("convolve", ".flip(0, 1)") if flip else ("cross_correlate", "")
        steps = f"stride={stride}, padding={padding}, dilation={dilation}"
        lines = list(map(str, result.image.tolist()))
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
seen = window(image, (3, 3), {result.row}, {result.column}, {steps})
value = output[{result.row}, {result.column}]

x, w = torch.tensor(image), torch.tensor(kernel){turned}
same = torch.nn.functional.conv2d(x[None, None], w[None, None], {steps})
assert np.array_equal(output, same[0, 0])"""

    def handles(self):
        return [Handle(self.axes["output"], "column", "row", "output cell to look at")]


def _sum(result):
    return sum_of_products(result.used.ravel(), result.seen.ravel(), result.value)


def _shape(table):
    return "×".join(map(str, table.shape))
