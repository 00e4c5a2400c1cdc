"""Transposed convolution as stamps: each input value times the kernel, laid on the output and added."""

from typing import NamedTuple

import numpy as np

from course_lib.convolution import conv_matrix, tap_counts, transposed_convolve
from course_lib.convolution.explorers._cells import listing, rows_of, sum_of_products
from course_lib.kit.explorer import Explorer, Grid, Handle, Number, Preset
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
    cell_mask,
    counted,
    move_frame,
    panel,
)


class Stamps(NamedTuple):
    stamp: np.ndarray  # (n, n), the chosen cell's stamp on the canvas, before anything is cropped
    canvas: np.ndarray  # (n, n), all stamps added, before anything is cropped
    output: np.ndarray  # (o, o), what is left: the canvas from row and column `padding` on
    counts: np.ndarray  # (o, o), how many stamps meet in each output cell
    meeting: tuple[int, int]  # the first output cell in which most stamps meet
    terms: tuple  # (weights, inputs) whose products add up there


class Stamping(Explorer):
    """What does one input value of a transposed convolution do to the output?"""

    title = "A transposed convolution stamps its kernel"
    size = (11.4, 5.2)
    controls = {
        "row": Number(0, 0, 1, label="row of the chosen input cell"),
        "column": Number(0, 0, 1, label="column of the chosen input cell"),
        "stride": Number(1, 1, 3, label="stride", unit="cells"),
        "padding": Number(0, 0, 2, label="padding: cells cropped on each side"),
        "output_padding": Number(0, 0, 2, label="output_padding: cells added at the end"),
        "input": Grid(((2, 1), (4, 4)), label="input"),
        "kernel": Grid(((1, 4, 1), (1, 4, 3), (3, 3, 1)), label="kernel"),
    }
    presets = {
        "the notes' example": Preset(
            {},
            "2×2 becomes 4×4; the first cell of the output is 2, and in the middle four stamps add up to 29.",
            lambda r: r.output.shape == (4, 4) and r.output[0, 0] == 2 and r.output[1, 1] == 29 and r.counts[1, 1] == 4,
        ),
        "one to nine": Preset(
            {"input": ((0, 1), (0, 0)), "column": 1},
            "A single 1 in the input reaches 9 outputs: it prints the kernel.",
            lambda r: np.count_nonzero(r.output) == 9 and np.array_equal(r.output[:3, 1:], r.kernel),
        ),
        "stride 2": Preset(
            {"stride": 2, "row": 1, "column": 1},
            "Stamps 2 apart share one row and one column: counts of 1, 2 and 4 in the 5×5 output.",
            lambda r: r.output.shape == (5, 5) and np.unique(r.counts).tolist() == [1, 2, 4],
        ),
        "stride 3": Preset(
            {"stride": 3, "row": 1},
            "Stride equal to kernel: the four stamps lie side by side, nothing adds.",
            lambda r: r.output.shape == (6, 6) and (r.counts == 1).all(),
        ),
        "padding crops": Preset(
            {"stride": 2, "padding": 1},
            "Padding 1 takes a ring of one cell away: 5×5 becomes 3×3.",
            lambda r: len(r.canvas) == 5 and r.output.shape == (3, 3),
        ),
        "output_padding": Preset(
            {"stride": 2, "padding": 1, "output_padding": 1},
            "output_padding 1 gives one row and one column back, at the end only: 4×4.",
            lambda r: r.output.shape == (4, 4) and np.array_equal(r.output, r.canvas[1:5, 1:5]),
        ),
    }

    def compute(self, row, column, stride, padding, output_padding, input, kernel):
        options = {"stride": stride, "padding": padding, "output_padding": output_padding}
        output = transposed_convolve(input, kernel, **options)
        # Uncropped, and as much longer as output_padding may reach beyond the last stamp.
        whole = {"stride": stride, "output_padding": max(output_padding - padding, 0)}
        alone = np.where(cell_mask((2, 2), row, column, (1, 1)), input, 0)
        counts = tap_counts((2, 2), (3, 3), **options)
        meeting = tuple(int(i) for i in np.unravel_index(counts.argmax(), counts.shape))
        shape = {"stride": stride, "padding": padding}
        reach = conv_matrix(kernel, output.shape, **shape)[:, np.ravel_multi_index(meeting, output.shape)]
        links = conv_matrix(np.ones((3, 3)), output.shape, **shape)[:, np.ravel_multi_index(meeting, output.shape)] > 0
        return Stamps(
            stamp=transposed_convolve(alone, kernel, **whole),
            canvas=transposed_convolve(input, kernel, **whole),
            output=output,
            counts=counts,
            meeting=meeting,
            terms=(np.ravel(input)[links], reach[links]),
        )

    def draw(self, figure, r):

        self.axes = {
            "input": panel(figure, 0.35, 2.95, 1.2, 1.2),
            "kernel": panel(figure, 0.05, 0.65, 1.8, 1.8),
            "stamp": panel(figure, 2.55, 0.6, 4.0, 4.0),
            "canvas": panel(figure, 7.25, 0.6, 4.0, 4.0),
        }
        self.grids = {name: NumberGrid(axes, fontsize=12) for name, axes in self.axes.items()}
        for name, side in (("input", 2), ("kernel", 3)):
            self.axes[name].set(xlim=(-0.6, side - 0.4), ylim=(side - 0.4, -0.6))
        self.frames = {
            "input": cell_frame(self.axes["input"], INPUT),
            "stamp": cell_frame(self.axes["stamp"], KERNEL),
            "same": cell_frame(self.axes["canvas"], KERNEL),
            "output": cell_frame(self.axes["canvas"], OUTPUT, width=4),
            "meeting": cell_frame(self.axes["canvas"], ERROR, width=2.5, linestyle=(0, (2, 1))),
        }
        bold = {"ha": "center", "weight": "bold"}
        caption(figure, 0.95, 4.3, "input", **bold)
        caption(figure, 0.95, 2.62, "× kernel", **bold)
        caption(figure, 2.17, 2.6, "→", fontsize=20, ha="center", va="center")
        caption(figure, 6.9, 2.6, "→", fontsize=20, ha="center", va="center")
        self.captions = {
            "stamp": caption(figure, 4.55, 4.75, **bold),
            "canvas": caption(figure, 9.25, 4.75, **bold),
            "crop": caption(figure, 2.55, 0.2),
            "sum": caption(figure, 11.25, 0.2, ha="right"),
        }

    def handles(self):
        return [Handle(self.axes["input"], "column", "row", "input cell")]

    def update(self, r):
        side, first, left = len(r.canvas), r.padding, len(r.output)
        corner = r.stride * r.row, r.stride * r.column
        for name in ("stamp", "canvas"):
            limits = (-0.6, side - 0.4)
            if self.axes[name].get_xlim() != limits:
                self.axes[name].set(xlim=limits, ylim=limits[::-1])
        cell = cell_mask((2, 2), r.row, r.column, (1, 1))
        self.grids["input"].show(r.input, faces=cell_colors((2, 2), (INPUT, 0.15, True), (INPUT, 0.5, cell)))
        self.grids["kernel"].show(r.kernel, faces=cell_colors((3, 3), (KERNEL, 0.35, True)))
        stamped = cell_mask(r.stamp.shape, *corner, (3, 3))
        texts = np.where(stamped, r.stamp, "")
        self.grids["stamp"].show(r.stamp, faces=cell_colors(stamped.shape, (KERNEL, 0.35, stamped)), texts=texts)

        kept = cell_mask(stamped.shape, first, first, (left, left))
        plain = left - r.output_padding
        extra = kept & ~cell_mask(stamped.shape, first, first, (plain, plain))
        colors = cell_colors(stamped.shape, (REFERENCE, 0.3, ~kept), (OUTPUT, 0.2, kept), (ERROR, 0.35, extra))
        self.grids["canvas"].show(r.canvas, faces=colors)
        move_frame(self.frames["input"], r.row, r.column)
        move_frame(self.frames["stamp"], *corner, 3, 3)
        move_frame(self.frames["same"], *corner, 3, 3)
        move_frame(self.frames["output"], first, first, left, left)
        move_frame(self.frames["meeting"], first + r.meeting[0], first + r.meeting[1])
        value = r.input[r.row][r.column]
        self.captions["stamp"].set_text(f"{value} × kernel, stamped at row {corner[0]}, column {corner[1]}")
        self.captions["canvas"].set_text(f"all stamps added: output {left}×{left}")
        parts = ["grey: cropped by padding"] * (r.padding > 0)
        parts += ["red: added by output_padding"] * (r.output_padding > 0)
        self.captions["crop"].set_text(", ".join(parts))
        self.captions["sum"].set_text(f"dashed cell: {_written_sum(r)}")

    def describe(self, r):
        value, rows = r.input[r.row][r.column], len(r.output)
        return (
            f"Input {rows_of(r.input)}, kernel {rows_of(r.kernel)}, stride {r.stride}, "
            f"padding {r.padding}, output_padding {r.output_padding}: 2×2 becomes {rows}×{rows}. "
            f"Input ({r.row}, {r.column}) = {value} stamps {value} times the kernel. "
            f"Output {r.meeting} collects {counted(r.counts[r.meeting], 'stamp')}: {_written_sum(r)}."
        )

    def code(self, row, column, stride, padding, output_padding, input, kernel):
        options = f"stride={stride}, padding={padding}, output_padding={output_padding}"
        return f"""\
import torch
from course_lib.convolution import transposed_convolve
input = {listing(input)}
kernel = {listing(kernel)}
output = transposed_convolve(input, kernel, {options})
x, weight = (torch.tensor(table, dtype=torch.double)[None, None] for table in (input, kernel))
same = torch.conv_transpose2d(x, weight, {options})
assert (same[0, 0].numpy() == output).all()"""


def _written_sum(r):
    return sum_of_products(*r.terms, r.output[r.meeting])
