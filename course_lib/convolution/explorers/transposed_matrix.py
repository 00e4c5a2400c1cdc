"""The convolution as a matrix, row by row beside its window, and transposed, column by column."""

from typing import NamedTuple

import numpy as np

from course_lib.convolution import conv_matrix, cross_correlate, transposed_convolve
from course_lib.convolution.explorers._cells import listing, rows_of, sum_of_products
from course_lib.kit.explorer import Choice, Explorer, Grid, Handle, Number, Preset
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
    shape_text,
)

# The worked example of the study notes.
NOTES_KERNEL = ((1, 4, 1), (1, 4, 3), (3, 3, 1))
IMAGE = np.array([[4, 5, 8, 7], [1, 8, 8, 8], [3, 6, 6, 4], [6, 5, 7, 8]])
SMALL = np.array([[2, 1], [4, 4]])
# Settings under which the 3x3 kernel makes 2x2 of 4x4; the third number is what the way back needs.
STEPS = {"stride 1, padding 0": (1, 0, 0), "stride 2, padding 1": (2, 1, 1)}


class MatrixProduct(NamedTuple):
    chosen: int  # cell of the 2x2 block, 0..3, row by row
    matrix: np.ndarray  # (4, 16), or (16, 4) if transposed
    links: np.ndarray  # bool, shape of the matrix: where a weight stands, be it 0
    input: np.ndarray  # (4, 4), or (2, 2) if transposed
    output: np.ndarray  # (2, 2), or (4, 4) if transposed


class ConvolutionMatrix(Explorer):
    """Which matrix does a convolution multiply by, and what does its transpose do?"""

    title = "A convolution is a matrix"
    size = (11.4, 5.6)
    controls = {
        "transposed": Choice("convolution", {"convolution": False, "transposed convolution": True}, label="direction"),
        "row": Number(0, 0, 1, label="row of the chosen cell in the 2×2 block"),
        "column": Number(0, 0, 1, label="column of the chosen cell"),
        "step": Choice("stride 1, padding 0", STEPS, label="step"),
        "kernel": Grid(NOTES_KERNEL, label="kernel"),
    }
    presets = {
        "122, 148, 126, 134": Preset(
            {},
            "The 4×16 matrix times the image gives 122, 148, 126, 134.",
            lambda r: r.matrix.shape == (4, 16) and (r.matrix @ r.input.ravel()).tolist() == [122, 148, 126, 134],
        ),
        "the last row": Preset(
            {"row": 1, "column": 1},
            "The last row is the first, shifted by 5 places; it gives 134.",
            lambda r: r.output[1, 1] == 134 and np.array_equal(r.matrix[3], np.roll(r.matrix[0], 5)),
        ),
        "transposed": Preset(
            {"transposed": "transposed convolution"},
            "The 16×4 matrix times 2, 1, 4, 4 gives the rows 2 9 6 1, 6 29 30 7, 10 29 33 13, 12 24 16 4.",
            lambda r: r.output.tolist() == [[2, 9, 6, 1], [6, 29, 30, 7], [10, 29, 33, 13], [12, 24, 16, 4]],
        ),
        "padding cuts rows": Preset(
            {"step": "stride 2, padding 1"},
            "The first window hangs over the border: only 4 of its 9 weights stand in the matrix.",
            lambda r: r.links[0].sum() == 4,
        ),
    }

    def compute(self, transposed, row, column, step, kernel):
        stride, padding, output_padding = step
        options = {"stride": stride, "padding": padding}
        matrix = conv_matrix(kernel, IMAGE.shape, **options)
        links = conv_matrix(np.ones_like(kernel), IMAGE.shape, **options) > 0
        chosen = 2 * row + column
        if transposed:
            output = transposed_convolve(SMALL, kernel, output_padding=output_padding, **options)
            return MatrixProduct(chosen, matrix.T, links.T, SMALL, output)
        return MatrixProduct(chosen, matrix, links, IMAGE, cross_correlate(IMAGE, kernel, **options))

    def draw(self, figure, r):
        self.axes = {
            "big": panel(figure, 0.2, 2.75, 2.4, 2.4),
            "small": panel(figure, 0.2, 0.2, 2.4, 1.75),
            "matrix": panel(figure, 3.0, 0.5, 4.64, 4.64),
            "from": panel(figure, 8.4, 0.5, 0.6, 4.64),
            "to": panel(figure, 10.05, 0.5, 0.6, 4.64),
        }
        self.axes["big"].set(xlim=(-1.6, 4.6), ylim=(4.6, -1.6))
        self.axes["small"].set(xlim=(-2.1, 3.1), ylim=(2.3, -1.49))
        self.grids = {name: NumberGrid(axes, fontsize=11.5) for name, axes in self.axes.items()}
        for name in ("from", "to"):  # cells wide enough for four characters
            self.axes[name].set_aspect("auto")
        colors = {"big": KERNEL, "small": INPUT, "matrix": KERNEL, "from": INPUT, "to": OUTPUT}
        self.frames = {name: cell_frame(self.axes[name], color) for name, color in colors.items()}
        bold = {"ha": "center", "weight": "bold"}
        caption(figure, 8.7, 5.22, "input", **bold)
        caption(figure, 10.35, 5.22, "output", **bold)
        self.captions = {
            "big": caption(figure, 1.4, 5.22, **bold),
            "small": caption(figure, 1.4, 1.72, **bold),
            "matrix": caption(figure, 5.32, 5.22, **bold),
            "way": caption(figure, 1.4, 2.36, ha="center"),
            "sum": caption(figure, 11.2, 0.16, ha="right"),
        }
        caption(figure, 7.92, 2.82, "×", fontsize=16, ha="center", va="center")
        caption(figure, 9.53, 2.82, "=", fontsize=16, ha="center", va="center")

    def handles(self):
        return [Handle(self.axes["small"], "column", "row", "cell of the 2×2 block")]

    def update(self, r):
        stride, padding, _ = r.step
        ends = (OUTPUT, INPUT) if r.transposed else (INPUT, OUTPUT)  # what the 4x4 and the 2x2 block are
        big, small = (r.output, r.input) if r.transposed else (r.input, r.output)
        touched = (r.links[:, r.chosen] if r.transposed else r.links[r.chosen]).reshape(4, 4)
        one = cell_mask((2, 2), r.row, r.column, (1, 1))

        self._show("big", big, ends[0], touched)
        move_frame(self.frames["big"], stride * r.row - padding, stride * r.column - padding, 3, 3)
        self._show("small", small, ends[1], one)
        self.frames["small"].set_edgecolor(ends[1])
        move_frame(self.frames["small"], r.row, r.column)
        line = np.zeros(r.matrix.shape, dtype=bool)
        line[(slice(None), r.chosen) if r.transposed else r.chosen] = True
        colors = cell_colors(line.shape, (KERNEL, 0.3, r.links), (KERNEL, 0.8, line & r.links))
        self._centre("matrix", *line.shape, width=8)
        self.grids["matrix"].show(r.matrix, faces=colors)
        big_column, small_column = touched.reshape(16, 1), one.reshape(4, 1)
        columns = (small_column, big_column) if r.transposed else (big_column, small_column)
        self._vector("from", r.input, INPUT, columns[0])
        self._vector("to", r.output, OUTPUT, columns[1])
        if r.transposed:
            move_frame(self.frames["matrix"], 0, r.chosen, 16, 1)
            move_frame(self.frames["from"], r.chosen, 0)
        else:
            move_frame(self.frames["matrix"], r.chosen, 0, 1, 16)
            move_frame(self.frames["to"], r.chosen, 0)
        self.frames["from"].set_visible(r.transposed)
        self.frames["to"].set_visible(not r.transposed)
        self._say(r)

    def _show(self, name, values, color, chosen):
        self.grids[name].show(values, faces=cell_colors(values.shape, (color, 0.12, True), (color, 0.45, chosen)))

    def _vector(self, name, values, color, chosen):
        values = values.reshape(-1, 1)
        self._centre(name, *values.shape, width=0.5)
        self._show(name, values, color, chosen)

    def _centre(self, name, rows, columns, *, width):
        """Put a table in the middle of its axes, cells of the same size whatever the table."""
        x, y = (columns - 1) / 2, (rows - 1) / 2
        limits = (x - width - 0.05, x + width + 0.05), (y + 8.05, y - 8.05)
        if self.axes[name].get_xlim() != limits[0] or self.axes[name].get_ylim() != limits[1]:
            self.axes[name].set(xlim=limits[0], ylim=limits[1])

    def _say(self, r):
        size = shape_text(r.matrix)
        if r.transposed:
            words = "output 4×4", "input 2×2", f"Mᵀ: {size}, one column per input", "↑ one cell to its window"
        else:
            words = "image 4×4", "output 2×2", f"M: {size}, one row per output", "↓ one window to one cell"
        for name, text in zip(("big", "small", "matrix", "way"), words, strict=True):
            self.captions[name].set_text(text)
        self.captions["sum"].set_text(_written_sum(r))

    def describe(self, r):
        written = _written_sum(r)
        return (
            f"{r.shown('transposed').capitalize()}, {r.shown('step')}, kernel {rows_of(r.kernel)}: "
            f"a {shape_text(r.matrix)} matrix. "
            f"{written[0].upper()}{written[1:]}. Output {rows_of(r.output)}."
        )

    def code(self, transposed, row, column, step, kernel):
        stride, padding, output_padding = step
        start = f"""\
import numpy as np, torch
from course_lib.convolution import conv_matrix
kernel = np.array({listing(kernel)})
matrix = conv_matrix(kernel, (4, 4), stride={stride}, padding={padding})
weight = torch.tensor(kernel)[None, None].double()
"""
        if not transposed:
            return f"""{start}\
image = np.array({listing(IMAGE)})
output = (matrix @ image.ravel()).reshape(2, 2)
same = torch.conv2d(torch.tensor(image)[None, None].double(), weight, stride={stride}, padding={padding})
assert np.array_equal(output, same[0, 0])"""
        return f"""{start}\
small = np.array({listing(SMALL)})
matrix = matrix.T
output = (matrix @ small.ravel()).reshape(4, 4)
same = torch.conv_transpose2d(torch.tensor(small)[None, None].double(), weight,
                              stride={stride}, padding={padding}, output_padding={output_padding})
assert np.array_equal(output, same[0, 0])"""


def _written_sum(r):
    """Return in words what the chosen cell is the sum of; on the way back, where it is added to."""
    if r.transposed:
        value, reached = r.input.ravel()[r.chosen], r.links[:, r.chosen].sum()
        return f"input {value} times column {r.chosen}: added to {reached} of the 16 outputs"
    seen, total = r.links[r.chosen], r.output.ravel()[r.chosen]
    return f"row {r.chosen}: " + sum_of_products(r.matrix[r.chosen][seen], r.input.ravel()[seen], total)
