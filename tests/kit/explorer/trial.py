"""Explorers for the browser tests: one with a cell to click and a point to drag, one that is slow."""

import time
from typing import NamedTuple

from course_lib.kit.explorer import Explorer, Handle, Number, Preset
from course_lib.kit.figures import INPUT, OUTPUT


class Places(NamedTuple):
    row: int
    column: int
    threshold: float


class Trial(Explorer):
    """Where is the chosen cell, and where is the point?"""

    title = "Trial"
    size = (8, 4)
    controls = {
        "row": Number(0, 0, 9, label="row"),
        "column": Number(0, 0, 9, label="column"),
        "threshold": Number(2.0, 0.0, 10.0, 0.5, label="threshold"),
    }
    presets = {"corner": Preset({"row": 3, "column": 3}, "The last cell of all.", lambda r: r.row == r.column == 3)}

    def compute(self, row, column, threshold):
        if row > 3:
            raise ValueError(f"`row` must be below 4, got {row}")
        if column > 3:
            raise ZeroDivisionError("a defect made for the test")
        return Places(row, column, threshold)

    def draw(self, figure, result):
        self.cells = figure.add_axes((0, 0, 0.5, 1), xlim=(-0.5, 3.5), ylim=(3.5, -0.5))
        self.line = figure.add_axes((0.55, 0, 0.5, 1), xlim=(0, 10), ylim=(-1, 1))
        (self.cell,) = self.cells.plot([0], [0], "s", ms=60, color=INPUT)
        (self.point,) = self.line.plot([0], [0], "o", ms=12, color=OUTPUT)
        return self.cell, self.point

    def update(self, result):
        self.cell.set_data([result.column], [result.row])
        self.point.set_xdata([result.threshold])

    def describe(self, result):
        return f"row {result.row}, column {result.column}, point at {result.threshold}"

    def code(self, row, column, threshold):
        return f"row = {row}\ncolumn = {column}\nthreshold = {threshold}"

    def handles(self):
        return [
            Handle(self.cells, "column", "row", "chosen cell"),
            Handle(self.line, "threshold", None, "threshold", area="point"),
        ]


class Heights(NamedTuple):
    n: int
    heights: list  # n a bar; all equal


class Slow(Explorer):
    """What is shown while the fine picture takes half a second?"""

    title = "Slow"
    size = (6, 3)
    controls = {"n": Number(5, 1, 40, label="height")}
    presets = {"highest": Preset({"n": 40}, "As high as it gets.", lambda r: r.n == 40)}
    bars, seconds = 16, 0.5

    def compute(self, n):
        time.sleep(self.seconds)
        return Heights(n, [n] * self.bars)

    def draw(self, figure, result):
        axes = figure.add_axes((0, 0, 1, 1), xlim=(-0.6, self.bars - 0.4), ylim=(0, 41))
        self.bar = list(axes.bar(range(self.bars), [0] * self.bars, color=INPUT))
        return self.bar

    def update(self, result):
        for i, bar in enumerate(self.bar):
            bar.set_height(result.heights[i] if i < len(result.heights) else 0)

    def describe(self, result):
        return f"{len(result.heights)} bars of height {result.n}"

    def code(self, n):
        return f"n = {n}"


class Sketched(Slow):
    """The same, with a coarse picture for while the slider is held."""

    title = "Sketched"

    def sketch(self, n):
        return Heights(n, [n] * 4)
